"""Wallabag's JSON of version 2 and 1, and its CSV.

Version 1 has `is_read`, `is_fav` and tags in one text, each field a second time under its number; version 2
`is_archived`, `is_starred`, dates, authors and annotations. The CSV is parted by semicolons, and writes hours
from 1 to 12 without the half of the day: its dates are days.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kratomcli.importers.items import Annotation, Item
from kratomcli.importers.read_later.saved_pages import SavedPage, address, read_pages, split, when
from kratomcli.importers.sources.csv_rows import rows_of, tables
from kratomcli.importers.sources.json_objects import first_object, json_parts, listed_objects
from kratomcli.importers.sources.json_values import is_true, objects_in, text, texts

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed, ImportSource

_COLUMNS = ("Title", "URL", "Content", "Tags", "MIME Type", "Creation date")


def recognises(source: ImportSource) -> bool:
    """Whether it is a list of Wallabag's entries, or its table."""
    return bool(_lists(source) or tables(source, *_COLUMNS))


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """An entry at a time."""
    lists, parts = _lists(source), tables(source, *_COLUMNS)

    def records(failed: Failed) -> Iterator[Mapping[str, object]]:
        yield from listed_objects(source, lists)(failed)
        yield from rows_of(source, parts)(failed)

    return read_pages(records, address, _page, failed)


def _lists(source: ImportSource) -> list[str]:
    return [name for name in json_parts(source) if _is_entry(first_object(source, name))]


def _is_entry(entry: Mapping[str, object]) -> bool:
    return {"url", "title", "content"} <= {*entry} and not {"is_archived", "is_read"}.isdisjoint(entry)


def _page(entry: Mapping[str, object]) -> SavedPage:
    if "creation date" in entry:
        return _of_table(entry)
    is_archived = is_true(entry.get("is_archived", entry.get("is_read")))
    picture = text(entry.get("preview_picture"))
    return SavedPage(
        url=address(entry),
        title=text(entry.get("title")),
        saved=when(entry.get("created_at")),
        published=when(entry.get("published_at")),
        tags=_tags(entry.get("tags")),
        status="archived" if is_archived else "unread",
        is_favorite=is_true(entry.get("is_starred", entry.get("is_fav"))),
        authors=texts(entry.get("published_by")),
        language=text(entry.get("language")),
        body=_body(entry),
        annotations=tuple(
            Annotation(
                text=text(each.get("quote")),
                note=text(each.get("text")),
                date=when(each.get("created_at")),
            )
            for each in objects_in(entry.get("annotations"))
        ),
        others={"image": picture} if picture else {},
    )


def _of_table(row: Mapping[str, object]) -> SavedPage:
    day, _, _ = text(row.get("creation date")).partition(" ")
    return SavedPage(
        url=address(row),
        title=text(row.get("title")),
        saved="-".join(reversed(day.split("/"))),
        tags=split(text(row.get("tags")), ","),
        language=text(row.get("language")),
        body=_body(row),
    )


def _tags(value: object) -> tuple[str, ...]:
    return split(value, ",") if isinstance(value, str) else texts(value, "label", "slug")


def _body(entry: Mapping[str, object]) -> str:
    from kratomcli.readers.html.markdown import markdown_of

    return markdown_of(text(entry.get("content")), base=address(entry))
