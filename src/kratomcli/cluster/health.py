"""How the cluster of a library is: its nodes, and which copies of the index are missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kratomcli.engine.opensearch.client import Refused
from kratomcli.engine.opensearch.mapping import ARTICLES, STATE, alias
from kratomcli.index.status import ClusterState

if TYPE_CHECKING:
    from kratomcli.engine.opensearch.client import Client, Json

_NO_INDEX = (404, 408)
"""The answers where an index was never made: it is not there, or did not come in time."""


def cluster_state(client: Client, library: str, urls: Sequence[str]) -> ClusterState:
    """How the cluster is now, and the library's index there.

    Raises:
        EngineUnreachable: no node answers, or they have no manager.
    """
    version = client.ask("GET", "/")["version"]
    names = alias(library, ARTICLES), alias(library, STATE)
    try:
        health = client.ask("GET", f"/_cluster/health/{','.join(names)}", level="indices", timeout="0s")
        stored = client.ask("GET", f"/{names[0]}/_stats/store")["_all"]["total"]["store"]["size_in_bytes"]
    except Refused as error:
        if error.status not in _NO_INDEX:
            raise
        health, stored = client.ask("GET", "/_cluster/health") | {"indices": {}}, 0
    indexes = [one for name, one in health["indices"].items() if name.startswith(f"{names[0]}-")]
    return ClusterState(
        engine=f"{_name(version)} {version['number']}",
        urls=tuple(urls),
        library=library,
        health=str(health["status"]),
        nodes=int(health["number_of_nodes"]),
        shards=sum(one["number_of_shards"] for one in indexes),
        shards_missing=sum(one["number_of_shards"] - one["active_primary_shards"] for one in indexes),
        replicas=sum(_replicas(one) for one in indexes),
        replicas_missing=sum(_replicas(one) - _active_replicas(one) for one in indexes),
        bytes=int(stored),
    )


def _name(version: Json) -> str:
    return {"opensearch": "OpenSearch"}.get(version.get("distribution", ""), "a search engine")


def _replicas(index: Json) -> int:
    return int(index["number_of_shards"] * index["number_of_replicas"])


def _active_replicas(index: Json) -> int:
    return int(index["active_shards"] - index["active_primary_shards"])
