"""What something costs, by CPU time as ratios: the same on a slow machine and on a busy one."""

from __future__ import annotations

import time
from collections.abc import Callable

_NOTHING = 0.2
"""CPU seconds below which a cost is start-up and chance."""


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds that `work` takes."""
    began = time.process_time()
    work()
    return time.process_time() - began


def is_linear(work: Callable[[int], object], size: int) -> bool:
    """Whether four times the size costs at most ten times as much: n log n does, n² does not."""
    long = cpu(lambda: work(4 * size))
    # Twice: the caches of a processor are shared with others.
    return long < _NOTHING or min(long, cpu(lambda: work(4 * size))) < 10 * cpu(lambda: work(size))


def is_linear_in(work: Callable[[str], object], text: str) -> bool:
    """As `is_linear`, for a text and its first quarter."""
    return is_linear(lambda size: work(text[:size]), len(text) // 4)
