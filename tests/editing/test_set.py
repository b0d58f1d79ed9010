"""`set` on real files: what is said, written, undone, refused and left."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from conftest import Make, Run
from kratomcli import FrontMatterChanges, Library

TEA = "---\ntitle: Tea # mine\ntags: [tea]\n---\n\nGreen.\n"


def contents(place: Path) -> dict[str, bytes]:
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in sorted(place.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def test_it_is_said_first_and_then_done_and_undone(folder: Make, run: Run, tmp_path: Path) -> None:
    place = folder({"a.md": TEA, "sub/b c.md": TEA.replace("\n", "\r\n"), "d.md": "# Milk\n\nWhite"})
    before = contents(place)
    said = run("set", "-L", place, "tags:tea", "--add", "tags=cup")
    assert (said.returncode, contents(place)) == (0, before)
    assert b"kratomcli: 2 articles would change; --write does it" in said.stderr
    assert b"--- a/a.md\n+++ b/a.md\n@@ -1,6 +1,6 @@\n" in said.stdout
    assert b"-tags: [tea]\r\n+tags: [tea, cup]\r\n" in said.stdout

    done = run("set", "-L", place, "tags:tea", "--add", "tags=cup", "--write")
    assert (done.returncode, done.stdout) == (0, said.stdout)
    after = contents(place)
    assert run("list", "-L", place, "tags:cup", "-f", "ids").stdout.split(b"\n")[:2] == [b"a", b"sub/b c"]
    assert run("set", "-L", place, "tags:tea", "--add", "tags=cup", "--write").returncode == 0
    assert contents(place) == after

    patched = tmp_path / "patched"
    for name, data in before.items():
        (patched / name).parent.mkdir(parents=True, exist_ok=True)
        (patched / name).write_bytes(data)
    subprocess.run(["git", "apply"], input=said.stdout, cwd=patched, check=True)
    assert contents(patched) == after

    undone = run("set", "-L", place, "--undo", "-f", "json")
    assert [one["status"] for one in json.loads(undone.stdout)] == ["undone", "undone"]
    assert contents(place) == before
    assert run("set", "-L", place, "--undo").returncode == 1


def test_undoing_again_undoes_what_was_before(library: Callable[[Mapping[str, str]], Library]) -> None:
    lib = library({"a.md": TEA})
    [path] = [Path(os.fsdecode(file)) for file in lib.files()]
    texts = [path.read_text()]
    for number in range(3):
        lib.change("", FrontMatterChanges(set={"num": number})).write()
        texts.append(path.read_text())
    for text in reversed(texts[:-1]):
        [one] = lib.undo() or []
        assert (one.status, path.read_text()) == ("undone", text)
    assert lib.undo() is None


def test_the_log_is_not_in_the_cache(folder: Make, run: Run, own_place: Path) -> None:
    place = folder({"a.md": TEA})
    run("set", "-L", place, "--unset", "title", "--write")
    logs = [path for path in own_place.rglob("*.jsonl") if "cache" not in path.parts]
    assert len(logs) == 1
    assert not stat.S_IMODE(logs[0].stat().st_mode) & 0o077


def test_what_changed_meanwhile_is_left_and_named(folder: Make, run: Run) -> None:
    place = folder({"a.md": TEA, "b.md": TEA})
    with Library.open(place) as lib:
        proposed = lib.change("", FrontMatterChanges(unset=["title"]))
        (place / "a.md").write_text("other")
        done = {one.id: (one.status, one.reason) for one in proposed.write()}
    assert done == {"a": ("refused", "it changed meanwhile"), "b": ("written", "")}
    (place / "b.md").write_text("else")
    undone = run("set", "-L", place, "--undo")
    assert undone.returncode == 4
    assert b"b.md is left: it changed meanwhile" in undone.stderr
    assert contents(place) == {"a.md": b"other", "b.md": b"else"}


@pytest.mark.skipif(os.name == "nt", reason="links and permissions of POSIX")
def test_links_and_what_is_read_only_are_refused(folder: Make, run: Run, tmp_path: Path) -> None:
    place = folder({"a.md": TEA, "real/b.md": TEA, "hard.md": TEA, "fixed.md": TEA, "good.md": TEA})
    (place / "soft.md").symlink_to("a.md")
    os.link(place / "hard.md", tmp_path / "other name")
    (place / "fixed.md").chmod(0o444)
    (place / "good.md").chmod(0o640)
    before = contents(place)
    done = run("set", "-L", place, "--add", "tags=cup", "--write")
    assert done.returncode == 4
    for words in (b"hard.md is left: it has 2 names", b"fixed.md is left: it is read-only"):
        assert words in done.stderr
    after = contents(place)
    assert {name for name in after if after[name] != before[name]} >= {"good.md", "real/b.md"}
    assert (after["hard.md"], after["fixed.md"]) == (before["hard.md"], before["fixed.md"])
    assert (place / "soft.md").is_symlink()
    assert stat.S_IMODE((place / "good.md").stat().st_mode) == 0o640


def test_ids_come_from_standard_input(folder: Make, run: Run) -> None:
    place = folder({"a.md": TEA, "b.md": TEA})
    done = run("set", "-L", place, "--ids", "-", "--add", "tags=cup", "-f", "ids", input=b"b\nnone\n")
    assert (done.returncode, done.stdout) == (3, b"b\n")
    assert run("set", "-L", place, "tea", "--ids", "-", "--add", "tags=x").returncode == 2


def test_statuses(folder: Make, run: Run) -> None:
    place = folder({"a.md": TEA, "b.html": "<title>T</title><p>Text of a page about milk."})
    assert run("set", "-L", place, "tags:none", "--add", "tags=x").returncode == 1
    assert run("set", "-L", place, "tags:tea", "--add", "tags=TEA").returncode == 0
    assert run("set", "-L", place).returncode == 2
    assert run("set", "-L", place, "--set", "date=soon").returncode == 2
    assert run("set", "-L", place, "--undo", "--write").returncode == 2
    other = run("set", "-L", place, "--add", "tags=x", "--write")
    assert other.returncode == 4
    assert b"b.html is left: HTML" in other.stderr
    assert b"[tea, x]" in (place / "a.md").read_bytes()


def test_objects_are_as_the_schema_says(folder: Make, run: Run) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((Path(__file__).parents[2] / "docs/schema/edit-1.schema.json").read_text())
    place = folder({"a.md": TEA, "b.html": "<title>T</title><p>Text of a page about milk."})
    for more in ([], ["--write"]):
        found = json.loads(run("set", "-L", place, "--add", "tags=x", "-f", "json", *more).stdout)
        jsonschema.validate(found, schema)
        assert {one["status"] for one in found} == {"written" if more else "proposed", "refused"}


_LOOP = """
import sys
from kratomcli import FrontMatterChanges, Library
with Library.open(sys.argv[1]) as lib:
    proposed = lib.change("", FrontMatterChanges(add={"tags": ["new"]}))
    print("ready", flush=True)
    proposed.write()
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("part", [0.0, 0.05, 0.3, 0.7])
def test_killed_at_any_moment_each_file_is_old_or_new_and_can_be_undone(folder: Make, part: float) -> None:
    number = 120
    place = folder({f"{at}.md": TEA for at in range(number)})
    old, new = TEA.encode(), TEA.replace("[tea]", "[tea, new]").encode()
    with subprocess.Popen([sys.executable, "-c", _LOOP, str(place)], stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        while process.poll() is None:
            if sum(path.read_bytes() == new for path in place.glob("*.md")) >= part * number:
                process.send_signal(signal.SIGKILL)
                break
            time.sleep(0)
        process.wait()
    assert {path.read_bytes() for path in place.glob("*.md")} <= {old, new}
    with Library.open(place) as lib:
        lib.undo()
        lib.change("", FrontMatterChanges(set={"num": 1})).write()  # which removes what was left behind
        lib.undo()
    assert {path.read_bytes() for path in place.glob("*.md")} == {old}
    assert not [path for path in place.iterdir() if path.name.startswith(".") and "cli" in path.suffix]


def test_undoing_removes_what_a_killed_process_left_beside_an_article(
    library: Callable[[Mapping[str, str]], Library],
) -> None:
    lib = library({"tea.md": TEA})
    lib.change("", FrontMatterChanges(set={"num": 1})).write()
    [path] = [Path(folder) / "tea.md" for folder in lib.status().folders]
    left, other = (
        path.with_name(f".tea.md.{'0f' * 8}.kratomcli"),
        path.with_name(f".b.md.{'0f' * 8}.kratomcli"),
    )
    left.write_text("half")
    other.write_text("of another article")
    lib.undo()
    assert not left.exists()
    assert other.exists()
