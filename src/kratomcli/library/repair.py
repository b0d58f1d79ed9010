"""Damage that is met while answering: the index is made anew, and the question asked once more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import TYPE_CHECKING

from kratomcli.errors import IndexDamaged
from kratomcli.library.threads import checked

if TYPE_CHECKING:
    from typing import Concatenate, ParamSpec, TypeVar

    from kratomcli.library.threads import Part

    P = ParamSpec("P")
    T = TypeVar("T")
    S = TypeVar("S", bound=Part)


def answering(method: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """For a method that gives its answer at once."""

    @wraps(method)
    def asked(self: S, /, *args: P.args, **options: P.kwargs) -> T:
        return self._index.answered(lambda: method(self, *args, **options))

    return checked(asked)


def streaming(method: Callable[Concatenate[S, P], Iterator[T]]) -> Callable[Concatenate[S, P], Iterator[T]]:
    """For one that gives it bit by bit. What was given can't be taken back: damage after that is an error."""

    @wraps(method)
    def asked(self: S, /, *args: P.args, **options: P.kwargs) -> Iterator[T]:
        with self._index.reading():
            items = method(self, *args, **options)
            try:
                first = next(items, None)
            except IndexDamaged as error:
                self._index.renew(error)
                yield from method(self, *args, **options)
                return
            if first is None:
                return
            yield first
            try:
                yield from items
            except IndexDamaged as error:
                self._index.renew(error)
                raise IndexDamaged(
                    f"{error.message}; what was given so far is not complete", hint="Run it once more."
                ) from error

    return checked(asked)
