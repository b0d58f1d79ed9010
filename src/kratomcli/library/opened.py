"""An open library: its index, this thread's and those of others, until it is closed."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from typing import TYPE_CHECKING, Self, TypeVar

from kratomcli.index.sources import Texts
from kratomcli.library.threads import Shared

if TYPE_CHECKING:
    from types import TracebackType

    from kratomcli.errors import ArticleUnreadable
    from kratomcli.index.index import Index
    from kratomcli.reuse.answers import Reuse

T = TypeVar("T")


class Opened:
    """What all methods of a library work with."""

    def __init__(
        self,
        index: Index,
        origin: str = "",
        queries: Mapping[str, str] | None = None,
        shared: Shared | None = None,
    ) -> None:
        self._index = index
        self._texts = Texts(index.files, index.file, index.dialects)
        self._reuse: Reuse | None = None
        self._shared = shared or Shared(self)
        self._origin = origin
        self._queries = queries or {}
        self._left_out = 0

    @property
    def left_out(self) -> int:
        """How many articles `texts` and `read` left out since they can't be read; each is a notice, too."""
        return self._left_out

    def _leave_out(self, error: ArticleUnreadable) -> None:
        self._index.notices.append(error.message)
        self._left_out += 1

    @property
    def notices(self) -> list[str]:
        """What a person should know but nobody asked for, such as files that can't be read."""
        return self._index.notices

    @property
    def roots(self) -> list[tuple[str, str]]:
        """(name, folder) for each of its folders, as an article's path has them; one alone has no name."""
        return self._index.catalog.columns.roots

    @property
    def staleness(self) -> str:
        """Why answers may lack the newest changes to the folders; "" where they don't."""
        return self._index.staleness

    def close(self) -> None:
        """Let go of the index, in all threads. A library that is asked after that says that it is closed.

        What other threads are in the middle of is answered, or ends with `LibraryClosed`; nobody waits.
        """
        self._shared.close()

    def _let_go(self) -> None:
        if self._reuse is not None:
            self._reuse.close()
        self._index.close()

    def _steps(self, items: Generator[T, None, None]) -> Iterator[T]:
        return self._shared.steps(self, items)

    def _another(self) -> Self:
        """The library as another thread has it: with its own index."""
        return type(self)(self._index.another(), self._origin, self._queries, self._shared)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
