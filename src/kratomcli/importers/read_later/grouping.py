"""Records that belong together, wherever they are in a source: the same address twice, a book's highlights.

A source is read twice: first the keys, of which only a hash is kept, then the records, of which those are
kept whose others are still to come. So a million records need 8 MB.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed

RecordT = TypeVar("RecordT")


def grouped(
    records: Callable[[Failed], Iterable[RecordT]], key: Callable[[RecordT], str], failed: Failed
) -> Iterator[list[RecordT]]:
    """The records by key, in lists, each where the last of its records is; `records` is called twice."""
    counts = _counts(key(record) for record in records(_ignored))
    open_groups: dict[str, list[RecordT]] = {}
    for record in records(failed):
        name = key(record)
        wanted = counts.get(_hash(name), 1)
        if wanted == 1:
            yield [record]
            continue
        group = open_groups.setdefault(name, [])
        group.append(record)
        if len(group) == wanted:
            yield open_groups.pop(name)
    yield from open_groups.values()  # if two keys have one hash


def _counts(keys: Iterable[str]) -> dict[int, int]:
    """Hash → number of those that are there more than once."""
    import numpy as np

    hashes = array("Q", (_hash(key) for key in keys))
    if not hashes:
        return {}
    values, counts = np.unique(np.frombuffer(hashes, np.uint64), return_counts=True)
    several = counts > 1
    return dict(zip(values[several].tolist(), counts[several].tolist(), strict=True))


def _hash(key: str) -> int:
    return int.from_bytes(blake2b(key.encode("utf-8", "replace"), digest_size=8).digest(), "little")


def _ignored(name: str, reason: str) -> None:
    """What fails in the first reading fails in the second."""
