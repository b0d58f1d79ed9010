"""The articles that ids on the command line or on standard input ask for."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeVar, cast

import typer

from kratomcli.cli.exit_status import status_of
from kratomcli.cli.guard import report
from kratomcli.errors import AccessError, ArticleUnreadable, KratomError, LookupFailed
from kratomcli.model.paths import shown_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from io import BufferedReader

    from kratomcli.library.library import Library
    from kratomcli.model.article import Article

T = TypeVar("T")


class Wanted:
    """Articles by id, as they come; "-" stands for the ids on standard input.

    One that can't be had is reported and left out; `leave` then ends the program with its status.
    """

    def __init__(self, library: Library, ids: Sequence[str]) -> None:
        self._library = library
        self._ids = ids
        self._failure: KratomError | None = None

    def __iter__(self) -> Iterator[Article]:
        from kratomcli.model.article import excerpt

        for article, section in self._each(self._library.get_part):
            yield article if section is None else excerpt(article, section)

    def stamped(self) -> Iterator[tuple[Article, str]]:
        """Them without a stamp: what a site takes, which then makes each anew."""
        return ((article, "") for article in self)

    def raw(self) -> Iterator[bytes]:
        """Their files, byte for byte."""
        return self._each(self._library.raw)

    def leave(self) -> None:
        """End the program if an article could not be had."""
        if self._failure is not None:
            sys.stdout.flush()
            raise typer.Exit(status_of(self._failure))

    def _each(self, get: Callable[[str], T]) -> Iterator[T]:
        for reference, is_read in self._references():
            try:
                yield self._forgiving(get, reference) if is_read else get(reference)
            except (LookupFailed, ArticleUnreadable) as error:
                sys.stdout.flush()
                report(error)
                self._failure = error

    def _references(self) -> Iterator[tuple[str, bool]]:
        """Each, and whether it was read: ids that people paste may have spaces around them."""
        for id in self._ids:
            if id == "-":
                yield from (
                    (reference, True) for reference in _read() if reference.strip() or self._is(reference)
                )
            else:
                yield id, False

    def _forgiving(self, get: Callable[[str], T], reference: str) -> T:
        """What a reference names as it is; else what it names without the spaces around it."""
        bare = reference.strip()
        if bare == reference or self._is(reference):
            return get(reference)
        if self._is(bare):  # sooner than what begins with it and a space
            return get(bare)
        try:
            return get(reference)
        except LookupFailed:
            return get(bare)

    def _is(self, id: str) -> bool:
        """Whether an article has exactly this id."""
        return any(found == id for found, _ in self._library.ids(id, 1))


def _read() -> Iterator[str]:
    """What standard input asks for, as it comes: one a line, or a NUL behind each and nothing else between.

    Of a line that is tab-separated the first cell counts.
    """
    left, end = b"", b"\n"
    for chunk in _chunks():
        end = b"\0" if b"\0" in chunk else end
        *whole, left = (left + chunk).split(end)
        yield from _shown(whole, end)
    yield from _shown([left], end)


def _shown(references: Iterable[bytes], end: bytes) -> Iterator[str]:
    """References as ids and paths are printed."""
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
