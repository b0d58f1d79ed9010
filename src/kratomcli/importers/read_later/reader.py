"""Readwise Reader's library as CSV: Title, URL, ID, Document tags, Saved date, …

Document tags are a list as Python writes it, `Reading progress` is 0 to 1. `Location` is new, later,
shortlist, archive or feed: what is in `feed` came by itself, from what the reader follows.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kratomcli.importers.read_later.saved_pages import SavedPage, read_pages, remaining, split, when
from kratomcli.importers.sources.csv_rows import CsvRow, rows_of, tables
from kratomcli.importers.sources.json_values import texts

if TYPE_CHECKING:
    from kratomcli.importers.items import Item
    from kratomcli.importers.sources.source import Failed, ImportSource

_COLUMNS = ("Title", "URL", "Document tags", "Saved date", "Reading progress")
_KNOWN = ("title", "url", "id", "document tags", "saved date", "reading progress", "location", "seen")


def recognises(source: ImportSource) -> bool:
    """Whether it has a table with the columns of Reader's library."""
    return bool(tables(source, *_COLUMNS))


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """A document at a time."""
    return read_pages(rows_of(source, tables(source, *_COLUMNS)), _key, _page, failed)


def _key(row: CsvRow) -> str:
    return row["url"].strip() or row.get("id", "")


def _page(row: CsvRow) -> SavedPage:
    location = row.get("location", "").strip()
    return SavedPage(
        url=row["url"].strip(),
        key=row.get("id", ""),
        title=row["title"],
        saved=when(row["saved date"]),
        tags=_tags(row["document tags"]),
        status="archived" if location == "archive" else "unread" if location else "",
        progress=_fraction(row["reading progress"]),
        others=remaining(row, *_KNOWN) | ({"location": location} if location else {}),
    )


def _tags(cell: str) -> tuple[str, ...]:
    try:
        return texts(ast.literal_eval(cell.strip() or "[]"))
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return split(cell.strip("[]"), ",")


def _fraction(cell: str) -> float:
    try:
        return min(max(float(cell), 0.0), 1.0)
    except ValueError:
        return 0.0
