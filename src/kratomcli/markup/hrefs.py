"""The links of a body with their offsets, found by patterns: far faster than parsing the Markdown.

What looks like a link may be none; `kratomcli.markup.spans` decides that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from kratomcli.model.article import Markup

_INLINE = lazy_regex(
    r"(?<!(?<!\\)\\)(!?)\[((?:[^\[\]]++|\[[^\[\]]*+\])*+)(?<!(?<!\\)\\)\]"
    r"\([ \t]*+(?:\n[ \t]*+)?(?:<([^<>\n]*+)>|((?![\"'])[^\s()<>]*+(?:\([^\s()]*+\)[^\s()]*+)*+))"
    r"(?=[ \t]*+(?:\n[ \t]*+)?[)\"'(])"
)
_DEFINITION = lazy_regex(r"^ {0,3}\[([^\]\n^][^\]\n]*+)\]:[ \t]*+(?:\n[ \t]*+)?<?([^\s<>]++)", re.MULTILINE)
_HTML = lazy_regex(r"<a\s[^<>]*?href\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)'|([^\s\"'<>]+))", re.IGNORECASE)
_REFERENCE = lazy_regex(r"(?<![!\\])\[([^\[\]]++)\](?:\[([^\[\]]*+)\]|(?![(:]))")
_CLOSING = lazy_regex(r"</a\s*>", re.IGNORECASE)
_SIGNS = {_INLINE: ("](",), _DEFINITION: ("]:",), _HTML: ("<a", "<A")}
"""Of each pattern, the texts of which a match has one: looking for those is a hundred times faster."""


class Link(NamedTuple):
    """A link: the character offsets [start, end) of its text, and its address."""

    start: int
    end: int
    href: str


def links(text: str, markup: Markup) -> Iterator[Link]:
    """The links in `text`, a body with its code blanked out; no images. Plain text has none."""
    if markup == "text":
        return
    for found in _found(_INLINE, text):
        if not found[1]:
            yield Link(found.start(2), found.end(2), found[3] or found[4] or "")
    definitions = {_label(match[1]): match[2] for match in _found(_DEFINITION, text)}
    for found in _REFERENCE.finditer(text) if definitions else ():
        href = definitions.get(_label(found[2] or found[1]))
        if href is not None:
            yield Link(found.start(1), found.end(1), href)
    for found in _found(_HTML, text):
        start = text.find(">", found.end()) + 1
        closing = _CLOSING.search(text, start, start + 1000) if start else None
        if closing:
            yield Link(start, closing.start(), found[1] or found[2] or found[3] or "")


def _found(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    return pattern.finditer(text) if any(sign in text for sign in _SIGNS[pattern]) else iter(())


def _label(text: str) -> str:
    return " ".join(text.casefold().split())


def hrefs(text: str, markup: Markup) -> Iterator[tuple[int, str]]:
    """(offset, address) of each inline link, link definition and HTML link in `text`; no images.

    `text` is a body with its code blanked out; offsets are in characters.
    """
    if markup == "text":
        return
    for found in _found(_INLINE, text):
        if not found[1]:
            yield found.start(), found[3] or found[4] or ""
    for found in _found(_DEFINITION, text):
        yield found.start(), found[2]
    for found in _found(_HTML, text):
        yield found.start(), found[1] or found[2] or found[3] or ""
