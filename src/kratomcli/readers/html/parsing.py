"""HTML → a tree of elements, in time that grows with its length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import islice
from typing import TYPE_CHECKING

from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_CHUNK = 8_000
"""Characters that are counted together."""
_DEEPEST = 1_000
"""Elements within each other that are kept. For each element the parser goes through all that are open."""
_TAG = lazy_regex(
    r"<(?:!--(?:(?!-->)[\s\S])*+(?:-->)?|(?P<raw>(?i:script|style|textarea|title))\b(?:(?!</(?P=raw))[\s\S])*+"
    r"|(?P<close>/)?(?P<name>[A-Za-z][^\s/>]*+)(?:[^\s>\"'=]++|\s++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?|[\"'])*+>?)"
)
_VOID = frozenset(
    (
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source"),
        *("track", "wbr"),
    )
)
_NEVER_DEEP = _VOID | {
    *("p", "li", "dt", "dd", "rt", "rp", "option", "optgroup", "tr", "td", "th", "thead", "tbody", "tfoot"),
    *("caption", "colgroup", "html", "head", "body"),
}
"""Elements that are empty, or end where the next one begins."""
_IN_LINES = frozenset(
    ("a", "b", "i", "em", "strong", "span", "font", "code", "u", "s", "sub", "sup", "small")
)
_MOST_ATTRIBUTES = 1_000
"""Attributes of a tag that are kept. For each the parser goes through all before it."""
_LONG_TAG = 2 * _MOST_ATTRIBUTES
_LONG = lazy_regex(rf"<[A-Za-z][^>]{{{_LONG_TAG}}}")
_QUOTED_ENDS = lazy_regex(r"""=\s*+(?:"[^">]*+>|'[^'>]*+>)""")
"""What looks like the end of a tag within the value of an attribute."""
_FEW = 5
_ATTRIBUTE = lazy_regex(r"""[\s/"']*+[^\s/>=][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+""")
_PROLOG = lazy_regex(r"\s*<\?xml\s")
_SELF_CLOSED = lazy_regex(r"""<([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'))?)*+)\s*/>""")
_CDATA = lazy_regex(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)
_PREFIX = lazy_regex(r"(</?)(?:x?html|h):(?=[A-Za-z])")


_EMPTY = ("<br>", "<br ", "<br/", "<img ", "<wbr>", "<hr", "<input ", "<!--", "<meta ", "<link ", "<source ")
"""What begins tags that open nothing."""


def parsed(html: str, *, is_xhtml: bool = False) -> LexborHTMLParser:
    """The tree of a page, or of a part of one; what begins as XML does is XHTML anyway."""
    from selectolax.lexbor import LexborHTMLParser

    if is_xhtml or _PROLOG.match(html):
        html = _from_xhtml(html)
    if _may_be_deep(html):
        html = "".join(_shallow(html))
    if _may_have_long_tags(html):
        html = "".join(_with_few_attributes(html))
    try:
        return LexborHTMLParser(html)
    except UnicodeEncodeError:  # lone surrogates, which no file holds but JSON may
        return LexborHTMLParser(html.encode("utf-8", "replace").decode())


def _from_xhtml(text: str) -> str:
    """XHTML as HTML: with what closes itself written out, since in HTML `<title/>` or `<a id="x"/>` goes on.

    Text in CDATA sections is escaped, and the prefix of elements taken off.
    """
    if "/>" in text:
        text = _SELF_CLOSED.sub(_written_out, text)
    if "<![CDATA[" in text:
        text = _CDATA.sub(lambda found: escape(found[1], quote=False), text)
    if ":html" in text[:2000] or "<h:" in text[:2000]:
        text = _PREFIX.sub(r"\1", text)
    return text


def _written_out(found: re.Match[str]) -> str:
    return found[0] if found[1].lower() in _VOID else f"<{found[1]}{found[2]}></{found[1]}>"


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
            yield "" if name in _IN_LINES else " "
            done = tag.end()
    yield html[done:]


def _may_have_long_tags(html: str) -> bool:
    """Whether a tag may have more attributes than are kept, by a look that is quick."""
    quoted = islice(_QUOTED_ENDS.finditer(html), _FEW)
    return len(html) > _LONG_TAG and (_LONG.search(html) is not None or sum(1 for _ in quoted) == _FEW)


def _with_few_attributes(html: str) -> Iterator[str]:
    """A page whose tags are without the attributes that are too many."""
    done = 0
    for tag in _TAG.finditer(html):
        if tag["name"] is None or tag.end() - tag.start() < _LONG_TAG:
            continue
        attributes = islice(_attributes(html, tag.end("name"), tag.end()), _MOST_ATTRIBUTES, None)
        if (first := next(attributes, None)) is not None:
            yield html[done:first]
            yield ">"
            done = tag.end()
    yield html[done:]


def _attributes(html: str, start: int, end: int) -> Iterator[int]:
    """Where each attribute of a tag begins."""
    while found := _ATTRIBUTE.match(html, start, end):
        yield start
        start = found.end()
