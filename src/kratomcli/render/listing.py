"""A table of articles: one row each, in as many columns as fit; names (ids and paths) are never cut."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment

from kratomcli.model.fields import FIELDS
from kratomcli.render.layout import whole, wrapped
from kratomcli.text.wording import date_text

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult
    from rich.style import Style

_GAP = 2
_NAMES = ("id", "path")
"""The columns that are names: what articles are requested by, useless if cut."""
_MOST = 0.75
"""The share of names that must fit into their column; longer ones are put above their rows."""
_FAR = 1.5
"""Names longer than this many times the length of most are put above their rows even if they would fit."""
_LEAST = {"title": 28}
"""Widths in cells below which other, less important columns are dropped first."""
_TIGHT = 20
"""The smallest width of titles, in cells, if more would leave no room for the names beside them."""
_LEAST_OTHER = 16
_INDENT = 2
"""The indent, in cells, of a row below its name."""
_STYLES = {"id": "id", "path": "id", "tags": "dim", "words": "number"}


def listing(columns: Sequence[str], rows: Iterable[Sequence[str | int]]) -> Listing:
    """A table of articles, as wide as its cells need and at most as wide as the terminal.

    Args:
        columns: field names.
        rows: for each article a cell for each column; dates in ISO form.
    """
    return Listing(columns, rows)


class Listing:
    """A table that fits itself into the available width.

    If that is too narrow, columns are dropped: first texts, then numbers, each from the right; names,
    titles and dates stay. If names leave too little room for these, each name is put on its own line above
    its row, wrapped if necessary. Other cells that are too long end in an ellipsis. Rows are rendered
    directly, not by a Rich table, which would be many times slower for long listings.
    """

    def __init__(self, columns: Sequence[str], rows: Iterable[Sequence[str | int]]) -> None:
        self.columns = tuple(columns)
        self.kinds = [FIELDS[name].kind if name in FIELDS else "keyword" for name in self.columns]
        self.rows = [
            tuple(_shown(cell, kind) for cell, kind in zip(row, self.kinds, strict=True)) for row in rows
        ]
        self.is_fixed = [kind in ("date", "number") for kind in self.kinds]
        self.names = [at for at, name in enumerate(self.columns) if name in _NAMES]
        self.longest = [
            max(cell_len(name), *(cell_len(row[at]) for row in self.rows)) if self.rows else cell_len(name)
            for at, name in enumerate(self.columns)
        ]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        room = options.max_width
        widths, indent = self._beside(room), 0
        if widths is None:
            indent = _INDENT if room > 6 * _INDENT else 0
            widths = self._below(room - indent)
        lines = _RowRenderer(console, room, self, widths, indent)
        header = console.get_style("header", default="")
        yield from lines.row(self.columns, [header] * len(self.columns))
        yield Segment("─" * lines.width, console.get_style("rule", default=""))
        yield Segment.line()
        styles = [console.get_style(_STYLES.get(name, "date"), default="") for name in self.columns]
        for row in self.rows:
            yield from lines.row(row, styles)

    def _beside(self, room: int) -> dict[int, int] | None:
        """Column → width, with names in columns; None if these leave too little room for the others."""
        if not self.names:
            return self._below(room) or {0: room}
        for share in (1.0, _MOST):
            widths = self._tight(self._least(share), room)
            if _total(widths) <= room:
                return self._widened(widths, room)
        return None

    def _below(self, room: int) -> dict[int, int]:
        """Column → width, of the columns in the rows below the names."""
        widths = {at: width for at, width in self._least().items() if at not in self.names}
        titles = {at for at in widths if self.columns[at] in _LEAST}
        return self._widened(self._without_spare(self._tight(widths, room), titles, room), room)

    def _tight(self, widths: dict[int, int], room: int) -> dict[int, int]:
        """`widths` without columns that are no names, titles or dates, and with narrow titles, if needed."""
        kept = {at for at in widths if self.columns[at] in _LEAST or self.kinds[at] == "date"}
        widths = self._without_spare(widths, kept.union(self.names), room)
        if _total(widths) > room:
            widths.update((at, min(width, _TIGHT)) for at, width in widths.items() if at not in self.names)
        return widths

    def _least(self, share: float = 1.0) -> dict[int, int]:
        """Column → smallest width; for columns of names, that which `share` of the names need."""
        return {
            at: self._names(at, share)
            if at in self.names
            else longest
            if self.is_fixed[at]
            else min(longest, _LEAST.get(self.columns[at], _LEAST_OTHER))
            for at, longest in enumerate(self.longest)
        }

    def _names(self, at: int, share: float) -> int:
        """The width that this share of the names needs, or most of them if the others are far longer."""
        lengths = sorted(cell_len(row[at]) for row in self.rows) or [0]
        most = max(lengths[ceil(len(lengths) * _MOST) - 1], cell_len(self.columns[at]))
        return most if share < 1 or self.longest[at] > _FAR * most else self.longest[at]

    def _without_spare(self, widths: dict[int, int], kept: set[int], room: int) -> dict[int, int]:
        """`widths` without the columns, of those not `kept`, that don't fit: texts first, from the right."""
        while _total(widths) > room and (spare := widths.keys() - kept):
            del widths[max(spare, key=lambda at: (not self.is_fixed[at], at))]
        return widths

    def _widened(self, widths: dict[int, int], room: int) -> dict[int, int]:
        """`widths` fitted to `room`: reduced if too wide, else widened, titles first and names last."""
        while _total(widths) > room and max(widths.values()) > 1:
            widths[max(widths, key=lambda at: widths[at])] -= 1
        for at in sorted(widths, key=lambda at: (at in self.names, self.columns[at] not in _LEAST)):
            more, left = self.longest[at] - widths[at], max(room - _total(widths), 0)
            if at in self.names and more > left:
                continue  # a name is whole, or not in its column at all
            widths[at] += min(more, left)
        return widths


class _RowRenderer:
    """Renders the rows of a listing with the given widths of columns."""

    def __init__(
        self, console: Console, room: int, listing: Listing, widths: dict[int, int], indent: int
    ) -> None:
        self._console = console
        self._room = room
        self._listing = listing
        self._widths = widths
        self._indent = indent
        above = (listing.longest[at] for at in listing.names if at not in widths)
        self.width = min(max(_total(widths) + indent, *above, 0), room)

    def row(self, cells: Sequence[str], styles: Sequence[Style]) -> RenderResult:
        """Render a row; names that don't fit into their columns are put above it."""
        above = [at for at in self._listing.names if cell_len(cells[at]) > self._widths.get(at, 0)]
        for at in above:
            for line in wrapped(whole(cells[at]), self._console, self._room):
                yield Segment(line.plain.rstrip(), styles[at])
                yield Segment.line()
        if above:
            cells = ["" if at in above else cell for at, cell in enumerate(cells)]
        shown = [at for at in self._widths if cells[at]]
        if above and not shown:
            return
        if self._indent:
            yield Segment(" " * self._indent)
        for at, width in self._widths.items():
            cell = _fitted(cells[at], width, to_right=self._listing.is_fixed[at])
            if not shown or at == shown[-1]:
                yield Segment(cell.rstrip(), styles[at])
                break
            yield Segment(cell + " " * _GAP, styles[at])
        yield Segment.line()


def _total(widths: dict[int, int]) -> int:
    return sum(widths.values()) + _GAP * max(len(widths) - 1, 0)


def _shown(cell: str | int, kind: str) -> str:
    if kind == "date":
        return date_text(str(cell), short=True)
    return f"{cell:,}" if isinstance(cell, int) else cell


def _fitted(cell: str, width: int, *, to_right: bool) -> str:
    """The text of a cell padded or cut to exactly `width` terminal cells."""
    length = cell_len(cell)
    if length > width:
        return set_cell_size(set_cell_size(cell, width - 1).rstrip() + "…", width)
    return " " * (width - length) + cell if to_right else cell + " " * (width - length)
