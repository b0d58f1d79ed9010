"""Answers by meaning: the passages that are nearest to a text or an article, by the vectors of a model."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kratomcli.catalog.derived_store import difference
from kratomcli.errors import AccessError, IndexDamaged, IndexMissing, MissingExtra
from kratomcli.index.folder import size_of
from kratomcli.index.status import EmbeddedState
from kratomcli.meaning.embedders import require_unaltered
from kratomcli.meaning.passages import VERSION
from kratomcli.meaning.store import ModelIdentity, VectorStore

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from kratomcli.index.index_files import OpenIndex
    from kratomcli.index.texts import Texts
    from kratomcli.meaning import Embedder, Vectors
    from kratomcli.meaning.nearest import NearPassage, VectorSearch
    from kratomcli.meaning.store import StoredState


class Meaning:
    """The meaning of the passages of one library, as one model understands them.

    Articles that were removed or have changed since they were embedded are in no answer.
    """

    def __init__(self, index: OpenIndex, texts: Texts, embedder: Embedder) -> None:
        """Open the store; if it can't be written, it is in memory, and a notice is added."""
        self._index = index
        self._texts = texts
        self._embedder = embedder
        version = f"{embedder.version}, passages {VERSION}"
        self._model = ModelIdentity(embedder.name, version, embedder.dimensions)
        self._search: tuple[StoredState, VectorSearch] | None = None
        self._asked: tuple[str, Vectors] | None = None
        try:
            self._store = VectorStore(folder_of(index))
        except OSError as error:
            index.notices.append(f"what articles mean can't be kept ({error}); using memory")
            self._store = VectorStore(None)

    @property
    def weight(self) -> float:
        """The part of a score that is meaning's where it is added to words, by this model."""
        return self._embedder.weight

    def close(self) -> None:
        """Close the store."""
        self._search = None
        self._store.close()

    def bring_up_to_date(self) -> None:
        """Embed the indexed articles that were not embedded yet by this model.

        Raises:
            AccessError: the weights of the model are not those that it is known by.
            IndexMissing: no articles were embedded, and the index must not be written.
            IndexLocked: another process is embedding.
        """
        try:
            self._bring_up_to_date()
        except IndexDamaged as error:
            if self._index.is_read_only:
                raise
            self._index.notices.append(f"{error.message}; the articles are embedded anew")
            self._store.reset()
            self._update()

    def _bring_up_to_date(self) -> None:
        is_ours = self._store.state().identity == self._model
        if self._is_settled() and is_ours:
            return
        if self._index.is_read_only:
            if not is_ours:
                raise IndexMissing("the articles have not been embedded yet by this model")
            return
        if not is_ours:
            require_unaltered(self._embedder.name)
        self._update()

    def _update(self) -> None:
        from kratomcli.meaning.update import update

        self._searched()  # to detect damage
        update(self._index, self._store, self._texts, self._embedder, self._model, self._failed)
        self._search = None  # the store may be another process's

    def _failed(self, key: int, reason: str) -> None:
        entry = self._index.catalog.entries([key]).get(key)
        self._index.notices.append(f"{entry.id if entry else key} can't be embedded: {reason}")

    def _is_settled(self) -> bool:
        """Whether the whole catalog was embedded as it is."""
        return self._store.settled == self._index.catalog.identity()

    @property
    def missing(self) -> int:
        """How many articles have no vectors of this model yet, and so are in no answer."""
        catalog = self._index.catalog
        if self._store.state().identity != self._model:
            return catalog.count()
        if self._is_settled():
            return 0
        return difference(catalog.fingerprints(), self._store.fingerprints(), 0).total

    # -- answers -------------------------------------------------------------------------------------

    def nearest(self, query: str, most: int) -> list[NearPassage]:
        """The nearest passage of each of the `most` articles nearest to a text, the nearest first."""
        return self._current(lambda count: self._searched().nearest(self._vector(query), count), most)

    def similarities(self, query: str, keys: Collection[int]) -> dict[int, NearPassage]:
        """Key → the passage nearest to a text, of those of some articles that have vectors."""
        found = self._searched().similarities(self._vector(query), keys)
        current = self._unchanged(found)
        return {key: passage for key, passage in found.items() if key in current}

    def near_article(self, key: int, most: int) -> list[NearPassage]:
        """As `nearest`, to the mean of an article's own passages; it is not among them."""
        vector = self._searched().of(key)
        if vector is None or not self._unchanged([key]):
            return []
        found = self._current(lambda count: self._searched().nearest(vector, count), most + 1)
        return [passage for passage in found if passage.key != key][:most]

    def _current(self, find: Callable[[int], list[NearPassage]], most: int) -> list[NearPassage]:
        """The first `most` passages that `find`, which is given a number, finds in unchanged articles."""
        count = most
        while True:
            found = find(count)
            current = self._unchanged([passage.key for passage in found])
            kept = [passage for passage in found if passage.key in current]
            if len(kept) >= most or len(found) < count:
                return kept[:most]
            count = 2 * count + 1

    def _unchanged(self, keys: Collection[int]) -> Collection[int]:
        """Those of some embedded articles that are in the catalog as they were embedded."""
        if self._is_settled():
            return keys
        listed = [*keys]
        now = self._index.catalog.some("SELECT key, fingerprint FROM articles WHERE key IN", listed)
        known = self._store.known(listed)
        return {key for key, fingerprint in now if known.get(key) == fingerprint}

    def _searched(self) -> VectorSearch:
        """The rows of this model as of the last commit of any process."""
        from kratomcli.meaning.nearest import VectorSearch

        state = self._store.state()
        if self._search is None or self._search[0] != state:
            state, kept = self._store.vectors()
            if state.identity != self._model:
                kept = kept.none()
            self._search = state, VectorSearch(kept)
        return self._search[1]

    def _vector(self, query: str) -> Vectors:
        if self._asked is None or self._asked[0] != query:
            self._asked = query, self._embedder.query(query)
        return self._asked[1]


def folder_of(index: OpenIndex) -> str | None:
    """The folder of the store; None for an index in memory."""
    return f"{index.place}/meaning" if index.place else None


def stored_state(index: OpenIndex) -> EmbeddedState | None:
    """What is embedded, by whatever model; None if nothing is."""
    with _existing(index) as store:
        if store is None or not (model := store.state().model):
            return None
        return EmbeddedState(model, *store.counts(), size_of(str(folder_of(index))))


def forget(index: OpenIndex) -> None:
    """Forget all vectors of a library.

    Raises:
        IndexLocked: another process is embedding.
    """
    with _existing(index) as store:
        if store is None:
            return
        with store.writing():
            try:
                store.clear()
            except IndexDamaged:
                store.reset()


def faults(index: OpenIndex) -> Iterator[str]:
    """The faults of the store, if there is one, and of the weights of its model, if they are installed."""
    with _existing(index) as store:
        if store is not None:
            yield from store.faults()
            try:
                require_unaltered(store.state().model)
            except MissingExtra:
                return
            except AccessError as error:
                yield error.message


@contextmanager
def _existing(index: OpenIndex) -> Iterator[VectorStore | None]:
    """The store, if there is one: none is created."""
    folder = folder_of(index)
    if folder is None or not Path(folder).is_dir():
        yield None
        return
    store = VectorStore(folder)
    try:
        yield store
    finally:
        store.close()
