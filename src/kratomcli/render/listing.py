"""A listing of articles: one line each, in as many columns as can be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment

from kratomcli.fields import FIELDS
from kratomcli.humane import date_text

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult
    from rich.style import Style

_GAP = 2
_LEAST = {"id": 14, "title": 28}
"""Cells below which a column that is less needed is given up first."""
_LEAST_OTHER = 16
_ID_SHARE = 0.3
"""How much of the width the ids get before the titles are whole."""
_STYLES = {"id": "id", "path": "id", "tags": "dim", "words": "number"}


def listing(columns: Sequence[str], rows: Iterable[Sequence[str | int]]) -> Listing:
    """A table of articles as wide as they need, at most as wide as there is room.

    Args:
        columns: field names.
        rows: a cell for each of them; dates in ISO form.
    """
    return Listing(columns, rows)


class Listing:
    """Lays itself out for the width it is given.

    Where that is too narrow, columns are left out: texts first, then dates and numbers, each from
    the right; ids and titles stay. What is still too long ends in an ellipsis. Rows are written
    straight away, without a Rich table: long listings are common, and this is many times faster.
    """

    def __init__(self, columns: Sequence[str], rows: Iterable[Sequence[str | int]]) -> None:
        self.columns = tuple(columns)
        kinds = [FIELDS[name].kind if name in FIELDS else "keyword" for name in self.columns]
        self.rows = [tuple(_shown(cell, kind) for cell, kind in zip(row, kinds, strict=True)) for row in rows]
        self.to_right = [kind in ("date", "number") for kind in kinds]
        self.is_fixed = self.to_right
        self.wanted = [
            max(cell_len(name), *(cell_len(row[at]) for row in self.rows)) if self.rows else cell_len(name)
            for at, name in enumerate(self.columns)
        ]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        widths = self._widths(options.max_width)
        header = console.get_style("header", default="")
        yield from self._line(self.columns, widths, [header] * len(self.columns))
        rule = "─" * (sum(widths.values()) + _GAP * (len(widths) - 1))
        yield Segment(rule, console.get_style("rule", default=""))
        yield Segment.line()
        styles = [console.get_style(_STYLES.get(name, "date"), default="") for name in self.columns]
        for row in self.rows:
            yield from self._line(row, widths, styles)

    def _line(self, cells: Sequence[str], widths: dict[int, int], styles: Sequence[Style]) -> RenderResult:
        shown = [at for at in widths if cells[at]]
        for at in widths:
            cell = _fitted(cells[at], widths[at], to_right=self.to_right[at])
            if not shown or at == shown[-1]:
                yield Segment(cell.rstrip(), styles[at])
                break
            yield Segment(cell + " " * _GAP, styles[at])
        yield Segment.line()

    def _widths(self, room: int) -> dict[int, int]:
        """Column → cells, for the columns that are shown."""
        widths = {
            at: wanted if self.is_fixed[at] else min(wanted, _LEAST.get(self.columns[at], _LEAST_OTHER))
            for at, wanted in enumerate(self.wanted)
        }
        while _total(widths) > room and (spare := [at for at in widths if self.columns[at] not in _LEAST]):
            # Texts before dates and numbers: they take the most room and lose the most when cut.
            del widths[max(spare, key=lambda at: (not self.is_fixed[at], at))]
            if not widths:
                return {0: room}
        while _total(widths) > room and max(widths.values()) > 1:
            widths[max(widths, key=lambda at: widths[at])] -= 1
        # The rest goes to ids up to their share, then to titles, then to all others from the left.
        order = sorted(widths, key=lambda at: (*_LEAST, self.columns[at]).index(self.columns[at]))
        for most_for_ids in (int(room * _ID_SHARE), room):
            for at in order:
                most = most_for_ids if self.columns[at] == "id" else room
                more = min(self.wanted[at], most) - widths[at]
                widths[at] += max(0, min(more, room - _total(widths)))
        return widths


def _total(widths: dict[int, int]) -> int:
    return sum(widths.values()) + _GAP * (len(widths) - 1)


def _shown(cell: str | int, kind: str) -> str:
    if kind == "date":
        return date_text(str(cell), short=True)
    return f"{cell:,}" if isinstance(cell, int) else cell


def _fitted(cell: str, width: int, *, to_right: bool) -> str:
    """The cell in exactly `width` cells of the terminal."""
    length = cell_len(cell)
    if length > width:
        return set_cell_size(set_cell_size(cell, width - 1).rstrip() + "…", width)
    return " " * (width - length) + cell if to_right else cell + " " * (width - length)
