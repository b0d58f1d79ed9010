"""`kratomcli changed`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kratomcli.cli import options, runtime
from kratomcli.cli.option_rules import header as header_options
from kratomcli.cli.option_rules import require_fitting

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kratomcli.search.changes import Change

EPILOG = "Example: kratomcli changed --since 3d"

Format = Literal["auto", "rich", "tsv", "json", "jsonl", "ids"]

_COLUMNS = ("kind", "id", "line", "section", "text")


def command(
    since: Annotated[
        str,
        typer.Option(
            "--since",
            metavar="DATE|REF",
            help="2026-11-01, yesterday, 3d, 12h, @STATE.",
            show_default=False,
        ),
    ],
    library: options.Libraries = None,
    format: Annotated[
        Format,
        typer.Option(
            "--format", "-f", metavar="FORMAT", help="rich, tsv, json, jsonl, ids.", show_default=False
        ),
    ] = "auto",
    header: options.Header = None,
    refresh: options.RefreshOption = "auto",
    format_version: options.FormatVersion = "1",
    color: options.ColorOption = "auto",
    quiet: options.Quiet = False,
) -> None:
    """Show which articles were added, edited, moved and removed, and which passages are new."""
    if format == "auto":
        format = "rich" if runtime.on_terminal() else "tsv"
    require_fitting("changed", format, header_options(header))
    with runtime.opened(library, refresh, quiet=quiet) as lib:
        found = lib.changed(since)
        if format == "rich":
            from kratomcli.render.reuse import changes

            if found:
                runtime.show(changes(found), color)
        elif format == "json" or format == "jsonl":
            from kratomcli.export.contract.comparisons import change_as_json

            runtime.write_objects(map(change_as_json, found), format)
        elif format == "ids":
            runtime.write_lines(change.id for change in found if change.kind != "removed")
        else:
            if header:
                print("\t".join(_COLUMNS))
            runtime.write_lines(_lines(found))
        runtime.note(f"the index is in state @{lib.state()} now", quiet=quiet)
        if not found:
            runtime.nothing("nothing changed", lib, quiet=quiet)


def _lines(changes: Sequence[Change]) -> Iterator[str]:
    """A line for each new passage of what was edited, and one for each other article."""
    from kratomcli.text.normalize import one_line

    for change in changes:
        if not change.passages:
            yield "\t".join((change.kind, change.id, "", "", change.before or one_line(change.title)))
        for passage in change.passages:
            section = passage.section.slug if passage.section else ""
            yield "\t".join((change.kind, change.id, str(passage.line), section, one_line(passage.text)))
