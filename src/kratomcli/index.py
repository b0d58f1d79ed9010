"""The index of a library on disk: a catalog and an engine in one folder of the user's cache.

Everything in it is derived from the articles. What is damaged or of another version is made anew.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal, NamedTuple

from kratomcli.catalog import Catalog, Failure
from kratomcli.errors import IndexDamaged, IndexLocked
from kratomcli.languages import DEFAULT, language_of
from kratomcli.scan import Difference, Root, scan

if TYPE_CHECKING:
    from kratomcli.engines import Engine, Writer
    from kratomcli.sync import Progress, SyncReport

Refresh = Literal["auto", "always", "never"]

_SETTLING = 3.0  # seconds; the two commits of a writer are much closer to each other
_LONG_SCAN = 0.1  # seconds; what makes a second process worth its start
QUICK_SCAN = 0.25
"""Seconds; a library whose last scan took longer is not scanned unasked."""


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


class Index:
    """An open index. `notices` collects what a person should know but nobody asked for."""

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
    ) -> None:
        self.roots = tuple(roots)
        self.notices: list[str] = []
        self._place: str | None = _state_folder([root.folder for root in roots], cache)
        self._refresh = refresh
        self._max_size = max_file_size
        self._progress = progress
        self._wait = wait
        self._language = language_of(language)
        self._engine: Engine | None = None
        self._is_ready = False
        self.catalog = self._open_catalog()

    @property
    def place(self) -> str | None:
        """Its folder; None for one in memory."""
        return self._place

    def tell(self, done: int, total: int) -> None:
        """Report progress to whoever wants to know."""
        if self._progress is not None:
            from kratomcli.sync import Progress

            self._progress(Progress(done, total))

    @property
    def is_read_only(self) -> bool:
        """Whether it must be taken as it is."""
        return self._refresh == "never" and self._place is not None

    def close(self) -> None:
        """Let go of it."""
        self._engine = None
        self.catalog.close()

    def engine(self) -> Engine:
        """The engine, opened when it is first needed.

        Raises:
            IndexDamaged: its files can't be used, and refreshing is not wanted.
        """
        catalog = self.catalog
        engine = self._open_engine()
        if self.catalog is not catalog:  # all was made anew, and so is empty
            self._apply(self._difference())
        return engine

    @contextmanager
    def held(self) -> Iterator[Engine]:
        """The engine, and the catalog at the same commit, whatever a writer does meanwhile."""
        engine = self.engine()
        if self.catalog.is_held:
            yield engine
            return
        deadline = time.monotonic() + _SETTLING
        while self.catalog.hold() != engine.generation and time.monotonic() < deadline:
            self.catalog.rollback()
            time.sleep(0.005)
            engine.reload()
        # Past the deadline a writer has died between its two commits; the next sync makes good.
        try:
            yield engine
        finally:
            self.catalog.rollback()

    def make_ready(self) -> None:
        """Compare with the folders once, where the policy wants it."""
        if self._is_ready:
            return
        self._is_ready = True
        facts = self.catalog.facts()
        is_new = "synced" not in facts
        if self.is_read_only:
            if is_new:
                raise IndexDamaged("there is no index of this library yet", hint="Run 'kratomcli index'.")
        elif self._refresh == "auto" and not is_new and float(facts.get("scan", 0)) >= QUICK_SCAN:
            from kratomcli.humane import age

            ago = age(time.time() - float(facts["synced"]))
            self.notices.append(f"the index was brought up to date {ago}; 'kratomcli index' does so now")
        else:
            if self._refresh == "auto" and not is_new:
                self._wait = 0.0  # there is something to answer from
            try:
                difference = self._difference()
                report = self._apply(difference) if difference.folders or is_new else None
            except IndexLocked:
                if is_new or self._refresh == "always":
                    raise
                self.notices.append("another process is updating the index; this is its last state")
            else:
                if report is not None and report.failed:
                    files = "1 file" if report.failed == 1 else f"{report.failed:,} files"
                    self.notices.append(f"{files} can't be read; 'kratomcli index --status' says why")

    def sync(self, *, rebuild: bool) -> SyncReport:
        """Bring it to where the folders are; `rebuild` forgets it first."""
        self._is_ready = True
        if rebuild:
            self._require_lock()
            self._discard()
        catalog = self.catalog
        difference = self._difference()
        self._open_engine()  # so that damage is found, even if there is nothing to do
        if difference.folders or self.catalog is not catalog or "synced" not in catalog.facts():
            return self._apply(difference)
        self._note_scan(difference.seconds)
        from kratomcli.sync import SyncReport

        return SyncReport(0, 0, 0, 0, difference.seconds, difference.seconds)

    def status(self, origin: str) -> Status:
        """The index as it is."""
        facts = self.catalog.facts()
        return Status(
            articles=self.catalog.count(),
            words=self.catalog.words(),
            folders=tuple(root.folder for root in self.roots),
            origin=origin,
            place=self._place,
            bytes=_size(self._place) if self._place else 0,
            synced=float(facts["synced"]) if "synced" in facts else None,
            scan_seconds=float(facts["scan"]) if "scan" in facts else None,
            failures=self.catalog.failures(),
            version=facts.get("engine", ""),
        )

    def file(self, path: bytes) -> bytes:
        """The absolute path of a path in the library."""
        name, folder = b"", os.fsencode(self.roots[0].folder)
        if self.roots[0].name:
            name, _, path = path.partition(b"/")
            folder = next(os.fsencode(root.folder) for root in self.roots if os.fsencode(root.name) == name)
        return os.path.join(folder, path)

    def _difference(self) -> Difference:
        """What differs, after making good for a writer that stopped halfway."""
        if self.catalog.expected():
            from kratomcli.sync import recover

            self._open_engine()
            recover(self.catalog, self._writer)
        slow = float(self.catalog.facts().get("scan", 0)) > _LONG_SCAN
        difference = scan(self.roots, self.catalog, in_two=slow)
        if self._refresh == "always" or difference.seconds > QUICK_SCAN / 2:
            self._note_scan(difference.seconds)
        return difference

    def _apply(self, difference: Difference) -> SyncReport:
        from kratomcli.sync import apply

        self._open_engine()
        if "synced" not in self.catalog.facts():  # perhaps made anew since it was compared
            difference = scan(self.roots, self.catalog)
        report = apply(
            difference,
            self.roots,
            self.catalog,
            self._writer,
            max_size=self._max_size,
            progress=self._progress,
        )
        self._note_scan(difference.seconds)
        return report

    def _writer(self, expected: int) -> Writer:
        """The engine's one writer, after waiting for another process to let go of it."""
        deadline = time.monotonic() + self._wait
        while True:
            try:
                writer = self._open_engine().writer(expected)
                break
            except IndexLocked:
                if time.monotonic() >= deadline:
                    raise IndexLocked(
                        f"{self._holder()} is writing the index", hint="Try again in a moment."
                    ) from None
                time.sleep(0.05)
        if self._place is not None:
            with open(os.path.join(self._place, "writer"), "w") as file:
                file.write(f"{os.getpid()} {time.time()}")
        return writer

    def _holder(self) -> str:
        """Who has the lock, as far as is known."""
        try:
            with open(os.path.join(self._place or "", "writer")) as file:
                process, since = file.read().split()
        except (OSError, ValueError):
            return "another process"
        return f"process {process}, for {max(time.time() - float(since), 0):.0f} s,"

    def _note_scan(self, seconds: float) -> None:
        facts = {"synced": repr(time.time()), "scan": repr(seconds)}
        if self._engine is not None:
            facts["engine"] = self._version()
        self.catalog.note(**facts)

    def _open_engine(self) -> Engine:
        """The engine; where its files can't be used, an empty one beside an empty catalog."""
        if self._engine is None:
            from kratomcli.engines.tantivy import TantivyEngine

            folder = os.path.join(self._place, "engine") if self._place else None
            version = self._version()
            known = self.catalog.facts().get("engine", version)
            try:
                if known != version:
                    raise IndexDamaged(
                        f"the index was made with {known}, and this is {version}", hint=_REBUILD
                    )
                if folder and self.catalog.count() and not os.path.exists(os.path.join(folder, "meta.json")):
                    raise IndexDamaged("a part of the index is gone", hint=_REBUILD)
                self._engine = TantivyEngine(folder, self._language)
            except IndexDamaged as error:
                if self._refresh == "never":
                    raise
                self.notices.append(f"{error.message}; it is made anew")
                self._discard()
                self._engine = TantivyEngine(folder, self._language)
        return self._engine

    def _require_lock(self) -> None:
        """Make sure that nobody is writing what is about to be thrown away."""
        try:
            self._writer(0).close()
        except IndexDamaged:
            return  # nobody can

    def _version(self) -> str:
        """What the engine's files depend on, besides the articles."""
        from kratomcli.engines.tantivy import VERSION

        return VERSION if self._language == DEFAULT else f"{VERSION}, {self._language or 'no stemmer'}"

    def _open_catalog(self) -> Catalog:
        if self._place is not None:
            path = os.path.join(self._place, "catalog.db")
            try:
                os.makedirs(self._place, exist_ok=True)
                try:
                    return Catalog(path, self.roots)
                except IndexDamaged as error:
                    if self._refresh == "never":
                        raise
                    self.notices.append(f"{error.message}; it is made anew")
                    self._remove()
                    return Catalog(path, self.roots)
            except OSError as error:
                reason = error.strerror or str(error)
                self.notices.append(f"no index can be kept in {self._place} ({reason}); using memory")
                self._place = None
        return Catalog(None, self.roots)

    def _discard(self) -> None:
        """Forget everything."""
        self._engine = None
        self.catalog.close()
        self._remove()
        self.catalog = self._open_catalog()

    def _remove(self) -> None:
        import shutil

        if self._place is not None:
            shutil.rmtree(self._place, ignore_errors=True)
            os.makedirs(self._place, exist_ok=True)


_REBUILD = "Run 'kratomcli index --rebuild'."


def _state_folder(folders: Sequence[str], cache: str) -> str:
    """Where the index of these folders is: readable by its name, told apart by two checksums."""
    from zlib import crc32

    whole = os.fsencode("\0".join(folders))
    name = "".join(char if char.isalnum() else "-" for char in os.path.basename(folders[0]))[:40]
    return os.path.join(cache, f"{name or 'root'}-{crc32(whole):08x}{crc32(whole[::-1]):08x}")


def _size(folder: str) -> int:
    """Bytes of the files below a folder."""
    total = 0
    for path, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.path.getsize(os.path.join(path, name))
            except OSError:  # gone meanwhile
                continue
    return total
