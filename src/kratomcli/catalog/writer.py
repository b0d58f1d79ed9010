"""Writing to a catalog: articles' rows, folders' listings, keys that an engine commit is to change."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from kratomcli.catalog.history import MOST_EVENTS, parts_of
from kratomcli.catalog.row_codec import compact
from kratomcli.catalog.schema import ARTICLE_COLUMNS, INSERT_ARTICLE, ArticleRow, article_row, checksum
from kratomcli.errors import ArticleUnreadable, IndexRefusal
from kratomcli.model.paths import full_id, preferred_id
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from kratomcli.catalog.catalog import Catalog
    from kratomcli.catalog.schema import Failure, TextLocation
    from kratomcli.model.article import Article


class KnownArticle(NamedTuple):
    """The columns of an indexed article that `sync` compares with its file; see `schema.ArticleRow`."""

    key: int
    id: str
    base: str | None
    fingerprint: bytes
    size: int
    mtime: int


# Errors of SQLite that are about the values of a row; all others are about the database file.
_OF_THE_VALUES = (sqlite3.DataError, sqlite3.IntegrityError, sqlite3.ProgrammingError)


class CatalogWriter:
    """Writes to a catalog, in the transaction between `Catalog.begin` and `Catalog.commit`."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def put_listing(self, path: bytes, listing: bytes) -> None:
        """Store the listing of a folder; an empty listing deletes the folder's row."""
        if listing:
            self._catalog.execute("INSERT OR REPLACE INTO folders VALUES (?, ?)", (path, listing))
        else:
            self._catalog.execute("DELETE FROM folders WHERE path = ?", (path,))

    def put_failure(self, path: str, failure: Failure | None) -> None:
        """Store why a file could not be read; None deletes what was stored."""
        if failure is None:
            self._catalog.execute("DELETE FROM failures WHERE path = ?", (path,))
        else:
            self._catalog.execute("INSERT OR REPLACE INTO failures VALUES (?, ?, ?)", failure)

    def next_key(self) -> int:
        """The lowest key above those of all articles and all pending ranges."""
        row = self._catalog.execute(
            "SELECT max(coalesce((SELECT max(key) FROM articles), 0),"
            " coalesce((SELECT max(high) FROM pending), 0)) + 1"
        ).fetchone()
        return int(row[0])

    def row(self, path: str) -> KnownArticle | None:
        """The article of this path; None if there is none.

        It is looked up by the two ids that it may have, since ids are indexed and paths are not.
        """
        ids = preferred_id(path), full_id(path)
        self._catalog.need_ids(ids)
        row = self._catalog.execute(
            f"SELECT {', '.join(KnownArticle._fields)} FROM articles WHERE id IN (?, ?) AND path = ?",
            (*ids, path),
        ).fetchone()
        return KnownArticle._make(row) if row else None

    def holder(self, id: str) -> tuple[int, str] | None:
        """(key, path) of the article with exactly this id; None if there is none."""
        row = self._catalog.execute("SELECT key, path FROM articles WHERE id = ?", (id,)).fetchone()
        return (int(row[0]), str(row[1])) if row else None

    def waiting(self, base: str) -> tuple[int, str] | None:
        """(key, path) of the first article, by path, whose preferred id this is but which has another."""
        row = self._catalog.execute(
            "SELECT key, path FROM articles WHERE base = ? ORDER BY path LIMIT 1", (base,)
        ).fetchone()
        return (int(row[0]), str(row[1])) if row else None

    def rename(self, key: int, id: str, base: str | None) -> None:
        """Change the id of an article; `base` is its preferred id if another article has that, else None."""
        self._update(key, id=id, base=base)

    def touch(self, key: int, size: int, mtime: int) -> None:
        """Update size and mtime (ns) of a file whose content is unchanged."""
        self._update(key, size=size, mtime=mtime)

    def put(
        self, key: int, article: Article, fingerprint: bytes, location: TextLocation, base: str | None
    ) -> None:
        """Insert the row of an article.

        Args:
            fingerprint: BLAKE2b of its file, 16 bytes.
            base: its preferred id if another article has that, else None.

        Raises:
            ArticleUnreadable: SQLite can't store one of its values.
        """
        row = ArticleRow(
            key=key,
            id=article.id,
            path=location.path,
            file=location.file,
            base=base,
            fingerprint=fingerprint,
            size=location.size,
            mtime=location.mtime,
            encoding=location.encoding,
            start=location.start,
            markup=article.markup,
            body_line=article.body_line,
            title=article.title,
            date=article.date or None,
            updated=article.updated or None,
            tags=compact(article.tags),
            summary=article.summary or None,
            authors=compact(article.authors),
            draft=int(article.draft),
            source=article.source or None,
            lang=article.lang or None,
            words=article.words,
            meta=compact(article.meta),
            derived=compact(article.derived) or "{}",
            notes=compact(article.notes),
            parts=parts_of(article.body, article.markup),
        )
        try:
            self._catalog.execute(INSERT_ARTICLE, (*row, checksum(row)))
        except IndexRefusal as error:
            if not isinstance(error.__cause__, _OF_THE_VALUES):
                raise
            raise ArticleUnreadable(f"the catalog refuses it: {error.__cause__}") from error

    def put_conversion(self, key: int, packed: bytes) -> None:
        """Store what an article's file was converted to."""
        self._catalog.execute("INSERT INTO conversions VALUES (?, ?)", (key, packed))

    def _update(self, key: int, **columns: Any) -> None:
        """Update some columns of a row and its checksum.

        Raises:
            IndexDamaged: the row does not match its checksum; it is left as it is.
        """
        wanted = f"SELECT {ARTICLE_COLUMNS}, checksum FROM articles WHERE key = ?"
        for row in self._catalog.rows(wanted, (key,)):
            # Verified first: with a new checksum the damage could never be detected.
            changed = article_row(row)._replace(**columns)
            names = ", ".join(f"{name} = ?" for name in columns)
            self._catalog.execute(
                f"UPDATE articles SET {names}, checksum = ? WHERE key = ?",
                (*columns.values(), checksum(changed), key),
            )

    def remove(self, key: int) -> None:
        """Delete the row of an article, and what its file was converted to."""
        self._catalog.execute("DELETE FROM articles WHERE key = ?", (key,))
        self._catalog.execute("DELETE FROM conversions WHERE key = ?", (key,))

    def expect(self, low: int, high: int) -> None:
        """Before the engine commits: store the range of keys in which engine and catalog may differ."""
        self._catalog.execute("INSERT INTO pending VALUES (?, ?)", (low, high))

    def settle(self, generation: int) -> None:
        """After the engine has committed: store its generation and delete the expected ranges of keys."""
        self._catalog.execute("DELETE FROM pending")
        self._catalog.note(generation=str(generation))
        self._forget_events()

    def _forget_events(self) -> None:
        """Delete the oldest events beyond `MOST_EVENTS`, and store since when the log is complete."""
        row = self._catalog.execute(
            "SELECT number, at, state FROM history"
            " WHERE number <= (SELECT max(number) FROM history) - ? ORDER BY number DESC LIMIT 1",
            (MOST_EVENTS,),
        ).fetchone()
        if row is not None:
            number, at, state = row
            self._catalog.execute("DELETE FROM history WHERE number <= ?", (number,))
            self._catalog.note(began=repr(at), began_state=str(state + 1))

    def distrust(self, low: int, high: int) -> list[bytes]:
        """Empty the fingerprints of articles with keys in a range; returns their exact paths.

        Their files are then read again by the next sync.
        """
        rows = self._catalog.rows(
            "SELECT key, coalesce(file, CAST(path AS BLOB)) FROM articles WHERE key BETWEEN ? AND ?",
            (low, high),
        )
        for key, _ in rows:
            self._update(key, fingerprint=b"")
        return [bytes(path) for _, path in rows]
