"""The user's text editor, opened at a place in a file, in the syntax of each editor.

    edit(FilePosition("/home/ada/articles/tea.md", 12, "Tea "))     # VISUAL="code --wait":
                                                                # code --wait --goto …/tea.md:12:5

Paths are given absolute, as one argument of their own: so none is read as an option, and no shell sees one.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kratomcli.errors import ProgramFailed
from kratomcli.files.processes import find_program, run_in_foreground
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Sequence

VARIABLES = ("VISUAL", "EDITOR")
"""What names the editor; the first that is set counts."""
_FALLBACKS = ("editor", "nano", "micro", "nvim", "vim", "vi", "emacs", "notepad")
"""What is taken where no variable names one; `editor` is Debian's link to the one that was chosen there."""


class FilePosition(NamedTuple):
    """A place in a file: its absolute path, its line from 1, the text of that line before it.

    Line 0 is for a file as a whole.
    """

    path: str
    line: int = 0
    before: str = ""

    @property
    def column(self) -> int:
        """The column in characters, from 1."""
        return len(self.before) + 1

    @property
    def byte(self) -> int:
        """The column in bytes of UTF-8, from 1."""
        return len(self.before.encode("utf-8", "replace")) + 1

    @property
    def cell(self) -> int:
        """The column on the screen, from 1, where tabs end at every eighth and some letters are wide."""
        cells = 0
        for char in self.before:
            cells += 8 - cells % 8 if char == "\t" else _width(char)
        return cells + 1


def _width(char: str) -> int:
    from unicodedata import combining, east_asian_width

    return 0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1


_PLUS = ("+{line}", "{path}")
_SUFFIX = ("{path}:{line}:{column}",)
_SYNTAXES: Mapping[tuple[str, ...], str] = {
    ("+call cursor({line}, {byte})", "{path}"): "vim gvim mvim nvim rvim rgvim vimx",
    _PLUS: "vi view ex nvi elvis vis mg joe jmacs jstar jpico rjoe jed pico pluma bbedit",
    ("+{line}:{cell}", "{path}"): "emacs emacsclient",
    ("+{line}:{byte}", "{path}"): "kak",
    ("+{line}:{column}", "{path}"): "micro gedit",
    ("+{line},{cell}", "{path}"): "nano rnano ne",
    _SUFFIX: "hx helix subl sublime_text zed zeditor",
    ("{path}:{line}",): "mcedit",
    ("--goto", *_SUFFIX): "code code-insiders code-oss codium vscodium cursor windsurf",
    ("--line", "{line}", "--column", "{column}", "{path}"): (
        "kate kwrite geany idea pycharm webstorm phpstorm clion goland rubymine rider"
    ),
    ("--line", "{line}:{column}", "{path}"): "mate",
    ("-n{line}", "-c{column}", "{path}"): "notepad++",
}
"""The arguments of an editor → the names of those that take them; of any other, only a path is known.

Columns are counted in characters, bytes or cells of the screen, as each editor counts them.
"""
_SYNTAX_OF = {name: syntax for syntax, names in _SYNTAXES.items() for name in names.split()}
_SUFFIXES = lazy_regex(r"(?i)\.(?:exe|cmd|bat|com|app)$")
_VARIANT = lazy_regex(r"[-.]?\d[\d.]*$|\.(?:basic|nox|gtk3?|athena|tiny|gnome)$|-(?:nox|gtk|x|lucid|pgtk)$")
_LIMITED = lazy_regex(r"vim?\.tiny$|^busybox$")
"""Vim without expressions, and what else can be `vi`: they know `+LINE`."""


def edit(position: FilePosition, environ: Mapping[str, str] = os.environ) -> None:
    """Open a file in the user's editor, in the foreground, until that ends.

    Raises:
        ProgramFailed: there is no editor, or it ended with a status other than 0.
    """
    command = editor_command(environ)
    status = run_in_foreground([*command, *arguments_for(command[0], position)])
    if status:
        raise ProgramFailed(f"{Path(command[0]).name} ended with status {status}: {position.path}")


def editor_command(environ: Mapping[str, str] = os.environ) -> list[str]:
    """The editor's absolute path, and the arguments that a variable gives it.

    Raises:
        ProgramFailed: a variable names none that is there, or none does and no usual one is there.
    """
    is_dumb = os.name != "nt" and environ.get("TERM", "dumb") == "dumb"
    names = VARIABLES[1:] if is_dumb and environ.get(VARIABLES[1], "").strip() else VARIABLES
    for name in names:
        if environ.get(name, "").strip():
            return _named(name, environ[name])
    for fallback in _FALLBACKS:
        if program := find_program(fallback):
            return [program]
    raise ProgramFailed("there is no editor", hint="Name one in the variable VISUAL or EDITOR.")


def _named(variable: str, value: str) -> list[str]:
    if program := find_program(value.strip()):  # a path may hold spaces
        return [program]
    try:
        first, *rest = _split(value)
    except ValueError as error:
        raise ProgramFailed(f"{variable} can't be understood: {error}", hint="Mend its quotes.") from error
    if program := find_program(first):
        return [program, *rest]
    raise ProgramFailed(f"there is no program '{first}', which {variable} names")


def _split(command: str) -> list[str]:
    """A command line → its words; on Windows, where \\ is part of paths, without escapes."""
    if os.name != "nt":
        return shlex.split(command)
    return [word.strip('"') for word in shlex.split(command, posix=False)]


def arguments_for(program: str, position: FilePosition) -> list[str]:
    """The arguments with which an editor opens a file at a position, as far as that is known of it."""
    syntax = _syntax_of(program) if position.line else ("{path}",)
    return [
        argument.format(
            path=position.path,
            line=position.line,
            column=position.column,
            byte=position.byte,
            cell=position.cell,
        )
        for argument in syntax
    ]


def _syntax_of(program: str) -> Sequence[str]:
    """The syntax of a program by its name, or else by that of the file that it is a link to."""
    for path in (program, os.path.realpath(program)):
        name = _SUFFIXES.sub("", re.split(r"[/\\]", path)[-1]).lower()
        if _LIMITED.search(name):
            return _PLUS
        if found := _SYNTAX_OF.get(name) or _SYNTAX_OF.get(_VARIANT.sub("", name)):
            return found
    return ("{path}",)
