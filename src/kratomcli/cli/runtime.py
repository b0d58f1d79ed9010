"""What commands run in: streams, colour, notes, progress. The only place that knows the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Literal, TextIO, TypeVar

import typer

from kratomcli.cli.exit_status import ExitStatus, status_of
from kratomcli.cli.interrupt import left_to_another
from kratomcli.cli.query_args import QUERY_MARK, settle
from kratomcli.cli.streams import mute
from kratomcli.errors import KratomError, OutputError
from kratomcli.model.batches import batches

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.progress import Progress

    from kratomcli.cli.options import Color, Refresh
    from kratomcli.export.delivery import Delivery
    from kratomcli.index.sync import Progress as SyncProgress
    from kratomcli.library.library import Library

T = TypeVar("T")

_FIRST, _MORE = 20, 2000
"""Lines in the first and in later writes: the first row appears at once, the rest come fast."""

_WIDEST = 65535
"""Cells of a window at most: its size is two numbers of sixteen bits."""

_SAMPLES = (
    "these are the sample articles; -L . is this folder, and an empty kratomcli.toml in it names it for good"
)

_theme = "auto"
"""As the settings have it that `opened` found."""


@contextmanager
def guarded() -> Iterator[None]:
    """Turn what can go wrong into a message and an exit status; never a traceback for a mistake."""
    _forget_nonsense()
    try:
        try:
            yield
        except typer.Exit:
            sys.stdout.flush()
            raise
        except KratomError as error:
            sys.stdout.flush()
            report(error)
            raise typer.Exit(status_of(error)) from None
        sys.stdout.flush()
    except BrokenPipeError:
        mute(1)
        raise typer.Exit(ExitStatus.DONE) from None
    except KeyboardInterrupt:
        raise typer.Exit(ExitStatus.INTERRUPTED) from None
    except OSError as error:
        # Nearly all are translated where they happen: this one is standard output, full or gone.
        mute(1)
        where = f"'{error.filename}'" if error.filename else "standard output"
        report(OutputError(f"can't write to {where}: {error.strerror or error}"))
        raise typer.Exit(ExitStatus.NO_ACCESS) from None


def _forget_nonsense() -> None:
    """Take out of the environment what says nothing: an empty wish for colour, a size no window can have.

    Rich draws nothing in no columns, and so does a pager that is started with them.
    """
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE"):
        if not os.environ.get(name):
            os.environ.pop(name, None)
    for name in ("COLUMNS", "LINES"):
        size = os.environ.get(name, "").strip()
        is_size = size.isascii() and size.isdecimal() and len(size) < 7 and 0 < int(size) <= _WIDEST
        if not is_size:
            os.environ.pop(name, None)


def report(error: KratomError) -> None:
    """Say what went wrong, on standard error."""
    from kratomcli.render.errors import problem

    _console(sys.stderr, "auto").print(problem(error), soft_wrap=True)


def note(text: str, *, quiet: bool = False) -> None:
    """Say something, on standard error."""
    if not quiet:
        print(f"kratomcli: {text}", file=sys.stderr)


def delivered(done: Delivery, output: str | None, *, quiet: bool = False) -> None:
    """Say what an export wrote: how many, how big, where."""
    from kratomcli.text.wording import count, size

    sys.stdout.flush()
    for text in done.notes:
        note(text, quiet=quiet)
    where = "standard output" if output in (None, "-") else output
    note(f"{count(done.articles, 'article')}, {size(done.size)}, written to {where}", quiet=quiet)


def on_terminal() -> bool:
    """Whether standard output is a terminal."""
    return sys.stdout.isatty()


def _is_dumb() -> bool:
    """Whether the terminal can't do more than print; one without a name is taken for such, but on Windows."""
    named = os.environ.get("TERM", "")
    return named.lower() in ("dumb", "unknown") if named or os.name == "nt" else True


def _is_forced(color: Color) -> bool | None:
    """Whether there are colours whatever standard output is; None if that depends on it."""
    if color == "auto" and not os.environ.get("NO_COLOR"):
        wishes = os.environ.get("FORCE_COLOR", ""), os.environ.get("CLICOLOR_FORCE", "0")
        return True if wishes[0] or wishes[1] != "0" else None
    return True if color == "always" else None


def _console(stream: TextIO, color: Color) -> Console:
    from rich.console import Console

    from kratomcli.render.safe_output import Harmless
    from kratomcli.render.theme import for_background, theme

    width = height = None
    if _is_dumb():  # to Rich it is 80 cells wide, whatever its size
        from shutil import get_terminal_size

        width, height = get_terminal_size((80, 25))
    forced = _is_forced(color)
    system: Literal["auto", "standard"] | None = "auto"
    if _is_dumb():
        system = "standard" if forced else None
    elif color == "never":
        system = None
    if color == "auto" and os.environ.get("NO_COLOR"):
        forced = stream.isatty()
    console = Console(
        file=getattr(stream, "drawing", stream),
        force_terminal=forced,
        color_system=system,
        no_color=True if color == "never" else False if color == "always" else None,
        highlight=False,
        emoji=False,
        markup=False,
        width=width,
        height=height,
    )
    name = for_background(os.environ.get("COLORFGBG", "")) if _theme == "auto" else _theme
    console.push_theme(theme(name, console.color_system))
    console.push_render_hook(Harmless())
    return console


def show(
    renderable: RenderableType, color: Color, *, pager: bool = False, search: Iterable[str] = ()
) -> None:
    """Print something rich on standard output; through a pager if wanted and it is a terminal.

    `search` is looked into once it is rendered: less opens at the first of these words, and goes from
    one to the next with n and N.
    """
    console = _console(sys.stdout, color)
    if not (pager and on_terminal()) or _is_dumb():
        console.print(renderable)
        return
    with console.capture() as captured:
        console.print(renderable)
    text = captured.get()
    if text.count("\n") < console.height or not _page(text, list(search)):
        console.file.write(text)


def _page(text: str, words: Sequence[str]) -> bool:
    """Hand text to the user's pager; False if there is none."""
    import shlex
    import shutil
    import subprocess

    named = os.environ.get("KRATOMCLI_PAGER", os.environ.get("PAGER", "less"))
    command = shlex.split(named)
    if not command or command == ["cat"] or shutil.which(command[0]) is None:
        return False
    if words and command[0].rpartition("/")[2] == "less":
        # Only letters and digits as they are: less takes the rest for a pattern.
        found = ["".join(char if char.isalnum() else "." for char in word) for word in words]
        command.append("+/" + "|".join(found))
    environ = {"LESS": "FRX", "LESSCHARSET": "utf-8"} | os.environ
    with left_to_another(), suppress(BrokenPipeError):  # quit before the end
        process = subprocess.Popen(command, stdin=subprocess.PIPE, env=environ)  # noqa: S603 - the user's own choice
        process.communicate(text.encode())
    return True


def write_lines(lines: Iterable[str]) -> int:
    """Write lines as they come; gives back how many there were."""
    count, size = 0, _FIRST
    lines = iter(lines)
    while batch := list(islice(lines, size)):
        sys.stdout.write("\n".join(batch) + "\n")
        if size == _FIRST:
            sys.stdout.flush()
        count, size = count + len(batch), _MORE
    return count


def write_names(names: Iterable[bytes]) -> int:
    """Write ids, or names of files as the system has them, each with a NUL behind; gives back how many."""
    sys.stdout.flush()
    count = 0
    for batch in batches(names):
        sys.stdout.buffer.write(b"\0".join(batch) + b"\0")
        count += len(batch)
    return count


def write_objects(objects: Iterable[object], format: Literal["json", "jsonl"]) -> None:
    """Write JSON objects as one array, or one a line."""
    from kratomcli.export import json, jsonl

    (json if format == "json" else jsonl).write_objects(objects, sys.stdout)


def query_text(words: Sequence[str] | None) -> str:
    """The query in the words of the command line."""
    return " ".join(word.removeprefix(QUERY_MARK) for word in words or ())


def no_match(query: str, library: Library, *, quiet: bool) -> None:
    """Say that nothing matched, and of what that can't be said, and leave with the status for it."""
    from kratomcli.index.freshness import unreadable

    failed = len(library.status().failures)
    missing = f"; {unreadable(failed)}" if failed else ""
    nothing(f"no article matches {query}{missing}", library, quiet=quiet)


def nothing(what: str, library: Library, *, quiet: bool) -> None:
    """Say that there is nothing, and what was not looked at, and leave with the status for it."""
    from kratomcli.text.normalize import one_line

    sys.stdout.flush()
    if library.staleness in library.notices:
        library.notices.remove(library.staleness)
    note("; ".join(filter(None, (one_line(what), library.staleness))), quiet=quiet)
    raise typer.Exit(ExitStatus.NO_MATCH)


@contextmanager
def opened(
    libraries: Sequence[str] | None,
    refresh: Refresh = "auto",
    *,
    quiet: bool = False,
    plain: bool = False,
    wait: float = 5.0,
) -> Iterator[Library]:
    """The library that the options and surroundings name; its notices go to standard error.

    `plain`: report progress by lines even where standard error is no terminal.
    """
    from kratomcli.config import is_passed_over, settings
    from kratomcli.library.library import Library

    global _theme
    found = settings(libraries or ())
    _theme = found.theme
    if not quiet and is_passed_over(found):
        note(_SAMPLES)
    meter = Meter("indexing", plain=plain, quiet=quiet)
    with Library.open(
        *found.libraries,
        refresh=refresh,
        max_file_size=found.max_file_size,
        progress=meter.advance,
        wait=wait,
        origin=found.origin,
        language=found.language,
        dialect=found.dialect,
        queries=found.queries,
    ) as library:
        try:
            settle(library, partial(note, quiet=quiet))
            yield library
        finally:
            meter.stop()
            for notice in library.notices:
                note(notice, quiet=quiet)


@contextmanager
def metered(
    items: Iterable[T], what: str, total: int | None, *, quiet: bool = False
) -> Iterator[Iterator[T]]:
    """The same items, with their progress on standard error."""
    from kratomcli.index.sync import Progress

    meter = Meter(what, quiet=quiet)

    def passing() -> Iterator[T]:
        for done, item in enumerate(items):
            meter.advance(Progress(done, total or done + 1))
            yield item

    try:
        yield passing()
    finally:
        meter.stop()


class Meter:
    """Progress of long work on standard error: a bar on a terminal, else now and then a line."""

    def __init__(self, what: str, *, plain: bool = False, quiet: bool = False) -> None:
        import time

        self._what = what
        self._clock = time.monotonic
        self._started = self._clock()
        self._bar: Progress | None = None
        self._silent = quiet or not (plain or sys.stderr.isatty())
        self._said = self._started

    def advance(self, progress: SyncProgress) -> None:
        """Show how far it is; short work shows nothing."""
        if progress.done >= progress.total:
            self.stop()
            return
        if self._silent or self._clock() - self._started < 0.5:
            return
        if sys.stderr.isatty():
            self._show(progress)
        elif self._clock() - self._said > 5:
            self._said = self._clock()
            rate = progress.done / (self._said - self._started)
            note(f"{self._what}: {progress.done:,} of {progress.total:,} files, {rate:,.0f} a second")

    def _show(self, progress: SyncProgress) -> None:
        if self._bar is None:
            from kratomcli.render.progress import progress as bar

            self._bar = bar(_console(sys.stderr, "auto"))
            self._bar.start()
            self._task = self._bar.add_task(self._what, total=progress.total)
        self._bar.update(self._task, completed=progress.done, total=progress.total)

    def stop(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
