"""Searching by words and by meaning at once: two rankings fused to one.

The best articles by words (BM25) and the nearest by meaning are the candidates. Both kinds of scores are
scaled to 0 to 1 over the candidates; the score is their weighted mean: a convex combination, which Bruch, Gai
& Ingber (An Analysis of Fusion Functions for Hybrid Retrieval, 2023) found better than a fusion of ranks.
"""

from __future__ import annotations

from functools import partial
from itertools import islice
from math import log1p
from typing import TYPE_CHECKING

from kratomcli.catalog.sql_fields import Sort
from kratomcli.model.explanation import ScorePart
from kratomcli.named_tuples import NamedTuple
from kratomcli.query.ast import And, Everything, KeySet, Or, joined
from kratomcli.search.search import Near, in_order, text_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from kratomcli.catalog.catalog import Catalog
    from kratomcli.engine import Engine
    from kratomcli.index.texts import Texts
    from kratomcli.meaning.answers import Meaning
    from kratomcli.meaning.nearest import NearPassage
    from kratomcli.query.ast import Node
    from kratomcli.query.wishes import Wishes
    from kratomcli.search.search import Ranked

MOST = 1_000
"""Articles ranked by words."""
NEAREST = 100
"""Articles that meaning adds to those at most."""
_ENOUGH = 0.3
"""The share of what the words could score from which on the best article by words has enough of them."""
_HIGHEST = 2.2
"""What BM25 gives a word at most, as a multiple of its rareness: k1 + 1."""
_FEW = 20_000
"""Articles that are compared one by one with the question, where only these may answer."""


class Fused(NamedTuple):
    """An article and the parts of its score, each 0 or more; `passage` is its nearest, if one is known."""

    key: int
    words: float
    meaning: float
    name: float = 0.0
    """1 or more if the words are a name of the article, which then comes first."""
    passage: NearPassage | None = None

    @property
    def score(self) -> float:
        """The sum of the parts."""
        return self.words + self.meaning + self.name


class Fusion:
    """What a query finds by words and by meaning; see `SearchAnswer`.

    `matching` is a query for all articles found, `by_meaning` are the keys of those that meaning alone finds.
    """

    def __init__(
        self, engine: Engine, catalog: Catalog, texts: Texts, meaning: Meaning, node: Node, asked: Wishes
    ) -> None:
        """Find articles; `asked` is the query `node` taken apart, with a text."""
        self._read = partial(text_of, catalog, texts)
        self._engine = engine
        self._catalog = catalog
        self._asked = asked
        words = dict(engine.search(asked.words, MOST, asked.conditions, self._read).best)
        self._has_others = len(words) == MOST
        named = _named(engine, node)
        near = _nearest(engine, catalog, meaning, asked)
        others = [key for key in {*words, *named} if key not in near]
        passages = {**meaning.similarities(asked.text, others), **near}
        similarities = {key: passage.similarity for key, passage in passages.items()}
        reach = _reach(engine, catalog, asked.words, max(words.values(), default=0.0))
        scores = fused_scores(words, similarities, meaning.weight, reach)
        found = [
            Fused(key, *scores.get(key, (0.0, 0.0)), named.get(key, 0.0), passages.get(key))
            for key in _newest_first(catalog, scores.keys() | named.keys())
        ]
        self._found = {one.key: one for one in sorted(found, key=lambda one: -one.score)}
        self.matching = joined(Or, [asked.worded, KeySet("", tuple(sorted({*near, *named})))])
        self.by_meaning: Collection[int] = near.keys() - _among(engine, near, asked.worded) - named.keys()

    def best(self, limit: int, sort: Sort | None) -> Ranked:
        if sort is not None:
            return in_order(self._engine, self._catalog, self.matching, sort, limit)
        found = [(one.key, one.score) for one in islice(self._found.values(), limit)]
        return found + self._others(limit)[: limit - len(found)]

    def _others(self, limit: int) -> Ranked:
        """Those beyond the candidates among the `limit` best by words, in their order; they have no score."""
        if limit <= len(self._found) or not self._has_others:
            return []
        ranked = self._engine.search(self._asked.words, limit, among=self._asked.conditions).best
        return [(key, 0.0) for key, _ in ranked if key not in self._found]

    def shares(self, keys: Sequence[int]) -> Mapping[int, Sequence[ScorePart]]:
        shares = self._engine.shares(self._asked.words, keys, self._asked.conditions, self._read)
        return {
            key: [*self._parts(self._found[key], shares.get(key, []))] for key in keys if key in self._found
        }

    def _parts(self, one: Fused, shares: Sequence[ScorePart]) -> Iterator[ScorePart]:
        """The parts of a score: those of the words are scaled, so that all add up to it."""
        of_words = [share for share in shares if share.kind != "name"]
        total = sum(share.score for share in of_words)
        for share in of_words if one.words else ():
            yield share._replace(score=share.score * one.words / total)
        if one.meaning:
            yield ScorePart(self._asked.text, "meaning", one.meaning)
        if one.name:
            yield ScorePart(self._asked.text, "name", one.name)

    def near(self, key: int) -> Near | None:
        passage = self._found[key].passage if key in self._found else None
        return Near(passage.start, passage.end, key in self.by_meaning) if passage else None


def _newest_first(catalog: Catalog, keys: Iterable[int]) -> Iterator[int]:
    """Articles in the order of those with equal scores: by date, newest first, then by id."""
    return catalog.keys(keys=[sorted(keys)], sort=Sort("date", descending=True))


def fused_scores(
    words: Mapping[int, float], similarities: Mapping[int, float], weight: float, reach: float = 1.0
) -> dict[int, tuple[float, float]]:
    """Key → (part of the words, part of the meaning) of the score, from the scores of both.

    `weight` is the share of meaning, 0 to 1; `reach` makes that of the words less, see `_reach`.
    """
    by_words, by_meaning = _scaled(words, 0.0), _scaled(similarities)
    return {
        key: ((1 - weight) * reach * by_words.get(key, 0.0), weight * by_meaning.get(key, 0.0))
        for key in words.keys() | similarities.keys()
    }


def _reach(engine: Engine, catalog: Catalog, words: Node, best: float) -> float:
    """How much the words of a query say of the library, 0 to 1: 1 if the best article has enough of them.

    Where no article has more than one rare word of several, whatever it is about, it would else count as much
    as one that has them all.
    """
    number = catalog.count()
    counts = (engine.count(part) for part in (words.parts if isinstance(words, Or) else (words,)))
    most = _HIGHEST * sum(log1p((number - count + 0.5) / (count + 0.5)) for count in counts)
    return min(best / (_ENOUGH * most), 1.0)


def _scaled(scores: Mapping[int, float], lowest: float | None = None) -> dict[int, float]:
    """Scores as parts of the way from the lowest to the highest, 0 to 1; 1 for all if they are equal."""
    if not scores:
        return {}
    low, high = min(scores.values()) if lowest is None else lowest, max(scores.values())
    return {key: (score - low) / (high - low) if high > low else 1.0 for key, score in scores.items()}


def _named(engine: Engine, node: Node) -> dict[int, float]:
    """Articles of which the words of a query are a name: 1, and 1 more where the signs are the name's, too.

    They come first in any search, so that those after one without are not looked at.
    """
    best = [key for key, _ in engine.search(node, MOST).best]
    found: dict[int, float] = {}
    at, size = 0, 1
    while at < len(best):
        some = best[at : at + size]
        scores = {
            key: sum(part.score for part in parts if part.kind == "name")
            for key, parts in engine.shares(node, some).items()
        }
        found.update((key, score) for key, score in scores.items() if score)
        if not all(scores.values()):
            break
        at, size = at + size, 50
    levels = sorted({*found.values()})
    return {key: levels.index(score) + 1.0 for key, score in found.items()}


def _nearest(engine: Engine, catalog: Catalog, meaning: Meaning, asked: Wishes) -> dict[int, NearPassage]:
    """The nearest passages of the articles nearest by meaning, of those that fulfil the conditions."""
    number = catalog.count()
    allowed = number if isinstance(asked.conditions, Everything) else engine.count(asked.conditions)
    if allowed < number and allowed <= _FEW:
        keys = [key for batch in engine.keys(asked.conditions) for key in batch]
        passages = [*meaning.similarities(asked.text, keys).values()]
        best = sorted(passages, key=lambda one: (-one.similarity, one.key))[:NEAREST]
    else:
        best = _nearest_of_many(engine, meaning, asked, 2 if allowed < number else 1)
    return {one.key: one for one in best if one.similarity > 0}


def _nearest_of_many(engine: Engine, meaning: Meaning, asked: Wishes, reserve: int) -> list[NearPassage]:
    """As `_nearest`, where so many articles may answer that the nearest of all are asked for first.

    `reserve` is how many times as many as are needed.
    """
    most = NEAREST * reserve
    while True:
        passages = meaning.nearest(asked.text, most)
        fitting = _among(engine, [one.key for one in passages], asked.conditions)
        kept = [one for one in passages if one.key in fitting]
        if len(kept) >= NEAREST or len(passages) < most:
            return kept[:NEAREST]
        most *= 4


def _among(engine: Engine, keys: Iterable[int], node: Node) -> frozenset[int]:
    """Those of some articles that match."""
    of_these = KeySet("", tuple(keys))
    both = of_these if isinstance(node, Everything) else joined(And, [of_these, node])
    return frozenset(key for batch in engine.keys(both) for key in batch)
