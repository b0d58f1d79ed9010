"""Tables as CSV: what they are is told by their first row, and rows come one at a time.

What services write as CSV is saved again by spreadsheets: with semicolons or tabs, a byte order mark, in
Windows-1252, without the columns that were empty.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.sources.parts import BOMS, bounded_lines, salvaged, text_stream

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed, ImportSource

CsvRow = Mapping[str, str]
"""Name of a column as `normal` gives it → cell; a missing cell is ""."""

_LONGEST_CELL = 20_000_000
_MOST_TABLES = 50
"""Parts of a source whose first rows are looked at."""
_DELIMITERS = ",;\t"


def normal(column: str) -> str:
    """The name of a column as it is compared: "Highlight_Count" and " Highlight count " are one."""
    return " ".join(column.replace("_", " ").lower().split())


def tables(source: ImportSource, *columns: str) -> list[str]:
    """The parts that are tables with all of these columns; a source's only part has any suffix."""
    names = source.names if len(source.names) == 1 else source.ending(".csv", ".tsv")
    wanted = {normal(column) for column in columns}
    return [name for name in names[:_MOST_TABLES] if wanted <= {*header(source, name)}]


def header(source: ImportSource, name: str) -> list[str]:
    """The names of a table's columns, as `normal` gives them; [] if it can't be read, or has none."""
    data = source.start(name, 1 << 14)
    if b"\0" in data and not data.startswith(tuple(mark for mark, _ in BOMS)):
        return []
    try:
        with text_stream(source, name) as text:
            line = text.readline(1 << 13)
    except ArticleUnreadable:
        return []
    return _columns(line, _delimiter(line))


def rows_of(source: ImportSource, names: list[str]) -> Callable[[Failed], Iterator[CsvRow]]:
    """A function that reads the rows of several tables, as often as it is called.

    A row that doesn't fit the first row of its table is passed to `failed`, as is what follows damage.
    """

    def read(failed: Failed) -> Iterator[CsvRow]:
        for name in names:
            yield from salvaged(_rows(source, name, failed), name, failed)

    return read


def _rows(source: ImportSource, name: str, failed: Failed) -> Iterator[CsvRow]:
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))  # its own is 131,072
    with text_stream(source, name) as text:
        line = text.readline(1 << 13)
        delimiter = _delimiter(line)
        columns = _columns(line, delimiter)
        try:
            reader = csv.reader(bounded_lines(text, _LONGEST_CELL), delimiter=delimiter)
            for number, cells in enumerate(reader, 2):
                if any(cells[len(columns) :]):
                    failed(f"row {number} of {name}", f"{len(cells)} cells are more than the columns")
                elif any(cells):
                    yield dict.fromkeys(columns, "") | dict(zip(columns, cells, strict=False))
        except csv.Error as error:
            raise ArticleUnreadable(f"{name} in {source.name} can't be read: {error}") from error


def _columns(line: str, delimiter: str) -> list[str]:
    return [normal(cell) for cell in next(csv.reader([line.strip("\r\n")], delimiter=delimiter), [])]


def _delimiter(line: str) -> str:
    return max(_DELIMITERS, key=line.count)
