"""Documents that are XML in a zip archive: Word's and OpenDocument's. Read within bounds."""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO
from xml.etree import ElementTree

from kratomcli.errors import ArticleUnreadable

MOST_BYTES = 60_000_000
"""Of one part, unpacked; a book of a thousand pages has a tenth of that."""

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError)
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(wordprocessingml|officeDocument|drawingml)/")
"""Names of the strict form of Office Open XML, which are those of the usual one otherwise."""
_ENTITY = tuple("<!ENTITY".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


class ZippedXml:
    """The parts of a document."""

    def __init__(self, data: bytes, kind: str) -> None:
        """`kind` names the kind of document in errors: "Word document".

        Raises:
            ArticleUnreadable: it is no zip archive, with what it is instead.
        """
        self._kind = kind
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except _BROKEN as error:
            raise ArticleUnreadable(_what_it_is(data, kind)) from error

    def data(self, name: str) -> bytes | None:
        """A part as it is stored, None if there is none.

        Raises:
            ArticleUnreadable: it is damaged, encrypted, or too large.
        """
        name = name.lstrip("/")
        try:
            info = self._zip.getinfo(name)
        except KeyError:
            return None
        if info.flag_bits & 1:
            raise ArticleUnreadable(f"encrypted {self._kind}")
        try:
            with self._zip.open(info) as part:
                found = part.read(MOST_BYTES + 1)
        except _BROKEN as error:
            raise ArticleUnreadable(f"damaged {self._kind}: {name} can't be unpacked") from error
        if len(found) > MOST_BYTES:
            raise ArticleUnreadable(f"{self._kind} whose {name} has more than {MOST_BYTES:,} bytes")
        return found

    def xml(self, name: str) -> ElementTree.Element | None:
        """A part as XML, None if there is none.

        Raises:
            ArticleUnreadable: as `data`, or it is no XML.
        """
        data = self.data(name)
        if data is None:
            return None
        data = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", data)
        if any(entity in data for entity in _ENTITY):
            raise ArticleUnreadable(f"{self._kind} that defines entities, which none needs")
        try:
            return ElementTree.fromstring(data)  # noqa: S314 - it has no entities
        except (ElementTree.ParseError, ValueError, LookupError) as error:
            raise ArticleUnreadable(f"damaged {self._kind}: {name} is no XML ({error})") from error


def _what_it_is(data: bytes, kind: str) -> str:
    """Why a file is no zip archive."""
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return f"encrypted {kind}"
        return f"not a {kind}, but an old one of Microsoft Office (.doc) under another name"
    if data.startswith(b"{\\rtf"):
        return f"not a {kind}, but RTF under another name"
    if data.startswith(b"PK"):
        return f"damaged {kind}: its zip archive is cut off or broken"
    return f"not a {kind}: it is no zip archive"
