"""What goes wrong with a cluster: no answer is wrong, nothing that was acknowledged is lost, and all comes right."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from conftest import PATIENCE, Make, Run
from support.opensearch_nodes import Nodes, ask

NAME = "faults"
INDEX = ("index", "-q")
LIST = ("list", "-q", "--refresh", "never", "-f", "jsonl")


@pytest.fixture
def place(folder: Make, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a library of 40 articles."""
    place = folder({f"{top}/{at}.md": f"# Article {at}\n\ntea\n" for top in "ab" for at in range(20)})
    monkeypatch.setenv("KRATOMCLI_LIBRARY", str(place))
    return place


Settings = Callable[[Sequence[str], str], None]


@pytest.fixture
def settings(own_place: Path) -> Settings:
    """A function that says where the library is: the addresses of nodes, and its name there."""

    def write(urls: Sequence[str], name: str) -> None:
        folder = own_place / "config" / "kratomcli"
        folder.mkdir(parents=True)
        shown = ", ".join(f'"{url}"' for url in urls)
        cluster = f'[engine]\nkind = "opensearch"\nurls = [{shown}]\nindex = "{name}"\nshards = 3\n'
        (folder / "config.toml").write_text(cluster)

    return write


def succeeded(done: subprocess.CompletedProcess[bytes]) -> bytes:
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout


def is_refused(done: subprocess.CompletedProcess[bytes]) -> bool:
    """Whether a process said in one line, besides the hint, that the cluster can't."""
    if done.returncode == 0:
        return False
    error, hint = done.stderr.splitlines()
    assert (done.returncode, done.stdout, error[:7], hint[:6]) == (75, b"", b"error: ", b"hint: ")
    return True


def once_it_is_taken(run: Run, *args: str) -> bytes:
    """What a command says once the cluster can; until then it is refused."""
    end = time.monotonic() + PATIENCE
    while is_refused(done := run(*args)):
        assert time.monotonic() < end
    return succeeded(done)


def settled(nodes: Nodes) -> None:
    """Wait until the cluster has all copies of the library's indexes, which must be there."""
    path = f"/_cluster/health/{NAME}-*?wait_for_status=green&timeout=60s"
    health = nodes.ask("GET", path)
    assert health["status"] == "green"
    assert health["active_shards"]


def test_a_node_that_is_killed_costs_no_article_and_no_answer(
    run: Run, place: Path, own_nodes: Nodes, settings: Settings
) -> None:
    settings(own_nodes.urls, NAME)
    succeeded(run(*INDEX))
    right = succeeded(run(*LIST))
    assert right.count(b"\n") == 40
    settled(own_nodes)
    manager = own_nodes.ask("GET", "/_cat/cluster_manager?format=json")[0]["node"]
    # As while the disks of all nodes are nearly full: no new index can be made.
    own_nodes.ask("PUT", "/_cluster/settings", {"persistent": {"cluster.blocks.create_index": True}})
    own_nodes.kill(int(manager[-1]))
    assert once_it_is_taken(run, *LIST) == right
    (place / "a" / "new.md").write_text("# New\n\ntea\n")
    once_it_is_taken(run, *INDEX)
    now = succeeded(run(*LIST))
    assert now.count(b"\n") == 41
    own_nodes.start(int(manager[-1]))
    own_nodes.wait(3)
    settled(own_nodes)
    assert succeeded(run(*LIST)) == now


def test_a_node_that_the_others_left_answers_nothing(
    run: Run, place: Path, own_nodes: Nodes, settings: Settings
) -> None:
    """It has all articles, but can't know whether they are the latest."""
    settings(own_nodes.urls[:1], NAME)
    succeeded(run(*INDEX))
    right = succeeded(run(*LIST))
    copies = {"index.number_of_replicas": 2}
    own_nodes.ask("PUT", f"/{NAME}-*/_settings", copies)
    settled(own_nodes)
    for node in (1, 2):
        own_nodes.kill(node)
    end = time.monotonic() + PATIENCE
    while "status" not in own_nodes.ask("GET", "/_cluster/state/nodes?cluster_manager_timeout=1s"):
        assert time.monotonic() < end
    held = own_nodes.ask("GET", f"/{NAME}-articles/_search?preference=_only_local&size=0")
    assert (held["hits"]["total"]["value"], held["_shards"]["failed"]) == (40, 0)
    assert is_refused(done := run(*LIST))
    assert b"manager" in done.stderr
    own_nodes.start(1)
    assert once_it_is_taken(run, *LIST) == right


def test_full_disks_refuse_what_is_written_and_answer_questions(
    run: Run, place: Path, nodes: list[str], index_name: str, settings: Settings
) -> None:
    settings(nodes, index_name)
    succeeded(run(*INDEX))
    right = succeeded(run(*LIST))
    (place / "a" / "new.md").write_text("# New\n\ntea\n")
    ask(nodes[0], "PUT", f"/{index_name}-*/_settings", {"index.blocks.read_only_allow_delete": True})
    assert is_refused(run(*INDEX))
    assert succeeded(run(*LIST)) == right
    ask(nodes[0], "PUT", f"/{index_name}-*/_settings", {"index.blocks.read_only_allow_delete": None})
    succeeded(run(*INDEX))
    assert succeeded(run(*LIST)).count(b"\n") == 41
