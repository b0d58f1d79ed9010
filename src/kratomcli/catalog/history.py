"""What changed in a library between two states of its index.

The catalog keeps a log of what it took out and put in, made by SQLite itself, so that it is as lasting
as the articles' rows. An article's text is not kept, but a checksum of each of its passages: enough to
tell which passages of today's text are new, and how many are gone. The log is bounded: the oldest
events are forgotten, and how far back it reaches is known.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kratomcli.model.article import Markup

MOST_EVENTS = 50_000
"""Events kept; an edit is two of them."""

_NOW = "(julianday('now') - 2440587.5) * 86400"  # Unix seconds
_STATE = "coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'generation'), 0)"
# What the first indexing puts in is no change.
_SYNCED = "EXISTS (SELECT 1 FROM meta WHERE name = 'synced')"

# What was taken out ('gone', with what it was) and put in ('new'); `state` is the generation before.
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


_SPACE = " \t\n\r\v\f"  # what bytes.strip takes away


class Event(NamedTuple):
    """The first thing that happened to a file after some moment.

    `fingerprint` and `parts` are those of the article that was taken out, None if one was put in.
    """

    path: str
    id: str
    title: str
    fingerprint: bytes | None
    parts: bytes | None


def parts_of(body: str, markup: Markup) -> bytes:
    """A checksum of each passage of a body, four bytes each."""
    gap = b"\n" if markup == "text" else b"\n\n"
    # In bytes and at once: every article that is indexed comes by here.
    passages = map(bytes.strip, body.encode("utf-8", "replace").split(gap))
    sums = [crc32(passage) for passage in passages if passage]
    return struct.pack(f"<{len(sums)}I", *sums)


def changed_parts(before: bytes, body: str, markup: Markup) -> tuple[tuple[tuple[int, int], ...], int]:
    """The passages of a body that are new since its checksums were `before`, and how many are gone."""
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
    """Paragraphs: what blank lines separate, or in plain text each line."""
    gap = "\n" if markup == "text" else "\n\n"
    start = 0
    while start < len(body):
        end = body.find(gap, start)
        end = len(body) if end < 0 else end
        if body[start:end].strip(_SPACE):
            yield start, end
        start = end + len(gap)
