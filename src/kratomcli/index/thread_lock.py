"""State shared by the threads of one process that have the same index open."""

from __future__ import annotations

from threading import RLock


class Turns:
    """Shared by the `Index` instances of a library: a lock for scanning, and the result of the last scan.

    `began` is when that scan began, by the monotonic clock: it saw every change before that.
    """

    def __init__(self) -> None:
        self.lock = RLock()
        self.is_ready = False
        self.staleness = ""
        self.began = 0.0
