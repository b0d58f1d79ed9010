"""Long texts that are nearly the same cost about their length: to find what they share, and what differs."""

from __future__ import annotations

import random

import numpy as np
import pytest

from kratomcli.reuse.align import shared
from kratomcli.reuse.differences import differences
from kratomcli.reuse.tokens import numbered, places
from support.cost import is_linear


def edition(size: int, few: int, seed: int, *, whole: bool) -> str:
    """A text of so many signs, the same for each seed but for a few sentences, or but for a few signs."""
    rng, chance = random.Random(1), random.Random(seed)
    made = []
    for _ in range(size // 20):
        signs = [chr(0x4E00 + int(few * rng.random() ** 2)) for _ in range(20)]
        if chance.random() < 0.03:
            at = 0 if whole else chance.randrange(18)
            signs[at : 20 if whole else at + 2] = chance.choices(signs, k=20 if whole else 2)
        made.append("".join(signs))
    return "。".join(made)


@pytest.mark.parametrize("whole", [True, False], ids=["sentences", "signs"])
@pytest.mark.parametrize("few", [300, 3000])
def test_editions_are_compared_in_about_their_length(few: int, whole: bool) -> None:
    def work(size: int) -> None:
        one, other = (edition(size, few, seed, whole=whole) for seed in (1, 2))
        ours, theirs = numbered(one), numbered(other)
        passages = shared(ours, theirs)
        assert sum(passage.same for passage in passages) > 0.9 * len(ours)
        differences(ours, theirs)
        assert len(places(one)) == len(ours)

    assert is_linear(work, 20_000)


def test_what_repeats_itself_is_still_compared() -> None:
    words = np.array([1, 3, 5, 7] * 60, dtype=np.uint64)
    assert differences(words, words) == []
    assert shared(words, words)[0].same >= 8
