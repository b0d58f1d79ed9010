"""The plain scan for a query's words finds what cutting the whole text into words finds."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kratomcli.engine.analysis import Analysis
from kratomcli.engine.highlighter import TermHighlighter
from kratomcli.engine.likely_words import _MAY_BECOME_ASCII, likely_places, start_of
from kratomcli.query import ast
from kratomcli.text.normalize import spaced

ENGLISH = Analysis("english")
ENDS = [
    "s",
    "es",
    "ed",
    "ing",
    "ingly",
    "edly",
    "ly",
    "y",
    "ies",
    "ied",
    "ity",
    "ability",
    "ibility",
    "ization",
    "isation",
    "ational",
    "ator",
    "ize",
    "izer",
    "ive",
    "iveness",
    "fulness",
    "ful",
    "ousness",
    "ous",
    "ously",
    "ably",
    "ible",
    "ibly",
    "able",
    "ical",
    "icate",
    "ance",
    "ence",
    "ancy",
    "ency",
    "ment",
    "ness",
    "less",
    "lessly",
    "logy",
    "logi",
    "est",
    "er",
    "al",
    "ally",
    "ant",
    "ent",
    "ion",
    "tion",
    "sion",
    "ism",
    "iti",
    "li",
    "bli",
    "eli",
    "eed",
    "eedly",
    "ying",
    "ier",
    "ie",
    "e",
    "i",
]
WORDS = st.builds(
    lambda start, ends: start + "".join(ends),
    st.text("aeioulnrstyblzcdgh", min_size=1, max_size=7),
    st.lists(st.sampled_from(ENDS), max_size=3),
)


@settings(max_examples=500, deadline=None)
@given(WORDS)
@example("dying")
@example("skies")
@example("sensibility")
@example("hoping")
@example("idly")
@example("agency")
def test_a_word_begins_as_its_stem_says(word: str) -> None:
    (stem,) = ENGLISH.stemmed.analyze(word)
    assert word.startswith(start_of(stem, "english"))


def test_every_character_that_becomes_ascii_or_nothing_is_looked_at() -> None:
    for code in (*range(0x80, 0xD800), *range(0xE000, 0x11000)):
        tokens = ENGLISH.plain.analyze(spaced(f"x{chr(code)}y"))
        if tokens != ["x", "y"] and all(map(str.isascii, tokens)):
            assert _MAY_BECOME_ASCII.search(chr(code)), hex(code)


FILLERS = [
    "word ",
    "and so on, ",
    "\n\n",
    "— “he” said. ",
    "नदी ",
    "日本語 ",
    "café ",
    "x-ray ",
    "\t",
    "( * ) ",
]
NEEDLES = [
    "tea",
    "Teas",
    "TEA",
    "téa",
    "te\u00adas",
    "tea's",
    "ｔｅａ",
    "green tea",
    "green\n* tea",
    "İtea",
    "hoped",
]
TEXTS = st.lists(
    st.one_of(
        st.sampled_from(NEEDLES).map(lambda one: f"{one} "),
        st.sampled_from(FILLERS).map(lambda one: one * 40),
    ),
    max_size=30,
).map("".join)
QUERIES: list[list[ast.Term | ast.Phrase | ast.Match]] = [
    [ast.Term("tea")],
    [ast.Term("hope"), ast.Term("tea")],
    [ast.Phrase("green tea")],
    [ast.Phrase("tea word and so on")],
    [ast.Phrase("green tea word word word"), ast.Phrase("green tea")],
    [ast.Term("te", prefix=True)],
    [ast.Term("téa", exact=True)],
    [ast.Term("tee", fuzz=1)],
    [ast.Term("नदी")],
    [ast.Term("日本")],
]


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.sampled_from(QUERIES), st.sampled_from(["english", ""]))
def test_highlights_are_those_of_the_whole_text(
    text: str, leaves: list[ast.Term | ast.Phrase | ast.Match], language: str
) -> None:
    highlighter = TermHighlighter(leaves, Analysis(language))
    assert highlighter(text) == highlighter._taken_apart(text, language)[0]


@pytest.mark.parametrize("starts", [("tea",), ("t", "green")])
def test_few_places_of_a_long_text_are_looked_at(starts: tuple[str, ...]) -> None:
    text = "Some words of no meaning at all. " * 3000
    found = likely_places(text + "Green tea. " + text, starts)
    assert found == [len(text) + at for at in ((6,) if starts == ("tea",) else (0, 6))]
    assert likely_places("Tea and tea. " * 100, starts) is None
