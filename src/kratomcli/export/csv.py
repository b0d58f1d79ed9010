"""Articles → CSV: a header, then a row an article (RFC 4180 quoting, UTF-8, line feeds)."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, TextIO

from kratomcli.export import ExportOptions, contract
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kratomcli.model.entry import Entry

COLUMNS: tuple[str, ...] = (
    "id",
    "title",
    "date",
    "updated",
    "tags",
    "summary",
    "authors",
    "draft",
    "source",
    "lang",
    "words",
    "path",
    "body",
)

# What makes a spreadsheet run a cell: = + - @, also full-width, also behind leading white space,
# and a leading tab or carriage return. https://owasp.org/www-community/attacks/CSV_Injection
_RUNS = lazy_regex(r"[\t\r]|\s*[=+\-@＝＋－＠]")
_SURROGATES = lazy_regex("[\ud800-\udfff]")


def write(articles: Iterable[Entry], stream: TextIO, options: ExportOptions) -> int:
    """Write COLUMNS, or the fields that `options` names in that order; tags are joined by ", "."""
    columns = COLUMNS if options.fields is None else contract.chosen(contract.ARTICLE_KEYS, options.fields)
    values = (contract.exported(article, options, columns) for article in articles)
    rows = ([cell(value[column]) for column in columns] for value in values)
    return write_rows(columns, rows, stream, guard=options.csv_guard)


def write_rows(
    header: Sequence[str], rows: Iterable[Sequence[str | int | float]], stream: TextIO, *, guard: bool = True
) -> int:
    """Write a header, unless it is empty, and rows of cells; return the number of rows.

    With `guard`, cells of text (not numbers) go through `guard_cell`.
    """
    writer = csv.writer(_NewlineStream(stream), lineterminator="\r\n")
    if header:
        writer.writerow(header)
    count = 0
    for row in rows:
        writer.writerow([_text(item, guard) if isinstance(item, str) else item for item in row])
        count += 1
    return count


def cell(value: object) -> str | int | float:
    """A JSON value as a cell: null is empty, a list of texts is joined by ", ", other values are JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int, float)):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    return contract.dumps(value)


def guard_cell(text: str) -> str:
    """`text`, with an apostrophe before it if a spreadsheet would run it as a formula."""
    return f"'{text}" if _RUNS.match(text) else text


def _text(text: str, guard: bool) -> str:
    text = _SURROGATES.sub("\ufffd", text)
    return guard_cell(text) if guard else text


class _NewlineStream:
    """A stream for csv.writer that ends rows with "\\n" instead of "\\r\\n".

    The writer must still have "\\r\\n" as its line terminator: it quotes only cells with a character of
    that, and an unquoted carriage return would be read back as the end of a row.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, row: str) -> int:
        return self._stream.write(row[:-2] + "\n")
