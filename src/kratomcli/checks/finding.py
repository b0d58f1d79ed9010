"""What a check finds. Plain values."""

from __future__ import annotations

from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "info"]


class Finding(NamedTuple):
    """One problem: `line` and `column` count from 1 in the article's file, in characters.

    `path` is the file, absolute; `id` is "" for a file that can't be read as an article.
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
    """What a rule says: a place in the file and a message; `hint` where the rule's own won't do."""

    line: int
    column: int
    message: str
    hint: str = ""
    text: str = ""
    """What was found, where the same found again, here or in another article, is no second problem."""
