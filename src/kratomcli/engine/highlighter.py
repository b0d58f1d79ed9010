"""Finding the words of a query in a text, with the same analysis as in the index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.engine import Highlight
from kratomcli.engine.likely_words import SCANNED, around, likely_places, start_of
from kratomcli.query import ast
from kratomcli.query.unparser import unparse
from kratomcli.text.normalize import end_of_character, is_unspaced, spaced, spaced_with_offsets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kratomcli.engine.analysis import Analysis

_SHORT = 200
"""Characters of a text that is taken into words as a whole."""
_WORDS = 100
"""Characters by which at least more is looked at where a phrase may go on."""
_PART = 50_000
"""Characters of a very long text that are looked at at a time, in whole paragraphs.

That needs less memory, and parts of ASCII alone take a third of the time.
"""
Runs = dict[str, list[tuple[tuple[str, ...], int]]]
"""First token → (all tokens of a word or phrase, its index in `words`) of those that begin with it."""


class TermHighlighter:
    """Finds the words and phrases of a query, which are given as leaves of its tree."""

    def __init__(self, leaves: Iterable[ast.Term | ast.Phrase | ast.Match], analysis: Analysis) -> None:
        self._analysis = analysis
        self._leaves = [leaf for leaf in leaves if not isinstance(leaf, ast.Match) or leaf.field == "text"]
        self._runs: dict[str, Runs] = {}
        self._tests: list[tuple[Callable[[str], bool], int]] = []
        """(test for a token without stemming, index in `words`) for prefixes, fuzzy and exact words."""
        self._beginnings: set[str] | None = set()
        """With what words begin that pass one of the tests; None where a word may begin with anything."""
        self._starts: dict[str, frozenset[str] | None] = {}
        self._known: dict[str, int | None] = {}
        """Cache: word of a text → index of the query's word whose test it passes, or None."""
        self.words = [unparse(leaf) for leaf in self._leaves]
        self._texts = [leaf.value if isinstance(leaf, ast.Match) else leaf.text for leaf in self._leaves]
        for number, leaf in enumerate(self._leaves):
            if not _stems(leaf):
                tokens = analysis.words(self._texts[number])
                self._tests += [(_test(leaf, token, last=token is tokens[-1]), number) for token in tokens]
                if isinstance(leaf, ast.Term) and leaf.fuzz:
                    self._beginnings = None
                elif self._beginnings is not None:
                    self._beginnings.update(tokens)

    def _runs_in(self, language: str) -> Runs:
        """The words and phrases as tokens of a language, longest first."""
        if language not in self._runs:
            runs = self._runs[language] = {}
            analyse = self._analysis.of(language).analyze
            for number, leaf in enumerate(self._leaves):
                if _stems(leaf) and (tokens := tuple(analyse(spaced(self._texts[number])))):
                    runs.setdefault(tokens[0], []).append((tokens, number))
            for alike in runs.values():
                alike.sort(key=lambda run: -len(run[0]))
        return self._runs[language]

    def __call__(self, text: str, lang: str = "") -> list[Highlight]:
        """The highlights, in order; in a very long text, phrases over the end of a part are missed."""
        if len(text) <= 2 * _PART:
            return self._within(text, lang)
        found: list[Highlight] = []
        start = 0
        while start < len(text):
            end = text.find("\n\n", start + _PART)
            end = len(text) if end < 0 else end
            found += (
                Highlight(one.start + start, one.end + start, one.word)
                for one in self._within(text[start:end], lang)
            )
            start = end
        return found or self._within(text, lang)

    def _within(self, text: str, lang: str) -> list[Highlight]:
        language = self._analysis.language_of(lang)
        starts = self._starts_in(language)
        places = likely_places(text, starts) if starts is not None and len(text) > _SHORT else None
        if places is None:
            return self._taken_apart(text, language)[0]
        found: list[Highlight] = []
        end = 0
        for place in places:
            if place < end:
                continue
            start, end = around(text, place, place)
            inside, is_cut = self._taken_apart(text[start:end], language)
            while is_cut and end < len(text):  # a phrase that may go on
                _, end = around(text, place, end + (end - start) + _WORDS)
                inside, is_cut = self._taken_apart(text[start:end], language)
            found += (Highlight(one.start + start, one.end + start, one.word) for one in inside)
        return found

    def _starts_in(self, language: str) -> frozenset[str] | None:
        """With what words begin in a text that may be the query's; None if that can't be said."""
        if language not in self._starts:
            runs = self._runs_in(language)
            starts = (start_of(stem, language) for stem in runs)
            is_said = language in SCANNED and self._beginnings is not None
            self._starts[language] = frozenset((*starts, *(self._beginnings or ()))) if is_said else None
        return self._starts[language]

    def _taken_apart(self, text: str, language: str) -> tuple[list[Highlight], bool]:
        """The highlights of a text, and whether a phrase that begins at its end may go on behind it."""
        apart, offsets = spaced_with_offsets(text)
        runs = self._runs_in(language)
        tokens = self._analysis.of(language).pre_tokenize(apart).tokens
        terms = [token.text for token in tokens]
        highlights: list[Highlight] = []
        # Most tokens of a body begin no word of the query: they are skipped by a comprehension, for speed.
        places = range(len(terms)) if self._tests else [at for at, term in enumerate(terms) if term in runs]
        done = 0
        is_cut = False
        for at in places:
            if at < done:
                continue
            found: int | None = None
            last = at
            for run, number in runs.get(terms[at], ()):
                left = len(terms) - at
                is_cut = is_cut or (len(run) > left and tuple(terms[at:]) == run[:left])
                if len(run) == 1 or tuple(terms[at : at + len(run)]) == run:
                    found, last = number, at + len(run) - 1
                    break
            first, after = tokens[at].char_offset_from, tokens[last].char_offset_to
            if found is None and self._tests:
                found = self._tested(apart[first:after])
            if found is not None:
                start, end = first, after
                if offsets is not None:
                    start, end = offsets[first], end_of_character(text, offsets[after - 1] + 1)
                highlights.append(Highlight(start, end, found))
                done = last + 1
        return highlights, is_cut

    def _tested(self, word: str) -> int | None:
        """The index of the first prefix, fuzzy or exact word that a word of the text matches, or None."""
        if word not in self._known:
            plain = self._analysis.plain.analyze(word)
            fitting = (number for test, number in self._tests if plain and test(plain[0]))
            self._known[word] = next(fitting, None)
        return self._known[word]


def _stems(node: ast.Term | ast.Phrase | ast.Match) -> bool:
    """Whether a word or phrase is searched by its stems, not as a prefix, fuzzy or exact."""
    if isinstance(node, ast.Term) and not node.prefix and is_unspaced(node.text):
        return True
    return isinstance(node, ast.Phrase) or not (
        node.prefix or (isinstance(node, ast.Term) and (node.fuzz or node.exact))
    )


def _test(node: ast.Term | ast.Match | ast.Phrase, token: str, *, last: bool) -> Callable[[str], bool]:
    """A test whether a word of a text matches one token of a node; only the `last` one can be a prefix."""
    if isinstance(node, ast.Term) and node.fuzz:
        edits = node.fuzz
        return lambda word: abs(len(word) - len(token)) <= edits and within(word, token, edits)
    if not isinstance(node, ast.Phrase) and node.prefix and last:
        return lambda word: word.startswith(token)
    return lambda word: word == token


def within(a: str, b: str, edits: int) -> bool:
    """Whether `a` becomes `b` by at most `edits` insertions, deletions, substitutions and transpositions.

    This is the optimal string alignment distance, as in the engine's fuzzy queries.
    """
    if len(set(a) - set(b)) > edits:  # each letter that is only in `a` takes an edit
        return False
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, last, row = row, before, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > edits:
            return False
    return row[-1] <= edits
