"""Markdown as MkDocs and Pelican read it → HTML: by the `markdown` package, with the extensions they have on.

Importing this costs 20 ms: do it where such a body is converted.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from threading import get_ident

from markdown import Markdown

from kratomcli.markup.python_markdown_callouts import Callouts
from kratomcli.patterns import lazy_regex

EXTENSIONS = (
    *("abbr", "attr_list", "def_list", "fenced_code", "footnotes", "md_in_html", "tables"),  # Pelican's
    *("admonition", "toc"),  # what MkDocs has besides, or nearly every mkdocs.yml
)


def to_html(body: str) -> str | None:
    """A body as HTML, not sanitised; None if the package fails on it, or would take too long.

    For some texts, which nobody writes in earnest, its time grows with the square of their length.
    """
    if _work(body) > _MOST:
        return None
    try:
        return _converter(get_ident()).reset().convert(body)
    except Exception:  # lists in lists in lists…, or a fault of the package: that is no fault of the article
        _converter.cache_clear()  # whatever state it was left in
        return None


@lru_cache(maxsize=8)
def _converter(_thread: int) -> Markdown:
    """The converter of one thread: it has state (footnotes, link definitions) while it converts."""
    # Alignment as an attribute: styles are taken away.
    return Markdown(
        extensions=[*EXTENSIONS, Callouts()], extension_configs={"tables": {"use_align_attribute": True}}
    )


# -- estimating the work -----------------------------------------------------------------------------

_MOST = 50_000_000
"""Characters that may be copied or scanned to convert one body: about half a second of work."""

_SHORT = 1000
"""Characters of a block that is fast to convert whatever it contains."""
_OPEN_TAG = lazy_regex(r"<[A-Za-z/!?][^<>]*+(?=<|\Z)")
_FENCE = lazy_regex(r"^(?:`{3,}|~{3,})", re.MULTILINE)
_NOTE = lazy_regex(r"\[\^[^\[\]\n]++\]")
# What the package splits off the beginning of a block, copying the rest each time.
_TAKEN_OFF = lazy_regex(
    r"^ {0,3}(?:#|(?:=+|-+) *$|[-*_](?: *[-*_]){2,} *$|!!!|\[[^\]\n]+\]:|<)", re.MULTILINE
)
_NEXT_PIECE = lazy_regex(r"\n(?=[ ]*(?:[-+*|]|\d{1,9}[.)]))")
_MARK = lazy_regex(r"[\\`*_{<>&!#|~^]+")
_BRACKET = lazy_regex(r"[\[\]]|(?<=\])\(|\)")


def _work(body: str) -> int:
    """An estimate of how many characters the package copies or scans to convert `body`."""
    notes = max(Counter(_NOTE.findall(body)).values(), default=0) if "[^" in body else 0
    work = len(body) * (2 * len(_OPEN_TAG.findall(body)) + len(_FENCE.findall(body)) + 4 * notes)
    for block in _without_code(body).split("\n\n"):
        if len(block) > _SHORT:
            work += 4 * len(block) * len(_TAKEN_OFF.findall(block)) + 10 * _reach(block)
            work += sum(len(piece) * len(_MARK.findall(piece)) for piece in _NEXT_PIECE.split(block))
    return work


def _without_code(body: str) -> str:
    """`body` without most of its fenced code, which the package removes before it looks at blocks."""
    fences = _FENCE.split(body)
    return "".join(fences[::2]) if len(fences) % 2 else body


def _reach(block: str) -> int:
    """The sum of the distances from each opening bracket to where it closes, or to the block's end."""
    reach = 0
    opened: dict[str, list[int]] = {"]": [], ")": []}
    for found in _BRACKET.finditer(block):
        if found[0] in opened:
            if waiting := opened[found[0]]:
                reach += found.start() - waiting.pop()
        else:
            opened["]" if found[0] == "[" else ")"].append(found.start())
    return reach + sum(len(block) - place for waiting in opened.values() for place in waiting)
