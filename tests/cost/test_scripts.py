"""A text costs about as much in any script: nothing is done for each character that isn't needed."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kratomcli import Library
from kratomcli.engine.analysis import Analysis
from kratomcli.reuse.fingerprints import candidates, postings
from kratomcli.reuse.tokens import numbered
from kratomcli.text.normalize import spaced, spaced_with_offsets, unspaced
from kratomcli.text.words import count_words
from support.cost import ratio

SIZE = 120_000
ENOUGH = 4.0
"""Each character by itself came to 20 times as much and more; what is left is that each one is a word."""


def english() -> str:
    rng = random.Random(1)
    words = ["".join(rng.choices("abcdefghilmnoprstuvw", k=rng.randint(2, 9))) for _ in range(5000)]
    return sentences(lambda: " ".join(rng.choices(words, k=rng.randint(8, 20))) + ". ")


def japanese() -> str:
    rng = random.Random(1)
    signs = [chr(code) for code in (*range(0x3042, 0x3090), *range(0x4E00, 0x5600))]
    return sentences(lambda: "".join(rng.choices(signs, k=rng.randint(20, 50))) + "。")


def sentences(one: Callable[[], str]) -> str:
    made = ""
    while len(made) < SIZE:
        made += "".join(one() for _ in range(40)) + "\n\n"
    return made[:SIZE]


def index(text: str, folder: Path) -> Callable[[], object]:
    folder.mkdir()
    for at in range(0, SIZE, 3000):
        (folder / f"{at}.md").write_text(text[at : at + 3000], encoding="utf-8")

    def work() -> None:
        with Library.open(folder, cache=folder.parent / "cache") as library:
            library.sync(rebuild=True)

    return work


def compare(text: str, _: Path) -> Callable[[], object]:
    def work() -> object:
        found = postings([numbered(text[at : at + 3000]) for at in range(0, len(text), 3000)], 0)
        return candidates(found, [found])

    return work


@pytest.mark.parametrize("work", [index, compare])
def test_japanese_costs_not_much_more_than_english(
    work: Callable[[str, Path], Callable[[], object]], tmp_path: Path
) -> None:
    one, other = work(japanese(), tmp_path / "ja"), work(english(), tmp_path / "en")
    assert ratio(one, other, ENOUGH) <= ENOUGH


def test_as_many_fingerprints_are_kept_of_a_line_in_any_script() -> None:
    counts = [len(postings([numbered(text)], 0)) for text in (japanese(), english())]
    assert 0.5 < counts[0] / counts[1] < 2.5


WRITING = st.text(
    "abc é'’ .。、・茶狐ーがカ\u3000\n\u00ad\u0e01\u0e34\U00020000\U0001f600", max_size=60
) | st.text(max_size=60)


@given(WRITING)
def test_apart_and_with_offsets_say_the_same(text: str) -> None:
    apart, offsets = spaced_with_offsets(text)
    assert apart == spaced(text) == unspaced(text).spaced
    if offsets is not None:
        assert len(offsets) == len(apart) + 1
        assert offsets == sorted(offsets)


@given(WRITING)
def test_the_same_words_stand_in_both_halves(text: str) -> None:
    whole, rest, lone = unspaced(text)
    plain = Analysis("english").plain
    assert {*plain.analyze(whole)} == {*plain.analyze(rest), *plain.analyze(lone)}
    assert len(lone.split()) == len({*lone.split()})


@given(WRITING)
def test_ideographs_count_one_each(text: str) -> None:
    apart = "".join(
        f" {sign} " if "\u3040" <= sign <= "\u30ff" or "\u4e00" <= sign <= "\u9fff" else sign for sign in text
    )
    assert count_words(text) == count_words(apart)


@given(WRITING)
def test_a_word_has_one_number_whatever_stands_around_it(text: str) -> None:
    apart = numbered(" ".join(text.split()))
    assert np.array_equal(apart, numbered(f"{text} 茶")[:-1])
    assert np.array_equal(apart, numbered(f"茶 {text}")[1:])
