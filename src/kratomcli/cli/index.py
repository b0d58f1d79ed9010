"""`kratomcli index`."""

# Without the annotations import: what declares the parameters is looked at at every start.

import time
from typing import TYPE_CHECKING, Annotated, Literal

from kratomcli.cli import options, output
from kratomcli.cli.exit_status import ExitStatus
from kratomcli.cli.notes import note, with_help
from kratomcli.cli.opening import opened
from kratomcli.errors import IndexDamaged, KratomError, UsageError
from kratomcli.text.wording import count, duration, size

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.console import RenderableType

    from kratomcli.index.options import Refresh
    from kratomcli.index.status import Status
    from kratomcli.index.sync import SyncReport
    from kratomcli.library.library import Library


EPILOG = "Example: kratomcli index --status"

Format = Literal["auto", "rich", "json"]
_MOST = 20  # failures named one by one


class Statuses(output.Table["Status"]):
    """The state of an index."""

    def as_json(self, one: "Status") -> object:
        return [
            {
                **one._asdict(),
                "failures": [failure._asdict() for failure in one.failures],
                "conventions": [each._asdict() for each in one.conventions],
                "ignored": [each._asdict() for each in one.ignored],
                "meaning": one.meaning._asdict() if one.meaning else None,
                "cluster": one.cluster._asdict() if one.cluster else None,
            }
        ]

    def page(self, found: "Sequence[Status]") -> "RenderableType":
        from kratomcli.render.status import status

        return status(found[0], now=time.time())


def command(
    library: options.Libraries = None,
    rebuild: Annotated[bool, options.Option("--rebuild", help="Forget the index and make it anew.")] = False,
    wait: Annotated[
        float, options.Option("--wait", metavar="SECONDS", min=0, help="Wait for another writer.")
    ] = 5.0,
    compare: Annotated[
        bool,
        options.Option("--compare/--no-compare", help="Find what articles share, too.", show_default=False),
    ] = True,
    meaning: Annotated[
        bool | None,
        options.Option(
            "--meaning/--no-meaning", help="Make vectors of what articles say.", show_default=False
        ),
    ] = None,
    status: Annotated[bool, options.Option("--status", help="Only say how the index is.")] = False,
    worker: Annotated[
        bool, options.Option("--worker", help="Do a share of it beside other workers, on a cluster.")
    ] = False,
    partitions: Annotated[
        str | None,
        options.Option(
            "--partitions", metavar="folders|N", help="For --worker: what one does at a time [folders]."
        ),
    ] = None,
    watch: Annotated[bool, options.Option("--watch", help="Keep it up to date until Ctrl-C.")] = False,
    verify: Annotated[bool, options.Option("--verify", help="Only check it against its checksums.")] = False,
    format: Annotated[Format, options.format_of(Format, "For --status: ")] = "auto",
    format_version: options.FormatVersion = "1",
    color: options.ColorOption = "auto",
    quiet: options.Quiet = False,
) -> None:
    """Bring the index up to date with the folders."""
    if format != "auto" and not status:
        raise UsageError("--format without --status", hint="Only the status comes in formats.")
    if partitions is not None and not worker:
        raise UsageError("--partitions without --worker", hint="Only workers share a library.")
    given = {"--rebuild": rebuild, "--status": status, "--verify": verify, "--watch": watch}
    given |= {"--worker": worker}
    if len(several := [name for name, is_given in given.items() if is_given]) > 1:
        raise UsageError(f"{' and '.join(several)} at once", hint="Give one of them at a time.")
    refresh: Refresh = "never" if status or verify else "always"
    with opened(library, refresh, quiet=quiet, plain=True, wait=wait) as lib:
        embed = lib.is_by_meaning if meaning is None else meaning
        if verify:
            _verify(lib, quiet)
        elif watch:
            _watch(lib, compare, embed, quiet)
        elif worker:
            _tell(lib, lib.work(partitions=partitions or "folders"), quiet)
        elif not status:
            _refresh(lib, rebuild, compare, embed, quiet)
        else:
            output.write_one(
                Statuses(), lib.status(), output.Look(output.chosen(format, plain="rich"), color)
            )


def _refresh(library: "Library", rebuild: bool, compare: bool, embed: bool, quiet: bool) -> None:
    """Update the index, and say what changed; what takes longest comes last, and may be interrupted."""
    _tell(library, library.sync(rebuild=rebuild, compare=compare), quiet)
    if embed:
        library.embed()
        if known := library.status().meaning:
            passages, articles = count(known.passages, "passage"), count(known.articles, "article")
            note(f"{passages} of {articles} have vectors of the model {known.model}", quiet=quiet)


def _tell(library: "Library", report: "SyncReport", quiet: bool) -> None:
    """Say which files can't be read, and what changed."""
    for failure in library.status().failures[:_MOST]:
        place = f"{failure.path}:{failure.line}" if failure.line else failure.path
        note(f"{place}: {failure.reason}", quiet=quiet)
    note(_done(report), quiet=quiet)


def _verify(library: "Library", quiet: bool) -> None:
    """Verify the index, and print the problems found."""
    started = time.perf_counter()
    faults = 0
    for faults, fault in enumerate(library.verify(), 1):
        if faults <= _MOST:
            note(fault)
    if faults:
        raise IndexDamaged(f"{count(faults, 'fault')} in the index")
    state = library.status()
    note(
        f"the index is whole: {count(state.articles, 'article')}, {size((state.cluster or state).bytes)},"
        f" looked through in {duration(time.perf_counter() - started)}",
        quiet=quiet,
    )


def _watch(library: "Library", compare: bool, embed: bool, quiet: bool) -> None:
    """Update the index at every change of the folders, and print what changed, until interrupted."""
    import signal

    ended: list[int] = []

    def end(signal_number: int, _: object) -> None:
        ended.append(signal_number)
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)
    is_first = True
    try:
        for report in library.watch():
            for notice in library.notices:
                note(with_help(notice), quiet=quiet)
            library.notices.clear()
            if isinstance(report, KratomError):
                note(report.message)
                continue
            note(_done(report), quiet=quiet)
            if compare:
                _tell_errors(library.compare)
            if embed:
                _tell_errors(library.embed)
            if is_first:
                note("watching for changes; Ctrl-C ends it", quiet=quiet)
                is_first = False
    except KeyboardInterrupt:
        if ended:
            raise SystemExit(ExitStatus.TERMINATED) from None
        raise


def _tell_errors(work: "Callable[[], None]") -> None:
    """Do some work; an error is reported, and watching continues."""
    try:
        work()
    except KratomError as error:
        note(error.message)


def _done(report: "SyncReport") -> str:
    return (
        f"{count(report.articles, 'article')}: {report.added:,} added, {report.updated:,} updated,"
        f" {report.removed:,} removed, {report.unreadable:,} failed in {duration(report.seconds)}"
    )
