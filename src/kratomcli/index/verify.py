"""Verifying a whole index against its checksums and against the articles."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from kratomcli.errors import IndexDamaged
from kratomcli.files.reading import FileUnreadable

if TYPE_CHECKING:
    from kratomcli.catalog.catalog import Catalog
    from kratomcli.engine import Engine
    from kratomcli.files.reading import FileReader


def faults(
    catalog: Catalog,
    folder: str | None,
    engine: Callable[[], Engine],
    files: FileReader,
    file: Callable[[bytes], bytes],
) -> Iterator[str]:
    """Yield each fault as a sentence.

    Args:
        folder: the folder of the engine's files; None for an engine in memory.
        engine: opens the engine, after its files were verified.
        files: reads files of articles.
        file: returns the absolute path for a path within the library.
    """
    is_whole = True
    for fault in catalog.faults():
        is_whole = False
        yield fault
    if folder is not None:
        from kratomcli.engine.segment_checksums import faults as damaged

        for name in damaged(folder):
            is_whole = False
            yield f"the engine's file {name} does not match its checksum"
    if is_whole:
        yield from broken_conversions(catalog)
        yield from _between(catalog, engine())
        yield from changed_files(catalog, files, file)


def broken_conversions(catalog: Catalog) -> Iterator[str]:
    """What files were converted to and can't be unpacked."""
    from kratomcli.index.conversions import unpacked

    for path, packed in catalog.conversions():
        try:
            unpacked(packed, path)
        except IndexDamaged as error:
            yield error.message


def _between(catalog: Catalog, engine: Engine) -> Iterator[str]:
    """Differences between catalog and engine."""
    if catalog.expected():
        yield "the last writer was interrupted; the next one will continue its work"
        return
    if catalog.generation() != engine.generation:
        yield "catalog and engine are not of the same commit"
    from kratomcli.query.ast import Everything

    known = {key for batch in engine.keys(Everything()) for key in batch}
    keys = set(catalog.keys())
    if known != keys:
        yield f"catalog and engine differ in {len(known ^ keys):,} articles"


def changed_files(catalog: Catalog, files: FileReader, file: Callable[[bytes], bytes]) -> Iterator[str]:
    """Files with an unchanged size and time stamp but another content."""
    from hashlib import blake2b

    for path, size, mtime, fingerprint in catalog.files():
        try:
            data = files.read_unchanged(file(path), size, mtime)
        except FileUnreadable:
            continue  # deleted since
        if data is not None and blake2b(data, digest_size=16).digest() != fingerprint:
            yield f"{os.fsdecode(path)} has changed since it was indexed, but not its size and time stamp"
