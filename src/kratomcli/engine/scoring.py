"""Asking one state of the index for the best articles, and for the scores of a few."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kratomcli.engine.ties import InOrder, best, end_of_equals, equalised

if TYPE_CHECKING:
    from kratomcli.engine.clauses import Clause
    from kratomcli.engine.snapshot import Rated, Snapshot

BEYOND = 50
"""How many articles are looked at beyond those that are wanted, since the last of these may have equals."""


class Scoring:
    """Asks one state of the index; `by_id` sorts keys by the ids of their articles."""

    def __init__(self, snapshot: Snapshot, by_id: InOrder) -> None:
        self.snapshot = snapshot
        self._by_id = by_id

    def best(self, clause: Clause, wanted: int) -> list[tuple[int, float]]:
        """(key, score) of the `wanted` best of all articles that match, in order: see ties.py."""
        asked = wanted + BEYOND
        while True:
            hits = self.snapshot.hits(clause, asked)
            end = end_of_equals([score for score, _ in hits], wanted)
            if end < len(hits) or len(hits) < asked:
                break
            asked *= 16
        return self.in_order(hits[:end], wanted)

    def in_order(self, hits: Sequence[Rated], wanted: int) -> list[tuple[int, float]]:
        """(key, score) of the first of these; the group of equals in which the last is must be whole."""
        keys, dates = self.snapshot.keys_of(hits), self.snapshot.dates_of(hits)
        return best(equalised([score for score, _ in hits]), keys, dates, wanted, self._by_id)

    def scores(self, clauses: Sequence[Clause], keys: Sequence[int]) -> dict[int, float]:
        """Key → sum of the scores of some clauses, for a few articles: of those that match any."""
        scores: dict[int, float] = {}
        for found in self.snapshot.scores(clauses, keys):
            for key, score in found.items():
                scores[key] = scores.get(key, 0.0) + score
        return scores
