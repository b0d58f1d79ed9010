"""Headers, footers and page numbers: lines at the edge of pages that are there again on the next ones."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kratomcli.readers.pdf.lines import Line

_ROWS = 3  # from the top and from the bottom
_NEAR = 2.5  # points
_SHORT = 5  # a page's number, or its number in letters
_NUMBER = re.compile(r"\d{1,9}")
_WORD = re.compile(r"[^\W\d_]{3,}")
_ROMAN = re.compile(r"[ivxlc]{1,8}")
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


class _EdgeLine(NamedTuple):
    """A line at an edge: its place on its page, its text with "#" for numbers, and those numbers."""

    at: int
    slot: tuple[int, int]
    base: float
    pattern: str
    numbers: tuple[int, ...]


def running_lines(pages: list[list[Line]]) -> list[set[int]]:
    """For each page the places, in its list, of the lines that run through the document.

    Such a line is on one of the next two pages, or the last two, at the same height, with the same text but
    for numbers that count the pages; and so it is at that height on at least a third of all pages. That finds
    chapters' titles, too, and does not take rows of tables, whose numbers count nothing.
    """
    edges = [_edges(lines) for lines in pages]
    found = [
        [
            each
            for each in own
            if any(
                _repeats(each, other, step)
                for step in (1, 2, -1, -2)
                if 0 <= page + step < len(edges)
                for other in edges[page + step]
            )
        ]
        for page, own in enumerate(edges)
    ]
    filled = sum(bool(lines) for lines in pages)
    counts = Counter(slot for each in found for slot in {line.slot for line in each})
    least = max(2 if filled < 3 else 3, filled / 3)
    return [{each.at for each in own if _pages_at(counts, each.slot) >= least} for own in found]


def left_out(pages: list[list[Line]]) -> tuple[list[set[int]], list[str]]:
    """(as `running_lines`, what they say). A line whose words are nowhere else is left in where it is first."""
    running = running_lines(pages)
    if not any(running):
        return running, []
    known = {
        word
        for lines, places in zip(pages, running, strict=True)
        for at, line in enumerate(lines)
        if at not in places
        for word in _WORD.findall(line.text.casefold())
    }
    texts: dict[str, None] = {}
    for lines, places in zip(pages, running, strict=True):
        for at in sorted(places):
            words = {*_WORD.findall(lines[at].text.casefold())}
            if words <= known:
                texts[_NUMBER.sub("", lines[at].text).strip()] = None
            else:
                known |= words
                places.remove(at)
    return running, [text for text in texts if len(_WORD.findall(text)) > 1 or len(text) > _SHORT]


def _edges(lines: list[Line]) -> list[_EdgeLine]:
    heights = sorted({round(line.base) for line in lines})
    outer = {*heights[:_ROWS], *heights[-_ROWS:]}
    return [_edge(at, line) for at, line in enumerate(lines) if round(line.base) in outer]


def _edge(at: int, line: Line) -> _EdgeLine:
    text = line.text.casefold()
    if _ROMAN.fullmatch(text):
        text = str(_roman(text))
    numbers = tuple(int(number) for number in _NUMBER.findall(text))
    return _EdgeLine(at, (line.angle, round(line.base)), line.base, _NUMBER.sub("#", text), numbers)


def _roman(text: str) -> int:
    values = [_VALUES[char] for char in text]
    return sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))


def _repeats(one: _EdgeLine, other: _EdgeLine, step: int) -> bool:
    """Whether the second, `step` pages further, is the first again."""
    return (
        one.pattern == other.pattern
        and one.slot[0] == other.slot[0]
        and abs(one.base - other.base) < _NEAR
        and len(one.numbers) == len(other.numbers)
        and all(after - before in (0, step) for before, after in zip(one.numbers, other.numbers, strict=True))
    )


def _pages_at(counts: Counter[tuple[int, int]], slot: tuple[int, int]) -> int:
    return sum(counts[slot[0], slot[1] + near] for near in (-2, -1, 0, 1, 2))
