"""A part of a body as its reader sees it: words without markup, and where each of them is in the body."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from kratomcli.markup.callout_marks import titles_apart
from kratomcli.markup.emphasis import emphasis
from kratomcli.markup.tools import code_of, pieces_of
from kratomcli.markup.tools.pieces import Piece, blanked
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex
from kratomcli.text.normalize import one_line

if TYPE_CHECKING:
    from kratomcli.markup.code import Code
    from kratomcli.model.article import Markup

BULLET = "•"
"""What stands before an item of a list."""

# No pattern here may backtrack over what it has matched, or a hostile article could take quadratic time.
_SIGN = lazy_regex(r"[\\`*_~\[\]<>&#%|=+{}:^-]|!!!|\?\?\?|///")
_VERBATIM = lazy_regex(
    r"\\(?:([!-/:-@\[-`{-~])|(?=\n[ \t]*+\S))|<([A-Za-z][A-Za-z0-9+.-]++:[^\s<>]*+|[^\s<>@]++@[^\s<>]++)>"
)
_TAG = lazy_regex(r"<(?:(?P<break>br\b)|/?[A-Za-z])[^<>]*+>", re.IGNORECASE)
_ENTITY = lazy_regex(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_QUOTE = lazy_regex(r"^[ \t]*+(?:>[ \t]?)++[ \t\0]*+", re.MULTILINE)
_RULE = lazy_regex(
    r"^ {0,3}\[(?!\^)[^\]\n]++\]:[^\n]*+$"  # the definition of a link
    r"|^[ \t\0]*+(?:=++|-{2,}+|(?:[*_-][ \t]*+){3,}+)$",  # an underline or a rule
    re.MULTILINE,
)
_HEADING = lazy_regex(r"^[ \t\0]*+(?P<head>\#{1,6}[ \t]++)(?P<title>[^\n]*+)", re.MULTILINE)
_CLOSING = lazy_regex(r"(?<![ \t])(?:[ \t]++\#++)?+(?:[ \t]*+\{[#.:][^{}]*+\})?+[ \t]*+$")
_ITEM = lazy_regex(
    r"^[ \t>\0]*+(?P<mark>[-*+][ \t]++|\d{1,9}[.)][ \t]++)(?P<box>\[[ xX]\][ \t]++)?+", re.MULTILINE
)
_LABEL = lazy_regex(r"^ {0,3}\[(?!\^)([^\[\]\n]++)\]:", re.MULTILINE)
_LONGEST_LABEL = 999  # characters, by CommonMark
_NONE: frozenset[str] = frozenset()
_FOOTNOTE = lazy_regex(r"\[\^[^\[\]\n]++\]:?")
_BRACKET = lazy_regex(r"!?\[|\](?P<target>\([^()\n]*+(?:\([^()\n]*+\)[^()\n]*+)*+\)|\[[^\[\]\n]*+\])?+")
_DELIMITERS = lazy_regex(
    r"^[ \t>]*+(?=[^|\n]*+\|)\|?+(?:[ \t]*+:?+-++:?+[ \t]*+\|?+)++$|^[ \t>]*+\+[-=:+]{3,}+[ \t]*+$",
    re.MULTILINE,
)
_CELL = lazy_regex(r"(?:[ \t]*+\|)++[ \t]*+")
_ATTRIBUTES = lazy_regex(r"\{:[^{}\n]*+\}")
_INDENT = lazy_regex(r"[ \t>]*+")
_SPACES = lazy_regex("  +")
_SPACE = lazy_regex(r"[ \t]++")

Edit = tuple[int, int, str]
"""Characters [start, end), and what is shown for them."""


class Shown(NamedTuple):
    """Text that is shown; runs of it begin at `starts`, and come from `sources` in the body."""

    text: str
    starts: list[int]
    sources: list[int]

    def at(self, offset: int) -> int:
        """Where a character of the body is in the text; if it is not shown, where the next one is."""
        run = bisect_right(self.sources, offset) - 1
        if run < 0:
            return 0
        end = self.starts[run + 1] if run + 1 < len(self.starts) else len(self.text)
        return min(self.starts[run] + offset - self.sources[run], end)

    def source(self, offset: int) -> int:
        """Where a character of the text comes from in the body."""
        run = bisect_right(self.starts, offset) - 1
        found = self.sources[run] + offset - self.starts[run]
        return min(found, self.sources[run + 1] - 1) if run + 1 < len(self.sources) else found


class ShownBody:
    """The body of an article; its parts are worked out as they are asked for."""

    def __init__(self, body: str, markup: Markup, syntaxes: frozenset[str]) -> None:
        self._body = body
        self._markup = markup
        self._syntaxes = syntaxes

    def part(self, first: int, last: int) -> Shown:
        """Characters [first, last), which should be whole paragraphs, as they are shown."""
        source = self._body[first:last]
        if self._markup == "text" or not _SIGN.search(source):
            return Shown(source, [0], [first])
        edits = list(self._hidden(first, last))
        masked = _with_nulls(self._masked[first:last], source)
        edits += [(first + start, first + end, shown) for start, end, shown in self._within(masked)]
        return _edited(self._body, first, last, edits)

    def _within(self, text: str) -> Iterator[Edit]:
        """The edits for Markdown's own markup in paragraphs, in which code and the like are spaces."""
        for sign, step in _STEPS:
            if sign and sign not in text:
                continue
            found = list(_links(text, self._labels) if step is None else step(text))
            yield from (edit for edit in found if edit[0] < edit[1])
            text = _nulled(text, found)

    @cached_property
    def _labels(self) -> frozenset[str]:
        """The labels of the definitions of links, in lower case."""
        return (
            frozenset(found[1].lower() for found in _LABEL.finditer(self._body))
            if "]:" in self._body
            else _NONE
        )

    @cached_property
    def _code(self) -> Code:
        return code_of(self._body, self._syntaxes)

    @cached_property
    def _pieces(self) -> list[Piece]:
        return pieces_of(self._body, self._syntaxes, self._code)

    @cached_property
    def _masked(self) -> str:
        """The body with its code, and the markup of tools, as spaces."""
        return blanked(self._code.text, self._pieces)

    @cached_property
    def _around(self) -> list[Edit]:
        """The edits for code, comments and the markup of tools, which may be of several paragraphs."""
        edits: list[Edit] = []
        for fence in self._code.fences:
            edits += [(fence.start, fence.content, ""), (fence.content_end, fence.end, "")]
        for one in self._code.elements:
            if one.is_hidden:
                edits.append((one.start, one.end, ""))
            elif one.mark:
                edits += [(one.start, one.start + len(one.mark), ""), (one.end - len(one.mark), one.end, "")]
            else:
                edits += _found(_TAG, self._body, one.start, one.end)
        for piece in self._pieces:
            start, end = piece.words if piece.words[1] else (piece.end, piece.end)
            is_line = self._body[piece.start] == "\n" == piece.markdown[:1]
            edits += [(piece.start, start, "\n" if is_line else ""), (end, piece.end, "")]
        return list(_outermost(edits))

    def _hidden(self, first: int, last: int) -> Iterator[Edit]:
        """Those of them that reach into [first, last)."""
        low = bisect_right(self._around, first, key=lambda edit: edit[1])
        high = bisect_left(self._around, last, key=lambda edit: edit[0])
        for start, end, shown in self._around[low:high]:
            yield max(start, first), min(end, last), shown


def _outermost(edits: list[Edit]) -> Iterator[Edit]:
    """The edits by offset, without empty ones and those within another."""
    done = 0
    for edit in sorted(edits, key=lambda edit: (edit[0], -edit[1])):
        if done <= edit[0] < edit[1]:
            yield edit
            done = edit[1]


def _with_nulls(masked: str, source: str) -> str:
    """`masked` with NULs for the spaces that stand for something: marks of emphasis may be beside them."""
    if masked == source:
        return masked

    def nulls(found: re.Match[str]) -> str:
        return "".join(char if char.isspace() else "\0" for char in source[found.start() : found.end()])

    return _SPACES.sub(nulls, masked)


def _found(pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterator[Edit]:
    return ((*found.span(), "") for found in pattern.finditer(text, start, end))


def _nulled(text: str, edits: Iterable[Edit]) -> str:
    """`text` with what is edited replaced by NULs, which are no markup and in no body."""
    parts: list[str] = []
    done = 0
    for start, end, _ in edits:
        parts += [text[done:start], re.sub(r"[^\n]", "\0", text[start:end])]
        done = end
    return "".join([*parts, text[done:]]) if done else text


def _verbatim(text: str) -> Iterator[Edit]:
    for found in _VERBATIM.finditer(text):
        yield *found.span(), found[1] or found[2] or ""  # "" for a break at a line's end


def _tags(text: str) -> Iterator[Edit]:
    for found in _TAG.finditer(text):
        yield *found.span(), " " if found["break"] else ""


def _entities(text: str) -> Iterator[Edit]:
    from html import unescape

    for found in _ENTITY.finditer(text):
        yield *found.span(), one_line(unescape(found[0])) or " "


def _quotes(text: str) -> Iterator[Edit]:
    return _found(_QUOTE, text, 0, len(text))


def _rules(text: str) -> Iterator[Edit]:
    return _found(_RULE, text, 0, len(text))


def _headings(text: str) -> Iterator[Edit]:
    """The marks of headings, each of which ends its paragraph."""
    for found in _HEADING.finditer(text):
        yield *found.span("head"), ""
        start, end = found.span("title")
        closing = _CLOSING.search(text, start, end)
        yield closing.start() if closing else end, end, ""
        yield from _break(text, end)


def _break(text: str, end: int) -> Iterator[Edit]:
    """An empty line in place of the end of a line, if none follows."""
    if end + 1 < len(text) and text[end + 1] != "\n":
        yield end, end + 1, "\n\n"


def _items(text: str) -> Iterator[Edit]:
    for found in _ITEM.finditer(text):
        if not found["mark"][0].isdecimal():
            yield *found.span("mark"), f"{BULLET} " if found.start() else ""
        if found["box"]:
            yield *found.span("box"), ""


def _tables(text: str) -> Iterator[Edit]:
    """Tables: each row is a paragraph, with dots between its cells."""
    if not (delimiters := _DELIMITERS.search(text)):
        return
    at = text.rfind("\n", 0, max(delimiters.start() - 1, 0)) + 1
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if _DELIMITERS.match(text, at, end):
            yield at, min(end + 1, len(text)), ""
        else:
            start = _INDENT.match(text, at, end)
            for cell in _CELL.finditer(text, at, end):
                is_edge = cell.end() == end or (start is not None and cell.start() <= start.end())
                yield *cell.span(), "" if is_edge else " · "
            yield from _break(text, end)
        at = end + 1


def _notes(text: str) -> Iterator[Edit]:
    return _found(_FOOTNOTE, text, 0, len(text))


def _attributes(text: str) -> Iterator[Edit]:
    return _found(_ATTRIBUTES, text, 0, len(text))


def _links(text: str, labels: frozenset[str]) -> Iterator[Edit]:
    """The brackets and targets of links and pictures; `labels` are those that are defined somewhere."""
    edits: list[Edit] = []
    opened: list[re.Match[str]] = []
    for found in _BRACKET.finditer(text):
        if found[0][-1] == "[" and found["target"] is None:
            opened.append(found)
        elif opened:
            opening = opened.pop()
            label = opening.end(), min(found.start(), opening.end() + _LONGEST_LABEL + 1)
            if found["target"] or (labels and text[slice(*label)].lower() in labels):
                edits += [(*opening.span(), ""), (*found.span(), "")]
    yield from sorted(edits)


def _emphasis(text: str) -> Iterator[Edit]:
    return ((start, end, "") for start, end in emphasis(text))


_STEPS: tuple[tuple[str, Callable[[str], Iterable[Edit]] | None], ...] = (
    ("", titles_apart),
    ("", _verbatim),
    ("<", _tags),
    ("&", _entities),
    ("|", _tables),
    (">", _quotes),
    ("", _rules),
    ("", _items),
    ("#", _headings),
    ("[^", _notes),
    ("{:", _attributes),
    ("]", None),  # links, which need to know what is defined elsewhere
    ("", _emphasis),
)


def _edited(body: str, first: int, last: int, edits: list[Edit]) -> Shown:
    """A part of the body with edits made; one within another is left out, and no spaces are left twice."""
    shown = Shown("", [], [])
    parts: list[str] = []
    length, at = 0, first

    def add(text: str, source: int) -> None:
        nonlocal length
        if text:
            shown.starts.append(length)
            shown.sources.append(source)
            parts.append(text)
            length += len(text)

    for start, end, text in _outermost(edits):
        if start < at:  # a space that is left out already
            continue
        add(body[at:start], at)
        add(text, start)
        at = end
        if not text and (not parts or parts[-1][-1].isspace()) and (space := _SPACE.match(body, at, last)):
            at = space.end()
    add(body[at:last], at)
    return shown._replace(text="".join(parts))
