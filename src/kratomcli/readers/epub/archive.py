"""The zip file of a book: its parts by the names that others use for them, within bounds."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from posixpath import normpath
from urllib.parse import unquote

from kratomcli.errors import ArticleUnreadable

_MOST_PARTS = 20_000
_LARGEST_PART = 32_000_000  # bytes, of a part that is read
_LARGEST = 200_000_000  # bytes, of all parts that are read
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError)


class BookArchive:
    """The parts of a book, read one by one: what is not asked for, as pictures, is never unpacked.

    Raises:
        ArticleUnreadable: it is no zip file, or has more parts than any book.
    """

    def __init__(self, data: bytes) -> None:
        if not data:
            raise ArticleUnreadable("the file is empty")
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except _BROKEN as error:
            raise ArticleUnreadable(
                "the EPUB is damaged, or none: it is no zip file that can be read"
            ) from error
        parts = self._zip.infolist()
        if len(parts) > _MOST_PARTS:
            raise ArticleUnreadable(f"the EPUB has {len(parts):,} parts; {_MOST_PARTS:,} are read at most")
        self._parts = {part.filename.lstrip("/"): part for part in parts}
        self._folded = {name.casefold(): name for name in reversed(self._parts)}
        self._left = _LARGEST

    def names(self) -> list[str]:
        """The names of all parts, in the order of the file."""
        return list(self._parts)

    def find(self, path: str) -> str | None:
        """The name of the part that a path means, be its %-codes or the case of its letters others."""
        for wanted in (path, unquote(path)):
            if wanted in self._parts:
                return wanted
            if name := self._folded.get(wanted.casefold()):
                return name
        return None

    def read(self, name: str) -> bytes:
        """The content of a part.

        Raises:
            ArticleUnreadable: it is damaged, encrypted, or larger than what a book can need.
        """
        part = self._parts[name]
        if part.flag_bits & 1:
            raise ArticleUnreadable(
                "the EPUB is a zip file with a password", hint="Pack it anew without one."
            )
        most = min(_LARGEST_PART, self._left)
        try:
            with self._zip.open(part) as file:
                data = file.read(most + 1)  # whatever size is declared
        except _BROKEN as error:
            raise ArticleUnreadable(f"the EPUB is damaged: {name} can't be unpacked") from error
        if len(data) > most:
            raise ArticleUnreadable(
                f"the EPUB is enormous: {name} goes beyond {_LARGEST_PART // 1_000_000} MB, "
                f"or all together beyond {_LARGEST // 1_000_000}"
            )
        self._left -= len(data)
        return data


def beside(base: str, href: str) -> str:
    """The path that a reference within the part `base` means, without its fragment."""
    path = href.partition("#")[0].partition("?")[0]
    if not path:
        return base
    joined = path[1:] if path.startswith("/") else f"{base.rpartition('/')[0]}/{path}"
    return normpath(joined).lstrip("/").removeprefix("../")
