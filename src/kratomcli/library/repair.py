"""Repair of damage that is detected while results are iterated over: repair the index and start again."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING, TypeVar

from kratomcli.errors import IndexDamaged

if TYPE_CHECKING:
    from kratomcli.index.index_files import OpenIndex

T = TypeVar("T")


def repaired(index: OpenIndex, ask: Callable[[], Iterator[T]]) -> Generator[T, None, None]:
    """Yield the items of `ask()`; after an error that the index can repair, call it once more.

    This is only possible before the first item. Later, items were already yielded that the new iteration
    might repeat or contradict, so the index is rebuilt, but the damage is reported.

    Raises:
        IndexDamaged: damage was detected after the first item, or the index must not be rebuilt.
    """
    with index.reading():
        items = ask()
        try:
            first = next(items, None)
        except index.REPAIRED as error:
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
                f"{error.message}; the results so far are incomplete", hint="Run it once more."
            ) from error
