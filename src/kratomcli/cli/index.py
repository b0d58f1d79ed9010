"""`kratomcli index`."""

from __future__ import annotations

import sys
import time
from typing import Annotated, Literal

import typer

from kratomcli.cli import options, runtime
from kratomcli.humane import count, duration

EPILOG = "Example: kratomcli index --status"

Format = Literal["auto", "rich", "json"]
_MOST = 20  # failures named one by one


def command(
    library: options.Libraries = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Forget the index and make it anew.")] = False,
    wait: Annotated[
        float, typer.Option("--wait", metavar="SECONDS", min=0, help="Wait for another writer.")
    ] = 5.0,
    compare: Annotated[
        bool,
        typer.Option("--compare/--no-compare", help="Find what articles share, too.", show_default=False),
    ] = True,
    status: Annotated[bool, typer.Option("--status", help="Only say how the index is.")] = False,
    format: Annotated[
        Format,
        typer.Option(
            "--format", "-f", metavar="FORMAT", help="For --status: rich or json.", show_default=False
        ),
    ] = "auto",
    format_version: options.FormatVersion = "1",
    color: options.ColorOption = "auto",
    quiet: options.Quiet = False,
) -> None:
    """Bring the index up to date with the folders."""
    with runtime.opened(library, "never" if status else "always", quiet=quiet, plain=True, wait=wait) as lib:
        if not status:
            report = lib.sync(rebuild=rebuild)
            if compare:
                lib.compare()
            state = lib.status()
            for failure in state.failures[:_MOST]:
                place = f"{failure.path}:{failure.line}" if failure.line else failure.path
                runtime.note(f"{place}: {failure.reason}", quiet=quiet)
            runtime.note(
                f"{count(state.articles, 'article')}: {report.added:,} added, {report.updated:,} updated,"
                f" {report.removed:,} removed, {len(state.failures):,} failed"
                f" in {duration(report.seconds)}",
                quiet=quiet,
            )
        elif format == "json":
            from kratomcli.exporters.contract import dumps

            values = lib.status()._asdict()
            values["failures"] = [failure._asdict() for failure in values["failures"]]
            sys.stdout.write(dumps([values]) + "\n")
        else:
            from kratomcli.render.status import status as page

            runtime.show(page(lib.status(), now=time.time()), color)
