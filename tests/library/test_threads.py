"""One library in several threads, and one that is closed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import pytest

from conftest import Make
from kratomcli import Library
from kratomcli.errors import KratomError, LibraryClosed

ARTICLES = {
    f"a{number:02}.md": f"---\ndate: 2021-{number % 12 + 1:02}-01\ntags: [tea, t{number}]\n---\n\n# Title {number}\n\n"
    f"Green tea number {number} is a drink that many people make with water from the well.\n"
    for number in range(40)
}

QUESTIONS: dict[str, Callable[[Library], object]] = {
    "search": lambda lib: [hit.entry.id for hit in lib.search("green tea", limit=50)],
    "unique": lambda lib: len(lib.search("tea", unique=True)),
    "articles": lambda lib: [entry.id for entry in lib.articles("tea", sort="date:desc")],
    "texts": lambda lib: sum(len(article.body) for article in lib.texts("tags:tea")),
    "lines": lambda lib: list(lib.lines("tsv", ["id", "date"], "tea")),
    "cells": lambda lib: list(lib.cells(["id"], "date:2021-03..")),
    "count": lambda lib: lib.count("tea"),
    "get": lambda lib: lib.get("a07").title,
    "raw": lambda lib: lib.raw("a07"),
    "facet": lambda lib: lib.facet("date:month", "tea").values,
    "quotes": lambda lib: len(lib.quotes("water")),
    "similar": lambda lib: len(lib.similar("a07")),
    "reuse": lambda lib: len(lib.reuse()),
    "reuse_of": lambda lib: len(lib.reuse_of("a07")),
    "statistics": lambda lib: lib.statistics().articles,
    "suggestions": lambda lib: lib.suggestions("greeen"),
    "check": lambda lib: sorted(lib.check(select=["L", "C"])),
    "status": lambda lib: lib.status().articles,
    "values": lambda lib: lib.values("tags", "t"),
    "names": lambda lib: lib.names(),
    "ids": lambda lib: lib.ids("a"),
    "changed": lambda lib: lib.changed("3d"),
}


@pytest.fixture
def library(folder: Make) -> Iterator[Library]:
    with Library.open(folder(ARTICLES)) as library:
        yield library


def repairs(library: Library) -> list[str]:
    """What it took for damage, or for the work of others."""
    return [notice for notice in library.notices if not notice.startswith("what changed is known since")]


def in_threads(work: Callable[[int], object], count: int = 8) -> list[object]:
    """What the work gives in so many threads that begin at once."""
    begin = threading.Barrier(count)

    def begun(number: int) -> object:
        begin.wait()
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(begun, range(count)))


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_has_the_same_answer_in_any_thread(library: Library, name: str) -> None:
    ask = QUESTIONS[name]
    library.sync()
    here = ask(library)
    assert in_threads(lambda _: ask(library)) == [here] * 8
    assert not repairs(library)


def test_eight_threads_ask_everything_at_once(library: Library) -> None:
    library.sync()
    here = [ask(library) for ask in QUESTIONS.values()]
    for found in in_threads(lambda _: [ask(library) for ask in QUESTIONS.values()]):
        assert found == here
    assert not repairs(library)


@pytest.mark.parametrize("refresh", ["auto", "always"])
def test_the_first_questions_may_come_all_at_once(folder: Make, refresh: str) -> None:
    with Library.open(folder(ARTICLES), refresh=refresh) as library:  # type: ignore[arg-type]
        assert in_threads(lambda _: library.count("tea")) == [40] * 8
        assert not repairs(library)


def test_an_index_in_memory_is_one_for_each_thread(folder: Make, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("no folder")
    with Library.open(folder(ARTICLES), cache=taken) as library:
        assert in_threads(lambda _: library.count("tea"), 3) == [40] * 3


def test_what_one_thread_writes_the_others_find(folder: Make) -> None:
    place = folder(ARTICLES)
    with Library.open(place) as library:
        assert in_threads(lambda _: library.count("tea")) == [40] * 8
        for rebuild in (False, True):
            folder({f"new-{rebuild}.md": "More tea.\n"})
            library.sync(rebuild=rebuild)
            counts = [library.count("tea"), *in_threads(lambda _: library.count("tea"))]
            assert counts == [41 + rebuild] * 9
            assert in_threads(lambda _: len(library.search("more", limit=50))) == [1 + rebuild] * 8


def test_threads_that_sync_and_ask_don_t_disturb_each_other(library: Library) -> None:
    library.sync()

    def work(number: int) -> object:
        for _ in range(5):
            if number % 2:
                library.sync()
            elif len(library.search("tea", limit=50)) != 40:
                return "lost articles"
        return None

    assert in_threads(work) == [None] * 8
    assert not repairs(library)


def test_asyncio_hands_questions_to_threads(library: Library) -> None:
    async def ask() -> list[int]:
        one = library.articles("tea")
        first = await asyncio.to_thread(next, one)
        rest = [entry.id async for entry in each(one)]
        assert [first.id, *rest] == [f"a{number:02}" for number in range(40)]
        return await asyncio.gather(*(asyncio.to_thread(library.count, "tea") for _ in range(40)))

    async def each(items):  # type: ignore[no-untyped-def]
        while batch := await asyncio.to_thread(lambda: list(islice(items, 7))):
            for item in batch:
                yield item

    assert asyncio.run(ask()) == [40] * 40


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_closed_library_says_so(folder: Make, name: str) -> None:
    library = Library.open(folder(ARTICLES))
    library.sync()
    library.close()
    for where in (
        lambda: QUESTIONS[name](library),
        lambda: in_threads(lambda _: QUESTIONS[name](library), 2),
    ):
        with pytest.raises(LibraryClosed, match="closed"):
            where()
    assert not repairs(library)


@pytest.mark.parametrize("begun", [0, 1, 5])
def test_closing_ends_what_is_still_being_read(folder: Make, begun: int) -> None:
    library = Library.open(folder(ARTICLES))
    library.sync()
    for items in (
        library.articles(),
        library.articles("tea"),
        library.texts("tea"),
        library.lines("tsv", ["id"]),
    ):
        assert len(list(islice(items, begun))) == begun
    library.close()
    library.close()
    with pytest.raises(LibraryClosed):
        list(library.articles())


def test_reading_on_after_closing_is_that_error_or_the_end(folder: Make) -> None:
    library = Library.open(folder({f"{number}.md": "tea\n" for number in range(1200)}))
    given = [library.articles(), library.articles("tea"), library.texts(), iter(library.check())]
    for items in given:
        next(iter(items), None)
    library.close()
    for items in given:
        with pytest.raises(KratomError) as caught:  # noqa: PT012
            list(items)
            raise LibraryClosed("it had ended")
        assert type(caught.value) is LibraryClosed
