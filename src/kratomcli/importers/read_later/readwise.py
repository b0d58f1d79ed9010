"""Readwise's `readwise-data.csv`: a highlight in each row, with the book or article that it is from.

Rows of one book need not follow each other, nor its order. `Location Type` is page, location, offset, order,
time_offset or none. `Tags` are those of the highlight, `Document tags` those of the book, parted by commas.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kratomcli.importers.items import Annotation, Item
from kratomcli.importers.read_later.saved_pages import (
    SavedPage,
    read_pages,
    remaining,
    split,
    when,
    with_tags,
)
from kratomcli.importers.sources.csv_rows import CsvRow, rows_of, tables
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed, ImportSource

_COLUMNS = ("Highlight", "Book Title", "Book Author", "Note", "Location")
_KNOWN = (
    *("highlight", "book title", "book author", "amazon book id", "note", "color", "tags"),
    *("location type", "location", "highlighted at", "document tags"),
)
_PLACE = lazy_regex(r"(\D*)(\d+)")


def recognises(source: ImportSource) -> bool:
    """Whether it has a table with the columns of Readwise's highlights."""
    return bool(tables(source, *_COLUMNS))


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """A book or article at a time, with its highlights in their order in it."""
    for item in read_pages(rows_of(source, tables(source, *_COLUMNS)), _book, _page, failed):
        yield replace(item, annotations=tuple(_in_order(item.annotations)))


def _in_order(annotations: Sequence[Annotation]) -> Sequence[Annotation]:
    """Highlights in their order in the book, if all have a number of one kind; else as they are."""
    places = [_PLACE.match(each.place) for each in annotations]
    found = [(place[1], int(place[2]), at) for at, place in enumerate(places) if place]
    if len(found) < len(places) or len({kind for kind, _, _ in found}) > 1:
        return annotations
    return [annotations[at] for _, _, at in sorted(found)]


def _book(row: CsvRow) -> str:
    return "\n".join((row["book title"], row["book author"], row.get("amazon book id", "")))


def _page(row: CsvRow) -> SavedPage:
    """A book with one highlight; those of the same book are united."""
    made = when(row.get("highlighted at"))
    others = remaining(row, *_KNOWN)
    return SavedPage(
        url="",
        key=_book(row),
        title=row["book title"],
        saved=made,
        authors=split(row["book author"], "\n"),
        tags=split(row.get("document tags", ""), ","),
        annotations=(
            Annotation(
                text=row["highlight"].strip(),
                note=with_tags(row["note"], split(row.get("tags", ""), ",")),
                place=", ".join(filter(None, (_place(row), row.get("color", "").strip()))),
                date=made,
            ),
        ),
        others=others | ({"asin": row["amazon book id"]} if row.get("amazon book id") else {}),
    )


def _place(row: CsvRow) -> str:
    kind, number = row.get("location type", "").strip().replace("_", " "), row["location"].strip()
    return f"{kind} {number}".strip() if number and kind != "none" else ""
