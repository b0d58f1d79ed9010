"""Progress of long work, on standard error: a bar on a terminal, else a line now and then."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from kratomcli.cli.notes import note

if TYPE_CHECKING:
    from rich.progress import Progress

    from kratomcli.index.sync import Progress as SyncProgress

T = TypeVar("T")


@contextmanager
def metered(
    items: Iterable[T], what: str, total: int | None, *, quiet: bool = False
) -> Iterator[Iterator[T]]:
    """The same items; how many were taken is shown on standard error."""
    from kratomcli.index.sync import Progress

    meter = Meter(what, quiet=quiet)

    def passing() -> Iterator[T]:
        for done, item in enumerate(items):
            meter.advance(Progress(done, total or 0))
            yield item

    try:
        yield passing()
    finally:
        meter.stop()


@contextmanager
def counting(what: str, *, quiet: bool = False) -> Iterator[Callable[[int], None]]:
    """A function that is told how much is done, which is shown on standard error; the total is not known."""
    from kratomcli.index.sync import Progress

    meter = Meter(what, quiet=quiet)
    try:
        yield lambda done: meter.advance(Progress(done, 0))
    finally:
        meter.stop()


class Meter:
    """Shows progress on standard error: a bar on a terminal, else a line now and then."""

    def __init__(self, what: str, *, plain: bool = False, quiet: bool = False) -> None:
        import time

        self._what = what
        self._clock = time.monotonic
        self._started = self._clock()
        self._bar: Progress | None = None
        self._silent = quiet or not (plain or sys.stderr.isatty())
        self._said = self._started

    def advance(self, progress: SyncProgress) -> None:
        """Show the progress, whose total is 0 if it is not known; nothing is shown for short work."""
        if 0 < progress.total <= progress.done:
            self.stop()
            return
        if self._silent or self._clock() - self._started < 0.5:
            return
        if sys.stderr.isatty():
            self._show(progress)
        elif self._clock() - self._said > 5:
            self._said = self._clock()
            rate = progress.done / (self._said - self._started)
            total = f" of {progress.total:,} files" if progress.total else ""
            note(f"{self._what}: {progress.done:,}{total}, {rate:,.0f} a second")

    def _show(self, progress: SyncProgress) -> None:
        if self._bar is None:
            from kratomcli.cli.terminal import console
            from kratomcli.render.progress import progress as bar

            self._bar = bar(console(sys.stderr, "auto"))
            self._bar.start()
            self._task = self._bar.add_task(self._what, total=None)
        self._bar.update(self._task, completed=progress.done, total=progress.total or None)

    def stop(self) -> None:
        """Remove the bar."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
