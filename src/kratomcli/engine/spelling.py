"""Spelling suggestions for the words of a query, from the words of the library.

Words one edit away are looked up one by one: there are a few hundred. Those two edits away are looked
for among the words that begin alike, since few mistakes are made in the first letters. Of several the
common ones come first, but each edit has to be made up for by many more articles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import log
from typing import TYPE_CHECKING

from tantivy import Query

from kratomcli.engine.highlighter import within
from kratomcli.query import ast
from kratomcli.text.normalize import fold, words_of

if TYPE_CHECKING:
    import tantivy

    from kratomcli.engine.analysis import Analysis

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_SHORTEST = 3
_LONGEST = 40
_TWO_EDITS = 5
"""Letters a word must have for two edits: of a shorter one, too little would be left."""
_EDIT = 4.0
"""What an edit costs, against the logarithm of a word's number of articles."""
_MOST_WORDS = 20
_MOST_GUESSES = 3


class Speller:
    """Guesses for the words of a query that no article has."""

    def __init__(self, searcher: tantivy.Searcher, schema: tantivy.Schema, analysis: Analysis) -> None:
        self._searcher = searcher
        self._schema = schema
        self._analysis = analysis

    def suggestions(self, query: ast.Node) -> list[tuple[str, list[str]]]:
        """(what was asked, what to ask instead) for each word that is missing, or two that are one."""
        words = list(_words(query))[:_MOST_WORDS]
        missing = [self._is_missing(word) for word in words]
        found: list[tuple[str, list[str]]] = []
        joined: set[int] = set()
        for at in range(len(words) - 1):
            pair = fold(words[at] + words[at + 1])
            if (missing[at] or missing[at + 1]) and len(words_of(pair)) == 1 and self._count(pair):
                found.append((f"{words[at]} {words[at + 1]}", [pair]))
                joined |= {at, at + 1}
        for at, word in enumerate(words):
            if missing[at] and at not in joined and (guesses := self._guesses(fold(word))):
                found.append((word, guesses))
        return found

    def _is_missing(self, word: str) -> bool:
        if len(words_of(fold(word))) != 1 or any(self._count(token) for token in self._analysis.words(word)):
            return False
        stems = self._analysis.variants(word)
        return not any(self._searcher.doc_freq("text", token) for tokens in stems for token in tokens)

    def _count(self, word: str) -> int:
        return self._searcher.doc_freq("words", word)

    def _guesses(self, word: str) -> list[str]:
        if not _SHORTEST <= len(word) <= _LONGEST:
            return []
        scores = {near: log(count) - _EDIT for near in _one_edit(word) if (count := self._count(near))}
        if len(word) >= _TWO_EDITS:
            for near, count in self._alike(word):
                if near not in scores and within(near, word, 2):
                    scores[near] = log(count) - _EDIT * (1 if within(near, word, 1) else 2)
        for parts, count in self._broken(word):
            scores[parts] = log(count) - _EDIT
        best = sorted(scores, key=lambda guess: (-scores[guess], guess))
        return [guess for guess in best[:_MOST_GUESSES] if scores[guess] > scores[best[0]] - _EDIT]

    def _alike(self, word: str) -> Iterator[tuple[str, int]]:
        """The words that begin with the same two letters, perhaps swapped, and are about as long."""
        for start in {word[:2], word[1::-1]}:
            for near, count in self._searcher.terms_with_prefix("words", start):
                if abs(len(near) - len(word)) <= 2 and count:
                    yield near, count

    def _broken(self, word: str) -> Iterator[tuple[str, int]]:
        """Two words that stand next to each other somewhere, and without a space are this one."""
        for at in range(2, len(word) - 1):
            first, second = word[:at], word[at:]
            if self._count(first) and self._count(second):
                for tokens in self._analysis.variants(f"{first} {second}"):
                    if len(tokens) == 2 and tokens[0] != tokens[1]:
                        phrase = Query.phrase_query(self._schema, "text", list(tokens))
                        count = int(self._searcher.search(phrase, 1, count=True).count)  # type: ignore[attr-defined]
                        if count:
                            yield f"{first} {second}", count


def _words(node: ast.Node) -> Iterator[str]:
    """The bare words that an article must or may hold."""
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


def _one_edit(word: str) -> Iterable[str]:
    """All that one insertion, deletion, substitution or swap can make of a word."""
    letters = dict.fromkeys(_LETTERS + word)
    found: dict[str, None] = {}
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        found[before + after[1:]] = None
        if len(after) > 1:
            found[before + after[1] + after[0] + after[2:]] = None
        for letter in letters:
            found[before + letter + after] = None
            found[before + letter + after[1:]] = None
    found.pop(word, None)
    found.pop("", None)
    return found
