"""Notes on standard error, beside the data on standard output."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from kratomcli.cli.exit_status import ExitStatus
from kratomcli.model.notices import FilesUnreadable, NotComplete, NotEmbedded, NotUpToDate

if TYPE_CHECKING:
    from kratomcli.export.delivery import Delivery
    from kratomcli.library.library import Library


_HELP_FOR: dict[type[str], str] = {
    NotUpToDate: "'kratomcli index{}' scans them now",
    NotComplete: "'kratomcli index{}' goes on with it",
    NotEmbedded: "'kratomcli index --meaning{}' makes them",
    FilesUnreadable: "'kratomcli index --status{}' says why",
}
"""What to do about a notice, in commands, which the library doesn't know; {} is for `library_options`."""

library_options = ""
"""The options by which the command names its library, to repeat in another command; "" for none."""


def with_help(notice: str) -> str:
    """A notice of the library, and the command that would help."""
    return "; ".join(filter(None, (notice, _HELP_FOR.get(type(notice), "").format(library_options))))


def note(text: str, *, quiet: bool = False) -> None:
    """Print a note on standard error, unless `quiet`."""
    if not quiet:
        print(f"kratomcli: {text}", file=sys.stderr)


def delivered(done: Delivery, output: str | None, *, quiet: bool = False) -> None:
    """Print what an export wrote: number of articles, size, place."""
    from kratomcli.text.wording import count, size

    sys.stdout.flush()
    for text in done.notes:
        note(text, quiet=quiet)
    written(f"{count(done.articles, 'article')}, {size(done.size)}", output, quiet=quiet)


def written(what: str, output: str | None, *, quiet: bool = False) -> None:
    """Print what was written, and where."""
    sys.stdout.flush()
    where = "standard output" if output in (None, "-") else output
    note(f"{what}, written to {where}", quiet=quiet)


def no_match(query: str, library: Library, *, quiet: bool) -> None:
    """Say that nothing matched, and which files were not searched; exit with the status for no match."""
    from kratomcli.index.freshness import unreadable, without_reader

    status = library.status()
    failed = len(status.failures)
    missing = (with_help(unreadable(failed)) if failed else "", without_reader(status.unread))
    nothing("; ".join(filter(None, (f"no article matches {query}", *missing))), library, quiet=quiet)


def nothing(what: str, library: Library, *, quiet: bool) -> None:
    """Say that there is no `what`, and which files were not examined; exit with the status for no match."""
    from kratomcli.text.normalize import one_line

    sys.stdout.flush()
    if library.staleness in library.notices:
        library.notices.remove(library.staleness)
    note("; ".join(filter(None, (one_line(what), with_help(library.staleness)))), quiet=quiet)
    raise SystemExit(ExitStatus.NO_MATCH)
