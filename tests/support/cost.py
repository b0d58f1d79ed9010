"""What something costs, by CPU time as ratios: the same on a slow machine and on a busy one."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

_NOTHING = 0.2
"""CPU seconds below which a cost is start-up and chance."""


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds that `work` takes, as the program does it: without looking for garbage.

    What that costs depends on all that other tests have left in this process.
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
    """Whether four times the size costs at most ten times as much: n log n does, n² does not."""
    long = cpu(lambda: work(4 * size))
    # Twice: the caches of a processor are shared with others.
    return long < _NOTHING or min(long, cpu(lambda: work(4 * size))) < 10 * cpu(lambda: work(size))


def is_linear_in(work: Callable[[str], object], text: str) -> bool:
    """As `is_linear`, for a text and its first quarter."""
    return is_linear(lambda size: work(text[:size]), len(text) // 4)


TRIES = 6
"""How often a growth that looks too fast is looked at again: a busy machine disturbs, but not always."""


def seconds(work: Callable[[], object], runs: int = 3) -> float:
    """Processor seconds of the best of some runs, of all threads of this process."""
    found = []
    for _ in range(runs):
        gc.collect()
        started = time.process_time()
        work()
        found.append(time.process_time() - started)
    return min(found)


def ratio(one: Callable[[], object], other: Callable[[], object], enough: float) -> float:
    """How many times `one` costs what `other` costs; measured again while it is more than `enough`."""
    least = float("inf")
    for _ in range(TRIES):
        least = min(least, seconds(one) / max(seconds(other), 1e-6))
        if least <= enough:
            break
    return least
