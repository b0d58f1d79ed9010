"""Ctrl-C: at any time, it ends the program with exit status 130 and without a traceback."""

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
    """A context manager around the whole program that handles SIGINT.

    Before `take` and after the block, SIGINT ends the process at once. In between it raises
    KeyboardInterrupt, so that finished work is saved; even if that exception is swallowed somewhere, the
    block exits with 130. If the parent process had SIGINT ignored, it stays ignored.
    """

    def __init__(self) -> None:
        self._happened = False
        self._is_ours = signal.getsignal(signal.SIGINT) is signal.default_int_handler

    def __enter__(self) -> Interrupts:
        self._handle(_end)
        return self

    def take(self) -> None:
        """From now on, let SIGINT raise KeyboardInterrupt."""
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
        """Hook for exceptions that can't be raised, as in a finaliser: repeats the interrupt soon."""
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
    """Leave Ctrl-C to another program that uses the terminal, and that is started within the block."""
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, lambda *_: None)  # unlike SIG_IGN, this is not handed on
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
