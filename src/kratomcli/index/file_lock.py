"""One writer at a time: a lock on a file, which the system frees when its process dies."""

from __future__ import annotations

import os
import time

from kratomcli.errors import IndexLocked
from kratomcli.files.reading import FileUnreadable, read_file
from kratomcli.files.writing import make_private_folder, open_lock, rewrite, try_lock

_PAUSE = 0.05  # seconds between two tries


class Lock:
    """The lock on writing one index, reentrant. `path` is its file; None for an index in memory."""

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
        make_private_folder(os.path.dirname(path))
        handle = open_lock(path)
        try:
            if try_lock(handle) and _is_at(handle, path):
                rewrite(handle, f"{os.getpid()} {time.time()}".encode())
                self._handle, handle = handle, -1
                return True
        finally:
            if handle >= 0:
                os.close(handle)
        return False

    def _holder(self, path: str) -> str:
        """Who has it, as far as is known."""
        try:
            process, since = read_file(path, limit=1000).split()
            return f"process {int(process)}, for {max(time.time() - float(since), 0):.0f} s,"
        except (FileUnreadable, ValueError, OverflowError):
            return "another process"


def _is_at(handle: int, path: str) -> bool:
    """Whether the file is still the one of that name: a folder may be thrown away while one waits."""
    try:
        return os.path.samestat(os.fstat(handle), os.stat(path))
    except FileNotFoundError:
        return False
