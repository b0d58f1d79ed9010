"""The graph of links: read back by networkx, as GraphML and as JSON."""

from __future__ import annotations

import json
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import networkx
import pytest

from conftest import Make, Run
from kratomcli import FormatUnknown, Library
from kratomcli.export.graph import graph_format_for

FILES = {
    "a.md": "---\ntitle: Tea & <cake> 茶\ndate: 2021-03-05\n---\n[[b]] [again](b.md) [[a]] [[gone]]\n",
    "b.md": '---\ntitle: "Not for XML \\uFFFF"\n---\n[c](sub/c.md)\n',
    "sub/c.md": "C\n",
    "d.md": "---\ndraft: true\n---\nAlone.\n",
}


def graph_of(path: Path) -> Any:
    if path.suffix == ".graphml":
        return networkx.read_graphml(path)
    return networkx.node_link_graph(json.loads(path.read_text()), edges="edges")


@pytest.mark.parametrize("name", ["links.graphml", "links.json"])
def test_networkx_reads_the_graph_back(run: Run, folder: Make, tmp_path: Path, name: str) -> None:
    place, out = folder(FILES), tmp_path / name
    done = run("links", "--graph", "-o", out, "-L", place)
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.decode() == f"kratomcli: 4 articles, 3 links, written to {out}\n"
    graph = graph_of(out)
    assert graph.is_directed()
    assert not graph.is_multigraph()
    assert sorted(graph.nodes) == ["a", "b", "d", "sub/c"]
    assert graph.nodes["a"] == {"title": "Tea & <cake> 茶", "date": "2021-03-05"}
    assert graph.nodes["sub/c"].get("date") is None
    assert sorted(graph.edges(data="weight")) == [("a", "b", 2), ("b", "sub/c", 1)]
    with Library.open(place) as library:
        found = library.graph()
    assert {node.id for node in found.nodes} == set(graph.nodes)
    assert [(edge.source, edge.target, edge.links) for edge in found.edges] == sorted(
        graph.edges(data="weight")
    )


def test_the_same_library_gives_the_same_bytes_on_standard_output(run: Run, folder: Make) -> None:
    place = folder(FILES)
    one = run("links", "--graph", "-L", place)
    two = run("links", "--graph", "-f", "graphml", "-o", "-", "-L", place, "--refresh", "always")
    assert one.stdout == two.stdout
    assert networkx.read_graphml(BytesIO(one.stdout)).number_of_edges() == 2
    known = json.loads(run("links", "--graph", "-f", "json", "-L", place).stdout)
    assert [node["date"] for node in known["nodes"]] == ["2021-03-05", None, None, None]
    assert known["edges"][0] == {"source": "a", "target": "b", "weight": 2}


def test_a_library_without_articles_has_a_graph_without_any(run: Run, folder: Make) -> None:
    done = run("links", "--graph", "-f", "json", "-L", folder({"note.bin": ""}))
    assert done.returncode == 0
    assert json.loads(done.stdout)["nodes"] == []


def test_a_file_that_is_there_stays(run: Run, folder: Make, tmp_path: Path) -> None:
    place, out = folder(FILES), tmp_path / "links.json"
    out.write_text("mine")
    assert run("links", "--graph", "-o", out, "-L", place).returncode == 4
    assert out.read_text() == "mine"
    assert run("links", "--graph", "-o", out, "--force", "-L", place).returncode == 0
    assert graph_of(out).number_of_nodes() == 4
    before = (place / "a.md").read_bytes()
    into = run("links", "--graph", "-f", "json", "-o", place / "a.md", "--force", "-L", place)
    assert into.returncode == 4
    assert b"is in the library" in into.stderr
    assert (place / "a.md").read_bytes() == before


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["a", "--graph"], "the id a and --graph together"),
        (["--graph", "--in"], "--in and --graph together"),
        (["--graph", "--out"], "--out and --graph together"),
        (["a", "-f", "graphml"], "--format graphml without --graph"),
        (["a", "-f", "json", "-o", "x.json"], "--output without --graph"),
        (["a", "-f", "json", "--force"], "--force without --graph"),
        ([], "links of which article?"),
        (["--graph", "-o", "x.tar"], "no format of a graph for a file that ends in '.tar'"),
        (["--graph", "-o", "x/", "-f", "json"], "a graph is one file, not a folder"),
    ],
)
def test_what_does_not_go_together_is_an_error(run: Run, folder: Make, args: list[str], said: str) -> None:
    done = run("links", *args, "-L", folder(FILES))
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith(f"error: {said}")


def test_the_suffix_names_the_format() -> None:
    named = {
        None: "graphml",
        "-": "graphml",
        "x": "graphml",
        "a.b/x": "graphml",
        "X.JSON": "json",
        "x.xml": "graphml",
    }
    assert {path: graph_format_for(path) for path in named} == named
    with pytest.raises(FormatUnknown, match=r"'\.md'"):
        graph_format_for("x.md")


def test_without_the_package_it_says_how_to_install_it(
    run: Run, folder: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kratomcli import MissingExtra
    from kratomcli.export.delivery import graph_to_place

    monkeypatch.setitem(sys.modules, "networkx", None)
    out = tmp_path / "links.graphml"
    with Library.open(folder(FILES)) as library, pytest.raises(MissingExtra) as error:
        graph_to_place(library.graph(), "graphml", str(out), force=False, roots=())
    assert error.value.hint == "Install it: pip install 'kratomcli[graph]'"
    assert not out.exists()
