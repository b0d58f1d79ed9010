"""Standard input, output and error, in whatever state the program is handed them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import BinaryIO

from kratomcli.text.safe_output import SafeStream

_STREAMS = (("stdin", os.O_WRONLY, "r"), ("stdout", os.O_RDONLY, "w"), ("stderr", os.O_WRONLY, "w"))
"""By descriptor. One that is closed is opened the wrong way round: it is there, so that no other file
comes to lie at its number, and whoever uses it is told. But nobody needs to hear of lost talk."""

theme = "auto"
"""The colours of pages, as the settings have it."""


class Talk(SafeStream):
    """Standard error: what can't be written to it is lost, and costs nothing else."""

    def write(self, text: str) -> int:
        return self._tried(super().write, text)

    def write_drawn(self, text: str) -> int:
        return self._tried(super().write_drawn, text)

    def flush(self) -> None:
        try:
            super().flush()
        except OSError:
            mute(2)

    def _tried(self, write: Callable[[str], int], text: str) -> int:
        try:
            return write(text)
        except OSError:
            mute(2)
            return len(text)


def prepare() -> None:
    """Make the streams what the program needs: there, UTF-8, with the line ends of pipes, and gated."""
    for descriptor, (name, way, mode) in enumerate(_STREAMS):
        if getattr(sys, name) is None:
            _fill(descriptor, way)
            setattr(sys, name, open(descriptor, mode, closefd=False))  # noqa: SIM115
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    # Not the locale's encoding and line ends: a pipe gets the same bytes everywhere.
    form = {"encoding": "utf-8", "errors": "backslashreplace", "newline": "\n"}
    kept = {kind: getattr(sys.stdout, kind) for kind in ("line_buffering", "write_through")}
    sys.stdout = SafeStream(_bytes(1, kept["write_through"]), **form, **kept)  # type: ignore[arg-type]
    sys.stderr = Talk(_bytes(2), **form, line_buffering=True)  # type: ignore[arg-type]


def _bytes(descriptor: int, is_unbuffered: bool = False) -> BinaryIO:
    """Bytes of our own: those of the stream before are closed with it."""
    return open(descriptor, "wb", buffering=0 if is_unbuffered else -1, closefd=False)


def _fill(descriptor: int, way: int) -> None:
    opened = os.open(os.devnull, way)
    if opened == descriptor:
        os.set_inheritable(descriptor, True)
    else:
        os.dup2(opened, descriptor)
        os.close(opened)


def mute(descriptor: int) -> None:
    """Let what is still buffered go nowhere, so that the exit of the program doesn't fail on it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


def on_terminal() -> bool:
    """Whether standard output is a terminal."""
    return sys.stdout.isatty()
