"""Spelling suggestions for the words of a query, from the words of the library.

Suggestions are ranked by the logarithm of their number of articles, minus a constant for each edit.
`word_forms.py` says where they are looked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from math import log
from typing import TYPE_CHECKING

from kratomcli.engine.clauses import PhraseClause
from kratomcli.engine.highlighter import within
from kratomcli.engine.word_forms import WordForms, one_edit
from kratomcli.query import ast
from kratomcli.text.normalize import fold, words_of

if TYPE_CHECKING:
    from kratomcli.engine.analysis import Analysis
    from kratomcli.engine.snapshot import Snapshot

_SHORTEST = 3
_LONGEST = 40
_TWO_EDITS = 5
"""Minimum length of a word for suggestions two edits away: too little of a shorter word would be kept."""
_EDIT = 4.0
"""The penalty of an edit, which is subtracted from the logarithm of a word's number of articles."""
_MOST_WORDS = 20
_MOST_GUESSES = 3


class Speller:
    """Finds suggestions for the words of a query that no article has."""

    def __init__(self, snapshot: Snapshot, analysis: Analysis) -> None:
        self._snapshot = snapshot
        self._analysis = analysis
        self._forms = WordForms(snapshot, analysis)

    def suggestions(self, query: ast.Node) -> list[tuple[str, list[str]]]:
        """(word, suggestions, best first) for each word that no article has.

        Two adjacent words of the query that are one word in articles are returned as such a word, too.
        """
        words = list(_words(query))[:_MOST_WORDS]
        missing = self._missing(words)
        pairs = [
            (at, fold(first + second))
            for at, (first, second) in enumerate(pairwise(words))
            if missing[at] or missing[at + 1]
        ]
        pairs = [(at, pair) for at, pair in pairs if len(words_of(pair)) == 1]
        known = self._forms.counts([pair for _, pair in pairs])
        found = [(f"{words[at]} {words[at + 1]}", [pair]) for at, pair in pairs if pair in known]
        joined = {place for at, pair in pairs if pair in known for place in (at, at + 1)}
        for at, word in enumerate(words):
            if missing[at] and at not in joined and (guesses := self._guesses(fold(word))):
                found.append((word, guesses))
        return found

    def _missing(self, words: Sequence[str]) -> list[bool]:
        """For each word whether no article has it, neither as written nor by its stem."""
        plain = [self._analysis.words(word) for word in words]
        stems = [[*chain(*self._analysis.variants(word))] for word in words]
        known = self._forms.counts([*chain(*plain)])
        known_stems = self._forms.counts([*chain(*stems)], "text")
        return [
            len(words_of(fold(word))) == 1
            and known.keys().isdisjoint(tokens)
            and known_stems.keys().isdisjoint(stemmed)
            for word, tokens, stemmed in zip(words, plain, stems, strict=True)
        ]

    def _guesses(self, word: str) -> list[str]:
        if not _SHORTEST <= len(word) <= _LONGEST:
            return []
        scores = {near: log(count) - _EDIT for near, count in self._forms.counts(one_edit(word)).items()}
        if len(word) >= _TWO_EDITS:
            for near, count in self._forms.similar(word):
                if near not in scores and within(near, word, 2):
                    scores[near] = log(count) - _EDIT * (1 if within(near, word, 1) else 2)
        for parts, count in self._split_in_two(word):
            scores[parts] = log(count) - _EDIT
        best = sorted(scores, key=lambda guess: (-scores[guess], guess))
        return [guess for guess in best[:_MOST_GUESSES] if scores[guess] > scores[best[0]] - _EDIT]

    def _split_in_two(self, word: str) -> Iterator[tuple[str, int]]:
        """Yield (two words, number of articles) for phrases of two words that make this word if joined."""
        parts = [(word[:at], word[at:]) for at in range(2, len(word) - 1)]
        known = self._forms.counts([*chain(*parts)])
        for first, second in parts:
            if first in known and second in known:
                for tokens in self._analysis.variants(f"{first} {second}"):
                    if len(tokens) == 2 and tokens[0] != tokens[1]:
                        count = self._snapshot.count(PhraseClause("text", tuple(tokens)))
                        if count:
                            yield f"{first} {second}", count


def _words(node: ast.Node) -> Iterator[str]:
    """Yield the plain words of a query, except those under NOT."""
    match node:
        case ast.Term(text, prefix=False, fuzz=0, exact=False):
            yield text
        case ast.Phrase(text):
            yield from text.split()
        case ast.Match(field="title" | "text", value=value, prefix=False):
            yield from value.split()
        case ast.And(parts) | ast.Or(parts):
            for part in parts:
                yield from _words(part)
        case _:
            return
