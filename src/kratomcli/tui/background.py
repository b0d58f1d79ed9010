"""Threads that answer questions while the screen stays responsive."""

from __future__ import annotations

from collections.abc import Callable
from threading import Condition, Thread
from typing import Any, TypeVar

from kratomcli.errors import KratomError

T = TypeVar("T")


class Background:
    """A thread that answers one question at a time; of those that wait only the newest is answered.

    `deliver` is called in the thread with a function to call where the screen is drawn: that has the answer,
    and does nothing if a newer question was asked meanwhile. Errors of ours are answers too; any other is
    raised where the screen is drawn.
    """

    def __init__(self, deliver: Callable[[Callable[[], None]], object]) -> None:
        self._deliver = deliver
        self._changed = Condition()
        self._waiting: tuple[int, Callable[[], Any], Callable[[Any], None]] | None = None
        self._newest = 0
        self._is_closed = False
        self._thread: Thread | None = None

    def ask(self, question: Callable[[], T], answered: Callable[[T | KratomError], None]) -> None:
        """Ask a question in place of any before it; `answered` gets the answer, or the error."""
        with self._changed:
            self._newest += 1
            self._waiting = self._newest, question, answered
            self._changed.notify()
            if self._thread is None:
                # A daemon: nobody waits for an answer when the program ends.
                self._thread = Thread(target=self._work, daemon=True)
                self._thread.start()

    def forget(self) -> None:
        """Answer nothing that was asked so far."""
        with self._changed:
            self._newest += 1
            self._waiting = None

    def close(self) -> None:
        """End the thread after the question that it is answering, whose answer is not delivered."""
        with self._changed:
            self._is_closed = True
            self._newest += 1
            self._waiting = None
            self._changed.notify()

    def _work(self) -> None:
        while True:
            with self._changed:
                while self._waiting is None:
                    if self._is_closed:
                        return
                    self._changed.wait()
                number, question, answered = self._waiting
                self._waiting = None
            self._answer(number, question, answered)

    def _answer(self, number: int, question: Callable[[], Any], answered: Callable[[Any], None]) -> None:
        fault: Exception | None = None
        answer: Any = None
        try:
            answer = question()
        except KratomError as error:
            answer = error
        except Exception as error:
            fault = error

        def tell() -> None:
            if number != self._newest:
                return
            if fault is not None:
                raise fault
            answered(answer)

        if number == self._newest:
            self._deliver(tell)
