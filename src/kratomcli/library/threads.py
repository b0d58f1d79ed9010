"""One library in several threads: each has an index of its own, as processes have; they write in turn.

SQLite's connections and what is held of one state of an index belong to one thread. So whoever first
asks a library something from another thread opens the index once more: a few milliseconds.

A connection that is closed while another thread is inside it takes the process down. So what goes on
in a part is noted, each step of what gives its items one by one, too; closing lets go of the parts
where nothing goes on, and the last one out lets go of the others.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import wraps
from threading import RLock, get_ident
from typing import TYPE_CHECKING

from kratomcli.errors import LibraryClosed
from kratomcli.library.arguments import check, required

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from typing import Concatenate, ParamSpec, Protocol, Self, TypeVar

    from kratomcli.index.index import Index

    class Part(Protocol):
        """A library as one thread has it."""

        _index: Index
        _shared: Shared

        def _another(self) -> Self: ...

        def _let_go(self) -> None: ...

    P = ParamSpec("P")
    T = TypeVar("T")
    S = TypeVar("S", bound=Part)


_GENERATOR = 0x20  # inspect.CO_GENERATOR; inspect is slow to load


class Shared:
    """What the threads of one library have in common: its parts by thread."""

    def __init__(self, first: Part) -> None:
        self.lock = RLock()
        self.parts: dict[int, Part] = {get_ident(): first}
        """Those that nobody has let go of."""
        self.running: dict[object, Part] = {}
        """What goes on at this moment, each with the part that it needs."""
        self.is_closed = False

    @contextmanager
    def own(self, make: Callable[[], S]) -> Iterator[S]:
        """This thread's part, made when it is first asked for, and kept open meanwhile.

        Raises:
            LibraryClosed: there is none any more.
        """
        ident, call = get_ident(), object()
        with self.lock:
            if self.is_closed:
                raise _closed()
            if ident not in self.parts:
                self.parts[ident] = make()
            part: S = self.parts[ident]  # type: ignore[assignment]
            self.running[call] = part
        try:
            yield part
        finally:
            self._leave(call)

    def steps(self, part: Part, items: Generator[T, None, None]) -> Generator[T, None, None]:
        """The items, which a thread's part gives one by one; between two of them it may be closed.

        Raises:
            LibraryClosed: it was.
        """
        try:
            while True:
                # Without the lock, since there may be a million steps: whoever closes says so before looking
                # at what goes on, and here it is the other way round, so that one sees the other.
                self.running[items] = part
                try:
                    if self.is_closed:
                        raise _closed()
                    item = next(items)
                except StopIteration:
                    return
                finally:
                    self._leave(items)
                yield item
        finally:
            with self.lock:  # nobody lets go of the part while what is left over is put away
                items.close()

    def close(self) -> None:
        """Let go of all parts: now where nothing goes on, of the others as soon as that ends."""
        self.is_closed = True
        self._let_go_of_idle()

    def _leave(self, what: object) -> None:
        del self.running[what]
        if self.is_closed:
            self._let_go_of_idle()

    def _let_go_of_idle(self) -> None:
        with self.lock:
            busy = list(self.running.values())
            for ident, part in list(self.parts.items()):
                if part not in busy:
                    del self.parts[ident]
                    part._let_go()


def _closed() -> LibraryClosed:
    return LibraryClosed("the library is closed", hint="Open it again with Library.open.")


def checked(method: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """A method that looks at its arguments first, and works with this thread's part of the library."""
    inner = getattr(method, "__wrapped__", method)
    code, needed = inner.__code__, required(inner.__annotations__)
    names = code.co_varnames[1 : code.co_argcount]
    is_stream = bool(code.co_flags & _GENERATOR)

    @wraps(method)
    def asked(self: S, /, *args: P.args, **options: P.kwargs) -> T:
        check(names, args, needed)
        check(options, options.values(), needed)
        with self._shared.own(self._another) as part:
            part._index.follow()
            answer = method(part, *args, **options)
        return self._shared.steps(part, answer) if is_stream else answer  # type: ignore[arg-type, return-value]

    return asked
