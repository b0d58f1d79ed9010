"""Saved queries stand for what they say, wherever they stand."""

from __future__ import annotations

import pytest

from kratomcli.errors import QueryError
from kratomcli.query import parse
from kratomcli.query.limits import DEEPEST

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


def test_the_limit_on_words_holds_while_saved_queries_grow() -> None:
    doubling = {"a0": "tea"} | {f"a{n}": f"@a{n - 1} @a{n - 1}" for n in range(1, 40)}
    assert parse("@a9", saved=doubling) == parse("tea " * 512)
    for name in ("a10", "a39"):
        with pytest.raises(QueryError, match="more than 1,000 words") as caught:
            parse(f"fox @{name}", saved=doubling)
        assert (caught.value.query, caught.value.span) == (f"fox @{name}", (4, 5 + len(name)))


@pytest.mark.parametrize("first", ["", "*", "is:draft", "date:2021", '"tea"'])
def test_whatever_they_say_counts(first: str) -> None:
    doubling = {"a0": first} | {f"a{n}": f"@a{n - 1} OR @a{n - 1}" for n in range(1, 40)}
    with pytest.raises(QueryError, match="more than 1,000 words"):
        parse("@a39", saved=doubling)


@pytest.mark.parametrize("form", ["@a{}", "(@a{})", "-@a{}", "((((((((((@a{}))))))))))"])
def test_long_chains_of_them_are_an_error_not_a_crash(form: str) -> None:
    chain = {"a0": "tea"} | {f"a{n}": form.format(n - 1) for n in range(1, 3000)}
    with pytest.raises(QueryError, match="nested too deeply"):
        parse("@a2999", saved=chain)


def test_a_short_chain_is_none() -> None:
    chain = {"a0": "tea"} | {f"a{n}": f"@a{n - 1}" for n in range(1, 50)}
    assert parse("@a49", saved=chain) == parse("tea")


def test_a_saved_query_in_groups_is_as_deep_as_both() -> None:
    inside = {"tea": "(green)"}
    assert parse("(" * (DEEPEST - 2) + "@tea" + ")" * (DEEPEST - 2), saved=inside)
    for groups in (DEEPEST - 1, DEEPEST):
        with pytest.raises(QueryError, match="nested too deeply"):
            parse("(" * groups + "@tea" + ")" * groups, saved=inside)
