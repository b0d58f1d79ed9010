"""The lock between threads of one process that have the same index open."""

from __future__ import annotations

from threading import RLock


class Turns:
    """What the indexes of one library's threads have in common: they take turns in looking at the folders."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.is_ready = False
        self.staleness = ""
