"""Saved queries stand for what they say, wherever they stand."""

from __future__ import annotations

import pytest

from kratomcli.errors import QueryError
from kratomcli.query import parse

SAVED = {
    "recent": "date:2021..",
    "pets": "cat OR dog",
    "both": "@recent (@pets)",
    "circle": "fox @round",
    "round": "@circle",
    "self": "@self",
    "broken": '"unclosed',
    "nested": "@broken",
}


@pytest.mark.parametrize(
    ("query", "meaning"),
    {
        "@recent": "date:2021..",
        "@Recent fox": "date:2021.. fox",
        "-@pets": "-(cat OR dog)",
        "fox OR @pets": "fox OR cat OR dog",
        "@pets fox": "(cat OR dog) fox",
        "@both": "date:2021.. (cat OR dog)",
        "(@recent) @recent": "date:2021.. date:2021..",
        '"@recent"': '"@recent"',
        "a@recent": "a@recent",
        "@": "@",
    }.items(),
)
def test_they_combine(query: str, meaning: str) -> None:
    assert parse(query, saved=SAVED) == parse(meaning)


def test_without_any_it_is_text() -> None:
    assert parse("@18F").text == "@18F"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("query", "message", "hint"),
    [
        ("fox @recnt", "no saved query '@recnt'", "@recent"),
        ("@circle", "needs itself: @circle → @round → @circle", ""),
        ("@self", "needs itself: @self → @self", ""),
        ("@broken", "in @broken: this quote is never closed", ""),
        ("@nested", "in @broken: this quote is never closed", ""),
    ],
)
def test_mistakes_are_named(query: str, message: str, hint: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query, saved=SAVED)
    assert message in caught.value.message
    assert hint in caught.value.hint
    start, end = caught.value.span
    assert 0 <= start <= end <= len(caught.value.query)
