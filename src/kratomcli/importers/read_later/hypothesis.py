"""Hypothesis's annotations: what its client exports as JSON or CSV, and what its API answers.

An annotation has a quote in a `TextQuoteSelector`; one without a quote is on the whole page, one with
`references` answers another. Pages are counted from 0 in `index`, but `label` is what is on the page. The CSV
has local times.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

from kratomcli.importers.items import Annotation, Item
from kratomcli.importers.read_later.saved_pages import SavedPage, address, read_pages, split, when, with_tags
from kratomcli.importers.sources.csv_rows import CsvRow, rows_of, tables
from kratomcli.importers.sources.json_objects import starts_with
from kratomcli.importers.sources.json_values import objects_in, read_object, text, texts

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed, ImportSource

_COLUMNS = ("Created at", "Author", "Page", "URL", "Group", "Quote/description", "Comment")


def recognises(source: ImportSource) -> bool:
    """Whether it is an export as JSON, an answer of the API, or a table with Hypothesis's columns."""
    return bool(_is_json(source) or tables(source, *_COLUMNS))


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """A page at a time, with its annotations in the order of the export."""
    if not _is_json(source):
        return read_pages(rows_of(source, tables(source, *_COLUMNS)), address, _of_row, failed)
    content = read_object(source, source.names[0])
    found = [*objects_in(content.get("annotations")), *objects_in(content.get("rows"))]
    own = text(content.get("export_userid")) or (text(found[0].get("user")) if found else "")
    return read_pages(lambda _: found, _uri, partial(_page, own), failed)


def _is_json(source: ImportSource) -> bool:
    if len(source.names) != 1:
        return False
    name = source.names[0]
    return starts_with(source, name, "export_userid", "annotations") or starts_with(
        source, name, "rows", "uri", "user"
    )


def _of_row(row: CsvRow) -> SavedPage:
    made = when(row["created at"])
    page = row["page"].strip()
    kind = row.get("type", "").strip().lower()
    note = Annotation(
        text="" if kind == "reply" else row["quote/description"].strip(),
        note=with_tags(row["comment"], split(row.get("tags", ""), ",")),
        place=", ".join(filter(None, (f"page {page}" if page else "", kind if kind == "reply" else ""))),
        date=made,
    )
    return SavedPage(url=address(row), saved=made, annotations=(note,))


def _uri(found: Mapping[str, object]) -> str:
    return text(found.get("uri"))


def _page(own: str, found: Mapping[str, object]) -> SavedPage:
    about = found.get("document")
    title = about.get("title") if isinstance(about, dict) else ""
    made = when(found.get("created"))
    return SavedPage(
        url=_uri(found),
        title=" ".join(texts(title)) or text(title),
        saved=made,
        annotations=(
            Annotation(
                text="\n".join(_quotes(found)),
                note=with_tags(text(found.get("text")), texts(found.get("tags"))),
                place=", ".join(_place(found, own)),
                date=made,
            ),
        ),
    )


def _selectors(found: Mapping[str, object], kind: str) -> Iterator[Mapping[str, object]]:
    for target in objects_in(found.get("target")):
        for selector in objects_in(target.get("selector")):
            if selector.get("type") == kind:
                yield selector


def _quotes(found: Mapping[str, object]) -> Iterator[str]:
    for selector in _selectors(found, "TextQuoteSelector"):
        yield " ".join(text(selector.get("exact")).split())


def _place(found: Mapping[str, object], own: str) -> Iterator[str]:
    for selector in _selectors(found, "PageSelector"):
        index = selector.get("index")
        label = text(selector.get("label")) or (str(index + 1) if isinstance(index, int) else "")
        yield from [f"page {label}"] if label else []
    for selector in _selectors(found, "EPUBContentSelector"):
        yield from filter(None, [text(selector.get("title"))])
    if found.get("references"):
        yield "reply"
    if (user := text(found.get("user"))) and user != own:
        yield user.removeprefix("acct:").partition("@")[0]
