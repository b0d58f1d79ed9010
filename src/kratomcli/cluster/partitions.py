"""The partitions of a library: what one worker writes at a time.

A partition is a folder directly below the library's, or all files that lie in no such folder; or else one
of a number of ranges of keys, which are as good as random. In a library of several folders, it is one
directly below each of those.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kratomcli.cluster.rows import key_of
from kratomcli.index.file_changes import as_listing, lines_of
from kratomcli.model.paths import shown_path
from kratomcli.named_tuples import NamedTuple

FOLDERS = "folders"
"""The scheme by which folders are partitions; that of ranges of keys is their number."""
_KEYS = 1 << 63


def top_of(path: str, depth: int) -> str:
    """The folder that names the partition of a file: the first `depth` names of its path, or fewer."""
    return "/".join(path.split("/")[:-1][:depth])


class Partition(NamedTuple):
    """A part of the library of this name on a cluster; `name` is what its lease is called.

    It is a folder (`folder` is its path within the library, of `depth` names, or fewer for files that lie in
    no such folder), or, where that is None, the keys from `low` to `high`, both inclusive.
    """

    library: str
    name: str
    folder: str | None
    depth: int
    low: int = 0
    high: int = _KEYS - 1

    def holds(self, path: str) -> bool:
        """Whether the file of this path within the library is in it."""
        if self.folder is not None:
            return top_of(path, self.depth) == self.folder
        return self.low <= key_of(self.library, path) <= self.high

    def query(self, key: str) -> dict[str, Any]:
        """What finds its documents; `key` is the field of keys."""
        if self.folder is not None:
            return {"term": {"top": self.folder}}
        return {"range": {key: {"gte": self.low, "lte": self.high}}}

    # -- scanned by itself: see `scan.Part` --------------------------------------------------------

    def enters(self, folder: bytes) -> bool:
        if self.folder is None:
            return True
        names = shown_path(folder)[0].split("/")
        return names[: self.depth] == self.folder.split("/")[: len(names)]

    def listing(self, folder: bytes, listing: bytes) -> bytes:
        """Its files in a listing, without their inodes, which another host would not know them by."""
        before = folder + b"/" if folder else b""
        lines = lines_of(listing)
        if self.folder is None:
            lines = {name: line for name, line in lines.items() if self.holds(shown_path(before + name)[0])}
        elif not self.holds(shown_path(before)[0]):
            return b""
        return as_listing({name: _without_inode(line) for name, line in lines.items()})


def partitions(scheme: str, library: str, folders: Iterable[str], depth: int) -> list[Partition]:
    """The partitions of a library by a scheme; `folders` are those that name one (see `top_of`)."""
    if scheme == FOLDERS:
        return [Partition(library, folder, folder, depth) for folder in sorted(folders)]
    number = int(scheme)
    bounds = [_KEYS * at // number for at in range(number + 1)]
    return [
        Partition(library, f"{at + 1} of {number}", None, depth, bounds[at], bounds[at + 1] - 1)
        for at in range(number)
    ]


def _without_inode(line: bytes) -> bytes:
    return line if line.startswith(b"!") else line.rpartition(b" ")[0] + b" 0"
