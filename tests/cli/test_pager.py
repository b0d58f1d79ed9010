"""Long pages go through the pager, in a real pseudo-terminal, with the real less."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest

from conftest import PATIENCE, Make, Run

MANY = 60
LONG = {
    "list": "list",
    "search": "search tea -n 60",
    "stats": "stats -n 30",
    "quotes": "quotes tea -n 60",
    "links": "links hub",
    "similar": "similar a00 -n 60",
    "reuse": "reuse",
    "changed": "changed --since 2000-01-01",
    "check": "check",
}
"""Each command that pages, with arguments that give more than a screen of 12 lines in `library`."""


@pytest.fixture
def library(folder: Make, run: Run) -> Path:
    """Articles, six by six with a passage of their own; only the hub was there at the first indexing."""
    hub = "# Hub\n\n" + "\n\n".join(f"To [{n}](a{n:02}.md)." for n in range(MANY)) + "\n"
    place = folder({"hub.md": hub})
    assert run("index", env={"KRATOMCLI_LIBRARY": str(place)}).returncode == 0
    for n in range(MANY):
        shared = " ".join(f"word{letter}{n // 6}" for letter in "abcdefghijklmnop")
        (place / f"a{n:02}.md").write_text(
            f"---\ntags: [t{n}]\ndate: {1950 + n}\n---\n# Tea {n}\n\nAll tea number {n} is green.\n\n"
            f"Here {shared}.\n\nSee [x](gone.md).\n"
        )
    return place


Spawn = Callable[..., "pexpect.spawn[str]"]


@pytest.fixture
def spawn(library: Path) -> Spawn:
    """Start the real program in a terminal of 12 lines, by a shell that prints its exit status."""

    def start(command: str, lines: int = 12, **env: str) -> pexpect.spawn[str]:
        line = f'"{sys.executable}" -m kratomcli {command} -q; echo "[status $?]"'
        surroundings = {"TERM": "xterm-256color", "LANG": "C.UTF-8", **env}
        return pexpect.spawn(
            "/bin/sh",
            ["-c", line],
            env={**os.environ, "KRATOMCLI_LIBRARY": str(library), **surroundings},  # type: ignore[arg-type]
            cwd=str(library),
            dimensions=(lines, 80),
            encoding="utf-8",
            timeout=PATIENCE,
        )

    return start


@pytest.fixture
def counting(tmp_path: Path) -> str:
    """A pager that says that it was called, and then prints."""
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\necho PAGED\ncat\n")
    pager.chmod(0o755)
    return str(pager)


@pytest.mark.parametrize("name", LONG)
def test_each_long_page_is_paged_and_keeps_its_status(spawn: Spawn, counting: str, name: str) -> None:
    def shown(command: str, **env: str) -> str:
        process = spawn(command, **env)
        text = str(process.read())
        process.close()
        return text

    paged = shown(LONG[name], PAGER=counting)
    plain = shown(LONG[name] + " --no-pager", PAGER=counting)
    assert paged.count("PAGED\r\n") == 1
    assert paged.replace("PAGED\r\n", "") == plain
    assert "\x1b[" in plain
    assert f"[status {1 if name == 'check' else 0}]" in plain
    assert shown(LONG[name], PAGER="cat") == plain
    assert "PAGED" not in shown(LONG[name], PAGER=counting, TERM="dumb")


def test_what_fits_on_the_screen_is_not_paged(spawn: Spawn, counting: str) -> None:
    for command, status in (("list -n 3", 0), ("search nowhere", 1), ("search tea -n 1", 0)):
        shown = str(spawn(command, PAGER=counting).read())
        assert "PAGED" not in shown
        assert f"[status {status}]" in shown


def test_hits_and_facets_are_one_text_to_page(spawn: Spawn, counting: str) -> None:
    shown = str(spawn("search tea -n 10 --facet tags", PAGER=counting).read())
    assert shown.count("PAGED") == 1
    assert "█" in shown


def test_nothing_is_paged_where_nobody_reads(spawn: Spawn, counting: str) -> None:
    assert "PAGED" not in spawn("list -f rich | cat", PAGER=counting).read()
    assert "PAGED" not in spawn("list -f tsv", PAGER=counting).read()


@pytest.mark.parametrize("pager", ['"', "it's", "no-such-pager", "", " ", "./no-program"])
def test_without_a_pager_that_can_be_started_the_page_is_printed(
    spawn: Spawn, library: Path, pager: str
) -> None:
    (library / "no-program").write_bytes(b"\x00\x01")
    (library / "no-program").chmod(0o755)
    for variable in ("PAGER", "KRATOMCLI_PAGER"):
        shown = str(spawn("list", **{variable: pager}).read())
        assert "hub" in shown
        assert "Traceback" not in shown
        assert "[status 0]" in shown


needs_less = pytest.mark.skipif(shutil.which("less") is None, reason="less is not installed")


@needs_less
@pytest.mark.parametrize(("name", "status"), [("search", 0), ("list", 0), ("stats", 0), ("check", 1)])
def test_less_pages_in_colour_and_may_be_left_early(spawn: Spawn, name: str, status: int) -> None:
    process = spawn(LONG[name], PAGER="less", LESS="RX")
    process.expect_exact("\n:\x1b[K")  # its prompt
    assert "\x1b[" in str(process.before)
    process.send("q")
    process.expect_exact(f"[status {status}]")
    assert "Traceback" not in str(process.before)
    process.expect(pexpect.EOF)
    process.close()


@needs_less
def test_less_goes_to_the_end_and_ends_by_itself_if_all_fits(spawn: Spawn) -> None:
    process = spawn("list", PAGER="less", LESS="RX")
    process.expect_exact("\n:\x1b[K")
    process.send("G")
    process.expect("hub")
    process.send("q")
    process.expect_exact("[status 0]")
    process.expect(pexpect.EOF)
