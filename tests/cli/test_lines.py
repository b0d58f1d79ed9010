"""One row is one line, in every format of lines, whatever stands in titles, front matter and names."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Make = Callable[[Mapping[str, str | bytes]], Path]
Run = Callable[..., subprocess.CompletedProcess[bytes]]

ENDS = "\t\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
RAGGED = "".join(f"{letter}{end}" for letter, end in zip("abcdefghi", ENDS, strict=True)) + "z"
SMOOTH = "a b c d e f g h i z"


@pytest.fixture
def ragged(folder: Make) -> Path:
    """A library with every kind of line end wherever one can stand."""
    front = {
        **dict.fromkeys(("title", "summary", "author", "source", "mood"), f"Some {RAGGED}"),
        "tags": [f"tag {RAGGED}", f"back\\slash {RAGGED}"],
        "list": [RAGGED],
        "map": {RAGGED: RAGGED},
        f"key{RAGGED}": RAGGED,
        "date": "2021-03-05",
    }
    shared = " ".join(f"passage number {number} shared" for number in range(20))
    text = f"Perhaps an okapi {RAGGED} is not here.\n\n## Part {RAGGED}\n\nokapi {RAGGED} {shared}. [l](no{RAGGED}.md)\n"
    both = json.dumps(front, ensure_ascii=False, indent=1) + "\n\n" + text
    return folder(
        {
            "one\u2028two.md": both,
            "three\u2029\x85four.md": both.replace("2021", "2022"),
            "fi\u2028ve/\x0b.md": text,
            "bad\u2028.md": b"\0\1",
        }
    )


@pytest.mark.parametrize(
    ("command", "least"),
    [
        ("list -f tsv", 3),
        ("list -f tsv --fields id,path,title,tags,summary,authors,source,mood,list,map", 3),
        ("list -f ids", 3),
        ("list -f paths", 3),
        ("list -f jsonl", 3),
        ("search okapi -f tsv", 3),
        ("search okapi -f ids", 3),
        ("search okapi -f paths", 3),
        ("search okapi -f grep", 3),
        ("search okapi -f jsonl", 3),
        ("search okapi --facet mood --facet tags --facet list -f tsv", 4),
        ("quotes okapi -f tsv", 1),
        ("quotes okapi -f jsonl", 1),
        ("similar one -f tsv", 1),
        ("similar one -f ids", 1),
        ("reuse -f tsv", 2),
        ("reuse one -f tsv", 1),
        ("reuse -f ids", 2),
        ("reuse -f jsonl", 1),
        ("check -f text", 3),
        ("check -f github", 3),
        ("check -f jsonl", 3),
        ("stats -f tsv", 8),
        ("export -f tsv", 4),
        ("export -f jsonl", 3),
        ("show one -f text --toc", 1),
    ],
)
def test_every_row_is_one_line(run: Run, ragged: Path, command: str, least: int) -> None:
    output = run(*command.split(), "-L", ragged).stdout.decode()
    assert output.splitlines() == output.removesuffix("\n").split("\n")
    assert len(output.splitlines()) >= least


def test_changes_are_a_line_each(run: Run, ragged: Path) -> None:
    run("index", "-q", "-L", ragged)
    (ragged / "si\u2028x.md").write_text('---\ntitle: "T\\u2028T"\n---\nNew.\n')
    (ragged / "one\u2028two.md").write_text(
        f"A passage {RAGGED} that is quite new here, and nowhere else at all.\n"
    )
    for format in ("tsv", "ids", "jsonl"):
        output = run("changed", "--since", "1d", "-f", format, "-L", ragged).stdout.decode()
        assert len(output.splitlines()) == output.count("\n") >= 2


def test_a_line_end_in_a_cell_is_a_space(run: Run, ragged: Path) -> None:
    fields = "title,tags,mood"
    cells = run("list", "date:2021", "-f", "tsv", "--fields", fields, "-L", ragged).stdout.decode()
    title, tags, mood = cells.removesuffix("\n").split("\t")
    assert title == mood == f"Some {SMOOTH}"
    assert tags == f"tag {SMOOTH}, back\\slash {SMOOTH}"
    snippet = run("search", "okapi", "date:2021", "-f", "tsv", "-L", ragged).stdout.decode().split("\t")[-1]
    assert SMOOTH in snippet


def test_json_keeps_them_escaped(run: Run, ragged: Path) -> None:
    listed = run("list", "date:2021", "-f", "jsonl", "-L", ragged).stdout.decode()
    assert json.loads(listed)["meta"]["mood"].endswith("h\u2028i\u2029z")
    assert "\\u2028" in listed


def test_folders_with_odd_names_have_them_escaped_in_paths(run: Run, tmp_path: Path) -> None:
    odd = [os.fsdecode(name) for name in (b"esc\x1b[31m", "li\u2028ne".encode())]
    for name in odd:
        (tmp_path / name).mkdir()
        (tmp_path / name / "tea.md").write_text("okapi\n")
        (tmp_path / name / "bad.md").write_bytes(b"\0\1")
    for libraries in ([odd[0]], [odd[1]], odd):
        chosen = [argument for name in libraries for argument in ("-L", tmp_path / name)]
        for command in (
            "list -f paths",
            "list -f json",
            "search okapi -f grep",
            "check -f text",
            "check -f jsonl",
        ):
            result = run(*command.split(), *chosen)
            assert result.returncode == ("check" in command)
            output = result.stdout.decode()
            assert not set(output) & set("\x1b\u2028\ufffd")
            for name in libraries:
                shown = {odd[0]: "esc%1B[31m", odd[1]: "li%E2%80%A8ne"}[name]
                assert f"{shown}/tea.md" in output
                assert f"{shown}/bad.md" in output or "check" not in command
