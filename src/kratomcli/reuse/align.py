"""The passages that two texts share, found by aligning their words.

Runs of equal words are chained into passages while the gaps between them are small; the order of the runs
may differ, as where sentences were moved. Most runs are short and by chance: those from which no step leads
to a long one can't be part of a passage, and are left out before.
"""

from __future__ import annotations

from bisect import bisect
from typing import TYPE_CHECKING

import numpy as np

from kratomcli.named_tuples import NamedTuple
from kratomcli.reuse.fingerprints import shingles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from kratomcli.reuse.tokens import Words

LEAST = 8
"""Minimum number of consecutive equal words in a passage."""
_LEAST_CHANGED = 12  # minimum number of equal words in a passage with changed words
_LEAST_RUN = 6  # minimum number of them in a row
_SIZE = 3  # words in a run, at least
_LEAST_SHARE = 0.5  # minimum share of equal words in a passage
_GAP = 8  # maximum number of words between two runs of a passage
_SURE = 6  # minimum number of words in a run that is in another order
_REACH = 150  # maximum number of words between runs in another order
_MOST = 8  # maximum number of places in the other text that are tried for the beginning of a run
_STEPS = 16  # maximum number of steps from a long run that are looked at


class AlignedPassage(NamedTuple):
    """A passage that two texts share: words [start, end) of one, [other_start, other_end) of the other.

    `same` is the number of equal words.
    """

    start: int
    end: int
    other_start: int
    other_end: int
    same: int


class _Run(NamedTuple):
    at: int
    other: int
    length: int


class _Chain:
    """A passage under construction: runs in the order of the first text."""

    def __init__(self, run: _Run) -> None:
        self.runs = [run]
        self.end = run.at + run.length
        self.other_start, self.other_end = run.other, run.other + run.length
        self.longest = run.length

    def take(self, run: _Run) -> bool:
        """Add a run, which begins no earlier than the last one, if it is near; return whether it is."""
        if run.at - self.end > _GAP:
            return False
        last = self.runs[-1]
        forward = run.other - (last.other + last.length)
        in_order = -last.length < forward <= _GAP and abs(forward - (run.at - last.at - last.length)) <= _GAP
        if not in_order:
            apart = max(run.other - self.other_end, self.other_start - (run.other + run.length))
            if min(run.length, self.longest) < _SURE or apart > _REACH:
                return False
        if run.at + run.length <= self.end:
            return in_order
        self.runs.append(run)
        self.end = run.at + run.length
        self.other_start = min(self.other_start, run.other)
        self.other_end = max(self.other_end, run.other + run.length)
        self.longest = max(self.longest, run.length)
        return True

    def passages(self) -> Iterator[AlignedPassage]:
        """The passages of these runs, split where the gap in the other text is too large."""
        for part in _close(self.runs, lambda run: run.other):
            for runs in _close(part, lambda run: run.at):
                passage = _passage(runs)
                if passage is not None:
                    yield passage


def _close(runs: Sequence[_Run], place: Callable[[_Run], int]) -> Iterator[list[_Run]]:
    """Groups of runs with small gaps between the runs of a group."""
    group: list[_Run] = []
    end = 0
    for run in sorted(runs, key=place):
        if group and place(run) - end > _GAP:
            yield group
            group = []
        group.append(run)
        end = max(end, place(run) + run.length)
    if group:
        yield group


def _passage(runs: Sequence[_Run]) -> AlignedPassage | None:
    """The passage of these runs; None if it is too short or has too few equal words."""
    same, end = 0, runs[0].at
    for run in runs:
        same += max(run.at + run.length - max(run.at, end), 0)
        end = max(end, run.at + run.length)
    found = AlignedPassage(
        runs[0].at,
        end,
        min(run.other for run in runs),
        max(run.other + run.length for run in runs),
        same,
    )
    longest = max(run.length for run in runs)
    if longest < (LEAST if same < _LEAST_CHANGED else _LEAST_RUN):
        return None
    longer = max(found.end - found.start, found.other_end - found.other_start)
    return found if same >= _LEAST_SHARE * longer else None


def shared(one: Words, other: Words) -> list[AlignedPassage]:
    """The passages that two texts share, in the order of the first."""
    found = equal_runs(one, other, _SIZE, _MOST)
    kept = _near_long(found)
    at, there, length = found.at[kept], found.other[kept], found.length[kept]
    chains: list[_Chain] = []
    open_chains: list[_Chain] = []
    for run in map(_Run, at.tolist(), there.tolist(), length.tolist()):
        open_chains = [chain for chain in open_chains if run.at - chain.end <= _GAP]
        # Longest first, so that a stray run does not begin a passage.
        if not any(chain.take(run) for chain in sorted(open_chains, key=lambda chain: -chain.longest)):
            chains.append(_Chain(run))
            open_chains.append(chains[-1])
    # Of passages of the same length, those come first that are the first to have no run near behind them.
    following = np.searchsorted(found.at, [chain.end + _GAP for chain in chains], side="right")
    in_order = [chains[number] for number in np.argsort(following, kind="stable")]
    return _without_repeats([passage for chain in in_order for passage in chain.passages()])


def _without_repeats(passages: list[AlignedPassage]) -> list[AlignedPassage]:
    """The passages without those that overlap a longer one in the first text."""
    kept: list[AlignedPassage] = []
    for passage in sorted(passages, key=lambda passage: -passage.same):
        at = bisect(kept, passage)
        if (not at or kept[at - 1].end <= passage.start) and (
            at == len(kept) or passage.end <= kept[at].start
        ):
            kept.insert(at, passage)
    return kept


class EqualRuns(NamedTuple):
    """Runs of equal words: columns of the same length, ordered by the first text, the longest first."""

    at: NDArray[np.int64]
    other: NDArray[np.int64]
    length: NDArray[np.int64]
    is_complete: bool
    """Whether no word has so many places in the other text that some were left out."""


def equal_runs(one: Words, other: Words, size: int, most: int) -> EqualRuns:
    """Runs of at least `size` equal words in both texts, from at most `most` places in the other for each."""
    ours, theirs = shingles(one, size), shingles(other, size)
    order = np.argsort(theirs, kind="stable")
    low, count = _equal(ours, theirs[order])
    is_complete = bool(count.max(initial=0) <= most)
    count = np.minimum(count, most)
    at = np.repeat(np.arange(len(ours)), count)
    within = np.arange(len(at)) - np.repeat(np.cumsum(count) - count, count)
    there = order[np.repeat(low, count) + within]
    diagonal = there - at
    by_diagonal = np.lexsort((at, diagonal))
    at, there, diagonal = at[by_diagonal], there[by_diagonal], diagonal[by_diagonal]
    begins = np.flatnonzero((np.diff(diagonal, prepend=0) != 0) | (np.diff(at, prepend=-2) != 1))
    lengths = np.diff(begins, append=len(at)) + size - 1
    at, there = at[begins], there[begins]
    by_place = np.lexsort((-lengths, at))
    return EqualRuns(at[by_place], there[by_place], lengths[by_place], is_complete)


def _equal(
    wanted: NDArray[np.uint64], ordered: NDArray[np.uint64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each number, where the first equal one is among `ordered`, and how many are equal."""
    begins = np.flatnonzero(np.diff(ordered) != 0) + 1
    begins = np.concatenate(([0], begins)) if len(ordered) else begins
    different = ordered[begins]
    # Sorted first: to look up what is near what was looked up before is several times faster.
    order = np.argsort(wanted)
    place = np.empty(len(wanted), dtype=np.int64)
    place[order] = np.searchsorted(different, wanted[order])
    is_there = place < len(different)
    is_there[is_there] = different[place[is_there]] == wanted[is_there]
    place[~is_there] = 0
    sizes = np.diff(begins, append=len(ordered))
    low, count = np.zeros_like(place), np.zeros_like(place)
    low[is_there], count[is_there] = begins[place[is_there]], sizes[place[is_there]]
    return low, count


def _near_long(runs: EqualRuns) -> NDArray[np.bool_]:
    """Which runs are long enough for a passage, or lead to one that is, by steps that a chain may take.

    Such a step is to a run that is at most _GAP words on, and at most that many less or more on in the other
    text. Of two ways to cut that difference of the places into pieces, one has both runs in the same piece.
    """
    kept = runs.length >= _LEAST_RUN
    groups = [_groups(runs, cut) for cut in (0, _GAP)]
    for _ in range(_STEPS):
        before = kept
        for group in groups:
            reached = np.zeros(len(group), dtype=np.bool_)
            reached[group[kept]] = True
            kept = reached[group]
        if np.array_equal(kept, before):
            return kept
    return np.ones_like(kept)


def _groups(runs: EqualRuns, cut: int) -> NDArray[np.int64]:
    """For each run the number of its group: those in a piece of the differences, with small gaps between."""
    piece = (runs.other - runs.at + cut) // (2 * _GAP)
    order = np.argsort(piece, kind="stable")
    end = runs.at + runs.length
    # As if the pieces stood one behind another, far apart.
    far = piece[order] * (end.max(initial=0) + _GAP + 1)
    start, end = runs.at[order] + far, np.maximum.accumulate(end[order] + far)
    group = np.empty(len(order), dtype=np.int64)
    group[order] = np.cumsum(np.concatenate(([False], start[1:] - end[:-1] > _GAP))[: len(order)])
    return group
