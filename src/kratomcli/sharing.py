"""One library in several threads: each has an index of its own, as processes have; they write in turn.

SQLite's connections and what is held of one state of an index belong to one thread. So whoever first
asks a library something from another thread opens the index once more: a few milliseconds.
"""

from __future__ import annotations

from functools import wraps
from threading import RLock, get_ident
from typing import TYPE_CHECKING

from kratomcli.arguments import check, required
from kratomcli.errors import LibraryClosed

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Concatenate, ParamSpec, Protocol, Self, TypeVar

    from kratomcli.index import Index

    class Part(Protocol):
        """A library as one thread has it."""

        _index: Index

        def _own(self) -> Self: ...

        def _let_go(self) -> None: ...

    P = ParamSpec("P")
    T = TypeVar("T")
    S = TypeVar("S", bound=Part)


class Shared:
    """What the threads of one library have in common: its parts by thread."""

    def __init__(self, first: Part) -> None:
        self.lock = RLock()
        self.parts: dict[int, Part] = {get_ident(): first}
        self.is_closed = False

    def part(self, make: Callable[[], S]) -> S:
        """This thread's part, made when it is first asked for.

        Raises:
            LibraryClosed: there is none any more.
        """
        ident = get_ident()
        with self.lock:
            if self.is_closed:
                raise LibraryClosed("the library is closed", hint="Open it again with Library.open.")
            if ident not in self.parts:
                self.parts[ident] = make()
            found: S = self.parts[ident]  # type: ignore[assignment]
        return found

    def close(self) -> None:
        """Let go of all parts."""
        with self.lock:
            self.is_closed = True
            for part in self.parts.values():
                part._let_go()


def checked(method: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """A method that looks at its arguments first, and works with this thread's part of the library."""
    inner = getattr(method, "__wrapped__", method)
    code, needed = inner.__code__, required(inner.__annotations__)
    names = code.co_varnames[1 : code.co_argcount]

    @wraps(method)
    def asked(self: S, /, *args: P.args, **options: P.kwargs) -> T:
        check(names, args, needed)
        check(options, options.values(), needed)
        return method(self._own(), *args, **options)

    return asked
