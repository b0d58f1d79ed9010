"""An open index: its files, and how they are opened, locked and closed."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Self, TypeVar

from kratomcli.catalog.catalog import Catalog
from kratomcli.config.places import OWN_CACHE
from kratomcli.conventions.recognition import Conventions
from kratomcli.errors import IndexDamaged, IndexUnwritable, KratomError, UsageError
from kratomcli.files.reading import FileReader
from kratomcli.files.writing import make_private_folder
from kratomcli.index.engine_files import open_engine
from kratomcli.index.file_lock import Lock
from kratomcli.index.folder import remove_index, state_folder
from kratomcli.index.thread_lock import Turns
from kratomcli.text.languages import language_of

if TYPE_CHECKING:
    from kratomcli.conventions.table import Convention
    from kratomcli.engine import Engine
    from kratomcli.index.conversions import Conversions
    from kratomcli.index.options import IndexOptions
    from kratomcli.index.scan import Root
    from kratomcli.index.status import Status
    from kratomcli.index.sync import SyncReport

T = TypeVar("T")


class OpenIndex(ABC):
    """An open index of one thread, wherever it is kept.

    `roots` are the library's folders, `notices` collects messages for the user. `staleness` says why answers
    may lack the newest changes; it is "" if they are up to date. `on_commit` is called whenever a sync has
    committed some articles, and others are still to come.
    """

    REPAIRED: tuple[type[KratomError], ...] = (IndexDamaged,)
    """Errors after which a question is asked once more."""
    is_embedded = True
    """Whether it is on this machine, where more can be kept beside it."""

    def __init__(self, roots: Sequence[Root], options: IndexOptions, beside: Self | None = None) -> None:
        self.roots = tuple(roots)
        self.notices: list[str] = beside.notices if beside else []
        self.staleness = ""
        self.on_commit: Callable[[], None] | None = None
        self._options = options
        self._conventions: Conventions | None = None

    def require_embedded(self, what: str) -> None:
        """Raise UsageError if it is not; `what` it would be needed for, and a verb."""
        if not self.is_embedded:
            raise UsageError(f"{what} not offered on a cluster yet", hint="An index on one machine has it.")

    @property
    @abstractmethod
    def catalog(self) -> Catalog:
        """The catalog, as it is to be asked now."""

    @property
    @abstractmethod
    def files(self) -> FileReader:
        """Reads the files of articles."""

    @property
    def files_to_edit(self) -> FileReader:
        """Reads files where they are to be changed."""
        return self.files

    @property
    @abstractmethod
    def place(self) -> str | None:
        """The index's folder; None for an index that has none."""

    @abstractmethod
    def another(self) -> Self:
        """Another open instance of the same index, for another thread."""

    @abstractmethod
    def follow(self) -> None:
        """Before a call of the library: answer from what others have written meanwhile."""

    @abstractmethod
    def engine(self) -> Engine:
        """The engine, opened when it is first needed.

        Raises:
            IndexDamaged: it can't be used, and must not be written.
        """

    @abstractmethod
    def held(self) -> AbstractContextManager[Engine]:
        """Hold engine and catalog at the same commit while others may write."""

    @abstractmethod
    def reading(self) -> AbstractContextManager[None]:
        """Prevent changes of the index while articles are being iterated over."""

    @abstractmethod
    def make_ready(self) -> None:
        """Before the first answer: update the index if the refresh policy says so."""

    @abstractmethod
    def refresh(self) -> None:
        """Look for changes once more, as before the first answer."""

    @abstractmethod
    def sync(self, *, rebuild: bool) -> SyncReport:
        """Update the index from the folders; with `rebuild`, from nothing."""

    def work(self, scheme: str) -> SyncReport:  # noqa: ARG002 - there is no cluster
        """Update a part of the index, while other workers update others; see `cluster.partitions`.

        Raises:
            UsageError: the index is on one machine.
        """
        raise UsageError(
            "workers share a library on a cluster, and this one is on one machine",
            hint="Name the cluster in the settings, in a table [engine].",
        )

    def answered(self, ask: Callable[[], T]) -> T:
        """The result of `ask`; after an error that can be repaired, `ask` is called once more."""
        try:
            return ask()
        except self.REPAIRED as error:
            self.renew(error)
            return ask()

    @abstractmethod
    def renew(self, error: KratomError) -> object:
        """Repair the index because of this error, or raise it."""

    @abstractmethod
    def verify(self) -> Iterator[str]:
        """Yield all faults of the index."""

    @abstractmethod
    def status(self, origin: str) -> Status:
        """The status of the index; `origin` says where the library was named."""

    @abstractmethod
    def close(self) -> None:
        """Close the catalog and forget the engine."""

    @cached_property
    def conversions(self) -> Conversions:
        """Converts files that are not text, and has what they were converted to."""
        from kratomcli.index.conversions import Conversions

        return Conversions(lambda: self.catalog)

    @property
    def cache(self) -> str:
        """The folder that holds the indexes of all libraries."""
        return self._options.cache

    @property
    def conventions(self) -> Conventions:
        """The tools of the folders, as of the last sync."""
        if self._conventions is None:
            known = self.catalog.facts().get("conventions", "")
            self._conventions = Conventions.from_fact(known, self._options.dialect)
        return self._conventions

    def convention_of(self, path: bytes) -> Convention:
        """The convention of the file at a path within the library."""
        return self.conventions.of(path)

    @property
    @abstractmethod
    def is_read_only(self) -> bool:
        """Whether the index must not be written (refresh "never")."""

    def tell(self, done: int, total: int) -> None:
        """Call the progress callback, if there is one."""
        if self._options.progress is not None:
            from kratomcli.index.sync import Progress

            self._options.progress(Progress(done, total))

    @property
    def options_for_reading(self) -> IndexOptions:
        """The options of another process that only reads this index."""
        return self._options._replace(refresh="never", progress=None)

    def file(self, path: bytes) -> bytes:
        """The absolute path of a file, from its path within the library."""
        name, folder = b"", os.fsencode(self.roots[0].folder)
        if self.roots[0].name:
            name, _, path = path.partition(b"/")
            folder = next(os.fsencode(root.folder) for root in self.roots if os.fsencode(root.name) == name)
        return os.path.join(folder, path)

    def place_of(self, file: bytes) -> bytes:
        """The path within the library of a file, from its absolute path; that itself for one outside."""
        for root in self.roots:
            folder = os.path.join(os.fsencode(root.folder), b"")
            if file.startswith(folder):
                return os.path.join(os.fsencode(root.name), file[len(folder) :])
        return file


class IndexFiles(OpenIndex):
    """The catalog and the engine of one index, and the lock for writing it."""

    def __init__(self, roots: Sequence[Root], options: IndexOptions, beside: Self | None = None) -> None:
        super().__init__(roots, options, beside)
        self._turns: Turns = beside._turns if beside else Turns()
        self._place: str | None = state_folder([root.folder for root in roots], options.cache)
        self._files = FileReader([root.folder for root in roots], options.max_file_size)
        self._wait = options.wait
        self._lock = Lock(os.path.join(self._place, "lock"))
        self._language = language_of(options.language)
        self._engine: Engine | None = None
        self._unkept = ""
        self._catalog: Catalog = self._open_catalog()

    @property
    def catalog(self) -> Catalog:
        return self._catalog

    @property
    def files(self) -> FileReader:
        return self._files

    @property
    def place(self) -> str | None:
        """The index's folder; None for an index in memory."""
        return self._place

    @property
    def is_read_only(self) -> bool:
        """Whether the index must not be written (refresh "never")."""
        return self._options.refresh == "never" and self._place is not None

    def close(self) -> None:
        """Close the catalog and forget the engine."""
        self._engine = None
        if "conversions" in self.__dict__:
            self.conversions.close()
        self.catalog.close()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the lock for writing the index."""
        try:
            self._lock.take(self._wait)
        except OSError as error:
            reason = f"the index can't be written: {error.strerror}"
            raise IndexUnwritable(reason, hint=IndexUnwritable.HINT) from error
        try:
            yield
        finally:
            self._lock.free()

    def _open_engine(self) -> Engine:
        if self._engine is None:
            self._engine = open_engine(self._engine_folder(), self._language, self.catalog)
        return self._engine

    def _current_engine(self) -> Engine:
        """The engine at the commit of the catalog, if it has one: another process may have written."""
        engine = self._open_engine()
        if self.catalog.generation() != engine.generation:
            engine.reload()
        return engine

    def _engine_folder(self) -> str | None:
        return os.path.join(self._place, "engine") if self._place else None

    def _open_catalog(self) -> Catalog:
        if self._place is not None:
            path = os.path.join(self._place, "catalog.db")
            try:
                cache = os.path.dirname(self._place)
                if os.path.basename(cache) == OWN_CACHE or not os.path.isdir(cache):
                    make_private_folder(cache)  # a cache folder chosen by the user may hold other files, too
                make_private_folder(self._place)
                try:
                    return Catalog(path, self.roots)
                except IndexDamaged as error:
                    if self._options.refresh == "never":
                        raise
                    self.notices.append(f"{error.message}; it is rebuilt")
                    with self._alone():
                        remove_index(self._place)
                        return Catalog(path, self.roots)
            except (OSError, IndexUnwritable) as error:
                self._use_memory(str(getattr(error, "strerror", None) or error))
                return self.catalog
        return Catalog(None, self.roots)

    def _use_memory(self, reason: str) -> None:
        self._unkept = f"no index can be kept in {self._place} ({reason})"
        self._place = self._engine = None
        self._lock = Lock(None)
        self._catalog = Catalog(None, self.roots)
        self.notices.append(f"{self._unkept}; using memory")

    def _reopen(self) -> None:
        self._engine = self._conventions = None
        self.catalog.close()
        self._catalog = self._open_catalog()
