"""Standard streams that are closed, full or hold bytes that are no text: one line, and the right status."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import Make, Run
from kratomcli.cli.commands import COMMANDS

FILES = {
    "one.md": "---\ntitle: One\ntags: [tea]\n---\nThe kettle sings.\n",
    "two.md": "# Two\n\nNo kettle.\n",
}
NEEDS = {
    "show": "one",
    "search": "kettle",
    "quotes": "kettle",
    "similar": "one",
    "links": "one",
    "changed": "--since 3d",
    "import": "nothing.html --into new --dry-run",
}
WRITERS = [
    *(
        "--help",
        "--version",
        "list --help",
        "--show-completion bash",
        "list -f csv",
        "list -f json",
        "list --count",
    ),
    *("show one -f raw", "show one -f html", "search kettle -f rich", "check -f sarif", "index --status"),
    *("export --to sqlite", "export --to csv", "check --explain L001", "stats -f json", "show one"),
]


def shell(script: str, place: Path | str = "") -> subprocess.CompletedProcess[bytes]:
    """Run a line of shell in which K is the program."""
    script = f'K() {{ "{sys.executable}" -m kratomcli "$@"; }}\n{script}'
    env = {**os.environ, **({"KRATOMCLI_LIBRARY": str(place)} if place else {})}
    return subprocess.run(["bash", "-c", script], capture_output=True, env=env, check=False, timeout=60)


def said(result: subprocess.CompletedProcess[bytes]) -> list[str]:
    text = result.stderr.decode()
    assert "Traceback" not in text
    assert "Exception" not in text
    return [line for line in text.splitlines() if not line.startswith("kratomcli: ")]


@pytest.mark.parametrize("args", WRITERS)
@pytest.mark.parametrize("where", [">/dev/full", ">&-"])
def test_an_output_that_takes_nothing_is_said_in_one_line(folder: Make, args: str, where: str) -> None:
    result = shell(f"K {args} {where}", folder(FILES))
    why = "No space left on device" if "full" in where else "Bad file descriptor"
    assert said(result) == [f"error: can't write to standard output: {why}"]
    assert result.returncode == 4


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_needs_standard_error(folder: Make, name: str) -> None:
    place = folder(FILES)
    args = f"{name} {NEEDS.get(name, '')}"
    expected = shell(f"K {args} 2>/dev/null", place)
    for where in ("2>&-", "2>/dev/full"):
        result = shell(f"K {args} {where}", place)
        assert (result.returncode, result.stdout) == (expected.returncode, expected.stdout), where
        assert result.stderr == b""


@pytest.mark.parametrize(
    ("args", "status"), [("list titel:x", 2), ("list --bogus", 2), ("show nothing", 3), ("list -fbogus", 2)]
)
def test_a_mistake_has_its_status_though_nobody_hears_of_it(folder: Make, args: str, status: int) -> None:
    for where in ("2>&-", "2>/dev/full", ">&- 2>&-", "<&- >&- 2>&-"):
        assert shell(f"K {args} {where}", folder(FILES)).returncode == status


def test_a_closed_input_is_said_where_it_is_read(folder: Make) -> None:
    place = folder(FILES)
    assert shell("K list -f ids <&-", place).stdout == b"one\ntwo\n"
    for args in ("show -", "export --ids -"):
        result = shell(f"K {args} <&-", place)
        assert said(result) == ["error: can't read ids from standard input: Bad file descriptor"]
        assert result.returncode == 4


def test_ids_that_are_no_utf_8_cost_only_themselves(run: Run, folder: Make) -> None:
    place = folder(FILES)
    for args in (["show", "-"], ["export", "--ids", "-"]):
        result = run(*args, "-L", place, input=b"one\ncaf\xe9\ntwo\n")
        assert result.returncode == 3
        assert b"kettle sings" in result.stdout
        assert b"No kettle" in result.stdout
        assert said(result)[0] == "error: no article 'caf�'"


def test_nothing_is_written_into_files_that_came_to_lie_at_a_closed_stream(folder: Make) -> None:
    place = folder(FILES)
    shell("K index <&- >&- 2>&-", place)
    result = shell("K index --verify", place)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("args", ["--help", "list --help", "list", "check", "stats", "show one -f raw"])
def test_nobody_reading_is_no_mistake(folder: Make, args: str) -> None:
    result = shell(f"K {args} | true; exit ${{PIPESTATUS[0]}}", folder(FILES))
    assert said(result) == []
    assert result.returncode in (0, 1)  # check found what it found, if it was through before


def test_a_file_that_is_full_is_named(run: Run, folder: Make, tmp_path: Path) -> None:
    if not Path("/dev/full").exists() or shutil.which("mkfifo") is None:
        pytest.skip("no /dev/full here")
    result = run("export", "-o", "/dev/full", "-L", folder(FILES), "--force")
    assert result.returncode == 4
    assert "/dev/full" in "".join(said(result))
