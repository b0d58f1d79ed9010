"""The zip archive of a book: its parts by the names that others use for them, within bounds."""

from __future__ import annotations

from posixpath import normpath
from urllib.parse import unquote

from kratomcli.errors import ArticleUnreadable
from kratomcli.readers.zipped import ZippedParts

_MOST_PARTS = 20_000
_LARGEST_PART = 32_000_000  # bytes, of a part that is read
_LARGEST = 200_000_000  # bytes, of all parts that are read


class BookArchive:
    """The parts of a book.

    Raises:
        ArticleUnreadable: it is no zip archive, or has more parts than any book.
    """

    def __init__(self, data: bytes) -> None:
        self._parts = ZippedParts(data, "EPUB", largest=_LARGEST_PART, most=_LARGEST)
        self.names = self._parts.names
        """The names of all parts, in the order of the file."""
        if len(self.names) > _MOST_PARTS:
            raise ArticleUnreadable(
                f"the EPUB has {len(self.names):,} parts; {_MOST_PARTS:,} are read at most"
            )
        self._known = set(self.names)
        self._folded = {name.casefold(): name for name in reversed(self.names)}

    def find(self, path: str) -> str | None:
        """The name of the part that a path means, be its %-codes or the case of its letters others."""
        for wanted in (path, unquote(path)):
            if wanted in self._known:
                return wanted
            if name := self._folded.get(wanted.casefold()):
                return name
        return None

    def read(self, name: str) -> bytes:
        """The content of a part that is there.

        Raises:
            ArticleUnreadable: it is damaged, encrypted, or larger than what a book can need.
        """
        return self._parts.read(name) or b""


def beside(base: str, href: str) -> str:
    """The path that a reference within the part `base` means, without its fragment."""
    path = href.partition("#")[0].partition("?")[0]
    if not path:
        return base
    joined = path[1:] if path.startswith("/") else f"{base.rpartition('/')[0]}/{path}"
    return normpath(joined).lstrip("/").removeprefix("../")
