"""Calls without Typer: what they give a command is what Typer gives it, or they leave the call to Typer."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FunctionType
from typing import Any

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from conftest import PROJECT
from kratomcli.cli import query_words
from kratomcli.cli.app import app
from kratomcli.cli.commands import COMMANDS, module_of
from kratomcli.cli.plain_calls import parameters

WORDS = [
    "withdrawal",
    "x y",
    "tags:tea",
    "é",
    "naïve",
    "-",
    "",
    " ",
    "-x",
    "-tea",
    "--",
    "---",
    "\udce9",
    "=",
    "0",
]
VALUES = [
    "3",
    "-3",
    "007",
    "99999999999",
    "1_0",
    "1.5",
    "٣",
    "ids",
    "json",
    "tsv",
    "auto",
    "never",
    "1",
    "date:desc",
]


def declared(name: str) -> list[str]:
    """The names of a command's options, with and without what may follow them."""
    command = typer.main.get_command(app).get_command(None, name)  # type: ignore[attr-defined]
    return [option for param in command.params for option in (*param.opts, *param.secondary_opts)]


OPTIONS = {name: [option for option in declared(name) if option.startswith("-")] for name in COMMANDS}


def from_typer(name: str, args: list[str]) -> dict[str, Any] | None:
    """What Typer gives the command; None if it refuses the arguments, or shows the help."""
    command = typer.main.get_command(app).get_command(None, name)  # type: ignore[attr-defined]
    try:
        context = command.make_context(name, list(args))
    except (SystemExit, Exception):
        return None
    kept: dict[str, Any] = {}
    seen = _keeper(module_of(name).command, kept)
    with _callback(command, seen):
        command.invoke(context)
    return kept


def _keeper(command: Callable[..., None], kept: dict[str, Any]) -> Callable[..., None]:
    def keep(**given: Any) -> None:
        kept.update(given)

    return keep


@contextmanager
def _callback(command: Any, instead: Callable[..., None]) -> Iterator[None]:
    """Typer's wrapper around a command calls `instead`, with the values that it has converted."""
    cell = next(
        cell
        for cell in command.callback.__closure__
        if isinstance(cell.cell_contents, FunctionType) and cell.cell_contents.__name__ == "command"
    )
    before = cell.cell_contents
    cell.cell_contents = instead
    try:
        yield
    finally:
        cell.cell_contents = before


def with_defaults(name: str, given: dict[str, object]) -> dict[str, Any]:
    """What a command called with these arguments has."""
    command = module_of(name).command
    names = command.__code__.co_varnames[: command.__code__.co_argcount]
    defaults = command.__defaults__ or ()
    return dict(zip(names[len(names) - len(defaults) :], defaults, strict=True)) | given


@st.composite
def calls(draw: st.DrawFn) -> tuple[str, list[str]]:
    name = draw(st.sampled_from(COMMANDS))
    option = st.sampled_from(OPTIONS[name])
    value = st.sampled_from(WORDS + VALUES) | st.text(max_size=4)
    piece = st.one_of(
        value.map(lambda text: [text]),
        option.map(lambda text: [text]),
        st.tuples(option, value).map(list),
        st.tuples(option, value).map(lambda pair: ["=".join(pair)]),
        st.tuples(option, value).map(lambda pair: ["".join(pair)]),
        option.map(lambda text: [text[:-1]]),
    )
    return name, [arg for one in draw(st.lists(piece, max_size=5)) for arg in one]


@given(calls())
def test_a_plain_call_gives_what_typer_gives(call: tuple[str, list[str]]) -> None:
    name, args = call
    given = parameters(module_of(name).command, args)
    if given is not None and not (not args and getattr(module_of(name), "NEEDS_ARGUMENTS", False)):
        assert from_typer(name, args) == with_defaults(name, given)
        assert not query_words.doubts


PLAIN = [
    "list",
    "list tags:kratom date:2021.. --sort date:desc -f ids",
    "list -n5 --no-header -f tsv --fields id,title",
    "search opioid withdrawal -n 3 --snippets 1 -f json --explain",
    "search --any tea=1 --facet tags --facet date:year -L seeds -L docs",
    "show 004#relieving --body -f text",
    "show -",
    "export --to json -o out.json",
    "similar 004 --limit=3 -q",
    "stats",
    "index --no-compare",
]


@pytest.mark.parametrize("line", PLAIN)
def test_what_scripts_and_people_type_is_plain(line: str) -> None:
    name, *args = line.split()
    given = parameters(module_of(name).command, args)
    assert given is not None
    assert from_typer(name, args) == with_defaults(name, given)


TYPERS = [
    "list --help",
    "list -h",
    "list --limit many",
    "list --limit -1",
    "list -qx",
    "search tea -milk",
    "search -- --any",
    "list --formats ids",
    "list -f idz",
    "show",
    "similar 004 003",
    "index --wait 3",
]


@pytest.mark.parametrize("line", TYPERS)
def test_anything_else_is_left_to_typer(line: str) -> None:
    name, *args = line.split()
    assert parameters(module_of(name).command, args) is None


def imported(*args: str, status: int = 0, **environ: str) -> set[str]:
    """The packages that a call imports."""
    command = [sys.executable, "-X", "importtime", "-m", "kratomcli", *args]
    result = subprocess.run(command, capture_output=True, cwd=PROJECT, env=os.environ | environ)
    assert result.returncode == status, result.stderr
    lines = result.stderr.decode().splitlines()
    return {
        line.rpartition("|")[2].strip().split(".")[0] for line in lines if line.startswith("import time:")
    }


def test_typer_is_imported_only_where_it_is_needed() -> None:
    for call in (["list"], ["search", "withdrawal"], ["show", "004"], ["stats", "-f", "json"]):
        assert "typer" not in imported(*call)
    for call in (["--version"], ["list", "--help"], ["search", "withdrawal", "-tea"]):
        assert "typer" in imported(*call)
    assert "typer" in imported("list", "--nothing", status=2)


@pytest.mark.parametrize("call", [["list"], ["search", "withdrawal"], ["show", "001"]])
def test_a_short_answer_imports_nothing_that_takes_long(call: list[str]) -> None:
    imported(*call)  # which may index, and that takes more
    heavy = {"dataclasses", "inspect", "urllib", "html", "pathlib", "tempfile", "subprocess", "logging"}
    heavy |= {"rich", "yaml", "markdown", "markdown_it", "numpy", "asyncio"}
    assert not imported(*call) & heavy


def test_a_shell_that_asks_for_completions_gets_them() -> None:
    asked = {"_KRATOMCLI_COMPLETE": "complete_bash", "COMP_WORDS": "kratomcli list", "COMP_CWORD": "2"}
    assert "typer" in imported("list", **asked)
