"""`kratomcli export`."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import Annotated, Literal

import typer

from kratomcli.cli import options, runtime
from kratomcli.cli.exit_status import ExitStatus
from kratomcli.cli.option_rules import require_fitting
from kratomcli.cli.references import Wanted
from kratomcli.errors import UsageError

EPILOG = "Example: kratomcli export tags:kratom --to html --output kratom.html"

Target = Literal["json", "jsonl", "csv", "tsv", "sqlite", "markdown", "text", "html", "epub", "pdf", "site"]


def command(
    query: options.Query = None,
    to: Annotated[
        Target | None,
        typer.Option(
            "--to",
            "--format",
            "-f",
            metavar="FORMAT",
            help="json, jsonl, csv, tsv, sqlite, text, markdown, html, epub, pdf, site.",
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
    drafts: Annotated[bool, typer.Option("--drafts", help="Drafts in html, epub, pdf and site too.")] = False,
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="Title of the whole.")] = "Articles",
    url: Annotated[
        str,
        typer.Option("--url", metavar="URL", help="Site: its address, for feed and sitemap."),
    ] = "",
    templates: Annotated[
        str,
        typer.Option("--templates", metavar="FOLDER", help="Site: templates of your own."),
    ] = "",
    ids: Annotated[
        str | None,
        typer.Option("--ids", metavar="-", help="Those with the ids on standard input.", show_default=False),
    ] = None,
    library: options.Libraries = None,
    sort: options.SortOption = None,
    limit: options.Limit = None,
    unsafe_cells: options.UnsafeCells = False,
    absolute_paths: Annotated[
        bool, typer.Option("--absolute-paths", help="Where files are on this disk.")
    ] = False,
    format_version: Annotated[
        Literal["1", "2"],
        typer.Option(
            "--format-version", metavar="N", help="Of the JSON: 2; 1 has absolute paths.", show_default=False
        ),
    ] = "2",
    refresh: options.RefreshOption = "auto",
    color: options.ColorOption = "auto",  # as every command has it; no format holds any
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
    if ids and (sort or limit is not None):
        raise UsageError(f"{'--sort' if sort else '--limit'} and --ids together", hint="Let 'list' do it.")
    if to == "site" and output in (None, "-"):
        raise UsageError("a site is a folder", hint="Name the folder with --output.")
    from kratomcli.export import EXPORTERS, ExportOptions, delivery, format_for

    format = to or format_for(output)

    given = {"--title": title != ExportOptions().title, "--url": url, "--templates": templates}
    cells = {"--unsafe-cells": unsafe_cells, "--absolute-paths": absolute_paths}
    require_fitting("export", format, {**given, **cells, "--format-version 1": format_version == "1"})
    if output in (None, "-") and "file" in EXPORTERS[format].kinds and runtime.on_terminal():
        raise UsageError(f"{format} on a terminal", hint="Name a file with --output.")
    chosen = ExportOptions(
        csv_guard=not unsafe_cells,
        title=title,
        drafts=drafts,
        url=url,
        templates=templates,
        jobs=os.cpu_count() or 1,
    )
    with runtime.opened(library, refresh, quiet=quiet) as lib:
        named = [] if absolute_paths or format_version == "1" else lib.roots
        chosen = replace(chosen, roots=lib.status().folders, within=named)
        wanted = Wanted(lib, ["-"] if ids else [])
        articles = iter(wanted) if ids else lib.texts(text, sort=sort, limit=limit)
        if to == "site":
            from kratomcli.export.site import Shelf, build

            entries = wanted.stamped() if ids else lib.stamped(text, sort=sort, limit=limit)
            with runtime.metered(entries, "reading", None, quiet=quiet) as entries:
                done = build(
                    Shelf(entries, lib.read, lib.status().folders), output or "", options=chosen, force=force
                )
        elif output is None or output == "-":
            done = delivery.to_stream(articles, format, sys.stdout, options=chosen)
        else:
            total = None if ids else lib.count(text)
            with runtime.metered(articles, "writing", total, quiet=quiet) as articles:
                done = delivery.to_place(articles, format, output, force=force, options=chosen)
        runtime.delivered(done, output, quiet=quiet)
        wanted.leave()
        if lib.left_out:
            raise typer.Exit(ExitStatus.NO_ACCESS)
        if not done.articles and text:
            matching = lib.count(text)
            if not matching:
                runtime.no_match(text, lib, quiet=quiet)
            if limit != 0:
                is_cut = limit is not None and limit < matching
                drafts_only = (
                    f"the first of what matches {text} is drafts" if is_cut else f"only drafts match {text}"
                )
                runtime.nothing(f"{drafts_only}; --drafts takes them along", lib, quiet=quiet)
