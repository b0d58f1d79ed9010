"""The nesting depth of HTML: the time of the parser behind `sanitise` grows with the depth squared.

An HTML parser searches its stack of open elements at each tag. Here the depth of that stack is estimated
by simpler rules: the estimate may be higher than the real depth, but never lower.
"""

from __future__ import annotations

import re

from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

DEEPEST = 250
"""Levels of nesting that are allowed: more than anyone writes; browsers stop at 512."""
_MOST_OPEN_STYLES = 50
"""Unclosed formatting elements such as <b> that are allowed: each reopens in every later paragraph."""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_VOID = _names(
    "area base basefont bgsound br col embed frame hr image img input keygen link meta param source track wbr"
)
_STYLES = _names("a b big code em font i nobr s small strike strong tt u")
_ROOMS = _names("applet caption html table td th marquee object select template")
"""Scope boundaries: a closing tag within one of these closes no element outside it."""
_CELLS = _names("caption colgroup tbody tfoot thead tr td th")
_TABLES = _names("table template")
_ENDED = _names("dd dt li option p")
"""Elements that the next one of their group closes implicitly."""
_BOXES = _names("""
address article aside blockquote body button center colgroup dd details dialog dir div dl dt fieldset
figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup iframe li listing main menu nav
noembed noframes noscript ol p plaintext pre search section style summary tbody textarea tfoot thead title
tr ul xmp
""")
"""Further boundaries for the closing tags of inline elements."""

_DRAWINGS = _names("svg math")
_WITHIN_DRAWINGS = _names("foreignobject desc title mi mo mn ms mtext annotation-xml")
"""Elements of SVG and MathML that contain HTML."""
_BREAKING_OUT = _names("""
b big blockquote body br center code dd div dl dt em embed font h1 h2 h3 h4 h5 h6 head hr i img li listing
menu meta nobr ol p pre ruby s small span strike strong sub sup table tt u ul var
""")
"""HTML elements whose tag ends the SVG or MathML around it."""
_RAW = _names("iframe noembed noframes noscript plaintext script style textarea title xmp")
"""Elements whose content is raw text, without tags."""
_RAW_OR_NOTHING = _RAW - _names("script textarea")
"""Of these those that a parser, by its age, ignores or takes for raw text within a <select>."""

_TAG = lazy_regex(
    r"""<!--(?:-?>|.*?(?:--!?>|\Z))|(?P<data><!\[CDATA\[)|<(?:[!?]|/(?![a-zA-Z]))[^>]*+
    |<(?P<end>/?)(?P<name>[a-zA-Z][^\t\n\f\r />]*+)
    (?:[\t\n\f\r /]++
      |[^\t\n\f\r />][^\t\n\f\r />=]*+
       (?:[\t\n\f\r ]*+=[\t\n\f\r ]*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|(?!["'])[^\t\n\f\r >]*+))?+
    )*+>?""",
    re.DOTALL | re.VERBOSE,
)


def too_deep(html: str) -> bool:
    """Whether `html` may be nested more deeply than the parser should be given."""
    if html.count("<") <= _MOST_OPEN_STYLES:
        return False
    opened = _Open()
    at = 0
    while tag := _TAG.search(html, at):
        at = tag.end()
        if tag["data"]:
            at = _behind(html, "]]>" if opened.is_drawing() else ">", at)
        elif tag["end"]:
            opened.end(tag["name"].lower())
        elif tag["name"]:
            if "select" in opened.stack and tag["name"].lower() in _RAW_OR_NOTHING:
                return True
            at = _opened(opened, tag, html)
        if len(opened.stack) > DEEPEST or len(opened.styles) > _MOST_OPEN_STYLES:
            return True
    return False


def _opened(opened: _Open, tag: re.Match[str], html: str) -> int:
    """Open the element of an opening tag; return the offset at which to continue."""
    name = tag["name"].lower()
    if opened.is_drawing() and name in _BREAKING_OUT:
        opened.break_out()
    if opened.is_drawing() or name in _DRAWINGS:
        if not tag[0].endswith("/>"):
            opened.stack.append(f"*{name}")
    elif name in _RAW:
        end = re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE).search(html, tag.end())
        return end.start() if end and name != "plaintext" else len(html)
    else:
        opened.begin(name)
    return tag.end()


def _behind(html: str, end: str, at: int) -> int:
    found = html.find(end, at)
    return len(html) if found < 0 else found + len(end)


class _OpenStyle(NamedTuple):
    """An open formatting element, and the number of rooms that it was opened in."""

    name: str
    rooms: int


class _Open:
    """The stack of open elements, and the formatting elements, which reopen when their parent is closed."""

    def __init__(self) -> None:
        self.stack: list[str] = []  # those of drawings begin with "*"
        self.styles: list[_OpenStyle] = []

    def is_drawing(self) -> bool:
        return bool(self.stack) and _is_drawn(self.stack[-1])

    def break_out(self) -> None:
        while self.is_drawing():
            self.stack.pop()

    def begin(self, name: str) -> None:
        if name in _STYLES:
            if name in ("a", "nobr"):
                self._close_style(name)
            self.styles.append(_OpenStyle(name, self._rooms()))
        elif name not in _VOID and (name not in _CELLS or not _TABLES.isdisjoint(self.stack)):
            while self.stack and self._ends_beside(name):
                self.stack.pop()
            self.stack.append(name)

    def _ends_beside(self, name: str) -> bool:
        """Whether the opening tag `name` closes the current element implicitly."""
        last = self.stack[-1]
        if name in _CELLS:
            return last in _CELLS
        if last == "p":
            return name in ("p", "li", "dd", "dt")
        return last in _ENDED and (last == name or {last, name} == {"dd", "dt"})

    def end(self, name: str) -> None:
        if name == "p":
            self.break_out()
        elif name in _STYLES and not self.is_drawing():
            self._close_style(name)
            return
        barrier = _barrier(name)
        for place in reversed(range(len(self.stack))):
            found = self.stack[place]
            if found.lstrip("*") == name:
                del self.stack[place : place + 1 if name == "form" else None]
                return
            if found in barrier or (found.startswith("*") and not _is_drawn(found)):
                return

    def _close_style(self, name: str) -> None:
        rooms = self._rooms()
        for place in reversed(range(len(self.styles))):
            if self.styles[place].rooms != rooms:
                return
            if self.styles[place].name == name:
                del self.styles[place]
                return

    def _rooms(self) -> int:
        return sum(name in _ROOMS or name.startswith("*") for name in self.stack)


def _barrier(name: str) -> frozenset[str]:
    """The elements that bound the scope of the closing tag `name`."""
    if name == "table" or name in _CELLS:
        return _ROOMS - _CELLS
    if name == "li":
        return _ROOMS | {"ol", "ul"}
    return _ROOMS if name != "p" and name in _ROOMS | _BOXES else _ROOMS | _BOXES


def _is_drawn(name: str) -> bool:
    return name.startswith("*") and name[1:] not in _WITHIN_DRAWINGS
