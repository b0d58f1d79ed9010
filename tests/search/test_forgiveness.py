"""What to say when a word is not there."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from kratomcli import Library

Make = Callable[[Mapping[str, str | bytes]], Library]

FILES = {
    **{f"w{n}.md": "# Withdrawal\n\nThe withdrawal from opioids needs good sleep." for n in range(4)},
    "rare.md": "# Rare\n\nA withdraws b. The sheep eats; ice cream melts. A café.",
}


@pytest.mark.parametrize(
    ("query", "suggestions"),
    {
        "withdrawl": [("withdrawl", ["withdrawal", "withdraws"])],
        "Withdrwal": [("Withdrwal", ["withdrawal"])],
        "wihdrawl": [("wihdrawl", ["withdrawal", "withdraws"])],
        "iwthdrawal": [("iwthdrawal", ["withdrawal"])],
        "slepe": [("slepe", ["sleep"])],
        "sleeep": [("sleeep", ["sleep"])],
        "with drawal": [("with drawal", ["withdrawal"])],
        "icecream": [("icecream", ["ice cream"])],
        "goodsleep": [("goodsleep", ["good sleep"])],
        "opiods sleep": [("opiods", ["opioids"])],
        '"opiods sleep"': [("opiods", ["opioids"])],
        "sleep": [],
        "sleeping": [],
        "cafe": [],
        "zzzzzz": [],
        "-slepe": [],
        "slep*": [],
        "tags:slepe": [],
        "!!!": [],
        "": [],
    }.items(),
)
def test_guesses_come_from_the_library(
    library: Make, query: str, suggestions: list[tuple[str, list[str]]]
) -> None:
    assert library(FILES).suggestions(query) == suggestions


def test_nothing_is_rewritten(library: Make) -> None:
    assert library(FILES).search("withdrawl") == []


def test_fuzzy_finds_words_nearly_alike_after_those_alike(library: Make) -> None:
    one = library({"a.md": "opiod use " * 3, "b.md": "opioid use", "c.md": "use"})
    assert [hit.entry.id for hit in one.search("opioid use", fuzzy=True)] == ["b", "a"]
    assert one.count("opioid use", fuzzy=True) == 2
    assert one.count("opioid use") == 1
    assert one.count("opioid zebra", any=True, fuzzy=True) == 2


def test_accents_fold_unless_asked_not_to(library: Make) -> None:
    one = library({"a.md": "café", "b.md": "cafe"})
    assert one.count("cafe") == one.count("café") == 2
    assert [hit.entry.id for hit in one.search("=cafe")] == ["b"]
    assert [hit.entry.id for hit in one.search("=café")] == ["a"]
