"""Highlights of very long texts, which are looked at in parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kratomcli import Library

Make = Callable[[Mapping[str, str | bytes]], Library]


def test_a_very_long_text_has_the_highlights_of_its_paragraphs(library: Make) -> None:
    paragraphs = [f"Paragraph {number} of tea, naïve cafe\u0301 and 茶.\nHot tea." for number in range(2500)]
    text = "\n\n".join(paragraphs)
    with library({"a.md": text}) as opened:
        highlight = opened.highlighter('tea OR café OR "hot tea"')
        found = [(one.start, one.end, one.word) for one in highlight(text)]
        each: list[tuple[int, int, int]] = []
        at = 0
        for paragraph in paragraphs:
            each += ((one.start + at, one.end + at, one.word) for one in highlight(paragraph))
            at += len(paragraph) + 2
    assert found == each
    assert {text[start:end] for start, end, _ in found} == {"tea", "cafe\u0301", "Hot tea"}


def test_a_phrase_that_is_over_the_end_of_a_part_alone_is_found(library: Make) -> None:
    text = "x" * 49_990 + " green\n\ntea " + "y " * 60_000
    with library({"a.md": text}) as opened:
        (one,) = opened.highlighter('"green tea"')(text)
    assert text[one.start : one.end] == "green\n\ntea"
