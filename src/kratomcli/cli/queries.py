"""`kratomcli queries`."""

from __future__ import annotations

import sys
from typing import Annotated, Literal

import typer

from kratomcli.cli import options, runtime
from kratomcli.config import settings
from kratomcli.text.normalize import one_line

EPILOG = "Example: kratomcli search @recent sleep"

Format = Literal["auto", "tsv", "json"]


def command(
    format: Annotated[Format, typer.Option("--format", "-f", help="auto: tsv.")] = "auto",
    library: options.Libraries = None,
    quiet: options.Quiet = False,
) -> None:
    """List the saved queries, from [queries] in kratomcli.toml; any query may hold them as @name."""
    saved = settings(library or ()).queries
    if format == "json":
        from kratomcli.export.contract import dumps

        sys.stdout.write(dumps([{"name": name, "query": query} for name, query in saved.items()]) + "\n")
    else:
        runtime.write_lines(f"@{name}\t{one_line(query)}" for name, query in saved.items())
    if not saved:
        runtime.note("no saved queries; give them names under [queries] in kratomcli.toml", quiet=quiet)
