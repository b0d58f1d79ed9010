"""The library's words that a beginning, or a word with a mistake, stands for.

The engine's dictionary can be asked for a word or a beginning, and for nothing else. All strings one edit
away from a word, a few hundred, are looked up; words two edits away are only looked for among those with the
same first two letters, where mistakes are rare.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import log
from typing import TYPE_CHECKING

from kratomcli.engine.highlighter import within
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    import tantivy

    from kratomcli.engine.analysis import Analysis

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_MOST = 50
"""How many words are scored of those that a word stands for: the nearest and commonest."""
CEILING = 2.2
"""What BM25 gives a word at most, as a multiple of its rarity (k1 + 1)."""


class Weights(NamedTuple):
    """How much the words that a word stands for count.

    They count as if they were one word, as rare as the commonest of them: else articles with the rarest would
    come first, which nobody asked for.
    """

    boosts: dict[str, float]
    """Stem, as in the index → the boost of its score."""
    ceiling: float
    """More than any of them adds to the score of an article."""


class WordForms:
    """Finds words in the term dictionary of one state of the index."""

    def __init__(self, searcher: tantivy.Searcher, analysis: Analysis) -> None:
        self._searcher = searcher
        self._analysis = analysis

    def beginning_with(self, start: str) -> list[str]:
        """The commonest words that begin so."""
        return [
            word for word, count in self._searcher.terms_with_prefix("words", start, None, _MOST) if count
        ]

    def near(self, word: str, edits: int) -> list[str]:
        """The words at most 1 or 2 edits away, the nearest first, then the commonest."""
        found = {near: (1, -count) for near in one_edit(word) if (count := self.count(near))}
        if edits > 1:
            for near, count in self.similar(word):
                if near not in found and within(near, word, 2):
                    found[near] = (2, -count)
        if count := self.count(word):
            found[word] = (0, -count)
        return sorted(found, key=lambda one: (found[one], one))[:_MOST]

    def similar(self, word: str) -> Iterator[tuple[str, int]]:
        """Yield (word, number of articles) of words of similar length with the same first two letters.

        The two letters may be swapped.
        """
        for start in {word[:2], word[1::-1]}:
            for near, count in self._searcher.terms_with_prefix("words", start):
                if abs(len(near) - len(word)) <= 2 and count:
                    yield near, count

    def count(self, word: str) -> int:
        """Number of articles with a word."""
        return self._searcher.doc_freq("words", word)

    def weights(self, words: Iterable[str]) -> Weights:
        """How much these words count, by their stems in the languages of the library."""
        stems = [tokens[0] for word in words for tokens in self._analysis.variants(word) if len(tokens) == 1]
        rarities = {stem: rarity for stem in dict.fromkeys(stems) if (rarity := self.rarity_of(stem, 1))}
        common = min(rarities.values(), default=1.0)
        return Weights({stem: common / rarity for stem, rarity in rarities.items()}, CEILING * common)

    def rarity_of(self, stem: str, least: int = 2) -> float:
        """The inverse document frequency as BM25 has it; 0 for a stem of fewer than `least` articles."""
        count = self._searcher.doc_freq("text", stem)
        others = max(self._searcher.num_docs - count, 0)
        return log(1 + (others + 0.5) / (count + 0.5)) if count >= least else 0.0


def one_edit(word: str) -> Iterable[str]:
    """All strings that one insertion, deletion, substitution or transposition makes of a word."""
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
