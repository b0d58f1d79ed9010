"""Threads that run the tools, so that a long answer keeps no other request waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from threading import Condition, Thread
from typing import Any, TypeVar

T = TypeVar("T")

MOST = 4
"""Tools that run at once; more calls wait. Each thread has an index of its own open."""


class Workers:
    """A few threads that stay: a library opens its index once more for each thread that asks it.

    They are daemons: a call that takes long doesn't keep the program from ending.
    """

    def __init__(self) -> None:
        self._jobs: SimpleQueue[tuple[Callable[[], Any], asyncio.Future[Any], asyncio.AbstractEventLoop]] = (
            SimpleQueue()
        )
        self._changed = Condition()
        self._threads = self._unfinished = 0

    async def run(self, ask: Callable[[], T]) -> T:
        """The result of `ask`, run in one of the threads; not run if the caller is cancelled before."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        with self._changed:
            self._unfinished += 1
            if self._unfinished > self._threads and self._threads < MOST:
                self._threads += 1
                Thread(target=self._work, daemon=True, name=f"tool {self._threads}").start()
        self._jobs.put((ask, future, loop))
        return await future

    def finish(self, seconds: float) -> bool:
        """Wait until all that was asked is done, but at most so long; return whether it is."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._unfinished, seconds)

    def _work(self) -> None:
        while True:
            ask, future, loop = self._jobs.get()
            result: Any = None
            error: BaseException | None = None
            if not future.cancelled():
                try:
                    result = ask()
                except BaseException as raised:
                    error = raised
            with suppress(RuntimeError):  # the loop was closed meanwhile
                loop.call_soon_threadsafe(_settle, future, result, error)
            with self._changed:
                self._unfinished -= 1
                self._changed.notify_all()


def _settle(future: asyncio.Future[T], result: T, error: BaseException | None) -> None:
    if future.done():
        return
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)
