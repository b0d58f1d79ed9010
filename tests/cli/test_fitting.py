"""Options that can do nothing for a format are refused, and those that can are taken."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest

from conftest import Make, Run
from kratomcli.cli.commands import module_of
from kratomcli.cli.option_rules import FORMATS, require_fitting
from kratomcli.errors import UsageError

VALUES = {
    "--fields": "id",
    "--facet": "tags",
    "--highlight": "tea",
    "--style": "apa",
    "--locale": "de",
    "--title": "All of them",
    "--url": "https://notes.example/",
    "--templates": "own",
    "--output": "graph",
}
WORDS = {
    "search": ["tea"],
    "show": ["a"],
    "similar": ["a"],
    "links": ["a"],
    "changed": ["--since", "1d"],
    "import": ["marks.html", "--into", "notes"],
    "quotes": ["tea"],
}
ROWS = [(command, option) for command, table in FORMATS.items() for option in table]


def known(command: str) -> set[str]:
    module = module_of(command)
    return {*get_args(module.Format)} - {"auto"}


@pytest.mark.parametrize(("command", "option"), ROWS)
def test_an_option_that_does_nothing_is_refused(run: Run, tmp_path: Path, command: str, option: str) -> None:
    fitting = FORMATS[command][option]
    assert {*fitting} < known(command)
    name = option.split()[0].removeprefix("--").replace("-", "_")
    given: dict[str, Any] = {"header": False} if name == "no_header" else {name: True}
    for format in sorted(known(command)):
        if format in fitting:
            require_fitting(command, format, **given)
        else:
            with pytest.raises(UsageError, match=f"^{option} with --format {format}"):
                require_fitting(command, format, **given)
    other = min(known(command) - {*fitting, "site"})
    value = [VALUES[option]] if option in VALUES else []
    asked = run(command, *WORDS.get(command, []), *option.split(), *value, "-f", other)
    assert (asked.returncode, asked.stdout) == (2, b"")
    errors = [line for line in asked.stderr.decode().splitlines() if line.startswith("error")]
    assert errors == [f"error: {option} with --format {other}"]
    assert "It goes with" in asked.stderr.decode()


def test_what_nobody_asked_for_is_never_refused(folder: Make, run: Run) -> None:
    place = folder({"a.md": "A tea.\n"})
    for command, formats in (("list", known("list")), ("search", known("search")), ("show", known("show"))):
        for format in sorted(formats):
            assert run(command, *WORDS.get(command, []), "-L", place, "-f", format).returncode == 0


def test_ids_come_in_their_own_order_and_number(folder: Make, run: Run) -> None:
    place = folder({"a.md": "A.\n", "b.md": "B.\n"})
    for option in (["--sort", "title"], ["-n", "0"]):
        asked = run("export", "--ids", "-", "-L", place, *option, input=b"b\na\n")
        assert (asked.returncode, asked.stdout) == (2, b"")
        assert b"and --ids together" in asked.stderr


def test_only_the_status_of_an_index_has_formats(run: Run) -> None:
    assert run("index", "--status", "-f", "json").returncode == 0
    assert run("index", "-f", "json").returncode == 2


@pytest.mark.parametrize("seconds", ["abc", "-1", "1.5", " 1", "\u00b2", "9" * 13, "1" * 5000])
def test_a_moment_that_is_none_is_an_error_of_one_line(folder: Make, run: Run, seconds: str) -> None:
    place = folder({"a.md": "A.\n"})
    for command in (["export", "-f", "epub", "-o", "out.epub"], ["check"]):
        asked = run(*command, "-L", place, env={"SOURCE_DATE_EPOCH": seconds})
        assert (asked.returncode, asked.stdout) == (2, b"")
        assert asked.stderr.startswith(b"error: SOURCE_DATE_EPOCH must be whole seconds since 1970, not ")
        assert b"Traceback" not in asked.stderr
        assert len(asked.stderr) < 250
    assert not (place.parent / "out.epub").exists()
    fine = run("check", "-L", place, env={"SOURCE_DATE_EPOCH": "1714521600"})
    assert fine.returncode in (0, 1)
