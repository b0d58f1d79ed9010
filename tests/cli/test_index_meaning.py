"""`index --meaning`: vectors made with the index, told by its status, and not without being asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import Make, Run

pytest.importorskip("wordllama", reason="the light model is an extra")

ARTICLES = {"car.md": "# Cars\n\nAn automobile has a motor.", "tea.md": "# Tea\n\nLeaves in hot water."}


def embedded(run: Run, place: Path) -> dict[str, object] | None:
    """What the status of the index says of meaning."""
    found = json.loads(run("index", "--status", "-f", "json", "-L", place).stdout)
    known: dict[str, object] | None = found[0]["meaning"]
    return known


def test_vectors_are_made_if_they_are_asked_for(run: Run, folder: Make) -> None:
    place = folder(ARTICLES)
    assert not run("index", "-L", place).returncode
    assert embedded(run, place) is None
    done = run("index", "--meaning", "-L", place)
    said = done.stderr.decode().splitlines()[-1]
    assert said == "kratomcli: 2 passages of 2 articles have vectors of the model light"
    known = embedded(run, place)
    assert known
    assert [known[name] for name in ("model", "articles", "passages")] == ["light", 2, 2]
    shown = run("index", "--status", "-L", place).stdout.decode()
    assert "light: 2 passages of 2 articles" in shown
    assert not run("index", "--verify", "-L", place).returncode


def test_settings_turn_them_on_and_an_option_off(run: Run, folder: Make) -> None:
    place = folder({**ARTICLES, "kratomcli.toml": "meaning = true\n"})
    run("index", "--no-meaning", cwd=place)
    assert embedded(run, place) is None
    run("index", cwd=place)
    assert embedded(run, place)
