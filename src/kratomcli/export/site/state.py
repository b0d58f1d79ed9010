"""What a site was made of last time, so that the next time only pages that changed are made.

It stands in the site as a hidden file: for each page the print of what it was made from and what its
links depended on. It names the site's own files, too: only those are ever replaced or taken away.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from contextlib import suppress
from stat import S_ISREG
from typing import TYPE_CHECKING, Any

from kratomcli.errors import OutputError
from kratomcli.files.reading import FileMissing, FileUnreadable, read_file, read_text
from kratomcli.files.writing import make_folders, temporary_file, write_all

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

NAME = ".kratomcli-site.json"
IN_THE_MAKING = "page"
"""What files in the making are named for; they lie at the top of the site."""

_LARGEST = 1 << 30
_VERSION = 2


class State:
    """`pages`: page → [print, needs, broken, files]; `files`: everything else that was written."""

    def __init__(self, pages: dict[str, list[Any]] | None = None, files: Iterable[str] = ()) -> None:
        self.pages = pages or {}
        self.files = set(files)

    @classmethod
    def load(cls, folder: Path) -> State | None:
        """What a site's folder says; None where it holds no site of ours."""
        try:
            known = json.loads(read_text(folder / NAME, limit=_LARGEST))
        except FileMissing:
            return None
        except (FileUnreadable, ValueError, RecursionError):
            return cls()  # ours but damaged: everything is made anew
        return cls(known["pages"], known["files"]) if _is_sound(known) else cls()

    def save(self, folder: Path) -> None:
        """Write it, in one piece."""
        value = {"version": _VERSION, "pages": self.pages, "files": sorted(self.files)}
        text = json.dumps(value, separators=(",", ":"), sort_keys=True)
        put(folder, NAME, text.encode())


# What a site is made of; nothing else is ever removed, whatever a state says.
_OWN = re.compile(
    r"(?:articles|tags|years)/.+\.html|(?:assets|files)/[^/]+|pagefind/.+|[^/.][^/]*\.html|feed\.xml|sitemap\.xml"
)


def _is_sound(known: Any) -> bool:
    """Whether it is what we write: it may have come with somebody else's folder."""
    try:
        names = [*known["pages"], *known["files"]]
        return (
            known["version"] == _VERSION
            and isinstance(known["files"], list)
            and all(_OWN.fullmatch(name) and ".." not in name.split("/") for name in names)
            and all(map(_is_row, known["pages"].values()))
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


def _is_row(row: Any) -> bool:
    """Whether it is [print, [[place, what it was], ...], [[link, why], ...], [file, ...]]."""
    print, needs, broken, files = row
    texts = [print, *files, *(text for pair in (*needs, *broken) for text in pair)]
    pairs = all(len(pair) == 2 for pair in (*needs, *broken))
    places = all(":" in place for place, _ in needs)
    return pairs and places and all(isinstance(text, str) for text in texts)


def is_there(folder: Path, name: str) -> bool:
    """Whether a site has a file: a link to one is none, for it would be published with all it leads to."""
    try:
        return S_ISREG(os.lstat(f"{folder}/{name}").st_mode)
    except OSError:
        return False


def put(folder: Path, name: str, data: bytes) -> bool:
    """Write a file below the site's folder in one piece, if it isn't the same already; whether it was."""
    path = f"{folder}/{name}"
    if _holds(path, data):
        return False
    try:
        make_folders(folder, name.rpartition("/")[0])
        with temporary_file(folder, IN_THE_MAKING, sweep=False) as made:
            write_all(made.descriptor, data)
            made.become(path, replace=True)
    except FileExistsError as error:
        raise OutputError(f"{error.filename} is in the way: not a folder", hint="Move it away.") from error
    except OSError as error:
        raise OutputError(f"can't write {path}: {error.strerror or error}") from error
    return True


def _holds(path: str, data: bytes) -> bool:
    try:
        known = os.lstat(path)
        if known.st_size != len(data) or not S_ISREG(known.st_mode):
            return False
        return read_file(path, limit=len(data)) == data
    except (FileUnreadable, OSError):
        return False


def remove(folder: Path, names: Iterable[str]) -> int:
    """Take away files that the site no longer has; how many there were."""
    count = 0
    for name in names:
        parts = name.split("/")
        on_the_way = (folder.joinpath(*parts[:number]) for number in range(1, len(parts)))
        if name.startswith("/") or ".." in parts or any(place.is_symlink() for place in on_the_way):
            continue
        with suppress(OSError):
            (folder / name).unlink()
            count += 1
            for number in range(len(parts) - 1, 0, -1):
                folder.joinpath(*parts[:number]).rmdir()  # those that are empty now
    return count


def print_of(*values: object) -> str:
    """A short print of values by which to see a change."""
    return hashlib.blake2b(repr(values).encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
