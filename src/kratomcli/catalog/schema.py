"""The tables of the catalog, each described once: the DDL, the statements and the checksum come from here."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from zlib import crc32

from kratomcli.catalog.sqlite_errors import damage

# No `from __future__ import annotations`: the types of rows below are read as the types of columns.

SCHEMA_VERSION = 4
"""Raise it with every change of the tables or of what is kept in them: other versions are rebuilt."""


class ArticleRow(NamedTuple):
    """The row of one article. Unknown values are None, lists and mappings are JSON.

    `file` is the exact name where `path` had to be escaped to be shown, `base` the id that another article
    holds already, `start` where the body begins, in bytes of the file or characters of its text (see
    `readers.BodyLocation`), `fingerprint` 16 bytes of BLAKE2 of the file, and `parts` the checksums of the
    body's passages (see `history`).
    """

    key: int
    id: str
    path: str
    file: bytes | None
    base: str | None
    fingerprint: bytes
    size: int
    mtime: int
    encoding: str
    start: int
    markup: str
    body_line: int
    title: str
    date: str | None
    updated: str | None
    tags: str | None
    summary: str | None
    authors: str | None
    draft: int
    source: str | None
    lang: str | None
    words: int
    meta: str | None
    derived: str
    notes: str | None
    parts: bytes


class Source(NamedTuple):
    """Where an article's text is: what it takes to read the body without parsing front matter."""

    path: str
    file: bytes | None
    size: int
    mtime: int
    encoding: str
    start: int


class FileRow(NamedTuple):
    """An article's file as it was read: its exact path in the library, size, time stamp and fingerprint."""

    path: bytes
    size: int
    mtime: int
    fingerprint: bytes


class Failure(NamedTuple):
    """A file that could not be read: its path in the library, a line or 0, and the reason."""

    path: str
    line: int
    reason: str


_TYPES: Mapping[object, str] = {
    int: "INTEGER NOT NULL",
    str: "TEXT NOT NULL",
    bytes: "BLOB NOT NULL",
    str | None: "TEXT",
    bytes | None: "BLOB",
}
_KEYS = {"key": "INTEGER PRIMARY KEY", "id": "TEXT NOT NULL UNIQUE"}

ARTICLE_COLUMNS = ", ".join(ArticleRow._fields)
"""What `article_row` takes, before the checksum."""
INSERT_ARTICLE = f"INSERT INTO articles VALUES ({', '.join('?' * (len(ArticleRow._fields) + 1))})"


def tables() -> Iterator[str]:
    """The statements that make the tables, in order."""
    types = {name: _TYPES[kind] for name, kind in ArticleRow.__annotations__.items()} | _KEYS
    columns = ", ".join(f"{name} {type}" for name, type in types.items())
    yield "CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID"
    yield f"CREATE TABLE articles({columns}, checksum INTEGER NOT NULL)"
    yield "CREATE INDEX articles_base ON articles(base) WHERE base IS NOT NULL"
    # One row per folder: `listing` is what sync compares.
    yield "CREATE TABLE folders(path BLOB PRIMARY KEY, listing BLOB NOT NULL) WITHOUT ROWID"
    yield (
        "CREATE TABLE failures(path TEXT PRIMARY KEY, line INTEGER NOT NULL, reason TEXT NOT NULL)"
        " WITHOUT ROWID"
    )
    # Keys that the engine may know differently: written before the engine commits, gone after.
    yield "CREATE TABLE pending(low INTEGER NOT NULL, high INTEGER NOT NULL)"


def checksum(row: Sequence[object]) -> int:
    """Of all columns of a row but the checksum itself."""
    return crc32("\x1f".join(map(str, row)).encode("utf-8", "surrogatepass"))


def is_intact(row: Sequence[Any]) -> bool:
    """Whether a row of the table, its checksum last, is what was written."""
    return checksum(row[:-1]) == int(row[-1])


def article_row(row: Sequence[Any]) -> ArticleRow:
    """A row of the table, its checksum last, by name.

    Raises:
        IndexDamaged: it is not what was written.
    """
    known = ArticleRow._make(row[:-1])
    if checksum(known) != row[-1]:
        raise damage(f"the row of {known.id!r} is not what was written")
    return known
