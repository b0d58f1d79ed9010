"""What is asked in threads, and the articles that were opened."""

from __future__ import annotations

import threading
from queue import Queue

import pytest

from conftest import PATIENCE
from kratomcli.errors import KratomError, UsageError
from kratomcli.tui.background import Background
from kratomcli.tui.finding import narrowed
from kratomcli.tui.history import History


def test_of_questions_that_wait_only_the_newest_is_answered() -> None:
    tells: Queue[object] = Queue()
    thread = Background(tells.put)
    started, go_on, asked = threading.Event(), threading.Event(), []

    def slow() -> str:
        started.set()
        assert go_on.wait(PATIENCE)
        return "slow"

    answers: list[object] = []
    thread.ask(slow, answers.append)
    assert started.wait(PATIENCE)
    for number in range(3):
        thread.ask(lambda number=number: asked.append(number) or number, answers.append)  # type: ignore[misc]
    go_on.set()
    tells.get(timeout=PATIENCE)()  # type: ignore[operator]
    assert (asked, answers) == ([2], [2])
    thread.close()


def test_errors_of_ours_are_answers_and_others_are_raised_where_the_screen_is_drawn() -> None:
    tells: Queue[object] = Queue()
    thread = Background(tells.put)

    def wrong(error: Exception) -> None:
        raise error

    answers: list[KratomError | None] = []
    error = UsageError("no")
    thread.ask(lambda: wrong(error), answers.append)
    tells.get(timeout=PATIENCE)()  # type: ignore[operator]
    assert answers == [error]
    thread.ask(lambda: wrong(ZeroDivisionError()), answers.append)
    with pytest.raises(ZeroDivisionError):
        tells.get(timeout=PATIENCE)()  # type: ignore[operator]
    thread.close()


def test_an_answer_that_is_out_of_date_is_forgotten() -> None:
    tells: Queue[object] = Queue()
    thread = Background(tells.put)
    answers: list[object] = []
    thread.ask(lambda: 1, answers.append)
    tell = tells.get(timeout=PATIENCE)
    thread.forget()
    tell()  # type: ignore[operator]
    assert not answers
    thread.close()


def test_back_and_forth() -> None:
    history = History()
    history.visit("b", "a")
    history.visit("c", "b")
    assert history.back("c") == "b"
    assert history.back("b") == "a"
    assert history.back("a") == ""
    assert history.forth() == "b"
    history.visit("d", "b")
    assert history.forth() == ""
    assert history.back("looked at") == "d"
    assert history.back("d") == "b"


@pytest.mark.parametrize(
    ("query", "facet", "value", "expected"),
    [
        ("", "tags", "a b", 'tags:"a b"'),
        ("x", "date:year", "2020", "x date:2020"),
        ("x date:2020", "date:year", "2020", "x"),
        ('tags:"a" x', "tags", "a", "x"),
        ("x OR y", "lang", "de", '(x OR y) lang:"de"'),
        ("", "tags", 'a"b\\', 'tags:"a\\"b\\\\"'),
    ],
)
def test_a_facet_narrows_a_query(query: str, facet: str, value: str, expected: str) -> None:
    assert narrowed(query, facet, value) == expected
