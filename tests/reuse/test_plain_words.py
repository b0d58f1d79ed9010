"""Words, runs and differences are found many at a time: the same as one at a time, written plainly."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kratomcli.reuse import align, differences
from kratomcli.reuse.align import AlignedPassage, EqualRuns, shared
from kratomcli.reuse.tokens import numbered, places
from kratomcli.text.normalize import without_marks
from kratomcli.text.words import IDEOGRAPHS

if TYPE_CHECKING:
    from kratomcli.reuse.tokens import Words

SIGNS = (
    "abé'’_*[]()](. \n\t。、・茶狐ーがカ\u3000\u00ad\u200d\u0e01\u0e34\u0e48\U00020000\U00040001\U0001f600\u0301"
    "\u1112\u1161\u11abｶﾞﬁǅ\ud7ff\ue000\u2028\x1c\x85\xa0İςß\u0640\u09c7\u09be\u2000\u0340٣²Ⅷ㊀\ufaff\ufb00"
)
WRITING = st.text(st.sampled_from(SIGNS), max_size=60) | st.text(max_size=40)


def words_of(text: str) -> list[tuple[str, int, int]]:
    """(word, start, end) of the words of a text; ideographs by themselves."""
    found = []
    for match in re.finditer(rf"[{IDEOGRAPHS}]|[^\s{IDEOGRAPHS}]+", text):
        written = match[0].split("](")[0]
        inner = re.sub(r"\A[\W_]+|[\W_]+\Z", "", written)
        if inner:
            at = match.start() + written.index(inner)
            found.append((written, at, at + len(inner)))
    return found


def number_of(written: str) -> int:
    if re.fullmatch(f"[{IDEOGRAPHS}]", written):
        code = ord(written)
        mixed = (code + 1) * 0x9E3779B97F4A7C15 % 2**64
        return (mixed ^ (mixed >> 29)) * 0xBF58476D1CE4E5B9 % 2**64 | 1
    word = re.sub(r"\A[\W_]+|[\W_]+\Z", "", without_marks(written)).replace("’", "'").casefold()
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest()) & ~1 or 2


@settings(max_examples=500)
@given(WRITING)
def test_words_and_their_places_are_those_of_one_at_a_time(text: str) -> None:
    words = words_of(text)
    assert places(text) == [(start, end) for _, start, end in words]
    assert numbered(text).tolist() == [number_of(written) for written, _, _ in words]


def numbers(words: list[int]) -> Words:
    return np.array(words, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)


@st.composite
def versions(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    """Two texts, as numbers of words, of which the second has much of the first, moved and changed."""
    random = draw(st.randoms(use_true_random=False))
    few = draw(st.sampled_from([2, 6, 30, 400]))
    length = draw(st.integers(0, 250))
    one = [int(few * random.random() ** 2) for _ in range(length)]
    other: list[int] = []
    at = 0
    while at < length:
        size = random.randint(1, 40)
        kind = random.random()
        if kind < 0.1:
            begin = random.randrange(length)
            other += one[begin : begin + size]
        elif kind < 0.3:
            other += [int(few * random.random()) for _ in range(random.randint(0, 20))]
        else:
            other += one[at : at + size]
        at += size
    return one, other


@settings(max_examples=200, deadline=None)
@given(versions(), st.sampled_from([2, 200]))
def test_differences_are_those_that_difflib_tells(texts: tuple[list[int], list[int]], most: int) -> None:
    matcher = SequenceMatcher(None, *texts, autojunk=False)
    wanted = [code[1:] for code in matcher.get_opcodes() if code[0] != "equal"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(differences, "_FEW", 30)
        patch.setattr(differences, "_MOST", most)
        assert differences.differences(*map(numbers, texts)) == wanted


def chained(runs: EqualRuns) -> list[AlignedPassage]:
    """The passages of all runs, each tried with every chain that may go on."""
    open_chains: list[align._Chain] = []
    done: list[align._Chain] = []
    for run in map(align._Run, runs.at.tolist(), runs.other.tolist(), runs.length.tolist()):
        done += [chain for chain in open_chains if run.at - chain.end > align._GAP]
        open_chains = [chain for chain in open_chains if run.at - chain.end <= align._GAP]
        for chain in sorted(open_chains, key=lambda chain: -chain.longest):
            if chain.take(run):
                break
        else:
            open_chains.append(align._Chain(run))
    kept: list[AlignedPassage] = []
    passages = [passage for chain in done + open_chains for passage in chain.passages()]
    for passage in sorted(passages, key=lambda passage: -passage.same):
        if all(passage.end <= other.start or passage.start >= other.end for other in kept):
            kept.append(passage)
    return sorted(kept)


def plain_runs(one: list[int], other: list[int]) -> list[tuple[int, int, int]]:
    """EqualRuns of at least three equal words, from the first eight places of each three."""
    places_of: dict[tuple[int, ...], list[int]] = {}
    for at in range(len(other) - 2):
        places_of.setdefault(tuple(other[at : at + 3]), []).append(at)
    pairs = {
        (at, there)
        for at in range(len(one) - 2)
        for there in places_of.get(tuple(one[at : at + 3]), [])[: align._MOST]
    }
    found = []
    for at, there in sorted(pairs, key=lambda pair: (pair[1] - pair[0], pair[0])):
        if (at - 1, there - 1) not in pairs:
            length = 0
            while (at + length, there + length) in pairs:
                length += 1
            found.append((at, there, length + 2))
    return sorted(found, key=lambda run: (run[0], -run[2]))


@settings(max_examples=200, deadline=None)
@given(versions())
def test_runs_that_are_left_out_would_make_no_passage(texts: tuple[list[int], list[int]]) -> None:
    one, other = map(numbers, texts)
    runs = align.equal_runs(one, other, align._SIZE, align._MOST)
    columns = (runs.at.tolist(), runs.other.tolist(), runs.length.tolist())
    assert list(zip(*columns, strict=True)) == plain_runs(*texts)
    assert shared(one, other) == chained(runs)
