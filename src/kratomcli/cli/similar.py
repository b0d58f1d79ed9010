"""`kratomcli similar`."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from kratomcli.cli import options, runtime
from kratomcli.cli.option_rules import header as header_options
from kratomcli.cli.option_rules import require_fitting

EPILOG = "Example: kratomcli similar 004 -f ids | kratomcli show -"

Format = Literal["auto", "rich", "tsv", "json", "jsonl", "ids"]

_COLUMNS = ("id", "score", "shared-words", "title", "terms")


def command(
    id: options.SingleId,
    library: options.Libraries = None,
    format: Annotated[
        Format,
        typer.Option(
            "--format", "-f", metavar="FORMAT", help="rich, tsv, json, jsonl, ids.", show_default=False
        ),
    ] = "auto",
    limit: Annotated[int, typer.Option("--limit", "-n", metavar="N", min=0, help="At most so many.")] = 10,
    header: options.Header = None,
    refresh: options.RefreshOption = "auto",
    format_version: options.FormatVersion = "1",
    color: options.ColorOption = "auto",
    quiet: options.Quiet = False,
) -> None:
    """Find the articles nearest to one by what they say, and why they are."""
    if format == "auto":
        format = "rich" if runtime.on_terminal() else "tsv"
    require_fitting("similar", format, header_options(header))
    with runtime.opened(library, refresh, quiet=quiet) as lib:
        nearest = lib.similar(id, limit=max(limit, 1))
        found = nearest[:limit]
        if format == "rich":
            from kratomcli.render.reuse import neighbours

            if found:
                runtime.show(neighbours(found), color)
        elif format == "json" or format == "jsonl":
            from kratomcli.export.contract.comparisons import neighbour_as_json

            runtime.write_objects(map(neighbour_as_json, found), format)
        elif format == "ids":
            runtime.write_lines(one.entry.id for one in found)
        else:
            if header:
                print("\t".join(_COLUMNS))
            runtime.write_lines(
                "\t".join(
                    (one.entry.id, f"{one.score:.3f}", str(one.words), one.entry.title, " ".join(one.terms))
                )
                for one in found
            )
        if not nearest:
            runtime.nothing(f"nothing is near to {id}", lib, quiet=quiet)
