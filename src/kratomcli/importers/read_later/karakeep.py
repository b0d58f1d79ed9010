"""Karakeep's export (Hoarder's, as it was called): `{"bookmarks": [...], "lists": [...]}`.

A bookmark has `createdAt` (seconds), `title`, `tags`, `lists` (ids), `note`, `archived`, and a `content`: a
link, a text (Markdown) or, of a file, null: files are not exported.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

from kratomcli.importers.read_later.saved_pages import SavedPage, read_pages, when
from kratomcli.importers.sources.json_objects import starts_with
from kratomcli.importers.sources.json_values import is_true, objects_in, read_object, text, texts

if TYPE_CHECKING:
    from kratomcli.importers.items import Item
    from kratomcli.importers.sources.source import Failed, ImportSource


def recognises(source: ImportSource) -> bool:
    """Whether it is an object with bookmarks as Karakeep writes them."""
    names = source.names
    return len(names) == 1 and starts_with(source, names[0], "bookmarks", "createdAt", "content")


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """A bookmark at a time."""
    content = read_object(source, source.only)
    found = list(objects_in(content.get("bookmarks")))
    names = {text(each.get("id")): text(each.get("name")) for each in objects_in(content.get("lists"))}
    return read_pages(lambda _: found, _key, partial(_page, names), failed)


def _content(bookmark: Mapping[str, object], key: str) -> str:
    content = bookmark.get("content")
    return text(content.get(key)) if isinstance(content, dict) else ""


def _key(bookmark: Mapping[str, object]) -> str:
    if url := _content(bookmark, "url"):
        return url
    made = f"{text(bookmark.get('createdAt'))} {_content(bookmark, 'text')} {text(bookmark.get('title'))}"
    return f"text {hashlib.blake2b(made.encode('utf-8', 'replace'), digest_size=8).hexdigest()}"


def _page(names: Mapping[str, str], bookmark: Mapping[str, object]) -> SavedPage:
    lists = [name for each in texts(bookmark.get("lists")) if (name := names.get(each, ""))]
    return SavedPage(
        url=_content(bookmark, "url"),
        key=_key(bookmark),
        title=text(bookmark.get("title")),
        saved=when(bookmark.get("createdAt")),
        tags=texts(bookmark.get("tags"), "name"),
        status="archived" if is_true(bookmark.get("archived")) else "",
        note=text(bookmark.get("note")),
        body=_content(bookmark, "text"),
        others={"lists": lists} if lists else {},
    )
