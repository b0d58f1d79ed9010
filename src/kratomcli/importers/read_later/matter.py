"""Matter's export: `_matter_history.csv`, `_matter_highlights.csv`, pages as `content_<number>.html`.

The history says `Saved` or, later, `In Queue`; later it has Tags (parted by semicolons) and Favorited. The
highlights name their page by title and author only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from email.errors import MessageError
from email.header import decode_header, make_header
from functools import partial
from typing import TYPE_CHECKING

from kratomcli.importers.items import Annotation, Item
from kratomcli.importers.read_later.saved_pages import SavedPage, read_pages, split, when
from kratomcli.importers.sources.csv_rows import CsvRow, rows_of, tables
from kratomcli.importers.sources.json_values import is_true

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed, ImportSource

_COLUMNS = ("Title", "Author", "Publisher", "URL", "Read", "Last Interaction Date")
_HIGHLIGHTS = ("Title", "Author", "Publisher", "Text", "Highlighted Date")


def recognises(source: ImportSource) -> bool:
    """Whether it has Matter's history, or its highlights."""
    return bool(tables(source, *_COLUMNS) or tables(source, *_HIGHLIGHTS))


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """A page at a time, with its text and its highlights; then highlights of pages that the history lacks."""
    highlights: dict[tuple[str, str], list[Annotation]] = {}
    for row in rows_of(source, tables(source, *_HIGHLIGHTS))(failed):
        made = Annotation(
            text=row["text"].strip(), note=row.get("note", "").strip(), date=when(row["highlighted date"])
        )
        highlights.setdefault((row["title"], row["author"]), []).append(made)
    pages = {part.rpartition("/")[2]: part for part in source.ending(".html")}
    if history := tables(source, *_COLUMNS):
        page = partial(_page, source, pages, highlights)
        yield from read_pages(rows_of(source, history), _key, page, failed)
    for (title, author), left in highlights.items():
        yield SavedPage(
            url="",
            key=f"{title}\n{author}",
            title=title,
            authors=split(author, "\n"),
            annotations=tuple(left),
        ).item()


def _key(row: CsvRow) -> str:
    return row["url"].strip() or row.get("file id", "") or f"{row['title']}\n{row['author']}"


def _page(
    source: ImportSource,
    pages: Mapping[str, str],
    highlights: dict[tuple[str, str], list[Annotation]],
    row: CsvRow,
) -> SavedPage:
    from kratomcli.readers.html.markdown import markdown_of

    url, file = row["url"].strip(), pages.get(row.get("file id", "").strip())
    text = source.read(file).decode("utf-8", "replace") if file else ""
    publisher = _decoded(row["publisher"])
    is_waiting = is_true(row.get("in queue", row.get("saved")))
    return SavedPage(
        url=url,
        key=_key(row),
        title=row["title"],
        saved=when(row["last interaction date"]),
        tags=split(row.get("tags", ""), ";"),
        status="unread" if is_waiting else "archived",
        is_favorite=is_true(row.get("favorited")),
        progress=1.0 if is_true(row["read"]) else 0.0,
        authors=split(row["author"], "\n"),
        body=markdown_of(text, base=url) if text else "",
        annotations=tuple(highlights.pop((row["title"], row["author"]), ())),
        others={"publisher": publisher} if publisher else {},
    )


def _decoded(text: str) -> str:
    """The name of a publisher, which of a newsletter may be written as in a header of a mail."""
    if "=?" not in text:
        return text.strip()
    try:
        return str(make_header(decode_header(text)))
    except (MessageError, LookupError, ValueError):
        return text.strip()
