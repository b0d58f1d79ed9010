"""Headers, footers and page numbers: lines at the edge of pages that are there again on the next ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from kratomcli.readers.pdf.line import PdfLine

_ROWS = 3  # from the top and from the bottom
_NEAR = 2.5  # points
_SPACE = 1.5  # times the size of its letters between a header's line and the text's
_SHORT = 5  # a page's number, or its number in letters
_NUMBER = lazy_regex(r"\d{1,9}")
_WORD = lazy_regex(r"[^\W\d_]{3,}")
_ROMAN = lazy_regex(r"[ivxlc]{1,8}")
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


class _EdgeLine(NamedTuple):
    """A line at an edge: its place on its page, its text with "#" for numbers, and those numbers."""

    at: int
    slot: tuple[int, int]
    base: float
    pattern: str
    numbers: tuple[int, ...]


def running_lines(pages: list[list[PdfLine]]) -> list[set[int]]:
    """For each page the places, in its list, of the lines that run through the document.

    Such a line is on one of the next two pages, or the last two, at the same height, with the same text but
    for numbers that count the pages; and so it is at that height on at least a third of all pages. That finds
    chapters' titles, too, and does not take rows of tables, whose numbers count nothing.
    """
    edges = [_edges(lines) for lines in pages]
    usual = Counter(pattern for own in edges for pattern in {line.pattern for line in own})
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
    least = max(3, filled / 3)
    return [
        _outermost(
            lines,
            {
                each.at: usual[each.pattern] * 2 > filled
                for each in own
                if _pages_at(counts, each.slot) >= least
            },
        )
        for lines, own in zip(pages, found, strict=True)
    ]


def _outermost(lines: list[PdfLine], running: Mapping[int, bool]) -> set[int]:
    """Those of the lines that nothing else is further out than, with some space between them and the text.

    `running` says whether most pages have a line; for those no space is needed.
    """
    heights = sorted({round(line.base) for line in lines})
    kept: set[int] = set()
    for outward in (heights, heights[::-1]) if running else ():
        group: list[int] = []
        for height, inner in pairwise([*outward, None]):
            at = [each for each in running if round(lines[each].base) == height]
            if height is None or not at:
                break
            group += at
            is_apart = inner is None or abs(inner - height) > _SPACE * lines[at[0]].size
            if is_apart or all(running[each] for each in at):
                kept.update(group)
    return kept


def left_out(pages: list[list[PdfLine]]) -> tuple[list[set[int]], list[str]]:
    """(as `running_lines`, what they say); a line whose words are nowhere else stays where it is first."""
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
            pattern = _edge(at, lines[at]).pattern
            words = {*_WORD.findall(pattern)}
            if words <= known or ("#" in pattern and len(words) < 2):  # "Page 3"
                texts[_NUMBER.sub("…", lines[at].text).strip(" …")] = None
            else:
                known |= words
                places.remove(at)
    return running, [text for text in texts if len(_WORD.findall(text)) > 1 or len(text) > _SHORT]


def _edges(lines: list[PdfLine]) -> list[_EdgeLine]:
    heights = sorted({round(line.base) for line in lines})
    outer = {*heights[:_ROWS], *heights[-_ROWS:]}
    return [_edge(at, line) for at, line in enumerate(lines) if round(line.base) in outer]


def _edge(at: int, line: PdfLine) -> _EdgeLine:
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
