"""Passages: whole sentences of a bounded length, without markup, each with its place in the body."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from kratomcli.index.texts import Body
from kratomcli.meaning import passages as module
from kratomcli.meaning.passages import PassageText, passages
from kratomcli.readers import sections_of
from support.articles import texts

if TYPE_CHECKING:
    import pytest


def made(text: str, words: int = 20, title: str = "Title") -> list[PassageText]:
    """The passages of a Markdown body."""
    body = Body(text, "markdown", 1, "")
    return [*passages(body, "a.md", title, sections_of(text, "markdown"), words)]


def sentences(number: int, words: int = 5) -> str:
    """So many sentences of so many words each."""
    return " ".join(f"Sentence {'and ' * (words - 2)}number{at}." for at in range(number))


def test_short_articles_are_one_passage_with_their_title() -> None:
    assert made("# Tea\n\nHot *water* on leaves.") == [PassageText("Title\nTea Hot water on leaves.", 2, 29)]


def test_an_article_without_text_is_its_title() -> None:
    assert made("<!-- nothing -->\n") == [PassageText("Title", 0, 0)]


def test_sentences_stay_whole() -> None:
    found = made(sentences(10))
    assert [len(one.text.split()) - 1 for one in found] == [20, 20, 10]
    assert all(one.text.endswith(".") for one in found)


def test_a_passage_ends_before_a_section_unless_it_is_short() -> None:
    text = f"{sentences(3)}\n\n## Second\n\n{sentences(1)}\n\n## Third\n\n{sentences(1)}"
    found = made(text)
    assert [text[one.start : one.end].split()[0] for one in found] == ["Sentence", "Second"]
    assert "Third" in found[1].text


def test_the_place_of_a_passage_is_that_of_its_text_in_the_body() -> None:
    text = f"# Head\n\n{sentences(4)}\n\nA [link](http://a.b) to *this* &amp; that.\n\n{sentences(4)}"
    for one in made(text):
        first, last = one.text.split("\n")[1].split()[0], one.text.split()[-1]
        assert text[one.start :].startswith(first)
        assert text[: one.end].endswith(last)


def test_a_sentence_that_is_too_long_is_cut_at_words() -> None:
    found = made("word " * 50)
    assert [len(one.text.split()) - 1 for one in found] == [20, 20, 10]


def test_what_has_no_spaces_is_counted_by_characters() -> None:
    found = made("東京は日本の首都である" * 10)
    assert max(len(one.text) for one in found) <= 20 + len("Title\n")
    found = made("สวัสดีครับ" * 20)
    assert max(len(one.text) for one in found) <= 20 + len("Title\n")


def test_one_endless_word_is_cut_too() -> None:
    assert max(len(one.text) for one in made("x" * 10_000)) <= 20 * 12 + 30


def test_long_texts_are_worked_on_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\n\n".join(f"Paragraph {at} says something." for at in range(200))
    whole = made(text)
    monkeypatch.setattr(module, "_PART", 100)
    assert [(one.start, one.end) for one in made(text)] == [(one.start, one.end) for one in whole]


@given(text=texts, words=st.integers(3, 30))
def test_passages_of_any_text_are_in_order_and_bounded(text: str, words: int) -> None:
    found = made(text, words)
    assert found
    spans = [(one.start, one.end) for one in found]
    assert all(0 <= start <= end <= len(text) for start, end in spans)
    assert spans == sorted(spans)
    for one in found:
        assert one.text.startswith("Title")
        assert len(re.findall(r"[A-Za-z]+", one.text)) <= 13 * words + 2
