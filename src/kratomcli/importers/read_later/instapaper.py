"""Instapaper's `instapaper-export.csv`: URL, Title, Selection, Folder; later Timestamp, then Tags.

Tags are a list as JSON. A page is in one folder: `Unread`, `Archive`, `Starred`, or one of the reader's own.
There is an export as HTML, too: a heading and a list for each folder, with addresses and titles only.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kratomcli.importers.read_later.saved_pages import SavedPage, address, read_pages, remaining, split, when
from kratomcli.importers.sources.csv_rows import CsvRow, rows_of, tables
from kratomcli.importers.sources.json_values import texts
from kratomcli.patterns import lazy_regex
from kratomcli.readers.decoding import decode

if TYPE_CHECKING:
    from kratomcli.importers.items import Item
    from kratomcli.importers.sources.source import Failed, ImportSource

_COLUMNS = ("URL", "Title", "Selection", "Folder")
_KNOWN = ("url", "title", "selection", "folder", "timestamp", "tags")
_PIECE = lazy_regex(
    r"""<h1>([^<]{0,500})</h1>|<a\shref="([^"]{1,5000})"[^<>]{0,300}>([^<]{0,5000})</a>(?::\s([^<]{0,50000}))?"""
)
"""The heading of a folder, or a link, and what was selected."""
_OWN_FOLDERS = ("Unread", "Archive", "Starred")


def recognises(source: ImportSource) -> bool:
    """Whether it has a table with Instapaper's columns, or is its HTML."""
    return bool(tables(source, *_COLUMNS) or _is_page(source))


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """A page at a time."""
    if not _is_page(source):
        return read_pages(rows_of(source, tables(source, *_COLUMNS)), address, _page, failed)
    rows = list(_links(decode(source.read(source.names[0]))[0]))
    return read_pages(lambda _: rows, address, _page, failed)


def _is_page(source: ImportSource) -> bool:
    return len(source.names) == 1 and b"<title>Instapaper: Export</title>" in source.start(source.names[0])


def _links(page: str) -> Iterator[CsvRow]:
    """The links of the HTML as rows of the table."""
    folder = ""
    for found in _PIECE.finditer(page):
        heading, url, title, selection = (html.unescape(part or "") for part in found.groups())
        if url:
            yield {"url": url, "title": title, "selection": selection, "folder": folder}
        else:
            folder = heading


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
