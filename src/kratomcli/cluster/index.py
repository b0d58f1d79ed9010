"""The index of a library on a cluster: questions are answered from one state of it at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Self

from kratomcli.cluster.articles import Articles, NoArticles
from kratomcli.cluster.catalog import ClusterCatalog
from kratomcli.cluster.engine import ClusterEngine
from kratomcli.cluster.state import StateDocuments, noted_roots, version_of
from kratomcli.cluster.stored_files import StoredFiles
from kratomcli.engine.opensearch.client import Client, Refused
from kratomcli.engine.opensearch.snapshot import OpenSearchSnapshot
from kratomcli.errors import EngineUnreachable, IndexDamaged, IndexMissing, UsageError
from kratomcli.files.reading import FileReader
from kratomcli.index import freshness
from kratomcli.index.engine_files import in_order_of_ids
from kratomcli.index.index_files import OpenIndex
from kratomcli.model.notices import NotComplete
from kratomcli.text.languages import language_of

if TYPE_CHECKING:
    from kratomcli.catalog.catalog import Catalog
    from kratomcli.cluster.state import LibraryState
    from kratomcli.cluster.worker import IndexWorker
    from kratomcli.config.engine import EngineSettings
    from kratomcli.engine import Engine
    from kratomcli.errors import KratomError
    from kratomcli.index.options import IndexOptions
    from kratomcli.index.scan import Root
    from kratomcli.index.status import Status
    from kratomcli.index.sync import SyncReport

_MISSING = 404


class ClusterIndex(OpenIndex):
    """An open index on a cluster. Questions never look at folders: that does `sync` alone."""

    REPAIRED = (EngineUnreachable,)
    is_embedded = False

    def __init__(
        self,
        roots: Sequence[Root],
        options: IndexOptions,
        settings: EngineSettings,
        beside: Self | None = None,
    ) -> None:
        """Ask nothing yet.

        Args:
            roots: the folders, as they are on this machine; none are those that the cluster knows.

        Raises:
            MissingExtra: urllib3 is not installed.
            UsageError: an address is none.
            IndexMissing: no folders are given, and the cluster knows none.
        """
        self._client: Client = beside._client if beside else connected(settings)
        self._state = StateDocuments(self._client, settings.library)
        super().__init__(roots or self._noted(), options, beside)
        self._settings = settings
        self._catalog = ClusterCatalog(self.roots, self._state, lambda: self.conventions)
        folders = [root.folder for root in self.roots]
        self._files = self._in_folders = FileReader(folders, options.max_file_size)
        if settings.bodies == "engine":
            stored = self._catalog.stored
            self._files = StoredFiles(folders, options.max_file_size, stored, self.place_of)
        self._snapshot: OpenSearchSnapshot | None = None
        self._engine: Engine | None = None
        self._is_chosen = False
        self._is_ready = False
        self._readings = 0

    def another(self) -> Self:
        return type(self)(self.roots, self._options, self._settings, beside=self)

    def _noted(self) -> list[Root]:
        if found := noted_roots(self._state.read().facts):
            return found
        raise IndexMissing(freshness.NO_INDEX, hint="Name the library's folder, and index it.")

    @property
    def catalog(self) -> Catalog:
        self._choose()
        return self._catalog

    @property
    def files(self) -> FileReader:
        return self._files

    @property
    def files_to_edit(self) -> FileReader:
        return self._in_folders

    @property
    def place(self) -> None:
        return None

    @property
    def is_read_only(self) -> bool:
        return True

    # -- one state ---------------------------------------------------------------------------------

    def follow(self) -> None:
        self._is_chosen = self._is_chosen and self._readings > 0

    def _choose(self) -> None:
        """Choose the latest state to answer from, unless one is chosen for this call of the library."""
        if self._is_chosen:
            return
        state = self._state.read()
        if self._snapshot is None or state.generation != self._snapshot.generation:
            self._open(state)
        self._is_chosen = True

    def _open(self, state: LibraryState) -> None:
        """Answer from this state from now on.

        Raises:
            IndexDamaged: another version of kratomcli made the index.
            IndexMissing: only the state of it is there.
        """
        self._drop()
        articles = Articles(NoArticles())
        if state.generation:
            made, ours = self._made_with(), version_of(self._language)
            if made != ours:
                raise IndexDamaged(f"the index was made with {made or 'another program'}, and this is {ours}")
            self._snapshot = OpenSearchSnapshot(self._client, self._settings.library, state.generation)
            articles = Articles(self._snapshot)
        self._catalog.renew(articles, state.generation, state.facts)
        self._conventions = None
        self._check_roots(state)

    def _made_with(self) -> str:
        try:
            return self._state.version()
        except Refused as error:
            if error.status != _MISSING:
                raise
            raise IndexMissing("the index of the library's articles is gone from the cluster") from error

    def _check_roots(self, state: LibraryState) -> None:
        names = [root.name for root in noted_roots(state.facts)]
        if names and names != [root.name for root in self.roots]:
            raise UsageError(
                f"the library '{self._settings.library}' on the cluster has {_said(names)}",
                hint="Name the same folders, in the same order; they may lie elsewhere.",
            )

    def _drop(self) -> None:
        if self._snapshot is not None:
            self._snapshot.close()
        self._snapshot = self._engine = None

    @property
    def _language(self) -> str:
        return language_of(self._options.language)

    def engine(self) -> Engine:
        self._choose()
        if self._snapshot is None:
            raise IndexMissing(freshness.NO_INDEX)
        if self._engine is None:
            by_id = partial(in_order_of_ids, self._catalog)
            self._engine = ClusterEngine(self._state_now, self._language, by_id)
        return self._engine

    def _state_now(self) -> OpenSearchSnapshot:
        self._choose()
        if self._snapshot is None:
            raise IndexMissing(freshness.NO_INDEX)
        return self._snapshot

    @contextmanager
    def held(self) -> Iterator[Engine]:
        engine = self.engine()
        with self.reading():
            yield engine

    @contextmanager
    def reading(self) -> Iterator[None]:
        self._readings += 1
        try:
            yield
        finally:
            self._readings -= 1

    # -- being up to date --------------------------------------------------------------------------------

    def make_ready(self) -> None:
        if self._is_ready:
            return
        facts = self.catalog.facts()
        if "synced" not in facts and not self.catalog.count():
            raise IndexMissing(freshness.NO_INDEX)
        self._look_at_age()
        if isinstance(self.staleness, NotComplete):
            self.notices.append(self.staleness)
        self._say_what_is_missing()
        self._is_ready = True

    def _look_at_age(self) -> None:
        """Note why answers may lack something: the folders are looked through by `sync` only."""
        facts = self.catalog.facts()
        self.staleness = ""
        if "synced" not in facts:
            self.staleness = NotComplete("the index is not complete yet")
        elif self._options.refresh != "never":
            self.staleness, _ = freshness.last_look(facts)

    def _say_what_is_missing(self) -> None:
        """Add a notice if the library has no articles: which files there are instead."""
        if self.catalog.is_empty:
            failed, facts = len(self.catalog.failures()), self.catalog.facts()
            self.notices.append(freshness.unreadable(failed) if failed else freshness.nothing_to_read(facts))

    def refresh(self) -> None:
        self.follow()
        self.make_ready()
        self._look_at_age()

    def sync(self, *, rebuild: bool) -> SyncReport:
        if not rebuild:
            self._check_roots(self._state.read())
        return self._written(self._worker().sync(rebuild=rebuild))

    def work(self, scheme: str) -> SyncReport:
        self._check_roots(self._state.read())
        return self._written(self._worker().work(scheme))

    def _worker(self) -> IndexWorker:
        from kratomcli.cluster.target import Copies, Target
        from kratomcli.cluster.worker import IndexWorker
        from kratomcli.engine.analysis import Analysis
        from kratomcli.index.article_files import ArticleFiles
        from kratomcli.index.conversions import Conversions

        settings = self._settings
        folders = FileReader([root.folder for root in self.roots], self._options.max_file_size)
        return IndexWorker(
            Target(
                self._client,
                settings.library,
                self._state,
                self.roots,
                self._options,
                lambda: ArticleFiles(folders, Conversions(lambda: self._catalog)),
                Analysis(self._language, list),
                Copies(settings.shards, settings.replicas),
                settings.bodies,
            )
        )

    def _written(self, report: SyncReport) -> SyncReport:
        """Answer from what was written from now on; the report of that."""
        self.follow()
        self._look_at_age()
        if missing := freshness.without_reader(freshness.unread(self.catalog.facts())):
            self.notices.append(missing)
        self._say_what_is_missing()
        self._is_ready = True
        return report

    def renew(self, error: KratomError) -> None:
        if not isinstance(error, self.REPAIRED) or self._snapshot is None:  # nobody answered, time and again
            raise error
        self._drop()
        self._is_chosen = False
        self._choose()

    def verify(self) -> Iterator[str]:
        from kratomcli.index.verify import broken_conversions, changed_files

        with self.held():
            yield from broken_conversions(self._catalog)
            yield from changed_files(self._catalog, self.files, self.file)

    def status(self, origin: str) -> Status:
        from kratomcli.cluster.health import cluster_state
        from kratomcli.index.status import status_of

        state = cluster_state(self._client, self._settings.library, self._settings.urls)
        return status_of(self.catalog, self.roots, None, origin)._replace(cluster=state)

    def close(self) -> None:
        self._drop()
        if "conversions" in self.__dict__:
            self.conversions.close()
        self._catalog.close()


def connected(settings: EngineSettings) -> Client:
    """Who asks the nodes that the settings name."""
    return Client(settings.urls, auth=settings.auth, ca_file=settings.ca_file)


def _said(names: Sequence[str]) -> str:
    return f"the folders {', '.join(names)}" if len(names) > 1 else "one folder"
