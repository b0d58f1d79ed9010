"""Tables of a page: as tables of Markdown, or as the blocks in their cells if they only lay out a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kratomcli.named_tuples import NamedTuple
from kratomcli.readers.html.blocks import MarkdownBlock

_LONG = 400
"""Characters in a cell of a table without headings from which on it is no table, but a layout."""
_WIDEST = 64
"""Columns that spanned cells may add to a row."""


class PageCell(NamedTuple):
    """A cell: its blocks, whether it is a heading, how its text is aligned, and how much it spans."""

    blocks: list[MarkdownBlock]
    is_head: bool = False
    align: str = ""
    columns: int = 1
    rows: int = 1

    @property
    def text(self) -> str:
        lines = (line for block in self.blocks for line in block.lines)
        return "<br>".join(line for line in lines if line)


class PageTable:
    """The rows of a table as they are read; `heads` is how many of them stand in its head."""

    def __init__(self, *, is_layout: bool) -> None:
        self.rows: list[list[PageCell]] = []
        self.heads = 0
        self._is_layout = is_layout

    def blocks(self) -> list[MarkdownBlock]:
        """The table as a block of Markdown; or the blocks of its cells, if it is there to arrange them."""
        if self._arranges():
            return [block for row in self.rows for cell in row for block in cell.blocks]
        first = self.rows[0]
        has_head = self.heads > 0 or all(cell.is_head or not cell.blocks for cell in first)
        rows = list(_flat(self.rows))
        head = rows[0] if has_head else []
        width = max(map(len, rows))
        head = head + [PageCell([])] * (width - len(head))
        written = [[cell.text for cell in row] for row in (head, *rows[has_head:])]
        lines = [f"| {' | '.join(text.replace('|', chr(92) + '|') for text in line)} |" for line in written]
        marks = f"| {' | '.join(_mark(cell.align) for cell in head)} |"
        plain = tuple(" ".join(filter(None, line)) for line in written)
        return [MarkdownBlock("table", "\n".join([lines[0], marks, *lines[1:]]), plain)]

    def _arranges(self) -> bool:
        """Whether it is no table of facts: of one column or row, or of long texts without headings."""
        self.rows = [row for row in self.rows if any(cell.blocks for cell in row)]
        cells = [cell for row in self.rows for cell in row]
        if self._is_layout or not self.rows or max(map(len, self.rows)) < 2:
            return True
        if any(block.kind == "table" for cell in cells for block in cell.blocks):
            return True
        if any(cell.is_head for cell in cells):
            return False
        return len(self.rows) < 2 or any(map(_is_long, cells))


def _is_long(cell: PageCell) -> bool:
    is_simple = all(block.kind == "paragraph" for block in cell.blocks)
    return not is_simple or sum(len(block.text) for block in cell.blocks) > _LONG


def _flat(rows: Sequence[Sequence[PageCell]]) -> Iterator[list[PageCell]]:
    """The rows with an empty cell for each place that a spanning cell covers beside or below its own."""
    covered: dict[int, int] = {}  # column → how many of the next rows are covered there
    for row in rows:
        made: list[PageCell] = []
        free = _WIDEST
        for cell in row:
            while free and covered.get(len(made), 0) > 0:
                covered[len(made)] -= 1
                made.append(PageCell([]))
                free -= 1
            width = min(cell.columns, free + 1)
            for column in range(len(made), min(len(made) + width, _WIDEST)):
                covered[column] = cell.rows - 1
            made += [cell, *(PageCell([]) for _ in range(width - 1))]
            free -= width - 1
        for column in covered:
            covered[column] -= column >= len(made)
        covered = {column: left for column, left in covered.items() if left > 0}
        yield made


def _mark(align: str) -> str:
    return {"left": ":---", "right": "---:", "center": ":---:"}.get(align, "---")
