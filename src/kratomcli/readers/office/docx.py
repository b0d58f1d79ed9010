"""Word documents (.docx), read from their XML: their text and what they say of themselves."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from kratomcli.errors import ArticleUnreadable
from kratomcli.readers.conversion import Converted
from kratomcli.readers.decoding import counted
from kratomcli.readers.office.blocks import plain_text
from kratomcli.readers.office.docx_body import WordBody
from kratomcli.readers.office.docx_styles import Numbering, Styles, W
from kratomcli.readers.office.zipped_xml import ZippedXml
from kratomcli.readers.people import names_in_text

_KIND = "Word document"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_CORE = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_NOTES = ("footnote", "endnote")
_PARTS = frozenset(("styles", "numbering", "footnotes", "endnotes"))


def read_docx(data: bytes) -> Converted:
    """The document in the file `data`; see `conversion.FormatReader`."""
    archive = ZippedXml(data, _KIND)
    main = _main_part(archive)
    document = archive.xml(main)
    if document is None:
        raise ArticleUnreadable(f"not a {_KIND}: it has no text in it")
    body = document.find(f"{W}body")
    if body is None:
        raise ArticleUnreadable(f"damaged {_KIND}: its text has no body")
    reader = _reader(archive, main)
    markdown = reader.insets.markdown_of(reader.html(body))
    values = _values(archive)
    if reader.title:
        values["title"] = plain_text(reader.title)
    notes = (f"{counted(reader.comments, 'comment')} left out",) if reader.comments else ()
    return Converted(markdown, values, notes)


def _main_part(archive: ZippedXml) -> str:
    """The name of the part that holds the text."""
    for relation in _relations(archive, "_rels/.rels"):
        if relation.get("Type", "").endswith("/officeDocument"):
            return relation.get("Target", "").lstrip("/")
    return "word/document.xml"


def _relations(archive: ZippedXml, name: str) -> Iterator[Element]:
    part = archive.xml(name)
    yield from part.iter(_PACKAGE) if part is not None else ()


def _reader(archive: ZippedXml, main: str) -> WordBody:
    """What reads the text in the part `main`, with the other parts that it needs."""
    folder = posixpath.dirname(main)
    relations = list(_relations(archive, _relations_of(main)))
    names = {
        relation.get("Type", "").rpartition("/")[2]: _absolute(folder, relation.get("Target", ""))
        for relation in relations
    }
    parts = {kind: archive.xml(names[kind]) for kind in names.keys() & _PARTS}
    notes = {
        (kind, note.get(f"{W}id", "")): note
        for kind in _NOTES
        if (part := parts.get(f"{kind}s")) is not None
        for note in part.iter(f"{W}{kind}")
    }
    links = {
        kind: _links(archive, _relations_of(names[f"{kind}s"])) for kind in _NOTES if f"{kind}s" in names
    }
    links["document"] = _links(archive, _relations_of(main))
    return WordBody(Styles(parts.get("styles")), Numbering.of(parts.get("numbering")), links, notes)


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels"


def _absolute(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _links(archive: ZippedXml, name: str) -> dict[str, str]:
    """Id → address of the links to other places in a part."""
    return {
        each.get("Id", ""): each.get("Target", "")
        for each in _relations(archive, name)
        if each.get("TargetMode") == "External"
    }


def _values(archive: ZippedXml) -> dict[str, object]:
    """What the document's properties say."""
    part = archive.xml("docProps/core.xml")
    found = {each.tag: " ".join((each.text or "").split()) for each in (part if part is not None else ())}
    if found.get(f"{_DC}creator") == "python-docx":  # its template's own properties, with a date of 2013
        return {}
    values: dict[str, object] = {
        "title": found.get(f"{_DC}title"),
        "authors": names_in_text(found.get(f"{_DC}creator", "")),
        "created": found.get(f"{_TERMS}created"),
        "updated": found.get(f"{_TERMS}modified"),
        "tags": _split(found.get(f"{_CORE}keywords", ""), ";,"),
        "summary": found.get(f"{_DC}description"),
        "subject": found.get(f"{_DC}subject"),
        "category": found.get(f"{_CORE}category"),
        "language": found.get(f"{_DC}language"),
    }
    return {key: value for key, value in values.items() if value}


def _split(text: str, separators: str) -> list[str]:
    return [part.strip() for part in re.split(f"[{separators}]", text) if part.strip()]
