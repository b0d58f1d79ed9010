"""Spelling suggestions for the words of a query, from the words of the library.

Suggestions are ranked by the logarithm of their number of articles, minus a constant for each edit.
`word_forms.py` says where they are looked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log
from typing import TYPE_CHECKING

from tantivy import Query

from kratomcli.engine.highlighter import within
from kratomcli.engine.word_forms import WordForms, one_edit
from kratomcli.query import ast
from kratomcli.text.normalize import fold, words_of

if TYPE_CHECKING:
    import tantivy

    from kratomcli.engine.analysis import Analysis

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

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema, analysis: Analysis) -> None:
        self._searcher = searcher
        self._schema = schema
        self._analysis = analysis
        self._forms = WordForms(searcher, analysis)

    def suggestions(self, query: ast.Node) -> list[tuple[str, list[str]]]:
        """(word, suggestions, best first) for each word that no article has.

        Two adjacent words of the query that are one word in articles are returned as such a word, too.
        """
        words = list(_words(query))[:_MOST_WORDS]
        missing = [self._is_missing(word) for word in words]
        found: list[tuple[str, list[str]]] = []
        joined: set[int] = set()
        for at in range(len(words) - 1):
            pair = fold(words[at] + words[at + 1])
            if (missing[at] or missing[at + 1]) and len(words_of(pair)) == 1 and self._forms.count(pair):
                found.append((f"{words[at]} {words[at + 1]}", [pair]))
                joined |= {at, at + 1}
        for at, word in enumerate(words):
            if missing[at] and at not in joined and (guesses := self._guesses(fold(word))):
                found.append((word, guesses))
        return found

    def _is_missing(self, word: str) -> bool:
        """Whether no article has this word, neither as written nor by its stem."""
        if len(words_of(fold(word))) != 1 or any(
            self._forms.count(token) for token in self._analysis.words(word)
        ):
            return False
        stems = self._analysis.variants(word)
        return not any(self._searcher.doc_freq("text", token) for tokens in stems for token in tokens)

    def _guesses(self, word: str) -> list[str]:
        if not _SHORTEST <= len(word) <= _LONGEST:
            return []
        scores = {near: log(count) - _EDIT for near in one_edit(word) if (count := self._forms.count(near))}
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
        for at in range(2, len(word) - 1):
            first, second = word[:at], word[at:]
            if self._forms.count(first) and self._forms.count(second):
                for tokens in self._analysis.variants(f"{first} {second}"):
                    if len(tokens) == 2 and tokens[0] != tokens[1]:
                        phrase = Query.phrase_query(self._schema, "text", list(tokens))
                        count = int(self._searcher.search(phrase, 1, count=True).count)  # type: ignore[attr-defined]
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
