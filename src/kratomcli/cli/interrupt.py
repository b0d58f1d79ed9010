"""Ctrl-C: whenever it comes, the program ends with 130 and without a traceback."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from types import TracebackType

_STATUS = 130  # as shells say it; the enumeration of statuses is not loaded yet


class Interrupts:
    """What Ctrl-C does, from the program's first line to its last.

    Before `take` and after the block nothing is at stake: the process ends at once. Between them it is a
    KeyboardInterrupt, so that what is done is kept. Whatever became of that on its way up, the block is
    left with 130. Where whoever started us has Ctrl-C ignored, it stays so.
    """

    def __init__(self) -> None:
        self._happened = False
        self._is_ours = signal.getsignal(signal.SIGINT) is signal.default_int_handler

    def __enter__(self) -> Interrupts:
        self._handle(_end)
        return self

    def take(self) -> None:
        """From now on Ctrl-C is a KeyboardInterrupt."""
        sys.unraisablehook = self._unraisable
        self._handle(self._raise)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._handle(_end)
        if self._happened or kind is KeyboardInterrupt:
            raise SystemExit(_STATUS) from None

    def _handle(self, handler: object) -> None:
        if self._is_ours:
            signal.signal(signal.SIGINT, handler)  # type: ignore[arg-type]

    def _raise(self, number: int, frame: object) -> NoReturn:
        self._happened = True
        raise KeyboardInterrupt

    def _unraisable(self, what: sys.UnraisableHookArgs) -> None:
        """An exception that could go nowhere, as in a finaliser: Ctrl-C comes again, a moment later."""
        if what.exc_type is not KeyboardInterrupt:
            sys.__unraisablehook__(what)
            return
        from _thread import interrupt_main
        from threading import Timer

        again = Timer(0.01, interrupt_main)
        again.daemon = True
        again.start()


def _end(number: int, frame: object) -> NoReturn:
    os._exit(_STATUS)


@contextmanager
def left_to_another() -> Iterator[None]:
    """While another program has the terminal, Ctrl-C is its own affair; start it within the block."""
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, lambda *_: None)  # unlike SIG_IGN, this is not handed on
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
