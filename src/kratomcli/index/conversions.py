"""Converting files to Markdown in a process of its own, and what the index keeps of that.

A reader of PDF or of another kind of file may take time without end, memory without end, or crash. It then
takes its process with it, and costs that one file.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from kratomcli.errors import ArticleUnreadable, IndexDamaged
from kratomcli.files.processes import Worker, WorkerEnded, can_start

if TYPE_CHECKING:
    from kratomcli.catalog.catalog import Catalog
    from kratomcli.readers.conversion import Converted

SECONDS = 60.0
"""That the conversion of one file may take."""
MEMORY = 2 << 30
"""Bytes of address space that a process which converts may use."""
_MOST_FILES = 500
"""After so many, a new process begins, so that what a reader doesn't free is freed."""


class Conversions:
    """The conversions of one library: those that its catalog keeps, and new ones.

    `catalog` returns the catalog that is open now.
    """

    def __init__(self, catalog: Callable[[], Catalog]) -> None:
        self._catalog = catalog
        self._worker: Worker | None = None
        self._done = 0

    def kept(self, path: str) -> Converted | None:
        """What the file at a path within the library was converted to when it was indexed, if it was.

        Raises:
            IndexDamaged: it is damaged.
        """
        packed = self._catalog().conversion(path)
        return unpacked(packed, path) if packed is not None else None

    def make(self, data: bytes, path: str) -> bytes:
        """The file `path` with this content, converted (see `readers.conversion.pack`).

        Raises:
            ArticleUnreadable: it can't be read, or takes too much time or memory, or its reader crashes.
            NotAnArticle: it holds something else.
            MissingExtra: a package is needed that is not installed.
        """
        if not can_start():
            from kratomcli.readers.conversion import convert, pack

            return pack(convert(data, path))
        answer = self._answer((data, path))
        self._done += 1
        if self._done >= _MOST_FILES:
            self.close()
        return answer

    def _answer(self, task: tuple[bytes, str]) -> bytes:
        """What the process answers; if it ends, another one is asked: somebody may have ended it."""
        for _ in range(2):
            try:
                answer: bytes = self._ready().do(task, SECONDS)
                return answer
            except WorkerEnded as error:
                self.close()
                if error.is_late:
                    raise ArticleUnreadable(f"reading it takes more than {SECONDS:.0f} seconds") from error
        raise ArticleUnreadable(f"its reader crashed, or needed more than {MEMORY >> 30} GB")

    def make_now(self, data: bytes, path: str) -> Converted:
        """As `make`, unpacked."""
        from kratomcli.readers.conversion import unpack

        return unpack(self.make(data, path))

    def _ready(self) -> Worker:
        if self._worker is None:
            self._worker = Worker("kratomcli.index.conversions", "converter", MEMORY, quiet=True)
        return self._worker

    def another(self) -> Conversions:
        """Another instance, with a process of its own."""
        return Conversions(self._catalog)

    def kill(self) -> None:
        """End the process at once, even in the middle of a file."""
        if self._worker is not None:
            self._worker.kill()
        self.close()

    def close(self) -> None:
        """End the process, if there is one."""
        worker, self._worker, self._done = self._worker, None, 0
        if worker is not None:
            worker.close()


def unpacked(packed: bytes, path: str) -> Converted:
    """What the catalog keeps of the file `path`.

    Raises:
        IndexDamaged: it is damaged.
    """
    from kratomcli.readers.conversion import unpack

    try:
        return unpack(packed)
    except (ValueError, zlib.error) as error:
        raise IndexDamaged(f"the catalog is damaged: the text of {path} can't be unpacked") from error


# -- in the process that converts ------------------------------------------------------------------


def converter(memory: int) -> Callable[[tuple[bytes, str]], bytes]:
    """In a process of its own: the function that converts (content, path) to what `pack` returns.

    The process may use `memory` bytes of address space, where the system has such a limit.
    """
    import logging
    import warnings

    warnings.simplefilter("ignore")
    logging.disable()
    try:
        import resource
    except ImportError:  # Windows
        pass
    else:
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(
            resource.RLIMIT_AS, (memory if hard == resource.RLIM_INFINITY else min(memory, hard), hard)
        )
    return _packed


def _packed(task: tuple[bytes, str]) -> bytes:
    from kratomcli.readers import one_article
    from kratomcli.readers.conversion import convert, pack

    try:
        with one_article():
            try:
                return pack(convert(*task))
            except MemoryError as error:
                raise ArticleUnreadable("reading it takes too much memory") from error
    except (RecursionError, ImportError, OSError) as error:
        raise ArticleUnreadable(f"can't be read: {type(error).__name__}: {error}") from error
