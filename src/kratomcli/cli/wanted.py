"""The articles that ids on the command line or on standard input ask for."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeVar

import typer

from kratomcli.cli import runtime
from kratomcli.cli.exit_status import status_of
from kratomcli.errors import AccessError, ArticleUnreadable, KratomError, LookupFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kratomcli.article import Article
    from kratomcli.library import Library

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
        from kratomcli.article import excerpt

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
        for reference in self._references():
            try:
                found = get(reference)
            except (LookupFailed, ArticleUnreadable) as error:
                sys.stdout.flush()
                runtime.report(error)
                self._failure = error
            else:
                yield found

    def _references(self) -> Iterator[str]:
        for id in self._ids:
            if id == "-":
                for line in _lines():
                    # One id a line, or NUL between them; of a tab-separated row the first cell.
                    cells = (part.partition("\t")[0].strip() for part in line.split("\0"))
                    yield from (cell for cell in cells if cell)
            else:
                yield id


def _lines() -> Iterator[str]:
    try:
        yield from sys.stdin
    except OSError as error:
        raise AccessError(f"can't read ids from standard input: {error.strerror}") from error
