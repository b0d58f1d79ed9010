"""The order of hits: the best score first; of equal scores the newest date, and of equal dates the first id.

The engine adds up the scores of a query's words in an order that changes from article to article, so that the
sums of two articles that are the same in all that ranks may differ in their last bits. Scores are therefore
equal if they lie that close together, and all of a group of equals get the same score.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, pairwise

InOrder = Callable[[Sequence[int]], Iterable[int]]
"""Keys → the same keys in the order of the ids of their articles; without those that have no id."""

_CLOSE = 2e-6
"""Scores that differ by no more than this part of the greater one are equal: some 16 last bits."""
_UNSURE = 1e-6
"""Whether scores are equal is unsure if they are that much nearer or farther, and were added up otherwise."""
_DIGITS = 7
"""Digits of a score that are kept: scores that are not equal differ in them."""


def end_of_equals(scores: Sequence[float], wanted: int) -> int:
    """Where the group of equal scores ends that the last of the `wanted` first is in; scores are falling."""
    at = min(wanted, len(scores))
    while 0 < at < len(scores) and _are_equal(scores[at - 1], scores[at]):
        at += 1
    return at


def equalised(scores: Sequence[float]) -> list[float]:
    """The falling scores with one score for each group of equals: the greatest of them, rounded."""
    found: list[float] = []
    score = before = 0.0
    for one in scores:
        if not found or not _are_equal(before, one):
            score = float(f"{one:.{_DIGITS}g}")
        before = one
        found.append(score)
    return found


def unsure(scores: Sequence[float]) -> set[int]:
    """The places of those falling scores of which last bits decide whether they are equal."""
    near = (
        at
        for at, (greater, lesser) in enumerate(pairwise(scores), 1)
        if abs(greater - lesser - _CLOSE * abs(greater)) <= _UNSURE * abs(greater)
    )
    return {place for at in near for place in (at - 1, at)}


def _are_equal(greater: float, lesser: float) -> bool:
    return greater - lesser <= _CLOSE * abs(greater)


def best(
    scores: Sequence[float], keys: Sequence[int], dates: Sequence[int], wanted: int, by_id: InOrder
) -> list[tuple[int, float]]:
    """(key, score) of the `wanted` best articles, in order.

    Args:
        scores: equalised, falling; the group in which the last that is wanted is must be whole.
        keys: the articles that have them.
        dates: their dates, 0 for none.
    """
    if len(scores) <= wanted:
        return _sorted([*zip(scores, dates, keys, strict=True)], by_id)
    # A library may have a million articles of the same score: of the last group, only the newest are sorted.
    start = scores.index(scores[-1])
    group = sorted(dates[start:], reverse=True)
    oldest = group[wanted - start - 1]
    sure = [*zip(scores[:start], dates, keys, strict=False)]
    sure += ((scores[-1], date, keys[at]) for at, date in enumerate(dates[start:], start) if date > oldest)
    ordered = _sorted(sure, by_id)
    last = [keys[at] for at, date in enumerate(dates[start:], start) if date == oldest]
    ordered += ((key, scores[-1]) for key in islice(_ordered(last, by_id), wanted - len(ordered)))
    return ordered


def _sorted(hits: Sequence[tuple[float, int, int]], by_id: InOrder) -> list[tuple[int, float]]:
    """(key, score) of articles given as (score, date, key), in order."""
    alike = Counter((score, date) for score, date, _ in hits)
    unsure = [key for score, date, key in hits if alike[score, date] > 1]
    place = {key: at for at, key in enumerate(_ordered(unsure, by_id))}
    ordered = sorted(hits, key=lambda hit: (-hit[0], -hit[1], place.get(hit[2], 0)))
    return [(key, score) for score, _, key in ordered]


def _ordered(keys: Sequence[int], by_id: InOrder) -> Iterator[int]:
    """Yield all keys in the order of their ids, those without one at the end."""
    left = set(keys)
    if len(left) > 1:
        for key in by_id(keys):
            left.discard(key)
            yield key
    yield from sorted(left)
