"""Archives within an archive, as the services that cut a large export in parts give it out."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import IO

from kratomcli.errors import ArticleUnreadable
from kratomcli.files.writing import spooled_bytes
from kratomcli.importers.sources import MOST_PARTS, ImportSource, plain_members

_IN_MEMORY = 64_000_000
_MOST = 8_000_000_000
"""Bytes of an inner archive."""


@contextmanager
def with_inner(source: ImportSource, names: Sequence[str]) -> Iterator[ImportSource]:
    """A source of the parts of the zips `names` in another, beside that one's own other parts.

    Raises:
        ArticleUnreadable: an inner archive is broken or too large.
    """
    parts: dict[str, Callable[[], IO[bytes]]] = {
        name: partial(source.stream, name) for name in source.names if name not in names
    }
    with ExitStack() as stack:
        refused = source.refused
        for name in names:
            archive = stack.enter_context(_opened(source, name, stack))
            inside, outside = plain_members(archive, MOST_PARTS - len(parts))
            parts |= inside
            refused += outside
        yield ImportSource(source.path, parts, refused)


def _opened(source: ImportSource, name: str, stack: ExitStack) -> zipfile.ZipFile:
    """An inner archive, copied to where it can be read from any place."""
    copy = stack.enter_context(spooled_bytes(_IN_MEMORY))
    size = 0
    with source.stream(name) as stream:
        while data := stream.read(1 << 20):
            size += len(data)
            if size > _MOST:
                raise ArticleUnreadable(f"{name} is larger than {_MOST:,} bytes")
            copy.write(data)
    try:
        return zipfile.ZipFile(copy)
    except zipfile.BadZipFile as error:
        raise ArticleUnreadable(f"{name} is a broken archive: {error}") from error
