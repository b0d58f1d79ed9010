"""Pages on the terminal: colours, width and pager."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Literal, TextIO

from kratomcli.cli import streams
from kratomcli.cli.interrupt import left_to_another

if TYPE_CHECKING:
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
    from kratomcli.render.theme import for_background, theme

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
    name = for_background(os.environ.get("COLORFGBG", "")) if streams.theme == "auto" else streams.theme
    made.push_theme(theme(name, made.color_system))
    made.push_render_hook(Harmless())
    return made


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
    renderable: RenderableType, color: Color, *, pager: bool = False, search: Iterable[str] = ()
) -> None:
    """Print a renderable on standard output, through a pager if wanted and if that is a terminal.

    `search` is read after rendering: less opens at the first of these words, and n and N go to the others.
    """
    drawing = console(sys.stdout, color)
    if not (pager and streams.on_terminal()) or _is_dumb():
        drawing.print(renderable)
        return
    with drawing.capture() as captured:
        drawing.print(renderable)
    text = captured.get()
    if text.count("\n") < drawing.height or not _page(text, list(search)):
        drawing.file.write(text)


def _page(text: str, words: Sequence[str]) -> bool:
    """Show text in the user's pager; return False if there is none."""
    import shlex
    import shutil
    import subprocess

    named = os.environ.get("KRATOMCLI_PAGER", os.environ.get("PAGER", "less"))
    command = shlex.split(named)
    if not command or command == ["cat"] or shutil.which(command[0]) is None:
        return False
    if words and command[0].rpartition("/")[2] == "less":
        # Escape all but letters and digits: less searches for regular expressions.
        found = ["".join(char if char.isalnum() else "." for char in word) for word in words]
        command.append("+/" + "|".join(found))
    environ = {"LESS": "FRX", "LESSCHARSET": "utf-8"} | os.environ
    with left_to_another(), suppress(BrokenPipeError):  # quit before the end
        process = subprocess.Popen(command, stdin=subprocess.PIPE, env=environ)  # noqa: S603 - the user's own choice
        process.communicate(text.encode())
    return True
