"""The nodes that other tests ask: three are one cluster, and none outlives those who hold it."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import PATIENCE, PROJECT
from support.opensearch_nodes import Nodes, ask, missing

HOLDER = """
import sys
from pathlib import Path
from support.opensearch_nodes import Nodes, shared
if sys.argv[2] == "own":
    started = Nodes(Path(sys.argv[1]), 1)
    started.start(0)
    started.wait()
    print(started.urls[0], flush=True)
    sys.stdin.read()
else:
    with shared(Path(sys.argv[1])) as urls:
        print(*urls, flush=True)
        sys.stdin.read()
"""


def holder(folder: Path, kind: str) -> subprocess.Popen[str]:
    """A process that holds a cluster until its standard input ends; it prints the addresses."""
    command = [sys.executable, "-c", HOLDER, str(folder), kind]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=PROJECT / "tests")


def is_up(url: str) -> bool:
    try:
        return "version" in ask(url, "GET", "/")
    except OSError:
        return False


def wait_until_gone(url: str) -> None:
    end = time.monotonic() + PATIENCE
    while is_up(url):
        assert time.monotonic() < end
        time.sleep(0.05)


def test_three_nodes_are_one_cluster(nodes: list[str]) -> None:
    assert len(nodes) == 3
    for url in nodes:
        assert ask(url, "GET", "/_cluster/health")["number_of_nodes"] == 3


def test_an_index_is_made_on_request_only(nodes: list[str], index_name: str) -> None:
    refused = ask(nodes[0], "PUT", f"/{index_name}/_doc/1", {"a": 1})
    assert refused["status"] == 404
    ask(nodes[0], "PUT", f"/{index_name}", {})
    assert ask(nodes[1], "PUT", f"/{index_name}/_doc/1", {"a": 1})["result"] == "created"


def test_a_node_that_is_killed_comes_back_with_what_it_stored(own_nodes: Nodes) -> None:
    made = own_nodes.ask("PUT", "/kept", {"settings": {"number_of_shards": 1, "number_of_replicas": 2}})
    assert made["acknowledged"]
    assert own_nodes.ask("PUT", "/kept/_doc/1?wait_for_active_shards=all", {"a": 1})["result"] == "created"
    own_nodes.kill(1)
    own_nodes.wait(2)
    own_nodes.start(1)
    own_nodes.wait(3)
    assert own_nodes.ask("GET", "/_cluster/health/kept?wait_for_status=green")["status"] == "green"
    assert own_nodes.ask("GET", "/kept/_doc/1?preference=_only_local&realtime=true", node=1)["found"]


def test_nodes_end_with_their_owner_however_that_ends(tmp_path: Path) -> None:
    if reason := missing():
        pytest.skip(reason)
    with holder(tmp_path / "own", "own") as owner:
        assert owner.stdout
        url = owner.stdout.readline().strip()
        assert is_up(url)
        owner.kill()
    wait_until_gone(url)


def test_the_last_of_several_holders_ends_the_nodes(tmp_path: Path) -> None:
    if reason := missing():
        pytest.skip(reason)
    place = tmp_path / "shared"
    with holder(place, "shared") as first, holder(place, "shared") as second:
        assert first.stdout
        assert second.stdout
        urls = first.stdout.readline().split()
        assert len(urls) == 3
        assert second.stdout.readline().split() == urls
        first.communicate()
        assert all(map(is_up, urls))
        second.kill()
    for url in urls:
        wait_until_gone(url)
