"""The tables of the catalog: columns, DDL, INSERT statement, row types and row checksum."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from zlib import crc32

from kratomcli.catalog.sqlite_errors import damage
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from kratomcli.model.article import Markup

# No `from __future__ import annotations`: `tables` needs the annotations of `ArticleRow` as types.

SCHEMA_VERSION = 7
"""Increase it with every change of the tables or of their contents: indexes of other versions are rebuilt."""


class ArticleRow(NamedTuple):
    """The row of one article. Unknown values are None, lists and mappings are JSON.

    - `path`: the file's path within the library, safe to print.
    - `file`: the exact bytes of the path if `path` had to be escaped, else None.
    - `base`: the preferred id if another article has it, else None.
    - `fingerprint`: BLAKE2b of the file, 16 bytes; empty if the file must be read again.
    - `size`, `mtime`: of the file, in bytes and in nanoseconds.
    - `start`: where the body begins, in bytes of the file or characters of its text; see
      `readers.BodyLocation`.
    - `parts`: checksums of the body's passages; see `history.parts_of`.
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


CONVERTED = "converted"
"""In place of an encoding, for files that are converted to Markdown: the catalog keeps what they gave."""


class TextLocation(NamedTuple):
    """Where the body of an article is: enough to read it without parsing the front matter.

    The fields are columns of `ArticleRow`.
    """

    path: str
    file: bytes | None
    size: int
    mtime: int
    encoding: str
    start: int


class BodyFormat(NamedTuple):
    """What a body is written in, and the line of the file on which it starts, from 1."""

    markup: "Markup"
    line: int


class FileRow(NamedTuple):
    """The file of an article as it was indexed: exact path within the library, size in bytes, mtime in ns."""

    path: bytes
    size: int
    mtime: int
    fingerprint: bytes


class Failure(NamedTuple):
    """A file that could not be read: path within the library, line (0 if unknown), and the reason."""

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
"""The columns to SELECT for `article_row`, which takes the column `checksum` after them."""
INSERT_ARTICLE = f"INSERT INTO articles VALUES ({', '.join('?' * (len(ArticleRow._fields) + 1))})"


def tables() -> Iterator[str]:
    """Yield the statements that create the tables."""
    types = {name: _TYPES[kind] for name, kind in ArticleRow.__annotations__.items()} | _KEYS
    columns = ", ".join(f"{name} {type}" for name, type in types.items())
    yield "CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID"
    yield f"CREATE TABLE articles({columns}, checksum INTEGER NOT NULL)"
    yield "CREATE INDEX articles_base ON articles(base) WHERE base IS NOT NULL"
    # Text and metadata of articles' files that are converted; see `readers.conversion.pack`.
    yield "CREATE TABLE conversions(key INTEGER PRIMARY KEY, packed BLOB NOT NULL)"
    # Names of articles and links between them; see `catalog.links`. `name` is a `links.names.name_key`.
    yield (
        "CREATE TABLE names(name INTEGER NOT NULL, key INTEGER NOT NULL, PRIMARY KEY(name, key))"
        " WITHOUT ROWID"
    )
    yield "CREATE INDEX names_key ON names(key)"
    yield (
        "CREATE TABLE links(source INTEGER NOT NULL, start INTEGER NOT NULL, address TEXT NOT NULL,"
        " name INTEGER NOT NULL, target INTEGER, PRIMARY KEY(source, start)) WITHOUT ROWID"
    )
    yield "CREATE INDEX links_name ON links(name)"
    yield "CREATE INDEX links_target ON links(target) WHERE target IS NOT NULL"
    # `listing` is the state of a folder as of the last sync; see `index.scan.Listed`.
    yield "CREATE TABLE folders(path BLOB PRIMARY KEY, listing BLOB NOT NULL) WITHOUT ROWID"
    yield (
        "CREATE TABLE failures(path TEXT PRIMARY KEY, line INTEGER NOT NULL, reason TEXT NOT NULL)"
        " WITHOUT ROWID"
    )
    # Ranges of keys that an engine commit is about to change: stored before it, deleted after it.
    yield "CREATE TABLE pending(low INTEGER NOT NULL, high INTEGER NOT NULL)"


def checksum(row: Sequence[object]) -> int:
    """The CRC-32 of a row's columns, without the column `checksum`."""
    return crc32("\x1f".join(map(str, row)).encode("utf-8", "surrogatepass"))


def is_intact(row: Sequence[Any]) -> bool:
    """Whether a row, whose last column is its checksum, is unchanged since it was written."""
    return checksum(row[:-1]) == int(row[-1])


def article_row(row: Sequence[Any]) -> ArticleRow:
    """The named tuple for a row whose last column is its checksum.

    Raises:
        IndexDamaged: the row does not match its checksum.
    """
    known = ArticleRow._make(row[:-1])
    if checksum(known) != row[-1]:
        raise damage(f"the row of {known.id!r} does not match its checksum")
    return known
