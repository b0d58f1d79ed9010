"""What differs in two versions of a passage: exactly as difflib tells, but in a time that suits whole books.

difflib looks for the longest run of equal words, then for that on either side of it, and so on, at each step
among all words between. Here long runs are found once, for all steps; difflib is left with the short texts
between them.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

import numpy as np

from kratomcli.named_tuples import NamedTuple
from kratomcli.reuse.align import equal_runs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kratomcli.reuse.tokens import Words

_LONG = 8  # words in a long run
_SHORTEST = 4  # words in a run that is looked for where there is no long one
_FEW = 10_000  # pairs of words that difflib compares soon enough
_MOST = 200  # places of the same run; a text that repeats itself more often is left to difflib


class ChangedWords(NamedTuple):
    """Words [start, end) of one text that stand for words [other_start, other_end) of the other."""

    start: int
    end: int
    other_start: int
    other_end: int


class _EqualWords(NamedTuple):
    """Equal words of both texts."""

    at: int
    other: int
    length: int


def differences(one: Words, other: Words) -> list[ChangedWords]:
    """What differs, in order."""
    found = []
    at, there = 0, 0
    for block in [*sorted(_blocks(one, other, _LONG)), _EqualWords(len(one), len(other), 0)]:
        if at < block.at or there < block.other:
            found.append(ChangedWords(at, block.at, there, block.other))
        at, there = block.at + block.length, block.other + block.length
    return found


def _blocks(one: Words, other: Words, size: int) -> Iterator[_EqualWords]:
    """The equal words, without order; `size` is the length of the runs to look for first."""
    runs = None
    if size >= _SHORTEST and len(one) * len(other) > _FEW:
        runs = equal_runs(one, other, size, _MOST)
    if runs is None or not runs.is_complete:
        matcher = SequenceMatcher(None, one.tolist(), other.tolist(), autojunk=False)
        yield from (_EqualWords(*block) for block in matcher.get_matching_blocks())
        return
    pending = [(ChangedWords(0, len(one), 0, len(other)), runs.at, runs.other - runs.at, runs.length)]
    while pending:
        (low, high, other_low, other_high), at, shift, length = pending.pop()
        if low == high or other_low == other_high:
            continue
        start = np.maximum(at, np.maximum(low, other_low - shift))
        within = np.minimum(at + length, np.minimum(high, other_high - shift)) - start
        kept = within >= size
        if not kept.any():
            for block in _blocks(one[low:high], other[other_low:other_high], size // 2):
                yield _EqualWords(low + block.at, other_low + block.other, block.length)
            continue
        at, shift, length, start, within = at[kept], shift[kept], length[kept], start[kept], within[kept]
        best = np.lexsort((shift, start, -within))[0]
        block = _EqualWords(int(start[best]), int(start[best] + shift[best]), int(within[best]))
        yield block
        pending.append((ChangedWords(low, block.at, other_low, block.other), at, shift, length))
        after = ChangedWords(block.at + block.length, high, block.other + block.length, other_high)
        pending.append((after, at, shift, length))
