"""The folder on disk that holds an index: its name, its size, its removal."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress


def state_folder(folders: Sequence[str], cache: str) -> str:
    """The folder for the index of these folders: named for the first, made unique by two checksums."""
    from zlib import crc32

    whole = os.fsencode("\0".join(folders))
    name = "".join(char if char.isalnum() else "-" for char in os.path.basename(folders[0]))[:40]
    return os.path.join(cache, f"{name or 'root'}-{crc32(whole):08x}{crc32(whole[::-1]):08x}")


def library_around(place: str, folders: Sequence[str], cache: str) -> str:
    """The library folder that contains `place` after following links; "" if there is none.

    Candidates are `folders`, and every single folder that has an index in `cache`.
    """
    own = {os.path.realpath(folder) for folder in folders}
    here, parent = "", os.path.realpath(place)
    while here != parent:
        here, parent = parent, os.path.dirname(parent)
        if here in own or os.path.isdir(state_folder([here], cache)):
            return here
    return ""


def size_of(folder: str) -> int:
    """Total size in bytes of the files below a folder."""
    total = 0
    for path, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.path.getsize(os.path.join(path, name))
            except OSError:  # deleted meanwhile
                continue
    return total


def remove_index(place: str | None) -> None:
    """Delete the index in this folder, but not its lock, nor files of other programs."""
    import shutil

    if place is not None:
        shutil.rmtree(os.path.join(place, "engine"), ignore_errors=True)
        for name in ("catalog.db", "catalog.db-wal", "catalog.db-shm", "catalog.db.stamp"):
            with suppress(FileNotFoundError):
                os.unlink(os.path.join(place, name))
