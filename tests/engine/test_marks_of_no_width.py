"""Soft hyphens and marks of no width: no part of a word, wherever they stand in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kratomcli import Library
from kratomcli.engine.analysis import Analysis
from kratomcli.engine.highlighter import TermHighlighter
from kratomcli.query import ast
from kratomcli.reuse.tokens import numbered, places
from kratomcli.text.normalize import end_of_character, fold, spaced_with_offsets, without_marks
from kratomcli.text.words import count_words

Make = Callable[[Mapping[str, str | bytes]], Library]

MARKS = "\u00ad\u200b\u200c\u200d\u200e\u2060\ufeff\ufe0f\u034f"


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_within_a_word_does_not_hide_it(library: Make, mark: str) -> None:
    made = library(
        {
            "a.md": f"---\ntitle: The light{mark}house\ntags: [sea{mark}side]\nrating: go{mark}od\n---\n"
            f"## Storm{mark}y days\n\nA kee{mark}per’s lan{mark}tern burns.\n",
            "b.md": f"---\nlang: de\n---\nDie Leucht{mark}türme stehen.\n",
            "c.md": f"灯{mark}台の光\n",
        }
    )
    for query in (
        "lighthouse",
        "lighthouses",
        f"light{mark}house",
        "title:lighthouse",
        "tags:seaside",
        f"tags:sea{mark}side",
        'tags:"seaside"',
        "tags:seas*",
        "rating:good",
        "section:stormy",
        '"keeper’s lantern burns"',
        f'"keeper’s lant{mark}ern burns"',
        "lant*",
        f"la{mark}nt*",
        "lantrn~",
        f"lan{mark}trn~",
        "=lantern",
        f"=lan{mark}tern",
        f"th{mark}e lantern",
    ):
        assert [entry.id for entry in made.articles(query)] == ["a"], query
    for query in ("leuchtturm", "leuchtturme", "=leuchttürme", f"leuchttü{mark}rme"):
        assert "b" in [entry.id for entry in made.articles(query)], query
    assert [entry.id for entry in made.articles("灯台")] == ["c"]
    assert made.facet("tags").values[0][0] in ("seaside", f"sea{mark}side")
    assert [suggestion for _, suggestion in made.suggestions(f"lan{mark}tren")] == [["lantern"]]


def test_highlights_are_those_of_the_text_as_written(library: Make) -> None:
    made = library({"a.md": "# On ham\u00admocks\n\nThe \u200bham\u00admock\u200bs swing, 吊\u2060床 too.\n"})
    (hit,) = made.search("hammock")
    (snippet,) = [snippet for snippet in hit.snippets if "swing" in snippet.text]
    assert [snippet.text[start:end] for start, end in snippet.highlights] == ["ham\u00admock\u200bs"]
    assert [hit.entry.title[start:end] for start, end in hit.title_highlights] == ["ham\u00admocks"]
    (hit,) = made.search("吊床")
    (snippet,) = hit.snippets
    assert [snippet.text[start:end] for start, end in snippet.highlights] == ["吊\u2060床"]


def test_joiners_stay_where_a_script_spells_with_them(library: Make) -> None:
    persian, sinhala = "می\u200cخواهم", "ශ\u0dca\u200dරී"
    for text in (persian, sinhala):
        assert without_marks(text) == text
    made = library({"a.md": f"# x\n\n{persian} {sinhala}\n"})
    for query in (persian, sinhala):
        assert made.count(query) == 1


def test_a_copy_with_soft_hyphens_is_a_copy() -> None:
    plain = "The keeper of the lighthouse wrote every evening what the weather had been like."
    hyphened = plain.replace("keeper", "keep\u00ader").replace("weather", "wea\u200bther")
    assert list(numbered(plain)) == list(numbered(hyphened))
    start, end = places(hyphened)[1]
    assert hyphened[start:end] == "keep\u00ader"
    assert count_words(hyphened) == count_words(plain)


def test_an_accent_apart_from_its_letter_does_not_hide_a_word(library: Make) -> None:
    made = library(
        {
            "a.md": "---\ntags: [cafe\u0301]\n---\n# The e\u0301clair of Zu\u0308rich\n\nTwo re\u0301sume\u0301s, x\u0302ray.\n",
            "b.md": "# Россия\n\nЧужой краи\u0306, за\u0301мок.\n",
            "c.md": "# 한국\n\n\u1112\u1161\u11ab\u1100\u1173\u11af 배우기\n",
        }
    )
    for query in (
        "éclair",
        "eclair",
        "zürich",
        "Zu\u0308rich",
        "resume",
        "=résumés",
        "tags:café",
        '"éclair of zurich"',
        "xray",
        "zuri*",
    ):
        assert [entry.id for entry in made.articles(query)] == ["a"], query
    assert [entry.id for entry in made.articles("край замок")] == ["b"]
    assert [entry.id for entry in made.articles("한글")] == ["c"]
    (hit,) = made.search("résumés")
    (snippet,) = [snippet for snippet in hit.snippets if snippet.highlights]
    assert [snippet.text[start:end] for start, end in snippet.highlights] == ["re\u0301sume\u0301s"]


@pytest.mark.parametrize(
    ("written", "queries"),
    [
        ("Η ΟΔΟΣ ΑΘΗΝΑΣ", ("οδος", "ΟΔΟΣ", "αθηνας", "οδο*", '"η οδος"')),
        ("η οδος", ("ΟΔΟΣ", "οδος", "=οδος")),
        ("İstanbul", ("istanbul", "Istanbul", "İSTANBUL")),
        ("ISTANBUL", ("İstanbul",)),
    ],
)
def test_capitals_of_greek_and_turkish_words_are_the_same_words(
    library: Make, written: str, queries: tuple[str, ...]
) -> None:
    made = library({"a.md": f"# x\n\n{written} 1.\n"})
    for query in queries:
        assert made.count(query) == 1, query


_text = st.lists(
    st.sampled_from([*MARKS, *"ab é漢ा क\u094d\n", *"e\u0301\u0302\u1112\u1161\u11ab\u09c7\u09beか\u3099Å"])
    | st.text("lantern, ", max_size=4),
    max_size=30,
).map("".join)


@given(_text)
def test_offsets_lead_back_to_the_same_characters(text: str) -> None:
    apart, offsets = spaced_with_offsets(text)
    if offsets is None:
        assert apart == text
        return
    assert len(offsets) == len(apart) + 1
    assert offsets == sorted(offsets)
    assert offsets[-1] == len(text)
    for at, char in enumerate(apart):
        start = offsets[at]
        assert char == " " or char in normalize("NFC", text[start : end_of_character(text, start + 1)])
    shown = "".join(char for char in apart if char != " ")
    assert shown == without_marks(text).replace(" ", "")


@given(st.lists(st.sampled_from(["", *MARKS]), min_size=6, max_size=6))
def test_wherever_marks_stand_a_word_is_found_and_marked_whole(marks: list[str]) -> None:
    written = "".join(letter + mark for letter, mark in zip("lantern", marks, strict=False)) + "n"
    text = f"é “{written}” 光."
    (mark,) = TermHighlighter([ast.Term("lantern")], Analysis())(text)
    assert text[mark.start : mark.end] == written
    assert fold(written) == "lantern"
