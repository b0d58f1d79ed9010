"""The catalog: one SQLite row per article, and the state of the folders they came from.

It answers everything that needs no ranking. Rows become text inside SQLite (`lines`), so that a
listing of a million articles streams without a Python object per field.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from kratomcli.columns import CONTRACT, Columns, Sort, quoted
from kratomcli.errors import IndexDamaged, IndexLocked, KratomError
from kratomcli.stored import Later, compact, texts

if TYPE_CHECKING:
    from kratomcli.article import Article, Markup
    from kratomcli.entry import Entry

SCHEMA_VERSION = 1
"""Raise it with every change of the tables or of what is kept in them: other versions are rebuilt."""

_SCHEMA = """
CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
-- One row per article. `file` is the exact name where `path` had to be escaped to be shown, `base`
-- the id that another article holds already, `start` where the body begins (see readers.Place).
-- Unknown values are NULL, lists and mappings are JSON.
CREATE TABLE articles(
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, path TEXT NOT NULL, file BLOB, base TEXT,
    hash BLOB NOT NULL, size INTEGER NOT NULL, mtime INTEGER NOT NULL,
    encoding TEXT NOT NULL, start INTEGER NOT NULL, markup TEXT NOT NULL, body_line INTEGER NOT NULL,
    title TEXT NOT NULL, date TEXT, updated TEXT, tags TEXT, summary TEXT, authors TEXT,
    draft INTEGER NOT NULL, source TEXT, lang TEXT, words INTEGER NOT NULL,
    meta TEXT, derived TEXT NOT NULL, notes TEXT);
CREATE INDEX articles_base ON articles(base) WHERE base IS NOT NULL;
-- One row per folder: `listing` is what sync compares.
CREATE TABLE folders(path BLOB PRIMARY KEY, listing BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE failures(path TEXT PRIMARY KEY, line INTEGER NOT NULL, reason TEXT NOT NULL) WITHOUT ROWID;
-- Keys that the engine may know differently: written before the engine commits, gone after.
CREATE TABLE pending(low INTEGER NOT NULL, high INTEGER NOT NULL);
"""


_PATIENCE = 10.0  # seconds that SQLite waits for another process


class Row(NamedTuple):
    """What sync needs to know of an article it has seen before."""

    key: int
    id: str
    base: str | None
    hash: bytes
    size: int
    mtime: int


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
        self._columns = Columns(roots)
        self._path = path
        try:
            self._db = sqlite3.connect(path or ":memory:", isolation_level=None, timeout=_PATIENCE)
        except sqlite3.OperationalError as error:
            raise PermissionError(str(error)) from error
        try:
            self._prepare()
        except BaseException:
            self._db.close()
            raise

    def _prepare(self) -> None:
        try:
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:
                self._create()
            elif version != SCHEMA_VERSION:
                raise IndexDamaged(
                    f"the index was made by another version of kratomcli (format {version})",
                    hint="Run 'kratomcli index --rebuild'.",
                )
        except sqlite3.OperationalError as error:
            if "readonly" in str(error) or "unable to open" in str(error):
                raise PermissionError(str(error)) from error
            raise _damaged(error) from error
        except sqlite3.DatabaseError as error:
            raise _damaged(error) from error

    def _create(self) -> None:
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute("BEGIN IMMEDIATE")
        if self._db.execute("PRAGMA user_version").fetchone()[0] == 0:  # nobody was faster
            for statement in _SCHEMA.split(";"):
                self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
        self._db.execute("COMMIT")

    def close(self) -> None:
        self._db.close()

    # -- small facts -----------------------------------------------------------------------------

    def facts(self) -> dict[str, str]:
        """Everything noted by `note`."""
        return dict(self._execute("SELECT name, value FROM meta"))

    def note(self, **facts: str) -> None:
        """Keep small facts about the index by name."""
        for name, value in facts.items():
            self._execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

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
        return int(self._execute("SELECT count(*) FROM articles").fetchone()[0])

    def words(self) -> int:
        """Words of all bodies together."""
        return int(self._execute("SELECT coalesce(sum(words), 0) FROM articles").fetchone()[0])

    def failures(self) -> list[Failure]:
        """Files that could not be read, by path."""
        return [Failure(*row) for row in self._execute("SELECT * FROM failures ORDER BY path")]

    # -- reading ---------------------------------------------------------------------------------

    @property
    def is_held(self) -> bool:
        """Whether it answers from one moment's state: between `hold` and `rollback`."""
        return self._db.in_transaction

    def hold(self) -> int:
        """Answer from this moment's state until `rollback`; returns the engine's generation in it."""
        self._execute("BEGIN")
        return int(self.facts().get("generation", 0))

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
            expression = "''||" + "||char(9)||".join(map(self._columns.cell, fields))
        else:
            names = fields or CONTRACT
            expression = f"json_object({','.join(f'{quoted(n)},{self._columns.json(n)}' for n in names)})"
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
        return self._select(", ".join(map(self._columns.cell, fields)), keys, sort, limit, offset)

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
            source = "chosen JOIN articles USING (key)"
        value = f"substr(value,1,{length})" if length else "value"
        rows = self._columns.values(field, source)
        found = self._execute(
            f"SELECT min({value}), count(DISTINCT key) FROM ({rows}) WHERE coalesce(value,'')!=''"
            f" GROUP BY {value} COLLATE NOCASE ORDER BY 2 DESC, 1 COLLATE NOCASE"
        ).fetchall()
        having = self._execute(
            f"SELECT count(DISTINCT key) FROM ({rows}) WHERE coalesce(value,'')!=''"
        ).fetchone()[0]
        total = self._execute(f"SELECT count(*) FROM {source}").fetchone()[0]
        return [(str(value), int(count)) for value, count in found], int(total - having)

    def coverage(self) -> list[tuple[str, int]]:
        """How many articles have each field; a title of their own, not one that was made for them."""
        fields = ("date", "updated", "tags", "summary", "authors", "source", "lang")
        own = "sum(coalesce(json_extract(derived,'$.title'),'') NOT IN ('file name','first sentence'))"
        counts = ", ".join([own, *(f"count({field})" for field in fields)])
        row = self._execute(f"SELECT {counts} FROM articles").fetchone()
        return [(name, int(count or 0)) for name, count in zip(("title", *fields), row, strict=True)]

    def entries(self, keys: Sequence[int]) -> dict[int, Entry]:
        """Entries by key; keys that are not there are left out."""
        from kratomcli.entry import Entry

        columns = ", ".join(["key", *(self._columns.path() if n == "path" else n for n in CONTRACT)])
        found: dict[int, Entry] = {}
        for key, *values in self._some(f"SELECT {columns} FROM articles WHERE key IN", keys):
            known: dict[str, Any] = {n: v for n, v in zip(CONTRACT, values, strict=True) if v is not None}
            for name in ("tags", "authors", "notes"):
                known[name] = texts(known.get(name))
            for name in ("meta", "derived"):
                known[name] = Later(known.get(name, "{}"))
            known["draft"] = bool(known["draft"])
            found[key] = Entry(**known)
        return found

    def sources(self, keys: Sequence[int]) -> dict[int, Source]:
        """Where the texts of these articles are, by key."""
        columns = "key, path, file, size, mtime, encoding, start"
        rows = self._some(f"SELECT {columns} FROM articles WHERE key IN", keys)
        return {key: Source(*rest) for key, *rest in rows}

    def shapes(self, keys: Sequence[int]) -> dict[int, tuple[Markup, int]]:
        """(markup, body_line) by key."""
        rows = self._some("SELECT key, markup, body_line FROM articles WHERE key IN", keys)
        return {key: (markup, line) for key, markup, line in rows}

    def find(self, text: str, limit: int) -> list[tuple[int, str]]:
        """(key, id) of the article with this id, else of those that it shortens, at most `limit`.

        A shortened id is the beginning of the id or of one of its parts; parts are separated by
        `_`, `-` or `/`. Case counts only for the whole id.
        """
        exact = self._execute("SELECT key, id FROM articles WHERE id = ?", (text,)).fetchall()
        if exact or not text:
            return [(int(key), str(id)) for key, id in exact]
        like = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        patterns = [like, *(f"%{separator}{like}" for separator in ("\\_", "-", "/"))]
        where = " OR ".join(["id LIKE ? ESCAPE '\\'"] * len(patterns))
        rows = self._execute(
            f"SELECT key, id FROM articles WHERE {where} ORDER BY id LIMIT ?", (*patterns, limit)
        )
        return [(int(key), str(id)) for key, id in rows]

    def namesakes(self) -> list[tuple[str, str, str]]:
        """(title, id, path) of articles whose title another has too, by title; none made up."""
        own = "coalesce(json_extract(derived,'$.title'),'') NOT IN ('file name','first sentence')"
        return self._execute(
            f"SELECT title, id, {self._columns.path()} FROM articles WHERE {own} AND title COLLATE NOCASE IN"
            f" (SELECT title FROM articles WHERE {own} GROUP BY title COLLATE NOCASE HAVING count(*) > 1)"
            " ORDER BY title COLLATE NOCASE, id"
        ).fetchall()

    def displaced(self) -> list[tuple[str, str, str]]:
        """(the id that another article holds, own id, path) of articles, by id."""
        return self._execute(
            f"SELECT base, id, {self._columns.path()} FROM articles WHERE base IS NOT NULL ORDER BY id"
        ).fetchall()

    def ids(self, start: str, limit: int) -> list[tuple[str, str]]:
        """(id, title) of articles whose id begins with `start`, for completion."""
        rows = self._execute(
            "SELECT id, title FROM articles WHERE id >= ? AND id < ? ORDER BY id LIMIT ?",
            (start, start + "\U0010ffff", limit),
        )
        return [(str(id), str(title)) for id, title in rows]

    # -- writing (sync only) ---------------------------------------------------------------------

    def begin(self) -> None:
        """Start a change.

        Raises:
            IndexLocked: another process is in the middle of one.
        """
        self._execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        self._execute("COMMIT")

    def rollback(self) -> None:
        if self._db.in_transaction:
            self._execute("ROLLBACK")

    def folders(self) -> list[bytes]:
        """Paths of the folders that have a listing."""
        return [path for (path,) in self._execute("SELECT path FROM folders ORDER BY path")]

    def listing(self, path: bytes) -> bytes:
        """A folder's listing as it was when last applied; empty where there was none."""
        row = self._execute("SELECT listing FROM folders WHERE path = ?", (path,)).fetchone()
        return bytes(row[0]) if row else b""

    def put_listing(self, path: bytes, listing: bytes) -> None:
        """Keep a folder's listing; an empty one forgets the folder."""
        if listing:
            self._execute("INSERT OR REPLACE INTO folders VALUES (?, ?)", (path, listing))
        else:
            self._execute("DELETE FROM folders WHERE path = ?", (path,))

    def put_failure(self, path: str, failure: Failure | None) -> None:
        """Keep why a file could not be read, or forget it (None)."""
        if failure is None:
            self._execute("DELETE FROM failures WHERE path = ?", (path,))
        else:
            self._execute("INSERT OR REPLACE INTO failures VALUES (?, ?, ?)", failure)

    def next_key(self) -> int:
        """A key that no article has had since the last clean-up of pending keys."""
        row = self._execute(
            "SELECT max(coalesce((SELECT max(key) FROM articles), 0),"
            " coalesce((SELECT max(high) FROM pending), 0)) + 1"
        ).fetchone()
        return int(row[0])

    def row(self, path: str, *ids: str) -> Row | None:
        """The article read from this path, which has one of these ids."""
        row = self._execute(
            "SELECT key, id, base, hash, size, mtime FROM articles"
            f" WHERE id IN ({','.join('?' * len(ids))}) AND path = ?",
            (*ids, path),
        ).fetchone()
        return Row(*row) if row else None

    def holder(self, id: str) -> tuple[int, str] | None:
        """(key, path) of the article with exactly this id."""
        row = self._execute("SELECT key, path FROM articles WHERE id = ?", (id,)).fetchone()
        return (int(row[0]), str(row[1])) if row else None

    def waiting(self, base: str) -> tuple[int, str] | None:
        """(key, path) of the first article that would have had this id if it had been free."""
        row = self._execute(
            "SELECT key, path FROM articles WHERE base = ? ORDER BY path LIMIT 1", (base,)
        ).fetchone()
        return (int(row[0]), str(row[1])) if row else None

    def rename(self, key: int, id: str, base: str | None) -> None:
        """Give an article another id; `base` is the one it would rather have had."""
        self._execute("UPDATE articles SET id = ?, base = ? WHERE key = ?", (id, base, key))

    def touch(self, key: int, size: int, mtime: int) -> None:
        """Note that a file is the same as before though its time stamp isn't."""
        self._execute("UPDATE articles SET size = ?, mtime = ? WHERE key = ?", (size, mtime, key))

    def put(self, key: int, article: Article, hash: bytes, source: Source, base: str | None) -> None:
        """Add an article's row; `source.path` is its path in the library."""
        self._execute(
            f"INSERT INTO articles VALUES ({','.join('?' * 25)})",
            (
                key,
                article.id,
                source.path,
                source.file,
                base,
                hash,
                source.size,
                source.mtime,
                source.encoding,
                source.start,
                article.markup,
                article.body_line,
                article.title,
                article.date or None,
                article.updated or None,
                compact(article.tags),
                article.summary or None,
                compact(article.authors),
                int(article.draft),
                article.source or None,
                article.lang or None,
                article.words,
                compact(article.meta),
                compact(article.derived) or "{}",
                compact(article.notes),
            ),
        )

    def remove(self, key: int) -> None:
        """Forget an article."""
        self._execute("DELETE FROM articles WHERE key = ?", (key,))

    def expect(self, low: int, high: int) -> None:
        """Note, before the engine commits, that it may know these keys differently for a moment."""
        self._execute("INSERT INTO pending VALUES (?, ?)", (low, high))

    def expected(self) -> list[tuple[int, int]]:
        """Ranges of keys that a writer which didn't finish left behind."""
        return self._execute("SELECT low, high FROM pending").fetchall()

    def settle(self, generation: int) -> None:
        """Engine and catalog agree as of this commit of the engine: forget the expected keys."""
        self._execute("DELETE FROM pending")
        self.note(generation=str(generation))

    def distrust(self, low: int, high: int) -> list[bytes]:
        """Forget what the articles with keys in the range held; returns their exact paths."""
        rows = self._execute(
            "SELECT coalesce(file, CAST(path AS BLOB)) FROM articles WHERE key BETWEEN ? AND ?", (low, high)
        ).fetchall()
        self._execute("UPDATE articles SET hash = x'' WHERE key BETWEEN ? AND ?", (low, high))
        return [bytes(path) for (path,) in rows]

    # -- SQL ---------------------------------------------------------------------------------------

    def _execute(self, sql: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        try:
            return self._db.execute(sql, values)
        except sqlite3.DatabaseError as error:
            raise _damaged(error) from error

    def _some(self, sql: str, keys: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        for at in range(0, len(keys), 500):
            some = keys[at : at + 500]
            yield from self._execute(f"{sql} ({','.join('?' * len(some))})", some)

    def _choose(self, keys: Iterable[Sequence[int]]) -> None:
        """Fill the table `chosen`."""
        self._execute("CREATE TEMP TABLE IF NOT EXISTS chosen(key INTEGER PRIMARY KEY)")
        self._execute("DELETE FROM chosen")
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
            source = "chosen JOIN articles USING (key)"
        cursor = self._execute(
            f"SELECT {expression} FROM {source} ORDER BY {self._columns.order(sort)} LIMIT ? OFFSET ?",
            (-1 if limit is None else limit, offset),
        )
        cursor.row_factory = row
        try:
            yield from cursor
        except sqlite3.DatabaseError as error:
            raise _damaged(error) from error


def _first(_: sqlite3.Cursor, row: tuple[Any, ...]) -> Any:
    return row[0]


def _damaged(error: sqlite3.Error) -> KratomError:
    if "locked" in str(error):
        return IndexLocked("another process is writing the index", hint="Try again in a moment.")
    return IndexDamaged(f"the catalog can't be used: {error}", hint="Run 'kratomcli index --rebuild'.")
