"""Which passages two texts share, against what was put into them."""

from __future__ import annotations

import mmap
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kratomcli.reuse import fingerprints
from kratomcli.reuse.align import LEAST, AlignedPassage, shared
from kratomcli.reuse.tokens import numbered, places

WORDS = [f"word{number}" for number in range(5000)]


def prose(seed: int, length: int) -> list[str]:
    return random.Random(seed).choices(WORDS, k=length)


def found(one: list[str], other: list[str]) -> list[AlignedPassage]:
    return shared(numbered(" ".join(one)), numbered(" ".join(other)))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(LEAST, 200), st.integers(0, 60), st.integers(0, 60))
def test_a_copied_passage_is_found_to_the_word(seed: int, length: int, before: int, after: int) -> None:
    passage = prose(seed, length)
    around = prose(seed + 1, before), prose(seed + 2, 30), prose(seed + 3, 30), prose(seed + 4, after)
    assume(around[0][-1:] != around[2][-1:] and around[1][:1] != around[3][:1])  # or more words are shared
    one = around[0] + passage + around[1]
    other = around[2] + passage + around[3]
    assert found(one, other) == [AlignedPassage(before, before + length, 30, 30 + length, length)]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000))
def test_texts_with_nothing_in_common_share_nothing(seed: int) -> None:
    assert found(prose(seed, 400), prose(seed + 1, 400)) == []


@pytest.mark.parametrize("share", [0.05, 0.15])
def test_changed_words_leave_one_passage(share: float) -> None:
    chance = random.Random(3)
    whole = 0
    for seed in range(100):
        passage = prose(seed, 80)
        changed = [chance.choice(WORDS) if chance.random() < share else word for word in passage]
        passages = found(prose(seed + 1, 50) + changed + prose(seed + 2, 50), passage)
        covered = sum(passage.other_end - passage.other_start for passage in passages)
        whole += covered >= 64
    assert whole >= 95


def test_sentences_in_another_order_are_one_passage() -> None:
    sentences = [prose(seed, 12) for seed in range(6)]
    one = [word for sentence in sentences for word in sentence]
    other = [word for at in (3, 0, 5, 1, 4, 2) for word in sentences[at]]
    assert found(prose(90, 40) + one, prose(91, 40) + other) == [AlignedPassage(40, 112, 40, 112, 72)]


def test_what_stands_apart_in_one_text_is_two_passages() -> None:
    first, second = prose(1, 30), prose(2, 30)
    assert found(first + second, first + prose(3, 60) + second) == [
        AlignedPassage(0, 30, 0, 30, 30),
        AlignedPassage(30, 60, 90, 120, 30),
    ]


@given(st.text(max_size=300))
def test_every_word_has_its_place(text: str) -> None:
    found = places(text)
    assert len(found) == len(numbered(text))
    assert all(0 <= start < end <= len(text) for start, end in found)
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The **Quick** fox", "the quick FOX."),
        ("it’s “here”", "it's here"),
        ("see [the fox](https://example.com) there", "see the fox there"),
        ("ＡＢ 狐が走る", "ab 狐 が 走 る"),
    ],
)
def test_case_punctuation_and_markup_make_no_other_word(one: str, other: str) -> None:
    if not one.isascii() and "Ａ" in one:
        one = one.replace("ＡＢ", "AB")
    assert numbered(one).tolist() == numbered(other).tolist()


def pairs_of(new: fingerprints.Postings, known: Sequence[fingerprints.Postings]) -> list[tuple[int, int]]:
    pairs = fingerprints.candidates(new, known)
    return list(zip(pairs.article.tolist(), pairs.earlier.tolist(), strict=True))


def test_candidates_are_the_articles_that_share_a_passage() -> None:
    passage = prose(7, 60)
    texts = [prose(100 + seed, 500) for seed in range(30)]
    texts[4][100:160] = passage
    texts[21][300:360] = passage
    words = [numbered(" ".join(text)) for text in texts]
    new = fingerprints.postings(words, 0)
    assert pairs_of(new, [new]) == [(21, 4)]
    old, late = fingerprints.postings(words[:20], 0), fingerprints.postings(words[20:], 20)
    assert pairs_of(late, [old, late]) == [(21, 4)]


def test_memory_that_holds_parts_of_files_is_given_back(tmp_path: Path) -> None:
    """Or comparing with a library's postings would keep all of them in memory."""
    released = []

    class Map(mmap.mmap):
        def madvise(self, option: int, *where: int) -> None:
            released.append(option)
            super().madvise(option, *where)

    new = fingerprints.postings([numbered(" ".join(prose(seed, 500))) for seed in range(3)], 0)
    (tmp_path / "postings").write_bytes(new.tobytes())
    with (tmp_path / "postings").open("rb") as file:
        known = fingerprints.mapped(Map(file.fileno(), 0, access=mmap.ACCESS_READ))
    assert known.tolist() == new.tolist()
    fingerprints.candidates(new, [known])
    assert released == [mmap.MADV_DONTNEED] if hasattr(mmap, "MADV_DONTNEED") else not released


def test_merging_keeps_order_and_drops_the_dead() -> None:
    arrays = [fingerprints.postings([numbered(" ".join(prose(seed, 300)))], seed) for seed in range(5)]
    alive = np.zeros(fingerprints.MOST_ARTICLES, dtype=np.bool_)
    alive[[0, 2, 3]] = True
    whole = np.concatenate(list(fingerprints.merged(arrays, alive)))
    assert whole.tolist() == sorted(np.concatenate([arrays[0], arrays[2], arrays[3]]).tolist())
