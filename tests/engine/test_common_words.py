"""Words that very many articles have: found in another way, with the same answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from unittest import mock

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kratomcli.engine import common_words, tantivy
from kratomcli.engine.tantivy import TantivyEngine
from kratomcli.query import parse
from kratomcli.readers import read


class Made(NamedTuple):
    """An article by its words; the name of its file is a name of it."""

    body: list[str]
    title: list[str] = ["title"]  # noqa: RUF012
    summary: list[str] = []  # noqa: RUF012
    lang: str = "en"
    name: str = "x"


def engine_of(folder: str, articles: list[Made], gone: int = 0) -> TantivyEngine:
    """An engine in a folder, which is asked in the order of keys; the first `gone` articles are deleted."""
    engine = TantivyEngine(folder)
    writer = engine.writer(len(articles))
    for key, made in enumerate(articles):
        front = f"title: {' '.join(made.title)}\nsummary: '{' '.join(made.summary)}'\nlang: {made.lang}\n"
        text = f"---\n{front}---\n{' '.join(made.body)}\n"
        writer.add(key, read(text.encode(), id=made.name, path=f"{made.name}.md"), f"{made.name}.md")
    writer.commit()
    if gone:
        writer.delete(0, gone - 1)
        writer.commit()
    writer.close()
    return engine


@contextmanager
def common_from(number: int, beyond: int = 50) -> Iterator[list[bool]]:
    """Words are common in so many articles; the list says for each query whether that has helped."""
    helped: list[bool] = []
    ask = common_words.best_of_common

    def spied(*given: object) -> object:
        found = ask(*given)  # type: ignore[arg-type]
        helped.append(found is not None)
        return found

    with (
        mock.patch.object(tantivy, "COMMON", number),
        mock.patch.object(common_words, "COMMON", number),
        mock.patch.object(common_words, "BEYOND", beyond),
        mock.patch.object(common_words, "best_of_common", spied),
    ):
        yield helped


def assert_same(engine: TantivyEngine, query: str, limit: int, beyond: int) -> bool:
    """Whether the other way was gone, with the same answer."""
    node = parse(query)
    expected = engine.search(node, limit).best
    with common_from(2, beyond) as helped:
        found = engine.search(node, limit).best
    assert [key for key, _ in found] == [key for key, _ in expected]
    assert [score for _, score in found] == pytest.approx([score for _, score in expected], rel=2e-6)
    return any(helped)


WORDS = ["fox", "dog", "owl", "hen"]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=6)
MADE = st.builds(
    Made,
    body=TEXTS.map(lambda words: ["so", *words]),
    title=TEXTS.map(lambda words: words or ["title"]),
    summary=TEXTS,
    lang=st.sampled_from(["en", "en", "fr"]),
    name=st.sampled_from(["x", "x", "fox", "dog-owl"]),
)
QUERIES = st.one_of(
    st.sampled_from(WORDS),
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=4, unique=True).map(" ".join),
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=4).map(" OR ".join),
    st.sampled_from(
        ["fox fox", "(fox OR dog) owl", "(fox OR dog) (owl OR hen)", "fox -dog", '"fox dog"', "fo*"]
    ),
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(MADE, min_size=3, max_size=40), QUERIES, st.integers(1, 6), st.integers(0, 3), st.integers(0, 9)
)
@example([Made(["so", "fox"])] * 30, "fox", 3, 0, 0)
def test_common_words_have_the_answers_of_all_words(
    articles: list[Made], query: str, limit: int, beyond: int, gone: int
) -> None:
    with TemporaryDirectory() as folder:
        engine = engine_of(folder, articles, min(gone, len(articles) - 1))
        assert_same(engine, query, limit, beyond)


def many(number: int) -> list[Made]:
    """Articles in which "fox" is nearly everywhere and "dog" in two of three, more often in some."""
    return [
        Made(
            body=["so"] * (at % 7) + ["fox"] * bool(at % 50) + ["dog"] * (at % 3),
            title=["fox", "dog"] if at % 11 == 0 else ["title"],
            summary=["fox"] * (at % 5 == 0) + ["dog"] * (at % 4 == 0),
            name="fox" if at == 77 else f"x{at}",
        )
        for at in range(number)
    ]


@pytest.mark.parametrize(
    "query", ["fox", "dog", "fox dog", "fox OR dog", "fox OR dog OR so", "(fox OR so) dog"]
)
@pytest.mark.parametrize("gone", [0, 40])
def test_common_words_are_not_all_added_up(tmp_path: Path, query: str, gone: int) -> None:
    assert assert_same(engine_of(str(tmp_path), many(600), gone), query, 5, 50)


def test_what_has_no_bound_is_asked_as_it_is(tmp_path: Path) -> None:
    engine = engine_of(str(tmp_path), [Made(["fox"])] * 300 + [Made(["fox"], name="fox")] * 600)
    assert not assert_same(engine, "fox", 5, 10)  # too many have it as their name
    engine = engine_of(str(tmp_path / "equal"), [Made(["fox"])] * 300)
    assert not assert_same(engine, "fox", 5, 10)  # all have the same score
    engine = engine_of(
        str(tmp_path / "few"), [Made(["fox"]), Made(["dog"])] * 300 + [Made(["fox", "dog"])] * 9
    )
    assert not assert_same(engine, "fox dog", 5, 10)  # hardly any has both


def test_few_articles_are_asked_as_they_are(tmp_path: Path) -> None:
    engine = engine_of(str(tmp_path), many(60))
    with common_from(100) as helped:
        engine.search(parse("fox"), 5)
    assert not helped
