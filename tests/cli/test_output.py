"""Every result has one description, and every format is made of it in the same way."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Make, Run
from kratomcli.cli.commands import COMMANDS, module_of
from kratomcli.cli.output import Id, Look, Table, cell, write, write_one

BREAKS = "\t\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"

ASKED = {
    "search": ["search", "tea"],
    "facets": ["search", "tea", "--facet", "tags"],
    "similar": ["similar", "a  b"],
    "links": ["links", "a  b"],
    "reuse": ["reuse"],
    "reuse of one": ["reuse", "a  b"],
    "quotes": ["quotes", "tea"],
    "changed": ["changed", "--since", "@1"],
    "stats": ["stats"],
}
SHARED = (
    "Whoever drinks green tea in the evening sleeps later than others do, says the longest of the studies so"
    " far, which followed nine hundred nurses of two hospitals by the sea and wrote down each of their cups."
)


class Pairs(Table[tuple[str, float]]):
    columns = ("id", "number")

    def row(self, one: tuple[str, float]) -> Iterable[object]:
        return Id(one[0]), one[1]

    def as_json(self, one: tuple[str, float]) -> object:
        return {"id": one[0]}

    def ids(self, found: Iterable[tuple[str, float]]) -> Iterable[str]:
        return (id for id, _ in found)


@given(st.text(alphabet=st.one_of(st.sampled_from(BREAKS + " "), st.characters())))
def test_a_cell_is_one_cell_whatever_its_text(text: str) -> None:
    made = cell(text)
    assert not set(made) & set(BREAKS)
    assert len(made.splitlines()) <= 1
    assert cell(made) == made


def test_cells_of_numbers_and_ids() -> None:
    assert [cell(2), cell(0.12345), cell(2.0), cell(""), cell(Id("a  b")), cell("a  b")] == [
        *("2", "0.123", "2.000", "", "a  b", "a b"),
    ]


def test_formats_of_a_table(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    pairs = [("a", 1.0), ("b  c", 0.5)]
    written = {
        Look("tsv"): b"a\t1.000\nb  c\t0.500\n",
        Look("tsv", header=True): b"id\tnumber\na\t1.000\nb  c\t0.500\n",
        Look("json"): b'[\n{"id":"a"},\n{"id":"b  c"}\n]\n',
        Look("jsonl"): b'{"id":"a"}\n{"id":"b  c"}\n',
        Look("ids"): b"a\nb  c\n",
        Look("ids", null=True): b"a\0b  c\0",
    }
    for look, expected in written.items():
        write(Pairs(), iter(pairs), look)
        assert capfdbinary.readouterr().out == expected, look
    write_one(Pairs(), pairs[0], Look("json"))
    assert capfdbinary.readouterr().out == b'{"id":"a"}\n'


@pytest.mark.parametrize("asked", ASKED.values(), ids=list(ASKED))
def test_every_row_of_a_command_has_the_cells_of_its_header(folder: Make, run: Run, asked: list[str]) -> None:
    place = folder(
        {
            "a  b.md": f"---\ntags: [tea, 'two  words']\n---\n# One\ttitle\n\n{SHARED}\n\nTea is\nwarm.\n",
            "c.md": f"---\ntags: [tea]\n---\n# Other\n\n{SHARED}\n",
        }
    )
    run("index", "-L", place)
    shown = run(*asked, "-L", place, "-f", "tsv", "--header")
    assert shown.returncode in (0, 1)
    header, *rows = shown.stdout.decode().splitlines()
    assert rows or asked[0] in ("changed", "similar", "links"), shown.stderr
    assert all(row.count("\t") == header.count("\t") for row in rows)
    plain = run(*asked, "-L", place, "-f", "tsv")
    assert plain.stdout.decode().splitlines() == rows


def test_ids_are_printed_as_they_are_taken(folder: Make, run: Run) -> None:
    place = folder({"a  b.md": f"# A\n\n{SHARED}\n", "c.md": f"# C\n\n{SHARED}\n"})
    run("index", "-L", place)
    for asked in (["search", "tea"], ["quotes", "tea"], ["reuse"], ["list"]):
        shown = run(*asked, "-L", place, "-f", "ids", "--null").stdout
        assert b"a  b\0" in shown or asked[0] == "quotes", asked
        for id in shown.rstrip(b"\0").split(b"\0"):
            assert run("show", "-L", place, "--toc", "--", id.decode()).returncode == 0
    first = run("quotes", "tea", "-L", place, "-f", "tsv").stdout.decode().split("\t")[0]
    assert run("show", "-L", place, "--", first).returncode == 0


def test_help_names_the_formats_that_there_are(run: Run) -> None:
    for name in COMMANDS:
        module = module_of(name)
        formats = [*get_args(getattr(module, "Format", getattr(module, "Target", None)))]
        shown = " ".join(run(name, "--help").stdout.decode().split())
        assert all(format in shown for format in formats if format != "auto"), name
        assert ("--format " in shown) == bool(formats), name


def test_saved_queries_come_as_other_results_do(folder: Make, run: Run) -> None:
    place = folder({"kratomcli.toml": '[queries]\nnew = "date:2024.."\n', "a.md": "A.\n"})
    assert run("queries", "--header", cwd=place).stdout == b"name\tquery\n@new\tdate:2024..\n"
    (line,) = run("queries", "-f", "jsonl", cwd=place).stdout.splitlines()
    assert json.loads(line) == {"name": "new", "query": "date:2024.."}
