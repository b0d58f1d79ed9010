"""Updating the store from the catalog: embedding the articles that were not embedded yet."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from kratomcli.batches import batches
from kratomcli.catalog.derived_store import difference
from kratomcli.errors import ArticleUnreadable
from kratomcli.files.reading import FileUnreadable
from kratomcli.meaning.passages import passages
from kratomcli.meaning.store import EmbeddedArticle, rows_of
from kratomcli.readers import one_article, sections_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kratomcli.index.index_files import OpenIndex
    from kratomcli.index.texts import Body, Texts
    from kratomcli.meaning import Embedder
    from kratomcli.meaning.passages import PassageText
    from kratomcli.meaning.store import ModelIdentity, PassagePlaces, VectorRows, VectorStore
    from kratomcli.model.entry import Entry

_AT_ONCE = 20_000  # articles between two comparisons of catalog and store
_READ = 100  # articles between two reports of progress
_BATCH = 256  # passages that are embedded at once
_COMMIT = 1_000  # articles between two commits at most
_SECONDS = 10.0  # between two commits
_ROWS = 20_000  # kept in memory


def update(
    index: OpenIndex,
    store: VectorStore,
    texts: Texts,
    embedder: Embedder,
    model: ModelIdentity,
    failed: Callable[[int, str], None],
) -> None:
    """Embed the articles that were not embedded yet; what is committed stays if this is interrupted.

    Args:
        model: what the vectors of the embedder are.
        failed: called with the key of an article that can't be embedded, and the reason.

    Raises:
        IndexLocked: another process is embedding.
    """
    catalog = index.catalog
    done = 0
    later: set[int] = set()  # those whose files have changed since they were indexed
    with store.writing():
        store.begin(model)
        while True:
            identity = catalog.identity()
            found = (pair for pair in catalog.fingerprints() if pair[0] not in later)
            gone, new, total = difference(found, store.fingerprints(), _AT_ONCE)
            store.forget(gone)
            work = _Embedding(index, store, texts, embedder, failed)
            total += done
            for some in batches(new, _READ):
                later.update(work.embed(some))
                done += len(some)
                index.tell(done, total)
            work.commit()
            if done == total:
                if not later:
                    store.settle(identity)
                return


class _Embedding:
    """Embeds articles, and commits them now and then."""

    def __init__(
        self,
        index: OpenIndex,
        store: VectorStore,
        texts: Texts,
        embedder: Embedder,
        failed: Callable[[int, str], None],
    ) -> None:
        self._catalog = index.catalog
        self._store = store
        self._texts = texts
        self._embedder = embedder
        self._failed = failed
        self._waiting: deque[tuple[int, PassageText]] = deque()
        self._begin()

    def _begin(self) -> None:
        self._writer = self._store.writer()
        self._first = self._writer.rows
        self._articles: list[EmbeddedArticle] = []
        self._rows: list[tuple[VectorRows, PassagePlaces]] = []
        self._since = time.monotonic()

    def embed(self, articles: Sequence[tuple[int, bytes]]) -> list[int]:
        """Embed some articles, by key and fingerprint; returns the keys of those that have changed since."""
        changed = []
        keys = [key for key, _ in articles]
        for (key, fingerprint), found in zip(articles, self._read(keys), strict=True):
            if found is None:
                changed.append(key)
                continue
            self._articles.append(EmbeddedArticle(key, fingerprint, len(found)))
            self._waiting.extend((key, passage) for passage in found)
            while len(self._waiting) >= _BATCH:
                self._embed_waiting(_BATCH)
            if len(self._articles) >= _COMMIT or time.monotonic() - self._since > _SECONDS:
                self.commit()
        return changed

    def commit(self) -> None:
        """Commit the articles so far."""
        self._embed_waiting(len(self._waiting))
        self._write()
        if self._articles:
            self._store.add(self._articles, self._first, self._writer.sums)
        self._begin()

    def _embed_waiting(self, count: int) -> None:
        if not count:
            return
        some = [self._waiting.popleft() for _ in range(count)]
        vectors = self._embedder.passages([passage.text for _, passage in some])
        spans = [(passage.start, passage.end) for _, passage in some]
        self._rows.append(rows_of([key for key, _ in some], spans, vectors))
        if sum(len(places) for _, places in self._rows) >= _ROWS:
            self._write()

    def _write(self) -> None:
        if self._rows:
            vectors, places = zip(*self._rows, strict=True)
            self._writer.write(np.concatenate(vectors), np.concatenate(places))
            self._rows = []

    def _read(self, keys: Sequence[int]) -> Iterator[list[PassageText] | None]:
        """The passages of articles as they were indexed; none of one that can't be read as an article.

        None for one whose file has changed since.
        """
        entries, locations = self._catalog.entries(keys), self._catalog.locations(keys)
        formats = self._catalog.body_formats(keys)
        for key in keys:
            try:
                with one_article():
                    body = self._texts.indexed_body(locations[key], formats[key]) if key in entries else None
                    yield None if body is None else list(_passages(body, entries[key]))
            except FileUnreadable:
                yield None
            except ArticleUnreadable as error:
                self._failed(key, error.message)
                yield []


def _passages(body: Body, entry: Entry) -> Iterator[PassageText]:
    sections = sections_of(body.text, body.markup, body.line)
    return passages(body, entry.path, entry.title, sections)
