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
_FIRST_IDEOGRAPH = 0x3040
"""There is no white space from this code on."""
_BETWEEN_SPACES = lazy_regex(r"\S+")


_EDGES = lazy_regex(r"\A[\W_]+|[\W_]+\Z")  # characters that are no part of a word


class _Signs(NamedTuple):
    """Tables by character code: the number of an ideograph (0 for others), and whether it ends a word."""

    numbers: NDArray[np.uint64]
    ends_word: NDArray[np.bool_]


@lru_cache(1)
def _signs() -> _Signs:
    codes = np.arange(_CODES, dtype=np.uint64)
    mixed = (codes + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9) | np.uint64(1)
    is_word = np.zeros(_CODES, dtype=np.bool_)
    ends_word = is_word.copy()
    ends_word[[found.start() for found in re.finditer(r"\s", _between(0, _FIRST_IDEOGRAPH - 1))]] = True
    for first, last in re.findall("(.)-(.)", IDEOGRAPHS):
        low, high = ord(first), ord(last)
        is_word[low : high + 1] = ends_word[low : high + 1] = True
        for found in re.finditer(r"\W+", _between(low, high)):
            is_word[low + found.start() : low + found.end()] = False
    return _Signs(np.where(is_word, mixed, np.uint64(0)), ends_word)


def _between(first: int, last: int) -> str:
    """All characters from one code to another."""
    return np.arange(first, last + 1, dtype="<u4").tobytes().decode("utf-32-le")


@lru_cache(1)
def _ideographs() -> re.Pattern[str]:
    return re.compile(f"[{IDEOGRAPHS}]+")


class _WordNumbers(dict[str, int]):
    """Word as written → its 64-bit number, the same in every process; 0 for text without letters or digits.

    Numbers of words are even, those of ideographs odd.
    """

    def __missing__(self, written: str) -> int:
        if len(self) > _MOST_KNOWN:
            self.clear()
        word = _EDGES.sub("", without_marks(written.partition("](")[0])).replace("’", "'").casefold()
        number = 0
        if word:
            number = (
                int.from_bytes(blake2b(word.encode("utf-8", "replace"), digest_size=8).digest()) & ~1 or 2
            )
        self[written] = number
        return number


_numbers = _WordNumbers()


def numbered(text: str) -> Words:
    """The numbers of the words of a text, shape (words,)."""
    if not text.isascii() and _ideographs().search(text):
        return _mixed(text)
    split = text.split()
    numbers = np.fromiter(map(_numbers.__getitem__, split), dtype=np.uint64, count=len(split))
    kept: NDArray[np.uint64] = numbers[numbers != 0]
    return kept


def _mixed(text: str) -> NDArray[np.uint64]:
    """As `numbered`, for a text with ideographs: each number is at the first character of its word."""
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    signs, known = _signs(), np.minimum(codes, _CODES - 1)
    found, ends_word = signs.numbers[known], signs.ends_word[known]
    words = np.where(ends_word, np.uint32(ord(" ")), codes).tobytes().decode("utf-32-le").split()
    starts = np.flatnonzero(~ends_word & np.concatenate(([True], ends_word[:-1])))
    found[starts] = np.fromiter(map(_numbers.__getitem__, words), np.uint64, len(starts))
    kept: NDArray[np.uint64] = found[found != 0]
    return kept


def places(text: str) -> list[tuple[int, int]]:
    """The character offsets (start, end) of the words of `numbered(text)`, without punctuation."""
    found: list[tuple[int, int]] = []
    done = 0
    for run in [*(() if text.isascii() else _ideographs().finditer(text)), None]:
        start, end = run.span() if run else (len(text), len(text))
        for match in _BETWEEN_SPACES.finditer(text, done, start):
            written = match[0].partition("](")[0]
            bare = _EDGES.sub("", written)
            if bare:
                at = match.start() + written.find(bare)
                found.append((at, at + len(bare)))
        if run and run[0].isalnum():
            found += zip(range(start, end), range(start + 1, end + 1), strict=True)
        else:  # with punctuation inside, such as a middle dot
            found += [(at, at + 1) for at in range(start, end) if text[at].isalnum()]
        done = end
    return found
