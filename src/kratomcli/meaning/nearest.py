"""Similarities of all stored passages to a vector: by brute force, which is exact and quick enough.

A million passages of 256 numbers take less than a tenth of a second: the rows are read from the mapped file,
made floating-point a few hundred at a time, so that these stay in the processor's cache, and multiplied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from kratomcli.meaning import Vectors
    from kratomcli.meaning.store import StoredVectors, VectorRows

    Numbers = NDArray[np.int64]
    Similarities = NDArray[np.float32]

_CHUNK = 1 << 17
"""Numbers that are multiplied at once. From four times as many on, OpenBLAS uses several threads, which takes
up to thirty times as long if another process keeps the processors busy."""


class NearPassage(NamedTuple):
    """The passage of an article that is nearest to a text: its similarity, -1 to 1, its place in the body.

    It is characters [start, end), which are none if the article has a title only.
    """

    key: int
    similarity: float
    start: int
    end: int


class VectorSearch:
    """Searches the rows of one state of a store."""

    def __init__(self, kept: StoredVectors) -> None:
        self._kept = kept
        self._is_dead = np.zeros(len(kept.places), dtype=np.bool_)
        for first, rows in kept.dead:
            self._is_dead[first : first + rows] = True
        keys = np.ascontiguousarray(kept.places["key"])
        changes = (keys[1:] != keys[:-1]) | (self._is_dead[1:] != self._is_dead[:-1])
        starts = np.concatenate([np.zeros(min(len(keys), 1), np.int64), np.flatnonzero(changes) + 1])
        self._runs = starts
        """The first row of each run of rows that are of one article, and all dead or all not."""
        self._alive = np.flatnonzero(~self._is_dead[starts])
        """Which runs are the articles: all that follows is in their order."""
        self._starts, self._ends = starts[self._alive], np.append(starts[1:], len(keys))[self._alive]
        self._keys = keys[self._starts]
        self._order = np.argsort(self._keys, kind="stable")
        """The numbers of the articles, ordered by key."""

    def nearest(self, vector: Vectors, most: int) -> list[NearPassage]:
        """The nearest passage of each of the `most` nearest articles, the nearest first."""
        if not len(self._keys) or not most or not vector.any():
            return []
        similarities = _products(self._kept.vectors, vector) * self._kept.places["scale"]
        best = np.maximum.reduceat(similarities, self._runs)[self._alive]
        most = min(most, len(best))
        found = np.argpartition(-best, most - 1)[:most]
        near = [self._at(one, similarities[self._starts[one] : self._ends[one]]) for one in found.tolist()]
        return sorted(near, key=lambda one: (-one.similarity, one.key))

    def similarities(self, vector: Vectors, keys: Collection[int]) -> dict[int, NearPassage]:
        """Key → nearest passage, of those of some articles that have vectors."""
        if not vector.any():
            return {}
        found = {}
        for number in self._numbers(keys):
            start, end = self._starts[number], self._ends[number]
            near = _products(self._kept.vectors[start:end], vector) * self._kept.places["scale"][start:end]
            found[int(self._keys[number])] = self._at(number, near)
        return found

    def of(self, key: int) -> Vectors | None:
        """The mean of the vectors of an article, of length 1; None if it has none."""
        numbers = self._numbers([key])
        if not numbers:
            return None
        rows = slice(self._starts[numbers[0]], self._ends[numbers[0]])
        scales = self._kept.places["scale"][rows]
        mean: Vectors = (self._kept.vectors[rows] * scales[:, None]).mean(axis=0)
        length = float(np.linalg.norm(mean))
        return mean / length if length else None

    def _numbers(self, keys: Collection[int]) -> list[int]:
        """The numbers of those of some articles that have vectors."""
        if not len(self._keys):
            return []
        wanted = np.fromiter(keys, dtype=np.int64)
        places = np.minimum(np.searchsorted(self._keys, wanted, sorter=self._order), len(self._keys) - 1)
        numbers = self._order[places]
        known: list[int] = numbers[self._keys[numbers] == wanted].tolist()
        return known

    def _at(self, number: int, near: Similarities) -> NearPassage:
        """The best passage of an article, from the similarities of all of its."""
        best = int(near.argmax())
        place = self._kept.places[self._starts[number] + best]
        return NearPassage(int(self._keys[number]), float(near[best]), int(place["start"]), int(place["end"]))


def _products(rows: VectorRows, vector: Vectors) -> Similarities:
    """The product of each row with a vector."""
    chunk = max(_CHUNK // max(rows.shape[1], 1), 1)
    numbers = np.empty((min(chunk, len(rows)), rows.shape[1]), dtype=np.float32)
    products = np.empty(len(rows), dtype=np.float32)
    for start in range(0, len(rows), chunk):
        some = rows[start : start + chunk]
        np.copyto(numbers[: len(some)], some)
        np.dot(numbers[: len(some)], vector, out=products[start : start + len(some)])
    return products
