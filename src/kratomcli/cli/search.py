"""`kratomcli search`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kratomcli.cli import options, runtime

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kratomcli.hit import Hit

EPILOG = "Example: kratomcli search withdrawal -f ids | kratomcli show -"

Format = Literal["auto", "rich", "tsv", "json", "jsonl", "ids", "paths", "grep"]

_COLUMNS = ("id", "score", "line", "title", "section", "snippet")


def command(
    query: options.Query = None,
    library: options.Libraries = None,
    format: Annotated[
        Format,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            help="rich, tsv, json, jsonl, ids, paths, grep.",
            show_default=False,
        ),
    ] = "auto",
    limit: Annotated[
        int, typer.Option("--limit", "-n", metavar="N", min=0, help="At most so many articles.")
    ] = 10,
    any: Annotated[bool, typer.Option("--any", help="Any word will do, not all.")] = False,
    sort: options.SortOption = None,
    snippets: Annotated[
        int, typer.Option("--snippets", metavar="N", min=0, help="Passages for each article.")
    ] = 2,
    header: options.Header = None,
    null: options.Null = False,
    format_version: options.FormatVersion = "1",
    refresh: options.RefreshOption = "auto",
    color: options.ColorOption = "auto",
    quiet: options.Quiet = False,
) -> None:
    """Find articles and the passages that match, the best first."""
    text = runtime.query_text(query)
    if format == "auto":
        format = "rich" if runtime.on_terminal() else "tsv"
    if format in ("ids", "paths"):
        snippets = 0
    with runtime.opened(library, refresh, quiet=quiet) as lib:
        hits = lib.search(text, limit=limit, any=any, sort=sort, snippets=snippets)
        if format == "rich":
            from kratomcli.render.hits import hits as page

            if hits:
                runtime.show(page(hits, total=lib.count(text, any=any), query=text), color)
        elif format == "json" or format == "jsonl":
            from kratomcli.exporters import contract, json, jsonl

            write = json.write_objects if format == "json" else jsonl.write_objects
            write((contract.hit_as_json(hit) for hit in hits), sys.stdout)
        else:
            if header and format == "tsv":
                print("\t".join(_COLUMNS))
            runtime.write_lines(_lines(hits, format), "\0" if null and format in ("ids", "paths") else "\n")
        if not hits:
            runtime.no_match(text, quiet=quiet)


def _lines(hits: Sequence[Hit], format: Format) -> Iterator[str]:
    for hit in hits:
        entry = hit.entry
        if format == "ids":
            yield entry.id
        elif format == "paths":
            yield entry.path
        elif format == "grep":
            yield from (f"{entry.path}:{snippet.line}:{snippet.text}" for snippet in hit.snippets)
        else:
            best = hit.snippets[0] if hit.snippets else None
            section = best.section.slug if best and best.section else ""
            cells = (entry.id, f"{hit.score:.3f}", str(best.line) if best else "", entry.title, section)
            yield "\t".join((*cells, best.text if best else ""))
