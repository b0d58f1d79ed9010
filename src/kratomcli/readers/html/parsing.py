"""HTML → a tree of elements, in time that grows with its length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_CHUNK = 8_000
"""Characters that are counted together."""
_DEEPEST = 1_000
"""Elements within each other that are kept. For each element the parser goes through all that are open."""
_TAG = re.compile(
    r"<(?:!--(?:(?!-->)[\s\S])*+(?:-->)?|(?P<raw>(?i:script|style|textarea|title))\b(?:(?!</(?P=raw))[\s\S])*+"
    r"|(?P<close>/)?(?P<name>[A-Za-z][^\s/>]*+)(?:[^\s>\"'=]++|\s++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?|[\"'])*+>?)"
)
_NEVER_DEEP = frozenset(
    (
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source"),
        *("track", "wbr", "p", "li", "option", "html", "head", "body"),
    )
)
"""Elements that are empty, or end where the next one begins."""


_EMPTY = ("<br>", "<br ", "<br/", "<img ", "<wbr>", "<hr", "<input ", "<!--", "<meta ", "<link ", "<source ")
"""What begins tags that open nothing."""


def parsed(html: str) -> LexborHTMLParser:
    """The tree of a page, or of a part of one."""
    from selectolax.lexbor import LexborHTMLParser

    if _may_be_deep(html):
        html = "".join(_shallow(html))
    try:
        return LexborHTMLParser(html)
    except UnicodeEncodeError:  # lone surrogates, which no file holds but JSON may
        return LexborHTMLParser(html.encode("utf-8", "replace").decode())


def _may_be_deep(html: str) -> bool:
    """Whether more tags open than close somewhere, by counts that are quick."""
    opened = checked = 0
    for start in range(0, len(html), _CHUNK):
        end = start + _CHUNK
        opened += html.count("<", start, end) - 2 * html.count("</", start, end)
        if opened > 2 * _DEEPEST:
            opened -= sum(html.count(tag, checked, end) for tag in _EMPTY)
            checked = end
            if opened > 2 * _DEEPEST:
                return True
    return False


def _shallow(html: str) -> Iterator[str]:
    """A page without the tags of elements that are nested too deeply; their text stays."""
    opened: list[str] = []
    done = 0
    for tag in _TAG.finditer(html):
        name = (tag["name"] or "").lower()
        if not name or name in _NEVER_DEEP:
            continue
        depth = len(opened)
        if not tag["close"]:
            opened.append(name)
        elif opened and opened[-1] == name:
            opened.pop()
            depth -= 1
        if depth >= _DEEPEST:
            yield html[done : tag.start()]
            done = tag.end()
    yield html[done:]
