"""One library in several threads, and one that is closed."""

from __future__ import annotations

import ast
import asyncio
import subprocess
import sys
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


CLOSING = """
import random, sys, threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from kratomcli import Library
from kratomcli.errors import LibraryClosed

folder, cache, *seed = sys.argv[1:]
inside, go_on = threading.Semaphore(0), threading.Event()

class Slow(dict):
    def get(self, name, default=None):
        return self[name] if name in self else default

    def __getitem__(self, name):
        inside.release()
        go_on.wait()
        return super().__getitem__(name)

library = Library.open(folder, cache=cache, queries=Slow(slow="tea"))
library.sync()

def in_the_middle(ask):
    try:
        return ask()
    except LibraryClosed:
        return "closed"

def without_end(_):
    try:
        while True:
            for ask in (lambda: list(library.articles()), lambda: library.search("tea"), library.count):
                ask()
                inside.release()
    except LibraryClosed:
        return "closed"

def nothing_is_open():
    return not list(Path(cache).rglob("*-wal"))
"""

IN_THE_MIDDLE = """
asks = {
    "count": lambda: library.count("@slow"),
    "search": lambda: len(library.search("@slow", limit=50)),
    "articles": lambda: len(list(library.articles("@slow"))),
    "texts": lambda: len(list(library.texts("@slow"))),
    "lines": lambda: len(list(library.lines("tsv", ["id"], "@slow"))),
    "facet": lambda: sum(count for _, count in library.facet("tags", "@slow").values),
    "quotes": lambda: len(library.quotes("@slow")),
    "check": lambda: len(list(library.check("@slow"))),
}
with ThreadPoolExecutor(len(asks)) as pool:
    given = pool.map(in_the_middle, asks.values())
    for _ in asks:
        inside.acquire()
    library.close()
    assert not nothing_is_open()
    go_on.set()
    given = list(given)
assert nothing_is_open()
with Library.open(folder, cache=cache, queries={"slow": "tea"}) as library:
    print({name: (one, ask()) for one, (name, ask) in zip(given, asks.items())})
"""

HALFWAY = """
given = [library.articles(), library.texts("tea"), library.lines("tsv", ["id"], "tea"), iter(library.check())]
with ThreadPoolExecutor(1) as pool:
    for items in given:
        pool.submit(next, items, None).result()
    library.close()
    print([pool.submit(in_the_middle, lambda: next(items, "closed")).result() for items in given])
assert nothing_is_open()
"""

ANY_MOMENT = """
number = random.Random(int(seed[0]))
with ThreadPoolExecutor(8) as pool:
    given = pool.map(without_end, range(8))
    for _ in range(number.randrange(60)):
        inside.acquire()
    library.close()
    print(list(given))
assert nothing_is_open()
"""


def said(folder: Path, cache: Path, script: str, *seed: str) -> object:
    """What a process says that does this in threads; one that crashes is no answer."""
    command = [sys.executable, "-c", CLOSING + script, str(folder), str(cache), *seed]
    process = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert process.returncode == 0, (process.returncode, process.stderr)
    return ast.literal_eval(process.stdout)


def test_what_others_are_in_the_middle_of_ends_well_when_it_is_closed(folder: Make, tmp_path: Path) -> None:
    given = said(folder(ARTICLES), tmp_path / "cache", IN_THE_MIDDLE)
    assert isinstance(given, dict)
    assert (given["count"], given["search"]) == ((40, 40), (40, 40))
    assert all(one in ("closed", right) for one, right in given.values()), given


def test_what_others_are_halfway_through_is_let_go_of(folder: Make, tmp_path: Path) -> None:
    assert said(folder(ARTICLES), tmp_path / "cache", HALFWAY) == ["closed"] * 4


@pytest.mark.parametrize("seed", range(6))
def test_it_may_be_closed_at_any_moment(folder: Make, tmp_path: Path, seed: int) -> None:
    assert said(folder(ARTICLES), tmp_path / "cache", ANY_MOMENT, str(seed)) == ["closed"] * 8
