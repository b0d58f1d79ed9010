"""Ids and paths on standard input name what `list` printed, to the last space."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Make = Callable[[Mapping[str, str | bytes]], Path]
Run = Callable[..., subprocess.CompletedProcess[bytes]]

NAMES = (
    "pot",
    " pot",
    "pot ",
    "  pot  ",
    "a  pot",
    "\u00a0pot",
    "pot\u3000",
    " ",
    "odd/ pot",
    "odd /pot",
    "pot lid",
)
FILES = {f"{name}.md": f"This is {name!r}.\n" for name in NAMES}


@pytest.mark.parametrize("listing", [["list"], ["search", "this"]])
@pytest.mark.parametrize("end", ["lines", "-0"])
def test_every_id_is_its_own_article(folder: Make, run: Run, listing: list[str], end: str) -> None:
    place = folder(FILES)
    null = ["-0"] if end == "-0" else []
    limit = ["-n", "50"]
    listed = run(*listing, "-L", place, "-f", "ids", *limit, *null).stdout
    ids = listed.decode().split("\0" if null else "\n")[:-1]
    assert sorted(ids) == sorted(NAMES)
    raw = run("show", "-", "-L", place, "-f", "raw", input=listed)
    assert raw.stdout.decode() == "".join(FILES[f"{id}.md"] for id in ids)
    exported = run("export", "--ids", "-", "-L", place, "-f", "jsonl", input=listed)
    assert [json.loads(line)["id"] for line in exported.stdout.splitlines()] == ids


def test_rows_give_their_first_cell(folder: Make, run: Run) -> None:
    place = folder(FILES)
    rows = run("list", "-L", place, "-f", "tsv").stdout.replace(b"\n", b"\r\n")
    assert run("show", "-", "-L", place, "-f", "raw", input=rows).stdout.count(b"This is") == len(NAMES)


def test_spaces_around_what_was_pasted_are_forgiven(folder: Make, run: Run) -> None:
    place = folder(
        {"tea.md": "Leaves.\n", "tea cup.md": "Clay.\n", "jug.md": "Glass.\n\n# Handle\n\nIron.\n"}
    )
    pasted = b" tea \n\n   \n\tignored\n  jug#handle  \r\ntea cup \n"
    shown = run("show", "-", "-L", place, "--body", input=pasted)
    assert shown.returncode == 0, shown.stderr
    assert [line for line in shown.stdout.decode().split("\n") if line.endswith(".")] == [
        "Leaves.",
        "Iron.",
        "Clay.",
    ]
    assert run("show", "-", "-L", place, "-f", "raw", input=b"tea\0jug\0tea cup\n").stdout.startswith(
        b"Leaves.\nGlass"
    )
    missing = run("show", "-", "-L", place, input=b" pan \n")
    assert missing.returncode == 3
    assert b"no article 'pan'" in missing.stderr


def test_paths_between_nulls_are_the_exact_names(folder: Make, run: Run) -> None:
    names = [b" pot.md", b"li\nne.md", b"ta\tb.md", b"b\xff.md", b"pot.md", b"pot .txt"]
    place = folder({})
    for number, name in enumerate(names):
        Path(os.fsdecode(os.fsencode(place) + b"/" + name)).write_text(f"{number}\n")
    listed = run("list", "-L", place, "-f", "paths", "-0").stdout
    expected = b"".join(Path(os.fsdecode(path)).read_bytes() for path in listed.split(b"\0")[:-1])
    shown = run("show", "-", "-L", place, "-f", "raw", input=listed)
    assert (shown.stdout, shown.returncode) == (expected, 0)
    assert sorted(shown.stdout.split()) == [b"0", b"1", b"2", b"3", b"4", b"5"]
