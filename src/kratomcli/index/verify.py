"""Looking through a whole index: is everything in it what was written?"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from kratomcli.files.reading import FileUnreadable

if TYPE_CHECKING:
    from kratomcli.catalog.catalog import Catalog
    from kratomcli.engine import Engine
    from kratomcli.files.reading import Files


def faults(
    catalog: Catalog,
    folder: str | None,
    engine: Callable[[], Engine],
    files: Files,
    file: Callable[[bytes], bytes],
) -> Iterator[str]:
    """What is wrong, one sentence each.

    Args:
        folder: the engine's files; None for one in memory.
        engine: opens the engine, whose files are looked at first.
        files: reads articles' files.
        file: the place of an article's file, from its path in the library.
    """
    count = 0
    for fault in catalog.faults():
        count += 1
        yield fault
    if folder is not None:
        from kratomcli.engine.segment_checksums import faults as damaged

        for name in damaged(folder):
            count += 1
            yield f"the engine's file {name} is not what was written"
    if not count:
        yield from _between(catalog, engine())
        yield from _articles(catalog, files, file)


def _between(catalog: Catalog, engine: Engine) -> Iterator[str]:
    """What catalog and engine don't agree on."""
    if catalog.expected():
        yield "the last writer was stopped halfway; the next one goes on from there"
        return
    if catalog.generation() != engine.generation:
        yield "catalog and engine are not of the same commit"
    from kratomcli.query.ast import Everything

    known = {key for batch in engine.keys(Everything()) for key in batch}
    keys = set(catalog.keys())
    if known != keys:
        yield f"catalog and engine differ in {len(known ^ keys):,} articles"


def _articles(catalog: Catalog, files: Files, file: Callable[[bytes], bytes]) -> Iterator[str]:
    """Files that look untouched since they were read and hold something else."""
    from hashlib import blake2b

    for path, size, mtime, fingerprint in catalog.files():
        try:
            data = files.read_unchanged(file(path), size, mtime)
        except FileUnreadable:
            continue  # gone since
        if data is not None and blake2b(data, digest_size=16).digest() != fingerprint:
            yield f"{os.fsdecode(path)} holds another text than the index, under the same time stamp"
