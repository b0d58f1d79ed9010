"""Blocks that Logseq takes from Org mode: #+BEGIN_NOTE … #+END_NOTE, quotes, code, what is not shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kratomcli.markup.tools.pieces import Piece, Source
from kratomcli.patterns import lazy_regex

_LINE = lazy_regex(
    r"^(?P<indent>[ \t]*+)(?P<bullet>[-*+][ \t]++)?"
    r"(?:\#\+(?P<end>END|BEGIN)_(?P<name>[A-Za-z]++)(?P<rest>[^\n]*+)|(?P<log>:LOGBOOK:|:END:)[ \t]*+)$",
    re.MULTILINE | re.IGNORECASE,
)
_CONTENT = lazy_regex(r"\n(?P<indent>[ \t]*+)")
_CODE = frozenset(("example", "src", "export"))
_HIDDEN = frozenset(("query", "comment", "logbook"))
_KINDS = {"note": "NOTE", "tip": "TIP", "important": "IMPORTANT", "caution": "CAUTION", "warning": "WARNING"}
_LANGUAGE = lazy_regex(r"[ \t]++([A-Za-z][\w+#.-]*+)")


def org_blocks(source: Source) -> Iterator[Piece]:
    """Each block: a quote with the mark of its kind, code, or nothing. One without an end is text."""
    opening: re.Match[str] | None = None
    for found in _LINE.finditer(source.text):
        is_end = (found["end"] or found["log"][1:4]).upper() == "END"
        if opening is None:
            opening = None if is_end else found
        elif is_end and (found["name"] or "logbook").lower() == _name(opening):
            yield from _block(source.body, opening, found)
            opening = None


def _name(opening: re.Match[str]) -> str:
    return str(opening["name"] or "logbook").lower()


def _block(body: str, opening: re.Match[str], closing: re.Match[str]) -> Iterator[Piece]:
    name, indent, bullet = _name(opening), opening["indent"], opening["bullet"] or ""
    start, end = opening.end(), closing.start() - 1
    if name in _HIDDEN:
        yield Piece(max(opening.start() - 1, 0), closing.end())
    elif name in _CODE:
        language = _LANGUAGE.match(opening["rest"] or "")
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", body[start:end])), default=0))
        inner = indent + " " * len(bullet)
        text = f"{indent}{bullet}{fence}{language[1] if language else ''}{body[start:end]}\n{inner}{fence}"
        yield Piece(opening.start(), closing.end(), text, (start, max(start, end)), is_code=True)
    else:
        mark = f"> [!{_KINDS[name]}]" if name in _KINDS else ">"
        yield Piece(opening.start(), start, f"{indent}{bullet}{mark}")
        for line in _CONTENT.finditer(body, start, max(start, end)):
            yield Piece(*line.span(), f"{line[0]}> ")
        yield Piece(closing.start() - 1, closing.end())
