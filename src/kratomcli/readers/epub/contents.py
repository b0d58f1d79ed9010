"""The table of contents of a book: the navigation document of EPUB 3, or the NCX of EPUB 2."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kratomcli.named_tuples import NamedTuple
from kratomcli.readers.epub.archive import BookArchive, beside
from kratomcli.readers.epub.xml import attribute, elements, local, text_in, xml_root

if TYPE_CHECKING:
    from kratomcli.readers.epub.package import Package

_DEEPEST = 5
_MOST = 20_000


class TocEntry(NamedTuple):
    """A line of the contents: its title, its level from 0, the part it leads to, the id in there or ""."""

    title: str
    level: int
    part: str
    id: str


def contents_of(archive: BookArchive, package: Package) -> list[TocEntry]:
    """The entries in their order; of the two tables that a book may have, the first that has any."""
    for part, read in ((package.nav, _in_nav), (package.ncx, _in_ncx)):
        if part is None:
            continue
        found: list[TocEntry] = []
        for title, level, href in read(xml_root(archive.read(part))):
            target = archive.find(beside(part, href))
            if title and target and len(found) < _MOST:
                found.append(TocEntry(title, min(level, _DEEPEST), target, href.partition("#")[2]))
        if found:
            return found
    return []


def _in_nav(root: Any) -> Iterator[tuple[str, int, str]]:
    """(title, level, address) in the list of a navigation document; a heading without address has ""."""
    navs = elements(root, "nav")
    nav = next((each for each in navs if "toc" in attribute(each, "type").split()), navs[0] if navs else None)
    for item in elements(nav, "li"):
        label = next((child for child in item if local(child) in ("a", "span")), None)
        if label is not None:
            title = text_in(label) or attribute(label, "title") or _alternative(label)
            yield title, _depth(item, "li"), attribute(label, "href") or _first_address(item)


def _alternative(label: Any) -> str:
    return next((attribute(each, "alt") for each in elements(label, "img")), "")


def _first_address(item: Any) -> str:
    """Where a heading without an address of its own begins: where the first entry below it does."""
    return next((attribute(each, "href") for each in elements(item, "a")), "")


def _in_ncx(root: Any) -> Iterator[tuple[str, int, str]]:
    for point in elements(root, "navPoint"):
        label = next((child for child in point if local(child) == "navLabel"), None)
        content = next((child for child in point if local(child) == "content"), None)
        if content is not None:
            yield text_in(label), _depth(point, "navPoint"), attribute(content, "src")


def _depth(element: Any, name: str) -> int:
    return sum(local(parent) == name for parent in element.iterancestors())
