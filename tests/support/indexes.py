"""Indexes of small libraries: making them, asking them, and making their files look settled."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from kratomcli import Library

if TYPE_CHECKING:
    from kratomcli.index.index import Index


def ids(library: Library) -> list[str]:
    """The ids of all articles, in order."""
    return [entry.id for entry in library.articles()]


def found(library: Library, query: str) -> list[str]:
    """The ids of the articles that a search gives, best first."""
    return [hit.entry.id for hit in library.search(query)]


def index_of(library: Library) -> Index:
    """The index that this thread has open."""
    return library._session.index


def made(place: Path) -> Path:
    """Make or update the index of a folder; returns the folder in which it is kept."""
    with Library.open(place) as library:
        library.sync()
        return Path(library.status().place or "")


def settle(place: Path) -> None:
    """Make every file a second older, so that its time stamp can be trusted."""
    for path in place.rglob("*"):
        if path.is_file():
            os.utime(path, ns=(path.stat().st_mtime_ns - 10**9,) * 2)
