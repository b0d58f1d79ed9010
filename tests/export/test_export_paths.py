"""What is exported is given away: it doesn't say where on a disk the articles were."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from kratomcli.model.paths import within

Make = Callable[[Mapping[str, str | bytes]], Path]
Run = Callable[..., subprocess.CompletedProcess[bytes]]

FILES = {
    "tea.md": "---\ntitle: Tea\ndate: 2021-03-05\nauthor: Ann\n---\n\n# Tea\n\n![leaf](leaf.png) [more](deep/water.txt)\n",
    "deep/water.txt": "Water\n=====\n\nIs wet.\n",
    "leaf.png": b"\x89PNG\r\n\x1a\n",
}
PATHS = ["deep/water.txt", "tea.md"]


@pytest.fixture
def place(folder: Make) -> Path:
    return folder(FILES)


def rows(output: bytes, format: str) -> list[str]:
    """The paths in an export."""
    text = output.decode()
    if format == "json":
        return [one["path"] for one in json.loads(text)]
    if format == "jsonl":
        return [json.loads(line)["path"] for line in text.splitlines()]
    return [
        row["path"] for row in csv.DictReader(io.StringIO(text), delimiter="\t" if format == "tsv" else ",")
    ]


@pytest.mark.parametrize("format", ["json", "jsonl", "csv", "tsv"])
def test_paths_are_within_the_library_unless_others_are_asked_for(run: Run, place: Path, format: str) -> None:
    export = ["export", "--to", format, "-L", place]
    absolute = [str(place / path) for path in PATHS]
    assert rows(run(*export).stdout, format) == PATHS
    assert rows(run(*export, "--format-version", "2").stdout, format) == PATHS
    assert rows(run(*export, "--ids", "-", input=b"tea\n").stdout, format) == ["tea.md"]
    assert rows(run(*export, "--absolute-paths").stdout, format) == absolute
    assert rows(run(*export, "--format-version", "1").stdout, format) == absolute


def test_a_database_has_the_same_paths(run: Run, place: Path, tmp_path: Path) -> None:
    for options, expected in (([], PATHS), (["--absolute-paths"], [str(place / path) for path in PATHS])):
        made = tmp_path / f"{len(options)}.db"
        assert run("export", "-o", made, *options, "-L", place).returncode == 0
        with closing(sqlite3.connect(made)) as base:
            assert [path for (path,) in base.execute("SELECT path FROM articles ORDER BY path")] == expected


def test_several_folders_are_told_apart_by_their_names(run: Run, place: Path, tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "tea.md").write_text("Other tea.\n")
    found = rows(run("export", "--to", "json", "-L", place, "-L", tmp_path / "notes").stdout, "json")
    assert found == ["articles/deep/water.txt", "articles/tea.md", "notes/tea.md"]


@pytest.mark.parametrize(
    "target",
    [
        "x.json",
        "x.jsonl",
        "x.csv",
        "x.tsv",
        "x.db",
        "x.md",
        "x.txt",
        "x.html",
        "x.epub",
        "x.pdf",
        "x/",
        "site/",
    ],
)
def test_no_export_names_the_folder_of_the_articles(
    run: Run, place: Path, tmp_path: Path, target: str
) -> None:
    made = tmp_path / "out"
    made.mkdir()
    site = ["--to", "site"] if target == "site/" else []
    result = run("export", *site, "-o", f"{made}/{target}", "-L", place)
    assert result.returncode == 0, result.stderr
    for file in filter(Path.is_file, made.rglob("*")):
        contents = [file.read_bytes()]
        if file.suffix == ".epub":
            with zipfile.ZipFile(file) as book:
                contents += [book.read(name) for name in book.namelist()]
        for content in contents:
            assert str(place).encode() not in content
            assert str(place.parent).encode() not in content


def test_other_commands_keep_their_promise_of_absolute_paths(run: Run, place: Path) -> None:
    for command in ("list -f json", "show tea -f json", "search tea -f json"):
        found = json.loads(run(*command.split(), "-L", place).stdout)
        assert str(place / "tea.md") in [one["path"] for one in found]


def test_a_path_is_seen_from_its_root() -> None:
    roots = [("a", "/x/a"), ("b", "/x/ab/")]
    assert within("/x/a/c.md", roots) == "a/c.md"
    assert within("/x/ab/c/d.md", roots) == "b/c/d.md"
    assert within("/x/c.md", roots) == "/x/c.md"
    assert within("/x/c.md", [("", "/")]) == "x/c.md"
    assert within("/x/c.md", []) == "/x/c.md"
