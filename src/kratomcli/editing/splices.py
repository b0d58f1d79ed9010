"""Replacements in a text, and those that add an item to a list in brackets or take one away."""

from __future__ import annotations

from collections.abc import Sequence

from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

TextSpan = tuple[int, int]
"""Offsets (start, end) in a text, end exclusive."""
KeyPath = tuple[str, ...]
"""A key, or the key of a table and one within it."""
_SEPARATOR = lazy_regex(r"\s*,\s*")
_TRAILING_COMMA = lazy_regex(r"\s*,")


class Splice(NamedTuple):
    """`text` in place of what is from offset `start` to `end`; line ends are "\\n"."""

    start: int
    end: int
    text: str


class CannotEdit(ValueError):
    """Front matter is written in a way in which this change can't be made; the message is the reason."""


def spliced(text: str, splices: Sequence[Splice]) -> str:
    """The text with these replacements, which don't overlap."""
    for start, end, instead in sorted(splices, reverse=True):
        text = text[:start] + instead + text[end:]
    return text


def with_item(text: str, items: Sequence[TextSpan], inside: TextSpan, written: str) -> Splice:
    """The splice that adds an item to a list in brackets, after its `items`; `inside` is between these."""
    if not items:
        return Splice(*inside, written) if not text[slice(*inside)].strip() else _commented()
    between = text[items[-2][1] : items[-1][0]] if len(items) > 1 else ", "
    if len(items) == 1 and "\n" in (before := text[inside[0] : items[0][0]]):
        between = "," + before
    if not _SEPARATOR.fullmatch(between):
        between = ", "
    last = items[-1][1]
    comma = _TRAILING_COMMA.match(text, last, inside[1])
    if comma is None:
        return Splice(last, last, between + written)
    return Splice(comma.end(), comma.end(), between.replace(",", "", 1) + written + ",")


def without_item(text: str, items: Sequence[TextSpan], inside: TextSpan, index: int) -> Splice:
    """The splice that takes the item of this index from a list in brackets, with one comma."""
    start, end = items[index]
    if index + 1 < len(items):
        start, end = start, items[index + 1][0]
        gone = text[items[index][1] : end]
    elif index:
        start = items[index - 1][1]
        gone = text[start : items[index][0]]
    else:
        comma = _TRAILING_COMMA.match(text, end, inside[1])
        end = comma.end() if comma else end
        gone = ","
    return Splice(start, end, "") if _SEPARATOR.fullmatch(gone) else _commented()


def _commented() -> Splice:
    raise CannotEdit("there is a comment within the list")


def line_start(text: str, at: int) -> int:
    """The offset at which the line of an offset begins."""
    return text.rfind("\n", 0, at) + 1


def line_end(text: str, at: int) -> int:
    """The offset after the line end of the line of an offset."""
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1
