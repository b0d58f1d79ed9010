"""Write.as and WriteFreely: the export of an account as JSON, by blog, or as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.items import Item
from kratomcli.importers.sources.csv_rows import CsvRow, rows_of, tables
from kratomcli.importers.sources.json_values import known, object_in, objects_in, read_json, text_in, texts_in

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed, ImportSource

_COLUMNS = ("id", "slug", "blog", "url", "created", "title", "body")


def recognises(source: ImportSource) -> bool:
    """Whether it is one file: JSON with `collections` of an account, or a table with these columns."""
    if len(source.names) != 1:
        return False
    return _is_account(source.start(source.names[0])) or bool(tables(source, *_COLUMNS))


def _is_account(start: bytes) -> bool:
    is_json = start.lstrip()[:1] == b"{"
    return is_json and b'"username"' in start and b'"collections"' in start and b'"alias"' in start


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """The posts of each blog in a folder of its name, and the others."""
    name = source.only
    if not _is_account(source.start(name)):
        yield from map(_of_row, rows_of(source, tables(source, *_COLUMNS))(failed))
        return
    found = object_in(read_json(source, name))
    if not found:
        raise ArticleUnreadable(f"{name} is no export of Write.as")
    for blog in objects_in(found.get("collections")):
        for post in objects_in(blog.get("posts")):
            yield _of_post(post, text_in(blog.get("alias")), text_in(blog.get("url")))
    for post in objects_in(found.get("posts")):
        yield _of_post(post, "", "")


def _of_post(post: Mapping[str, object], blog: str, address: str) -> Item:
    slug = text_in(post.get("slug"))
    values: dict[str, object] = {
        "title": text_in(post.get("title")),
        "date": text_in(post.get("created")),
        "updated": text_in(post.get("updated")),
        "tags": texts_in(post.get("tags")),
        "language": text_in(post.get("language")),
        "source": f"{address.rstrip('/')}/{slug}" if address and slug else "",
        "draft": not blog,
    }
    id = text_in(post.get("id"))
    return Item(
        key=id or slug, body=text_in(post.get("body")), values=known(values), name=slug or id, folder=blog
    )


def _of_row(row: CsvRow) -> Item:
    """A row, in whose text each line end is a backslash and an "n"."""
    values: dict[str, object] = {
        "title": row["title"],
        "date": row["created"],
        "source": row["url"],
        "draft": not row["blog"],
    }
    body = row["body"].replace("\\n", "\n")
    return Item(
        key=row["id"] or row["slug"],
        body=body,
        values=known(values),
        name=row["slug"] or row["id"],
        folder=row["blog"],
    )
