"""The best articles for words that very many have, without adding up what each word gives to each article.

A word that nearly every article has gives little to any of them: BM25 multiplies by its rarity. The few words
that give least are left out at first, and the best articles by the other words, and by all that titles and
summaries add, are looked for. What the words that were left out give is then added for these few only. No
other article can have more than the last of those few had, and the most that these words can give; what is
above that bound is in order. If that is too few, no words are left out, and if that does not help, as where
few articles have all words of the query, the query is asked as it is.

tantivy adds up single words (all of them SHOULD) twice as fast as words that must be there and others that
may. It could leave out by itself what can't be among the best, but does so for no query from Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, chain
from math import log
from typing import TYPE_CHECKING

from kratomcli.engine.clauses import Clause, TermClause, all_of, any_of, unranked
from kratomcli.engine.compiler import LIFTS
from kratomcli.engine.leaves import is_plain, parts_of
from kratomcli.engine.scoring import BEYOND
from kratomcli.engine.tantivy_queries import COMMON
from kratomcli.engine.ties import end_of_equals, unsure
from kratomcli.engine.word_forms import CEILING
from kratomcli.query import ast

if TYPE_CHECKING:
    from kratomcli.engine.analysis import Analysis
    from kratomcli.engine.compiler import Compiler
    from kratomcli.engine.scoring import Scoring
    from kratomcli.engine.snapshot import Rated

_MOST_WANTED = 1_000
_MOST_NAMED = 500
_SIMILAR = 4
"""Of parts that must all be there, none is more than so many times as common as another: articles with one so
much rarer are quickly gone through, and few of those that are best by any have it."""
_LITTLE = 0.2
"""Words are left out that together add at most this fraction of what a word in titles or summaries can."""
_LAST_BITS, _ROUNDED = 1e-6, 1.00002
"""More than the engine's numbers of 24 bits may be off: added to a rarity, and multiplied with a sum."""


def best_of_common(
    scoring: Scoring, compiler: Compiler, analysis: Analysis, node: ast.Node, wanted: int, documents: int
) -> list[tuple[int, float]] | None:
    """As `Scoring.best` for the ranked clause of a node; None where that must be asked.

    Args:
        documents: how many the index has, with those that were deleted and are still in its files.
    """
    parts = _parts(compiler, analysis, node) if wanted <= _MOST_WANTED else None
    if parts is None or len(set(chain(*parts))) < sum(map(len, parts)):  # a word twice counts twice
        return None
    words = _CommonWords(scoring, compiler, node, parts, documents)
    named = words.named() if words.are_common else None
    if named is None:
        return None
    for left_out in dict.fromkeys((words.least(), ())):
        hits, bound = words.first(left_out, wanted + 2 * BEYOND, named)
        scores = [score for score, _ in hits]
        end = end_of_equals(scores, wanted)
        if not bound or (end >= wanted and scores[end - 1] > bound):
            return scoring.in_order(hits[:end], wanted)
        if 2 * len(hits) < wanted:
            break
    return None


def _parts(compiler: Compiler, analysis: Analysis, node: ast.Node) -> list[list[str]] | None:
    """The stems of a query that has nothing but words: a list for each part, any stem of which will do.

    Of an article, all parts must be there.
    """
    parts = parts_of(node)
    found = []
    for part in compiler.significant(parts) if isinstance(node, ast.And) else parts:
        stems: list[str] = []
        for word in compiler.significant(part.parts) if isinstance(part, ast.Or) else (part,):
            runs = analysis.variants(word.text) if isinstance(word, ast.Term) and is_plain(word) else []
            if not runs or any(len(run) > 1 for run in runs):
                return None
            stems += (run[0] for run in runs)
        found.append(stems)
    return found


class _CommonWords:
    """One query, and the stems of its parts."""

    def __init__(
        self, scoring: Scoring, compiler: Compiler, node: ast.Node, parts: list[list[str]], documents: int
    ) -> None:
        self._scoring = scoring
        self._snapshot = scoring.snapshot
        self._compiler = compiler
        self._node = node
        self._parts = parts
        self._documents = documents
        self._stems = [stem for part in parts for stem in part]
        self._counts = dict(zip(self._stems, self._snapshot.doc_freqs("text", self._stems), strict=True))
        self._most = {stem: self._most_of(count) for stem, count in self._counts.items()}
        """Stem → more than it can add to a score where it is in the text."""

    @property
    def are_common(self) -> bool:
        sizes = [sum(self._counts[stem] for stem in part) for part in self._parts]
        return min(sizes) >= COMMON and max(sizes) <= _SIMILAR * min(sizes)

    def least(self) -> tuple[str, ...]:
        """The stems that add least."""
        lifts = (
            boost * self._most_of(count)
            for field, boost in LIFTS
            for count in self._snapshot.doc_freqs(field, self._stems)
            if count >= COMMON
        )
        enough = _LITTLE * max(lifts, default=0.0)
        stems = sorted(self._stems, key=lambda stem: self._most[stem])
        sums = accumulate(self._most[stem] for stem in stems)
        return tuple(stem for stem, together in zip(stems, sums, strict=True) if together <= enough)

    def named(self) -> list[Rated] | None:
        """The articles of which the words are a name, with their whole scores; None if they are too many."""
        names = [name for _, name in self._compiler.names(self._node)]
        if not names:
            return []
        both = all_of((unranked(any_of(names)), self._compiler.ranked(self._node)))
        hits = self._snapshot.hits(both, _MOST_NAMED + 1)
        return hits if len(hits) <= _MOST_NAMED else None

    def first(self, left_out: Sequence[str], size: int, named: list[Rated]) -> tuple[list[Rated], float]:
        """The best articles as far as some stems can be left out, and what all others have at most."""
        lifts = (lift for _, _, lift in self._compiler.lifts(self._node))
        kept = _clauses(stem for stem in self._stems if stem not in left_out)
        hits = self._snapshot.hits(any_of([*kept, *lifts]), size)
        bound = sum(self._most[stem] for stem in left_out) + (hits[-1][0] if len(hits) == size else 0.0)
        keys = self._snapshot.keys_of(hits)
        known = self._stems if len(self._parts) > 1 else left_out
        adds = dict(zip(known, self._snapshot.scores(_clauses(known), keys), strict=True))
        found = {
            key: (score + sum(adds[stem].get(key, 0.0) for stem in left_out), at)
            for key, (score, at) in zip(keys, hits, strict=True)
            if len(self._parts) == 1 or all(any(key in adds[stem] for stem in part) for part in self._parts)
        }
        found |= zip(self._snapshot.keys_of(named), named, strict=True)
        return self._sure(found), bound * _ROUNDED

    def _sure(self, found: Mapping[int, Rated]) -> list[Rated]:
        """The articles in the order of their scores, which are equal where those of the query itself are."""
        ordered = sorted(found, key=lambda key: -found[key][0])
        doubtful = [ordered[place] for place in unsure([found[key][0] for key in ordered])]
        scores = {key: score for key, (score, _) in found.items()}
        scores |= self._scoring.scores([self._compiler.ranked(self._node)], doubtful)
        return sorted(((scores[key], found[key][1]) for key in ordered), key=lambda hit: -hit[0])

    def _most_of(self, count: int) -> float:
        """More than BM25 can be of a stem that so many articles have in a field: its rarity times k1 + 1."""
        rarity = log(1 + (max(self._documents - count, 0) + 0.5) / (count + 0.5))
        return CEILING * (rarity + _LAST_BITS)


def _clauses(stems: Iterable[str]) -> list[Clause]:
    return [TermClause("text", stem) for stem in stems]
