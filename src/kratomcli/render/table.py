"""A table in an article, set so that it can be read at any width."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from rich.cells import cell_len
from rich.segment import Segment
from rich.text import Text

from kratomcli.render.layout import Flow, Indented, Stack, glued, segments, wrapped

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult

Align = Literal["left", "right", "center"]

_GAP = 2
_READABLE = 12
"""Cells that a column of running text should have."""
_LONGEST_WORD = 32
"""Cells of the longest word that a column has room for where not all words can be whole."""
_DATE = re.compile(
    r"\b\d{1,2}\.? [^\W\d_]{3,}\.? \d{4}\b|\b[^\W\d_]{3,}\.? \d{1,2}, \d{4}\b|\b\d{4}-\d\d-\d\d \d\d:\d\d\b"
)
"""Dates as people write them, which have spaces in them."""


_NARROWEST = 8
"""Cells in which words can be read."""


class Grid:
    """Rows of cells. Where columns would get too narrow to read, each row becomes a list of its own."""

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
        """Cells for each column, or None if they can't all be readable."""
        columns = list(zip(*self.rows, strict=True))
        wanted = [max(1, *(cell.cell_len for cell in column)) for column in columns]
        room -= _GAP * (len(columns) - 1)
        if sum(wanted) <= room:
            return wanted
        least = _least(columns, wanted, room)
        if sum(least) > room:
            return None
        # Each narrow column gets what it wants, and the wide ones share the rest evenly.
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
    """The cell, in whose dates no line is broken."""
    plain = _DATE.sub(lambda found: glued(found[0]), cell.plain)
    if plain != cell.plain:
        cell.plain = plain
    return cell


def _least(columns: Sequence[Sequence[Text]], wanted: Sequence[int], room: int) -> list[int]:
    """Cells for each column in which its words are whole; where not all can be, very long ones are folded."""
    for readable, longest in ((_READABLE, None), (1, None), (_READABLE, _LONGEST_WORD)):
        least = [
            min(width, max(readable, _word(column, longest)))
            for width, column in zip(wanted, columns, strict=True)
        ]
        if sum(least) <= room:
            break
    return least


def _word(column: Sequence[Text], longest: int | None) -> int:
    """Cells of the longest word in a column that is none too long."""
    lengths = (cell_len(word) for cell in column for word in cell.plain.split())
    return max((length for length in lengths if longest is None or length <= longest), default=0)
