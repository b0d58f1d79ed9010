"""Documents that are XML in a zip archive: Word's and OpenDocument's."""

from __future__ import annotations

from xml.etree import ElementTree

from kratomcli.errors import ArticleUnreadable
from kratomcli.patterns import lazy_regex
from kratomcli.readers.zipped import ZippedParts

_LARGEST_PART = 60_000_000
"""Bytes of a part; a book of a thousand pages has a tenth of that."""
_LARGEST = 300_000_000
"""Bytes of all parts that are read."""

_STRICT = lazy_regex(rb"http://purl\.oclc\.org/ooxml/(wordprocessingml|officeDocument|drawingml)/")
"""Names of the strict form of Office Open XML, which are those of the usual one otherwise."""
_ENTITY = tuple("<!ENTITY".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


class ZippedXml:
    """The parts of a document, of the kind that errors are to name: "Word document".

    Raises:
        ArticleUnreadable: it is no zip archive, with what it is instead.
    """

    def __init__(self, data: bytes, kind: str) -> None:
        self._kind = kind
        self._parts = ZippedParts(data, kind, largest=_LARGEST_PART, most=_LARGEST)

    def data(self, name: str) -> bytes | None:
        """A part as it is stored, None if there is none.

        Raises:
            ArticleUnreadable: it is damaged, encrypted, or too large.
        """
        return self._parts.read(name)

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
