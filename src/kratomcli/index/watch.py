"""Keeping an index up to date while files change, with the package watchfiles."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from kratomcli.errors import KratomError, LibraryUnreadable, MissingExtra
from kratomcli.index.scan import identity

if TYPE_CHECKING:
    import threading

    from kratomcli.index.scan import Root
    from kratomcli.index.sync import SyncReport

_QUIET = 200  # milliseconds without a change after which a batch ends
_TICK = 1.0  # seconds between two checks that the folders still exist


def watch(
    roots: Sequence[Root],
    sync: Callable[[], SyncReport],
    stop: threading.Event | None,
    debounce: int,
) -> Iterator[SyncReport | KratomError]:
    """Sync now and after each batch of changes, until `stop` is set.

    Yields the first report, the reports of batches that changed something, and errors, of consecutive ones
    of a type only the first. It continues after errors, and waits for a folder that is missing.

    Args:
        debounce: milliseconds after which a batch ends even if files keep changing.

    Raises:
        MissingExtra: without the package watchfiles.
        LibraryUnreadable: the system can't watch this many folders.
    """
    said: type[KratomError] | None = None
    is_first = True
    while stop is None or not stop.is_set():
        try:
            known = _identities(roots)
            report = sync()
            if is_first or report.changed or report.failed:
                yield report
            is_first, said, is_due = False, None, True
            for changed in _batches(roots, stop, debounce):
                if changed or is_due:  # the first time for changes made before watching began
                    is_due = False
                    report = sync()
                    if report.changed or report.failed:
                        yield report
                if _identities(roots) != known:
                    break
        except MissingExtra:
            raise
        except KratomError as error:
            if type(error) is not said:
                said = type(error)
                yield error
            if stop is None:
                time.sleep(_TICK)
            else:
                stop.wait(_TICK)


def _batches(roots: Sequence[Root], stop: threading.Event | None, debounce: int) -> Iterator[bool]:
    """Yield True for each batch of changes, and False about once a second without changes."""
    try:
        from watchfiles import watch
    except ImportError as error:
        raise MissingExtra(
            "watching needs the package watchfiles", hint="Install it: pip install 'kratomcli[watch]'"
        ) from error
    folders = [root.folder for root in roots]

    def is_of_interest(_: object, path: str) -> bool:
        # A deleted folder can't be told from a file: all names count but hidden ones.
        below = next((path[len(folder) :] for folder in folders if path.startswith(folder)), path)
        return "/." not in below.replace(os.sep, "/")

    try:
        for changes in watch(
            *folders,
            watch_filter=is_of_interest,
            debounce=debounce,
            step=_QUIET,
            stop_event=stop,
            rust_timeout=int(_TICK * 1000),
            yield_on_timeout=True,
            ignore_permission_denied=True,
        ):
            yield bool(changes)
    except FileNotFoundError as error:
        raise _gone(error) from error
    except OSError as error:
        raise LibraryUnreadable(
            f"the library can't be watched: {error}", hint="Raise the limit on watched files of your system."
        ) from error


def _identities(roots: Sequence[Root]) -> list[str]:
    try:
        return [identity(root) for root in roots]
    except OSError as error:
        raise _gone(error) from error


def _gone(error: OSError) -> LibraryUnreadable:
    return LibraryUnreadable(f"the library can't be read: {error.strerror or error}; waiting for it")
