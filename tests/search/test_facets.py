"""Counts by field, and the library at a glance, against a count by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

import pytest

from kratomcli import Library
from kratomcli.errors import UsageError

Make = Callable[[Mapping[str, str | bytes]], Library]

FILES = {
    "a.md": '---\ntitle: A\ndate: 2021-03-05\ntags: [Sleep, "x, y"]\nrating: 4\nflag: true\n---\n# One\nbadger\n',
    "b.md": "---\ndate: 2021\ntags: [sleep]\nauthors: [Ann]\nrating: 3.5\n---\n# One\n# Two\nbadger fox\n",
    "c.md": "---\ndate: 2020-12\ntags: [Food]\nrating: [4, 5]\nseries: {name: N}\n---\nbadger\n",
    "d.txt": "fox\n",
}


@pytest.mark.parametrize(
    ("name", "query", "values", "missing"),
    [
        ("tags", "", [("Sleep", 2), ("Food", 1), ("x, y", 1)], 1),
        ("tag", "fox", [("sleep", 1)], 1),
        ("authors", "badger", [("Ann", 1)], 2),
        ("date:year", "", [("2021", 2), ("2020", 1)], 1),
        ("date:month", "", [("2020-12", 1), ("2021", 1), ("2021-03", 1)], 1),
        ("date", "badger", [("2020-12", 1), ("2021", 1), ("2021-03-05", 1)], 0),
        ("draft", "", [("false", 4)], 0),
        ("rating", "", [("4", 2), ("3.5", 1), ("5", 1)], 1),
        ("flag", "", [("true", 1)], 3),
        ("series.name", "", [("N", 1)], 3),
        ("series", "", [("N", 1)], 3),
        ("section", "badger", [("one", 2), ("two", 1)], 1),
        ("section", "", [("one", 2), ("two", 1)], 2),
        ("tags", "nothinglikethis", [], 0),
    ],
)
def test_counts(library: Make, name: str, query: str, values: list[tuple[str, int]], missing: int) -> None:
    facet = library(FILES).facet(name, query)
    assert (list(facet.values), facet.missing) == (values, missing)


def test_any_and_limit(library: Make) -> None:
    one = library(FILES)
    facet = one.facet("tags", "fox badger", any=True, limit=1)
    assert (facet.values, facet.other) == ((("Sleep", 2),), 2)


@pytest.mark.parametrize("name", ["", ":year", "tags:year", "date:week", "text"])
def test_what_cannot_be_counted_by(library: Make, name: str) -> None:
    with pytest.raises(UsageError):
        library(FILES).facet(name)


def test_statistics_agree_with_the_articles(library: Make) -> None:
    one = library(FILES)
    found = one.statistics()
    entries = list(one.articles())
    assert found.articles == 4
    assert found.words == sum(entry.words for entry in entries)
    assert dict(found.years.values) == Counter(entry.date[:4] for entry in entries if entry.date)
    coverage = dict(found.coverage)
    for field in ("date", "tags", "authors", "summary"):
        assert coverage[field] == sum(bool(getattr(entry, field)) for entry in entries)
    assert found.longest[0].words == max(entry.words for entry in entries)
    assert [entry.id for entry in found.newest] == ["a", "b", "c"]


def test_an_empty_library_has_statistics_too(library: Make) -> None:
    found = library({}).statistics()
    assert (found.articles, found.words, found.longest) == (0, 0, ())
