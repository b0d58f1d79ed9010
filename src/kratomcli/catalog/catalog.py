"""Reading the catalog: one SQLite row per article, and the state of the folders they came from.

Everything that needs no ranking is answered from here. `lines` makes TSV and JSON inside SQLite, so that a
listing of a million articles streams without a Python object per field.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Literal

from kratomcli.catalog.database import Database
from kratomcli.catalog.row_codec import Later, texts
from kratomcli.catalog.schema import ARTICLE_COLUMNS, BodyFormat, Failure, FileRow, TextLocation, article_row
from kratomcli.catalog.sql_fields import CONTRACT, Columns, Sort, quoted
from kratomcli.catalog.sqlite_errors import translated
from kratomcli.model.paths import full_id, preferred_id

if TYPE_CHECKING:
    from kratomcli.catalog.history import Event
    from kratomcli.model.entry import Entry

_FIRST, _MORE = 20, 2000
"""Lines in the first list of a listing and in later ones: its first line is there at once."""


class Catalog(Database):
    """The catalog of a library, for reading; `CatalogWriter` changes it."""

    def __init__(self, path: str | None, roots: Sequence[tuple[str, str]]) -> None:
        """Open or create the catalog.

        Args:
            path: the SQLite file; None for a catalog in memory.
            roots: (name, absolute folder) of each root of the library; a single root has the name "".

        Raises:
            IndexDamaged: the file is damaged, or another version of kratomcli wrote it.
            PermissionError: the file can't be created or written.
        """
        self.columns = Columns(roots)
        super().__init__(path)

    # -- what is going to be read: a catalog that is filled on demand loads it; this one has all --------

    def need_all(self) -> None:
        """The rows of all articles are going to be read."""

    def need_key(self, name: str) -> None:
        """An article with this key of front matter is going to be looked for; all, if there is none."""

    def need_ids(self, ids: Sequence[str]) -> None:
        """The rows of the articles with exactly these ids are going to be read."""

    def need_names(self, names: Collection[int]) -> None:
        """The articles with these names (`links.names.name_key`) are going to be read."""

    def need_links(self) -> None:
        """All articles are going to be read, and the links between them."""

    def need_links_from(self, keys: Sequence[int]) -> None:
        """The links of these articles are going to be read, and the articles that they mean."""

    def need_links_to(self, key: int) -> None:
        """The links that mean this article are going to be read, and the articles that have them."""

    # -- questions ---------------------------------------------------------------------------------

    def count(self) -> int:
        """Number of articles."""
        return int(self.execute("SELECT count(*) FROM articles").fetchone()[0])

    @property
    def is_empty(self) -> bool:
        """Whether there are no articles; unlike `count`, this reads at most one row."""
        return self.execute("SELECT 1 FROM articles LIMIT 1").fetchone() is None

    def words(self) -> int:
        """Number of words in all bodies together."""
        return int(self.execute("SELECT coalesce(sum(words), 0) FROM articles").fetchone()[0])

    def failures(self) -> list[Failure]:
        """The files that could not be read, sorted by path."""
        return [Failure(*row) for row in self.rows("SELECT * FROM failures ORDER BY path")]

    def blocks(
        self,
        shape: Literal["tsv", "json"],
        fields: Sequence[str],
        *,
        keys: Iterable[Sequence[int]] | None = None,
        sort: Sort | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Iterator[list[str]]:
        """Yield each article as one line of text, without the line end, in lists of many.

        Args:
            shape: "tsv" for tab-separated cells, "json" for a JSON object.
            fields: field names or front-matter keys; for "json", none means all of the contract.
            keys: batches of keys of the articles to include; None for all articles.
            sort: None sorts by id. Missing values come last in both directions; ties are sorted by id.
            limit: maximum number of articles; None for no maximum.
            offset: number of articles to skip.
        """
        if shape == "tsv":
            expression = self.columns.row(fields)
        else:
            names = fields or CONTRACT
            expression = f"json_object({','.join(f'{quoted(n)},{self.columns.json(n)}' for n in names)})"
            for char in ("2028", "2029"):  # escaped, since some programs take them for line ends
                expression = f"replace({expression},char(0x{char}),'\\u{char}')"
        return _in_lists(self._cursor(expression, keys, sort, limit, offset))

    def cells(
        self,
        fields: Sequence[str],
        *,
        keys: Iterable[Sequence[int]] | None = None,
        sort: Sort | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Iterator[tuple[str | int, ...]]:
        """Yield each article as a tuple of one value per field, text or number; arguments as for `blocks`."""
        return _streamed(self._cursor(", ".join(map(self.columns.cell, fields)), keys, sort, limit, offset))

    def keys(
        self,
        *,
        keys: Iterable[Sequence[int]] | None = None,
        sort: Sort | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Iterator[int]:
        """Yield the keys of articles in the order of `sort`; arguments as for `blocks`."""
        return (key for (key,) in _streamed(self._cursor("key", keys, sort, limit, offset)))

    def tally(
        self, field: str, length: int, keys: Iterable[Sequence[int]] | None = None
    ) -> tuple[list[tuple[str, int]], int]:
        """Count the values of a field: (value, number of articles), commonest first.

        The second result is the number of articles without a value. Values that differ only in case (ASCII)
        are counted as one.

        Args:
            length: compare only this many characters at the start of a value; 0 for the whole value.
            keys: batches of keys of the articles to count; None for all articles.
        """
        source = self._source(keys)
        value, rows = self._valued(field, length, source)
        found = self.rows(
            f"SELECT min({value}), count(DISTINCT key) {rows}"
            f" GROUP BY {value} COLLATE NOCASE ORDER BY 2 DESC, 1 COLLATE NOCASE"
        )
        having = self.execute(f"SELECT count(DISTINCT key) {rows}").fetchone()[0]
        total = self.execute(f"SELECT count(*) FROM {source}").fetchone()[0]
        return [(str(value), int(count)) for value, count in found], int(total - having)

    def _valued(self, field: str, length: int, source: str) -> tuple[str, str]:
        """As SQL: a value as `tally` counts it, and the FROM and WHERE of the values of articles."""
        value = f"substr(value,1,{length})" if length else "value"
        return value, f"FROM ({self.columns.values(field, source)}) WHERE coalesce(value,'')!=''"

    def entries(self, keys: Sequence[int]) -> dict[int, Entry]:
        """Key → entry; keys without an article are left out."""
        from kratomcli.model.entry import Entry

        found: dict[int, Entry] = {}
        wanted = f"SELECT {self.columns.path()}, {ARTICLE_COLUMNS}, checksum FROM articles WHERE key IN"
        for path, *columns in self.some(wanted, keys):
            row = article_row(columns)
            found[row.key] = Entry(
                id=row.id,
                path=path,
                title=row.title,
                date=row.date or "",
                updated=row.updated or "",
                tags=texts(row.tags),
                summary=row.summary or "",
                authors=texts(row.authors),
                draft=bool(row.draft),
                source=row.source or "",
                lang=row.lang or "",
                words=row.words,
                meta=Later(row.meta or "{}"),
                derived=Later(row.derived),
                notes=texts(row.notes),
            )
        return found

    def locations(self, keys: Sequence[int]) -> dict[int, TextLocation]:
        """Key → where the text of the article is; keys without an article are left out."""
        rows = self.some(f"SELECT key, {', '.join(TextLocation._fields)} FROM articles WHERE key IN", keys)
        return {key: TextLocation._make(rest) for key, *rest in rows}

    def files(self) -> Iterator[FileRow]:
        """Yield the file of every article as it was when it was indexed."""
        sql = "SELECT coalesce(file, CAST(path AS BLOB)), size, mtime, fingerprint FROM articles"
        yield from map(FileRow._make, _streamed(self.execute(sql)))

    def conversion(self, path: str) -> bytes | None:
        """What the article's file at a path within the library was converted to, if it was."""
        row = self.execute(
            "SELECT packed FROM conversions JOIN articles USING (key) WHERE id IN (?, ?) AND path = ?",
            (preferred_id(path), full_id(path), path),
        ).fetchone()
        return row[0] if row else None

    def conversions(self) -> Iterator[tuple[str, bytes]]:
        """(path within the library, what it was converted to) of each article whose file was converted."""
        rows = self.execute("SELECT path, packed FROM conversions JOIN articles USING (key)")
        yield from rows

    def body_formats(self, keys: Sequence[int]) -> dict[int, BodyFormat]:
        """Key → the format of the body."""
        rows = self.some("SELECT key, markup, body_line FROM articles WHERE key IN", keys)
        return {key: BodyFormat(markup, line) for key, markup, line in rows}

    def find(self, text: str, limit: int) -> list[tuple[int, str]]:
        """(key, id) of the article with exactly this id, else of at most `limit` that it abbreviates.

        An abbreviation is a prefix of the id or of the rest of the id after a `_`, `-` or `/`. It is compared
        without regard to case (ASCII); a whole id is compared exactly.
        """
        exact = self.rows("SELECT key, id FROM articles WHERE id = ?", (text,))
        if exact or not text:
            return [(int(key), str(id)) for key, id in exact]
        # Not LIKE, which refuses patterns of more than 50,000 bytes.
        within = ["instr('/' || lower(id), lower('/' || ?))"]  # the "/" before the id covers its start
        within += [f"instr(lower(id), lower('{separator}' || ?))" for separator in "_-"]
        where = " OR ".join(within)
        rows = self.rows(
            f"SELECT key, id FROM articles WHERE {where} ORDER BY id LIMIT ?", (text, text, text, limit)
        )
        return [(int(key), str(id)) for key, id in rows]

    def ids(self, start: str, limit: int) -> list[tuple[str, str]]:
        """(id, title) of at most `limit` articles whose id begins with `start`, for completion in shells."""
        rows = self.rows(
            "SELECT id, title FROM articles WHERE id >= ? AND id < ? ORDER BY id LIMIT ?",
            (start, start + "\U0010ffff", limit),
        )
        return [(str(id), str(title)) for id, title in rows]

    def last_key(self) -> int:
        """The highest key of an article; 0 if there are no articles."""
        return int(self.execute("SELECT coalesce(max(key), 0) FROM articles").fetchone()[0])

    def fingerprints(self, after: int = 0) -> Iterator[tuple[int, bytes]]:
        """Yield (key, fingerprint of the file) of every article behind a key, in ascending order of keys."""
        wanted = "SELECT key, fingerprint FROM articles WHERE key > ? ORDER BY key"
        yield from _streamed(self.execute(wanted, (after,)))

    def events(self, *, at: float | None = None, state: int | None = None) -> list[Event]:
        """The events of the change log since a time or a generation, oldest first; give one of the two.

        Args:
            at: Unix seconds.
            state: a generation (number of a commit of the engine).
        """
        from kratomcli.catalog.history import Event

        where, value = ("at >= ?", at) if state is None else ("state >= ?", state)
        columns = ", ".join(Event._fields)
        found = self.rows(f"SELECT {columns} FROM history WHERE {where} ORDER BY number", (value,))
        return [Event(*row) for row in found]

    def expected(self) -> list[tuple[int, int]]:
        """Ranges (low, high) of keys that an interrupted or still running writer was about to change."""
        return self.rows("SELECT low, high FROM pending")

    def folders(self) -> list[bytes]:
        """Paths of the folders that have a listing, sorted."""
        return [path for (path,) in self.rows("SELECT path FROM folders ORDER BY path")]

    def listing(self, path: bytes) -> bytes:
        """The listing of a folder as of the last sync; empty if the folder has none."""
        row = self.execute("SELECT listing FROM folders WHERE path = ?", (path,)).fetchone()
        return bytes(row[0]) if row else b""

    def some(self, sql: str, keys: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        """The rows of `sql`, which ends in IN, for these keys; 500 at a time, as SQLite limits parameters."""
        for at in range(0, len(keys), 500):
            some = keys[at : at + 500]
            yield from self.rows(f"{sql} ({','.join('?' * len(some))})", some)

    def fill(self, table: str, keys: Iterable[Collection[int]]) -> None:
        """Fill a temporary table, whose only column is `key`, with these keys."""
        self.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table}(key INTEGER PRIMARY KEY)")
        self.execute(f"DELETE FROM {table}")
        for batch in keys:
            self.execute_many(f"INSERT OR IGNORE INTO {table} VALUES (?)", ((key,) for key in batch))

    def _source(self, keys: Iterable[Sequence[int]] | None) -> str:
        """The SQL after FROM for these articles; None for all articles."""
        if keys is None:
            return "articles"
        self.fill("chosen", keys)
        return "chosen CROSS JOIN articles USING (key)"  # SQLite keeps the table order of a CROSS JOIN

    def _cursor(
        self,
        expression: str,
        keys: Iterable[Sequence[int]] | None,
        sort: Sort | None,
        limit: int | None,
        offset: int,
    ) -> Iterator[tuple[Any, ...]]:
        """The values of an SQL expression for each article, row by row."""
        return self.execute(
            f"SELECT {expression} FROM {self._source(keys)} ORDER BY {self.columns.order(sort)}"
            " LIMIT ? OFFSET ?",
            (-1 if limit is None else limit, offset),
        )


def _streamed(cursor: Iterator[Any]) -> Iterator[Any]:
    """Yield the rows of a statement one by one; SQLite's errors are translated."""
    try:
        # `yield from cursor` would close the cursor with the generator, perhaps after the database.
        yield from chain(cursor)
    except sqlite3.Error as error:
        raise translated(error) from error


def _in_lists(cursor: Iterator[Any]) -> Iterator[list[Any]]:
    """As `_streamed` for rows of one value, in lists of values: a short one first, which is there at once."""
    size = _FIRST
    try:
        while some := [*chain.from_iterable(islice(cursor, size))]:
            yield some
            size = _MORE
    except sqlite3.Error as error:
        raise translated(error) from error
