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
_LEAST = {"id": 12, "title": 20}
"""Cells below which a column to the right is given up first."""
_LEAST_OTHER = 8
_ID_SHARE = 0.35
"""How much of the width the ids get before the titles are whole."""
_STYLES = {"id": "id", "path": "id", "title": "title", "tags": "tag", "words": "number"}


def listing(columns: Sequence[str], rows: Iterable[Sequence[str | int]]) -> Listing:
    """A table of articles as wide as they need, at most as wide as there is room.

    Args:
        columns: field names.
        rows: a cell for each of them; dates in ISO form.
    """
    return Listing(columns, rows)


class Listing:
    """Lays itself out for the width it is given.

    Where that is too narrow, columns are left out from the right (ids and titles last); what is
    still too long ends in an ellipsis. Rows are written straight away, without a Rich table: long
    listings are common, and this is a hundred times faster.
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
        last = max(widths)
        for at, width in widths.items():
            cell = _fitted(cells[at], width, to_right=self.to_right[at])
            yield Segment(cell.rstrip() if at == last else cell + " " * _GAP, styles[at])
        yield Segment.line()

    def _widths(self, room: int) -> dict[int, int]:
        """Column → cells, for the columns that are shown."""
        least = {
            at: wanted if self.is_fixed[at] else min(wanted, _LEAST.get(self.columns[at], _LEAST_OTHER))
            for at, wanted in enumerate(self.wanted)
        }
        while len(least) > 1 and _total(least) > room:
            spare = [at for at in least if self.columns[at] not in _LEAST]
            del least[max(spare or least)]
        if _total(least) > room:
            return {at: max(room, 1) for at in least}
        # The rest goes to ids up to their share, then to titles, then to all others from the left.
        most = dict.fromkeys(least, room)
        for at in least:
            if self.columns[at] in ("id", "path"):
                most[at] = int(room * _ID_SHARE)
        order = sorted(
            least, key=lambda at: ("id", "title").index(c) if (c := self.columns[at]) in _LEAST else 2
        )
        for limit in (most, dict.fromkeys(least, room)):
            for at in order:
                more = min(self.wanted[at], limit[at]) - least[at]
                least[at] += max(0, min(more, room - _total(least)))
        return least


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
