"""A worker: writes one partition of a library after another, until all are done, whoever did them."""

from __future__ import annotations

import os
import time
import uuid
from contextlib import suppress
from typing import TYPE_CHECKING

from kratomcli.cluster.known import known_files
from kratomcli.cluster.leases import LeaseLost, Leases
from kratomcli.cluster.partition_writer import JUST_NOW, PartitionWriter
from kratomcli.cluster.partitions import FOLDERS
from kratomcli.cluster.runs import SharedRun, finish, joined
from kratomcli.conventions.recognition import Conventions
from kratomcli.errors import KratomError
from kratomcli.index.file_changes import count_changes
from kratomcli.index.plugins import current_readers
from kratomcli.index.scan import scan
from kratomcli.index.sync import Callbacks, SyncReport, apply_batches

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kratomcli.cluster.leases import Lease, LeaseState
    from kratomcli.cluster.partitions import Partition
    from kratomcli.cluster.target import Target

_LOOK = 1.0
"""Seconds between two looks at the partitions that others write."""


class IndexWorker:
    """Takes part in one run after another; counts the files that it has applied."""

    def __init__(self, target: Target) -> None:
        self._target = target
        owner = f"{os.uname().nodename} {os.getpid()} {uuid.uuid4().hex}"
        self._leases = Leases(target.client, target.state.index, owner)
        self._counts = 0, 0, 0, 0
        self._scanning = 0.0

    def sync(self, *, rebuild: bool = False) -> SyncReport:
        """Write the whole library as its folders are now, together with workers that are at it."""
        started = time.perf_counter()
        # What others have begun may be from before the newest changes.
        while self._run(FOLDERS, rebuild=rebuild):
            pass
        return self._report(started)

    def work(self, scheme: str = FOLDERS) -> SyncReport:
        """Do a part of the open run, or of a new one; see `partitions` for the scheme of a new one."""
        started = time.perf_counter()
        self._run(scheme)
        return self._report(started)

    def _run(self, scheme: str, *, rebuild: bool = False) -> bool:
        """Take part in a run until all partitions are done; returns whether another worker opened it."""
        run, is_others = joined(self._target, self._leases, scheme, rebuild=rebuild)
        target = self._target._replace(articles=run.articles, is_shown=run.is_shown)
        parts = {part.name: part for part in run.partitions(target)}
        try:
            self._do_all(target, run, parts)
        except BaseException:  # Ctrl-C, too, which may come between a request and its answer
            with suppress(KratomError):
                self._leases.give_back(parts)
            raise
        finish(target, run)
        self._target = target
        return is_others

    def _do_all(self, target: Target, run: SharedRun, parts: Mapping[str, Partition]) -> None:
        """Write one partition after another, until all are done, whoever did them."""
        while True:
            states = self._leases.states(parts)
            left = [name for name, state in states.items() if state.done != run.number]
            if not left:
                break
            begin = os.getpid() % len(left)  # workers that start at once begin at different places
            order = left[begin:] + left[:begin]
            if not any(self._done(target, run, parts[name], states[name]) for name in order):
                time.sleep(min(_LOOK, self._leases.seconds / 10))

    def _done(self, target: Target, run: SharedRun, partition: Partition, state: LeaseState) -> bool:
        """Whether this worker got a partition, and has written it."""
        lease = self._leases.take(partition.name, state)
        if lease is None:
            return False
        try:
            with lease.kept():
                writer = self._write(target, run, partition, lease)
                if state.owner and not writer.committed and run.is_shown:
                    target.state.commit()  # whoever had the lease may have written, and not said so
            lease.release(done=run.number)
        except LeaseLost:
            return True  # whoever has it now does all of it; what was done counts
        return True

    def _write(self, target: Target, run: SharedRun, partition: Partition, lease: Lease) -> PartitionWriter:
        options = target.options
        known = known_files(target, partition)
        conventions = Conventions.from_fact(run.facts["conventions"], options.dialect)
        files = target.files()
        writer = PartitionWriter(target, known, lease, files, conventions)
        try:
            readers = current_readers(known.catalog.facts())
            difference = scan(
                target.roots, known.catalog, options.ignore, options.gitignore, readers, partition
            )
            self._scanning += difference.seconds
            time.sleep(JUST_NOW)  # what changes after the scan has another time stamp
            total = sum(map(count_changes, difference.folders))
            apply_batches(writer, difference.folders, total, Callbacks(options.progress))
        finally:
            counts = writer.added, writer.updated, writer.removed, writer.failed
            added, updated, removed, failed = map(sum, zip(self._counts, counts, strict=True))
            self._counts = added, updated, removed, failed
            writer.close()
            files.close()
            known.catalog.close()
        return writer

    def _report(self, started: float) -> SyncReport:
        target = self._target
        numbers = target.documents, len(target.state.failures())
        return SyncReport(*self._counts, self._scanning, time.perf_counter() - started, *numbers)
