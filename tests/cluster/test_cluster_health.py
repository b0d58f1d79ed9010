"""How a cluster is: its nodes, the copies of a library's index, and those that are missing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kratomcli.cluster.health import cluster_state
from kratomcli.engine.opensearch.client import Client
from kratomcli.engine.opensearch.mapping import create
from kratomcli.errors import EngineUnreachable
from support.opensearch_nodes import Nodes


@pytest.fixture
def client(nodes: list[str]) -> Iterator[Client]:
    client = Client(nodes)
    yield client
    client.close()


def settled(client: Client, name: str) -> None:
    """Wait until all copies are there."""
    client.ask("GET", f"/_cluster/health/{name}-*", wait_for_status="green", timeout="60s")


def test_before_anything_is_indexed_there_are_only_nodes(
    client: Client, nodes: list[str], index_name: str
) -> None:
    state = cluster_state(client, index_name, nodes)
    assert state.engine.startswith("OpenSearch ")
    assert (state.urls, state.library, state.nodes) == (tuple(nodes), index_name, 3)
    assert (state.shards, state.replicas, state.bytes) == (0, 0, 0)


def test_shards_and_copies_are_counted(client: Client, nodes: list[str], index_name: str) -> None:
    create(client, index_name, about={}, shards=2, replicas=1)
    settled(client, index_name)
    state = cluster_state(client, index_name, nodes)
    assert (state.health, state.nodes, state.shards, state.replicas) == ("green", 3, 2, 2)
    assert (state.shards_missing, state.replicas_missing) == (0, 0)
    assert state.bytes > 0


def test_copies_that_no_node_has_room_for_are_missing(
    client: Client, nodes: list[str], index_name: str
) -> None:
    create(client, index_name, about={}, shards=1, replicas=3)
    client.ask("GET", f"/_cluster/health/{index_name}-*", wait_for_active_shards=6, timeout="60s")
    state = cluster_state(client, index_name, nodes)
    assert (state.health, state.replicas, state.replicas_missing, state.shards_missing) == ("yellow", 3, 1, 0)


def test_articles_that_nobody_has_make_it_red(own_nodes: Nodes) -> None:
    client = Client(own_nodes.urls)
    create(client, "tea", about={}, shards=3, replicas=0)
    settled(client, "tea")
    own_nodes.kill(2)
    own_nodes.wait(2)
    state = cluster_state(client, "tea", own_nodes.urls)
    assert (state.health, state.nodes, state.shards, state.shards_missing) == ("red", 2, 3, 1)
    own_nodes.kill(1)
    own_nodes.kill(0)
    with pytest.raises(EngineUnreachable):
        cluster_state(client, "tea", own_nodes.urls)
    client.close()
