"""Raindrop.io's CSV: id, title, note, excerpt, url, folder, tags, created, cover, highlights, favorite.

The table of one collection has no `folder`. Tags are parted by commas, folders by " / ". Highlights are one
cell: "Highlight:" before each, and "Note:" before the note on one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kratomcli.importers.items import Annotation, Item
from kratomcli.importers.read_later.saved_pages import (
    SavedPage,
    address,
    plain,
    read_pages,
    remaining,
    split,
    when,
)
from kratomcli.importers.sources.csv_rows import CsvRow, rows_of, tables
from kratomcli.importers.sources.json_values import is_true
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed, ImportSource

_COLUMNS = ("title", "note", "excerpt", "url", "tags", "created")
_KNOWN = (*_COLUMNS, "id", "folder", "cover", "highlights", "favorite", "important")
_PART = lazy_regex(r"(?:^|\n)\s*(Highlight|Note|Color):")


def recognises(source: ImportSource) -> bool:
    """Whether it has a table with Raindrop's columns."""
    return bool(tables(source, *_COLUMNS))


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """A bookmark at a time."""
    return read_pages(rows_of(source, tables(source, *_COLUMNS)), address, _page, failed)


def _page(row: CsvRow) -> SavedPage:
    folders = split(row.get("folder", ""), "/")
    others = remaining(row, *_KNOWN)
    return SavedPage(
        url=address(row),
        title=row["title"],
        saved=when(row["created"]),
        tags=split(row["tags"], ","),
        is_favorite=is_true(row.get("favorite")) or is_true(row.get("important")),
        summary=row["excerpt"],
        note=row["note"],
        annotations=tuple(_highlights(row.get("highlights", ""))),
        folder="" if folders == ("Unsorted",) else "/".join(folders),
        others=others | ({"image": row["cover"]} if row.get("cover") else {}),
    )


def _highlights(cell: str) -> Iterator[Annotation]:
    """The highlights of a cell; a cell without a sign has one in each line."""
    signs = _PART.split(cell)
    if len(signs) == 1:
        yield from (Annotation(text=plain(line)) for line in split(cell, "\n"))
    text, note, colour = signs[0].strip(), "", ""
    for kind, value in zip(signs[1::2], signs[2::2], strict=True):
        if kind == "Highlight":
            if text and len(signs) > 1:
                yield Annotation(text=plain(text), note=plain(note), place=colour)
            text, note, colour = value.strip(), "", ""
        elif kind == "Note":
            note = value.strip()
        else:
            colour = value.strip()
    if len(signs) > 1 and (text or note):
        yield Annotation(text=plain(text), note=plain(note), place=colour)
