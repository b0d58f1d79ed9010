"""The system's viewer for a file, and the user's browser for a page.

| system | what opens a file |
| --- | --- |
| Linux, BSD | `xdg-open`, `gio open`, and in Windows' Linux `wslview`, in Termux `termux-open` |
| macOS | `open` |
| Windows | the program for its suffix |

A page is opened by what BROWSER names, if it is set, as other programs do.
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from kratomcli.errors import ProgramFailed
from kratomcli.files.processes import find_program, open_by_system, run_beside, run_in_foreground
from kratomcli.named_tuples import NamedTuple

_OPENERS = (
    (("open",),)
    if sys.platform == "darwin"
    else (("xdg-open",), ("gio", "open"), ("wslview",), ("termux-open",))
)
_WITHOUT_DISPLAY = {"open", "wslview", "termux-open"}
"""Those that open windows without a display of X or Wayland."""
_IN_TERMINAL = {
    "w3m",
    "lynx",
    "links",
    "links2",
    "elinks",
    "browsh",
    "carbonyl",
    "www-browser",
    "chawan",
    "cha",
}
_PATIENCE = 2.0
"""Seconds within which a viewer that can't open a file says so; one that still runs shows it."""


class ViewedFile(NamedTuple):
    """What is opened to see an article: the absolute path of a file, and a place in it, "" for its start.

    `is_page` is whether a browser shows it. `start` is a file that leads to the place: programs that open
    files take paths, and forget what stands behind #.
    """

    path: str
    anchor: str = ""
    is_page: bool = False
    start: str = ""


def view(file: ViewedFile, environ: Mapping[str, str] = os.environ) -> None:
    """Open a file in the user's browser if it is a page and BROWSER is set, else in the system's viewer.

    A browser for the terminal is waited for.

    Raises:
        ProgramFailed: nothing here opens it, or what does has failed.
    """
    browsers = [one for one in environ.get("BROWSER", "").split(os.pathsep) if one.strip(" &")]
    for browser in browsers if file.is_page else ():
        if command := _browser_command(browser, file):
            _run(command, file, in_terminal=Path(command[0]).name in _IN_TERMINAL)
            return
    path = file.start or file.path
    if open_by_system(path):
        return
    has_display = bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))
    for name, *arguments in _OPENERS:
        if (has_display or name in _WITHOUT_DISPLAY) and (program := find_program(name)):
            _run([program, *arguments, path], file, in_terminal=False)
            return
    why = "xdg-open is not installed" if has_display else "there is no display"
    variable = " Or name one in the variable BROWSER." if file.is_page else ""
    raise ProgramFailed(
        f"nothing here opens {file.path}: {why}", hint=f"Open it with a program of your own.{variable}"
    )


def _browser_command(browser: str, file: ViewedFile) -> Sequence[str]:
    """The command line for a browser that BROWSER names, in which %s is the address; empty if not there."""
    address = Path(file.path).as_uri() + (f"#{_quoted(file.anchor)}" if file.anchor else "")
    try:
        first, *rest = shlex.split(browser.strip().removesuffix("&"))
    except ValueError as error:
        raise ProgramFailed(f"BROWSER can't be understood: {error}", hint="Mend its quotes.") from error
    program = find_program(first)
    if not program:
        return ()
    if any("%s" in word for word in rest):
        return [program, *(word.replace("%s", address) for word in rest)]
    return [program, *rest, address]


def _quoted(anchor: str) -> str:
    from urllib.parse import quote

    return quote(anchor)


def _run(command: Sequence[str], file: ViewedFile, *, in_terminal: bool) -> None:
    status = run_in_foreground(command) if in_terminal else run_beside(command, _PATIENCE)
    if status:
        name = Path(command[0]).name
        raise ProgramFailed(f"{name} ended with status {status}, and may not have opened {file.path}")
