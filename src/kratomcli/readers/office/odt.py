"""OpenDocument texts (.odt), read from their XML: their text and what they say of themselves."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from kratomcli.errors import ArticleUnreadable
from kratomcli.readers.conversion import Converted
from kratomcli.readers.decoding import counted
from kratomcli.readers.office.blocks import plain_text
from kratomcli.readers.office.odt_body import OFFICE, OdtBody
from kratomcli.readers.office.odt_styles import OdtStyles
from kratomcli.readers.office.zipped_xml import ZippedXml
from kratomcli.readers.people import names_in_text

_KIND = "OpenDocument text"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_MOST_OBJECTS = 1000


def read_odt(data: bytes) -> Converted:
    """The document in the file `data`; see `conversion.FormatReader`."""
    archive = ZippedXml(data, _KIND)
    if b"encryption-data" in (archive.data("META-INF/manifest.xml") or b""):
        raise ArticleUnreadable(f"encrypted {_KIND}")
    content = archive.xml("content.xml")
    text = content.find(f"{OFFICE}body/{OFFICE}text") if content is not None else None
    if text is None:
        raise ArticleUnreadable(f"not an {_KIND}: it has no text in it")
    body = OdtBody(OdtStyles((archive.xml("styles.xml"), content)), _Objects(archive).part)
    markdown = body.insets.markdown_of(body.html(text))
    values = _values(archive.xml("meta.xml"))
    if body.title:
        values["title"] = plain_text(body.title)
    notes = (f"{counted(body.comments, 'comment')} left out",) if body.comments else ()
    return Converted(markdown, values, notes)


class _Objects:
    """The objects that are embedded in a document."""

    def __init__(self, archive: ZippedXml) -> None:
        self._archive = archive
        self._read = 0

    def part(self, name: str) -> Element | None:
        """The content of an object, None if it has none that is XML."""
        self._read += 1
        if self._read > _MOST_OBJECTS:
            return None
        try:
            return self._archive.xml(f"{name.removeprefix('./').rstrip('/')}/content.xml")
        except ArticleUnreadable:
            return None


def _values(part: Element | None) -> dict[str, object]:
    """What the document's properties say."""
    if part is None:
        return {}
    texts: dict[str, list[str]] = {}
    for each in part.iter():
        if text := " ".join((each.text or "").split()):
            texts.setdefault(each.tag, []).append(text)
    first = {tag: found[0] for tag, found in texts.items()}
    author = first.get(f"{_META}initial-creator") or first.get(f"{_DC}creator")
    values: dict[str, object] = {
        "title": first.get(f"{_DC}title"),
        "authors": names_in_text(author or ""),
        "created": first.get(f"{_META}creation-date"),
        "updated": first.get(f"{_DC}date"),
        "tags": texts.get(f"{_META}keyword"),
        "summary": first.get(f"{_DC}description"),
        "subject": first.get(f"{_DC}subject"),
        "language": first.get(f"{_DC}language"),
    }
    return {key: value for key, value in values.items() if value}
