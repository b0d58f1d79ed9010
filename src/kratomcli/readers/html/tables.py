"""Tables of a page: as tables of Markdown, or as the blocks in their cells if they only lay out a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kratomcli.readers.html.blocks import MarkdownBlock


class PageCell(NamedTuple):
    """A cell: its blocks, whether it is a heading, and its attributes."""

    blocks: list[MarkdownBlock]
    is_head: bool
    attributes: Mapping[str, str | None]


class PageTable:
    """The rows of a table as they are read; `heads` is how many of them stand in its head."""

    def __init__(self) -> None:
        self.rows: list[list[PageCell]] = []
        self.heads = 0

    def blocks(self) -> list[MarkdownBlock]:
        """The table as a block of Markdown; or the blocks of its cells, if these are no single lines."""
        rows = [row for row in self.rows if any(cell.blocks for cell in row)]
        if self._is_layout(rows):
            return [block for row in rows for cell in row for block in cell.blocks]
        lines = list(map(_row, rows))
        if not (self.heads or all(cell.is_head for cell in rows[0])):
            lines.insert(0, [])
        width = max(map(len, lines))
        head = lines[0] + [""] * (width - len(lines[0]))
        marks = ["---"] * width
        return [
            MarkdownBlock("table", "\n".join(f"| {' | '.join(line)} |" for line in (head, marks, *lines[1:])))
        ]

    def _is_layout(self, rows: list[list[PageCell]]) -> bool:
        cells = [cell for row in rows for cell in row]
        return not rows or max(map(len, rows)) < 2 or any(map(_is_complex, cells))


def _is_complex(cell: PageCell) -> bool:
    return any(block.kind != "paragraph" for block in cell.blocks)


def _row(cells: list[PageCell]) -> list[str]:
    return [_line(cell) for cell in cells]


def _line(cell: PageCell) -> str:
    text = "<br>".join(block.text for block in cell.blocks)
    return text.replace("\\\n", "<br>").replace("|", "\\|")
