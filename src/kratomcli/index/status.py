"""The status of an index: what it holds, where it is, how old it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kratomcli.conventions.recognition import Conventions
from kratomcli.index import freshness
from kratomcli.index.folder import size_of
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from kratomcli.catalog.catalog import Catalog
    from kratomcli.catalog.schema import Failure
    from kratomcli.index.ignoring import Ignored
    from kratomcli.index.scan import Root


class FolderConvention(NamedTuple):
    """The tool of a folder: path within the library ("" for all), name ("none" for no tool), and why."""

    folder: str
    convention: str
    why: str


class EmbeddedState(NamedTuple):
    """What is embedded: the name of the model, numbers of articles and of their passages, size in bytes."""

    model: str
    articles: int
    passages: int
    bytes: int


class ClusterState(NamedTuple):
    """How a cluster is, and a library's index there.

    `urls` are the addresses that the settings name, `library` is its name there. `health` is green, yellow
    (copies are missing) or red (articles are). Shards are parts of the index, replicas further copies of them
    all; `bytes` is the size of all copies.
    """

    engine: str
    urls: tuple[str, ...]
    library: str
    health: str
    nodes: int
    shards: int
    shards_missing: int
    replicas: int
    replicas_missing: int
    bytes: int


class Status(NamedTuple):
    """The status of an index; `place` is its folder (None: it has none), `synced` in Unix seconds."""

    articles: int
    words: int
    folders: tuple[str, ...]
    origin: str
    place: str | None
    bytes: int
    synced: float | None
    scan_seconds: float | None
    failures: list[Failure]
    version: str
    unread: Mapping[str, int]
    """Number of files that are not read, by suffix without its dot."""
    conventions: list[FolderConvention]
    """Of each folder that was recognised to be a tool's."""
    ignored: list[Ignored]
    """How many files and folders are ignored, and by what."""
    meaning: EmbeddedState | None = None
    """What is known of the meaning of articles; None if nothing is."""
    cluster: ClusterState | None = None
    """How the cluster is; None where the engine is embedded."""


def status_of(catalog: Catalog, roots: Sequence[Root], place: str | None, origin: str) -> Status:
    """The status, from the catalog and the folder `place` of the index."""
    facts = catalog.facts()
    return Status(
        articles=catalog.count(),
        words=catalog.words(),
        folders=tuple(root.folder for root in roots),
        origin=origin,
        place=place,
        bytes=size_of(place) if place else 0,
        synced=freshness.number(facts, "synced") if "synced" in facts else None,
        scan_seconds=freshness.number(facts, "scan") if "scan" in facts else None,
        failures=catalog.failures(),
        version=facts.get("engine", ""),
        unread=freshness.unread(facts),
        ignored=freshness.ignored(facts),
        conventions=[
            FolderConvention(folder, tool.name or "none", tool.why)
            for folder, tool in Conventions.from_fact(facts.get("conventions", "")).folders.items()
        ],
    )
