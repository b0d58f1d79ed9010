"""Tokenising texts for comparison: a sequence of numbers, one for each word.

Words are separated by white space; case and surrounding punctuation are ignored, so that markup and
typography make no difference. Each Chinese or Japanese character is a word.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex
from kratomcli.text.normalize import without_marks
from kratomcli.text.words import IDEOGRAPHS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Words = NDArray[np.uint64]
    """The numbers of the words of a text."""

_MOST_KNOWN = 1_000_000
_CODES = 0x40001
"""Number of entries; the last one is for all characters beyond the ideographs."""
_IDEOGRAPHS = lazy_regex(f"[{IDEOGRAPHS}]+")
_LINK = lazy_regex(r"\]\(.*")  # where a link leads
_BARE = lazy_regex(r"(?m)^.*?(?:([^\W_](?:.*[^\W_])?).*)?$")
"""Of each line, what is left without the characters at its ends that are no part of a word."""


class _Signs(NamedTuple):
    """Tables by character code: the number of an ideograph (0 for others), and what else it is."""

    numbers: NDArray[np.uint64]
    ends_word: NDArray[np.bool_]
    is_letter: NDArray[np.bool_]
    """Whether it is a letter or digit."""


@lru_cache(1)
def _signs() -> _Signs:
    codes = np.arange(_CODES, dtype=np.uint64)
    mixed = (codes + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9) | np.uint64(1)
    is_letter = _table(r"[^\W_]+")
    is_ideograph = _table(f"[{IDEOGRAPHS}]+")
    return _Signs(
        np.where(is_ideograph & is_letter, mixed, np.uint64(0)), is_ideograph | _table(r"\s+"), is_letter
    )


def _table(pattern: str) -> NDArray[np.bool_]:
    """For each character code, whether the character matches."""
    matching = np.zeros(_CODES, dtype=np.bool_)
    every = np.arange(_CODES, dtype="<u4").tobytes().decode("utf-32-le", "surrogatepass")
    for found in re.finditer(pattern, every):
        matching[found.start() : found.end()] = True
    return matching


class _WordNumbers(dict[str, int]):
    """Word as written → its 64-bit number, the same in every process; 0 for text without letters or digits.

    Numbers of words are even, those of ideographs odd.
    """

    def of(self, words: list[str]) -> NDArray[np.uint64]:
        """The numbers of words as written, without white space."""
        try:
            return np.fromiter(map(self.__getitem__, words), np.uint64, len(words))
        except KeyError:
            self._learn(words)
            return np.fromiter(map(self.__getitem__, words), np.uint64, len(words))

    def _learn(self, words: list[str]) -> None:
        """Find the numbers of words that are not known: of all at once, as the lines of one text."""
        if len(self) > _MOST_KNOWN:
            self.clear()
        new = [word for word in dict.fromkeys(words) if word not in self]
        lines = without_marks(_LINK.sub("", "\n".join(new))).replace("’", "'")
        self.update(zip(new, map(_number, _BARE.findall(lines)), strict=True))


def _number(word: str) -> int:
    data = word.casefold().encode("utf-8", "replace")
    return int.from_bytes(blake2b(data, digest_size=8).digest()) & ~1 or 2 if data else 0


_numbers = _WordNumbers()


def numbered(text: str) -> Words:
    """The numbers of the words of a text, shape (words,)."""
    if not text.isascii() and _IDEOGRAPHS.search(text):
        return _mixed(text)
    numbers = _numbers.of(text.split())
    kept: NDArray[np.uint64] = numbers[numbers != 0]
    return kept


def _codes(text: str) -> NDArray[np.uint32]:
    """The codes of the characters of a text."""
    return np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)


def _mixed(text: str) -> NDArray[np.uint64]:
    """As `numbered`, for a text with ideographs: each number is at the first character of its word."""
    codes = _codes(text)
    signs, known = _signs(), np.minimum(codes, _CODES - 1)
    found, ends_word = signs.numbers[known], signs.ends_word[known]
    words = np.where(ends_word, np.uint32(ord(" ")), codes).tobytes().decode("utf-32-le").split()
    starts = np.flatnonzero(~ends_word & np.concatenate(([True], ends_word[:-1])))
    found[starts] = _numbers.of(words)
    kept: NDArray[np.uint64] = found[found != 0]
    return kept


def places(text: str) -> list[tuple[int, int]]:
    """The character offsets (start, end) of the words of `numbered(text)`, without punctuation."""
    signs, known = _signs(), np.minimum(_codes(text), _CODES - 1)
    ends_word, is_letter = signs.ends_word[known], signs.is_letter[known]
    ends = np.append(np.flatnonzero(ends_word), len(text))
    for link in re.finditer(r"\]\(", text):
        at = link.start()
        is_letter[at : ends[np.searchsorted(ends, at)]] = False
    letters = np.flatnonzero(is_letter)
    # Letters are of one word if no end of a word is between them; an ideograph is such an end itself.
    word = 2 * np.searchsorted(ends, letters) + ends_word[letters]
    first = np.diff(word, prepend=-1) != 0
    last = np.diff(word, append=-1) != 0
    return list(zip(letters[first].tolist(), (letters[last] + 1).tolist(), strict=True))
