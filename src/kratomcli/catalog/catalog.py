"""The catalog: one SQLite row per article, and the state of the folders they came from.

It answers everything that needs no ranking. Rows become text inside SQLite (`lines`), so that a
listing of a million articles streams without a Python object per field.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from kratomcli.catalog.file_stamps import stamp
from kratomcli.catalog.row_codec import Later, checksum, texts
from kratomcli.catalog.sql_fields import CONTRACT, Columns, Sort, quoted
from kratomcli.catalog.sqlite_errors import damage, translated
from kratomcli.errors import IndexDamaged, IndexUnwritable
from kratomcli.files.reading import FileUnreadable, read_file
from kratomcli.files.writing import make_private_file, replace_file

if TYPE_CHECKING:
    from kratomcli.catalog.history import Event
    from kratomcli.model.article import Markup
    from kratomcli.model.entry import Entry

SCHEMA_VERSION = 3
"""Raise it with every change of the tables or of what is kept in them: other versions are rebuilt."""

_SCHEMA = """
CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
-- One row per article. `file` is the exact name where `path` had to be escaped to be shown, `base`
-- the id that another article holds already, `start` where the body begins (see readers.Place),
-- `parts` checksums of its passages (see history.py), `checksum` one of all the other columns.
-- Unknown values are NULL, lists and mappings are JSON.
CREATE TABLE articles(
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, path TEXT NOT NULL, file BLOB, base TEXT,
    hash BLOB NOT NULL, size INTEGER NOT NULL, mtime INTEGER NOT NULL,
    encoding TEXT NOT NULL, start INTEGER NOT NULL, markup TEXT NOT NULL, body_line INTEGER NOT NULL,
    title TEXT NOT NULL, date TEXT, updated TEXT, tags TEXT, summary TEXT, authors TEXT,
    draft INTEGER NOT NULL, source TEXT, lang TEXT, words INTEGER NOT NULL,
    meta TEXT, derived TEXT NOT NULL, notes TEXT, parts BLOB NOT NULL, checksum INTEGER NOT NULL);
CREATE INDEX articles_base ON articles(base) WHERE base IS NOT NULL;
-- One row per folder: `listing` is what sync compares.
CREATE TABLE folders(path BLOB PRIMARY KEY, listing BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE failures(path TEXT PRIMARY KEY, line INTEGER NOT NULL, reason TEXT NOT NULL) WITHOUT ROWID;
-- Keys that the engine may know differently: written before the engine commits, gone after.
CREATE TABLE pending(low INTEGER NOT NULL, high INTEGER NOT NULL);
"""


_COLUMNS = (
    *("key", "id", "path", "file", "base", "hash", "size", "mtime", "encoding", "start", "markup"),
    *("body_line", "title", "date", "updated", "tags", "summary", "authors", "draft", "source", "lang"),
    *("words", "meta", "derived", "notes", "parts", "checksum"),
)
_PATIENCE = 10.0  # seconds that SQLite waits for another process


class Source(NamedTuple):
    """Where an article's text is: what it takes to read the body without parsing front matter."""

    path: str
    file: bytes | None
    size: int
    mtime: int
    encoding: str
    start: int


class Failure(NamedTuple):
    """A file that could not be read: its path in the library, a line or 0, and the reason."""

    path: str
    line: int
    reason: str


class Catalog:
    """One open catalog. `path` is None for one in memory."""

    def __init__(self, path: str | None, roots: Sequence[tuple[str, str]]) -> None:
        """Open or create it for `roots`: (name, absolute folder), the name "" if there is one only.

        Raises:
            IndexDamaged: it can't be read, or another version wrote it.
            PermissionError: its place can't be written.
        """
        self.columns = Columns(roots)
        self._is_closed = False
        self._path = path
        self._stamp = stamp(path) if path else ""
        is_strange = path is not None and self._stamp != "" and not self._is_sealed(path)
        try:
            if path is not None:
                make_private_file(path)
            self._db = sqlite3.connect(
                path or ":memory:", isolation_level=None, timeout=_PATIENCE, check_same_thread=False
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

    def _is_sealed(self, path: str) -> bool:
        """Whether nobody else wrote to the file since it was closed; unknown while it is in use."""
        if os.path.exists(path + "-wal"):
            return True
        try:
            return read_file(path + ".seal", limit=1000).decode(errors="replace") == self._stamp
        except FileUnreadable:
            return False

    def _seal(self, path: str) -> None:
        """Remember how the file is left behind, unless another process has it open still."""
        now = stamp(path)
        if now and now != self._stamp and not os.path.exists(path + "-wal"):
            with suppress(OSError):  # it will be looked through
                replace_file(path + ".seal", now.encode(), private=True, durable=False)

    def faults(self) -> Iterator[str]:
        """What is wrong in it, looking at every row."""
        try:
            for (text,) in self._db.execute("PRAGMA integrity_check"):
                if text != "ok":
                    yield f"the catalog is damaged: {text}"
            for row in self._db.execute("SELECT * FROM articles"):
                if checksum(row[:-1]) != row[-1]:
                    yield f"the catalog is damaged: the row of {row[1]!r} is not what was written"
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
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute("BEGIN IMMEDIATE")
        if self._db.execute("PRAGMA user_version").fetchone()[0] == 0:  # nobody was faster
            from kratomcli.catalog import history

            for statement in (*_SCHEMA.split(";"), *history.SCHEMA):
                self._db.execute(statement)
            self.note(began=repr(time.time()))
            self._db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
        self._db.execute("COMMIT")

    @property
    def is_replaced(self) -> bool:
        """Whether another process has thrown its file away since it was opened."""
        return self._path is not None and _inode(self._path) != self._inode

    @property
    def has_successor(self) -> bool:
        """Whether another file has taken the place of the one that was opened."""
        return self._path is not None and _inode(self._path) not in (0, self._inode)

    def close(self) -> None:
        self._is_closed = True
        self._db.close()
        if self._path is not None:
            self._seal(self._path)

    # -- small facts -----------------------------------------------------------------------------

    def facts(self) -> dict[str, str]:
        """Everything noted by `note`."""
        return dict(self.rows("SELECT name, value FROM meta"))

    def note(self, **facts: str) -> None:
        """Keep small facts about the index by name."""
        for name, value in facts.items():
            self.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """Answer from one moment's state, be it one that is held already."""
        if self.is_held:
            yield
            return
        self.hold()
        try:
            yield
        finally:
            self.rollback()

    def count(self) -> int:
        """Number of articles."""
        return int(self.execute("SELECT count(*) FROM articles").fetchone()[0])

    @property
    def is_empty(self) -> bool:
        """Whether there are no articles; however many there are, it takes one row to know."""
        return self.execute("SELECT 1 FROM articles LIMIT 1").fetchone() is None

    def words(self) -> int:
        """Words of all bodies together."""
        return int(self.execute("SELECT coalesce(sum(words), 0) FROM articles").fetchone()[0])

    def failures(self) -> list[Failure]:
        """Files that could not be read, by path."""
        return [Failure(*row) for row in self.rows("SELECT * FROM failures ORDER BY path")]

    # -- reading ---------------------------------------------------------------------------------

    @property
    def is_held(self) -> bool:
        """Whether it answers from one moment's state: between `hold` and `rollback`."""
        return not self._is_closed and self._db.in_transaction

    def hold(self) -> int:
        """Answer from this moment's state until `rollback`; returns the engine's generation in it."""
        self.execute("BEGIN")
        return self.generation()

    def generation(self) -> int:
        """The engine's commit that it goes with."""
        row = self.execute("SELECT value FROM meta WHERE name = 'generation'").fetchone()
        return int(row[0]) if row and str(row[0]).isdigit() else 0

    def lines(
        self,
        shape: Literal["tsv", "json"],
        fields: Sequence[str],
        *,
        keys: Iterable[Sequence[int]] | None = None,
        sort: Sort | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Iterator[str]:
        """Articles as text, one line each, without its line end.

        Args:
            shape: cells with tabs between, or one JSON object (`fields` empty: the whole contract).
            keys: batches of keys to choose from, or None for every article.
            sort: None is by id. Unknown values come last either way; ties go by id.
        """
        if shape == "tsv":
            expression = "''||" + "||char(9)||".join(map(self.columns.cell, fields))
        else:
            names = fields or CONTRACT
            expression = f"json_object({','.join(f'{quoted(n)},{self.columns.json(n)}' for n in names)})"
            for char in ("2028", "2029"):  # as everywhere in our JSON: line readers stumble over them
                expression = f"replace({expression},char(0x{char}),'\\u{char}')"
        return self._select(expression, keys, sort, limit, offset, _first)

    def cells(
        self,
        fields: Sequence[str],
        *,
        keys: Iterable[Sequence[int]] | None = None,
        sort: Sort | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Iterator[tuple[str | int, ...]]:
        """Articles as tuples of text (numbers as they are); arguments as for `lines`."""
        return self._select(", ".join(map(self.columns.cell, fields)), keys, sort, limit, offset)

    def keys(
        self,
        *,
        keys: Iterable[Sequence[int]] | None = None,
        sort: Sort | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Iterator[int]:
        """Article keys in order; arguments as for `lines`."""
        return self._select("key", keys, sort, limit, offset, _first)

    def tally(
        self, field: str, length: int, keys: Iterable[Sequence[int]] | None = None
    ) -> tuple[list[tuple[str, int]], int]:
        """(value, articles that have it), commonest first, and how many articles have none.

        `length`: how many characters of a value count; 0 is all.
        """
        source = "articles"
        if keys is not None:
            self._choose(keys)
            source = "chosen CROSS JOIN articles USING (key)"  # in this order, however few are chosen
        value = f"substr(value,1,{length})" if length else "value"
        rows = self.columns.values(field, source)
        found = self.rows(
            f"SELECT min({value}), count(DISTINCT key) FROM ({rows}) WHERE coalesce(value,'')!=''"
            f" GROUP BY {value} COLLATE NOCASE ORDER BY 2 DESC, 1 COLLATE NOCASE"
        )
        having = self.execute(
            f"SELECT count(DISTINCT key) FROM ({rows}) WHERE coalesce(value,'')!=''"
        ).fetchone()[0]
        total = self.execute(f"SELECT count(*) FROM {source}").fetchone()[0]
        return [(str(value), int(count)) for value, count in found], int(total - having)

    def entries(self, keys: Sequence[int]) -> dict[int, Entry]:
        """Entries by key; keys that are not there are left out."""
        from kratomcli.model.entry import Entry

        found: dict[int, Entry] = {}
        for path, *row in self._some(f"SELECT {self.columns.path()}, * FROM articles WHERE key IN", keys):
            values = dict(zip(_COLUMNS, row, strict=True), path=path)
            if checksum(row[:-1]) != values["checksum"]:
                raise damage(f"the row of {values['id']!r} is not what was written")
            known: dict[str, Any] = {n: values[n] for n in CONTRACT if values[n] is not None}
            for name in ("tags", "authors", "notes"):
                known[name] = texts(known.get(name))
            for name in ("meta", "derived"):
                known[name] = Later(known.get(name, "{}"))
            known["draft"] = bool(known["draft"])
            found[values["key"]] = Entry(**known)
        return found

    def sources(self, keys: Sequence[int]) -> dict[int, Source]:
        """Where the texts of these articles are, by key."""
        columns = "key, path, file, size, mtime, encoding, start"
        rows = self._some(f"SELECT {columns} FROM articles WHERE key IN", keys)
        return {key: Source(*rest) for key, *rest in rows}

    def fingerprints(self) -> Iterator[tuple[bytes, int, int, bytes]]:
        """(exact path in the library, size, time stamp, hash) of every article's file."""
        sql = "SELECT coalesce(file, CAST(path AS BLOB)), size, mtime, hash FROM articles"
        yield from self.execute(sql)

    def shapes(self, keys: Sequence[int]) -> dict[int, tuple[Markup, int]]:
        """(markup, body_line) by key."""
        rows = self._some("SELECT key, markup, body_line FROM articles WHERE key IN", keys)
        return {key: (markup, line) for key, markup, line in rows}

    def find(self, text: str, limit: int) -> list[tuple[int, str]]:
        """(key, id) of the article with this id, else of those that it shortens, at most `limit`.

        A shortened id is the beginning of the id or of one of its parts; parts are separated by
        `_`, `-` or `/`. Case counts only for the whole id.
        """
        exact = self.rows("SELECT key, id FROM articles WHERE id = ?", (text,))
        if exact or not text:
            return [(int(key), str(id)) for key, id in exact]
        # Not LIKE, which takes no pattern of more than 50,000 bytes.
        within = ["instr('/' || lower(id), lower('/' || ?))"]  # where it begins, too
        within += [f"instr(lower(id), lower('{separator}' || ?))" for separator in "_-"]
        where = " OR ".join(within)
        rows = self.rows(
            f"SELECT key, id FROM articles WHERE {where} ORDER BY id LIMIT ?", (text, text, text, limit)
        )
        return [(int(key), str(id)) for key, id in rows]

    def ids(self, start: str, limit: int) -> list[tuple[str, str]]:
        """(id, title) of articles whose id begins with `start`, for completion."""
        rows = self.rows(
            "SELECT id, title FROM articles WHERE id >= ? AND id < ? ORDER BY id LIMIT ?",
            (start, start + "\U0010ffff", limit),
        )
        return [(str(id), str(title)) for id, title in rows]

    def last_key(self) -> int:
        """The highest key; 0 if there are no articles."""
        return int(self.execute("SELECT coalesce(max(key), 0) FROM articles").fetchone()[0])

    def hashes(self) -> Iterator[tuple[int, bytes]]:
        """(key, hash of its file) of every article, by key."""
        try:
            yield from chain(self.execute("SELECT key, hash FROM articles ORDER BY key"))
        except sqlite3.Error as error:
            raise translated(error) from error

    def events(self, *, at: float | None = None, state: int | None = None) -> list[Event]:
        """What happened to files since a time in Unix seconds, or since a generation; in order."""
        from kratomcli.catalog.history import Event

        where, value = ("at >= ?", at) if state is None else ("state >= ?", state)
        columns = "path, id, title, hash, parts"
        found = self.rows(f"SELECT {columns} FROM history WHERE {where} ORDER BY number", (value,))
        return [Event(*row) for row in found]

    def expected(self) -> list[tuple[int, int]]:
        """Ranges of keys that a writer which didn't finish left behind."""
        return self.rows("SELECT low, high FROM pending")

    # -- changing -----------------------------------------------------------------------------------

    def begin(self) -> None:
        """Start a change.

        Raises:
            IndexLocked: another process is in the middle of one.
        """
        self.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        self.execute("COMMIT")

    def rollback(self) -> None:
        if self.is_held:
            self.execute("ROLLBACK")

    @contextmanager
    def step(self) -> Iterator[None]:
        """Within a change: what is done in it counts as a whole, or not at all where an error ends it."""
        self.execute("SAVEPOINT step")
        try:
            yield
        except BaseException:
            if self._db.in_transaction:  # a full disk may have ended it
                self.execute("ROLLBACK TO step")
                self.execute("RELEASE step")
            raise
        self.execute("RELEASE step")

    def folders(self) -> list[bytes]:
        """Paths of the folders that have a listing."""
        return [path for (path,) in self.rows("SELECT path FROM folders ORDER BY path")]

    def listing(self, path: bytes) -> bytes:
        """A folder's listing as it was when last applied; empty where there was none."""
        row = self.execute("SELECT listing FROM folders WHERE path = ?", (path,)).fetchone()
        return bytes(row[0]) if row else b""

    # -- SQL ---------------------------------------------------------------------------------------

    def execute(self, sql: str, values: Sequence[object] | Mapping[str, object] = ()) -> sqlite3.Cursor:
        """Run a statement; SQLite's errors become ours. Read what more than one row holds with `rows`."""
        try:
            return self._db.execute(sql, values)
        except sqlite3.Error as error:
            raise translated(error) from error

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows that a statement gives."""
        cursor = self.execute(sql, values)
        try:
            return cursor.fetchall()
        except sqlite3.Error as error:
            raise translated(error) from error

    def _some(self, sql: str, keys: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        for at in range(0, len(keys), 500):
            some = keys[at : at + 500]
            yield from self.rows(f"{sql} ({','.join('?' * len(some))})", some)

    def _choose(self, keys: Iterable[Sequence[int]]) -> None:
        """Fill the table `chosen`."""
        self.execute("CREATE TEMP TABLE IF NOT EXISTS chosen(key INTEGER PRIMARY KEY)")
        self.execute("DELETE FROM chosen")
        for batch in keys:
            self._db.executemany("INSERT OR IGNORE INTO chosen VALUES (?)", ((key,) for key in batch))

    def _select(
        self,
        expression: str,
        keys: Iterable[Sequence[int]] | None,
        sort: Sort | None,
        limit: int | None,
        offset: int,
        row: Callable[[sqlite3.Cursor, tuple[Any, ...]], Any] | None = None,
    ) -> Iterator[Any]:
        source = "articles"
        if keys is not None:
            self._choose(keys)
            source = "chosen CROSS JOIN articles USING (key)"  # in this order, however few are chosen
        cursor = self.execute(
            f"SELECT {expression} FROM {source} ORDER BY {self.columns.order(sort)} LIMIT ? OFFSET ?",
            (-1 if limit is None else limit, offset),
        )
        cursor.row_factory = row
        try:
            # Not the cursor itself: it would be closed with the generator, perhaps after the database.
            yield from chain(cursor)
        except sqlite3.Error as error:
            raise translated(error) from error


def _inode(path: str) -> int:
    try:
        return os.stat(path).st_ino
    except OSError:
        return 0


def _first(_: sqlite3.Cursor, row: tuple[Any, ...]) -> Any:
    return row[0]
