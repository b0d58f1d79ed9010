"""Linkding's bookmarks as JSON: an answer of its API, or the list in it.

`title`, `description` and `notes` (Markdown) are the reader's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kratomcli.importers.read_later.saved_pages import SavedPage, address, read_pages, when
from kratomcli.importers.sources.json_objects import first_object, json_parts, listed_objects, starts_with
from kratomcli.importers.sources.json_values import is_true, objects_in, read_object, text, texts

if TYPE_CHECKING:
    from kratomcli.importers.items import Item
    from kratomcli.importers.sources.source import Failed, ImportSource

_KEYS = {"url", "tag_names", "date_added"}


def recognises(source: ImportSource) -> bool:
    """Whether it has lists of Linkding's bookmarks, or answers with them."""
    return bool(_lists(source) or _answers(source))


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """A bookmark at a time."""
    lists, answers = _lists(source), _answers(source)

    def records(failed: Failed) -> Iterator[Mapping[str, object]]:
        yield from listed_objects(source, lists)(failed)
        for name in answers:
            yield from objects_in(read_object(source, name).get("results"))

    return read_pages(records, address, _page, failed)


def _lists(source: ImportSource) -> list[str]:
    return [name for name in json_parts(source) if {*first_object(source, name)} >= _KEYS]


def _answers(source: ImportSource) -> list[str]:
    return [name for name in json_parts(source) if starts_with(source, name, "results", *_KEYS)]


def _page(found: Mapping[str, object]) -> SavedPage:
    copy, picture = text(found.get("web_archive_snapshot_url")), text(found.get("preview_image_url"))
    others = {"archived_copy": copy, "image": picture}
    is_waiting, is_done = is_true(found.get("unread")), is_true(found.get("is_archived"))
    return SavedPage(
        url=address(found),
        title=text(found.get("title")) or text(found.get("website_title")),
        saved=when(found.get("date_added")),
        tags=texts(found.get("tag_names")),
        status="archived" if is_done else "unread" if is_waiting else "",
        summary=text(found.get("description")) or text(found.get("website_description")),
        body=text(found.get("notes")),
        others={name: value for name, value in others.items() if value},
    )
