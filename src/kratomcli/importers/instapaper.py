"""Instapaper's `instapaper-export.csv`: URL, Title, Selection, Folder; later Timestamp, then Tags.

Tags are a list as JSON. A page is in one folder: `Unread`, `Archive`, `Starred`, or one of the reader's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kratomcli.importers.csv_rows import CsvRow, rows_of, tables
from kratomcli.importers.json_objects import texts
from kratomcli.importers.saved_pages import SavedPage, address, read_pages, remaining, split, when

if TYPE_CHECKING:
    from kratomcli.importers.items import Item
    from kratomcli.importers.parts import Failed
    from kratomcli.importers.sources import ImportSource

_COLUMNS = ("URL", "Title", "Selection", "Folder")
_KNOWN = ("url", "title", "selection", "folder", "timestamp", "tags")
_OWN_FOLDERS = ("Unread", "Archive", "Starred")


def recognises(source: ImportSource) -> bool:
    """Whether it has a table with Instapaper's columns."""
    return bool(tables(source, *_COLUMNS))


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """A page at a time."""
    return read_pages(rows_of(source, tables(source, *_COLUMNS)), address, _page, failed)


def _page(row: CsvRow) -> SavedPage:
    folder = row["folder"].strip()
    return SavedPage(
        url=address(row),
        title=row["title"],
        saved=when(row.get("timestamp")),
        tags=_tags(row.get("tags", "")),
        status="archived" if folder == "Archive" else "unread" if folder == "Unread" else "",
        is_favorite=folder == "Starred",
        summary=row["selection"],
        folder="" if folder in _OWN_FOLDERS else folder,
        others=remaining(row, *_KNOWN),
    )


def _tags(cell: str) -> tuple[str, ...]:
    try:
        return texts(json.loads(cell))
    except (ValueError, RecursionError):
        return split(cell, ",")
