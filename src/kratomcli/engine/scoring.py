"""Asking one state of the index for the best articles, and for the scores of a few."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tantivy import Occur, Query

from kratomcli.engine.ties import InOrder, best, end_of_equals, equalised

if TYPE_CHECKING:
    import tantivy

    Rated = tuple[float, tantivy.DocAddress]
    """(score, address) of an article."""

BEYOND = 50
"""How many articles are looked at beyond those that are wanted, since the last of these may have equals."""


COMMON = 20_000
"""A word in as many articles is a common one: for one in fewer, a query takes a millisecond at most."""


class Scoring:
    """Asks one state of the index; `by_id` sorts keys by the ids of their articles."""

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema, by_id: InOrder) -> None:
        self.searcher = searcher
        self.schema = schema
        self._by_id = by_id

    def best(self, query: Query, wanted: int) -> list[tuple[int, float]]:
        """(key, score) of the `wanted` best of all articles that match, in order: see ties.py."""
        asked = wanted + BEYOND
        while True:
            hits = self.hits(query, asked)
            end = end_of_equals([score for score, _ in hits], wanted)
            if end < len(hits) or len(hits) < asked:
                break
            asked *= 16
        return self.in_order(hits[:end], wanted)

    def hits(self, query: Query, limit: int) -> list[Rated]:
        """As many articles, no others having a greater score."""
        most = max(min(limit, self.searcher.num_docs), 1)  # tantivy allocates memory for this number
        return self.searcher.search(query, most, count=False).hits

    def in_order(self, hits: Sequence[Rated], wanted: int) -> list[tuple[int, float]]:
        """(key, score) of the first of these; the group of equals in which the last is must be whole."""
        keys = self.keys(hits)
        dates = [int(date or 0) for date in self._values("date", hits)]
        return best(equalised([score for score, _ in hits]), keys, dates, wanted, self._by_id)

    def keys(self, hits: Sequence[Rated]) -> list[int]:
        return [int(key or 0) for key in self._values("key", hits)]

    def _values(self, field: str, hits: Sequence[Rated]) -> list[int | float | bool | None]:
        return self.searcher.fast_field_values(field, [address for _, address in hits])

    def scores(self, queries: Sequence[Query], keys: Sequence[int]) -> dict[int, float]:
        """Key → sum of the scores of some queries, for a few articles: of those that match any."""
        scores: dict[int, float] = {}
        for found in self.each(queries, keys):
            for key, score in found.items():
                scores[key] = scores.get(key, 0.0) + score
        return scores

    def each(self, queries: Sequence[Query], keys: Sequence[int]) -> Iterator[dict[int, float]]:
        """For each query key → score, of those of a few articles that match.

        The queries run one at a time, because tantivy would evaluate a union of them for all articles. The
        keys are a union of term queries, because that is faster than a term set query.
        """
        terms = [Query.term_query(self.schema, "key", key) for key in keys]
        any_of = Query.boolean_query([(Occur.Should, term) for term in terms])
        among = Query.const_score_query(any_of, 0.0)
        for query in queries:
            both = Query.boolean_query([(Occur.Must, among), (Occur.Must, query)])
            hits = self.hits(both, len(keys)) if keys else []
            yield {key: float(score) for key, (score, _) in zip(self.keys(hits), hits, strict=True)}
