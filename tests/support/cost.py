"""Measure CPU time and compare it as ratios, which depend little on the speed or load of the machine."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

_NEGLIGIBLE = 0.2
"""CPU seconds below which a cost is mostly start-up and noise, and always accepted."""


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of this process that one call of `work` takes, with the garbage collector off.

    The cost of a collection depends on the objects that other tests have left in the process.
    """
    gc.collect()
    gc.disable()
    try:
        began = time.process_time()
        work()
        return time.process_time() - began
    finally:
        gc.enable()


def is_linear(work: Callable[[int], object], size: int) -> bool:
    """Whether four times the size costs less than ten times the CPU time: true of n log n, false of n²."""
    long = cpu(lambda: work(4 * size))
    # The lesser of two runs: other processes on the machine evict its caches.
    return long < _NEGLIGIBLE or min(long, cpu(lambda: work(4 * size))) < 10 * cpu(lambda: work(size))


def is_linear_in(work: Callable[[str], object], text: str) -> bool:
    """Like `is_linear`, comparing the whole text with its first quarter."""
    return is_linear(lambda size: work(text[:size]), len(text) // 4)


TRIES = 6
"""How often a measurement that is too high is repeated: load on the machine comes and goes."""


def seconds(work: Callable[[], object], runs: int = 3) -> float:
    """The least CPU seconds of `runs` calls of `work`, over all threads of this process."""
    found = []
    for _ in range(runs):
        gc.collect()
        started = time.process_time()
        work()
        found.append(time.process_time() - started)
    return min(found)


def ratio(one: Callable[[], object], other: Callable[[], object], enough: float) -> float:
    """The CPU time of `one` divided by that of `other`: the least of up to TRIES measurements.

    Stops at the first that is at most `enough`.
    """
    least = float("inf")
    for _ in range(TRIES):
        least = min(least, seconds(one) / max(seconds(other), 1e-6))
        if least <= enough:
            break
    return least
