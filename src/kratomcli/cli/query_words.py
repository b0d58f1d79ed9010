"""The words of a query on the command line, and those that may have been meant as options."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from kratomcli.errors import UsageError
    from kratomcli.library.library import Library

QUERY_MARK = "\ue000"
"""Prefix for a query word that begins with "-", so that Click doesn't take it for an option."""


class Doubt(NamedTuple):
    """An excluded word of a query that may have been meant as an option."""

    word: str
    note: str
    error: UsageError | None = None
    """The error to raise instead of printing the note, if continuing would be a guess."""
    is_likely: bool = False
    """Whether the note is printed even if articles contain the word."""


doubts: list[Doubt] = []
"""The doubts about the arguments of the current command."""


def query_text(words: Sequence[str] | None) -> str:
    """The query, from its words on the command line."""
    return " ".join(word.removeprefix(QUERY_MARK) for word in words or ())


def settle(library: Library, say: Callable[[str], None]) -> None:
    """Print the doubts about excluded words that no article contains: these were likely meant as options.

    Raises:
        UsageError: a word can only have been meant as an option, and there is no such option.
    """
    for doubt in doubts:
        if not doubt.is_likely and library.count(f'"{doubt.word}"'):
            continue
        if doubt.error:
            raise doubt.error
        say(doubt.note)
