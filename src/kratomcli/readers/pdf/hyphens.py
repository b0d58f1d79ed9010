"""Hyphens at line ends: which belong to the word, and which the break alone made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kratomcli.patterns import lazy_regex
from kratomcli.readers.pdf.line import HYPHEN

_LONGEST = 100  # letters of a word with all its parts
_PART = r"[^\W\d_]+(?:['’][^\W\d_]+)*"
_BEFORE = lazy_regex(rf"(?:{_PART}-)*({_PART})$")
_AFTER = lazy_regex(rf"({_PART})(?:-{_PART})*")
_WORD = lazy_regex(rf"{_PART}(?:-{_PART})*")


class Hyphens:
    """Decides by the words of a document; only those that a decision asks for are counted."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        """`texts` are the pairs of lines between which a word is cut; the first ends in `HYPHEN` or "-"."""
        self._counts = Counter[str]()
        self._asked: set[str] = set()
        for before, after in texts:
            if parts := _parts(before, after):
                left, right = parts
                self._asked |= {left + right, f"{left}-{right}", left, right}

    def count(self, text: str) -> None:
        """Take note of the words in a line that is not cut, or in what is whole of one that is."""
        if self._asked:
            for word in _WORD.findall(text.lower()):
                if word in self._asked:
                    self._counts[word] += 1
                if "-" in word:
                    self._counts.update(part for part in word.split("-") if part in self._asked)

    def is_part(self, before: str, after: str) -> bool:
        """Whether the hyphen belongs to the word that goes on from one line into the next."""
        parts = _parts(before, after)
        if parts is None or not after[:1].islower():  # "1990-/95", "Jean-/Paul"
            return True
        left, right = parts
        whole, apart = self._counts[left + right], self._counts[f"{left}-{right}"]
        if whole or apart:
            return apart > whole
        return min(len(left), len(right)) > 2 and bool(self._counts[left] and self._counts[right])


def _parts(before: str, after: str) -> tuple[str, str] | None:
    """The two parts of the word that is cut, in lower case; None where no letters are on both sides."""
    left, right = _BEFORE.search(before[-_LONGEST:-1]), _AFTER.match(after[:_LONGEST])
    return (left[1].lower(), right[1].lower()) if left and right else None


def is_cut(before: str, after: str) -> bool:
    """Whether a word goes on from one line into the next: its hyphen is marked, or nothing else is likely."""
    if before.endswith(HYPHEN):
        return True
    ends, begins = before[-2:-1], after[:1]
    goes_on = (ends.isalpha() and begins.islower()) or (ends.isdigit() and begins.isdigit())
    return before[-1:] in ("-", "‐") and goes_on
