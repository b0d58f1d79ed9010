"""Asking for kinds of file, and for places by a pattern."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kratomcli import Library
from kratomcli.errors import UsageError
from kratomcli.model.file_kinds import KINDS
from kratomcli.model.paths import ALL_SUFFIXES, kind_of

PAGE = "<html><head><title>Black tea</title></head><body><p>Tea is black.</p></body></html>"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    folder = tmp_path / "library"
    (folder / "old (1998)").mkdir(parents=True)
    (folder / "green.md").write_text("---\ntitle: Green tea\nkind: recipe\n---\nTea is green.\n")
    (folder / "white.QMD").write_text("# White tea\n\nTea is white.\n")
    (folder / "old (1998)" / "a+b.txt").write_text("Two teas\n\nTea is old.\n")
    (folder / "black.htm").write_text(PAGE)
    with Library.open(folder, cache=tmp_path / "cache") as library:
        yield library


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("kind:html", "black"),
        ("kind:HTM", "black"),
        ("kind:markdown", "green white"),
        ("kind:qmd", "white"),
        ("kind:recipe", "green"),
        ("path:*.htm", "black"),
        ("path:*(1998)", "old (1998)/a+b"),
        ("path:*+b.txt", "old (1998)/a+b"),
        ("path:*.t.t", ""),
        ("tea -kind:markdown", "black,old (1998)/a+b"),
    ],
)
def test_a_kind_or_a_place_chooses_articles(library: Library, query: str, ids: str) -> None:
    found = [entry.id for entry in library.articles(query)]
    assert found == (ids.split(",") if "," in ids or "(" in ids else ids.split())


def test_the_kind_is_listed_counted_and_sorted_by(library: Library) -> None:
    cells = [("html",), ("markdown",), ("markdown",), ("text",)]
    assert list(library.cells(["kind"], sort="kind")) == cells
    assert [entry.kind for entry in library.articles(sort="kind")] == [kind for (kind,) in cells]
    assert library.facet("kind").values == (("markdown", 2), ("html", 1), ("text", 1))
    asked = [json.loads(line) for line in library.lines("json", ["id", "kind"], "kind:text")]
    assert asked == [{"id": "old (1998)/a+b", "kind": "text"}]
    (whole,) = library.lines("json", [], "kind:text")
    assert "kind" not in json.loads(whole)


def test_the_table_and_the_rows_give_every_suffix_the_same_kind(library: Library) -> None:
    from kratomcli.catalog.sql_fields import Columns

    catalog = library._threads.answer(lambda it: it.index.catalog)
    cell = Columns([("", "/x")]).cell("kind")
    for suffix in ALL_SUFFIXES:
        for path in (f"a{suffix}", f"b.md{suffix.upper()}"):
            ((said,),) = catalog.rows(" ".join(["SELECT", cell, "FROM (SELECT ? AS path)"]), (path,))
            assert said == kind_of(path)
    assert {kind_of(suffix) for suffix in ALL_SUFFIXES} == {
        *(kind.module for kind in KINDS),
        "markdown",
        "text",
    }


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("path:*" + "ab*" * 400, "is too long a pattern"),
        ("(" + " OR ".join(f"path:*{number}" for number in range(21)) + ")", "20 are the most"),
    ],
)
def test_patterns_that_cost_too_much_are_refused(library: Library, query: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        list(library.articles(query))
