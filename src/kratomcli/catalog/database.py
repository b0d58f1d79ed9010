"""The SQLite file of a catalog: opening it, verifying its rows where needed, and transactions.

When the file is closed, its stamp is stored in a second file beside it (`.stamp`). If the stamp differs when
it is opened, another program may have written to it, and the checksum of every row is verified.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from typing import Any

from kratomcli.catalog.file_stamps import stamp
from kratomcli.catalog.schema import SCHEMA_VERSION, is_intact, tables
from kratomcli.catalog.sqlite_errors import damage, is_locked, translated
from kratomcli.errors import IndexDamaged, IndexUnwritable
from kratomcli.files.reading import FileUnreadable, read_file
from kratomcli.files.writing import make_private_file, replace_file

_PATIENCE = 10.0  # seconds to wait for another process
_PAUSE = 0.01  # seconds between two tries


class Database:
    """A connection to the SQLite file of a catalog; `path` is None for a database in memory."""

    WITHOUT_FILE = ":memory:"
    """What SQLite is asked for in place of a path."""

    def __init__(self, path: str | None) -> None:
        """Open or create the file.

        Raises:
            IndexDamaged: the file is damaged, or another version of kratomcli wrote it.
            PermissionError: the file can't be created or written.
        """
        self._is_closed = False
        self._path = path
        self._stamp = stamp(path) if path else ""
        is_strange = path is not None and self._stamp != "" and not self._is_untouched(path)
        try:
            if path is not None:
                make_private_file(path)
            self._db = sqlite3.connect(
                path or self.WITHOUT_FILE, isolation_level=None, timeout=_PATIENCE, check_same_thread=False
            )
        except sqlite3.OperationalError as error:
            raise PermissionError(str(error)) from error
        try:
            self._prepare()
            self._inode = _inode(path) if path else 0
            if is_strange:
                fault = next(self.faults(), None)
                if fault:
                    raise damage(fault)
                self._stamp = ""
        except IndexUnwritable as error:
            self._db.close()
            raise PermissionError(error.message) from error
        except BaseException:
            self._db.close()
            raise

    def _is_untouched(self, path: str) -> bool:
        """Whether the file is unchanged since it was last closed.

        True as well if it has a write-ahead log: then another process has it open, or was killed.
        """
        if os.path.exists(path + "-wal"):
            return True
        try:
            return read_file(path + ".stamp", limit=1000).decode(errors="replace") == self._stamp
        except FileUnreadable:
            return False

    def _store_stamp(self, path: str) -> None:
        """Store the stamp of the closed file, unless another process still has it open."""
        now = stamp(path)
        if now and now != self._stamp and not os.path.exists(path + "-wal"):
            with suppress(OSError):  # without it, the rows are verified when it is opened again
                replace_file(path + ".stamp", now.encode(), private=True, durable=False)

    def faults(self) -> Iterator[str]:
        """Verify the file and the checksum of every row; yield each fault as a sentence."""
        try:
            for (text,) in self._db.execute("PRAGMA integrity_check"):
                if text != "ok":
                    yield f"the catalog is damaged: {text}"
            for row in self._db.execute("SELECT * FROM articles"):
                if not is_intact(row):
                    yield f"the catalog is damaged: the row of {row[1]!r} does not match its checksum"
        except sqlite3.Error as error:
            if not isinstance(other := translated(error), IndexDamaged):
                raise other from error
            yield f"the catalog is damaged: {error}"

    def _prepare(self) -> None:
        try:
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:
                self._create()
            elif version != SCHEMA_VERSION:
                raise damage(f"the index was made by another version of kratomcli (format {version})")
        except sqlite3.Error as error:
            raise translated(error) from error

    def _create(self) -> None:
        self._use_write_ahead_log()
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute("BEGIN IMMEDIATE")
        if self._db.execute("PRAGMA user_version").fetchone()[0] == 0:  # not created by another process
            from kratomcli.catalog import history

            for statement in (*tables(), *history.SCHEMA):
                self._db.execute(statement)
            self.note(began=repr(time.time()))
            self._db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
        self._db.execute("COMMIT")

    def _use_write_ahead_log(self) -> None:
        """Switch to a write-ahead log; while another process does so, SQLite itself does not wait."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                self._db.execute("PRAGMA journal_mode=WAL")
                return
            except sqlite3.OperationalError as error:
                if not is_locked(error) or time.monotonic() >= deadline:
                    raise
            time.sleep(_PAUSE)

    @property
    def is_replaced(self) -> bool:
        """Whether the file was deleted or replaced since it was opened."""
        return self._path is not None and _inode(self._path) != self._inode

    @property
    def has_successor(self) -> bool:
        """Whether the file was replaced by another one since it was opened."""
        return self._path is not None and _inode(self._path) not in (0, self._inode)

    def close(self) -> None:
        self._is_closed = True
        self._db.close()
        if self._path is not None:
            self._store_stamp(self._path)

    # -- facts -----------------------------------------------------------------------------------

    def facts(self) -> dict[str, str]:
        """Name → value of all facts that `note` stored."""
        return dict(self.rows("SELECT name, value FROM meta"))

    def note(self, **facts: str) -> None:
        """Store facts about the index, such as the time of the last scan, by name."""
        # One statement, and so one transaction: the disk is waited for at the end of each.
        rows = ",".join(["(?, ?)"] * len(facts))
        self.execute(f"INSERT OR REPLACE INTO meta VALUES {rows}", [*chain.from_iterable(facts.items())])

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """Read from one snapshot of the database; inside of `hold`, from the snapshot that is held."""
        if self.is_held:
            yield
            return
        self.hold()
        try:
            yield
        finally:
            self.rollback()

    # -- transactions -------------------------------------------------------------------------------

    @property
    def is_held(self) -> bool:
        """Whether a transaction is open, so that all reads see one snapshot."""
        return not self._is_closed and self._db.in_transaction

    def hold(self) -> int:
        """Read from one snapshot until `rollback`; returns the generation of the engine in it."""
        self.execute("BEGIN")
        return self.generation()

    def generation(self) -> int:
        """The number of the engine's commit that the catalog belongs to; 0 before the first."""
        row = self.execute("SELECT value FROM meta WHERE name = 'generation'").fetchone()
        return int(row[0]) if row and str(row[0]).isdigit() else 0

    def identity(self) -> str:
        """Names this state of this very catalog: one made anew may have a generation that another had."""
        rows = self.rows("SELECT value FROM meta WHERE name IN ('began', 'generation') ORDER BY name")
        return " ".join(str(value) for (value,) in rows)

    def begin(self) -> None:
        """Begin a write transaction.

        Raises:
            IndexLocked: another process is writing.
        """
        self.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        self.execute("COMMIT")

    def rollback(self) -> None:
        if self.is_held:
            self.execute("ROLLBACK")

    @contextmanager
    def step(self) -> Iterator[None]:
        """A savepoint in a write transaction: an exception undoes what was written in the `with` block."""
        self.execute("SAVEPOINT step")
        try:
            yield
        except BaseException:
            if self._db.in_transaction:  # SQLite may have rolled back everything, as it does for a full disk
                self.execute("ROLLBACK TO step")
                self.execute("RELEASE step")
            raise
        self.execute("RELEASE step")

    # -- SQL ---------------------------------------------------------------------------------------

    def execute(self, sql: str, values: Sequence[object] | Mapping[str, object] = ()) -> sqlite3.Cursor:
        """Run a statement, with SQLite's errors translated to `KratomError`.

        Errors while rows are fetched from the cursor are not translated; `rows` does that.
        """
        try:
            return self._db.execute(sql, values)
        except sqlite3.Error as error:
            raise translated(error) from error

    def execute_many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run a statement for each of these rows of values; SQLite's errors are translated."""
        try:
            self._db.executemany(sql, rows)
        except sqlite3.Error as error:
            raise translated(error) from error

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Run a statement and fetch all of its rows, with SQLite's errors translated."""
        cursor = self.execute(sql, values)
        try:
            return cursor.fetchall()
        except sqlite3.Error as error:
            raise translated(error) from error


def _inode(path: str) -> int:
    """The inode of a file; 0 if there is none."""
    try:
        return os.stat(path).st_ino
    except OSError:
        return 0
