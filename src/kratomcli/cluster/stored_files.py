"""Files of articles that the cluster keeps, read from there as others are from folders."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from kratomcli.files.reading import FileReader
from kratomcli.model.paths import shown_path
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from kratomcli.files.reading import StrOrBytesPath

_REGULAR = 0o100444


class StoredFile(NamedTuple):
    """What a document keeps of an article's file: its size and mtime (ns) then, and its content, if it does.

    `packed` is what it was converted to, if it was.
    """

    size: int
    mtime: int
    content: bytes | None
    packed: bytes | None


class StoredFiles(FileReader):
    """Reads articles from the cluster, and files that are none from the library's folders."""

    def __init__(
        self,
        roots: Sequence[str],
        limit: int,
        stored: Callable[[str], StoredFile | None],
        place_of: Callable[[bytes], bytes],
    ) -> None:
        """Read nothing yet.

        Args:
            stored: what is kept of the article at a path within the library; None if there is none.
            place_of: the exact path within the library for an absolute path.
        """
        super().__init__(roots, limit)
        self._stored = stored
        self._place_of = place_of

    def _kept(self, path: StrOrBytesPath) -> tuple[bytes, StoredFile] | None:
        place = self._place_of(os.fsencode(path))
        found = self._stored(shown_path(place)[0])
        return None if found is None or found.content is None else (found.content, found)

    def read(self, path: StrOrBytesPath, *, is_converted: bool = False) -> bytes:
        kept = self._kept(path)
        return super().read(path, is_converted=is_converted) if kept is None else kept[0]

    def read_steadily(
        self, path: StrOrBytesPath, *, is_converted: bool = False
    ) -> tuple[bytes, os.stat_result]:
        kept = self._kept(path)
        if kept is None:
            return super().read_steadily(path, is_converted=is_converted)
        content, file = kept
        seconds = file.mtime // 1_000_000_000
        values = (_REGULAR, 0, 0, 1, 0, 0, file.size, seconds, seconds, seconds)
        return content, os.stat_result(values, {"st_mtime_ns": file.mtime})

    def is_unchanged(self, path: StrOrBytesPath, size: int, mtime: int) -> bool:
        kept = self._kept(path)
        return super().is_unchanged(path, size, mtime) if kept is None else kept[1][:2] == (size, mtime)

    def read_unchanged(self, path: StrOrBytesPath, size: int, mtime: int) -> bytes | None:
        kept = self._kept(path)
        if kept is None:
            return super().read_unchanged(path, size, mtime)
        return kept[0] if kept[1][:2] == (size, mtime) else None
