"""The articles that are named by ids on the command line or on standard input."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeVar, cast

from kratomcli.cli.exit_status import status_of
from kratomcli.cli.guard import report
from kratomcli.errors import (
    AccessError,
    ArticleNotText,
    ArticleUnreadable,
    KratomError,
    LookupFailed,
    UsageError,
)
from kratomcli.model.paths import shown_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from io import BufferedReader

    from kratomcli.library.library import Library
    from kratomcli.model.article import Article

T = TypeVar("T")


class ReferencedArticles:
    """An iterable of articles by id; the id "-" stands for those on standard input.

    An article that can't be found or read is reported and skipped; `leave` then exits with its status.
    """

    def __init__(self, library: Library, ids: Sequence[str]) -> None:
        self._library = library
        self._ids = ids
        self._failure: KratomError | None = None

    def __iter__(self) -> Iterator[Article]:
        from kratomcli.model.article import excerpt

        for article, section in self.each(self._library.get_part):
            yield article if section is None else excerpt(article, section)

    def revisions(self) -> Iterator[tuple[Article, str]]:
        """(article, "") of each, for a site: without a revision, it converts each of them again."""
        return ((article, "") for article in self)

    def ids(self) -> Iterator[str]:
        """The whole ids of the articles."""
        return (article.id for article, _ in self.each(self._library.get_part))

    def raw(self) -> Iterator[bytes]:
        """The files of the articles, as bytes."""
        return self.each(self._library.raw)

    def leave(self) -> None:
        """Exit with an error's status if an article was skipped."""
        if self._failure is not None:
            sys.stdout.flush()
            raise SystemExit(status_of(self._failure))

    def each(self, get: Callable[[str], T]) -> Iterator[T]:
        """What `get` has for the reference of each."""
        for reference, is_read in self._references():
            try:
                yield self._forgiving(get, reference) if is_read else get(reference)
            except (LookupFailed, ArticleUnreadable, ArticleNotText) as error:
                sys.stdout.flush()
                report(error)
                self._failure = error

    def _references(self) -> Iterator[tuple[str, bool]]:
        """(reference, whether it is from standard input, where pasted ids may have spaces around them)."""
        for id in self._ids:
            if id == "-":
                yield from (
                    (reference, True) for reference in _read() if reference.strip() or self._is(reference)
                )
            else:
                yield id, False

    def _forgiving(self, get: Callable[[str], T], reference: str) -> T:
        """The result of `get` for a reference: as it is, or else without the spaces around it."""
        bare = reference.strip()
        if bare == reference or self._is(reference):
            return get(reference)
        if self._is(bare):  # an exact id takes precedence over a prefix that ends in a space
            return get(bare)
        try:
            return get(reference)
        except LookupFailed:
            return get(bare)

    def _is(self, id: str) -> bool:
        """Whether an article has exactly this id."""
        return any(found == id for found, _ in self._library.ids(id, 1))


def require_alone(query: str, ids: str | None) -> None:
    """Raise UsageError for a query beside ids, which both select articles, and for ids that are not "-"."""
    if query and ids:
        raise UsageError("a query and --ids together", hint="Give one or the other.")
    if ids and ids != "-":
        raise UsageError(f"--ids {ids}", hint="Write --ids - and give the ids on standard input.")


def _read() -> Iterator[str]:
    """The references on standard input, as they come: one a line, or each followed by a NUL.

    If a line has tabs, its first cell is the reference.
    """
    left, end = b"", b"\n"
    for chunk in _chunks():
        end = b"\0" if b"\0" in chunk else end
        *whole, left = (left + chunk).split(end)
        yield from _shown(whole, end)
    yield from _shown([left], end)


def _shown(references: Iterable[bytes], end: bytes) -> Iterator[str]:
    """References in the form in which ids and paths are printed, which has no control characters."""
    for reference in references:
        if end == b"\0":
            yield shown_path(reference)[0]
        else:
            line = reference.removesuffix(b"\r").decode(errors="replace")
            yield line.partition("\t")[0]


def _chunks() -> Iterator[bytes]:
    try:
        stream = cast("BufferedReader", sys.stdin.buffer)
        yield from iter(lambda: stream.read1(1 << 16), b"")
    except OSError as error:
        raise AccessError(f"can't read ids from standard input: {error.strerror}") from error
