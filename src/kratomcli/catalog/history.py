"""The log of changes: which articles were added, edited and deleted, and which passages of them.

SQLite triggers write the log in the same transaction as the articles' rows. It holds no text, but a CRC-32
of each passage of a deleted or replaced body: enough to tell which passages of the present body are new, and
how many are gone. Only the newest events are kept; the facts `began` (Unix seconds) and `began_state`
(generation) say since when the log is complete.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING
from zlib import crc32

from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kratomcli.model.article import Markup

MOST_EVENTS = 50_000
"""How many events are kept. An edit is two: a row deleted and a row inserted."""

_NOW = "(julianday('now') - 2440587.5) * 86400"  # Unix seconds
_STATE = "coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'generation'), 0)"
# The first indexing is not logged: `synced` is stored at its end.
_SYNCED = "EXISTS (SELECT 1 FROM meta WHERE name = 'synced')"

# Deleted rows are logged with fingerprint and passage checksums, inserted rows without. `at` is in Unix
# seconds; `state` is the generation before the change.
SCHEMA = (
    """
    CREATE TABLE history(number INTEGER PRIMARY KEY, at REAL NOT NULL, state INTEGER NOT NULL,
        path TEXT NOT NULL, id TEXT NOT NULL, title TEXT NOT NULL, fingerprint BLOB, parts BLOB)
    """,
    f"""
    CREATE TRIGGER history_gone AFTER DELETE ON articles WHEN {_SYNCED} BEGIN
        INSERT INTO history(at, state, path, id, title, fingerprint, parts)
            VALUES ({_NOW}, {_STATE}, old.path, old.id, old.title, old.fingerprint, old.parts);
    END
    """,
    f"""
    CREATE TRIGGER history_new AFTER INSERT ON articles WHEN {_SYNCED} BEGIN
        INSERT INTO history(at, state, path, id, title)
            VALUES ({_NOW}, {_STATE}, new.path, new.id, new.title);
    END
    """,
)


_SPACE = " \t\n\r\v\f"  # what bytes.strip removes, so that `_parts` finds the passages of `parts_of`


class Event(NamedTuple):
    """A row that was deleted from the table of articles, or inserted into it.

    `fingerprint` and `parts` (see `parts_of`) are those of a deleted row; None for an inserted one.
    """

    path: str
    id: str
    title: str
    fingerprint: bytes | None
    parts: bytes | None


def parts_of(body: str, markup: Markup) -> bytes:
    """The CRC-32 of each passage of a body, four bytes each, little-endian."""
    gap = b"\n" if markup == "text" else b"\n\n"
    # Split as bytes, without offsets, since this is fast and runs for every article that is indexed.
    passages = map(bytes.strip, body.encode("utf-8", "replace").split(gap))
    sums = [crc32(passage) for passage in passages if passage]
    return struct.pack(f"<{len(sums)}I", *sums)


def changed_parts(before: bytes, body: str, markup: Markup) -> tuple[tuple[tuple[int, int], ...], int]:
    """Compare a body with the passage checksums of its former version.

    Returns the new passages as character offsets (start, end) into the body, adjacent ones joined, and the
    number of passages that are gone.
    """
    known: dict[int, int] = {}
    for (checksum,) in struct.iter_unpack("<I", before):
        known[checksum] = known.get(checksum, 0) + 1
    found: list[tuple[int, int]] = []
    joined = False
    for start, end in _parts(body, markup):
        checksum = crc32(body[start:end].encode("utf-8", "replace").strip())
        if known.get(checksum):
            known[checksum] -= 1
            joined = False
        elif joined:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
            joined = True
    return tuple(found), sum(known.values())


def _parts(body: str, markup: Markup) -> Iterator[tuple[int, int]]:
    """Yield the offsets of passages: paragraphs between blank lines, or in plain text each line."""
    gap = "\n" if markup == "text" else "\n\n"
    start = 0
    while start < len(body):
        end = body.find(gap, start)
        end = len(body) if end < 0 else end
        if body[start:end].strip(_SPACE):
            yield start, end
        start = end + len(gap)
