"""What a library ignores: by default, by patterns, by files .gitignore; held against git itself."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kratomcli import Library
from kratomcli.catalog.catalog import Catalog
from kratomcli.config import settings
from kratomcli.errors import ConfigError
from kratomcli.index.ignoring import IGNORED_FILES, IGNORED_FOLDERS, Ignored
from kratomcli.index.scan import Root, scan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conftest import Make, Run
    from kratomcli.index.scan import Difference

GIT = shutil.which("git")
needs_git = pytest.mark.skipif(GIT is None, reason="git is not installed")


def ids(place: Path, ignore: Sequence[str] = (), *, gitignore: bool = False) -> list[str]:
    with Library.open(place, refresh="always", ignored=ignore, gitignore=gitignore) as library:
        return sorted(one.id for one in library.articles())


def ignored(place: Path, ignore: Sequence[str] = (), *, gitignore: bool = False) -> list[Ignored]:
    with Library.open(place, ignored=ignore, gitignore=gitignore) as library:
        library.sync()
        return library.status().ignored


# The default.


def test_files_that_are_no_articles_are_ignored_by_default(folder: Make) -> None:
    place = folder(
        {
            **{f"deep/{name}": "tea\n" for name in IGNORED_FILES},
            **{f"{name}/tea/a.md": "tea\n" for name in IGNORED_FOLDERS},
            **dict.fromkeys(("README.md", "deep/license.md", "vendor.md", "robots.md", "notes.txt"), "tea\n"),
            "vendors/a.md": "tea\n",
        }
    )
    assert ids(place) == ["README", "deep/license", "notes", "robots", "vendor", "vendors/a"]
    assert ignored(place) == [Ignored("default", len(IGNORED_FILES), len(IGNORED_FOLDERS))]


def test_a_folder_of_a_files_name_is_an_ordinary_folder(folder: Make) -> None:
    assert ids(folder({"robots.txt/a.md": "tea\n"})) == ["robots.txt/a"]


def test_the_default_can_be_taken_back(folder: Make) -> None:
    place = folder({"LICENSE.txt": "tea\n", "a/LICENSE.txt": "tea\n", "vendor/a.md": "tea\n"})
    assert ids(place, ["!LICENSE.txt"]) == ["LICENSE", "a/LICENSE"]
    assert ids(place, ["!/LICENSE.txt", "!vendor/"]) == ["LICENSE", "vendor/a"]
    assert ids(place) == []


def test_a_library_may_lie_in_a_folder_that_would_be_ignored(folder: Make) -> None:
    place = folder({"vendor/a.md": "tea\n"})
    assert ids(place / "vendor", ["vendor"]) == ["a"]


# Patterns.


def test_articles_go_and_come_back_with_the_patterns(folder: Make) -> None:
    place = folder({"a.md": "tea\n", "b.txt": "tea\n", "drafts/c.md": "tea\n", "x/drafts/d.md": "tea\n"})
    assert ids(place) == ["a", "b", "drafts/c", "x/drafts/d"]
    assert ids(place, ["drafts/"]) == ["a", "b"]
    assert ids(place, ["/drafts/", "*.txt"]) == ["a", "x/drafts/d"]
    assert ids(place) == ["a", "b", "drafts/c", "x/drafts/d"]


def test_counts_follow_also_where_no_article_does(folder: Make) -> None:
    place = folder({"a.md": "tea\n", "b.png": ""})
    assert ids(place) == ["a"]
    assert ids(place, ["*.png"]) == ["a"]
    assert ignored(place, ["*.png"]) == [Ignored("kratomcli.toml", 1, 0)]
    with Library.open(place, refresh="never") as library:
        assert library.status().unread == {}


def test_nothing_in_an_ignored_folder_is_taken_back(folder: Make) -> None:
    place = folder({"a/b.md": "tea\n", "a/c.md": "tea\n"})
    assert ids(place, ["a/", "!a/b.md"]) == []
    assert ids(place, ["a/*", "!a/b.md"]) == ["a/b"]


def test_patterns_are_relative_to_each_folder_of_a_library(folder: Make) -> None:
    place = folder({"one/a.md": "tea\n", "one/x/a.md": "tea\n", "two/a.md": "tea\n", "two/b.md": "tea\n"})
    with Library.open(place / "one", place / "two", ignored=["/a.md"]) as library:
        assert sorted(one.id for one in library.articles()) == ["one/x/a", "two/b"]


@pytest.mark.parametrize("pattern", ["!", "/", "#tea", "\\", "#a\nb", "***" * 3 + "a", "*a" * 7])
def test_what_is_no_pattern_is_told(folder: Make, pattern: str) -> None:
    with (
        Library.open(folder({"a.md": "tea\n"}), ignored=[pattern]) as library,
        pytest.raises(ConfigError, match=r"^ignore: \S+ is no pattern\n"),
    ):
        library.sync()


def test_two_stars_are_any_folders(folder: Make) -> None:
    place = folder({"a/b/tea.md": "tea\n", "c/tea.md": "tea\n", "c/plum.md": "plum\n"})
    assert ids(place, ["**/**/**/**/tea.md"]) == ["c/plum"]


def test_where_all_is_ignored_it_is_said_by_what(folder: Make) -> None:
    with Library.open(folder({"a.md": "tea\n", "b/c.md": ""}), ignored=["*"]) as library:
        assert [*library.articles()] == []
        assert library.notices[0].endswith("; ignored: 1 file and 1 folder by kratomcli.toml")


# .gitignore.


def test_gitignore_counts_only_where_asked(folder: Make) -> None:
    place = folder({".gitignore": "\ufeff*.txt\r\n", "a.md": "tea\n", "b.txt": "tea\n"})
    assert ids(place) == ["a", "b"]
    assert ids(place, gitignore=True) == ["a"]
    assert ignored(place, gitignore=True) == [Ignored(".gitignore", 1, 0)]


def test_what_is_nearer_counts_more(folder: Make) -> None:
    place = folder(
        {
            ".gitignore": "*.txt\n/sub/c.md\n!robots.txt\n",
            "sub/.gitignore": "!b.txt\n",
            **dict.fromkeys(("a.txt", "robots.txt", "sub/a.txt", "sub/b.txt", "sub/c.md"), "tea\n"),
        }
    )
    assert ids(place, gitignore=True) == ["robots", "sub/b"]
    assert ids(place, ["!/a.txt", "sub/b.txt"], gitignore=True) == ["a", "robots"]


def test_a_repository_around_the_library_counts(folder: Make) -> None:
    names = ("site/a.md", "site/b.md", "site/public/c.md")
    place = folder({".gitignore": "/site/a.md\npublic/\n", **dict.fromkeys(names, "tea\n")})
    assert ids(place / "site", gitignore=True) == ["a", "b", "public/c"], "it is in no repository"
    (place / ".git").mkdir()
    assert ids(place / "site", gitignore=True) == ["b"]


# Held against git.

NAMES = st.sampled_from(["a", "b", "c"])
PIECES = st.sampled_from(["a", "b", "c", "a.md", "b.md", "*", "*.md", "?", "[ab]", "[!a]*"])
ENDS = st.sampled_from(["", "", "/", "/**", "/*"])


@st.composite
def patterns(draw: st.DrawFn) -> str:
    """A pattern as people write them: anchored or not, for folders only or not, negated or not."""
    start = draw(st.sampled_from(["", "", "/", "**/"]))
    return (
        draw(st.sampled_from(["", "", "!"]))
        + start
        + "/".join(draw(st.lists(PIECES, min_size=1, max_size=3)))
        + draw(ENDS)
    )


PATHS = st.builds(
    lambda folders, name: "/".join((*folders, name)),
    st.lists(NAMES, max_size=3),
    st.sampled_from(["a.md", "b.md", "c.txt"]),
)


def git(place: str, *args: str, input: str = "") -> str:
    assert GIT
    home = {"PATH": os.environ["PATH"], "HOME": place, "GIT_CONFIG_NOSYSTEM": "1"}
    return subprocess.run(
        [GIT, "-C", place, *args], input=input, env=home, capture_output=True, text=True, check=False
    ).stdout


def listed(difference: Difference) -> set[str]:
    """The paths of all files in the listings."""
    return {
        f"{folder.path.decode()}/{line.split(b'/')[0].decode()}".lstrip("/")
        for folder in difference.folders
        for line in folder.now.split(b"\0")
    }


@needs_git
@given(
    st.sets(PATHS, min_size=1, max_size=8),
    st.lists(patterns(), min_size=1, max_size=4),
    st.lists(patterns(), max_size=2),
)
def test_the_same_files_are_ignored_as_by_git(files: set[str], lines: list[str], nested: list[str]) -> None:
    with TemporaryDirectory() as place, closing(Catalog(None, [("", place)])) as catalog:
        for name in files:
            path = Path(place, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        Path(place, ".gitignore").write_text("".join(f"{line}\n" for line in lines))
        if has_nested := Path(place, "a").is_dir() and bool(nested):
            Path(place, "a", ".gitignore").write_text("".join(f"{line}\n" for line in nested))
        git(place, "init", "-q")
        kept = {*git(place, "ls-files", "-o", "--exclude-standard").splitlines()} & files
        assert listed(scan([Root("", place)], catalog, gitignore=True)) == kept
        if not has_nested:
            assert listed(scan([Root("", place)], catalog, lines)) == kept


# What it costs at the start.


@pytest.mark.parametrize(("toml", "is_needed"), [("", False), ('ignore = ["*.bak"]', True)])
def test_only_patterns_import_pathspec(folder: Make, toml: str, is_needed: bool) -> None:
    place = folder({"kratomcli.toml": toml, "a.md": "tea\n", "LICENSE.txt": "tea\n"})
    script = (
        "import atexit, runpy, sys; sys.argv[0] = 'kratomcli';"
        " atexit.register(lambda: print('pathspec' in sys.modules));"
        " runpy.run_module('kratomcli', run_name='__main__')"
    )
    command = [sys.executable, "-c", script, "list", "-f", "ids"]
    done = subprocess.run(command, cwd=place, capture_output=True, check=True)
    assert done.stdout.decode().split() == ["a", str(is_needed)]


# Settings.


def test_settings_name_patterns(folder: Make, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    place = folder({"kratomcli.toml": 'ignore = ["b*"]\ngitignore = true\n', ".gitignore": "c.md\n"})
    for name in ("a.md", "b.md", "c.md", "robots.txt"):
        (place / name).write_text("tea\n")
    monkeypatch.chdir(place)
    found = settings()
    assert (found.ignored, found.gitignore) == (("b*",), True)
    assert run("list", "-f", "ids", cwd=place).stdout == b"a\n"
    status = json.loads(run("index", "--status", "-f", "json", cwd=place).stdout)[0]
    assert status["ignored"] == [
        {"by": "default", "files": 1, "folders": 0},
        {"by": "kratomcli.toml", "files": 1, "folders": 0},
        {"by": ".gitignore", "files": 1, "folders": 0},
    ]


@pytest.mark.parametrize("line", ['ignore = "a"', "ignore = [1]", "gitignore = 1", 'gitignore = "yes"'])
def test_settings_of_a_wrong_type_are_told(folder: Make, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    monkeypatch.chdir(folder({"kratomcli.toml": line}))
    with pytest.raises(ConfigError, match=f"{line.split()[0]} must be "):
        settings()
