"""Pocket's export: `part_000000.csv` … in a zip, and highlights in `annotations/part_000000.json` ….

Pocket puts the address in place of an empty title itself. Other tables that name it have a column `cursor`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kratomcli.importers.items import Annotation, Item
from kratomcli.importers.read_later.saved_pages import (
    ReadStatus,
    SavedPage,
    address,
    read_pages,
    remaining,
    split,
    when,
)
from kratomcli.importers.sources.csv_rows import rows_of, tables
from kratomcli.importers.sources.json_objects import first_object, json_parts, listed_objects
from kratomcli.importers.sources.json_values import objects_in, text

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed, ImportSource

_COLUMNS = ("title", "url", "time_added", "tags")
_KNOWN = ("title", "url", "time added", "tags", "status", "cursor")
_STATUS: dict[str, ReadStatus] = {"unread": "unread", "archive": "archived"}


def recognises(source: ImportSource) -> bool:
    """Whether it has tables of pages, or is a list of highlights alone."""
    return bool(tables(source, *_COLUMNS) or _annotated(source))


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """A page at a time, with its highlights."""
    pages = rows_of(source, tables(source, *_COLUMNS))
    highlights = listed_objects(source, _annotated(source))

    def records(failed: Failed) -> Iterator[Mapping[str, object]]:
        yield from pages(failed)
        yield from highlights(failed)

    return read_pages(records, address, _page, failed)


def _annotated(source: ImportSource) -> list[str]:
    return [name for name in json_parts(source) if {"url", "highlights"} <= {*first_object(source, name)}]


def _page(record: Mapping[str, object]) -> SavedPage:
    """A page of the list, or what is marked in one."""
    return SavedPage(
        url=address(record),
        title=text(record.get("title")),
        saved=when(record.get("time added")),
        tags=split(text(record.get("tags")), "|"),
        status=_STATUS.get(text(record.get("status")), ""),
        annotations=tuple(
            Annotation(text=text(each.get("quote")), date=when(each.get("created_at")))
            for each in objects_in(record.get("highlights"))
        ),
        others=remaining(record, *_KNOWN) if "time added" in record else {},
    )
