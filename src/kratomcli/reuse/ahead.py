"""Comparing articles in a process of its own while later ones are still indexed.

The comparison that follows finds what is done, and does the rest. So nothing depends on this one: if its
process fails or is ended, the rest is more.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from kratomcli.errors import KratomError
from kratomcli.reuse import BATCH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future, ThreadPoolExecutor

    from kratomcli.files.processes import Worker
    from kratomcli.index.index_files import OpenIndex
    from kratomcli.index.options import IndexOptions
    from kratomcli.index.scan import Root

Failures = list[tuple[int, str]]
"""Key of each article that can't be compared, and the reason."""


@contextmanager
def comparing_ahead(index: OpenIndex, failed: Callable[[int, str], None]) -> Iterator[None]:
    """Compare what is committed to an index while the `with` block goes on to index.

    Args:
        failed: called at the end with the key of each article that can't be compared, and the reason.
    """
    if index.place is None:
        yield
        return
    beside = _ComparingProcess(index)
    index.on_commit = beside.go_on
    try:
        yield
    except BaseException:
        beside.kill()
        raise
    finally:
        index.on_commit = None
        beside.close()
    for key, reason in beside.failures:
        failed(key, reason)


class _ComparingProcess:
    """The process that compares, which starts when the first articles are committed."""

    def __init__(self, index: OpenIndex) -> None:
        self._index = index
        self._worker: Worker | None = None
        self._thread: ThreadPoolExecutor | None = None
        self._round: Future[Failures | None] | None = None
        self._is_over = False
        self.failures: Failures = []

    def go_on(self) -> None:
        """Compare what was committed since the last time, unless the process is still busy."""
        if self._is_over or (self._round is not None and not self._round.done()):
            return
        self._take()
        if self._thread is None:
            self._start()
        if self._thread is not None and not self._is_over:
            self._round = self._thread.submit(self._compared)

    def _start(self) -> None:
        from concurrent.futures import ThreadPoolExecutor

        from kratomcli.files.processes import Worker, can_start

        try:
            if can_start():
                setting = self._index.roots, self._index.options_for_reading, BATCH
                self._worker = Worker(__name__, "comparer", setting, quiet=True)
                self._thread = ThreadPoolExecutor(1)
                return
        except (KratomError, OSError):  # no process can be started, or no folder made for it
            pass
        self._is_over = True

    def _compared(self) -> Failures | None:
        """What the process tells of one round; None if it failed, as the comparison afterwards may."""
        try:
            return self._worker.do(None) if self._worker is not None else None
        except KratomError:
            return None

    def _take(self) -> None:
        """Take in the result of the last round."""
        if self._round is not None:
            found = self._round.result()
            self._is_over = found is None
            self.failures += found or ()
            self._round = None

    def kill(self) -> None:
        """End the process at once."""
        if self._worker is not None:
            self._worker.kill()

    def close(self) -> None:
        """End the process after its round."""
        self._take()
        if self._thread is not None:
            self._thread.shutdown()
        if self._worker is not None:
            self._worker.close()


# -- in the process that compares -------------------------------------------------------------------


def comparer(setting: tuple[tuple[Root, ...], IndexOptions, int]) -> Callable[[object], Failures]:
    """In a process of its own: the function that compares what an index has by now."""
    from kratomcli.index.index import Index
    from kratomcli.index.texts import Texts
    from kratomcli.reuse.store import Store
    from kratomcli.reuse.update import update_ahead

    roots, options, size = setting
    index = Index(roots, options)
    texts, store = Texts(index), Store(f"{index.place}/reuse")

    def compare(_: object) -> Failures:
        failures: Failures = []
        index.follow()
        store.follow()
        update_ahead(index.catalog, store, texts, lambda key, reason: failures.append((key, reason)), size)
        return failures

    return compare
