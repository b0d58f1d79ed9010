"""The passages that two texts share, found by aligning their words.

Runs of equal words are chained into passages while the gaps between them are small; the order of the runs
may differ, as where sentences were moved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kratomcli.named_tuples import NamedTuple
from kratomcli.reuse.fingerprints import shingles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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
    open_chains: list[_Chain] = []
    done: list[_Chain] = []
    for run in _runs(one, other):
        still: list[_Chain] = []
        for chain in open_chains:
            (still if run.at - chain.end <= _GAP else done).append(chain)
        open_chains = still
        # Longest first, so that a stray run does not begin a passage.
        if not any(chain.take(run) for chain in sorted(open_chains, key=lambda chain: -chain.longest)):
            open_chains.append(_Chain(run))
    passages = [passage for chain in done + open_chains for passage in chain.passages()]
    return _without_repeats(passages)


def _without_repeats(passages: list[AlignedPassage]) -> list[AlignedPassage]:
    """The passages without those that overlap a longer one in the first text."""
    kept: list[AlignedPassage] = []
    for passage in sorted(passages, key=lambda passage: -passage.same):
        if all(passage.end <= other.start or passage.start >= other.end for other in kept):
            kept.append(passage)
    return sorted(kept)


def _runs(one: Words, other: Words) -> list[_Run]:
    """Runs of at least _SIZE equal words in both texts, ordered by their place in the first."""
    ours, theirs = shingles(one, _SIZE), shingles(other, _SIZE)
    order = np.argsort(theirs, kind="stable")
    ordered = theirs[order]
    low = np.searchsorted(ordered, ours)
    count = np.minimum(np.searchsorted(ordered, ours, side="right") - low, _MOST)
    at = np.repeat(np.arange(len(ours)), count)
    if not len(at):
        return []
    within = np.arange(len(at)) - np.repeat(np.cumsum(count) - count, count)
    there = order[np.repeat(low, count) + within]
    diagonal = there - at
    by_diagonal = np.lexsort((at, diagonal))
    at, there, diagonal = at[by_diagonal], there[by_diagonal], diagonal[by_diagonal]
    begins = np.flatnonzero(np.concatenate(([True], (np.diff(diagonal) != 0) | (np.diff(at) != 1))))
    lengths = np.diff(np.concatenate((begins, [len(at)]))) + _SIZE - 1
    runs = map(_Run, at[begins].tolist(), there[begins].tolist(), lengths.tolist())
    return sorted(runs, key=lambda run: (run.at, -run.length))
