"""Opening the engine of an index, after checking that its files are unchanged since they were written."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from kratomcli.catalog.file_stamps import as_text, from_text, stamps
from kratomcli.errors import IndexDamaged
from kratomcli.files.writing import make_files_private
from kratomcli.text.languages import DEFAULT

if TYPE_CHECKING:
    from kratomcli.catalog.catalog import Catalog
    from kratomcli.engine import Engine

_MANY = 20_000


def open_engine(folder: str | None, language: str, catalog: Catalog) -> Engine:
    """Open the engine in `folder` (None: in memory) that belongs to `catalog`.

    Raises:
        IndexDamaged: another version made it, or its files were changed since they were written.
    """
    from kratomcli.engine.tantivy import TantivyEngine

    facts = catalog.facts()
    version = version_for(language)
    if facts.get("engine", version) != version:
        raise IndexDamaged(f"the index was made with {facts['engine']}, and this is {version}")
    is_doubtful = folder is not None and _is_doubtful(folder, facts.get("files"), catalog)
    engine = TantivyEngine(folder, language, partial(in_order_of_ids, catalog))
    if is_doubtful:
        _check_count(engine, catalog)
    return engine


def in_order_of_ids(catalog: Catalog, keys: Sequence[int]) -> Iterator[int]:
    """Yield the keys in the order of the ids of their articles; without those that have none."""
    if len(keys) < _MANY:
        yield from catalog.keys(keys=[keys])
    else:  # then reading all ids is quicker, of which often the first are enough
        wanted = set(keys)
        yield from filter(wanted.__contains__, catalog.keys())


def version_for(language: str) -> str:
    """The version of the engine's files: what they depend on besides the articles."""
    from kratomcli.engine.tantivy import VERSION

    return VERSION if language == DEFAULT else f"{VERSION}, {language or 'no stemmer'}"


def note_files(folder: str | None, catalog: Catalog) -> None:
    """After a commit: make the engine's files private, and store their time stamps in the catalog."""
    if folder is not None:
        make_files_private(folder)
        catalog.note(files=as_text(stamps(folder)))


def _is_doubtful(folder: str, noted: str | None, catalog: Catalog) -> bool:
    """Whether the engine's list of segments was changed since the last commit.

    Files with other time stamps than the stored ones are verified against their checksums.

    Raises:
        IndexDamaged: a file does not match its checksum, or the list is gone.
    """
    now = stamps(folder)
    if not os.path.exists(os.path.join(folder, "meta.json")) and catalog.count():
        raise IndexDamaged("a part of the index is missing")
    if noted is None or noted == as_text(now):
        return False
    before = from_text(noted)
    touched = {name for name in before.keys() & now.keys() if before[name] != now[name]} - {"meta.json"}
    if touched:
        from kratomcli.engine.segment_checksums import faults

        for name in faults(folder, touched):
            raise IndexDamaged(f"{name} in the index does not match its checksum")
    return before.get("meta.json") != now.get("meta.json")


def _check_count(engine: Engine, catalog: Catalog) -> None:
    """Raise IndexDamaged if engine and catalog, at the same commit, differ in the number of articles."""
    from kratomcli.query.ast import Everything

    with catalog.one_state():
        is_same = catalog.generation() == engine.generation and not catalog.expected()
        if is_same and catalog.count() != engine.count(Everything()):
            raise IndexDamaged("the engine's list of its files is damaged")
