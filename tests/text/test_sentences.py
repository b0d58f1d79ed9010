"""Where sentences end."""

from __future__ import annotations

import pytest

from kratomcli.text.sentences import first_sentence, sentences
from support.cost import is_linear


@pytest.mark.parametrize(
    "parts",
    [
        ["One sentence."],
        ["No stop at all"],
        ["One.", "Two!", "Three?", "Four"],
        ["Really?!", "Yes…", "Well..."],
        ["It is in the U.S. Congress and in the U.S. Senate.", "Next."],
        ["It came from the U.S.", "The next sentence."],
        ["Plants, e.g. Mitragyna, or i.e. kratom.", "Next."],
        ["Dr. Smith met Mr. and Mrs. J. R. R. Tolkien, Prof. X and St. John.", "Next."],
        ["See No. 5, p. 7, vol. 2 and Fig. 3.", "Next."],
        ["Did he?", "No.", "That is wrong."],
        ["Smith et al. found it.", "Next."],
        ["Tea, coffee, etc.", "They are drinks."],
        ["Tea, coffee, etc. are drinks.", "Next."],
        ["Acme Inc. Chairman Jones spoke.", "He left."],
        ["At 5 p.m. the shop closed.", "It reopened at 9 a.m.", "The next day."],
        ["It costs 3.14 or $2.50 at example.com today.", "Next."],
        ["In 2021.", "In 2022."],
        ["1. The item of a list.", "Next."],
        ["He said “Stop.”", "Then (quietly.)", "And ‘so.’", "Next."],
        ["“Stop!” he said.", "Next."],
        ["It was so.[1]", "It was not.[12][13]", "Next."],
        ["It is **bold.**", "_Next._", "`Code.`", "End."],
        ["(Brackets first.)", "[Others.]", "“Quotes.”", "¿Qué?", "—Dash."],
        ["Sun and sat.", "Everything sat in the sun.", "Nothing else."],
        ["A 6 ft. wall stood.", "Next."],
        ["He was born in Jan. 1990, in Dec.", "The snow fell."],
        ["Wait... what happened?", "Nothing."],
        ["It is Yahoo! and more.", "Next."],
        ["Это предложение.", "Ещё одно."],
        ["Ça va ?", "Oui !", "Bien."],
    ],
)
def test_english_and_its_kin(parts: list[str]) -> None:
    text = " ".join(parts)
    assert [text[start:end] for start, end in sentences(text)] == parts
    assert first_sentence(text) == parts[0]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("漢字。次の文！終わり？", ["漢字。", "次の文！", "終わり？"]),
        ("「こんにちは。」と言った。次。", ["「こんにちは。」", "と言った。", "次。"]),
        ("  One.  Two.\nThree \n", ["One.", "Two.", "Three"]),
        ("A heading\n\nA paragraph.", ["A heading", "A paragraph."]),
        ("One.\n \n\nTwo.", ["One.", "Two."]),
        ("", []),
        (" \n ", []),
        ("...", ["..."]),
        (". . .", [".", ".", "."]),
    ],
)
def test_other_texts(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == parts


def test_the_first_of_nothing_is_nothing() -> None:
    assert first_sentence("") == ""


@pytest.mark.parametrize(
    "piece", [".", ". ", "J. ", ".)", ".[1]", "\n", " ", "\"'", "a.b", "e.g. ", "。", "…x", "?! "]
)
def test_the_time_is_linear(piece: str) -> None:
    assert is_linear(lambda times: list(sentences(piece * times + "x")), 50_000)
