"""`kratomcli export`."""

from __future__ import annotations

import sys
from typing import Annotated, Literal

import typer

from kratomcli.cli import options, runtime
from kratomcli.cli.wanted import Wanted
from kratomcli.errors import UsageError
from kratomcli.humane import count

EPILOG = "Example: kratomcli export tags:kratom --to html --output kratom.html"

Target = Literal["json", "jsonl", "csv", "markdown", "text", "html"]


def command(
    query: options.Query = None,
    to: Annotated[
        Target | None,
        typer.Option(
            "--to",
            "-t",
            metavar="FORMAT",
            help="json, jsonl, csv, markdown, text, html.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="PATH", help="A file; a folder with / behind it.", show_default=False
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite what is there.")] = False,
    ids: Annotated[
        str | None,
        typer.Option("--ids", metavar="-", help="Those with the ids on standard input.", show_default=False),
    ] = None,
    library: options.Libraries = None,
    sort: options.SortOption = None,
    limit: options.Limit = None,
    unsafe_cells: options.UnsafeCells = False,
    format_version: options.FormatVersion = "1",
    refresh: options.RefreshOption = "auto",
    quiet: options.Quiet = False,
) -> None:
    """Write articles in another format, to standard output or a file.

    QUERY: words, "phrases", field:value, -not, OR.
    """
    text = runtime.query_text(query)
    if text and ids:
        raise UsageError("a query and --ids together", hint="Give one or the other.")
    if ids and ids != "-":
        raise UsageError(f"--ids {ids}", hint="Write --ids - and give the ids on standard input.")
    from kratomcli.exporters import ExportOptions, format_for, write, write_folder
    from kratomcli.exporters import output as outputs

    chosen = ExportOptions(csv_guard=not unsafe_cells)
    format = to or format_for(output)
    with runtime.opened(library, refresh, quiet=quiet) as lib:
        wanted = Wanted(lib, ["-"] if ids else [])
        articles = iter(wanted) if ids else lib.texts(text, sort=sort, limit=limit)
        if output is None or output == "-":
            number = write(articles, format, sys.stdout, options=chosen)
        else:
            total = None if ids else lib.count(text)
            with runtime.metered(articles, "writing", total, quiet=quiet) as articles:
                if output.endswith("/"):
                    with outputs.folder(output, force=force) as folder:
                        number = write_folder(articles, format, folder, options=chosen)
                else:
                    with outputs.atomic(output, force=force) as stream:
                        number = write(articles, format, stream, options=chosen)
            runtime.note(f"{count(number, 'article')} written to {output}", quiet=quiet)
    wanted.leave()
    if not number and text:
        runtime.no_match(text, quiet=quiet)
