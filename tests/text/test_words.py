"""Counting words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kratomcli.text import words
from kratomcli.text.words import count_words


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        (" \n\t", 0),
        ("— … !", 0),
        ("one", 1),
        ("one two\nthree", 3),
        ("well-known", 2),
        ("snake_case", 2),
        ("it's it’s ’tis dogs' rock'n'roll", 5),
        ("7-hydroxymitragynine", 2),
        ("**bold** and [link](url)", 4),
        ("word—word “quoted”…", 3),
        ("café naïve Ünïted", 3),
        ("Привет, мир", 2),
        ("Γειά σου", 2),
        ("price: £5 or 5 €", 4),
        ("tea 🌿 leaf 🌿🌿", 2),
        ("a ™ ● b → c", 3),
        ("漢字", 2),
        ("日本語のテキスト", 8),
        ("kratom 漢字 tea", 4),
        ("한국어 기사", 2),
        ("שלום עולם", 2),
        ("2021 10 05", 3),
        ("\ud800 lone", 1),
    ],
)
def test_words(text: str, count: int) -> None:
    assert count_words(text) == count


EUROPEAN = "abcXYZ019 \n.,;:!?-_*#()[]'’“”–—…éÀñßżŁάΩПр™→🌿"


@given(st.text(EUROPEAN))
def test_the_fast_way_counts_what_the_pattern_counts(text: str) -> None:
    assert count_words(text) == len(words._WORD.findall(text))
