"""The man page: correct to those who read such pages, whole, and readable in 80 columns."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

import pytest

from conftest import PROJECT
from kratomcli.cli.commands import COMMANDS

PAGE = PROJECT / "docs" / "kratomcli.1"
CHECKERS = (["mandoc", "-Tlint", "-Wstyle"], ["groff", "-man", "-ww", "-z"])


@pytest.mark.parametrize("checker", CHECKERS, ids=["mandoc", "groff"])
def test_a_checker_finds_nothing(checker: list[str]) -> None:
    if shutil.which(checker[0]) is None:
        pytest.skip(f"{checker[0]} is not installed")
    done = subprocess.run([*checker, str(PAGE)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def shown() -> str:
    """The page as a terminal of 80 columns shows it, without bold and italics."""
    if shutil.which("man") is None:
        pytest.skip("man is not installed")
    environ = {**os.environ, "MANWIDTH": "80", "LC_ALL": "C.UTF-8"}
    environ.pop("MAN_KEEP_FORMATTING", None)
    return subprocess.run(
        ["man", "-l", str(PAGE)], env=environ, capture_output=True, text=True, check=True
    ).stdout


def test_every_command_is_there_and_no_line_is_too_long() -> None:
    text = shown()
    assert re.findall(r"^   (\S+)$", text, re.MULTILINE) == list(COMMANDS)
    assert [line for line in text.splitlines() if len(line) > 80] == []
    for part in ("SYNOPSIS", "COMMON OPTIONS", "QUERIES", "EXIT STATUS", "ENVIRONMENT", "FILES", "EXAMPLES"):
        assert f"\n{part}\n" in text


def test_what_is_typed_comes_out_as_it_is_typed() -> None:
    """Also where roff would read a command, a quote or a hyphen of its own."""
    text = shown()
    for typed in (
        "-f, --format FORMAT",
        "withdrawl~, withdrawl~2",
        "--fields A,B,…",
        'title:fox, title:"quick fox"',
        "kratomcli list 'tags:kratom date:2021.. -is:draft' --fields id,date",
        "date:2021-03..2021-06",
    ):
        assert typed in text
