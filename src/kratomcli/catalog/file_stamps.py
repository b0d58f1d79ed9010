"""Stamps of the index's own files: a file whose stamp differs from the stored one was written to.

A stamp is "size mtime ctime inode", times in nanoseconds. Programs can set mtime back, but not ctime.
"""

from __future__ import annotations

import os


def stamp(path: str) -> str:
    """The stamp of a file; "" if there is no such file."""
    try:
        return _numbers(os.stat(path))
    except OSError:
        return ""


def stamps(folder: str) -> dict[str, str]:
    """File name → stamp for the files in a folder, except hidden ones."""
    found = {}
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name[0] != ".":
                    try:
                        found[entry.name] = _numbers(entry.stat())
                    except FileNotFoundError:
                        continue  # deleted since, as by a merge of segments
    except FileNotFoundError:
        pass
    return found


def as_text(stamps: dict[str, str]) -> str:
    """Stamps as text to be stored, a line "name stamp" for each file."""
    return "\n".join(f"{name} {stamp}" for name, stamp in sorted(stamps.items()))


def from_text(text: str) -> dict[str, str]:
    """The stamps in a text that `as_text` made."""
    return dict(line.partition(" ")[::2] for line in text.splitlines())


def _numbers(stat: os.stat_result) -> str:
    return f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_ino}"
