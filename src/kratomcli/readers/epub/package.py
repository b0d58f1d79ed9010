"""The package of a book: which parts are its chapters, in which order, and what else they are."""

from __future__ import annotations

from typing import Any

from kratomcli.errors import ArticleUnreadable
from kratomcli.named_tuples import NamedTuple
from kratomcli.readers.epub.archive import BookArchive, beside
from kratomcli.readers.epub.xml import attribute, elements, xml_root

_TEXTS = {
    "application/xhtml+xml",
    "text/html",
    "text/x-oeb1-document",
    "application/x-dtbook+xml",
    "image/svg+xml",
    "application/xml",
    "text/xml",
}
_SUFFIXES = (".xhtml", ".html", ".htm", ".xml")
_FONTS_ONLY = {"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"}
_PROTECTIONS = {
    "META-INF/rights.xml": "Adobe",
    "META-INF/license.lcpl": "Readium LCP",
    "META-INF/sinf.xml": "Apple",
}


class Package(NamedTuple):
    """What the package document says; paths are the names of parts.

    `chapters` are those with text, in reading order, what is not part of it (linear="no") last; `lost` are
    those that the package names and the file lacks.
    """

    root: Any
    chapters: list[str]
    lost: list[str]
    nav: str | None
    ncx: str | None
    covers: set[str]


def package_of(archive: BookArchive) -> Package:
    """Find and read the package document.

    Raises:
        ArticleUnreadable: there is none, or its chapters are encrypted.
    """
    path = _path(archive)
    root = xml_root(archive.read(path))
    items = {attribute(item, "id"): item for item in elements(root, "item")}
    spine = elements(root, "itemref")
    in_order = [ref for ref in spine if attribute(ref, "linear") != "no"]
    aside = [ref for ref in spine if attribute(ref, "linear") == "no"]
    hrefs = [_text_of(items, attribute(ref, "idref")) for ref in (*in_order, *aside)]
    if not any(hrefs):
        hrefs = [attribute(item, "href") for item in items.values() if _is_text(item)]
    paths = dict.fromkeys(beside(path, href) for href in hrefs if href)
    found = {wanted: archive.find(wanted) for wanted in paths}
    chapters = list(dict.fromkeys(name for name in found.values() if name))
    _refuse_protected(archive, {*chapters})
    return Package(
        root,
        chapters,
        [wanted for wanted, name in found.items() if not name],
        _special(archive, path, items, lambda item: "nav" in attribute(item, "properties").split()),
        _special(
            archive, path, items, lambda item: attribute(item, "media-type") == "application/x-dtbncx+xml"
        ),
        _covers(archive, path, root),
    )


def _path(archive: BookArchive) -> str:
    container = archive.find("META-INF/container.xml")
    roots = elements(xml_root(archive.read(container)), "rootfile") if container else []
    paths = [archive.find(attribute(root, "full-path")) for root in roots]
    paths += [name for name in archive.names if name.lower().endswith(".opf")]
    path = next(filter(None, paths), None)
    if path is None:
        raise ArticleUnreadable("the file is no EPUB: it has no package document")
    return path


def _is_text(item: Any) -> bool:
    kind = attribute(item, "media-type")
    return kind in _TEXTS or (not kind and attribute(item, "href").lower().endswith(_SUFFIXES))


def _text_of(items: dict[str, Any], id: str) -> str:
    """The address of an item with text, or of the one that stands in for it; "" if there is none."""
    seen: set[str] = set()
    while id in items and id not in seen:
        seen.add(id)
        if _is_text(items[id]):
            return attribute(items[id], "href")
        id = attribute(items[id], "fallback")
    return ""


def _special(archive: BookArchive, path: str, items: dict[str, Any], is_it: Any) -> str | None:
    item = next(filter(is_it, items.values()), None)
    return None if item is None else archive.find(beside(path, attribute(item, "href")))


def _covers(archive: BookArchive, path: str, root: Any) -> set[str]:
    """The parts that the guide of EPUB 2 calls cover or table of contents."""
    references = [each for each in elements(root, "reference") if attribute(each, "type") in ("cover", "toc")]
    names = {archive.find(beside(path, attribute(each, "href"))) for each in references}
    return {name for name in names if name}


def _refuse_protected(archive: BookArchive, chapters: set[str]) -> None:
    """Raise if the text is encrypted; fonts may be, with a key that is in the book."""
    name = archive.find("META-INF/encryption.xml")
    if name is None:
        return
    for data in elements(xml_root(archive.read(name)), "EncryptedData"):
        method = next((attribute(each, "Algorithm") for each in elements(data, "EncryptionMethod")), "")
        targets = {archive.find(attribute(each, "URI")) for each in elements(data, "CipherReference")}
        if method not in _FONTS_ONLY and targets & chapters:
            whose = next((kind for part, kind in _PROTECTIONS.items() if archive.find(part)), "")
            by = f" by {whose}'s rights management" if whose else ""
            raise ArticleUnreadable(f"the text of the EPUB is encrypted{by}")
