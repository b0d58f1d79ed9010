"""The engine: questions in the form of a query's nodes, answered from one state of an index at a time."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal

from kratomcli.engine import Ranking
from kratomcli.engine.compiler import Compiler, stems
from kratomcli.engine.keywords import WHOLE
from kratomcli.engine.leaves import ranks
from kratomcli.engine.scoring import Scoring
from kratomcli.query.unparser import unparse
from kratomcli.text.normalize import fold

if TYPE_CHECKING:
    from kratomcli.engine import Highlighter, ReadText, Writer
    from kratomcli.engine.analysis import Analysis
    from kratomcli.engine.clauses import Clause
    from kratomcli.engine.snapshot import Snapshot
    from kratomcli.engine.ties import InOrder
    from kratomcli.model.explanation import ScorePart
    from kratomcli.query import ast

    ScoreKind = Literal["text", "title", "summary", "name", "pair", "likeness"]

_LIFTED = 200
"""How many of the best articles are scored again for adjacent words of the query."""


class SearchEngine(ABC):
    """All of an `Engine` but its index: see there for the methods. A back end opens snapshots and writers."""

    def __init__(self, analysis: Analysis, by_id: InOrder) -> None:
        """Open the index.

        Args:
            analysis: the analysers of the library.
            by_id: sorts keys by the ids of their articles, which the engine doesn't know.
        """
        self._analysis = analysis
        self._by_id = by_id
        self.reload()

    @abstractmethod
    def _latest(self) -> Snapshot:
        """The state of the index after the latest commit."""

    @abstractmethod
    def writer(self, expected: int) -> Writer:
        """Open the only writer."""

    @property
    def generation(self) -> int:
        return self._snapshot.generation

    def reload(self) -> None:
        self._snapshot = self._latest()
        self._scoring = Scoring(self._snapshot, self._by_id)
        self._compiler = Compiler(self._snapshot, self._analysis)
        self._analysis.forget()

    def search(
        self, query: ast.Node, limit: int, among: ast.Node | None = None, read: ReadText | None = None
    ) -> Ranking:
        found, likeness = self._ranked(query, limit, among, read)
        if likeness:
            found = [(key, score + likeness.get(key, 0.0)) for key, score in found]
            found.sort(key=lambda hit: -hit[1])
        return Ranking(found[:limit], ranked=ranks(query))

    def _ranked(
        self, query: ast.Node, limit: int, among: ast.Node | None, read: ReadText | None
    ) -> tuple[list[tuple[int, float]], dict[int, float]]:
        """(key, score) of the best articles, and what likeness to the very best adds to scores."""
        from kratomcli.engine.likeness import is_long

        compiler = self._compiler
        pairs = [pair for _, pair in compiler.pairs(query)]
        compares = read is not None and is_long(compiler.leaves(query)) and not any(compiler.names(query))
        wanted = max(limit, _LIFTED if pairs or compares else 1)
        if among is None:
            found = self._best(query, wanted)
        else:
            found = self._scoring.best(compiler.among(query, among), wanted)
        if pairs:
            # Only for the best articles: a phrase query of two common words is slow.
            lifts = self._scoring.scores(pairs, [key for key, _ in found[:_LIFTED]])
            found = [(key, score + lifts.get(key, 0.0)) for key, score in found]
            found.sort(key=lambda hit: -hit[1])  # those of equal scores stay in order
        return found, self._likeness(found[:_LIFTED], read) if read is not None and compares else {}

    def _best(self, query: ast.Node, wanted: int) -> list[tuple[int, float]]:
        """(key, score) of the `wanted` best of all articles that match, in order."""
        return self._scoring.best(self._compiler.ranked(query), wanted)

    def _likeness(self, found: Sequence[tuple[int, float]], read: ReadText) -> dict[int, float]:
        """Key → what likeness to the first articles adds."""
        from kratomcli.engine.likeness import BEST, WEIGHT, weights
        from kratomcli.engine.word_forms import WordForms

        forms = WordForms(self._snapshot, self._analysis)
        words = weights(found[:BEST], read, self._analysis, forms) if len(found) > BEST else {}
        scores = self._scoring.scores([stems(words)], [key for key, _ in found]) if words else {}
        most = max(scores.values(), default=0.0)
        return {key: score / most * WEIGHT * found[0][1] for key, score in scores.items()} if most else {}

    def shares(
        self,
        query: ast.Node,
        keys: Sequence[int],
        among: ast.Node | None = None,
        read: ReadText | None = None,
    ) -> dict[int, list[ScorePart]]:
        from kratomcli.model.explanation import ScorePart

        found: dict[int, dict[tuple[str, ScoreKind], float]] = {key: {} for key in keys}
        parts = [*self._score_parts(query, keys)]
        scores = self._snapshot.scores([clause for _, _, clause, _ in parts], keys)
        for (words, kind, _, getting), gained in zip(parts, scores, strict=True):
            for key in getting:
                if key in gained:
                    found[key][words, kind] = found[key].get((words, kind), 0.0) + gained[key]
        for key, score in (self._ranked(query, 1, among, read)[1] if read else {}).items():
            if key in found:
                found[key]["", "likeness"] = score
        return {
            key: [ScorePart(words, kind, score) for (words, kind), score in sums.items() if score]
            for key, sums in found.items()
        }

    def _score_parts(
        self, query: ast.Node, keys: Sequence[int]
    ) -> Iterator[tuple[str, ScoreKind, Clause, Sequence[int]]]:
        """Yield (words, kind, clause, keys) for all that adds to scores, and to those of which articles."""
        from kratomcli.engine.word_shares import word_clauses

        compiler = self._compiler
        for leaf, clause, getting in word_clauses(compiler, self._scoring.scores, query, keys):
            words = unparse(leaf)
            yield words, "text", clause, getting
            yield from ((words, "text", form, keys) for form in compiler.forms(leaf))
        yield from ((words, field, lift, keys) for words, field, lift in compiler.lifts(query))
        yield from ((words, "name", name, keys) for words, name in compiler.names(query))
        yield from ((words, "pair", pair, keys) for words, pair in compiler.pairs(query))

    def count(self, query: ast.Node) -> int:
        return self._snapshot.count(self._compiler.matching(query))

    def keys(self, query: ast.Node) -> Iterator[Sequence[int]]:
        return self._snapshot.keys(self._compiler.matching(query))

    def values(
        self, field: str, start: str = "", limit: int | None = None, query: ast.Node | None = None
    ) -> list[tuple[str, int]]:
        head = field.lower() + WHOLE
        among = None if query is None else self._compiler.matching(query)
        found = self._snapshot.tokens("keywords", head + fold(start), among, limit)
        return [(value[len(head) :], count) for value, count in found]

    def names(self) -> list[str]:
        return [name for name, _ in self.values("has")]

    def suggestions(self, query: ast.Node) -> list[tuple[str, list[str]]]:
        from kratomcli.engine.spelling import Speller

        return Speller(self._snapshot, self._analysis).suggestions(query)

    def highlighter(self, query: ast.Node) -> Highlighter:
        from kratomcli.engine.highlighter import TermHighlighter

        return TermHighlighter(self._compiler.leaves(query), self._analysis)

    def key_terms(self, text: str, lang: str, limit: int) -> list[str]:
        from kratomcli.engine.key_terms import key_terms

        return key_terms(self._snapshot, self._analysis, text, lang, limit)
