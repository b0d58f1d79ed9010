"""Standard input, output and error: set up whatever state the program inherits them in."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import BinaryIO

from kratomcli.text.safe_output import SafeStream

_STREAMS = (("stdin", os.O_WRONLY, "r"), ("stdout", os.O_RDONLY, "w"), ("stderr", os.O_WRONLY, "w"))
"""Modes by descriptor, for opening those that are closed. Input is opened for writing and output for
reading: so no other file gets the number, and using them is an error. Standard error discards."""

theme = "auto"
"""The theme of pages, from the settings."""


class Talk(SafeStream):
    """Standard error: if writing to it fails, the text is discarded without an error."""

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
    """Set up the streams: open, in UTF-8, with line feeds as line ends, and safe for the terminal."""
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
    """A new binary stream on a descriptor: that of the old text stream is closed with it."""
    return open(descriptor, "wb", buffering=0 if is_unbuffered else -1, closefd=False)


def _fill(descriptor: int, way: int) -> None:
    opened = os.open(os.devnull, way)
    if opened == descriptor:
        os.set_inheritable(descriptor, True)
    else:
        os.dup2(opened, descriptor)
        os.close(opened)


def mute(descriptor: int) -> None:
    """Redirect a descriptor to nothing, so that flushing its buffer at exit doesn't fail."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


def taken() -> tuple[int, int]:
    """Descriptors of standard input and output for the caller alone.

    What else the program, or one that it starts, prints then goes to standard error, and it reads nothing.
    """
    sys.stdout.flush()
    source, sink = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    mute(0)
    return source, sink


def on_terminal() -> bool:
    """Whether standard output is a terminal."""
    return sys.stdout.isatty()
