"""`config`: every setting, its value, and where it came from."""

from __future__ import annotations

import json
from pathlib import Path

from jsonschema import validate

from conftest import PROJECT, Make, Run
from kratomcli.config import KEYS

SETTINGS = """\
library = ["a"]
theme = "light"

[queries]
Recent = "date:2024.."

[check]
ignore = [
    "M002",
    "L",
]
"""


def test_each_setting_says_where_it_came_from(folder: Make, run: Run, own_place: Path) -> None:
    place = folder({"kratomcli.toml": SETTINGS, "a/b.md": "B\n"})
    file = str(place / "kratomcli.toml")
    done = run("config", "-f", "json", cwd=place)
    found = json.loads(done.stdout)
    validate(found, json.loads((PROJECT / "docs/schema/setting-1.schema.json").read_text()))
    known = {one["setting"]: (one["value"], one["origin"], one["line"]) for one in found}
    assert known["library"] == ([str(place / "a")], file, 1)
    assert known["theme"] == ("light", file, 2)
    assert known["queries.recent"] == ("date:2024..", file, 5)
    assert known["check.ignore"] == (["M002", "L"], file, 8)
    assert known["max-file-size"] == (10_000_000, "default", None)
    assert known["convention"] == (None, "default", None)
    assert known["cache"] == (str(own_place / "cache" / "kratomcli"), "KRATOMCLI_CACHE", None)
    assert known["config"][0] == str(own_place / "config" / "kratomcli" / "config.toml")
    tables = {name.partition(".")[0] for name in known}
    assert {*KEYS} - tables == {"trusted"}


def test_variables_and_options_count_more(folder: Make, run: Run) -> None:
    place = folder({"kratomcli.toml": SETTINGS, "a/b.md": "B\n", "c/d.md": "D\n"})
    env = {"KRATOMCLI_THEME": "dark", "KRATOMCLI_LIBRARY": str(place / "c")}
    lines = run("config", cwd=place, env=env).stdout.decode().splitlines()
    assert f"library\t{place / 'c'}\tKRATOMCLI_LIBRARY\t" in lines
    assert "theme\tdark\tKRATOMCLI_THEME\t" in lines
    lines = run("config", "-L", place, cwd=place, env=env).stdout.decode().splitlines()
    assert f"library\t{place}\t--library\t" in lines
    assert "check.ignore\tM002, L\t" + str(place / "kratomcli.toml") + "\t8" in lines


def test_without_a_file_all_is_default(run: Run) -> None:
    rows = [line.split("\t") for line in run("config", "--header").stdout.decode().splitlines()]
    assert rows[0] == ["setting", "value", "origin", "line"]
    assert {row[2] for row in rows[1:]} == {
        "default",
        "the sample library",
        "KRATOMCLI_CACHE",
        "XDG_CONFIG_HOME",
    }


def test_a_mistake_is_told_as_everywhere(folder: Make, run: Run) -> None:
    place = folder({"kratomcli.toml": "[new]\nfolder = 3\n"})
    done = run("config", cwd=place)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"new.folder must be text, not 3 (at line 2)" in done.stderr


def test_a_terminal_gets_a_table(run: Run) -> None:
    shown = run("config", "-f", "rich", "--color", "never").stdout.decode()
    assert "Setting" in shown
    assert "max-file-size" in shown
    assert "sample library" in " ".join(shown.split())
