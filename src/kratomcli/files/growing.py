"""Files of our own that grow in place: what is written is durable before a database names it."""

from __future__ import annotations

import os

from kratomcli.files.writing import StrPath, open_lock, write_all


def write_at(path: StrPath, offset: int, data: bytes) -> None:
    """Write into a file from an offset on; it is created, for the user only, if need be.

    Raises:
        OSError: it can't be written.
    """
    descriptor = open_lock(os.fspath(path))
    try:
        os.lseek(descriptor, offset, os.SEEK_SET)
        write_all(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
