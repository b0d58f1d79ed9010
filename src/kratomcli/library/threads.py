"""A library used by several threads: each gets a session with an index of its own; writes are serialised.

SQLite's connections and what is held of one state of an index belong to one thread. So whoever first
asks a library something from another thread opens the index once more: a few milliseconds.

A connection that is closed while another thread is inside it takes the process down. So what goes on
in a session is noted, each step of what gives its items one by one, too; closing lets go of the sessions
where nothing goes on, and the last one out lets go of the others.
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
    """The sessions of one library by thread, and the ways to ask in this thread's."""

    def __init__(self, first: Session) -> None:
        self._first = first
        self._lock = RLock()
        self._sessions: dict[int, Session] = {get_ident(): first}
        """Those that nobody has let go of."""
        self._running: dict[object, Session] = {}
        """What goes on at this moment, each with the session that it needs."""
        self._is_closed = False

    # -- asking ------------------------------------------------------------------------------------

    def use(self, ask: Callable[[Session], T]) -> T:
        """What `ask` gives in this thread's session.

        Raises:
            LibraryClosed: there is none any more.
        """
        with self._own() as session:
            return ask(session)

    def answer(self, ask: Callable[[Session], T]) -> T:
        """As `use`; once more if it met damage that could be repaired."""
        return self.use(lambda session: session.index.answered(lambda: ask(session)))

    def each(self, ask: Callable[[Session], Generator[T, None, None]]) -> Iterator[T]:
        """What `ask` gives one by one; the session stays open in each step of it."""
        return self.use(lambda session: self.steps(session, ask(session)))

    def stream(self, ask: Callable[[Session], Iterator[T]]) -> Iterator[T]:
        """As `each`; once more if it met damage that could be repaired before it gave anything."""
        return self.each(lambda session: repaired(session.index, lambda: ask(session)))

    @contextmanager
    def _own(self) -> Iterator[Session]:
        """This thread's session, made when it is first asked for, and kept open meanwhile."""
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
        """The items, which a session gives one by one; between two of them it may be closed.

        Raises:
            LibraryClosed: it was.
        """
        try:
            while True:
                # Without the lock, since there may be a million steps: whoever closes says so before looking
                # at what goes on, and here it is the other way round, so that one sees the other.
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
            with self._lock:  # nobody lets go of the session while what is left over is put away
                items.close()

    def close(self) -> None:
        """Let go of all sessions: now where nothing goes on, of the others as soon as that ends."""
        self._is_closed = True
        self._let_go_of_idle()

    def _leave(self, what: object) -> None:
        del self._running[what]
        if self._is_closed:
            self._let_go_of_idle()

    def _let_go_of_idle(self) -> None:
        with self._lock:
            busy = list(self._running.values())
            for ident, session in list(self._sessions.items()):
                if session not in busy:
                    del self._sessions[ident]
                    session.close()


def _closed() -> LibraryClosed:
    return LibraryClosed("the library is closed", hint="Open it again with Library.open.")
