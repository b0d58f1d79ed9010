"""One writer at a time: a lock on a file, which the system frees when its process dies."""

from __future__ import annotations

import os
import sys
import time

from kratomcli.errors import IndexLocked

_PAUSE = 0.05  # seconds between two tries


class Lock:
    """The right to write one index; may be taken again by who has it. `path` is None where nobody else is."""

    def __init__(self, path: str | None) -> None:
        self._path = path
        self._handle = -1
        self._depth = 0

    def take(self, wait: float = 0.0) -> None:
        """Take it, waiting at most so many seconds for another process.

        Raises:
            IndexLocked: another process still has it.
            OSError: its file can't be made.
        """
        if self._path is not None and self._depth == 0:
            deadline = time.monotonic() + wait
            while not self._taken(self._path):
                if time.monotonic() >= deadline:
                    raise IndexLocked(
                        f"{self._holder(self._path)} is writing the index", hint="Try again in a moment."
                    )
                time.sleep(_PAUSE)
        self._depth += 1

    def free(self) -> None:
        """Give it back."""
        self._depth -= 1
        if self._depth == 0 and self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def _taken(self, path: str) -> bool:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            if _lock(handle) and _is_at(handle, path):
                os.ftruncate(handle, 0)
                os.write(handle, f"{os.getpid()} {time.time()}".encode())
                self._handle, handle = handle, -1
                return True
        finally:
            if handle >= 0:
                os.close(handle)
        return False

    def _holder(self, path: str) -> str:
        """Who has it, as far as is known."""
        try:
            with open(path) as file:
                process, since = file.read().split()
            return f"process {process}, for {max(time.time() - float(since), 0):.0f} s,"
        except (OSError, ValueError):
            return "another process"


def _is_at(handle: int, path: str) -> bool:
    """Whether the file is still the one of that name: a folder may be thrown away while one waits."""
    try:
        return os.path.samestat(os.fstat(handle), os.stat(path))
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> bool:
        os.lseek(handle, 1 << 20, os.SEEK_SET)  # far behind what others read
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        os.lseek(handle, 0, os.SEEK_SET)
        return True

else:

    def _lock(handle: int) -> bool:
        import fcntl

        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
