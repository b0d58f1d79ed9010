"""The store of vectors on disk: the embedded articles, and the vectors and places of their passages.

It consists of a SQLite file and two files to which rows are only ever appended, in the folder of the index.
A row is a passage: its vector as whole numbers of one byte, and what they are multiplied with, its article
and its place there. Rows count from when SQLite has committed them, so what a killed writer has left is
overwritten. Rows of removed articles are named as dead; once they are many, the others move to new files.

numpy is imported only when rows are needed.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from hashlib import blake2b
from itertools import chain
from typing import TYPE_CHECKING

from kratomcli.catalog.derived_store import DerivedStore, StoreKind
from kratomcli.errors import IndexDamaged, OutputError
from kratomcli.files.growing import write_at
from kratomcli.files.reading import FileUnreadable, open_file
from kratomcli.index.file_lock import Lock
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    import numpy as np
    from numpy.typing import NDArray

    from kratomcli.meaning import Vectors

    VectorRows = NDArray[np.int8]
    PassagePlaces = NDArray[np.void]

_VERSION = 1
"""To be raised with every change of the tables or of the rows."""

_TABLES = """
CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
-- The embedded articles: `key` and `fingerprint` are the catalog's. Their rows follow each other.
CREATE TABLE articles(key INTEGER PRIMARY KEY, fingerprint BLOB NOT NULL,
    first INTEGER NOT NULL, rows INTEGER NOT NULL);
-- VectorRows of articles that were removed, or have changed.
CREATE TABLE dead(first INTEGER PRIMARY KEY, rows INTEGER NOT NULL);
-- What was appended at once, and the checksums of it in both files.
CREATE TABLE appended(first INTEGER PRIMARY KEY, rows INTEGER NOT NULL,
    vectors BLOB NOT NULL, places BLOB NOT NULL);
"""
_KIND = StoreKind("meaning.db", _TABLES, _VERSION, "what is known of meaning")
_PATIENCE = 1.0  # seconds to wait for another process, which may embed for hours: a search goes on without
_DEAD = 4  # the store is compacted once one row in so many is dead
_AT_ONCE = 1 << 16  # rows that are copied at once
_PLACE = [("key", "<i8"), ("start", "<u4"), ("end", "<u4"), ("scale", "<f4")]
_CHECKSUM = 16  # bytes


class EmbeddedArticle(NamedTuple):
    """An article with `rows` vectors; `fingerprint` is that of the file as it was read."""

    key: int
    fingerprint: bytes
    rows: int


class ModelIdentity(NamedTuple):
    """The name of a model, the version of its vectors (and of what is embedded), and the numbers in each."""

    model: str
    version: str
    dimensions: int


_NO_MODEL = ModelIdentity("", "", 0)


class StoredState(NamedTuple):
    """What tells one state of the store from another: `model` and `version` are those of the vectors."""

    model: str = ""
    version: str = ""
    dimensions: int = 0
    file: int = 0
    rows: int = 0
    changes: int = 0

    @property
    def identity(self) -> ModelIdentity:
        """What the vectors are."""
        return ModelIdentity(self.model, self.version, self.dimensions)


class StoredVectors(NamedTuple):
    """All rows of a state: (n, dimensions) whole numbers, n places, ranges (first, rows) of dead ones."""

    vectors: VectorRows
    places: PassagePlaces
    dead: list[tuple[int, int]]

    def none(self) -> StoredVectors:
        """The same without any rows."""
        return StoredVectors(self.vectors[:0], self.places[:0], [])


class VectorStore(DerivedStore):
    """The vectors of one library; `folder` is None for a store in memory."""

    def __init__(self, folder: str | None) -> None:
        """Open or create the store.

        Raises:
            OSError: it can't be written.
        """
        self._memory: dict[str, bytes] = {}
        self._lock = Lock(f"{folder}.lock" if folder is not None else None)
        super().__init__(_KIND, folder)

    def reset(self) -> None:
        """Delete everything in the store."""
        self._memory = {}
        super().reset()

    # -- reading -----------------------------------------------------------------------------------

    def state(self) -> StoredState:
        """The state as of the last commit of any process."""
        known = dict(self.execute("SELECT name, value FROM meta"))
        return StoredState(**{name: known[name] for name in StoredState._fields if name in known})

    def counts(self) -> tuple[int, int]:
        """The number of embedded articles, and of their passages."""
        row = self.execute("SELECT count(*), coalesce(sum(rows), 0) FROM articles").fetchone()
        return int(row[0]), int(row[1])

    def known(self, keys: Sequence[int]) -> dict[int, bytes]:
        """Key → fingerprint, of those of some articles that are embedded."""
        return dict(self.some("SELECT key, fingerprint FROM articles WHERE key IN", keys))

    def vectors(self) -> tuple[StoredState, StoredVectors]:
        """The rows of the last commit.

        Raises:
            IndexDamaged: files are missing, too short, or hold what was never written.
        """
        while True:
            self.execute("BEGIN")
            try:
                state = self.state()
                dead = self.execute("SELECT first, rows FROM dead ORDER BY first").fetchall()
            finally:
                self.execute("COMMIT")
            try:
                return state, StoredVectors(*self._mapped(state), dead)
            except IndexDamaged:
                if self.state().file == state.file:
                    raise  # else another process has compacted the store in between

    def _mapped(self, state: StoredState) -> tuple[VectorRows, PassagePlaces]:
        import numpy as np

        size = max(state.dimensions, 1)
        vectors = np.frombuffer(self._content(f"{state.file:08}.vectors", state.rows * size), np.int8)
        places = np.dtype(_PLACE)
        kept = self._content(f"{state.file:08}.places", state.rows * places.itemsize)
        found = np.frombuffer(kept, places)
        if (found["key"] < 0).any() or not (np.abs(found["scale"]) <= 1).all():
            raise IndexDamaged(f"a part of what is known of meaning is damaged: {state.file:08}.places")
        return vectors.reshape(state.rows, size), found

    def _content(self, name: str, size: int) -> Any:
        """The first bytes of a file, mapped into memory."""
        if not size:
            return b""
        if self._folder is None:
            return self._memory[name][:size]
        import mmap

        try:
            with open_file(self._folder / name) as file:
                return mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ)
        except (FileUnreadable, OSError, ValueError) as error:  # missing, or shorter
            raise IndexDamaged(f"a part of what is known of meaning is gone: {name}") from error

    def faults(self) -> Iterator[str]:
        """What is not as it was written."""
        yield from self.damage()
        try:
            _, kept = self.vectors()
        except IndexDamaged as error:
            yield error.message
            return
        for first, rows, *sums in self.execute("SELECT * FROM appended ORDER BY first").fetchall():
            end = first + rows
            if sums != [
                _checksum(kept.vectors[first:end].tobytes()),
                _checksum(kept.places[first:end].tobytes()),
            ]:
                yield f"what is known of meaning: rows {first:,} to {end:,} do not match their checksums"

    # -- writing -----------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only writer, over several transactions; readers go on.

        Raises:
            IndexLocked: another process is embedding articles.
        """
        self._lock.take(_PATIENCE)
        try:
            self.follow()
            yield
        finally:
            self._lock.free()

    def begin(self, model: ModelIdentity) -> None:
        """Before writing: forget all vectors that are of another model."""
        if self.state().identity != model:
            self.clear(model)

    def clear(self, model: ModelIdentity = _NO_MODEL) -> None:
        """Forget all vectors; those to come are of this model."""
        state = self.state()
        with self.change():
            self.execute("DELETE FROM articles")
            self.execute("DELETE FROM dead")
            self.execute("DELETE FROM appended")
            self.execute("DELETE FROM meta")
            self._set(StoredState(*model, state.file + 1, 0, state.changes + 1))

    def forget(self, keys: Sequence[int]) -> None:
        """Remove articles, and compact the store if many of its rows are dead."""
        if not keys:
            return
        with self.change():
            for at in range(0, len(keys), _AT_ONCE):
                some = [(key,) for key in keys[at : at + _AT_ONCE]]
                self.execute_many(
                    "INSERT INTO dead SELECT first, rows FROM articles WHERE key = ? AND rows > 0", some
                )
                self.execute_many("DELETE FROM articles WHERE key = ?", some)
            self._changed()
        dead = self.execute("SELECT coalesce(sum(rows), 0) FROM dead").fetchone()[0]
        if dead * _DEAD >= max(self.state().rows, 1):
            self.compact()

    def writer(self) -> RowWriter:
        """A writer of rows, after those that are there."""
        return RowWriter(self, self.state())

    def add(
        self, articles: Sequence[EmbeddedArticle], first: int, sums: Sequence[tuple[object, ...]]
    ) -> None:
        """Commit articles, whose rows were appended from row `first` on.

        Args:
            sums: first row, number of rows and checksums of what was appended.
        """
        with self.change():
            at = first
            for article in articles:
                self.execute(
                    "INSERT INTO articles VALUES (?, ?, ?, ?)",
                    (article.key, article.fingerprint, at, article.rows),
                )
                at += article.rows
            self.execute_many("INSERT INTO appended VALUES (?, ?, ?, ?)", sums)
            self._set(self.state()._replace(rows=at))
            self._changed()

    def append(self, name: str, offset: int, data: bytes) -> None:
        """Write into a file of rows, from an offset on.

        Raises:
            OutputError: it can't be written.
        """
        if self._folder is None:
            self._memory[name] = self._memory.get(name, b"")[:offset] + data
            return
        try:
            write_at(self._folder / name, offset, data)
        except OSError as error:
            raise OutputError(f"what articles mean can't be kept: {error.strerror}") from error

    def compact(self) -> None:
        """Move the rows that are not dead to new files."""
        import numpy as np

        state, kept = self.vectors()
        gone = np.zeros(state.rows + 1, dtype=np.int64)
        for first, rows in kept.dead:
            gone[first + 1 : first + rows + 1] = 1
        shift = np.cumsum(gone)
        alive = gone[1:] == 0
        moved = RowWriter(self, state._replace(file=state.file + 1, rows=0))
        for at in range(0, state.rows, _AT_ONCE):
            some = alive[at : at + _AT_ONCE]
            moved.write(kept.vectors[at : at + _AT_ONCE][some], kept.places[at : at + _AT_ONCE][some])
        firsts = self.execute("SELECT first, key FROM articles").fetchall()
        with self.change():
            changed = ((first - int(shift[first]), key) for first, key in firsts)
            self.execute_many("UPDATE articles SET first = ? WHERE key = ?", changed)
            self.execute("DELETE FROM dead")
            self.execute("DELETE FROM appended")
            self.execute_many("INSERT INTO appended VALUES (?, ?, ?, ?)", moved.sums)
            self._set(state._replace(file=state.file + 1, rows=moved.rows, changes=state.changes + 1))

    def _changed(self) -> None:
        state = self.state()
        self._set(state._replace(changes=state.changes + 1))

    def _set(self, state: StoredState) -> None:
        self.execute_many("INSERT OR REPLACE INTO meta VALUES (?, ?)", state._asdict().items())

    def sweep(self) -> None:
        """Remove the files of rows that are no longer used."""
        current = f"{self.state().file:08}"
        if self._folder is None:
            self._memory = {name: data for name, data in self._memory.items() if name.startswith(current)}
            return
        for file in chain(self._folder.glob("*.vectors"), self._folder.glob("*.places")):
            if file.stem != current:
                with suppress(PermissionError):  # Windows, where another process has it open
                    file.unlink(missing_ok=True)


class RowWriter:
    """Appends rows to the files of a store; `rows` are those that are there with them.

    `sums` are first row, number of rows and both checksums of what each call of `write` has appended.
    """

    def __init__(self, store: VectorStore, state: StoredState) -> None:
        self._store = store
        self._file = f"{state.file:08}"
        self.rows = state.rows
        self.sums: list[tuple[object, ...]] = []

    def write(self, vectors: VectorRows, places: PassagePlaces) -> None:
        """Append rows."""
        if not len(places):
            return
        data = vectors.tobytes(), places.tobytes()
        for kind, some in zip(("vectors", "places"), data, strict=True):
            self._store.append(f"{self._file}.{kind}", self.rows * (len(some) // len(places)), some)
        self.sums.append((self.rows, len(places), *map(_checksum, data)))
        self.rows += len(places)


def rows_of(
    keys: Sequence[int], spans: Sequence[tuple[int, int]], vectors: Vectors
) -> tuple[VectorRows, PassagePlaces]:
    """The rows of passages, from the keys of their articles, (start, end) in the body and their vectors.

    Each vector is scaled so that its largest number is 127.
    """
    import numpy as np

    places = np.zeros(len(spans), dtype=_PLACE)
    largest = np.abs(vectors).max(axis=1, initial=0.0)
    places["key"] = keys
    places["start"], places["end"] = np.array(spans, dtype=np.int64).reshape(-1, 2).T
    places["scale"] = largest / 127
    whole = np.rint(vectors * (127 / np.where(largest > 0, largest, 1.0))[:, None])
    return whole.astype(np.int8), places


def _checksum(data: bytes) -> bytes:
    return blake2b(data, digest_size=_CHECKSUM).digest()
