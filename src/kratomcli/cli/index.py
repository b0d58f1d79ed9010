"""`kratomcli index`."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kratomcli.cli import options, runtime
from kratomcli.errors import IndexDamaged
from kratomcli.humane import count, duration, size

if TYPE_CHECKING:
    from kratomcli.library import Library

EPILOG = "Example: kratomcli index --status"

Format = Literal["auto", "rich", "json"]
_MOST = 20  # failures named one by one


def command(
    library: options.Libraries = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Forget the index and make it anew.")] = False,
    wait: Annotated[
        float, typer.Option("--wait", metavar="SECONDS", min=0, help="Wait for another writer.")
    ] = 5.0,
    status: Annotated[bool, typer.Option("--status", help="Only say how the index is.")] = False,
    verify: Annotated[bool, typer.Option("--verify", help="Only check it against its checksums.")] = False,
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
    refresh: options.Refresh = "never" if status or verify else "always"
    with runtime.opened(library, refresh, quiet=quiet, plain=True, wait=wait) as lib:
        if verify:
            _verify(lib, quiet)
        elif not status:
            report = lib.sync(rebuild=rebuild)
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


def _verify(library: Library, quiet: bool) -> None:
    """Say what is wrong with an index."""
    started = time.perf_counter()
    state = library.status()
    if state.synced is None:
        raise IndexDamaged("there is no index of this library yet", hint="Run 'kratomcli index'.")
    faults = 0
    for fault in library.verify():
        faults += 1
        if faults <= _MOST:
            runtime.note(fault)
    if faults:
        raise IndexDamaged(f"{count(faults, 'fault')} in the index", hint="Run 'kratomcli index --rebuild'.")
    runtime.note(
        f"the index is whole: {count(state.articles, 'article')}, {size(state.bytes)},"
        f" looked through in {duration(time.perf_counter() - started)}",
        quiet=quiet,
    )
