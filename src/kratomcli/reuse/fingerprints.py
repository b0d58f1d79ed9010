"""Fingerprints of passages, which tell the pairs of articles that may share one without reading them.

Every SHINGLE consecutive words have a hash; of these, one in SAMPLE is stored with article and position:
those below a limit (Manber, "Finding similar files in a large file system", 1994). The selection depends on
the words alone, so that a changed copy agrees on the unchanged words; with winnowing it would depend on
neighbouring words, too. A posting is a 64-bit number: 28 bits of the hash, 24 of the article's number, 12 of
the position in steps of STEP words. Postings are stored as sorted arrays, and looked up by merging.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kratomcli.reuse.tokens import Words

    Postings = NDArray[np.uint64]
    """Sorted fingerprints of one or many articles."""

SHINGLE = 4
SAMPLE = 6
SAMPLE_IDEOGRAPHS = 24  # for words of single characters: about as many fingerprints per line of text
STEP = 4
MOST_ARTICLES = 1 << 24
_LAST_STEP = (1 << 12) - 1
_IN_CACHE = 1 << 15  # words hashed at once, to stay within the processor's cache
_AT_ONCE = 8_000_000  # postings of 8 bytes
_COMMON = 16  # a shingle in more articles than this is common
_FIRST_HOLDERS = 4  # articles that are compared because of a common shingle
_NEAR = 64  # maximum number of words between two shingles of a passage
_RUN = 4  # consecutive common shingles that count as much as two rare ones
_RUN_STEPS = 28  # minimum number of words that they span
_MOST_PAIRS = 32  # maximum number of articles that one article is compared with, and
_PAIRS = 3  # on average in a batch; if all articles share sentences, the weakest pairs are left out

_FACTORS = [
    *(0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5),
    *(0xA0761D6478BD642F, 0xE7037ED1A0B428DB, 0x8EBC6AF09C88C6E3, 0x589965CC75374CC3),
]


def shingles(words: Words, size: int = SHINGLE) -> NDArray[np.uint64]:
    """The hashes of all `size` consecutive words, at most 8, shape (words - size + 1,)."""
    total: NDArray[np.uint64] = np.zeros(max(len(words) - size + 1, 0), dtype=np.uint64)
    for start in range(0, len(total), _IN_CACHE):
        part = total[start : start + _IN_CACHE]
        for at in range(size):
            first = start + at
            part += words[first : first + len(part)] * np.uint64(_FACTORS[at])
        part ^= part >> np.uint64(31)
        part *= np.uint64(0xBF58476D1CE4E5B9)
        part ^= part >> np.uint64(29)
    return total


def postings(texts: Sequence[Words], first: int) -> Postings:
    """The sorted postings of some texts, which are the articles numbered from `first`."""
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
    whole = chosen + SHINGLE <= starts[article + 1]  # no shingle spans two texts
    chosen, article = chosen[whole], article[whole]
    steps = np.minimum((chosen - starts[article]) // STEP, _LAST_STEP).astype(np.uint64)
    # The upper bits select shingles; the lower ones identify them.
    made: Postings = hashes[chosen] << np.uint64(36)
    made |= (article + first).astype(np.uint64) << np.uint64(12)
    made |= steps
    made.sort()
    return made


def merged(arrays: Sequence[Postings], alive: NDArray[np.bool_]) -> Iterator[Postings]:
    """Merge sorted arrays into one, yielded in parts, without articles whose numbers are not in `alive`."""
    parts = max(sum(map(len, arrays)) // _AT_ONCE, 1)
    bounds = np.linspace(0, 1 << 28, parts + 1).astype(np.uint64)[1:-1] << np.uint64(36)
    cuts = [[0, *np.searchsorted(array, bounds).tolist(), len(array)] for array in arrays]
    for part in range(parts):
        pieces = [array[cut[part] : cut[part + 1]] for array, cut in zip(arrays, cuts, strict=True)]
        whole = np.concatenate([piece[alive[_articles(piece)]] for piece in pieces])
        whole.sort(kind="stable")
        yield whole
        _release(arrays)


class Pairs(NamedTuple):
    """Pairs of articles, by number, that may share a passage: two sorted columns of the same length."""

    article: NDArray[np.int64]
    earlier: NDArray[np.int64]


class _Matches(NamedTuple):
    """Equal shingles in an article and an earlier one: columns of the same length."""

    article: NDArray[np.int64]
    earlier: NDArray[np.int64]
    place: NDArray[np.int64]
    """Position of the shingle in the article, in words."""
    earlier_place: NDArray[np.int64]
    is_common: NDArray[np.bool_]
    """Whether the shingle is in many articles."""

    def at(self, rows: NDArray[np.int64] | NDArray[np.bool_] | slice) -> _Matches:
        """Some of the rows: by index, by mask or by slice."""
        return _Matches(
            self.article[rows],
            self.earlier[rows],
            self.place[rows],
            self.earlier_place[rows],
            self.is_common[rows],
        )


_NONE = np.empty(0, dtype=np.int64)
_NO_MATCHES = _Matches(_NONE, _NONE, _NONE, _NONE, np.empty(0, dtype=np.bool_))


def _joined(parts: Sequence[_Matches]) -> _Matches:
    article, earlier, place, earlier_place, is_common = zip(*parts, strict=True)
    return _Matches(
        np.concatenate(article),
        np.concatenate(earlier),
        np.concatenate(place),
        np.concatenate(earlier_place),
        np.concatenate(is_common),
    )


def candidates(new: Postings, known: Sequence[Postings]) -> Pairs:
    """Pairs of an article of `new` and an earlier one that may share a passage.

    They have two equal shingles near each other, or a run of common ones.
    """
    found = [_NO_MATCHES]
    parts = max(sum(map(len, known)) // _AT_ONCE, 1)
    for part in np.array_split(new, parts):
        found.append(_matches(part, known))
        _release(known)
    return _near(_joined(found))


def _matches(new: Postings, known: Sequence[Postings]) -> _Matches:
    """The shingles of `new` that are also in an earlier article: so many at most, of the earliest articles.

    Which these are does not depend on how the known postings are divided among arrays.
    """
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
    most = np.where(is_common, _FIRST_HOLDERS, _COMMON)
    places, holders = [], []
    for array, at, low, high in ranges:
        number = np.minimum(high - low, most[at])
        place = np.repeat(at, number)
        within = np.arange(len(place)) - np.repeat(np.cumsum(number) - number, number)
        places.append(place)
        holders.append(array[np.repeat(low, number) + within])
    ours, theirs = np.concatenate(places), np.concatenate(holders)
    order = np.lexsort((theirs, ours))
    ours, theirs = ours[order], theirs[order]
    kept = _ranks(ours) < most[ours]
    kept &= _articles(theirs) < _articles(new[ours])
    ours, theirs = ours[kept], theirs[kept]
    one = new[ours]
    return _Matches(_articles(one), _articles(theirs), _words(one), _words(theirs), is_common[ours])


def _ranks(groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each of some sorted numbers, how many equal ones are before it."""
    first = np.flatnonzero(np.diff(groups, prepend=-1))
    ranks: NDArray[np.int64] = np.arange(len(groups)) - np.repeat(first, np.diff(first, append=len(groups)))
    return ranks


def mapped(file: mmap.mmap) -> Postings:
    """The postings in a file, mapped into memory."""
    return np.frombuffer(file, dtype="<u8")


def _release(arrays: Sequence[Postings]) -> None:
    """Release the memory of mapped files to the system; they are read again if needed."""
    for array in arrays:
        file = array.base.obj if isinstance(array.base, memoryview) else array.base  # as numpy's versions do
        if isinstance(file, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            file.madvise(mmap.MADV_DONTNEED)


def _near(matches: _Matches) -> Pairs:
    """The pairs with matches that are near each other in both articles."""
    matches = matches.at(np.lexsort((matches.place, matches.earlier, matches.article)))
    first, second = matches.at(slice(None, -1)), matches.at(slice(1, None))
    two = _are_near(first, second, 1)
    two &= ~(first.is_common | second.is_common)
    two &= first.place != second.place
    chosen = [_pair_numbers(first.at(two))]
    first, last = matches.at(slice(None, 1 - _RUN)), matches.at(slice(_RUN - 1, None))
    run = _are_near(first, last, _RUN - 1)
    run &= last.place - first.place >= _RUN_STEPS
    run &= np.abs(last.earlier_place - first.earlier_place) >= _RUN_STEPS
    chosen.append(_pair_numbers(first.at(run)))
    numbers, strength = np.unique(np.concatenate(chosen), return_counts=True)
    return _strongest(Pairs(numbers // MOST_ARTICLES, numbers % MOST_ARTICLES), strength)


def _pair_numbers(matches: _Matches) -> NDArray[np.int64]:
    """The pair of each match as one number, sorted like the pairs."""
    return matches.article * MOST_ARTICLES + matches.earlier


def _strongest(pairs: Pairs, strength: NDArray[np.int64]) -> Pairs:
    """The pairs with most shingles, within the limits per article and on average; sorted."""
    order = np.lexsort((-strength, pairs.article))
    first = np.flatnonzero(np.diff(pairs.article[order], prepend=-1))
    kept = order[_ranks(pairs.article[order]) < _MOST_PAIRS]
    most = max(_MOST_PAIRS, _PAIRS * len(first))
    kept = np.sort(kept[np.argsort(-strength[kept], kind="stable")[:most]])
    return Pairs(pairs.article[kept], pairs.earlier[kept])


def _are_near(first: _Matches, last: _Matches, apart: int) -> NDArray[np.bool_]:
    """Whether matches, and those `apart` rows later, are of one pair and near each other in both articles."""
    near: NDArray[np.bool_] = first.article == last.article
    near &= first.earlier == last.earlier
    near &= last.place - first.place <= _NEAR * apart
    near &= np.abs(last.earlier_place - first.earlier_place) <= _NEAR * apart
    return near


def _articles(array: Postings) -> NDArray[np.int64]:
    return ((array >> np.uint64(12)) & np.uint64(MOST_ARTICLES - 1)).astype(np.int64)


def _words(array: Postings) -> NDArray[np.int64]:
    return (array & np.uint64(_LAST_STEP)).astype(np.int64) * STEP
