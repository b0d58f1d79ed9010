"""Which tool a folder is of: by the files that lie in it or around it, or by the settings."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from conftest import Run
from kratomcli import Library
from kratomcli.conventions.recognition import (
    Conventions,
    Recognised,
    named,
    recognised,
    recognised_above,
    settled,
)
from kratomcli.conventions.table import CONVENTIONS, NONE, convention_of

Make = Callable[[Mapping[str, str | bytes]], Path]


@pytest.mark.parametrize("tool", [tool for tool in CONVENTIONS.values() if tool.markers])
def test_each_marker_of_a_tool_is_known(tmp_path: Path, tool: object) -> None:
    assert isinstance(tool, type(NONE))
    texts = {"hugo": "baseURL = 'https://example.org'\n", "zola": 'base_url = "https://example.org"\n'}
    for number, marker in enumerate(tool.markers):
        folder = tmp_path / str(number)
        folder.mkdir()
        for name in marker.names:
            (folder / name).write_text(texts.get(tool.name, ""))
        found = recognised(os.fsencode(folder), {os.fsencode(name) for name in marker.names})
        assert found == (tool.name, " and ".join(marker.names), marker.is_weak)


def test_what_is_no_marker_by_itself_is_none(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("title = 'Tea'\n")
    assert recognised(os.fsencode(tmp_path), {b"config.toml"}) is None
    (tmp_path / "hugo.json").write_text('[{"name": "title"}]\n')  # a page's data about Hugo
    assert recognised(os.fsencode(tmp_path), {b"hugo.json"}) is None
    assert recognised(os.fsencode(tmp_path), {b"pages"}) is None
    assert recognised(os.fsencode(tmp_path), set()) is None


def test_folders_around_a_library_count_up_to_three_and_to_the_top_of_its_repository(tmp_path: Path) -> None:
    folder = tmp_path / "site" / "a" / "b" / "c"
    folder.mkdir(parents=True)
    (tmp_path / "site" / "mkdocs.yml").write_text("# anything at all: it is not read\n")
    found = recognised_above(os.fsencode(folder))
    assert found is not None
    assert (found.name, found.why) == ("mkdocs", f"mkdocs.yml in {tmp_path / 'site'}")
    (folder / "d").mkdir()
    assert recognised_above(os.fsencode(folder / "d")) is None
    (tmp_path / "site" / "a" / ".git").mkdir()
    assert recognised_above(os.fsencode(folder)) is None


def test_the_nearest_folder_decides_and_a_weak_marker_only_by_itself() -> None:
    jekyll, weak = Recognised("jekyll", "_posts", True), Recognised("logseq", "pages and journals", True)
    found = settled(
        [("", Recognised("hexo", "_config.yml")), ("source", jekyll), ("a/b", Recognised("zk", ".zk"))]
    )
    assert found.folders.keys() == {"", "a/b"}
    assert [found.of(path).name for path in (b"source/_posts/x.md", b"a/b/c/x.md", b"a/x.md")] == [
        "hexo",
        "zk",
        "hexo",
    ]
    # The folder of a library has the tool of a folder around it, whatever weak marker lies in it.
    assert (
        settled([("", Recognised("hexo", "_config.yml in /blog")), ("", jekyll)]).of(b"x.md").name == "hexo"
    )
    assert settled([("notes", weak)]).of(b"notes/pages/x.md").name == "logseq"
    assert settled([("notes", weak)]).of(b"x.md") is NONE
    assert Conventions.from_fact(found.as_fact()) == found
    assert Conventions.from_fact("").of(b"x.md") is NONE


def test_a_dialect_can_be_named_beside_it() -> None:
    assert Conventions({}, "python-markdown").of(b"x.md").dialect == "python-markdown"
    mkdocs = Conventions({"": Recognised("mkdocs", "mkdocs.yml")}, "commonmark")
    assert mkdocs.of(b"x.md").dialect == "commonmark"
    assert named("none").of(b"x.md") is NONE
    assert convention_of("obsidian").title == "Obsidian"


def test_an_article_knows_its_tool_and_the_index_follows_when_it_changes(folder: Make) -> None:
    place = folder({"a.md": "# Tea\n", "sub/b.md": "# Coffee\n"})
    with Library.open(place) as library:
        assert library.get("a").convention == ""
    (place / "sub" / ".obsidian").mkdir()
    for _ in range(2):
        with Library.open(place) as library:
            assert [library.get(id).convention for id in ("a", "sub/b")] == ["", "obsidian"]
            assert [one.convention for one in library.texts()] == ["", "obsidian"]
            assert library.status().conventions == [("sub", "obsidian", ".obsidian")]
    with Library.open(place, convention="zk") as library:
        assert [one.convention for one in library.texts()] == ["zk", "zk"]
        assert library.status().conventions == [("", "zk", "named in the settings")]
    with Library.open(place, convention="none") as library:
        assert library.get("sub/b").convention == ""
    (place / "sub" / ".obsidian").rmdir()
    with Library.open(place) as library:
        assert library.get("sub/b").convention == ""
        assert library.status().conventions == []


def test_the_settings_name_one_and_the_status_says_which(run: Run, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    (notes / ".obsidian").mkdir(parents=True)
    (notes / "Tea.md").write_text("Green.\n")
    assert run("index", "-L", str(notes)).returncode == 0
    assert b"obsidian (.obsidian)" in run("index", "--status", "-L", str(notes)).stdout
    (notes / "kratomcli.toml").write_text('convention = "zettlr"\n')
    assert run("index", cwd=notes).returncode == 0
    status = json.loads(run("index", "--status", "--format", "json", cwd=notes).stdout)
    assert status[0]["conventions"] == [
        {"folder": "", "convention": "zettlr", "why": "named in the settings"}
    ]
    (notes / "kratomcli.toml").write_text('convention = "obsidien"\n')
    refused = run("list", cwd=notes)
    assert refused.returncode == 2
    assert b"convention must be one of" in refused.stderr
