"""`kratomcli import`."""

# Without the annotations import: what declares the parameters is looked at at every start.

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from kratomcli.cli import options, output
from kratomcli.cli.completion import complete_importers
from kratomcli.cli.exit_status import ExitStatus
from kratomcli.cli.notes import note
from kratomcli.cli.option_rules import require_fitting
from kratomcli.cli.streams import on_terminal

if TYPE_CHECKING:
    from rich.console import RenderableType

    from kratomcli.importers.running import ImportReport, ImportResult

EPILOG = "Example: kratomcli import bookmarks.html --into ~/articles/bookmarks"

Format = Literal["auto", "rich", "tsv", "json", "jsonl", "ids"]
_Sources = Annotated[
    list[str],
    options.Argument(metavar="SOURCE...", help="Exports of other services: files, folders, archives."),
]
_MOST = 20  # failures named one by one on standard error
_UNKNOWN = ("importer", "path", "reason")
"""What is null in JSON where there is none."""


class Imports(output.Table["ImportResult"]):
    """What became of the items of an import: of those that were written, have changed or failed."""

    columns = ("status", "path", "title", "reason", "importer", "source")

    def __init__(self, report: "ImportReport") -> None:
        self._report = report

    def row(self, one: "ImportResult") -> Iterable[object]:
        return one.status, output.Id(one.path), one.title, one.reason, one.importer, one.source

    def as_json(self, one: "ImportResult") -> object:
        return {**one._asdict(), **{name: getattr(one, name) or None for name in _UNKNOWN}}

    def page(self, found: "Sequence[ImportResult]") -> "RenderableType":
        from kratomcli.render.imports import imports

        return imports(self._report)

    def ids(self, found: "Iterable[ImportResult]") -> Iterable[str]:
        return (one.path.removesuffix(".md") for one in found if one.path)


def command(
    sources: _Sources,
    into: Annotated[
        str,
        options.Option("--into", metavar="FOLDER", help="Write Markdown files here.", show_default=False),
    ],
    importer: Annotated[
        str | None,
        options.Option(
            "--from",
            metavar="NAME",
            help="What it comes from, if that isn't recognised.",
            show_default=False,
            autocompletion=complete_importers,
        ),
    ] = None,
    changed: Annotated[
        bool, options.Option("--changed", help="Write what has changed at its source, too, to new files.")
    ] = False,
    dry_run: Annotated[bool, options.Option("--dry-run", help="Write nothing, say what would be.")] = False,
    format: Annotated[Format, options.format_of(Format)] = "auto",
    header: options.Header = None,
    null: options.Null = False,
    format_version: options.FormatVersion = "1",
    color: options.ColorOption = "auto",
    quiet: options.Quiet = False,
) -> None:
    """Bring what other services export into a folder, as Markdown files with front matter.

    Nothing is overwritten; done again, only what is new is added.
    """
    from kratomcli.cli.progress import counting
    from kratomcli.importers.running import import_into

    look = output.Look(output.chosen(format), color, bool(header), null)
    require_fitting("import", look.format, header=header, null=null)
    with counting("importing", quiet=quiet) as progress:
        report = import_into(
            sources, into, importer=importer or "", changed=changed, dry_run=dry_run, progress=progress
        )
    output.write(Imports(report), report.results, look)
    _say(report, dry_run, quiet, named=look.format == "rich" and on_terminal())


def _say(report: "ImportReport", dry_run: bool, quiet: bool, *, named: bool) -> None:
    """Say what was done, and end with the status for a failure if something failed.

    `named`: the terminal shows by name what failed, already.
    """
    from kratomcli.importers.running import NOT_RECOGNISED
    from kratomcli.text.wording import count

    for text in report.notes:
        note(text, quiet=quiet)
    failed = [one for one in report.results if one.status == "failed"]
    for one in () if named else failed[:_MOST]:
        note(f"{one.title}: {one.reason}", quiet=quiet)
    if any(one.reason.startswith(NOT_RECOGNISED) for one in failed):
        note("--from NAME says what a source is; docs/import.md lists the names", quiet=quiet)
    written = count(report.number("written"), "article")
    changed = report.number("changed")
    how = " (--changed writes them, too)" if changed else ""
    note(
        f"{written} {'would be ' if dry_run else ''}written to {report.folder}, {report.known:,} known,"
        f" {changed:,} changed and left alone{how}, {len(failed):,} failed",
        quiet=quiet,
    )
    if failed:
        raise SystemExit(ExitStatus.NO_ACCESS)
