"""`kratomcli list`."""

# Without the annotations import: what declares the parameters is looked at at every start.

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

from kratomcli.cli import options, output
from kratomcli.cli.notes import no_match
from kratomcli.cli.opening import opened
from kratomcli.cli.option_rules import require_fitting
from kratomcli.cli.query_words import query_text
from kratomcli.errors import UsageError
from kratomcli.model.fields import canonical

if TYPE_CHECKING:
    from kratomcli.library.library import Library

EPILOG = "Example: kratomcli list tags:kratom date:2021.. --sort date:desc -f ids"

Format = Literal["auto", "table", "tsv", "csv", "json", "jsonl", "ids", "paths"]


class ArticleTable:
    """Writes a list of articles in each format; the catalog makes the lines, because that is fast.

    The methods return the number of articles written.
    """

    columns = ("id", "title", "date", "tags", "words")

    def __init__(self, library: "Library", query: str, fields: Sequence[str], **choice: Any) -> None:
        self._library = library
        self._query = query
        self._fields = tuple(fields)
        self._choice = choice

    def write(self, look: output.Look, *, names: bool | None, guard: bool) -> int:
        """Write the articles; `names` says whether with a header, None leaves it to the format."""
        columns = self._fields or self.columns
        if look.format == "table":
            return self._page(columns, look)
        if look.format == "csv":
            from kratomcli.export.csv import write_rows

            return write_rows(
                columns if names is not False else (), self._cells(columns), sys.stdout, guard=guard
            )
        if look.format == "json":
            from kratomcli.export.json import write_array

            return write_array(self._lines("json", self._fields), sys.stdout)
        if look.format == "jsonl":
            return output.write_lines(self._lines("json", self._fields))
        if look.null:
            return output.write_names(self._names(look.format))
        columns = {"ids": ("id",), "paths": ("path",)}.get(look.format, columns)
        lines = self._lines("tsv", columns)  # which refuses a field that there isn't
        if look.header:
            print("\t".join(columns))
        return output.write_lines(lines)

    def _page(self, columns: Sequence[str], look: output.Look) -> int:
        rows = list(self._cells(columns))
        if rows:
            from kratomcli.render.listing import listing

            output.show([listing(columns, rows)], look)
        return len(rows)

    def _names(self, format: str) -> Iterator[bytes]:
        if format == "paths":
            return iter(self._library.files(self._query, **self._choice))
        return map(str.encode, self._lines("tsv", ("id",)))

    def _cells(self, columns: Sequence[str]) -> Any:
        return self._library.cells(columns, self._query, **self._choice)

    def _lines(self, form: Literal["json", "tsv"], columns: Sequence[str]) -> Iterator[str]:
        return iter(self._library.lines(form, columns, self._query, **self._choice))


def command(
    query: options.Query = None,
    library: options.Libraries = None,
    format: Annotated[Format, options.format_of(Format)] = "auto",
    sort: options.SortOption = None,
    limit: options.Limit = None,
    offset: Annotated[
        int,
        options.Option("--offset", metavar="N", min=0, show_default=False, help="Leave out the first ones."),
    ] = 0,
    fields: options.Fields = None,
    count: Annotated[bool, options.Option("--count", help="Print only how many there are.")] = False,
    orphans: Annotated[
        bool, options.Option("--orphans", help="Only those that no other article links to.")
    ] = False,
    header: options.Header = None,
    null: options.Null = False,
    unsafe_cells: options.UnsafeCells = False,
    format_version: options.FormatVersion = "1",
    refresh: options.RefreshOption = "auto",
    color: options.ColorOption = "auto",
    pager: options.PagerOption = True,
    quiet: options.Quiet = False,
) -> None:
    """List articles, all or those that match a query.

    QUERY: words, "phrases", field:value, -not, OR.
    """
    text = query_text(query)
    if orphans:
        text = f"({text}) -has:backlinks" if text else "-has:backlinks"
    look = output.Look(output.chosen(format, rich="table"), color, bool(header), null, pager)
    given = {"fields": fields, "null": null, "unsafe_cells": unsafe_cells}
    require_fitting("list", look.format, header=header, **given)
    chosen = tuple(canonical(name.strip()) for name in fields.split(",")) if fields else ()
    if not all(chosen):
        raise UsageError(f"--fields {fields}: an empty name", hint="Names are separated by single commas.")
    with opened(library, refresh, quiet=quiet) as lib:
        if count:
            number = lib.count(text)
            print(number)
        else:
            articles = ArticleTable(lib, text, chosen, sort=sort, limit=limit, offset=offset)
            number = articles.write(look, names=header, guard=not unsafe_cells)
        if not number and text and not lib.count(text):  # a page behind the last is empty too
            no_match(text, lib, quiet=quiet)
