"""The library's words that a beginning, or a word with a mistake, stands for.

The engine's dictionary can be asked for a word or a beginning, and for nothing else. All strings one edit
away from a word, a few hundred, are looked up; words two edits away are only looked for among those with the
same first two letters, where mistakes are rare.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from math import log
from typing import TYPE_CHECKING

from kratomcli.engine.highlighter import within
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from kratomcli.engine.analysis import Analysis
    from kratomcli.engine.snapshot import Snapshot

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

    def __init__(self, snapshot: Snapshot, analysis: Analysis) -> None:
        self._snapshot = snapshot
        self._analysis = analysis

    def beginning_with(self, start: str) -> list[str]:
        """The commonest words that begin so."""
        return [word for word, _ in self._snapshot.tokens("words", start, limit=_MOST)]

    def near(self, word: str, edits: int) -> list[str]:
        """The words at most 1 or 2 edits away, the nearest first, then the commonest."""
        counts = self.counts([word, *one_edit(word)])
        found = {near: (1, -count) for near, count in counts.items()}
        if edits > 1:
            for near, count in self.similar(word):
                if near not in found and within(near, word, 2):
                    found[near] = (2, -count)
        if word in counts:
            found[word] = (0, -counts[word])
        return sorted(found, key=lambda one: (found[one], one))[:_MOST]

    def similar(self, word: str) -> Iterator[tuple[str, int]]:
        """Yield (word, number of articles) of words of similar length with the same first two letters.

        The two letters may be swapped.
        """
        for start in {word[:2], word[1::-1]}:
            for near, count in self._snapshot.tokens("words", start):
                if abs(len(near) - len(word)) <= 2:
                    yield near, count

    def counts(self, words: Collection[str], field: str = "words") -> dict[str, int]:
        """Word → number of articles with it, of those that any article has."""
        asked = [*dict.fromkeys(words)]
        counts = self._snapshot.doc_freqs(field, asked)
        return {word: count for word, count in zip(asked, counts, strict=True) if count}

    def weights(self, words: Iterable[str]) -> Weights:
        """How much these words count, by their stems in the languages of the library."""
        stems = [tokens[0] for word in words for tokens in self._analysis.variants(word) if len(tokens) == 1]
        rarities = self.rarities(stems, 1)
        common = min(rarities.values(), default=1.0)
        return Weights({stem: common / rarity for stem, rarity in rarities.items()}, CEILING * common)

    def rarities(self, stems: Collection[str], least: int = 2) -> dict[str, float]:
        """Stem → the inverse document frequency as BM25 has it, of those that `least` articles have."""
        documents = self._snapshot.documents
        return {
            stem: log(1 + (max(documents - count, 0) + 0.5) / (count + 0.5))
            for stem, count in self.counts(stems, "text").items()
            if count >= least
        }


def one_edit(word: str) -> Collection[str]:
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
