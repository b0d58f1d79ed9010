"""Pages on the terminal: colours, width and pager."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, suppress
from typing import IO, TYPE_CHECKING, Literal, TextIO, cast

from kratomcli.cli import streams
from kratomcli.cli.interrupt import left_to_another

if TYPE_CHECKING:
    from subprocess import Popen

    from rich.console import Console, RenderableType

    from kratomcli.cli.options import Color


def _is_dumb() -> bool:
    """Whether the terminal can only print text: TERM is "dumb" or, except on Windows, missing."""
    named = os.environ.get("TERM", "")
    return named.lower() in ("dumb", "unknown") if named or os.name == "nt" else True


def _is_forced(color: Color) -> bool | None:
    """Whether colours are forced on or off; None if they depend on standard output being a terminal."""
    if color == "auto" and not os.environ.get("NO_COLOR"):
        wishes = os.environ.get("FORCE_COLOR", ""), os.environ.get("CLICOLOR_FORCE", "0")
        return True if wishes[0] or wishes[1] != "0" else None
    return True if color == "always" else None


def console(stream: TextIO, color: Color) -> Console:
    """A Rich console on `stream` with the chosen theme and colours, safe for the terminal."""
    from rich.console import Console

    from kratomcli.render.safe_output import Harmless
    from kratomcli.render.theme import theme

    forced = _is_forced(color)
    if color == "auto" and os.environ.get("NO_COLOR"):
        forced = stream.isatty()
    width, height = _size()
    made = Console(
        file=getattr(stream, "drawing", stream),
        force_terminal=forced,
        color_system=_color_system(color),
        no_color=True if color == "never" else False if color == "always" else None,
        highlight=False,
        emoji=False,
        markup=False,
        width=width,
        height=height,
    )
    made.push_theme(theme(theme_name(), made.color_system))
    made.push_render_hook(Harmless())
    return made


def theme_name() -> str:
    """The theme of the settings; where those leave it open, that for the terminal's background."""
    from kratomcli.render.theme import for_background

    return for_background(os.environ.get("COLORFGBG", "")) if streams.theme == "auto" else streams.theme


def _size() -> tuple[int | None, int | None]:
    """(columns, lines) where Rich doesn't find out: it takes every dumb terminal to be 80 cells wide."""
    if not _is_dumb():
        return None, None
    from shutil import get_terminal_size

    return get_terminal_size((80, 25))


def _color_system(color: Color) -> Literal["auto", "standard"] | None:
    """Rich's colour system; "auto" lets Rich detect it."""
    if _is_dumb():
        return "standard" if _is_forced(color) else None
    return None if color == "never" else "auto"


def show(
    pages: Iterable[RenderableType], color: Color, *, pager: bool = False, search: Iterable[str] = ()
) -> bool:
    """Print renderables on standard output as they come, through a pager if wanted and on a terminal.

    `search` is read when the pager starts: less opens at the first of these words, n and N go to the others.
    Returns False if the pager was left before all of it was written.
    """
    drawing = console(sys.stdout, color)
    if not (pager and streams.on_terminal()) or _is_dumb():
        for page in pages:
            drawing.print(page)
        return True
    from kratomcli.render.layout import pieces

    with _Paging(drawing.file, drawing.height, search) as paging:
        for page in pages:
            for piece in pieces(page):
                with drawing.capture() as captured:
                    drawing.print(piece)
                if not paging.write(captured.get()):
                    return False
    return True


class _Paging:
    """Text for people: held back while it fits on the screen, given to the user's pager once it does not."""

    def __init__(self, stream: IO[str], height: int, words: Iterable[str]) -> None:
        self._stream = stream
        self._height = height
        self._words = words
        self._held = ""
        self._pager: Popen[bytes] | None = None
        self._is_plain = False
        self._terminal = ExitStack()

    def write(self, text: str) -> bool:
        """Show more text; return False if the user has left the pager."""
        if self._is_plain:
            self._stream.write(text)
        elif self._pager is not None:
            return self._send(self._pager, text)
        else:
            self._held += text
            if self._held.count("\n") >= self._height:
                return self._start()
        return True

    def _start(self) -> bool:
        """Start the pager with what was held back; if there is none, print that."""
        command = _pager(list(self._words))
        text, self._held = self._held, ""
        if command:
            from subprocess import PIPE, Popen

            environ = {"LESS": "FRX", "LESSCHARSET": "utf-8"} | os.environ
            self._terminal.enter_context(left_to_another())
            with suppress(OSError):  # a file that may be run but is no program
                self._pager = Popen(command, stdin=PIPE, env=environ)  # noqa: S603 - the user's own choice
        if self._pager is not None:
            return self._send(self._pager, text)
        self._terminal.close()
        self._is_plain = True
        return self.write(text)

    def _send(self, pager: Popen[bytes], text: str) -> bool:
        try:
            self._input(pager).write(text.encode())
            self._input(pager).flush()
        except BrokenPipeError:  # quit before the end
            return False
        return True

    def _input(self, pager: Popen[bytes]) -> IO[bytes]:
        return cast("IO[bytes]", pager.stdin)

    def __enter__(self) -> _Paging:
        return self

    def __exit__(self, *_: object) -> None:
        with self._terminal:
            if self._pager is None:
                self._stream.write(self._held)
                return
            with suppress(BrokenPipeError):
                self._input(self._pager).close()
            self._pager.wait()


def _pager(words: Sequence[str]) -> list[str]:
    """The command of the user's pager, opened at the first of these words; [] if none can be started."""
    import shlex
    import shutil

    named = os.environ.get("KRATOMCLI_PAGER", os.environ.get("PAGER", "less"))
    try:
        command = shlex.split(named)
    except ValueError:  # quotes that don't close: no pager, as when its program is missing
        return []
    if not command or command == ["cat"] or shutil.which(command[0]) is None:
        return []
    if words and command[0].rpartition("/")[2] == "less":
        # Escape all but letters and digits: less searches for regular expressions.
        found = ["".join(char if char.isalnum() else "." for char in word) for word in words]
        command.append("+/" + "|".join(found))
    return command
