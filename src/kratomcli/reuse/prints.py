"""Fingerprints of passages: which articles may share some, out of millions, without reading them.

Every run of SHINGLE words has a hash; those whose hash falls below a limit, one in SAMPLE, are kept
with their article and place (Manber, "Finding similar files in a large file system", 1994; the
choice depends on the words alone, so that a copy with changed words still agrees on the others,
where winnowing's choice depends on the neighbours too). A posting is one number of 64 bits: 28 of the
hash, 24 of the article's number, 12 of the place in steps of STEP words. Postings are kept as sorted
arrays, so that looking up is merging.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.uint64]

SHINGLE = 4
SAMPLE = 6
STEP = 4
MOST_ARTICLES = 1 << 24
_LAST_STEP = (1 << 12) - 1
_COMMON = 16  # holders; a shingle that more articles have says little
_FIRST_HOLDERS = 4  # of a common shingle, those that it is compared with
_NEAR = 64  # words between two shingles of one passage
_RUN = 4  # common shingles side by side that say as much as two rare ones
_RUN_STEPS = 28  # words that they span at least

_FACTORS = [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5]


def shingles(words: Numbers, size: int = SHINGLE) -> Numbers:
    """A hash of every `size` words that stand side by side, shape (words - size + 1,)."""
    count = max(len(words) - size + 1, 0)
    total = np.zeros(count, dtype=np.uint64)
    for at in range(size):
        total += words[at : at + count] * np.uint64(_FACTORS[at])
    total ^= total >> np.uint64(31)
    total *= np.uint64(0xBF58476D1CE4E5B9)
    total ^= total >> np.uint64(29)
    return total


def postings(texts: Sequence[Numbers], first: int) -> Numbers:
    """The sorted postings of some texts, which are the articles number `first` and on."""
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    if not lengths.sum():
        return np.empty(0, dtype=np.uint64)
    hashes = shingles(np.concatenate(texts))
    chosen = np.flatnonzero(hashes < np.uint64(2**64 // SAMPLE))
    starts = np.concatenate(([0], np.cumsum(lengths)))
    article = np.searchsorted(starts, chosen, side="right") - 1
    whole = chosen + SHINGLE <= starts[article + 1]  # not across two texts
    chosen, article = chosen[whole], article[whole]
    steps = np.minimum((chosen - starts[article]) // STEP, _LAST_STEP).astype(np.uint64)
    # The upper bits chose the shingle; the lower ones tell it apart.
    made = hashes[chosen] << np.uint64(36)
    made |= (article + first).astype(np.uint64) << np.uint64(12)
    made |= steps
    made.sort()
    return made


def merged(arrays: Sequence[Numbers], alive: NDArray[np.bool_]) -> Numbers:
    """Sorted arrays as one, without the articles whose numbers are not `alive`."""
    kept = [array[alive[_articles(array)]] for array in arrays]
    whole = np.concatenate(kept)
    whole.sort(kind="stable")
    return whole


def candidates(new: Numbers, known: Sequence[Numbers]) -> NDArray[np.int64]:
    """Pairs of articles that may share a passage, shape (pairs, 2): one of `new` and an earlier one.

    Two shingles near each other in both articles make a pair, or a run of common ones.
    """
    hashes = new >> np.uint64(36)
    rows: list[NDArray[np.int64]] = []
    counts = np.zeros(len(new), dtype=np.int64)
    ranges = []
    for array in known:
        low = np.searchsorted(array, hashes << np.uint64(36))
        inside = low < len(array)
        inside[inside] = (array[low[inside]] >> np.uint64(36)) == hashes[inside]
        at = np.flatnonzero(inside)
        low = low[at]
        ends = ((hashes[at] + np.uint64(1)) << np.uint64(36)) - np.uint64(1)
        high = np.searchsorted(array, ends, side="right")
        counts[at] += high - low
        ranges.append((array, at, low, high))
    is_common = counts > _COMMON
    for array, at, low, high in ranges:
        number = np.minimum(high - low, np.where(is_common[at], _FIRST_HOLDERS, _COMMON))
        ours = np.repeat(at, number)
        within = np.arange(len(ours)) - np.repeat(np.cumsum(number) - number, number)
        theirs = array[np.repeat(low, number) + within]
        earlier = _articles(theirs) < _articles(new[ours])
        ours, theirs = ours[earlier], theirs[earlier]
        rows.append(
            np.stack(
                [_articles(new[ours]), _articles(theirs), _words(new[ours]), _words(theirs), is_common[ours]],
                axis=1,
            )
        )
    return _near(np.concatenate(rows)) if rows else np.empty((0, 2), dtype=np.int64)


def _near(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """The pairs among (article, other, place, place in other, is common) that are worth reading."""
    rows = rows[np.lexsort((rows[:, 2], rows[:, 1], rows[:, 0]))]
    two = _within(rows, 1)
    two &= rows[:-1, 4] + rows[1:, 4] == 0
    two &= rows[:-1, 2] != rows[1:, 2]
    chosen = [rows[:-1][two][:, :2]]
    if len(rows) >= _RUN:
        run = _within(rows, _RUN - 1)
        last = rows[_RUN - 1 :]
        run &= last[:, 2] - rows[: len(last), 2] >= _RUN_STEPS
        run &= np.abs(last[:, 3] - rows[: len(last), 3]) >= _RUN_STEPS
        chosen.append(rows[: len(last)][run][:, :2])
    return np.unique(np.concatenate(chosen), axis=0)


def _within(rows: NDArray[np.int64], apart: int) -> NDArray[np.bool_]:
    """Whether a row and the one so many rows on are near each other in both articles."""
    first, last = rows[:-apart], rows[apart:]
    near: NDArray[np.bool_] = (first[:, :2] == last[:, :2]).all(axis=1)
    near &= last[:, 2] - first[:, 2] <= _NEAR * apart
    near &= np.abs(last[:, 3] - first[:, 3]) <= _NEAR * apart
    return near


def _articles(array: Numbers) -> NDArray[np.int64]:
    return ((array >> np.uint64(12)) & np.uint64(MOST_ARTICLES - 1)).astype(np.int64)


def _words(array: Numbers) -> NDArray[np.int64]:
    return (array & np.uint64(_LAST_STEP)).astype(np.int64) * STEP
