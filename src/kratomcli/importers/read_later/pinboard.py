"""Pinboard's JSON, and its XML: `href`, `description` (the title), `extended` (the description), `tags`.

Tags are parted by spaces. `toread` and `shared` are yes or no; XML has `tag`, and no `toread` before 2023.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kratomcli.importers.read_later.saved_pages import SavedPage, read_pages, when
from kratomcli.importers.sources.json_objects import first_object, json_parts, listed_objects
from kratomcli.importers.sources.json_values import text
from kratomcli.importers.sources.parts import salvaged
from kratomcli.importers.sources.xml_elements import elements

if TYPE_CHECKING:
    from kratomcli.importers.items import Item
    from kratomcli.importers.sources.source import Failed, ImportSource

_KEYS = {"href", "description", "extended"}
_XML_START = (b"<?xml", b"<posts")


def recognises(source: ImportSource) -> bool:
    """Whether it is a list of Pinboard's bookmarks."""
    return bool(_lists(source) or _is_xml(source))


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """A bookmark at a time."""
    lists = _lists(source)

    def records(failed: Failed) -> Iterator[Mapping[str, object]]:
        yield from listed_objects(source, lists)(failed)
        if not lists:
            name = source.names[0]
            for element in salvaged(elements(source, name, {"post"}), name, failed):
                yield element.attrib | {"tags": element.get("tag", "")}

    return read_pages(records, lambda post: text(post.get("href")), _page, failed)


def _lists(source: ImportSource) -> list[str]:
    return [name for name in json_parts(source) if {*first_object(source, name)} >= _KEYS]


def _is_xml(source: ImportSource) -> bool:
    if len(source.names) != 1:
        return False
    start = source.start(source.names[0]).lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(_XML_START) and b"<posts" in start and b"<post " in start


def _page(post: Mapping[str, object]) -> SavedPage:
    return SavedPage(
        url=text(post.get("href")),
        title=text(post.get("description")),
        saved=when(post.get("time")),
        tags=tuple(text(post.get("tags")).split()),
        status="unread" if text(post.get("toread")) == "yes" else "",
        is_private=text(post.get("shared")) == "no",
        note=text(post.get("extended")),
    )
