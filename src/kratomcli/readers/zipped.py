"""Documents that are zip archives: their parts, each unpacked when it is asked for, within bounds."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

from kratomcli.errors import ArticleUnreadable

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError)
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")


class ZippedParts:
    """The parts of a document by name; those that nobody asks for, as pictures, are never unpacked."""

    def __init__(self, data: bytes, kind: str, *, largest: int, most: int) -> None:
        """`kind` names the kind of document in errors ("Word document").

        One part may have `largest` bytes, all that are read `most`.

        Raises:
            ArticleUnreadable: it is no zip archive, with what it is instead.
        """
        self._kind = kind
        self._largest = largest
        self._left = most
        if not data:
            raise ArticleUnreadable("the file is empty")
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except _BROKEN as error:
            raise ArticleUnreadable(_what_it_is(data, kind)) from error
        self._parts = {part.filename.lstrip("/"): part for part in self._zip.infolist()}

    @property
    def names(self) -> list[str]:
        """The names of all parts, in the order of the archive."""
        return list(self._parts)

    def read(self, name: str) -> bytes | None:
        """The content of a part, None if there is none.

        Raises:
            ArticleUnreadable: it is damaged, encrypted, or larger than what a document can need.
        """
        part = self._parts.get(name.lstrip("/"))
        if part is None:
            return None
        if part.flag_bits & 1:
            raise ArticleUnreadable(f"encrypted {self._kind}", hint="Save it without a password.")
        most = min(self._largest, max(self._left, 0))
        try:
            with self._zip.open(part) as file:
                data = file.read(most + 1)  # whatever size is declared
        except _BROKEN as error:
            raise ArticleUnreadable(f"damaged {self._kind}: {name} can't be unpacked") from error
        if len(data) > self._largest:
            raise ArticleUnreadable(f"enormous {self._kind}: {name} has more than {self._largest:,} bytes")
        self._left -= len(data)
        if self._left < 0:
            raise ArticleUnreadable(f"enormous {self._kind}: what was read of it up to {name} is too much")
        return data


def _what_it_is(data: bytes, kind: str) -> str:
    """Why a file is no zip archive."""
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return f"encrypted {kind}"
        return f"no {kind}, but an old document of Microsoft Office (.doc) under another name"
    if data.startswith(b"{\\rtf"):
        return f"no {kind}, but RTF under another name"
    if data.startswith(b"PK"):
        return f"damaged {kind}: its zip archive is cut off or broken"
    return f"no {kind}: it is no zip archive"
