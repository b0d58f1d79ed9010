"""Front-matter values → fields."""

from __future__ import annotations

import pytest

from kratomcli.readers import read
from kratomcli.readers.metadata import absorb


@pytest.mark.parametrize(
    ("field", "value", "meaning"),
    [
        ("title", "A  title\nin two lines ", "A title in two lines"),
        ("title", 1984, "1984"),
        ("title", True, "true"),
        ("summary", "Two\n lines.", "Two lines."),
        ("date", "5 Oct 2021", "2021-10-05"),
        ("date", 2021, "2021"),
        ("updated", "2021-10-05", "2021-10-05"),
        ("tags", ["b", "a"], ("b", "a")),
        ("tags", "one, two;three ,, ", ("one", "two", "three")),
        ("tags", "User-centered design", ("User-centered design",)),
        ("tags", ["Kratom", "kratom ", "KRATOM", "", None, "Tea"], ("Kratom", "Tea")),
        ("tags", ["a, b"], ("a, b",)),
        ("tags", [2021, 1.5, True], ("2021", "1.5", "true")),
        ("tags", 2021, ("2021",)),
        ("authors", [{"name": "Ada"}, "Grace"], ("Ada", "Grace")),
        ("authors", {"name": "Ada"}, ("Ada",)),
        ("authors", "Ada Lovelace", ("Ada Lovelace",)),
        ("authors", "Ada; Grace", ("Ada", "Grace")),
        ("draft", True, True),
        ("draft", False, False),
        ("draft", "Yes", True),
        ("draft", "1", True),
        ("draft", 0, False),
        ("draft", "off", False),
        ("source", " https://example.org/a ", "https://example.org/a"),
        ("source", ["https://example.org/a"], "https://example.org/a"),
        ("lang", "en_US", "en-us"),
        ("lang", "no", "no"),
    ],
)
def test_a_usable_value_becomes_its_field(field: str, value: object, meaning: object) -> None:
    found = absorb({field: value})
    assert found.fields == {field: meaning}
    assert found.meta == {}
    assert found.derived == {field: f"front matter: {field}"}
    assert found.notes == []


@pytest.mark.parametrize(
    ("key", "value", "note"),
    [
        ("date", "someday", "date 'someday' not understood"),
        ("date", "2021-02-30", "date '2021-02-30' not understood"),
        ("date", ["2021"], 'date ["2021"] not understood'),
        ("lastmod", True, "lastmod true not understood"),
        ("title", ["a", "b"], 'title ["a", "b"] not understood'),
        ("title", {"en": "a"}, 'title {"en": "a"} not understood'),
        ("title", " \n", "title ' \\n' not understood"),
        ("tags", {"a": 1}, 'tags {"a": 1} not understood'),
        ("tags", [[]], "tags [[]] not understood"),
        ("tags", " , ", "tags ' , ' not understood"),
        ("draft", "maybe", "draft 'maybe' not understood"),
        ("draft", 2, "draft 2 not understood"),
        ("lang", "not a language", "lang 'not a language' not understood"),
        ("url", {"a": 1}, 'url {"a": 1} not understood'),
        ("url", [1], "url [1] not understood"),
        ("summary", ["x" * 50], 'summary ["' + "x" * 37 + "… not understood"),
    ],
)
def test_a_value_of_no_use_stays_in_meta_with_a_note(key: str, value: object, note: str) -> None:
    found = absorb({key: value})
    assert found.fields == {}
    assert found.derived == {}
    assert found.meta == {key: value}
    assert found.notes == [note]


@pytest.mark.parametrize("value", [None, "", [], {}])
@pytest.mark.parametrize("key", ["title", "date", "tags", "draft"])
def test_empty_values_stay_in_meta_without_a_note(key: str, value: object) -> None:
    found = absorb({key: value})
    assert found == ({}, {key: value}, {}, [])


def test_the_first_usable_key_in_the_tables_order_wins() -> None:
    found = absorb({"keywords": ["c"], "Categories": ["b"], "TAGS": ["a"], "layout": "post"})
    assert found.fields == {"tags": ("a",)}
    assert found.derived == {"tags": "front matter: TAGS"}
    assert found.meta == {"keywords": ["c"], "Categories": ["b"], "layout": "post"}


def test_a_key_of_no_use_gives_way_to_the_next() -> None:
    found = absorb({"date": "someday", "pubDate": "2021", "tags": [], "categories": "a"})
    assert found.fields == {"date": "2021", "tags": ("a",)}
    assert found.derived == {"date": "front matter: pubDate", "tags": "front matter: categories"}
    assert found.meta == {"date": "someday", "tags": []}
    assert found.notes == ["date 'someday' not understood"]


def test_what_a_field_cannot_hold_is_not_lost() -> None:
    people = [{"name": "Ada", "email": "ada@example.org"}, "Grace"]
    found = absorb({"authors": people, "url": ["u", "v"]})
    assert found.fields == {"authors": ("Ada", "Grace"), "source": "u"}
    assert found.meta == {"authors": people, "url": ["u", "v"]}


def test_an_ambiguous_date_is_noted() -> None:
    assert absorb({"date": "03/04/2021"}).notes == ["date '03/04/2021' read as month first"]
    assert absorb({"date": "03.04.2021"}).notes == ["date '03.04.2021' read as day first"]


def test_the_values_given_are_left_alone() -> None:
    values: dict[str, object] = {"title": "T", "x": 1}
    absorb(values)
    assert values == {"title": "T", "x": 1}


@pytest.mark.parametrize(
    ("value", "draft"),
    [(True, {}), ("yes", {}), (1, {}), *((value, {"draft": True}) for value in (False, "no", 0))],
)
def test_a_truth_value_says_whether_it_was_published_and_not_when(
    value: object, draft: dict[str, bool]
) -> None:
    found = absorb({"published": value, "Updated": "2021"})
    assert found.fields == {"updated": "2021", **draft}
    assert found.meta == {"published": value}
    assert found.notes == []


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("{{date}}", "{{date}}"),
        ("{{ now }}", "{{ now }}"),
        ("<% tp.file.creation_date() %>", "'<% tp.file.creation_date() %>'"),
        ("[2021, 3]", "[2021, 3]"),
        ("{a: 'b'}   ", "{a: 'b'}"),
        ("true", "true"),
        ("\n  - 2021\n  - 2022", "[2021, 2022]"),
    ],
)
def test_a_note_shows_a_value_as_its_file_has_it(written: str, shown: str) -> None:
    article = read(f"---\ntitle: T\nlastmod: {written}\n---\n".encode(), id="a", path="a.md")
    assert article.notes == (f"lastmod {shown} not understood",)
