"""Opening the library for a command, as its options and the settings say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from kratomcli.cli import notes, streams
from kratomcli.cli.notes import note, with_help
from kratomcli.cli.query_words import settle

if TYPE_CHECKING:
    from kratomcli.index.options import Refresh
    from kratomcli.library.library import Library

_SAMPLES = (
    "these are the sample articles; -L . is this folder, and an empty kratomcli.toml in it names it for good"
)


@contextmanager
def opened(
    libraries: Sequence[str] | None,
    refresh: Refresh = "auto",
    *,
    quiet: bool = False,
    plain: bool = False,
    wait: float = 5.0,
) -> Iterator[Library]:
    """Open the library that the options, variables or settings name; its notices go to standard error.

    `plain`: report progress as lines even if standard error is no terminal.
    """
    from kratomcli.cli.progress import Meter
    from kratomcli.config import is_passed_over, settings
    from kratomcli.library.library import Library

    found = settings(libraries or ())
    streams.theme = found.theme
    notes.library_options = _options_for(libraries or ())
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
        convention=found.convention,
        ignored=found.ignored,
        gitignore=found.gitignore,
        queries=found.queries,
        meaning=found.meaning,
        embedder=found.embedder,
        engine=found.engine,
    ) as library:
        try:
            settle(library, partial(note, quiet=quiet))
            yield library
        finally:
            meter.stop()
            for notice in library.notices:
                note(with_help(notice), quiet=quiet)


def _options_for(libraries: Sequence[str]) -> str:
    """The options that name these libraries once more, for a shell."""
    if not libraries:
        return ""
    import shlex

    from kratomcli.text.normalize import one_line

    return "".join(f" -L {shlex.quote(one_line(folder))}" for folder in libraries)
