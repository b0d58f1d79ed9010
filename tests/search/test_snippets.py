"""The passages of a hit: cut well, marked exactly, and in their place."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kratomcli import Library
from kratomcli.engine.analysis import Analysis
from kratomcli.engine.highlighter import TermHighlighter
from kratomcli.query import ast, parse
from kratomcli.readers import sections_of
from kratomcli.search.snippets import snippets
from kratomcli.text.normalize import clean

Make = Callable[[Mapping[str, str | bytes]], Library]

TEXT = """---
title: Report
---

# Report

Nothing here.

## Concerns

### Research

One thing is known. The badger, as Dr. Smith says, sleeps all winter long. Another thing follows it.

## Elsewhere

No badger was seen. The end.
"""


def test_a_passage_knows_its_headings_and_line(library: Make) -> None:
    (hit,) = library({"a.md": TEXT}).search("badger")
    first, second = hit.snippets
    assert {snippet.headings for snippet in (first, second)} == {
        ("Report", "Concerns", "Research"),
        ("Report", "Elsewhere"),
    }
    for snippet in hit.snippets:
        assert "badger" in TEXT.split("\n")[snippet.line - 1]


def test_a_passage_is_made_of_whole_sentences(library: Make) -> None:
    one = library({"a.md": TEXT})
    (hit,) = one.search("badger winter", width=70, snippets=1)
    assert hit.snippets[0].text == "The badger, as Dr. Smith says, sleeps all winter long."
    (hit,) = one.search("badger winter", width=40, snippets=1)
    assert len(hit.snippets[0].text) <= 40
    assert "badger" in hit.snippets[0].text


def test_words_that_say_nothing_are_not_marked_and_make_no_passage(library: Make) -> None:
    one = library({"a.md": TEXT})
    (hit,) = one.search("what is the badger", any=True)
    for snippet in hit.snippets:
        assert {snippet.text[start:end] for start, end in snippet.highlights} == {"badger"}
    assert one.search("is")[0].snippets


def test_without_a_match_in_the_body_there_is_no_passage_and_it_says_so(library: Make) -> None:
    one = library({"a.md": "---\ntitle: Badger\ntags: [winter]\n---\nNothing."})
    assert [(hit.matched, hit.snippets) for hit in one.search("badger")] == [("title", ())]
    assert [(hit.matched, hit.snippets) for hit in one.search("winter")] == [("field", ())]
    assert [(hit.matched, hit.snippets) for hit in one.search("badger", snippets=0)] == [(None, ())]


@pytest.mark.parametrize(
    ("body", "query", "marked"),
    [
        ("Un café, deux cafés.", "cafe", ["café", "cafés"]),
        ("🎉🎉 party 🎉 parties", "party", ["party", "parties"]),
        ("👩‍👩‍👧 family", "family", ["family"]),
        ("私は日本語を話します。", "日本", ["日本"]),
        ("日本語と日本", "日本 語", ["日本", "語", "日本"]),
        ("ภาษาไทยง่าย", "ไทย", ["ไทย"]),
        ("İstanbul ve ÇAY", "çay", ["ÇAY"]),
        ("Straße und ﬁsh", "strasse fish", ["Straße", "ﬁsh"]),
        ("a\u0301 badger", "badger", ["badger"]),
        ("\U00010400\U00010428 badger", "badger", ["badger"]),
        ("a 7-hydroxymitragynine b", "7-hydroxymitragynine", ["7-hydroxymitragynine"]),
        ("the brown fox", '"brown fox"', ["brown fox"]),
        ("Hydroxy hydra", "hydr*", ["Hydroxy", "hydra"]),
        ("withdrwal of it", "withdrawal~", ["withdrwal"]),
    ],
)
def test_marks_lie_on_the_words(library: Make, body: str, query: str, marked: list[str]) -> None:
    (hit,) = library({"a.md": body}).search(query)
    text, highlights = hit.snippets[0].text, hit.snippets[0].highlights
    assert [text[start:end] for start, end in highlights] == marked


ANALYSIS = Analysis("english", lambda: ["de"])
WORDS = [
    "fox",
    "Füchse",
    "café",
    "日本語",
    "ไทย",
    "running",
    "ＡＢＣ",
    "ẞ",
    "é",
    "🎉",
    "don't",
    "𝔣𝔬𝔵",
    "İ",
    "नमस्ते",
]
TEXTS = st.lists(
    st.one_of(
        st.sampled_from(WORDS),
        st.text(max_size=8),
        st.text(st.characters(min_codepoint=0x10000, exclude_categories=["Cs"]), max_size=4),
        st.sampled_from([" ", ". ", "\n", "\n\n", "\n# ", "-", "x" * 300]),
    ),
    max_size=30,
)


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(WORDS), st.sampled_from(["", "de", "ja"]), st.integers(20, 240), st.data())
def test_marks_are_words_of_the_query_wherever_they_are(
    parts: list[str], word: str, lang: str, width: int, data: st.DataObject
) -> None:
    body = clean("".join(parts).replace("\r", "\n"))
    words = [
        word,
        *data.draw(
            st.lists(st.sampled_from([*WORDS, *(part for part in parts if part.isalnum())]), max_size=2)
        ),
    ]
    query = parse(" OR ".join(f'"{clean(one)}"' for one in words))
    marks = TermHighlighter(query.parts if isinstance(query, ast.Or) else [query], ANALYSIS)(body, lang)  # type: ignore[list-item]
    analyse = ANALYSIS.of(ANALYSIS.language_of(lang)).analyze
    from kratomcli.text.normalize import spaced

    asked = [list(analyse(spaced(one))) for one in words]
    ends = 0
    for mark in marks:
        assert ends <= mark.start < mark.end <= len(body)
        ends = mark.end
        assert list(analyse(spaced(body[mark.start : mark.end]))) in asked
    found = snippets(
        body,
        marks,
        markup="markdown",
        body_line=1,
        sections=sections_of(body, "markdown"),
        limit=5,
        width=width,
    )
    assert bool(found) == bool(marks)
    for snippet in found:
        assert snippet.highlights
        longest = max(end - start for start, end in snippet.highlights)
        assert len(snippet.text) <= max(width, longest)
        for start, end in snippet.highlights:
            assert list(analyse(spaced(snippet.text[start:end]))) in asked
