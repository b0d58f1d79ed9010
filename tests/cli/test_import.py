"""The command `import`: its outputs, its bar on a terminal, and what an interrupt or a kill leaves."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pexpect
import pytest

from conftest import PATIENCE, PROJECT, Run

HEAD = "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE>\n<H1>Bookmarks</H1>\n<DL><p>\n"


def bookmarks(path: Path, number: int) -> Path:
    links = (
        f'<DT><A HREF="https://x.example/{n}" ADD_DATE="{1600000000 + n}" TAGS="tea">Tea {n}</A>\n<DD>About {n}\n'
        for n in range(number)
    )
    path.write_text(HEAD + "".join(links) + "</DL><p>", encoding="utf-8")
    return path


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.rglob("*.md")}


def test_rows_ids_and_json(run: Run, tmp_path: Path) -> None:
    source = bookmarks(tmp_path / "a.html", 2)
    rows = run("import", "a.html", "missing", "--into", "rows", "--header")
    assert rows.returncode == 4
    assert [line.split("\t")[:3] for line in rows.stdout.decode().splitlines()] == [
        ["status", "path", "title"],
        ["written", "Tea 0.md", "Tea 0"],
        ["written", "Tea 1.md", "Tea 1"],
        ["failed", "", "missing"],
    ]
    assert run("import", "a.html", "--into", "ids", "-f", "ids").stdout == b"Tea 0\nTea 1\n"
    assert run("list", "-L", "ids", "-f", "ids").stdout == b"Tea 0\nTea 1\n"
    made = json.loads(run("import", source, "missing", "--into", "json", "-f", "json").stdout)
    schema = json.loads((PROJECT / "docs" / "schema" / "import-1.schema.json").read_text())
    jsonschema.validate(made, schema)
    assert [list(one) for one in made] == [schema["$defs"]["import"]["required"]] * 3
    assert made[0] == {
        **{"status": "written", "source": str(source), "importer": "bookmarks"},
        **{"title": "Tea 0", "path": "Tea 0.md", "reason": None},
    }
    assert (made[2]["status"], made[2]["importer"], made[2]["path"]) == ("failed", None, None)


def test_what_is_done_is_said_and_quiet_says_nothing(run: Run, tmp_path: Path) -> None:
    bookmarks(tmp_path / "a.html", 3)
    dry = run("import", "a.html", "--into", "new", "--dry-run")
    assert f"3 articles would be written to {tmp_path}/new, 0 known".encode() in dry.stderr
    assert not (tmp_path / "new").exists()
    assert b"3 articles written" in run("import", "a.html", "--into", "new").stderr
    again = run("import", "a.html", "--into", "new")
    assert (again.returncode, again.stdout) == (0, b"")
    assert b"0 articles written" in again.stderr
    assert b"3 known" in again.stderr
    assert run("import", "a.html", "--into", "new", "-q").stderr == b""


def test_a_page_for_people(run: Run, tmp_path: Path) -> None:
    bookmarks(tmp_path / "a.html", 30)
    page = run("import", "a.html", "missing", "--into", "new", "-f", "rich").stdout.decode()
    assert "written  30" in page
    assert "Tea 19.md" in page
    assert "Tea 20.md" not in page
    assert "and 10 more" in page
    assert "missing" in page


def test_mistakes_are_said_in_one_line(run: Run, tmp_path: Path) -> None:
    bookmarks(tmp_path / "a.html", 1)
    (tmp_path / "file").write_text("")
    for args, status, said in (
        (["a.html", "--into", "new", "--from", "bookmark"], 2, "no importer 'bookmark'"),
        (["a.html", "--into", "file"], 4, "is a file, not a folder"),
        (["a.html", "--into", "file/folder"], 4, "Not a directory"),
        (["a.html"], 2, "--into"),
        (["file", "--into", "new"], 4, "--from NAME says what a source is; docs/import.md"),
    ):
        result = run("import", *args)
        assert (result.returncode, said in result.stderr.decode()) == (status, True), (args, result.stderr)


def test_folders_above_the_target_are_made(run: Run, tmp_path: Path) -> None:
    bookmarks(tmp_path / "a.html", 1)
    assert run("import", "a.html", "--into", "no/such/folder").returncode == 0
    assert list(texts(tmp_path / "no")) == ["Tea 0.md"]


def test_a_reason_and_its_hint_are_two_sentences(run: Run) -> None:
    said = run("import", "http://127.0.0.1:1/", "--into", "new").stderr.decode()
    assert "Connection refused. Save the page, and import the file." in said


def test_a_terminal_names_a_failure_once(tmp_path: Path) -> None:
    bookmarks(tmp_path / "a.html", 1)
    args = ["-m", "kratomcli", "import", "a.html", "missing", "--into", "new"]
    child = pexpect.spawn(sys.executable, args, cwd=tmp_path, timeout=PATIENCE, encoding="utf-8")
    child.expect(pexpect.EOF)
    assert "failed   " in child.before
    assert "no such file" in child.before
    assert "kratomcli: missing" not in child.before


def test_names_for_from_are_completed(run: Run) -> None:
    env = {
        "_KRATOMCLI_COMPLETE": "complete_bash",
        "COMP_WORDS": "kratomcli import a --from book",
        "COMP_CWORD": "4",
    }
    assert "bookmarks" in run(env=env).stdout.decode()


def started(args: list[str], place: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "kratomcli", *args],
        cwd=place,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)


def wait_for_more(folder: Path, process: subprocess.Popen[bytes]) -> None:
    had = len(list(folder.glob("*.md")))
    wait_for(lambda: len(list(folder.glob("*.md"))) > had + 100 or process.poll() is not None)


@pytest.mark.parametrize(("way", "status"), [(signal.SIGKILL, -9), (signal.SIGINT, 130)])
def test_an_import_that_is_ended_goes_on_without_doubles(
    run: Run, tmp_path: Path, way: int, status: int
) -> None:
    bookmarks(tmp_path / "a.html", 6000)
    for part in range(3):
        process = started(["import", "a.html", "--into", "new"], tmp_path)
        wait_for_more(tmp_path / "new", process)
        os.kill(process.pid, way)
        assert process.wait(PATIENCE) == status, part
    assert run("import", "a.html", "--into", "new").returncode == 0
    assert run("import", "a.html", "--into", "whole").returncode == 0
    assert len(texts(tmp_path / "whole")) == 6000
    assert texts(tmp_path / "new") == texts(tmp_path / "whole")
    left = [name for name in os.listdir(tmp_path / "new") if not name.endswith(".md")]  # noqa: PTH208
    assert left == [".kratomcli-import.jsonl"]


def test_two_at_once_are_refused(run: Run, tmp_path: Path) -> None:
    bookmarks(tmp_path / "a.html", 6000)
    bookmarks(tmp_path / "b.html", 1)
    first = started(["import", "a.html", "--into", "new"], tmp_path)
    wait_for(lambda: (tmp_path / "new" / "Tea 9.md").exists())
    os.kill(first.pid, signal.SIGSTOP)
    try:
        (tmp_path / "b.html").write_text(HEAD + '<DT><A HREF="https://y.example/">B</A></DL>')
        second = run("import", "b.html", "--into", "new")
        assert second.returncode == 4
        assert b"another process imports into" in second.stderr
    finally:
        os.kill(first.pid, signal.SIGCONT)
    assert first.wait(PATIENCE) == 0
    assert len(texts(tmp_path / "new")) == 6000


def test_a_terminal_shows_a_bar(tmp_path: Path) -> None:
    bookmarks(tmp_path / "a.html", 20_000)
    terminal = pexpect.spawn(
        sys.executable,
        ["-m", "kratomcli", "import", "a.html", "--into", "new"],
        cwd=str(tmp_path),
        timeout=PATIENCE,
        dimensions=(24, 100),
        encoding="utf-8",
    )
    terminal.expect("importing")
    terminal.expect(r"\d,\d\d\d")
    terminal.expect("20,000 articles written")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0
