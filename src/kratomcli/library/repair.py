"""Damage that is met while articles are given: the index is made anew, and the question asked once more."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING, TypeVar

from kratomcli.errors import IndexDamaged

if TYPE_CHECKING:
    from kratomcli.index.index import Index

T = TypeVar("T")


def repaired(index: Index, ask: Callable[[], Iterator[T]]) -> Generator[T, None, None]:
    """What `ask` gives, bit by bit. What was given can't be taken back: damage after that is an error.

    Raises:
        IndexDamaged: met after the first item, or nobody wants the index to be made anew.
    """
    with index.reading():
        items = ask()
        try:
            first = next(items, None)
        except IndexDamaged as error:
            index.renew(error)
            yield from ask()
            return
        if first is None:
            return
        yield first
        try:
            yield from items
        except IndexDamaged as error:
            index.renew(error)
            raise IndexDamaged(
                f"{error.message}; what was given so far is not complete", hint="Run it once more."
            ) from error
