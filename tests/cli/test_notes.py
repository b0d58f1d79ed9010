"""What is said beside an answer: that it may be old, whose articles these are, what was not read."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kratomcli import Library

Make = Callable[[Mapping[str, str | bytes]], Path]
Run = Callable[..., subprocess.CompletedProcess[bytes]]


def notes(result: subprocess.CompletedProcess[bytes]) -> list[str]:
    return [line.removeprefix("kratomcli: ") for line in result.stderr.decode().splitlines()]


@pytest.fixture
def slow(folder: Make) -> Callable[[float], Path]:
    """Make a library whose scans are known to take ten minutes, looked at so many seconds ago."""

    def make(ago: float) -> Path:
        place = folder({"tea.md": "# Tea\n\nWater and leaves, of which there are many kinds.\n"})
        with Library.open(place) as library:
            library.sync()
            library.compare()
            library._index.catalog.note(scan="600", slow="2", synced=repr(time.time() - ago))
        (place / "okapi.md").write_text("An okapi.\n")
        return place

    return make


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["list", "okapi"], "no article matches okapi"),
        (["search", "okapi"], "no article matches okapi"),
        (["search", "okapi", "--facet", "tags", "-f", "json"], "no article matches okapi"),
        (["quotes", "okapi"], "no article matches okapi"),
        (["export", "okapi"], "no article matches okapi"),
        (["similar", "tea"], "nothing is near to tea"),
        (["reuse"], "no passages are shared"),
        (["changed", "--since", "1m"], "nothing changed"),
    ],
)
def test_what_was_not_looked_at_is_said_with_what_was_not_found(
    run: Run, slow: Callable[[float], Path], command: list[str], said: str
) -> None:
    result = run(*command, "-L", slow(7200))
    assert result.returncode == 1
    said += "; the folders were last looked at 2 hours ago; 'kratomcli index' looks now"
    assert said in notes(result)
    assert result.stderr.count(b"looked at") == 1


def test_an_id_that_is_not_there_is_no_exception(run: Run, slow: Callable[[float], Path]) -> None:
    result = run("show", "okapi", "-L", slow(7200))
    assert result.returncode == 3
    assert b"no article 'okapi'; the folders were last looked at 2 hours ago" in result.stderr
    assert result.stderr.count(b"looked at") == 1


def test_just_now_is_said_in_seconds_and_only_where_something_is_missed(
    run: Run, slow: Callable[[float], Path]
) -> None:
    place = slow(0)
    assert notes(run("search", "water", "-L", place)) == []
    said = notes(run("search", "okapi", "-L", place))[-1]
    assert said.startswith("no article matches okapi; the folders were last looked at ")
    assert " ago; 'kratomcli index' looks now" in said
    assert "just now" not in said
    run("index", "-q", "-L", place)
    assert notes(run("search", "okapi", "-L", place)) == []


def test_where_all_was_looked_at_only_that_is_said(run: Run, folder: Make) -> None:
    assert notes(run("list", "okapi", "-L", folder({"tea.md": "Tea\n"}))) == ["no article matches okapi"]
