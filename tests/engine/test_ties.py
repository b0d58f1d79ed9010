"""Equal scores: by date, newest first, then by id, over all articles that match."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from math import log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kratomcli.engine.tantivy import TantivyEngine
from kratomcli.engine.ties import best, end_of_equals, equalised
from kratomcli.model.article import Article
from kratomcli.query import any_of, parse
from kratomcli.readers import read

MANY = 10_001


@cache
def article_of(body: str, date: str) -> Article:
    front = f"title: z\ndate: {date}\n" if date else "title: z\n"
    return read(f"---\n{front}---\n{body}\n".encode(), id="x", path="x.md")


def engine_of(*articles: tuple[str, str]) -> TantivyEngine:
    """An engine with articles given as (body, date); key 0 has the last id, key 1 the one before it …"""
    engine = TantivyEngine(None, by_id=lambda keys: sorted(keys, reverse=True))
    writer = engine.writer(len(articles))
    for key, (body, date) in enumerate(articles):
        writer.add(key, article_of(body, date), "x.md")
    writer.commit()
    writer.close()
    return engine


def order(engine: TantivyEngine, query: str, limit: int) -> list[int]:
    return [key for key, _ in engine.search(any_of(parse(query)), limit).best]


def date_of(key: int) -> str:
    """A date that many have; none for every eleventh."""
    return f"{2000 + key % 7}" if key % 11 else ""


@pytest.fixture(scope="module")
def equals() -> TantivyEngine:
    return engine_of(*(("badger one two three", date_of(key)) for key in range(MANY)))


@pytest.mark.parametrize(
    "query", ["badger", "badger two three", "badg*", "bagder~", "badger OR thr*", '"one two"']
)
def test_equals_of_any_number_come_by_date_and_then_by_id(equals: TantivyEngine, query: str) -> None:
    wanted = sorted(range(MANY), key=lambda key: (-int(date_of(key) or 0), -key))
    for limit in (1, 10, 1_000, MANY, 2 * MANY):
        assert order(equals, query, limit) == wanted[:limit]
    scores = {score for _, score in equals.search(parse(query), MANY).best}
    assert len(scores) == 1 or " " in query  # neighbours lift the first


def test_dates_of_any_precision_are_the_moment_they_begin(equals: TantivyEngine) -> None:
    dates = ["2021", "2021-01-01", "2021-01-01T00:00", "2020-12-31", "2021-01-01T00:00:01", ""]
    assert order(engine_of(*(("badger", date) for date in dates)), "badger", 9) == [4, 2, 1, 0, 3, 5]


WORDS = st.lists(st.sampled_from(["fox", "dog", "owl", "fog", "fix", "foxglove"]), min_size=1, max_size=6)
DATES = st.sampled_from(["", "2020", "2021-05", "2021-05-01", "2021-05-02"])
MOMENTS = {"": 0, "2020": 20200101, "2021-05": 20210501, "2021-05-01": 20210501, "2021-05-02": 20210502}
LIBRARIES = st.lists(st.tuples(WORDS, DATES), min_size=1, max_size=30)


def bm25(word: str, text: list[str], texts: list[list[str]]) -> float:
    having = sum(word in one for one in texts)
    length = len(text) / (sum(map(len, texts)) / len(texts))
    often = text.count(word)
    rarity = log(1 + (len(texts) - having + 0.5) / (having + 0.5))
    return rarity * often * 2.2 / (often + 1.2 * (0.25 + 0.75 * length))


@settings(max_examples=60, deadline=None)
@given(LIBRARIES, st.lists(st.sampled_from(["fox", "dog", "owl"]), min_size=1, max_size=3, unique=True))
def test_the_order_is_that_of_a_reference(library: list[tuple[list[str], str]], asked: list[str]) -> None:
    texts = [["z", *words, "x"] for words, _ in library]  # the title, and the name of the file
    if any(pair in pairwise(text) for text in texts for pair in pairwise(asked)):
        return  # neighbours are no matter of this test
    engine = engine_of(*((" ".join(words), date) for words, date in library))
    scores = {key: sum(bm25(word, text, texts) for word in asked) for key, text in enumerate(texts)}
    wanted = sorted(
        (key for key, score in scores.items() if score),
        key=lambda key: (-round(scores[key], 4), -MOMENTS[library[key][1]], -key),
    )
    found = engine.search(any_of(parse(" ".join(asked))), 100).best
    assert [key for key, _ in found] == wanted
    for key, score in found:
        assert score == pytest.approx(scores[key], rel=1e-4)


@settings(max_examples=60, deadline=None)
@given(
    LIBRARIES, st.sampled_from(["fox dog", "fo*", "fox~", "fox~2 OR dog", "f* owl~ dog", '"fox dog" OR owl'])
)
def test_fewer_hits_are_the_first_of_more(library: list[tuple[list[str], str]], query: str) -> None:
    engine = engine_of(*((" ".join(words), date) for words, date in library))
    all_hits = engine.search(any_of(parse(query)), 1_000).best
    assert len(all_hits) == engine.count(any_of(parse(query)))
    for limit in range(1, len(all_hits) + 1):
        assert engine.search(any_of(parse(query)), limit).best == all_hits[:limit]


@given(
    st.lists(st.tuples(st.integers(1, 5), st.integers(0, 3)), min_size=1, max_size=40),
    st.integers(1, 50),
)
def test_groups_of_equals_are_whole_and_in_order(hits: list[tuple[int, int]], wanted: int) -> None:
    hits.sort(key=lambda hit: -hit[0])
    # As the engine adds up: equal scores may differ in their last bits.
    scores = sorted((score + (key % 3) * 1e-7 for key, (score, _) in enumerate(hits)), reverse=True)
    end = end_of_equals(scores, wanted)
    assert end == len(hits) or hits[end][0] < hits[end - 1][0]
    found = best(
        equalised(scores[:end]), range(end), [date for _, date in hits[:end]], wanted, lambda keys: keys[::-1]
    )
    reference = sorted(range(len(hits)), key=lambda key: (-hits[key][0], -hits[key][1], -key))
    assert [key for key, _ in found] == reference[:wanted]
    assert [score for _, score in found] == [hits[key][0] for key in reference[:wanted]]


def test_articles_that_the_catalog_lacks_come_last() -> None:
    assert best([1.0] * 4, [1, 2, 3, 4], [0] * 4, 4, lambda _: [3, 1]) == [
        (3, 1.0),
        (1, 1.0),
        (2, 1.0),
        (4, 1.0),
    ]
