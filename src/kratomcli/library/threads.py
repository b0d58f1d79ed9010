"""A library used by several threads: each gets a session with an index of its own; writes are serialised.

A transaction belongs to an SQLite connection, so each thread needs its own. The first call from another
thread opens the index once more, which takes a few milliseconds.

Closing a connection while another thread is using it can crash the process. So running calls, and running
steps of iterators, are recorded with their session. `close` closes the sessions that are not in use; each of
the others is closed by the last call that uses it.
"""

from __future__ import annotations

from contextlib import contextmanager
from threading import RLock, get_ident
from typing import TYPE_CHECKING, TypeVar

from kratomcli.errors import LibraryClosed
from kratomcli.library.repair import repaired

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from kratomcli.library.session import Session

T = TypeVar("T")


class Threads:
    """The sessions of one library, one per thread; calls functions with the session of this thread."""

    def __init__(self, first: Session) -> None:
        self._first = first
        self._lock = RLock()
        self._sessions: dict[int, Session] = {get_ident(): first}
        """Thread identifier → its session, for the sessions that are open."""
        self._running: dict[object, Session] = {}
        """A running call or iterator → the session that it uses."""
        self._is_closed = False

    # -- calls -------------------------------------------------------------------------------------

    def use(self, ask: Callable[[Session], T]) -> T:
        """The result of `ask` with the session of this thread.

        Raises:
            LibraryClosed: the library was closed.
        """
        with self._own() as session:
            return ask(session)

    def answer(self, ask: Callable[[Session], T]) -> T:
        """As `use`; if `ask` finds the index damaged, it is called once more after a rebuild."""
        return self.use(lambda session: session.index.answered(lambda: ask(session)))

    def each(self, ask: Callable[[Session], Generator[T, None, None]]) -> Iterator[T]:
        """Yield the items of `ask` with the session of this thread; see `steps`."""
        return self.use(lambda session: self.steps(session, ask(session)))

    def stream(self, ask: Callable[[Session], Iterator[T]]) -> Iterator[T]:
        """As `each`; if `ask` finds the index damaged before its first item, it is called once more."""
        return self.each(lambda session: repaired(session.index, lambda: ask(session)))

    def stream_lists(self, ask: Callable[[Session], Iterator[list[T]]]) -> Iterator[T]:
        """The items of the lists that `stream` yields; a step takes longer than to read one from a list."""
        lists = self.stream(ask)
        for some in lists:
            for one in some:
                if self._is_closed:
                    break  # the next step says so
                yield one

    @contextmanager
    def _own(self) -> Iterator[Session]:
        """The session of this thread, created by its first call; it is not closed in the `with` block."""
        ident, call = get_ident(), object()
        with self._lock:
            if self._is_closed:
                raise _closed()
            if ident not in self._sessions:
                self._sessions[ident] = self._first.another()
            session = self._running[call] = self._sessions[ident]
        try:
            session.index.follow()
            yield session
        finally:
            self._leave(call)

    def steps(self, session: Session, items: Generator[T, None, None]) -> Generator[T, None, None]:
        """Yield items that are computed with a session; it can be closed between two of them.

        Raises:
            LibraryClosed: the session was closed.
        """
        try:
            while True:
                # No lock, since there may be a million steps. `close` first sets `_is_closed`, then reads
                # `_running`; here it is the other way round, so that at least one of the two sees the other.
                self._running[items] = session
                try:
                    if self._is_closed:
                        raise _closed()
                    item = next(items)
                except StopIteration:
                    return
                finally:
                    self._leave(items)
                yield item
        finally:
            with self._lock:  # the session must not be closed while the generator cleans up
                items.close()

    def close(self) -> None:
        """Close all sessions: idle ones at once, the others as soon as they are not in use any more."""
        self._is_closed = True
        self._close_idle()

    def _leave(self, what: object) -> None:
        del self._running[what]
        if self._is_closed:
            self._close_idle()

    def _close_idle(self) -> None:
        with self._lock:
            busy = list(self._running.values())
            for ident, session in list(self._sessions.items()):
                if session not in busy:
                    del self._sessions[ident]
                    session.close()


def _closed() -> LibraryClosed:
    return LibraryClosed("the library is closed", hint="Open it again with Library.open.")
