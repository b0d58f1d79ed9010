"""Parts of a source as text, and what can still be read of a damaged one."""

from __future__ import annotations

import codecs
import io
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar
from zipfile import BadZipFile

from kratomcli.errors import ArticleUnreadable

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed, ImportSource

PieceT = TypeVar("PieceT")

BOMS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
"""The marks of what is not UTF-8, and what it is."""
_STRAY = "kratomcli.windows-1252"
_BROKEN = (OSError, EOFError, ValueError, RuntimeError, BadZipFile, zlib.error)


def _stray(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are no UTF-8 as Windows-1252, in which they most likely are."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_STRAY, _stray)


@contextmanager
def text_stream(source: ImportSource, name: str) -> Iterator[io.TextIOWrapper]:
    """A part as a stream of text, without a byte order mark, and with its line ends as they are.

    Raises:
        ArticleUnreadable: it can't be read, also while it is read from.
    """
    start = source.start(name, 4)
    encoding = next((encoding for mark, encoding in BOMS if start.startswith(mark)), "utf-8-sig")
    try:
        with source.stream(name) as stream:
            yield io.TextIOWrapper(stream, encoding=encoding, errors=_STRAY, newline="")
    except _BROKEN as error:
        raise ArticleUnreadable(f"{name} in {source.name} can't be read: {error}") from error


def bounded_lines(text: io.TextIOWrapper, most: int) -> Iterator[str]:
    """The lines of a stream, with their ends.

    Raises:
        ArticleUnreadable: a line has more than `most` characters.
    """
    while line := text.readline(most + 1):
        if len(line) > most:
            raise ArticleUnreadable(f"it has a line of more than {most:,} characters")
        yield line


def salvaged(pieces: Iterable[PieceT], name: str, failed: Failed) -> Iterator[PieceT]:
    """The pieces of a part that can be read; where it breaks off, `failed` is told.

    Raises:
        ArticleUnreadable: nothing of it can be read.
    """
    given = 0
    try:
        for piece in pieces:
            given += 1
            yield piece
    except ArticleUnreadable as error:
        if not given:
            raise
        failed(name, error.message)
