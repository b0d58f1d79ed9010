"""Files that are named where an article is: by `paths`, from the current folder, and those that can't be read."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Make = Callable[[Mapping[str, str | bytes]], Path]
Run = Callable[..., subprocess.CompletedProcess[bytes]]

FILES = {
    "tea.md": "Leaves.\n",
    "tea.txt": "Water.\n",
    "sub/index.md": "A folder of pots.\n",
    "sub/cup.txt": "A cup.\n",
    "trip.md": "---\ntitle: My trip: by boat\n---\nRain.\n",
}


@pytest.mark.parametrize("null", [[], ["-0"]])
def test_what_paths_prints_is_read_back(folder: Make, run: Run, null: list[str]) -> None:
    place = folder(FILES)
    listed = run("list", "-L", place, "-f", "paths", *null).stdout
    paths = listed.decode().replace("\0", "\n").split("\n")[:-1]
    shown = [run("show", path, "-L", place, "-f", "raw").stdout for path in paths]
    assert shown == [Path(path).read_bytes() for path in paths]
    assert len(paths) == 4
    if not null:
        together = run("export", "-L", place, "--ids", "-", "--to", "jsonl", input=listed)
        assert together.stdout.count(b"\n") == 4


def test_a_file_is_found_from_here_and_from_the_library(folder: Make, run: Run) -> None:
    place = folder(FILES)
    for reference, where in (
        ("articles/tea.txt", place.parent),
        ("tea.txt", place / "sub"),
        ("./tea.txt", place),
        ("../tea.txt", place / "sub"),
    ):
        assert run("show", reference, "-L", place, "-f", "raw", cwd=where).stdout == b"Water.\n"
    assert run("show", "cup.txt", "-L", place, "-f", "raw", cwd=place / "sub").stdout == b"A cup.\n"
    assert run("show", "nothing.txt", "-L", place).returncode == 3


@pytest.mark.parametrize("reference", ["trip", "trip.md"])
def test_a_file_that_can_not_be_read_is_not_missing(folder: Make, run: Run, reference: str) -> None:
    place = folder(FILES)
    for _ in range(2):
        asked = run("show", reference, "-L", place)
        assert asked.returncode == 4
        assert b"trip.md, line 2" in asked.stderr
        assert b"put the value in quotes" in asked.stderr
    nothing = run("search", "rain", "-L", place)
    assert nothing.returncode == 1
    assert b"1 file can't be read" in nothing.stderr


def test_nothing_is_said_to_match_nothing_that_does(folder: Make, run: Run) -> None:
    place = folder({"a.md": "---\ntags: [pot]\ndraft: true\n---\nA kettle.\n"})
    quotes = run("quotes", "tags:pot", "-L", place)
    assert quotes.returncode == 1
    assert b"no sentence" in quotes.stderr
    drafts = run("export", "tags:pot", "-L", place, "--to", "html")
    assert drafts.returncode == 1
    assert b"--drafts" in drafts.stderr


def test_a_site_of_nothing_is_a_site(folder: Make, run: Run, tmp_path: Path) -> None:
    made = run("export", "-L", folder({}), "--to", "site", "-o", tmp_path / "site")
    assert made.returncode == 0
    assert (tmp_path / "site" / "index.html").is_file()


def test_a_setting_that_is_none_is_a_mistake(folder: Make, run: Run, tmp_path: Path) -> None:
    (tmp_path / "kratomcli.toml").write_text('libary = "articles"\n')
    asked = run("list")
    assert asked.returncode == 2
    assert b"no setting 'libary'" in asked.stderr
    assert b"Did you mean library?" in asked.stderr
