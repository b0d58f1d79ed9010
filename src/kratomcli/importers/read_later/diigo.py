"""Diigo's CSV: title, url, tags, description, comments, annotations, created_at.

A page without tags has the tag `no_tag`. Annotations are one cell: "Highlight:" before each passage, "Sticky
Note:" before a note, both with markup and with `\\n` in place of line ends.
"""

from __future__ import annotations

import re
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
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed, ImportSource

_COLUMNS = ("title", "url", "tags", "description", "comments", "annotations", "created_at")
_KNOWN = (*_COLUMNS[:-1], "created at")
_SIGN = lazy_regex(r"(Highlight|Sticky Notes?):", re.IGNORECASE)
_MARKUP = lazy_regex(r"<(?:br|/p|/div|/li)[^<>]{0,50}>|(<[a-z/][^<>]{0,500}>)", re.IGNORECASE)
_QUOTED_OR_WORD = lazy_regex(r'"([^"]+)"|(\S+)')


def recognises(source: ImportSource) -> bool:
    """Whether it has a table with Diigo's columns."""
    return bool(tables(source, *_COLUMNS))


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """A page at a time."""
    return read_pages(rows_of(source, tables(source, *_COLUMNS)), address, _page, failed)


def _page(row: CsvRow) -> SavedPage:
    return SavedPage(
        url=address(row),
        title=row["title"],
        saved=when(row["created at"]),
        tags=_tags(row["tags"]),
        summary=_text(row["description"]),
        note=_text(row["comments"]),
        annotations=tuple(_annotations(row["annotations"])),
        others=remaining(row, *_KNOWN),
    )


def _tags(cell: str) -> tuple[str, ...]:
    """Tags parted by commas, or else by spaces, with quotation marks around several words."""
    if "," in cell:
        tags = tuple(tag.strip('" ') for tag in split(cell, ","))
    else:
        tags = tuple(found[1] or found[2] for found in _QUOTED_OR_WORD.finditer(cell))
    return tuple(tag for tag in tags if tag and tag != "no_tag")


def _annotations(cell: str) -> Iterator[Annotation]:
    """The passages of a cell, each with the notes that follow it; what no sign is before is a note."""
    first, *signs = _SIGN.split(cell)
    passage, notes = "", [_text(first)]
    for kind, value in zip(signs[::2], signs[1::2], strict=True):
        if kind.lower() == "highlight":
            if passage or any(notes):
                yield Annotation(text=passage, note="\n\n".join(filter(None, notes)))
            passage, notes = _text(value), []
        else:
            notes.append(_text(value))
    if passage or any(notes):
        yield Annotation(text=passage, note="\n\n".join(filter(None, notes)))


def _text(cell: str) -> str:
    text = _MARKUP.sub(lambda found: "" if found[1] else "\n", cell.replace("\\n", "\n"))
    return plain("\n".join(line.strip() for line in text.splitlines()).strip())
