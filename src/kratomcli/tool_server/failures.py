"""Errors as an agent is told them: what was wrong, where, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli import errors
from kratomcli.text.normalize import clean

if TYPE_CHECKING:
    from collections.abc import Callable

_FIND_IDS = "The tools search and list give ids; the beginning of a part of one will do."
_LONGEST = 2000


def told(error: errors.KratomError, hint_for: Callable[[errors.KratomError], str]) -> str:
    """The message of an error, the place in the query if it is one of a query, and what to do.

    `hint_for` gives the hints that are no business of an agent's: what its user can do.
    """
    parts = [error.message]
    if isinstance(error, errors.QueryError):
        from kratomcli.query.caret import point_at

        start, end = error.span
        parts += [point_at(error), f"at characters {start} to {end} of the query, counted from 0"]
    if isinstance(error, errors.AmbiguousId):
        parts.append("It could be: " + ", ".join(error.candidates[:10]))
    hint = _FIND_IDS if isinstance(error, errors.ArticleNotFound) else hint_for(error)
    text = clean("\n".join(filter(None, (*parts, hint))))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
