"""Folders of articles with an index over them: opening, updating, watching, verifying, closing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Self

from kratomcli.catalog.sql_fields import Columns
from kratomcli.config import MAX_FILE_SIZE
from kratomcli.config.places import cache_home
from kratomcli.errors import LibraryUnreadable
from kratomcli.index.index import Index
from kratomcli.index.options import IndexOptions, Refresh
from kratomcli.index.scan import roots_of
from kratomcli.library import questions
from kratomcli.library.arguments import check, checked
from kratomcli.library.session import Session
from kratomcli.library.threads import Threads

if TYPE_CHECKING:
    import threading
    from types import TracebackType

    from kratomcli.config.engine import EngineSettings
    from kratomcli.errors import KratomError
    from kratomcli.index.index_files import OpenIndex
    from kratomcli.index.scan import Root
    from kratomcli.index.status import Status
    from kratomcli.index.sync import Progress, SyncReport
    from kratomcli.model.article import Dialect


class IndexedFolders:
    """Opening, updating and closing the index of a library; `Library` adds the methods that query it."""

    def __init__(self, session: Session, origin: str = "") -> None:
        self._session = session
        self._threads = Threads(session)
        self._origin = origin

    @classmethod
    def open(
        cls,
        *folders: str | os.PathLike[str],
        cache: str | os.PathLike[str] | None = None,
        refresh: Refresh = "auto",
        max_file_size: int = MAX_FILE_SIZE,
        progress: Callable[[Progress], None] | None = None,
        wait: float = 5.0,
        origin: str = "",
        language: str = "",
        dialect: Dialect | None = None,
        convention: str | None = None,
        ignored: Sequence[str] = (),
        gitignore: bool = False,
        queries: Mapping[str, str] | None = None,
        meaning: bool = False,
        embedder: str = "",
        engine: EngineSettings | None = None,
    ) -> Self:
        """Open the library of one folder, or of several as if they were sub-folders of one.

        Args:
            cache: the folder for indexes; None is the user's cache folder.
            refresh: when to scan the folders for changes before the first answer: "always", "never", or
                "auto": always if a scan is quick, and only occasionally if it is slow (see `staleness`).
            max_file_size: in bytes; larger files are not read, but counted as failures.
            progress: called repeatedly while articles are indexed.
            wait: how many seconds to wait, before the index is written, for another process that is
                writing it.
            origin: where the library was named, such as a settings file; only shown by `status`.
            language: the language of articles that don't name theirs, such as "de"; "" is English.
            dialect: "commonmark" or "python-markdown"; None is that of the convention.
            convention: the tool whose collection it is, such as "obsidian", or "none"; None recognises it
                for each folder by the files that lie there.
            ignored: patterns of files and folders that are no articles, as in a .gitignore in each folder; a
                pattern that begins with `!` takes one back that is ignored by default, such as !LICENSE.txt.
            gitignore: whether to ignore what files .gitignore name.
            queries: saved queries for `@name` in queries, by name in lower case.
            meaning: whether searches go by meaning, too, unless they say otherwise.
            embedder: the model that is asked for the meaning of articles; "" is the lightest.
            engine: the cluster that the index is on, which is asked with every question; None keeps it in
                `cache`. Without folders, they are those that the cluster knows.

        Raises:
            LibraryUnreadable: a folder does not exist, or none is given.
            UsageError: an argument is of a wrong type or out of range.
        """
        check(["folder"] * len(folders), folders)
        check(
            ("cache", "refresh", "max_file_size", "progress", "wait", "origin", "language"),
            (cache, refresh, max_file_size, progress, wait, origin, language),
        )
        check(
            ("dialect", "convention", "ignored", "gitignore", "queries", "meaning", "embedder", "engine"),
            (dialect, convention, ignored, gitignore, queries, meaning, embedder, engine),
        )
        paths = [os.path.realpath(folder) for folder in folders]
        for path in paths:
            if not os.path.isdir(path):
                raise LibraryUnreadable(f"the library '{path}' is not a folder")
        if not paths and engine is None:
            raise LibraryUnreadable("a library needs a folder")
        place = os.fspath(cache) if cache is not None else cache_home()
        options = IndexOptions(
            *(place, refresh, max_file_size, progress, wait, language, dialect, convention),
            ignore=tuple(ignored),
            gitignore=gitignore,
        )
        index = _index(roots_of(paths), options, engine)
        return cls(Session(index, queries or {}, by_meaning=meaning, embedder=embedder), origin)

    def close(self) -> None:
        """Close the index in all threads; any later call raises `LibraryClosed`.

        This does not wait for other threads: calls that are running there finish, and iterators end with
        `LibraryClosed` at their next item.
        """
        self._threads.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- the index ---------------------------------------------------------------------------------

    @checked
    def sync(self, *, rebuild: bool = False, compare: bool = False) -> SyncReport:
        """Update the index from the folders; with `rebuild`, make it from nothing.

        With `compare`, new articles are compared with all others as by `compare`, if there are many while
        others are still indexed.

        Raises:
            IndexLocked: another process is writing the index.
            LibraryUnreadable: a folder does not exist any more.
        """
        return self._threads.use(lambda it: questions.sync(it, rebuild, compare))

    @checked
    def work(self, *, partitions: str = "folders") -> SyncReport:
        """Update the index of a library on a cluster together with other workers, each a partition at a time.

        It ends when all partitions are done, whoever did them; the report counts the files of this worker.

        Args:
            partitions: "folders" for those directly below the library's, or the number of parts that articles
                are spread over; what the worker says counts that begins.

        Raises:
            UsageError: the index is on one machine.
            EngineUnreachable: the cluster doesn't answer; another worker does what was left.
            LibraryUnreadable: a folder does not exist any more.
        """
        return self._threads.use(lambda it: it.index.work(partitions))

    @checked
    def embed(self) -> None:
        """Embed the passages of new articles, so that later questions about their meaning are quick.

        What is done stays if this is interrupted.

        Raises:
            IndexLocked: another process is embedding.
            MissingExtra: the embedder needs a package that is not installed.
        """
        self._threads.use(questions.embed)

    @checked
    def refresh(self) -> None:
        """Look for changes in the folders now, as before the first answer and by the same policy.

        A library looks once, before its first answer; a process that lives long calls this before a question.
        What changes can't be taken in is said by `staleness` and a notice, as for the first answer.

        Raises:
            IndexLocked: another process is writing the index, and the policy is "always".
            LibraryUnreadable: a folder does not exist any more.
        """
        self._threads.answer(lambda it: it.index.refresh())

    @checked
    def watch(
        self, stop: threading.Event | None = None, *, debounce: int = 2000
    ) -> Iterator[SyncReport | KratomError]:
        """Sync now and after each batch of changes, until `stop` is set.

        Yields the first report, the reports of batches that changed something, and errors, after which it
        continues.

        Args:
            debounce: milliseconds after which a batch ends even if files keep changing.
        """
        from kratomcli.index.watch import watch

        return watch(self._threads.use(lambda it: it.index.roots), self.sync, stop, debounce)

    @checked
    def status(self) -> Status:
        """The status of the index, without updating it."""
        return self._threads.use(lambda it: questions.status(it, self._origin))

    @property
    def folders(self) -> tuple[str, ...]:
        """The absolute paths of the library's folders."""
        return tuple(root.folder for root in self._session.index.roots)

    @checked
    def state(self) -> int:
        """The number of the index's last commit; "@NUMBER" is an argument for `changed`."""
        return self._threads.use(lambda it: it.index.catalog.generation())

    @checked
    def verify(self) -> Iterator[str]:
        """Verify the whole index, while other processes can't write it; yield each fault as a sentence.

        Raises:
            IndexMissing: there is no index of this library, or it was not completed.
        """
        return self._threads.each(questions.faults)

    @property
    def left_out(self) -> int:
        """How many articles `texts` and `read` left out because they can't be read; each is a notice, too."""
        return len(self._session.left_out)

    @property
    def notices(self) -> list[str]:
        """Messages for the user, such as that files can't be read; methods append to this list."""
        return self._session.index.notices

    @property
    def roots(self) -> list[tuple[str, str]]:
        """(name, folder) of each folder, as in the paths of articles; a single folder has the name ""."""
        return Columns(self._session.index.roots).roots

    @property
    def staleness(self) -> str:
        """Why answers may lack the newest changes to the folders; "" if they are up to date."""
        return self._session.index.staleness


def _index(roots: Sequence[Root], options: IndexOptions, engine: EngineSettings | None) -> OpenIndex:
    """The open index, on this machine or on a cluster."""
    if engine is None:
        return Index(roots, options)
    from kratomcli.cluster.index import ClusterIndex  # which the embedded engine needs nothing of

    return ClusterIndex(roots, options, engine)
