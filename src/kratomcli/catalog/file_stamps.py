"""Time stamps of the index's own files: a file whose stamp differs from the noted one was written to.

The time of the last change of its inode is in it, which no program can set back.
"""

from __future__ import annotations

import os


def stamp(path: str) -> str:
    """A file's stamp; "" where there is none."""
    try:
        return _numbers(os.stat(path))
    except OSError:
        return ""


def stamps(folder: str) -> dict[str, str]:
    """The stamps of the files in a folder by name, hidden ones left out."""
    found = {}
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name[0] != ".":
                    try:
                        found[entry.name] = _numbers(entry.stat())
                    except FileNotFoundError:
                        continue  # merged away meanwhile
    except FileNotFoundError:
        pass
    return found


def as_text(stamps: dict[str, str]) -> str:
    return "\n".join(f"{name} {stamp}" for name, stamp in sorted(stamps.items()))


def from_text(text: str) -> dict[str, str]:
    return dict(line.partition(" ")[::2] for line in text.splitlines())


def _numbers(stat: os.stat_result) -> str:
    return f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_ino}"
