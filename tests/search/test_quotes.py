"""Sentences that speak of something: which, whose, how often."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import jsonschema

from kratomcli import Library

Make = Callable[[Mapping[str, str | bytes]], Path]
Open = Callable[[Mapping[str, str | bytes]], Library]
Run = Callable[..., subprocess.CompletedProcess[bytes]]

SCHEMAS = Path(__file__).parents[2] / "docs" / "schema"

SAID = "Green tea may calm people who can't sleep at night."
NEARLY = "Green tea may calm those people who can't sleep at night."
OTHER = "Black tea keeps most people awake for hours."
LONG = " ".join(
    f"In the {n}th year the harvest of leaf number {n} was sold by weaver {n * 7}." for n in range(60)
)


def article(date: str, body: str, source: str = "") -> str:
    return (
        f"---\ntitle: Of {date}\ndate: {date}\n"
        + (f"source: {source}\n" if source else "")
        + f"---\n\n{body}\n"
    )


def test_copies_are_one_quote_with_the_articles_behind_it(library: Open) -> None:
    opened = library(
        {
            "b.md": article("2020-01-01", f"# Calm\n\nA first line here. {SAID}"),
            "a.md": article("2021-01-01", f"Other words.\n\n- {NEARLY}\n"),
            "c.md": article("2022-01-01", f"{OTHER} {SAID}"),
        }
    )
    first, second = opened.quotes("tea")
    assert first.text == SAID
    assert [place.id for place in first.places] == ["b", "a", "c"]
    assert (first.articles, first.independent) == (3, 3)
    place = first.places[0]
    assert (place.line, place.date, place.section and place.section.slug) == (8, "2020-01-01", "calm")
    assert first.places[1].line == 8
    assert (second.text, second.articles) == (OTHER, 1)


def test_articles_that_are_copies_or_share_a_source_count_once(library: Open) -> None:
    copied = f"{LONG} {SAID}"
    opened = library(
        {
            "a.md": article("2020-01-01", copied),
            "b.md": article("2021-01-01", copied + " And one more line for good measure."),
            "c.md": article("2022-01-01", f"Short. {SAID}", "https://example.org/tea"),
            "d.md": article("2023-01-01", f"Wholly other words here. {SAID}", "https://example.org/tea"),
            "e.md": article("2024-01-01", f"Still others stand here. {SAID}"),
        }
    )
    (quote,) = opened.quotes('"green tea"')
    assert (quote.articles, quote.independent) == (5, 3)


def test_words_are_found_as_search_finds_them(library: Open) -> None:
    opened = library(
        {
            "a.md": article("2020", f"{SAID} {OTHER} He was sleeping by then, and dreamt of tea."),
            "b.md": article("2021", "Tee ist ein Getränk aus Blättern."),
        }
    )

    def texts(query: str, **how: bool) -> set[str]:
        return {quote.text for quote in opened.quotes(query, **how)}

    dream = "He was sleeping by then, and dreamt of tea."
    assert texts("sleep tea") == {SAID, dream}  # stems; both words in one sentence
    assert texts("awake OR dreamt") == {OTHER, dream}
    assert texts("awake dreamt") == set()
    assert texts("awake dreamt", any=True) == {OTHER, dream}
    assert texts('"black tea"') == {OTHER}
    assert texts("blak", fuzzy=True) == {OTHER}
    assert texts("tea -black") == set()  # articles are chosen as search chooses them
    assert texts("date:2020 sleep tea") == {SAID, dream}
    assert texts("date:2020") == set()
    (quote,) = opened.quotes("awake")
    assert [quote.text[start:end] for start, end in quote.highlights] == ["awake"]


def test_hedges_and_negations_are_words_seen(library: Open) -> None:
    body = "Some reports suggest that tea might help. Tea does not help anyone at all. In May 2019 tea was sold here."
    quotes = library({"a.md": article("2020", body)}).quotes("tea")
    seen = {
        quote.text: [quote.text[start:end] for start, end in (*quote.hedges, *quote.negations)]
        for quote in quotes
    }
    assert seen == {
        "Some reports suggest that tea might help.": ["Some reports", "suggest", "might"],
        "Tea does not help anyone at all.": ["not"],
        "In May 2019 tea was sold here.": [],
    }
    (quote,) = library({"a.md": article("2020", "Tea may, or MAY not, or might not, help.")}).quotes("tea")
    assert (quote.hedge_words, quote.negation_words) == (("may", "might"), ("not",))


def test_markup_headings_and_code_are_no_part_of_a_sentence(library: Open) -> None:
    body = "# All about tea and its leaves\n\nThe **best** [tea](x.md) is green\nand fresh.\n\n```\ntea and code in a block\n```\n"
    (quote,) = library({"a.md": article("2020", body)}).quotes("tea")
    assert quote.text == "The best tea is green and fresh."
    assert [quote.text[start:end] for start, end in quote.highlights] == ["tea"]


def test_underlined_headings_are_no_sentences_either(library: Open) -> None:
    opened = library(
        {
            "a.md": article("2020", "All about green tea leaves\n===\n\nTea is good for all of us.\n"),
            "b.txt": "A talk on tea and its leaves\n============================\n\nBlack tea is good for you.\n",
        }
    )
    assert {quote.text for quote in opened.quotes("tea")} == {
        "Tea is good for all of us.",
        "Black tea is good for you.",
    }


def test_words_in_code_before_a_sentence_are_passed_over(library: Open) -> None:
    code = "```\ntea tea\ntea tea\n```\n"
    body = f"{code}\nA first tea of the day.\n\n{code}\nA second tea of the tea day.\n\n{code}"
    quotes = {quote.text: quote for quote in library({"a.md": article("2020", body)}).quotes("tea")}
    assert set(quotes) == {"A first tea of the day.", "A second tea of the tea day."}
    assert [quote.places[0].line for quote in quotes.values()] == [11, 18]
    assert len(quotes["A second tea of the tea day."].highlights) == 2


def test_quotes_keep_their_contract(run: Run, folder: Make) -> None:
    place = folder({"a.md": article("2020", SAID), "b.txt": f"Tea\n\n{SAID}\nAnd a line of other things.\n"})
    schema = json.loads((SCHEMAS / "quote-1.schema.json").read_text())
    shown = run("quotes", "tea", "-L", place, "-f", "json")
    (quote,) = found = json.loads(shown.stdout)
    jsonschema.validate(found, schema)
    assert list(quote) == schema["$defs"]["quote"]["required"]
    assert json.loads(run("quotes", "tea", "-L", place, "-f", "jsonl").stdout) == quote
    assert [place["date"] for place in quote["places"]] == ["2020", None]
    row = run("quotes", "tea", "-L", place, "--header").stdout.decode().splitlines()
    assert row[0].split("\t")[-1] == "sentence"
    assert row[1].split("\t") == ["a", "6", "2020", "", "", "2", "2", "may", "can't", SAID]


def test_nothing_said_ends_as_a_search_does(run: Run, folder: Make) -> None:
    place = folder({"a.md": article("2020", SAID)})
    shown = run("quotes", "coffee", "-L", place)
    assert (shown.returncode, shown.stdout) == (1, b"")
    assert shown.stderr.decode() == "kratomcli: no article matches coffee\n"
    assert run("quotes", "tea", "-L", place, "-n", "0").returncode == 0
    assert run("quotes", "titel:tea", "-L", place).returncode == 2


def test_sentences_of_notes_and_tasks_are_quoted_without_their_marks(library: Open) -> None:
    one = library(
        {
            "a.md": "# A\n\nText[^1].\n\n- [x] Feed the zebra today.\n\n[^1]: The zebra note says something.\n",
            "b.md": "# B\n\n1. ```sh\n   npm install\n   ```\n\nThe zebra crosses the road.\n",
            "c.md": "# C\n\nThe zebra is striped.<br>Not all of them are.\n",
        }
    )
    assert sorted(quote.text for quote in one.quotes("zebra")) == [
        "Feed the zebra today.",
        "The zebra crosses the road.",
        "The zebra is striped.",
        "The zebra note says something.",
    ]
