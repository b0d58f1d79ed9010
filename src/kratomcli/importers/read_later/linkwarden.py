"""Linkwarden's export: `{"collections": [{"id", "name", "parentId", "links": [...]}], ...}`.

A link has `name`, `url`, `description`, `tags`, `createdAt` and `importDate`, when another service saved it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kratomcli.importers.read_later.saved_pages import SavedPage, address, read_pages, when
from kratomcli.importers.sources.json_objects import starts_with
from kratomcli.importers.sources.json_values import objects_in, read_object, text, texts

if TYPE_CHECKING:
    from kratomcli.importers.items import Item
    from kratomcli.importers.sources.source import Failed, ImportSource

_DEEPEST = 20


def recognises(source: ImportSource) -> bool:
    """Whether it is an object with collections as Linkwarden writes them."""
    return len(source.names) == 1 and starts_with(source, source.names[0], "collections", "parentId")


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """A link at a time, in the folder of its collection."""
    collections = list(objects_in(read_object(source, source.only).get("collections")))
    known = {text(each.get("id")): each for each in collections}
    links = [(_folder(each, known), link) for each in collections for link in objects_in(each.get("links"))]
    return read_pages(lambda _: links, lambda pair: address(pair[1]), _page, failed)


def _folder(collection: Mapping[str, object], known: Mapping[str, Mapping[str, object]]) -> str:
    names: list[str] = []
    above: Mapping[str, object] | None = collection
    while above is not None and len(names) < _DEEPEST:
        names.insert(0, text(above.get("name")).replace("/", "-"))
        above = known.get(text(above.get("parentId")))
    return "" if names == ["Unorganized"] else "/".join(names)


def _page(pair: tuple[str, Mapping[str, object]]) -> SavedPage:
    folder, link = pair
    return SavedPage(
        url=address(link),
        key=f"link {text(link.get('id'))}",
        title=text(link.get("name")),
        saved=when(link.get("importDate")) or when(link.get("createdAt")),
        tags=texts(link.get("tags"), "name"),
        summary=text(link.get("description")),
        folder=folder,
    )
