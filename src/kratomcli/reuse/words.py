"""Texts as sequences of numbers, one for each word, in which passages are compared.

A word is what stands between white space, without its case and the punctuation around it: markup
and typography don't make another text. Chinese and Japanese characters count as words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from kratomcli.readers.words import IDEOGRAPHS
from kratomcli.text import without_marks

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST_KNOWN = 1_000_000


@lru_cache(1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Of an ideograph, of words among ideographs, of what is no part of a word at its ends."""
    return (
        re.compile(f"[{IDEOGRAPHS}]"),
        re.compile(rf"[{IDEOGRAPHS}]|[^\s{IDEOGRAPHS}]+"),
        re.compile(r"\A[\W_]+|[\W_]+\Z"),
    )


class Numbers(dict[str, int]):
    """Word as written → its number: 64 bits, never 0, the same in every process; 0 for what is no word."""

    def __missing__(self, written: str) -> int:
        if len(self) > _MOST_KNOWN:
            self.clear()
        word = _patterns()[2].sub("", without_marks(written.partition("](")[0])).replace("’", "'").casefold()
        number = 0
        if word:
            number = int.from_bytes(blake2b(word.encode("utf-8", "replace"), digest_size=8).digest()) or 1
        self[written] = number
        return number


_numbers = Numbers()


def numbered(text: str) -> NDArray[np.uint64]:
    """The words of a text as numbers, shape (words,)."""
    split = _split(text)
    numbers = np.fromiter(map(_numbers.__getitem__, split), dtype=np.uint64, count=len(split))
    kept: NDArray[np.uint64] = numbers[numbers != 0]
    return kept


def places(text: str) -> list[tuple[int, int]]:
    """Where the words of `numbered(text)` are: character offsets, end exclusive, without punctuation."""
    ideograph, mixed, edges = _patterns()
    pattern = mixed if ideograph.search(text) else re.compile(r"\S+")
    found = []
    for match in pattern.finditer(text):
        written = match[0].partition("](")[0]
        bare = edges.sub("", written)
        if bare:
            start = match.start() + written.find(bare)
            found.append((start, start + len(bare)))
    return found


def _split(text: str) -> list[str]:
    if not text.isascii():
        ideograph, mixed, _ = _patterns()
        if ideograph.search(text):
            return mixed.findall(text)
    return text.split()
