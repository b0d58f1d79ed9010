"""Bear Blog: the export of a blog as CSV, with texts in Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kratomcli.importers.items import Item
from kratomcli.importers.sources.csv_rows import CsvRow, rows_of, tables
from kratomcli.importers.sources.json_values import known
from kratomcli.importers.sources.times import as_utc

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed, ImportSource

_COLUMNS = ("uid", "title", "slug", "published date", "publish", "content")


def recognises(source: ImportSource) -> bool:
    """Whether there is a table with Bear Blog's columns."""
    return bool(tables(source, *_COLUMNS))


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """The posts and pages, as they were written."""
    yield from map(_item, rows_of(source, tables(source, *_COLUMNS))(failed))


def _item(row: CsvRow) -> Item:
    is_page = row.get("is page", "").strip().lower() == "true"
    tags = [tag.strip(" \"'") for tag in row.get("all tags", "").strip(" []").split(",")]
    values: dict[str, object] = {
        "title": row["title"].strip(),
        "date": as_utc(row["published date"]),
        "tags": [tag for tag in tags if tag],
        "summary": row.get("meta description", "").strip(),
        "language": row.get("lang", "").strip(),
        "draft": row["publish"].strip().lower() != "true",
        "source": row.get("canonical url", "").strip(),
        "image": row.get("meta image", "").strip(),
        "type": "page" if is_page else "",
    }
    return Item(
        key=row["uid"] or row["slug"],
        body=row["content"].replace("\r\n", "\n"),
        values=known(values),
        name=row["slug"].strip("/"),
        folder="pages" if is_page else "",
    )
