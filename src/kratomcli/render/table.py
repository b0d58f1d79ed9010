"""A table in an article, laid out so that it is readable at any width."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from rich.cells import cell_len
from rich.segment import Segment
from rich.text import Text

from kratomcli.patterns import lazy_regex
from kratomcli.render.layout import Flow, Indented, Stack, glued, segments, wrapped

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult

Align = Literal["left", "right", "center"]

_GAP = 2
_READABLE = 12
"""The width in cells that a column of running text should have."""
_LONGEST_WORD = 32
"""The longest word, in cells, that is not broken if not all words fit."""
_DATE = lazy_regex(
    r"\b\d{1,2}\.? [^\W\d_]{3,}\.? \d{4}\b|\b[^\W\d_]{3,}\.? \d{1,2}, \d{4}\b|\b\d{4}-\d\d-\d\d \d\d:\d\d\b"
)
"""Dates with spaces in them, such as 5 March 2021."""


_NARROWEST = 8
"""The smallest width in cells in which words can be read."""


class Grid:
    """A table. If its columns would be too narrow to read, each row is shown as a list instead."""

    def __init__(
        self, rows: Sequence[Sequence[Text]], *, has_header: bool, aligns: Sequence[Align] = ()
    ) -> None:
        count = max(len(row) for row in rows)
        self.rows = [
            [*map(_with_whole_dates, row), *(Text() for _ in range(count - len(row)))] for row in rows
        ]
        self.has_header = has_header
        self.aligns: list[Align] = list(aligns)
        self.aligns += ["left"] * (count - len(aligns))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        widths = self._widths(options.max_width)
        if widths is None:
            yield self._as_lists()
            return
        for number, row in enumerate(self.rows):
            is_header = self.has_header and number == 0
            yield from self._row(console, row, widths, is_header)
            if is_header:
                line = (" " * _GAP).join("─" * width for width in widths)
                yield Segment(line, console.get_style("rule", default=""))
                yield Segment.line()

    def _widths(self, room: int) -> list[int] | None:
        """The width of each column in cells; None if not all can be readable."""
        columns = list(zip(*self.rows, strict=True))
        wanted = [max(1, *(cell.cell_len for cell in column)) for column in columns]
        room -= _GAP * (len(columns) - 1)
        if sum(wanted) <= room:
            return wanted
        least = _least(columns, wanted, room)
        if sum(least) > room:
            return None
        # Narrow columns get the width they need, and wide ones share the rest evenly.
        widths = list(least)
        order = sorted(range(len(wanted)), key=wanted.__getitem__)
        left = room - sum(least)
        for place, column in enumerate(order):
            share = left // (len(order) - place)
            more = min(wanted[column] - least[column], share)
            widths[column] += more
            left -= more
        if max(least) > room // 2:  # one long word, beside which the others have to be narrow
            return widths
        narrow = any(width < min(want, _NARROWEST) for width, want in zip(widths, wanted, strict=True))
        return None if narrow else widths

    def _row(
        self, console: Console, row: Sequence[Text], widths: Sequence[int], is_header: bool
    ) -> RenderResult:
        cells = [wrapped(cell, console, width) or [Text()] for cell, width in zip(row, widths, strict=True)]
        for number in range(max(len(lines) for lines in cells)):
            line = Text(style="header" if is_header else "")
            for column, (lines, width) in enumerate(zip(cells, widths, strict=True)):
                part = lines[number] if number < len(lines) else Text()
                part.rstrip()
                part.align(self.aligns[column], width)
                line.append_text(part)
                if column < len(widths) - 1:
                    line.append(" " * _GAP)
            yield from segments(console, line)

    def _as_lists(self) -> Stack:
        header = self.rows[0] if self.has_header else []
        blocks = []
        for row in self.rows[1 if self.has_header else 0 :]:
            lines = []
            for column, cell in enumerate(row):
                if not cell.plain:
                    continue
                line = Text()
                if header and header[column].plain:
                    line.append_text(header[column])
                    line.stylize("header")
                    line.append(": ")
                lines.append(Flow(line.append_text(cell)))
            if lines:
                blocks.append(Indented(Stack(lines, tight=True), " • ", mark="bullet"))
        return Stack(blocks, tight=True)


def _with_whole_dates(cell: Text) -> Text:
    """The cell, with its dates made unbreakable."""
    plain = _DATE.sub(lambda found: glued(found[0]), cell.plain)
    if plain != cell.plain:
        cell.plain = plain
    return cell


def _least(columns: Sequence[Sequence[Text]], wanted: Sequence[int], room: int) -> list[int]:
    """The widths of columns in which no word is broken, or, if that is too wide, only very long words."""
    for readable, longest in ((_READABLE, None), (1, None), (_READABLE, _LONGEST_WORD)):
        least = [
            min(width, max(readable, _word(column, longest)))
            for width, column in zip(wanted, columns, strict=True)
        ]
        if sum(least) <= room:
            break
    return least


def _word(column: Sequence[Text], longest: int | None) -> int:
    """The width of the longest word in a column, of those of at most `longest` cells if that is given."""
    lengths = (cell_len(word) for cell in column for word in cell.plain.split())
    return max((length for length in lengths if longest is None or length <= longest), default=0)
