"""The results of checks, as plain values."""

from __future__ import annotations

from typing import Literal

from kratomcli.named_tuples import NamedTuple

Severity = Literal["error", "warning", "info"]


class Finding(NamedTuple):
    """One problem in a file: `line` and `column` are 1-based, columns counted in characters.

    `path` is absolute; `id` is the article's, "" for a file that can't be read as an article.
    """

    path: str
    line: int
    column: int
    code: str
    severity: Severity
    message: str
    hint: str
    id: str


class Spot(NamedTuple):
    """What a rule yields: line and column (from 1), a message, and a hint if not the rule's own."""

    line: int
    column: int
    message: str
    hint: str = ""
    text: str = ""
    """The text that was found, if finding the same text again, in any article, should not be reported."""


class ArticleSpot(NamedTuple):
    """What a library rule yields: a spot in one of the library's files, by its absolute path and id."""

    path: str
    id: str
    spot: Spot
