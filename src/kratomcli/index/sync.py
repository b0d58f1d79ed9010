"""Updating the index from the folders.

The differences are applied in batches. Each batch first stores in the catalog which keys it will change
(`expect`), then commits the engine, then the catalog. After a crash at any point, the keys that were
expected are read anew by the next sync.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from kratomcli.catalog.writer import CatalogWriter
from kratomcli.index.batch_writer import BatchWriter
from kratomcli.index.file_changes import as_listing, count_changes, file_changes, lines_of
from kratomcli.index.scan import identity
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from kratomcli.catalog.catalog import Catalog
    from kratomcli.engine import Writer
    from kratomcli.index.article_files import ArticleFiles
    from kratomcli.index.scan import Difference, Folder, Root

BATCH = 25_000
"""Files applied between two commits, at most."""


class Progress(NamedTuple):
    """The progress of a sync: `done` of `total` files."""

    done: int
    total: int


class Callbacks(NamedTuple):
    """What a sync calls: `progress` repeatedly, `commit` after each commit but the last."""

    progress: Callable[[Progress], None] | None = None
    commit: Callable[[], None] | None = None


class SyncReport(NamedTuple):
    """The result of a sync, in numbers of files; `seconds` is its duration including the scan.

    `failed` are the files that this sync could not read. `articles` and `unreadable` are all that the index
    has after it: articles, and files that could not be read by this sync or one before.
    """

    added: int
    updated: int
    removed: int
    failed: int
    scan_seconds: float
    seconds: float
    articles: int
    unreadable: int

    @property
    def changed(self) -> bool:
        return bool(self.added or self.updated or self.removed)


def apply(
    difference: Difference,
    roots: Sequence[Root],
    catalog: Catalog,
    open_writer: Callable[[int], Writer],
    *,
    files: ArticleFiles,
    calls: Callbacks,
) -> SyncReport:
    """Apply the differences to catalog and engine.

    Args:
        files: reads the articles in files.
        open_writer: opens the engine's only writer; its argument is the expected number of articles.
        calls: what it calls meanwhile.

    Raises:
        IndexLocked: another process is writing the index.
    """
    started = time.perf_counter()
    total = sum(map(count_changes, difference.folders))
    catalog.note(conventions=difference.conventions.as_fact())
    writer = open_writer(total)
    try:
        work = BatchWriter(roots, catalog, writer, files, difference.conventions)
        apply_batches(work, difference.folders, total, calls)
        if "synced" not in catalog.facts():  # what is new in a first index is no change
            catalog.note(began_state=str(catalog.generation()))
        catalog.note(synced=repr(time.time()), **{f"root {root.name}": identity(root) for root in roots})
    finally:
        catalog.rollback()
        writer.close()
        files.close()
    _tell(calls.progress, 0, total, total)
    seconds = time.perf_counter() - started
    counts = work.added, work.updated, work.removed, work.failed
    return report_of(catalog, counts, difference.seconds, difference.seconds + seconds)


def apply_batches(work: BatchWriter, folders: Sequence[Folder], total: int, calls: Callbacks) -> None:
    """Apply the changes in these folders, of which there are `total`, batch by batch."""
    changes = file_changes(folders)
    done = 0
    batch = list(islice(changes, BATCH))
    while batch:
        applied = work.batch(batch, partial(_tell, calls.progress, done, total))
        done += applied
        batch = batch[applied:] + list(islice(changes, applied))
        if batch and calls.commit is not None:
            calls.commit()


def report_of(
    catalog: Catalog, counts: tuple[int, int, int, int], scan_seconds: float, seconds: float
) -> SyncReport:
    """The report of a sync; `counts` are the files added, updated, removed and failed."""
    return SyncReport(*counts, scan_seconds, seconds, catalog.count(), len(catalog.failures()))


def recover(catalog: Catalog, open_writer: Callable[[int], Writer]) -> None:
    """Repair what an interrupted writer left: the articles that it was changing will be read anew.

    Raises:
        IndexLocked: the writer is still running.
    """
    catalog_writer = CatalogWriter(catalog)
    writer = open_writer(0)
    try:
        expected = catalog.expected()
        for low, high in expected:
            writer.delete(low, high)
        catalog.begin()
        for low, high in expected:
            for path in catalog_writer.distrust(low, high):
                folder, _, name = path.rpartition(b"/")
                lines = lines_of(catalog.listing(folder)) | {name: b"?"}
                catalog_writer.put_listing(folder, as_listing(lines))
        catalog_writer.settle(writer.commit())
        catalog.commit()
    finally:
        catalog.rollback()
        writer.close()


def _tell(progress: Callable[[Progress], None] | None, before: int, total: int, done: int) -> None:
    if progress is not None:
        progress(Progress(before + done, total))
