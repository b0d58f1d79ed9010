"""The index of a library on disk: a catalog and an engine in one folder of the user's cache.

Everything in it is derived from the articles. A damaged index, or one of another version, is rebuilt.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TypeVar

from kratomcli.conventions.recognition import named
from kratomcli.errors import IndexDamaged, IndexLocked, IndexMissing, IndexUnwritable, KratomError, UsageError
from kratomcli.index import freshness
from kratomcli.index.engine_files import note_files, version_for
from kratomcli.index.folder import remove_index
from kratomcli.index.index_files import IndexFiles
from kratomcli.index.plugins import current_readers
from kratomcli.index.scan import Difference, Root, scan
from kratomcli.model.notices import NotComplete

if TYPE_CHECKING:
    from kratomcli.engine import Engine
    from kratomcli.index.options import IndexOptions
    from kratomcli.index.status import Status
    from kratomcli.index.sync import SyncReport

T = TypeVar("T")

_SETTLING = 3.0  # seconds a reader waits for a writer that has committed the engine but not yet the catalog


class Index(IndexFiles):
    """An open index on this machine."""

    def __init__(self, roots: Sequence[Root], options: IndexOptions, beside: Index | None = None) -> None:
        super().__init__(roots, options, beside)
        self._is_ready = False
        self._readings = 0

    def another(self) -> Index:
        """Another open instance of the same index, for another thread."""
        return Index(self.roots, self._options, beside=self)

    def follow(self) -> None:
        """Reopen the index if another process has rebuilt it and so replaced its files."""
        if not self._readings and self.catalog.has_successor:
            with self._turns.lock:
                self._reopen()

    def engine(self) -> Engine:
        """The engine, opened when it is first needed.

        Raises:
            IndexDamaged: its files can't be used, and the index must not be written.
        """
        return self.answered(self._open_engine if self.catalog.is_held else self._current_engine)

    @contextmanager
    def held(self) -> Iterator[Engine]:
        """Hold engine and catalog at the same commit while another process may write."""
        engine = self.engine()
        if self.catalog.is_held:
            yield engine
            return
        started = time.monotonic()
        while self.catalog.hold() != engine.generation:
            # A writer that died between its two commits left expected keys, which the next sync repairs.
            patience = _SETTLING if self.catalog.expected() else 10 * _SETTLING
            if time.monotonic() - started > patience:
                break
            self.catalog.rollback()
            time.sleep(0.005)
            engine.reload()
        try:
            self._check_commit(engine)
            yield engine
        finally:
            self.catalog.rollback()

    def _check_commit(self, engine: Engine) -> None:
        """Raise IndexDamaged if engine and catalog are of different commits and no writer was interrupted."""
        if self.catalog.generation() != engine.generation and not self.catalog.expected():
            raise IndexDamaged("catalog and search engine of the index are of different commits")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Prevent `sync` from changing the index while articles are being iterated over."""
        self._readings += 1
        try:
            yield
        finally:
            self._readings -= 1

    def make_ready(self) -> None:
        """Before the first answer: update the index if the refresh policy says so."""
        if self._is_ready:
            return
        with self._turns.lock:
            if self._turns.is_ready and self._place is not None:
                self._is_ready, self.staleness = True, self._turns.staleness
                return
            self._compare()
            self._turns.is_ready, self._turns.staleness = True, self.staleness

    def refresh(self) -> None:
        """Look for changes once more, as before the first answer; a scan begun since the call will do."""
        called = time.monotonic()
        with self._turns.lock:
            if self._is_ready and self._turns.began >= called and self._place is not None:
                self.staleness = self._turns.staleness
                return
            began = time.monotonic()
            self.staleness = ""
            self._compare()
            self._turns.is_ready, self._turns.staleness, self._turns.began = True, self.staleness, began

    def _compare(self) -> None:
        self._is_ready = True
        facts = self.catalog.facts()
        is_new = "synced" not in facts
        if self.is_read_only:
            if is_new and not self.catalog.count():
                raise IndexMissing(freshness.NO_INDEX)
            if is_new:
                self._note_staleness(NotComplete("the index is not complete yet"))
        elif self._options.refresh == "auto" and not is_new and freshness.is_spared(facts):
            self.staleness, is_long = freshness.last_look(facts)
            if is_long:  # a recent scan is mentioned only where nothing is found
                self.notices.append(self.staleness)
        else:
            self._refreshed(is_new, facts)
        self._say_what_is_missing()

    def _note_staleness(self, reason: str) -> None:
        self.staleness = reason
        self.notices.append(reason)

    def _say_what_is_missing(self) -> None:
        """Add a notice if the library has no articles: which files there are instead."""
        if not self.catalog.is_empty:
            return
        failed = len(self.catalog.failures())
        reason = freshness.unreadable(failed) if failed else freshness.nothing_to_read(self.catalog.facts())
        if reason not in self.notices:
            self.notices.append(reason)

    def _refreshed(self, is_new: bool, facts: Mapping[str, str]) -> None:
        has_answers = self._options.refresh == "auto" and not is_new
        if has_answers:
            self._wait = 0.0
        report = None
        try:
            difference = self._difference()
            if not is_new and difference.conventions != self.conventions:
                report = self._made_anew()
            elif difference.folders or is_new:
                report = self._apply(difference)
            elif self._options.refresh == "always" or freshness.is_worth_noting(difference, facts):
                with suppress(IndexLocked, IndexUnwritable):  # the answer does not need it
                    self._note_scan(difference)
        except IndexLocked:
            if has_answers:
                self._note_staleness("another process is updating the index; answers are from its last state")
            elif self._options.refresh == "auto" and self.catalog.count():
                self._note_staleness("another process is creating the index; answers are incomplete so far")
            else:
                raise
        except IndexUnwritable as error:
            if has_answers:
                self._note_staleness(f"{error.message}; answers are from its last state")
            else:
                self.catalog.close()
                self._use_memory(error.message)
                report = self._apply(self._difference())
        if report is not None and report.failed:
            self.notices.append(freshness.unreadable(report.failed))

    def sync(self, *, rebuild: bool) -> SyncReport:
        """Update the index from the folders; with `rebuild`, from nothing."""
        if self._readings:
            raise UsageError(
                "the index can't change while its articles are being read",
                hint="Finish or close what iterates over them first.",
            )
        if self._unkept:
            raise IndexUnwritable(self._unkept, hint=IndexUnwritable.HINT)
        self._is_ready = self._turns.is_ready = True
        with self._turns.lock:
            try:
                report = self._made_anew() if rebuild else self._synced()
            except IndexDamaged as error:
                report = self.renew(error)
            self._turns.staleness = ""
        if missing := freshness.without_reader(freshness.unread(self.catalog.facts())):
            self.notices.append(missing)
        self._say_what_is_missing()
        return report

    def _synced(self) -> SyncReport:
        difference = self._difference()
        self._open_engine()  # to detect damage even if there are no changes
        if self.catalog.count() and difference.conventions != self.conventions:
            return self._made_anew()
        if difference.folders or "synced" not in self.catalog.facts():
            return self._apply(difference)
        self._note_scan(difference)
        from kratomcli.index.sync import report_of

        return report_of(self.catalog, (0, 0, 0, 0), difference.seconds, difference.seconds)

    def renew(self, error: KratomError) -> SyncReport:
        """Rebuild the index because of this error.

        Raises:
            IndexDamaged: the error itself, if the index must not be written or is in memory.
        """
        if self._options.refresh == "never" or self._place is None:
            raise error
        self.notices.append(f"{error.message}; it is rebuilt")
        self._is_ready = True
        with self._turns.lock:
            return self._made_anew()

    def verify(self) -> Iterator[str]:
        """Yield all faults: in the catalog, in the engine's files, and between the two and the articles."""
        from kratomcli.index.verify import faults

        with self._alone():
            yield from faults(
                self.catalog, self._engine_folder(), self._current_engine, self.files, self.file
            )

    def status(self, origin: str) -> Status:
        """The status of the index; `origin` says where the library was named."""
        from kratomcli.index.status import status_of

        return status_of(self.catalog, self.roots, self._place, origin)

    # -- writing ---------------------------------------------------------------------------------------

    def _difference(self) -> Difference:
        """Scan the folders, after repairing what an interrupted writer left."""
        if self.catalog.expected():
            with self._alone():
                self._prepare()
        readers = current_readers(self.catalog.facts())
        difference = scan(self.roots, self.catalog, self._options.ignore, self._options.gitignore, readers)
        if self._options.convention is None:
            return difference
        return difference._replace(conventions=named(self._options.convention))

    def _prepare(self) -> Engine:
        """The engine, ready to be written to, after repairing what an interrupted writer left."""
        if self.catalog.expected():
            from kratomcli.index.sync import recover

            recover(self.catalog, self._open_engine().writer)
        engine = self._current_engine()
        self._check_commit(engine)
        return engine

    def _apply(self, difference: Difference) -> SyncReport:
        from kratomcli.index.article_files import ArticleFiles
        from kratomcli.index.sync import Callbacks, apply

        with self._alone():
            if self.catalog.is_replaced:
                self._reopen()
            engine = self._prepare()
            if self.catalog.generation() != difference.generation:  # another process has committed
                difference = self._difference()
            report = apply(
                difference,
                self.roots,
                self.catalog,
                engine.writer,
                files=ArticleFiles(self.files, self.conversions),
                calls=Callbacks(self._options.progress, self.on_commit),
            )
            self._note_scan(difference)
            note_files(self._engine_folder(), self.catalog)
        return report

    def _made_anew(self) -> SyncReport:
        with self._alone():
            if not self.catalog.is_replaced:  # another process has rebuilt it already
                remove_index(self._place)
            self._reopen()
            return self._apply(self._difference())

    def _note_scan(self, difference: Difference) -> None:
        facts = freshness.noted(difference, self.catalog.facts())
        if self._engine is not None:
            facts["engine"] = version_for(self._language)
        self.catalog.note(**facts)
        self._conventions = None
        self.staleness = ""
