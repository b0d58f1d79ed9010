"""Columns of prose that a file draws row by row, put one after the other."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import fmean, median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kratomcli.readers.pdf.line import PdfLine

_LEAST = 8  # lines that begin at one place, to the right of a gap that all of them share
_GAP = 0.8  # of the size of its letters: the least between two columns
_MOST = 40  # places at which lines begin
_NEAR = 2.0  # points
_WORDS = 4.0  # in a line of prose, in the mean: cells of tables have fewer
_FILLED = 0.65  # of a column's width by most of its lines: cells are of any length
_CROSSING = 1.5  # lines over a gap, for each that begins right of it
_JUMPS = 0.5  # steps from column to column, for each span: columns drawn in order have one or two in all


def spans_of(words: Iterable[PdfLine]) -> list[PdfLine]:
    """Words in the order of the file → pieces of lines without a wide gap."""
    spans: list[PdfLine] = []
    for word in words:
        last = spans[-1] if spans else None
        if last and _goes_on(last, word):
            spans[-1] = last._replace(text=f"{last.text} {word.text}", right=word.right)
        else:
            spans.append(word)
    return spans


def _goes_on(span: PdfLine, word: PdfLine) -> bool:
    size = max(span.size, word.size)
    return (
        span.angle == word.angle
        and abs(span.base - word.base) < 0.3 * size
        and -0.3 * size < word.left - span.right < _GAP * size
    )


def in_columns(spans: Sequence[PdfLine]) -> list[PdfLine] | None:
    """The spans column by column; None where a page has no columns of prose, or has them in order."""
    if any(span.angle for span in spans):
        return None
    starts = _starts(spans)
    jumps = sum(_column(one, starts) != _column(other, starts) for one, other in pairwise(spans))
    if not starts or jumps < max(_LEAST, _JUMPS * len(spans)):
        return None
    return [*_ordered([*_downward(spans)], starts)]


def _starts(spans: Sequence[PdfLine]) -> list[float]:
    """Where columns begin, but for the first one."""
    starts: list[float] = []
    first, *others = [*_shared([span.left for span in spans])] or [0.0]
    for start in others[:_MOST]:
        if _is_gap(spans, starts[-1] if starts else first, start):
            starts.append(start)
    return starts


def _shared(lefts: Sequence[float]) -> Iterator[float]:
    """The places at which many lines begin, from the left."""
    ordered = sorted(lefts)
    at = 0
    while at < len(ordered):
        end = bisect_right(ordered, ordered[at] + _NEAR)
        if end - at >= _LEAST:
            yield ordered[at]
        at = end


def _is_gap(spans: Sequence[PdfLine], before: float, start: float) -> bool:
    """Whether prose lies on both sides of a gap, which ends at `start`; `before` is where its left begins."""
    right = [span for span in spans if abs(span.left - start) <= _NEAR]
    left = [span for span in spans if abs(span.left - before) <= _NEAR and span.right < start]
    crossing = sum(_crosses(span, start) for span in spans)
    return crossing <= _CROSSING * len(right) and _is_prose(left) and _is_prose(right)


def _is_prose(spans: Sequence[PdfLine]) -> bool:
    if len(spans) < _LEAST:
        return False
    widths = sorted(span.right - span.left for span in spans)
    full = widths[-1 - len(widths) // 10]
    return fmean(len(span.text.split()) for span in spans) >= _WORDS and median(widths) >= _FILLED * full


def _column(span: PdfLine, starts: Sequence[float]) -> int:
    return bisect_right(starts, span.left + _NEAR)


def _ordered(spans: Sequence[PdfLine], starts: Sequence[float]) -> Iterator[PdfLine]:
    """Column by column between the lines that go over a gap; the gap that fewest do parts the page first."""
    if not starts:
        yield from spans
        return
    at = min(range(len(starts)), key=lambda at: sum(_crosses(span, starts[at]) for span in spans))
    left: list[PdfLine] = []
    right: list[PdfLine] = []
    for span in spans:
        if _crosses(span, starts[at]):
            yield from (*_ordered(left, starts[:at]), *_ordered(right, starts[at + 1 :]), span)
            left, right = [], []
        else:
            (left if span.left < starts[at] - _NEAR else right).append(span)
    yield from (*_ordered(left, starts[:at]), *_ordered(right, starts[at + 1 :]))


def _crosses(span: PdfLine, start: float) -> bool:
    return span.left < start - _NEAR and span.right > start


def _downward(spans: Sequence[PdfLine]) -> Iterator[PdfLine]:
    """From top to bottom, and from left to right in a row."""
    row: list[PdfLine] = []
    for span in sorted(spans, key=lambda span: -span.base):
        if row and row[0].base - span.base > 0.4 * min(row[0].size, span.size):
            yield from sorted(row, key=lambda each: each.left)
            row = []
        row.append(span)
    yield from sorted(row, key=lambda each: each.left)
