"""`kratomcli show`."""

from __future__ import annotations

import sys
from typing import Annotated, Literal

import typer

from kratomcli.cli import options, runtime
from kratomcli.cli.option_rules import require_fitting
from kratomcli.cli.references import Wanted
from kratomcli.model.article import Parts

EPILOG = "Example: kratomcli show 004#relieving"

Format = Literal["auto", "rich", "text", "markdown", "html", "json", "raw"]


def command(
    ids: options.Ids,
    library: options.Libraries = None,
    format: Annotated[
        Format,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="rich, text, markdown, html, json, raw.",
            show_default=False,
        ),
    ] = "auto",
    meta: Annotated[bool, typer.Option("--meta", help="Only what is known of it, not its text.")] = False,
    body: Annotated[bool, typer.Option("--body", help="Only its text.")] = False,
    toc: Annotated[bool, typer.Option("--toc", help="Only its headings, with their slugs.")] = False,
    highlight: Annotated[
        str | None,
        typer.Option(
            "--highlight",
            metavar="QUERY",
            help="Mark a query's words; page from the first.",
            show_default=False,
        ),
    ] = None,
    center: Annotated[bool, typer.Option("--center", help="The column in the middle.")] = False,
    pager: Annotated[
        bool, typer.Option("--pager/--no-pager", help="Page long output on a terminal.", show_default=False)
    ] = True,
    format_version: options.FormatVersion = "1",
    refresh: options.RefreshOption = "auto",
    color: options.ColorOption = "auto",
    quiet: options.Quiet = False,
) -> None:
    """Read articles, or a section of one."""
    if format == "auto":
        format = "rich" if runtime.on_terminal() else "text"
    given = {"--toc": toc, "--meta": meta, "--body": body, "--center": center}
    require_fitting("show", format, {**given, "--highlight": highlight is not None})
    parts = Parts(meta=not (body or toc), body=not (meta or toc), toc=toc)
    with runtime.opened(library, refresh, quiet=quiet) as lib:
        wanted = Wanted(lib, ids)
        if format == "raw":
            for raw in wanted.raw():
                sys.stdout.buffer.write(raw)
        elif format == "rich":
            from kratomcli.render.article import WIDTH, pages
            from kratomcli.render.highlights import Marked
            from kratomcli.render.layout import Centred

            articles = list(wanted)
            page = pages(articles, parts)
            page = Centred(page, WIDTH) if center else page
            if highlight is None:
                runtime.show(page, color, pager=pager)
            else:
                find = lib.marker(highlight)
                lang = articles[0].lang if articles else ""
                marked = Marked(page, lambda line: [(mark.start, mark.end) for mark in find(line, lang)])
                runtime.show(marked, color, pager=pager, search=marked.words)
        elif highlight is not None:
            from kratomcli.export import contract
            from kratomcli.export.json import write_objects

            find = lib.marker(highlight)
            write_objects((contract.marked_as_json(article, find) for article in wanted), sys.stdout)
        else:
            from kratomcli.export import ExportOptions, write

            chosen = ExportOptions(
                parts=parts,
                roots=lib.status().folders,
                note=lambda text: runtime.note(text, quiet=quiet),
            )
            write(wanted, format, sys.stdout, options=chosen)
    wanted.leave()
