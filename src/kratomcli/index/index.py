"""The index of a library on disk: a catalog and an engine in one folder of the user's cache.

Everything in it is derived from the articles. What is damaged or of another version is made anew.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

from kratomcli.catalog.catalog import Catalog
from kratomcli.catalog.file_stamps import as_text, from_text, stamps
from kratomcli.config import OWN_CACHE
from kratomcli.errors import IndexDamaged, IndexLocked, IndexMissing, IndexUnwritable, UsageError
from kratomcli.files.reading import Files
from kratomcli.files.writing import make_files_private, make_private_folder
from kratomcli.index import freshness
from kratomcli.index.dialects import Dialects
from kratomcli.index.file_lock import Lock
from kratomcli.index.folder import size_of, state_folder
from kratomcli.index.scan import Difference, Root, scan
from kratomcli.index.thread_lock import Turns
from kratomcli.text.languages import DEFAULT, language_of

if TYPE_CHECKING:
    from kratomcli.catalog.schema import Failure
    from kratomcli.engine import Engine
    from kratomcli.index.sync import Progress, SyncReport
    from kratomcli.model.article import Dialect

T = TypeVar("T")
Refresh = Literal["auto", "always", "never"]

_SETTLING = 3.0  # seconds; the two commits of a writer are much closer to each other
_LONG_SCAN = 0.1  # seconds; what makes a second process worth its start


class Status(NamedTuple):
    """An index at a glance; `place` is None for one in memory, times are Unix seconds."""

    articles: int
    words: int
    folders: tuple[str, ...]
    origin: str
    place: str | None
    bytes: int
    synced: float | None
    scan_seconds: float | None
    failures: list[Failure]
    version: str
    unread: Mapping[str, int]
    """Files of each kind that is not read, by suffix without its dot."""


class Index:
    """An open index. `notices` collects what a person should know but nobody asked for.

    `staleness` says why answers may lack the newest changes; "" where they don't.
    """

    def __init__(
        self,
        roots: Sequence[Root],
        cache: str,
        *,
        refresh: Refresh,
        max_file_size: int,
        progress: Callable[[Progress], None] | None,
        wait: float = 0.0,
        language: str = "",
        dialect: Dialect | None = None,
        beside: Index | None = None,
    ) -> None:
        self.roots = tuple(roots)
        self.notices: list[str] = beside.notices if beside else []
        self.staleness = ""
        self._turns: Turns = beside._turns if beside else Turns()
        self._cache = cache
        self._place: str | None = state_folder([root.folder for root in roots], cache)
        self._refresh = refresh
        self.files = Files([root.folder for root in roots], max_file_size)
        self._progress = progress
        self._wait = wait
        self._lock = Lock(os.path.join(self._place, "lock"))
        self._named_language = language
        self.dialects = Dialects(self.roots, dialect)
        self._language = language_of(language)
        self._engine: Engine | None = None
        self._is_ready = False
        self._readings = 0
        self._unkept = ""
        self.catalog: Catalog = self._open_catalog()

    @property
    def place(self) -> str | None:
        """Its folder; None for one in memory."""
        return self._place

    def tell(self, done: int, total: int) -> None:
        """Report progress to whoever wants to know."""
        if self._progress is not None:
            from kratomcli.index.sync import Progress

            self._progress(Progress(done, total))

    @property
    def is_read_only(self) -> bool:
        """Whether it must be taken as it is."""
        return self._refresh == "never" and self._place is not None

    def another(self) -> Index:
        """The same index, opened once more for another thread."""
        return Index(
            self.roots,
            self._cache,
            refresh=self._refresh,
            max_file_size=self.files.limit,
            progress=self._progress,
            wait=self._wait,
            language=self._named_language,
            dialect=self.dialects.named,
            beside=self,
        )

    def follow(self) -> None:
        """Go over to the files that are there now, where others have made the index anew."""
        if not self._readings and self.catalog.has_successor:
            with self._turns.lock:
                self._reopen()

    def close(self) -> None:
        """Let go of it."""
        self._engine = None
        self.catalog.close()

    def engine(self) -> Engine:
        """The engine, opened when it is first needed.

        Raises:
            IndexDamaged: its files can't be used, and refreshing is not wanted.
        """
        engine = self.answered(self._open_engine)
        if not self.catalog.is_held and engine.generation != self.catalog.generation():
            engine.reload()  # others have written meanwhile
        return engine

    @contextmanager
    def held(self) -> Iterator[Engine]:
        """The engine, and the catalog at the same commit, whatever a writer does meanwhile."""
        engine = self.engine()
        if self.catalog.is_held:
            yield engine
            return
        started = time.monotonic()
        while self.catalog.hold() != engine.generation:
            # A writer that has died between its two commits left expected keys; the next sync makes good.
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
        """Engine and catalog are of one commit, unless a writer has died between its two."""
        if self.catalog.generation() != engine.generation and not self.catalog.expected():
            raise IndexDamaged("the two parts of the index don't belong together")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """While somebody goes through articles, the index stays as it is."""
        self._readings += 1
        try:
            yield
        finally:
            self._readings -= 1

    def make_ready(self) -> None:
        """Compare with the folders once, where the policy wants it."""
        if self._is_ready:
            return
        with self._turns.lock:
            if self._turns.is_ready and self._place is not None:
                self._is_ready, self.staleness = True, self._turns.staleness
                return
            self._compare()
            self._turns.is_ready, self._turns.staleness = True, self.staleness

    def _compare(self) -> None:
        self._is_ready = True
        facts = self.catalog.facts()
        is_new = "synced" not in facts
        if self.is_read_only:
            if is_new and not self.catalog.count():
                raise IndexMissing("there is no index of this library yet")
            if is_new:
                self._note_staleness("the index is not complete yet; 'kratomcli index' goes on with it")
        elif self._refresh == "auto" and not is_new and freshness.is_spared(facts):
            self.staleness, is_long = freshness.last_look(facts)
            if is_long:  # what is younger only those want to know who miss something
                self.notices.append(self.staleness)
        else:
            self._refreshed(is_new, facts)
        self._say_what_is_missing()

    def _note_staleness(self, reason: str) -> None:
        self.staleness = reason
        self.notices.append(reason)

    def _say_what_is_missing(self) -> None:
        """Where there are no articles at all, say which files there are instead."""
        if not self.catalog.is_empty:
            return
        if failed := len(self.catalog.failures()):
            reason = freshness.unreadable(failed)
        else:
            reason = freshness.nothing_to_read(self.catalog.facts())
        if reason not in self.notices:
            self.notices.append(reason)

    def _refreshed(self, is_new: bool, facts: Mapping[str, str]) -> None:
        has_answers = self._refresh == "auto" and not is_new
        if has_answers:
            self._wait = 0.0
        report = None
        try:
            difference = self._difference()
            if difference.folders or is_new:
                report = self._apply(difference)
            elif self._refresh == "always" or freshness.is_worth_noting(difference, facts):
                with suppress(IndexLocked, IndexUnwritable):  # the answer is right without it
                    self._note_scan(difference)
        except IndexLocked:
            if has_answers:
                self._note_staleness("another process is updating the index; this is its last state")
            elif self._refresh == "auto" and self.catalog.count():
                self._note_staleness("another process is making the index; this is what it has so far")
            else:
                raise
        except IndexUnwritable as error:
            if has_answers:
                self._note_staleness(f"{error.message}; this is its last state")
            else:
                self._use_memory(error.message)
                report = self._apply(self._difference())
        if report is not None and report.failed:
            self.notices.append(freshness.unreadable(report.failed))

    def sync(self, *, rebuild: bool) -> SyncReport:
        """Bring it to where the folders are; `rebuild` forgets it first."""
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
        self._say_what_is_missing()
        return report

    def _synced(self) -> SyncReport:
        difference = self._difference()
        self._open_engine()  # so that damage is found, even if there is nothing to do
        if difference.folders or "synced" not in self.catalog.facts():
            return self._apply(difference)
        self._note_scan(difference)
        from kratomcli.index.sync import SyncReport

        return SyncReport(0, 0, 0, 0, difference.seconds, difference.seconds)

    def answered(self, ask: Callable[[], T]) -> T:
        """What `ask` gives; once more if it met damage that could be repaired."""
        try:
            return ask()
        except IndexDamaged as error:
            self.renew(error)
            return ask()

    def renew(self, error: IndexDamaged) -> SyncReport:
        """Make the index anew for this reason.

        Raises:
            IndexDamaged: the error itself, if nobody wants that.
        """
        if self._refresh == "never" or self._place is None:
            raise error
        self.notices.append(f"{error.message}; it is made anew")
        self._is_ready = True
        with self._turns.lock:
            return self._made_anew()

    def verify(self) -> Iterator[str]:
        """Everything that is wrong: in the catalog, in the engine's files, between them and the articles."""
        from kratomcli.index.verify import faults

        with self._alone():
            yield from faults(self.catalog, self._engine_folder(), self._open_engine, self.files, self.file)

    def status(self, origin: str) -> Status:
        """The index as it is."""
        facts = self.catalog.facts()
        return Status(
            articles=self.catalog.count(),
            words=self.catalog.words(),
            folders=tuple(root.folder for root in self.roots),
            origin=origin,
            place=self._place,
            bytes=size_of(self._place) if self._place else 0,
            synced=freshness.number(facts, "synced") if "synced" in facts else None,
            scan_seconds=freshness.number(facts, "scan") if "scan" in facts else None,
            failures=self.catalog.failures(),
            version=facts.get("engine", ""),
            unread=freshness.unread(facts),
        )

    def file(self, path: bytes) -> bytes:
        """The absolute path of a path in the library."""
        name, folder = b"", os.fsencode(self.roots[0].folder)
        if self.roots[0].name:
            name, _, path = path.partition(b"/")
            folder = next(os.fsencode(root.folder) for root in self.roots if os.fsencode(root.name) == name)
        return os.path.join(folder, path)

    # -- writing ---------------------------------------------------------------------------------------

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """While no other process writes the index."""
        try:
            self._lock.take(self._wait)
        except OSError as error:
            raise _unwritable(error) from error
        try:
            yield
        finally:
            self._lock.free()

    def _difference(self) -> Difference:
        """What differs, after making good for a writer that stopped halfway."""
        if self.catalog.expected():
            with self._alone():
                self._prepare()
        slow = freshness.number(self.catalog.facts(), "scan") > _LONG_SCAN
        return scan(self.roots, self.catalog, in_two=slow)

    def _prepare(self) -> Engine:
        """The engine, to be written to; what a writer left that stopped halfway is put right."""
        engine = self._open_engine()
        if self.catalog.expected():
            from kratomcli.index.sync import recover

            recover(self.catalog, engine.writer)
        if self.catalog.generation() != engine.generation:
            engine.reload()
            self._check_commit(engine)
        return engine

    def _apply(self, difference: Difference) -> SyncReport:
        from kratomcli.index.sync import apply

        with self._alone():
            if self.catalog.is_replaced:
                self._reopen()
            engine = self._prepare()
            if self.catalog.generation() != difference.generation:  # another process was faster
                difference = self._difference()
            report = apply(
                difference,
                self.roots,
                self.catalog,
                engine.writer,
                max_size=self.files.limit,
                progress=self._progress,
            )
            self._note_scan(difference)
            folder = self._engine_folder()
            if folder is not None:
                make_files_private(folder)
                self.catalog.note(files=as_text(stamps(folder)))
        return report

    def _made_anew(self) -> SyncReport:
        with self._alone():
            if not self.catalog.is_replaced:  # by another process that had the same reason
                self._remove()
            self._reopen()
            return self._apply(self._difference())

    def _note_scan(self, difference: Difference) -> None:
        facts = freshness.noted(difference, self.catalog.facts())
        if self._engine is not None:
            facts["engine"] = self._version()
        self.catalog.note(**facts)
        self.staleness = ""

    # -- opening ---------------------------------------------------------------------------------------

    def _open_engine(self) -> Engine:
        if self._engine is None:
            from kratomcli.engine.tantivy import TantivyEngine

            facts = self.catalog.facts()
            version = self._version()
            if facts.get("engine", version) != version:
                raise IndexDamaged(f"the index was made with {facts['engine']}, and this is {version}")
            folder = self._engine_folder()
            is_doubtful = folder is not None and self._is_doubtful(folder, facts.get("files"))
            engine = TantivyEngine(folder, self._language)
            if is_doubtful:
                self._check_count(engine)
            self._engine = engine
        return self._engine

    def _is_doubtful(self, folder: str, noted: str | None) -> bool:
        """Whether the engine's list of its files is another one than was noted.

        Raises:
            IndexDamaged: one of the files doesn't hold what was written to it.
        """
        now = stamps(folder)
        if not os.path.exists(os.path.join(folder, "meta.json")) and self.catalog.count():
            raise IndexDamaged("a part of the index is gone")
        if noted is None or noted == as_text(now):
            return False
        before = from_text(noted)
        touched = {name for name in before.keys() & now.keys() if before[name] != now[name]} - {"meta.json"}
        if touched:
            from kratomcli.engine.segment_checksums import faults

            for name in faults(folder, touched):
                raise IndexDamaged(f"{name} in the index is not what was written")
        return before.get("meta.json") != now.get("meta.json")

    def _check_count(self, engine: Engine) -> None:
        """Engine and catalog of the same commit have the same number of articles."""
        from kratomcli.query.ast import Everything

        with self.catalog.one_state():
            is_same = self.catalog.generation() == engine.generation and not self.catalog.expected()
            if is_same and self.catalog.count() != engine.count(Everything()):
                raise IndexDamaged("the engine's list of its files is damaged")

    def _engine_folder(self) -> str | None:
        return os.path.join(self._place, "engine") if self._place else None

    def _version(self) -> str:
        """What the engine's files depend on, besides the articles."""
        from kratomcli.engine.tantivy import VERSION

        return VERSION if self._language == DEFAULT else f"{VERSION}, {self._language or 'no stemmer'}"

    def _open_catalog(self) -> Catalog:
        if self._place is not None:
            path = os.path.join(self._place, "catalog.db")
            try:
                cache = os.path.dirname(self._place)
                if os.path.basename(cache) == OWN_CACHE or not os.path.isdir(cache):
                    make_private_folder(cache)  # one that the user has named may hold other things, too
                make_private_folder(self._place)
                try:
                    return Catalog(path, self.roots)
                except IndexDamaged as error:
                    if self._refresh == "never":
                        raise
                    self.notices.append(f"{error.message}; it is made anew")
                    with self._alone():
                        self._remove()
                        return Catalog(path, self.roots)
            except (OSError, IndexUnwritable) as error:
                self._use_memory(str(getattr(error, "strerror", None) or error))
                return self.catalog
        return Catalog(None, self.roots)

    def _use_memory(self, reason: str) -> None:
        self._unkept = f"no index can be kept in {self._place} ({reason})"
        self._place = self._engine = None
        self._lock = Lock(None)
        self.catalog = Catalog(None, self.roots)
        self.notices.append(f"{self._unkept}; using memory")

    def _reopen(self) -> None:
        self._engine = None
        self.catalog.close()
        self.catalog = self._open_catalog()

    def _remove(self) -> None:
        """Forget everything; the lock stays, and what others keep beside it."""
        import shutil

        if self._place is not None:
            shutil.rmtree(os.path.join(self._place, "engine"), ignore_errors=True)
            for name in ("catalog.db", "catalog.db-wal", "catalog.db-shm", "catalog.db.seal"):
                with suppress(FileNotFoundError):
                    os.unlink(os.path.join(self._place, name))


def _unwritable(error: OSError) -> IndexUnwritable:
    return IndexUnwritable(f"the index can't be written: {error.strerror}", hint=IndexUnwritable.HINT)
