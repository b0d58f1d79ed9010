"""Reading articles from their files while indexing, whatever the kind of file.

Files that are converted are read ahead, by a few processes at once, while those before them are indexed.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kratomcli.catalog.schema import CONVERTED
from kratomcli.errors import ArticleUnreadable
from kratomcli.files.reading import FileReader, FileUnreadable
from kratomcli.model.paths import is_converted, preferred_id
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor
    from queue import SimpleQueue

    from kratomcli.conventions.table import Convention
    from kratomcli.index.conversions import Conversions
    from kratomcli.model.article import Article
    from kratomcli.readers import BodyLocation

_FEW = 4
"""Conversions for which one process is enough: a second one takes longer to start."""
_MOST_PROCESSES = 4


class FileToRead(NamedTuple):
    """A file, its path within the library, the convention there, and its content's fingerprint in the index.

    The fingerprint is b"" for a file that is not indexed.
    """

    file: bytes
    path: str
    convention: Convention
    fingerprint: bytes


class FileContent(NamedTuple):
    """What was read from a file: `packed` is what it was converted to, if it was, in place of `data`."""

    data: bytes
    stat: os.stat_result
    fingerprint: bytes
    packed: bytes | None


class ArticleFiles:
    """Reads the files of a library, and the articles in them."""

    def __init__(self, files: FileReader, conversions: Conversions) -> None:
        self._files = files
        self._conversions = conversions
        self._coming: Iterator[FileToRead] = iter(())
        self._begun: dict[str, Future[FileContent]] = {}
        self._pool: ThreadPoolExecutor | None = None
        self._beside: list[Conversions] = []
        self._idle: SimpleQueue[Conversions]

    def expect(self, files: Iterable[FileToRead]) -> None:
        """Read these files ahead, all of which are converted; `read` is to be called in the same order."""
        coming = [one for one in files if one.path not in self._begun]
        self._coming = iter(coming)
        if len(coming) > _FEW and self._pool is None:
            self._start()
        self._go_on()

    def _start(self) -> None:
        from concurrent.futures import ThreadPoolExecutor
        from queue import SimpleQueue

        self._beside = [self._conversions.another() for _ in range(min(os.cpu_count() or 1, _MOST_PROCESSES))]
        self._idle = SimpleQueue()
        for one in self._beside:
            self._idle.put(one)
        self._pool = ThreadPoolExecutor(len(self._beside))

    def _go_on(self) -> None:
        """Begin to read what comes next, unless enough is begun."""
        if self._pool is None:
            return
        while len(self._begun) < 2 * len(self._beside) and (one := next(self._coming, None)) is not None:
            self._begun[one.path] = self._pool.submit(self._read_beside, one)

    def _read_beside(self, one: FileToRead) -> FileContent:
        conversions = self._idle.get()
        try:
            return self._read(one, conversions)
        finally:
            self._idle.put(conversions)

    def read(self, one: FileToRead) -> FileContent:
        """The content of a file.

        Raises:
            ArticleUnreadable: it can't be read or converted.
            NotAnArticle: it holds something else than an article.
            MissingExtra: a package is needed that is not installed.
        """
        begun = self._begun.pop(one.path, None)
        self._go_on()
        return begun.result() if begun is not None else self._read(one, self._conversions)

    def _read(self, one: FileToRead, conversions: Conversions) -> FileContent:
        from hashlib import blake2b

        is_other = is_converted(one.path)
        try:
            data, stat = self._files.read_steadily(one.file, is_converted=is_other)
        except FileUnreadable as error:
            raise ArticleUnreadable(error.reason) from error
        fingerprint = blake2b(data, digest_size=16).digest()
        if not is_other or fingerprint == one.fingerprint:
            return FileContent(data, stat, fingerprint, None)
        from kratomcli.readers import converted_by

        packed = converted_by(conversions.make, data, one.path, one.convention)
        return FileContent(b"", stat, fingerprint, packed)

    def article(
        self, content: FileContent, path: str, convention: Convention
    ) -> tuple[Article, BodyLocation]:
        """The article in the content of a file, and where its body is.

        Raises:
            ArticleUnreadable: there is none that can be read.
        """
        from kratomcli.readers import BodyLocation, converted_article, one_article, read_with_location

        id = preferred_id(path)
        if content.packed is None:
            return read_with_location(content.data, id=id, path=path, convention=convention)
        from kratomcli.readers.conversion import unpack

        with one_article():
            article = converted_article(unpack(content.packed), id=id, path=path, convention=convention)
        return article, BodyLocation(CONVERTED, 0)

    def close(self) -> None:
        """End the processes that convert, also in the middle of a file."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)
            for one in self._beside:
                one.kill()
            pool.shutdown()
            for one in self._beside:
                one.close()
        self._begun.clear()
        self._conversions.close()
