"""The store of text reuse on disk: the compared articles, their postings, the passages they share.

It consists of a SQLite file and sorted arrays of postings in the folder of the index. numpy is imported only
when the arrays are needed, which is not so for queries. Like the index, the store is derived from the
articles, and rebuilt if it is damaged or of another version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import chain
from typing import TYPE_CHECKING

from kratomcli.catalog.derived_store import DerivedStore, StoreKind
from kratomcli.errors import IndexDamaged, OutputError
from kratomcli.files.reading import FileUnreadable, open_file
from kratomcli.files.writing import create_file
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from kratomcli.reuse.fingerprints import Postings

_VERSION = 3
"""To be raised with every change of the tables, the postings or the rules of comparing."""

_SCHEMA = """
CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
-- The articles that were compared with each other. `number` is never given twice, as the postings
-- hold it, and `key` and `fingerprint` are the catalog's.
CREATE TABLE articles(number INTEGER PRIMARY KEY, key INTEGER NOT NULL UNIQUE,
    fingerprint BLOB NOT NULL, words INTEGER NOT NULL);
-- A passage that an article shares with an earlier one: characters of both bodies, equal words, and
-- whether it stands between quotation marks in either.
CREATE TABLE copies(article INTEGER NOT NULL, other INTEGER NOT NULL, start INTEGER NOT NULL,
    end INTEGER NOT NULL, other_start INTEGER NOT NULL, other_end INTEGER NOT NULL,
    words INTEGER NOT NULL, same INTEGER NOT NULL, quoted INTEGER NOT NULL);
CREATE INDEX copies_article ON copies(article);
CREATE INDEX copies_other ON copies(other);
CREATE TABLE segments(name TEXT PRIMARY KEY, postings INTEGER NOT NULL, checksum BLOB NOT NULL)
    WITHOUT ROWID;
"""
_KIND = StoreKind("reuse.db", _SCHEMA, _VERSION, "what is known of reuse")
_ARTICLE = "number, key, fingerprint, words"
_SIDES = "article, other, start, end, other_start, other_end, words, same, quoted"
_TURNED = "other, article, other_start, other_end, start, end, words, same, quoted"


class ComparedArticle(NamedTuple):
    """A compared article; `fingerprint` is that of the file as it was read."""

    number: int
    key: int
    fingerprint: bytes
    words: int


class Copy(NamedTuple):
    """A passage that two articles share, by their numbers: characters [start, end) of each body.

    `words` is its number of words in the longer version, `same` how many are equal.
    """

    article: int
    other: int
    start: int
    end: int
    other_start: int
    other_end: int
    words: int
    same: int
    quoted: bool


class Store(DerivedStore):
    """The store of one library; `folder` is None for one in memory."""

    def __init__(self, folder: str | None) -> None:
        """Open or create the store.

        Raises:
            OSError: it can't be written.
        """
        self._arrays: dict[str, Postings] = {}
        super().__init__(_KIND, folder)

    def reset(self) -> None:
        """Delete everything in the store."""
        self._arrays = {}
        super().reset()

    # -- reading -----------------------------------------------------------------------------------

    def numbers(self, keys: Sequence[int]) -> dict[int, int]:
        """Numbers of articles, by key."""
        return {article.key: article.number for article in self._articles("key", keys)}

    def articles(self, numbers: Iterable[int]) -> dict[int, ComparedArticle]:
        """Compared articles, by number."""
        return {article.number: article for article in self._articles("number", list(numbers))}

    def copies(self, number: int | None = None) -> list[Copy]:
        """The copies of all articles, or those of one, which is then `article` in each."""
        if number is None:
            rows = self.execute(f"SELECT {_SIDES} FROM copies")
        else:
            rows = self.execute(
                f"SELECT {_SIDES} FROM copies WHERE article = ?"
                f" UNION ALL SELECT {_TURNED} FROM copies WHERE other = ?",
                (number, number),
            )
        return [Copy(*row) for row in rows]

    def arrays(self) -> list[Postings]:
        """The sorted postings."""
        return [
            self._array(*row) for row in self.execute("SELECT name, postings FROM segments ORDER BY name")
        ]

    def faults(self) -> Iterator[str]:
        """What is not as it was written."""
        yield from self.damage()
        for name, size, checksum in self.execute("SELECT name, postings, checksum FROM segments").fetchall():
            try:
                data = self._array(name, size).tobytes()
            except IndexDamaged as error:
                yield error.message
                continue
            if self._folder is not None and blake2b(data, digest_size=16).digest() != checksum:
                yield f"what is known of reuse: {name} does not match its checksum"

    # -- writing -----------------------------------------------------------------------------------

    def next_number(self) -> int:
        """The number for the next article; if no numbers are left, the store is reset."""
        row = self.execute("SELECT value FROM meta WHERE name = 'next'").fetchone()
        number = int(row[0]) if row else 0
        from kratomcli.reuse.fingerprints import MOST_ARTICLES

        if number > MOST_ARTICLES * 0.9:
            for table in ("articles", "copies", "segments", "meta"):
                self.execute(f"DELETE FROM {table}")
            number = 0
        return number

    def forget(self, numbers: Iterable[int]) -> None:
        """Delete articles and their copies."""
        for number in numbers:
            self.execute("DELETE FROM articles WHERE number = ?", (number,))
            self.execute("DELETE FROM copies WHERE article = ? OR other = ?", (number, number))

    def add(self, articles: Sequence[ComparedArticle], copies: Iterable[Copy]) -> None:
        """Add compared articles, and what they share."""
        self.execute_many("INSERT INTO articles VALUES (?, ?, ?, ?)", articles)
        self.execute_many(f"INSERT INTO copies VALUES ({','.join('?' * 9)})", copies)
        if articles:
            self.execute("INSERT OR REPLACE INTO meta VALUES ('next', ?)", (articles[-1].number + 1,))

    def add_postings(self, postings: Postings) -> None:
        """Add postings; arrays of similar size are merged, so that there are few."""
        import numpy as np

        from kratomcli.reuse.fingerprints import MOST_ARTICLES, merged

        parts = [postings]
        sizes = self.execute("SELECT postings, name FROM segments ORDER BY postings").fetchall()
        total = len(postings)
        for size, name in sizes:
            if size > 2 * total:
                break
            parts.append(self._array(name, size))
            self.execute("DELETE FROM segments WHERE name = ?", (name,))
            total += size
        alive = np.zeros(MOST_ARTICLES, dtype=np.bool_)
        numbers = self.rows("SELECT number FROM articles")
        alive[np.fromiter(chain.from_iterable(numbers), dtype=np.int64)] = True
        row = self.execute("SELECT value FROM meta WHERE name = 'segment'").fetchone()
        serial = int(row[0]) + 1 if row else 1
        self.execute("INSERT OR REPLACE INTO meta VALUES ('segment', ?)", (serial,))
        name = f"{serial:08}.postings"
        size, checksum = self._write(name, merged(parts, alive))
        if size:  # an empty file can't be mapped; it is removed by the next sweep
            self.execute("INSERT INTO segments VALUES (?, ?, ?)", (name, size, checksum))

    def _write(self, name: str, parts: Iterable[Postings]) -> tuple[int, bytes]:
        """Write the parts of an array to a file; returns its length and checksum."""
        import numpy as np

        if self._folder is None:
            self._arrays[name] = np.concatenate(list(parts))
            return len(self._arrays[name]), b""
        size, digest = 0, blake2b(digest_size=16)
        try:
            (self._folder / name).unlink(missing_ok=True)
            with create_file(self._folder / name, private=True) as file:
                for part in parts:
                    data = part.astype("<u8", copy=False).tobytes()
                    file.write(data)
                    digest.update(data)
                    size += len(part)
        except OSError as error:
            raise OutputError(f"what articles share can't be kept: {error.strerror}") from error
        return size, digest.digest()

    def _array(self, name: str, size: int) -> Postings:
        if self._folder is None:
            return self._arrays[name]
        import mmap

        from kratomcli.reuse.fingerprints import mapped

        try:
            with open_file(self._folder / name) as file:
                array = mapped(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        except (FileUnreadable, OSError, ValueError):  # missing, empty, or not a whole number of postings
            array = None
        if array is None or len(array) != size:
            raise IndexDamaged(f"a part of what is known of reuse is gone: {name}")
        return array

    def sweep(self) -> None:
        """Remove the files of arrays that are no longer used."""
        wanted = {name for (name,) in self.execute("SELECT name FROM segments")}
        if self._folder is None:
            self._arrays = {name: array for name, array in self._arrays.items() if name in wanted}
            return
        for file in self._folder.glob("*.postings"):
            if file.name not in wanted:
                file.unlink(missing_ok=True)

    def _articles(self, column: str, values: Sequence[int]) -> Iterator[ComparedArticle]:
        rows = self.some(f"SELECT {_ARTICLE} FROM articles WHERE {column} IN", values)
        return map(ComparedArticle._make, rows)
