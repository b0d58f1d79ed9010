"""`kratomcli list`."""

# Without the annotations import: Typer looks at signatures at every start, and text would be compiled.

import sys
from typing import Annotated, Literal

import typer

from kratomcli.cli import options, runtime
from kratomcli.cli.option_rules import header as header_options
from kratomcli.cli.option_rules import require_fitting
from kratomcli.errors import UsageError
from kratomcli.model.fields import canonical

EPILOG = "Example: kratomcli list tags:kratom date:2021.. --sort date:desc -f ids"

Format = Literal["auto", "table", "tsv", "csv", "json", "jsonl", "ids", "paths"]

_COLUMNS = ("id", "title", "date", "tags", "words")


def command(
    query: options.Query = None,
    library: options.Libraries = None,
    format: Annotated[
        Format,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="table, tsv, csv, json, jsonl, ids, paths.",
            show_default=False,
        ),
    ] = "auto",
    sort: options.SortOption = None,
    limit: options.Limit = None,
    offset: Annotated[
        int,
        typer.Option("--offset", metavar="N", min=0, show_default=False, help="Leave out the first ones."),
    ] = 0,
    fields: options.Fields = None,
    count: Annotated[bool, typer.Option("--count", help="Print only how many there are.")] = False,
    header: options.Header = None,
    null: options.Null = False,
    unsafe_cells: options.UnsafeCells = False,
    format_version: options.FormatVersion = "1",
    refresh: options.RefreshOption = "auto",
    color: options.ColorOption = "auto",
    quiet: options.Quiet = False,
) -> None:
    """List articles, all or those that match a query.

    QUERY: words, "phrases", field:value, -not, OR.
    """
    text = runtime.query_text(query)
    if format == "auto":
        format = "table" if runtime.on_terminal() else "tsv"
    given = {"--fields": fields, "--null": null, "--unsafe-cells": unsafe_cells}
    require_fitting("list", format, header_options(header) | given)
    chosen = tuple(canonical(name.strip()) for name in fields.split(",")) if fields else ()
    if not all(chosen):
        raise UsageError(f"--fields {fields}: an empty name", hint="Names are separated by single commas.")
    with runtime.opened(library, refresh, quiet=quiet) as lib:
        if count:
            number = lib.count(text)
            print(number)
        elif format == "table":
            from kratomcli.render.listing import listing

            columns = chosen or _COLUMNS
            rows = list(lib.cells(columns, text, sort=sort, limit=limit, offset=offset))
            number = len(rows)
            if rows:
                runtime.show(listing(columns, rows), color)
        elif format == "csv":
            from kratomcli.export.csv import write_rows

            columns = chosen or _COLUMNS
            cells = lib.cells(columns, text, sort=sort, limit=limit, offset=offset)
            number = write_rows(
                columns if header is not False else (), cells, sys.stdout, guard=not unsafe_cells
            )
        elif format in ("json", "jsonl"):
            rows_of_json = lib.lines("json", chosen, text, sort=sort, limit=limit, offset=offset)
            if format == "jsonl":
                number = runtime.write_lines(rows_of_json)
            else:
                from kratomcli.export.json import write_array

                number = write_array(rows_of_json, sys.stdout)
        elif null and format == "paths":
            number = runtime.write_names(lib.files(text, sort=sort, limit=limit, offset=offset))
        elif null and format == "ids":
            ids = lib.lines("tsv", ("id",), text, sort=sort, limit=limit, offset=offset)
            number = runtime.write_names(map(str.encode, ids))
        else:
            columns = {"ids": ("id",), "paths": ("path",)}.get(format, chosen or _COLUMNS)
            lines = lib.lines("tsv", columns, text, sort=sort, limit=limit, offset=offset)
            if header and format == "tsv":
                print("\t".join(columns))
            number = runtime.write_lines(lines)
        if not number and text and not lib.count(text):  # a page behind the last is empty too
            runtime.no_match(text, lib, quiet=quiet)
