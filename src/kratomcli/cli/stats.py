"""`kratomcli stats`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kratomcli.cli import options, runtime

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kratomcli.search.statistics import Statistics

EPILOG = "Example: kratomcli stats -L articles"

Format = Literal["auto", "rich", "tsv", "json"]


def command(
    library: options.Libraries = None,
    format: Annotated[
        Format, typer.Option("--format", "-f", help="auto: rich on a terminal, else tsv.")
    ] = "auto",
    limit: Annotated[
        int, typer.Option("--limit", "-n", metavar="N", min=1, help="At most so many of each.")
    ] = 10,
    format_version: options.FormatVersion = "1",
    refresh: options.RefreshOption = "auto",
    color: options.ColorOption = "auto",
    quiet: options.Quiet = False,
) -> None:
    """Show the library at a glance: articles, words, years, tags, which fields are filled."""
    if format == "auto":
        format = "rich" if runtime.on_terminal() else "tsv"
    with runtime.opened(library, refresh, quiet=quiet) as lib:
        found = lib.statistics(limit)
        if format == "rich":
            from kratomcli.render.statistics import statistics as page

            runtime.show(page(found), color)
        elif format == "json":
            from kratomcli.export.contract import dumps, statistics_as_json

            sys.stdout.write(dumps(statistics_as_json(found)) + "\n")
        else:
            runtime.write_lines(_lines(found))


def _lines(found: Statistics) -> Iterator[str]:
    """What, which one, and its number."""
    from kratomcli.text.normalize import one_line

    yield f"articles\t\t{found.articles}"
    yield f"words\t\t{found.words}"
    yield from (f"year\t{one_line(year)}\t{number}" for year, number in found.years.values)
    yield from (f"tag\t{one_line(tag)}\t{number}" for tag, number in found.tags.values)
    yield from (f"has\t{field}\t{number}" for field, number in found.coverage)
    yield from (f"longest\t{entry.id}\t{entry.words}" for entry in found.longest)
    yield from (f"newest\t{entry.id}\t{entry.date}" for entry in found.newest)
