"""Notion: zips (within a zip) of pages as Markdown or HTML, of databases as CSV, and of the files they show.

Names end in a space and the 32 hexadecimal digits of the page's id; what is within a page lies in a folder of
its name. Links are relative and name those files: they become links to the new names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import islice
from posixpath import basename, dirname, join, normpath, splitext
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.items import Item
from kratomcli.importers.notes.notion_html import converted_page, title_in
from kratomcli.importers.notes.notion_markdown import converted_text, read_table, table_of
from kratomcli.importers.notes.notion_properties import values_of
from kratomcli.importers.sources.json_values import known
from kratomcli.importers.writing.placing import AttachedFiles, Places
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex
from kratomcli.text.file_names import safe_name

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed, ImportSource

_PAGE = lazy_regex(
    r"(?:(?P<folder>.*)/)?(?:(?P<title>[^/]*?) )?(?P<id>[0-9a-f]{32})(?P<all>_all)?\.(?P<kind>md|html|csv)"
)
_INNER = lazy_regex(r"(?:[^/]+/)?(?:[0-9a-f-]{36}_)?Export(?:Block)?-[0-9a-f-]{36}-Part-\d+\.zip")
_TOP = lazy_regex(r"(?:[0-9a-f-]{36}_)?Export(?:Block)?-[0-9a-f-]{36}(?:-Part-\d+)?")
_ID = lazy_regex(r" [0-9a-f]{32}$")
_TRIED = 20
"""Files that are looked into before a source is held to be another's."""


class _NotionPage(NamedTuple):
    """A page or database: the name of its file, its id, title, and kind (md, html, csv)."""

    part: str
    id: str
    title: str
    kind: str


def recognises(source: ImportSource) -> bool:
    """Whether files are named by titles and ids, or are the parts that Notion cuts its exports in."""
    if any(_INNER.fullmatch(name) for name in source.ending(".zip")):
        return True
    named = (name for name in source.ending(".md", ".html", ".csv") if _is_titled(name))
    return any(_is_notions(source, name) for name in islice(named, _TRIED))


def _is_titled(name: str) -> bool:
    found = _PAGE.fullmatch(name)
    return found is not None and bool(found["title"])


def _is_notions(source: ImportSource, name: str) -> bool:
    """Whether a file with such a name, which others give as well, begins as Notion's do."""
    if name.endswith(".html"):
        return re.search(rb'<article [^>]*class="page ', source.start(name, 1 << 17)) is not None
    return name.endswith(".csv") or source.start(name).removeprefix(b"\xef\xbb\xbf").startswith(b"# ")


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """The pages and databases, in folders as they are within each other."""
    inner = [name for name in source.ending(".zip") if _INNER.fullmatch(name)]
    with source.with_inner(inner) as whole:
        yield from _Export(whole, failed).items()


class _Export:
    def __init__(self, source: ImportSource, failed: Failed) -> None:
        self._source = source
        self._failed = failed
        self._places = Places()
        self._pages: dict[str, _NotionPage] = {}
        self._tables: dict[str, list[list[str]]] = {}
        """The rows of each database, by the path of its file without suffix."""

    def items(self) -> Iterator[Item]:
        for name in self._source.names:
            self._find(name)
        for page in self._pages.values():
            self._places.add(page.id, page.title, _folder(page.part))
        for page in self._pages.values():
            try:
                yield self._item(page)
            except ArticleUnreadable as error:
                self._failed(page.part, error.message)

    def _find(self, name: str) -> None:
        """Note a page; of a database's two tables the one with all columns and rows."""
        found = _PAGE.fullmatch(name)
        if found is None:
            return
        kind, id = found["kind"], found["id"]
        title = found["title"] or "Untitled"
        try:
            if kind == "csv":
                self._tables[splitext(name)[0].removesuffix("_all")] = read_table(self._source.read(name))
            else:
                start = self._source.read(name)[:200_000]
                title = (title_in(start) if kind == "html" else _heading(start)) or title
        except ArticleUnreadable as error:
            self._failed(name, error.message)
            return
        if id not in self._pages or found["all"]:
            self._pages[id] = _NotionPage(name, id, title, kind)

    def _item(self, page: _NotionPage) -> Item:
        place = self._places[page.id]
        files = AttachedFiles(place.name)
        mend = partial(self._mended, page, files)
        if page.kind == "csv":
            body = table_of(self._tables[splitext(page.part)[0].removesuffix("_all")], self._rows(page))
            values: dict[str, object] = {}
        elif page.kind == "md":
            text = self._source.read(page.part).decode("utf-8-sig", errors="replace")
            body, properties = converted_text(text, self._columns(page), mend)
            values = values_of(properties)
        else:
            html = self._source.read(page.part).decode("utf-8-sig", errors="replace")
            body, properties = converted_page(html, mend)
            values = values_of(properties)
        return Item(
            key=page.id,
            body=body,
            values=known({"title": page.title, **values}),
            name=place.name,
            folder=place.folder,
            attachments=files.files,
        )

    def _columns(self, page: _NotionPage) -> set[str] | None:
        """The columns of the database that a page is a row of; None if it is in none."""
        rows = self._tables.get(dirname(page.part))
        return set(rows[0]) if rows else None

    def _rows(self, page: _NotionPage) -> dict[str, str]:
        """Links to the pages of a database's rows, by their titles."""
        folder = splitext(page.part)[0].removesuffix("_all")
        return {
            other.title: self._places.between(page.id, other.id)
            for other in self._pages.values()
            if dirname(other.part) == folder
        }

    def _mended(self, page: _NotionPage, files: AttachedFiles, address: str) -> str:
        """An address in a page as it is from the page's new place."""
        try:
            parts = urlsplit(address)
        except ValueError:
            return address
        if parts.scheme or parts.netloc or not parts.path:
            return self._mended_own(page, address)
        path = normpath(join(dirname(page.part), unquote(parts.path)))
        found = _PAGE.fullmatch(path)
        if found and found["id"] in self._places:
            return self._places.between(page.id, found["id"])
        if path in self._source:
            return files.add(path, unquote(basename(path)), partial(self._source.read, path))
        return address

    def _mended_own(self, page: _NotionPage, address: str) -> str:
        """A link to a page on Notion's site, if that page is in the export."""
        found = re.fullmatch(r"https://(?:www\.)?notion\.(?:so|com)/(?:[^?#]*[-/])?([0-9a-f]{32})", address)
        return self._places.between(page.id, found[1]) if found and found[1] in self._places else address


def _folder(part: str) -> str:
    """The folder of a page: the pages and databases that it is in, by their names."""
    names = dirname(part).split("/")
    if _TOP.fullmatch(names[0]):
        del names[0]
    return "/".join(safe_name(_ID.sub("", name)) for name in names if name)


def _heading(start: bytes) -> str:
    line = start.decode("utf-8-sig", errors="replace").partition("\n")[0].strip()
    return re.sub(r"\\([\\`*_{}\[\]()#+\-.!~|])", r"\1", line[2:].strip()) if line.startswith("# ") else ""
