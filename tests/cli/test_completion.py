"""Completion in the shell, asked as a shell asks."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


def completed(line: str) -> str:
    """All that zsh is offered, without its escapes."""
    env = os.environ | {"_KRATOMCLI_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": line}
    command = [sys.executable, "-m", "kratomcli"]
    shown = subprocess.run(command, env=env, capture_output=True, text=True, check=False).stdout
    return shown.replace("\\", "")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("kratomcli show 00", "003_8952f524e361d085"),
        ("kratomcli list tags:opi", "tags:opioid-addiction"),
        ("kratomcli list ta", "tags"),
        ("kratomcli search is:", "is:draft"),
        ("kratomcli list --sort da", "date:desc"),
        ("kratomcli list --fields id,ti", "id,title"),
        ("kratomcli se", "search"),
        ("kratomcli check --select L001,P0", "L001,P002"),
    ],
)
def test_words_are_completed_from_the_index(line: str, expected: str) -> None:
    subprocess.run([sys.executable, "-m", "kratomcli", "index", "-q"], check=True)
    assert expected in completed(line)


def test_completion_never_gets_in_the_way() -> None:
    assert "003_" not in completed("kratomcli show 00"), "there is no index yet"
    assert "rror" not in completed("kratomcli list -L /nowhere tags:")
