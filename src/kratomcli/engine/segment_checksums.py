"""Verifying the checksums of a tantivy index's files.

tantivy writes a footer with a checksum to each of its files, but does not verify it when it opens them. A
file is: body, JSON object with the CRC-32 of the body, length of that object (4 bytes, little-endian), magic
number (4 bytes, little-endian).
"""

from __future__ import annotations

import json
import os
from collections.abc import Container
from zlib import crc32

from kratomcli.files.reading import FileUnreadable, open_file, read_file
from kratomcli.patterns import lazy_regex

META = 1 << 26
"""Maximum size of meta.json in bytes; it lists the segments of the index."""

_MAGIC = 1337
_LONGEST = 1000  # maximum length of the JSON object in a footer, in bytes
_CHUNK = 1 << 20
_PARTS = ("fast", "fieldnorm", "idx", "pos", "store", "term")
_CRC = lazy_regex(rb'"crc":(\d+)')


def faults(folder: str, names: Container[str] | None = None) -> list[str]:
    """The names of files that are missing or don't match their checksum.

    Args:
        names: files to verify; None for all files in use.
    """
    used = _used(folder)
    if used is None:
        return ["meta.json"]
    damaged = [
        name
        for name in used
        if (names is None or name in names) and not _is_whole(os.path.join(folder, name))
    ]
    # Files may be gone because a writer has merged their segments meanwhile: list those in use again.
    return [name for name in damaged if name in (_used(folder) or ())]


def _used(folder: str) -> list[str] | None:
    """The names of the files in use; None if meta.json, which lists them, is damaged."""
    try:
        meta = json.loads(read_file(os.path.join(folder, "meta.json"), limit=META))
        return [name for segment in meta["segments"] for name in _files(segment)]
    except (FileUnreadable, ValueError, KeyError, TypeError):
        return None


def _files(segment: dict[str, object]) -> list[str]:
    """The names of the files of a segment, as meta.json describes it."""
    stem = str(segment["segment_id"]).replace("-", "")
    found = [f"{stem}.{part}" for part in _PARTS]
    deletes = segment["deletes"]
    if isinstance(deletes, dict):
        found.append(f"{stem}.{deletes['opstamp']}.del")
    return found


def _is_whole(path: str) -> bool:
    """Whether a file exists and its body matches the checksum in its footer."""
    try:
        with open_file(path) as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(size - 8, 0))
            length, magic = (int.from_bytes(file.read(4), "little") for _ in range(2))
            if magic != _MAGIC or length > min(_LONGEST, size - 8):
                return False
            file.seek(size - 8 - length)
            noted = _CRC.search(file.read(length))
            file.seek(0)
            left, checksum = size - 8 - length, 0
            while left > 0:
                chunk = file.read(min(left, _CHUNK))
                if not chunk:
                    return False
                checksum = crc32(chunk, checksum)
                left -= len(chunk)
    except (FileUnreadable, OSError):
        return False
    return noted is not None and int(noted[1]) == checksum
