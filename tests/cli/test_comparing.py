"""`reuse`, `similar`, `changed` and `search --unique` as a person or a script meets them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import jsonschema
import pexpect
import pytest

from conftest import PATIENCE

Make = Callable[[Mapping[str, str | bytes]], Path]
Run = Callable[..., subprocess.CompletedProcess[bytes]]

SCHEMAS = Path(__file__).parents[2] / "docs" / "schema"
PASSAGE = (
    "The lighthouse keeper counted eleven herring boats before the fog swallowed the harbour, and then"
    " he lit the lamp that his grandmother had carried across the frozen strait in a coal bucket."
)
FILES = {
    "a.md": f"---\ntitle: Boats\ndate: 2020-05-01\n---\n# Boats\n\nHerring is a fish.\n\n## Fog\n\n{PASSAGE}\n",
    "b.md": f"---\ntitle: Lamps\n---\n{PASSAGE.replace('eleven', 'twelve')}\n",
    "c.txt": "Bread rises in the oven while the baker sleeps.\n",
}
_STYLE = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\")


@pytest.fixture
def place(folder: Make) -> Path:
    return folder(FILES)


def valid(output: bytes, name: str) -> list[dict[str, object]]:
    values: list[dict[str, object]] = json.loads(output)
    jsonschema.validate(values, json.loads((SCHEMAS / f"{name}-1.schema.json").read_text()))
    return values


def test_groups_in_a_pipe(run: Run, place: Path) -> None:
    result = run("reuse", "-L", place, "--header")
    lines = [line.split("\t") for line in result.stdout.decode().splitlines()]
    assert lines[0] == ["group", "words", "kind", "id", "line", "section", "text"]
    assert [line[:6] for line in lines[1:]] == [
        ["1", "31", "copy", "a", "11", "fog"],
        ["1", "31", "copy", "b", "4", ""],
    ]
    assert lines[1][6] == PASSAGE.rstrip(".")
    assert run("reuse", "-L", place, "-f", "ids").stdout == b"a\nb\n"


def test_every_json_keeps_its_schema(run: Run, place: Path) -> None:
    assert len(valid(run("reuse", "-L", place, "-f", "json").stdout, "group")) == 1
    assert len(valid(run("reuse", "a", "-L", place, "-f", "json").stdout, "shared")) == 1
    assert valid(run("similar", "a", "-L", place, "-f", "json").stdout, "neighbour")[0]["shared_words"] == 31
    (place / "c.txt").write_text("Bread rises.\n")
    changed = valid(run("changed", "--since", "1h", "-L", place, "-f", "json").stdout, "change")
    assert [(change["kind"], change["id"]) for change in changed] == [("edited", "c")]
    assert valid(run("reuse", "c", "-L", place, "-f", "json").stdout, "shared") == []
    for args in (["reuse"], ["reuse", "a"], ["similar", "a"]):
        lines = run(*args, "-L", place, "-f", "jsonl").stdout.decode().splitlines()
        assert [json.loads(line) for line in lines] == json.loads(
            run(*args, "-L", place, "-f", "json").stdout
        )


def test_differences_point_into_the_text(run: Run, place: Path) -> None:
    (shared,) = json.loads(run("reuse", "b", "-L", place, "-f", "json").stdout)
    (start, end), here = shared["here"]["differences"][0], shared["here"]["text"]
    assert here[start:end] == "twelve"
    assert (shared["words"], shared["same"], shared["there"]["section"]["slug"]) == (32, 31, "fog")


def test_hits_of_versions_keep_their_contract(run: Run, folder: Make) -> None:
    place = folder({"a.md": f"# One\n\n{PASSAGE}\n", "b.md": f"# Two\n\n{PASSAGE} Herring!\n"})
    schema = json.loads((SCHEMAS / "hit-1.schema.json").read_text())
    hits = json.loads(run("search", "herring", "--unique", "-L", place, "-f", "json").stdout)
    jsonschema.validate(hits, schema)
    assert len(hits) == 1
    assert len(hits[0]["also"]) == 1
    assert len(json.loads(run("search", "herring", "-L", place, "-f", "json").stdout)) == 2


@pytest.mark.parametrize(
    ("args", "status", "said"),
    [
        (["reuse", "c"], 1, "no passages are shared"),
        (["similar", "c"], 1, "nothing is near to c"),
        (["changed", "--since", "0m"], 1, "nothing changed"),
        (["reuse", "nosuch"], 3, "no article 'nosuch'"),
        (["similar", "nosuch"], 3, "no article 'nosuch'"),
        (["changed", "--since", "soon"], 2, "'soon' is no moment"),
        (["changed", "--since", "@99999"], 2, "there is no state @99999\nhint: The index is in state @"),
        (["changed"], 2, ""),
        (["quotes"], 2, "no words to look for"),
        (["list", "--fields", "id,body"], 2, "the field 'text' can only be searched\nhint: There are id, "),
        (["list", "--sort", "sections"], 2, "can't sort by 'section'"),
        (["index", "--status", "--watch"], 2, "--status and --watch at once"),
        (["index", "--rebuild", "--verify"], 2, "--rebuild and --verify at once"),
        (["reuse", "a", "-f", "ids"], 2, "--format ids"),
        (["reuse", "--refresh", "never"], 4, "there is no index"),
    ],
)
def test_statuses_and_what_is_said(run: Run, place: Path, args: list[str], status: int, said: str) -> None:
    result = run(*args, "-L", place)
    assert result.returncode == status
    assert result.stdout == b"" or args == ["changed"]
    assert said in result.stderr.decode()
    assert "Traceback" not in result.stderr.decode()


def test_index_compares_unless_told_otherwise(run: Run, place: Path, own_place: Path) -> None:
    assert run("index", "-L", place, "--no-compare").returncode == 0
    assert run("reuse", "-L", place, "--refresh", "never").returncode == 4
    assert run("index", "-L", place).returncode == 0
    assert run("reuse", "-L", place, "--refresh", "never").returncode == 0


def test_the_state_that_is_told_can_be_asked_for(run: Run, place: Path) -> None:
    told = run("changed", "--since", "0m", "-L", place).stderr.decode()
    state = re.search(r"state (@\d+)", told)
    assert state
    (place / "new.md").write_text("# New\n")
    assert run("changed", "--since", state[1], "-L", place).stdout == b"added\tnew\t\t\tNew\n"


@pytest.mark.parametrize("columns", [40, 80, 200])
@pytest.mark.parametrize("command", ["reuse", "reuse a", "similar a", "changed --since 1d"])
def test_nothing_is_wider_than_the_terminal(run: Run, place: Path, command: str, columns: int) -> None:
    run("index", "-L", place)
    (place / "d.md").write_text(f"# {'Long ' * 60}\n\n{PASSAGE}\n")
    process = pexpect.spawn(
        sys.executable,
        ["-m", "kratomcli", *command.split(), "-L", str(place), "-q"],
        env=os.environ,
        dimensions=(200, columns),
        encoding="utf-8",
        timeout=PATIENCE,
    )
    lines = _STYLE.sub("", str(process.read())).replace("\r\n", "\n").splitlines()
    process.close()
    assert process.exitstatus == 0
    assert lines
    assert max(map(len, lines)) <= columns
    assert not any(line.endswith(" ") for line in lines)
