"""One writer at a time: a lock on a file, which the system releases when the process ends."""

from __future__ import annotations

import os
import time

from kratomcli.errors import IndexLocked
from kratomcli.files.reading import FileUnreadable, read_file
from kratomcli.files.writing import make_private_folder, open_lock, rewrite, try_lock

_PAUSE = 0.05  # seconds between two tries


class Lock:
    """A reentrant lock for writing one index; `path` is the locked file (None: an index in memory)."""

    def __init__(self, path: str | None) -> None:
        self._path = path
        self._handle = -1
        self._depth = 0

    def take(self, wait: float = 0.0) -> None:
        """Acquire the lock; `wait` is how many seconds to wait for another process at most.

        Raises:
            IndexLocked: another process still holds it.
            OSError: the file can't be created.
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
        """Release the lock, if it was released as often as it was acquired."""
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
        """The process that holds the lock and for how long, as written in the file, for messages."""
        try:
            process, since = read_file(path, limit=1000).split()
            return f"process {int(process)}, for {max(time.time() - float(since), 0):.0f} s,"
        except (FileUnreadable, ValueError, OverflowError):
            return "another process"


def _is_at(handle: int, path: str) -> bool:
    """Whether `path` still names the open file: the folder may be deleted while this process waits."""
    try:
        return os.path.samestat(os.fstat(handle), os.stat(path))
    except FileNotFoundError:
        return False
