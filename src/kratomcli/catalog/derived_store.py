"""A SQLite file in a folder of the index, derived from the articles, and made anew if it is damaged.

Text reuse and meaning keep in such a file, and in other files beside it, what they know of each article, by
the catalog's keys and fingerprints.
"""

from __future__ import annotations

import os
import sqlite3
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from kratomcli.catalog.sqlite_errors import translated
from kratomcli.errors import IndexDamaged, IndexUnwritable
from kratomcli.files.writing import make_private_file, make_private_folder
from kratomcli.named_tuples import NamedTuple

_PATIENCE = 10.0  # seconds to wait for another process
_MANY = 1000  # rows


class StoreKind(NamedTuple):
    """What a store is: the name of its file, its tables and their version, and its name in messages.

    `tables` are statements between semicolons, with no other semicolons.
    """

    file: str
    tables: str
    version: int
    title: str


class _FoundRows(sqlite3.Cursor):
    """The rows of a statement; what SQLite finds damaged among them is raised as `KratomError`, too."""

    title = ""

    def __next__(self) -> Any:
        return self._translated(super().__next__)

    def fetchmany(self, size: int | None = 1) -> list[Any]:
        found: list[Any] = self._translated(partial(super().fetchmany, size))
        return found

    def fetchone(self) -> Any:
        return self._translated(super().fetchone)

    def fetchall(self) -> list[Any]:
        found: list[Any] = self._translated(super().fetchall)
        return found

    def _translated(self, fetch: Callable[[], Any]) -> Any:
        try:
            return fetch()
        except sqlite3.Error as error:
            raise translated(error, self.title) from error


class DerivedStore:
    """An open store; `folder` is None for one in memory."""

    def __init__(self, kind: StoreKind, folder: str | None) -> None:
        """Open or create the store.

        Raises:
            OSError: it can't be written.
        """
        self._kind = kind
        self._folder = Path(folder) if folder is not None else None
        if self._folder is not None:
            make_private_folder(str(self._folder))
        try:
            self._open()
        except (sqlite3.Error, IndexDamaged) as error:
            known = translated(error, kind.title) if isinstance(error, sqlite3.Error) else error
            if isinstance(known, IndexUnwritable):
                raise PermissionError(known.message) from error
            if not isinstance(known, IndexDamaged) or self._folder is None:
                raise known from error
            self.reset()

    def _open(self) -> None:
        path = self._folder / self._kind.file if self._folder else ":memory:"
        if self._folder is not None:
            make_private_file(path)
        self._db = sqlite3.connect(path, isolation_level=None, timeout=_PATIENCE, check_same_thread=False)
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version == 0:
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.execute("BEGIN IMMEDIATE")
            if (
                self._db.execute("PRAGMA user_version").fetchone()[0] == 0
            ):  # no other process has created it meanwhile
                for statement in self._kind.tables.split(";"):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version={self._kind.version}")
            self._db.execute("COMMIT")
        elif version != self._kind.version:
            raise IndexDamaged(f"{self._kind.title} was made by another version")
        self._inode = _inode(path) if self._folder else 0

    def follow(self) -> None:
        """Open the file that is there now, if another process has made it anew."""
        if self._folder is not None and _inode(self._folder / self._kind.file) != self._inode:
            self._db.close()
            try:
                self._open()
            except sqlite3.Error as error:
                raise translated(error, self._kind.title) from error

    def close(self) -> None:
        self._db.close()

    def reset(self) -> None:
        """Delete everything in the store."""
        self._db.close()
        if self._folder is not None:
            for file in self._folder.iterdir():
                file.unlink(missing_ok=True)
        self._open()

    @property
    def settled(self) -> str:
        """The state of the catalog (`Catalog.identity`) that was taken in as a whole last; "" for none."""
        row = self.execute("SELECT value FROM meta WHERE name = 'settled'").fetchone()
        return str(row[0]) if row else ""

    def settle(self, identity: str) -> None:
        """Store that the whole catalog was taken in, as of this state."""
        self.execute("INSERT OR REPLACE INTO meta VALUES ('settled', ?)", (identity,))

    def last_key(self) -> int:
        """The highest key of the articles in the store; 0 if there are none."""
        return int(self.execute("SELECT coalesce(max(key), 0) FROM articles").fetchone()[0])

    def fingerprints(self) -> Iterator[tuple[int, bytes]]:
        """(key, fingerprint) of the articles in the store, ordered by key."""
        return self.rows("SELECT key, fingerprint FROM articles ORDER BY key")

    def damage(self) -> Iterator[str]:
        """What SQLite finds wrong with its file."""
        for (said,) in self.execute("PRAGMA integrity_check"):
            if said != "ok":
                yield f"{self._kind.title}: {said}"

    @contextmanager
    def change(self) -> Iterator[None]:
        """A transaction; only one process at a time can have one.

        Raises:
            IndexLocked: another process has one for long.
        """
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.execute("COMMIT")
        finally:
            if self._db.in_transaction:
                self.execute("ROLLBACK")
        self.sweep()

    def sweep(self) -> None:
        """Remove files beside the SQLite file that are no longer used."""

    # -- SQL ---------------------------------------------------------------------------------------

    def execute(self, sql: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        """Run a statement, with SQLite's errors translated to `KratomError`."""
        try:
            rows = self._db.cursor(_FoundRows)
            rows.title = self._kind.title
            return rows.execute(sql, values)
        except sqlite3.Error as error:
            raise translated(error, self._kind.title) from error

    def rows(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a statement, fetched many at a time: a call for each takes longer than SQLite."""
        found = self.execute(sql)
        while some := found.fetchmany(_MANY):
            yield from some

    def execute_many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run a statement for each of these rows of values; SQLite's errors are translated."""
        try:
            self._db.executemany(sql, rows)
        except sqlite3.Error as error:
            raise translated(error, self._kind.title) from error

    def some(self, sql: str, values: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        """The rows of `sql`, which ends in IN, for these values: 500 at a time, as parameters are limited."""
        for at in range(0, len(values), 500):
            some = values[at : at + 500]
            yield from self.execute(f"{sql} ({','.join('?' * len(some))})", some)


def _inode(path: str | Path) -> int:
    """The inode of a file; 0 if there is none."""
    try:
        return os.stat(path).st_ino
    except OSError:
        return 0


class CatalogDifference(NamedTuple):
    """How a catalog differs from a store.

    `gone` are keys of articles that were removed or changed, `new` the (key, fingerprint) of the first that
    the store does not have as they are, and `total` is the number of all these.
    """

    gone: list[int]
    new: list[tuple[int, bytes]]
    total: int


def difference(
    catalog: Iterator[tuple[int, bytes]], known: Iterator[tuple[int, bytes]], most: int
) -> CatalogDifference:
    """Compare the (key, fingerprint) of a catalog with those of a store, both ordered by key.

    Most are the same, so that they are compared many at a time.

    Args:
        most: how many new ones are returned.
    """
    gone: list[int] = []
    new: list[tuple[int, bytes]] = []
    count = 0
    ours: list[tuple[int, bytes]] = []
    theirs: list[tuple[int, bytes]] = []
    while True:
        ours, theirs = ours or list(islice(catalog, _MANY)), theirs or list(islice(known, _MANY))
        if not ours and not theirs:
            return CatalogDifference(gone, new, count)
        last = min(rows[-1][0] for rows in (ours, theirs) if rows)
        some, ours = _parted(ours, last)
        others, theirs = _parted(theirs, last)
        if some == others:
            continue
        added = set(some).difference(others)
        count += len(added)
        new += sorted(added)[: most - len(new)]
        gone += sorted(key for key, _ in set(others).difference(some))


def _parted(
    rows: list[tuple[int, bytes]], last: int
) -> tuple[list[tuple[int, bytes]], list[tuple[int, bytes]]]:
    """The rows up to the key `last`, and those behind it."""
    at = bisect_right(rows, last, key=itemgetter(0))
    return rows[:at], rows[at:]
