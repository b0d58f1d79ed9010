"""Fingerprints of passages: which articles may share some, out of millions, without reading them.

Every run of SHINGLE words has a hash; those whose hash falls below a limit, one in SAMPLE, are kept
with their article and place (Manber, "Finding similar files in a large file system", 1994; the
choice depends on the words alone, so that a copy with changed words still agrees on the others,
where winnowing's choice depends on the neighbours too). A posting is one number of 64 bits: 28 of the
hash, 24 of the article's number, 12 of the place in steps of STEP words. Postings are kept as sorted
arrays, so that looking up is merging.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.uint64]

SHINGLE = 4
SAMPLE = 6
SAMPLE_IDEOGRAPHS = 24  # where words are single characters: as many fingerprints for a line of text
STEP = 4
MOST_ARTICLES = 1 << 24
_LAST_STEP = (1 << 12) - 1
_IN_CACHE = 1 << 15  # words hashed at once, so that no step waits for memory
_AT_ONCE = 8_000_000  # postings, of 8 bytes each
_COMMON = 16  # holders; a shingle that more articles have says little
_FIRST_HOLDERS = 4  # of a common shingle, those that it is compared with
_NEAR = 64  # words between two shingles of one passage
_RUN = 4  # common shingles side by side that say as much as two rare ones
_RUN_STEPS = 28  # words that they span at least
_MOST_PAIRS = 32  # articles that one article is compared with, and
_PAIRS = 3  # that many on the average of many: where all share sentences with all, the weakest are left out

_FACTORS = [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5]


def shingles(words: Numbers, size: int = SHINGLE) -> Numbers:
    """A hash of every `size` words that stand side by side, shape (words - size + 1,)."""
    total: Numbers = np.zeros(max(len(words) - size + 1, 0), dtype=np.uint64)
    for start in range(0, len(total), _IN_CACHE):
        part = total[start : start + _IN_CACHE]
        for at in range(size):
            first = start + at
            part += words[first : first + len(part)] * np.uint64(_FACTORS[at])
        part ^= part >> np.uint64(31)
        part *= np.uint64(0xBF58476D1CE4E5B9)
        part ^= part >> np.uint64(29)
    return total


def postings(texts: Sequence[Numbers], first: int) -> Numbers:
    """The sorted postings of some texts, which are the articles number `first` and on."""
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    if not lengths.sum():
        return np.empty(0, dtype=np.uint64)
    words = np.concatenate(texts)
    hashes = shingles(words)
    chosen = np.flatnonzero(hashes < np.uint64(2**64 // SAMPLE))
    is_word = (words[chosen] & np.uint64(1)) == 0
    chosen = chosen[is_word | (hashes[chosen] < np.uint64(2**64 // SAMPLE_IDEOGRAPHS))]
    starts = np.concatenate(([0], np.cumsum(lengths)))
    article = np.searchsorted(starts, chosen, side="right") - 1
    whole = chosen + SHINGLE <= starts[article + 1]  # not across two texts
    chosen, article = chosen[whole], article[whole]
    steps = np.minimum((chosen - starts[article]) // STEP, _LAST_STEP).astype(np.uint64)
    # The upper bits chose the shingle; the lower ones tell it apart.
    made: Numbers = hashes[chosen] << np.uint64(36)
    made |= (article + first).astype(np.uint64) << np.uint64(12)
    made |= steps
    made.sort()
    return made


def merged(arrays: Sequence[Numbers], alive: NDArray[np.bool_]) -> Iterator[Numbers]:
    """Sorted arrays as one, a part at a time, without the articles whose numbers are not `alive`."""
    parts = max(sum(map(len, arrays)) // _AT_ONCE, 1)
    bounds = np.linspace(0, 1 << 28, parts + 1).astype(np.uint64)[1:-1] << np.uint64(36)
    cuts = [[0, *np.searchsorted(array, bounds).tolist(), len(array)] for array in arrays]
    for part in range(parts):
        pieces = [array[cut[part] : cut[part + 1]] for array, cut in zip(arrays, cuts, strict=True)]
        whole = np.concatenate([piece[alive[_articles(piece)]] for piece in pieces])
        whole.sort(kind="stable")
        yield whole
        _release(arrays)


def candidates(new: Numbers, known: Sequence[Numbers]) -> NDArray[np.int64]:
    """Pairs of articles that may share a passage, shape (pairs, 2): one of `new` and an earlier one.

    Two shingles near each other in both articles make a pair, or a run of common ones.
    """
    rows = [np.empty((0, 5), dtype=np.int64)]
    parts = max(sum(map(len, known)) // _AT_ONCE, 1)
    for part in np.array_split(new, parts):
        rows += _matches(part, known)
        _release(known)
    return _near(np.concatenate(rows))


def _matches(new: Numbers, known: Sequence[Numbers]) -> Iterator[NDArray[np.int64]]:
    """Equal shingles: (article, earlier one, place, place in that one, whether many articles have it)."""
    hashes = new >> np.uint64(36)
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
        both = [_articles(new[ours]), _articles(theirs), _words(new[ours]), _words(theirs)]
        yield np.stack([*both, is_common[ours]], axis=1)


def mapped(file: mmap.mmap) -> Numbers:
    """The postings in a file that is mapped into memory: parts of it are read when they are looked at."""
    return np.frombuffer(file, dtype="<u8")


def _release(arrays: Sequence[Numbers]) -> None:
    """Let the system take back the memory that holds parts of files: they are read again if needed."""
    for array in arrays:
        file = array.base.obj if isinstance(array.base, memoryview) else array.base  # as numpy's versions do
        if isinstance(file, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            file.madvise(mmap.MADV_DONTNEED)


def _near(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """The pairs among (article, other, place, place in other, is common) that are worth reading."""
    if len(rows) < 2:
        return rows[:0, :2]
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
    pairs, strength = np.unique(np.concatenate(chosen), axis=0, return_counts=True)
    return _strongest(pairs, strength)


def _strongest(pairs: NDArray[np.int64], strength: NDArray[np.int64]) -> NDArray[np.int64]:
    """The pairs with most shingles, no more than can be afforded; in order."""
    if not len(pairs):
        return pairs
    order = np.lexsort((-strength, pairs[:, 0]))
    first = np.flatnonzero(np.diff(pairs[order, 0], prepend=-1))
    rank = np.arange(len(order)) - np.repeat(first, np.diff(first, append=len(order)))
    kept = order[rank < _MOST_PAIRS]
    most = max(_MOST_PAIRS, _PAIRS * len(first))
    kept = kept[np.argsort(-strength[kept], kind="stable")[:most]]
    return pairs[np.sort(kept)]


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
