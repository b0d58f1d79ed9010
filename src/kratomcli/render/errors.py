"""Error messages: what went wrong, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from kratomcli.errors import AmbiguousId, KratomError, QueryError
from kratomcli.render.layout import text

if TYPE_CHECKING:
    from rich.console import RenderableType


def problem(error: KratomError, hint: str | None = None) -> RenderableType:
    """An error's message; the place in a query, or candidate ids; a hint. Each on its own line.

    `hint` is shown in place of the error's own; "" for none.
    """
    lines = [Text.assemble(("error:", "error"), " ", text(error.message))]
    if isinstance(error, QueryError):
        from kratomcli.query.caret import point_at

        query, caret = point_at(error).split("\n")
        lines += [text(f"  {query}"), text(f"  {caret}", "caret")]
    elif isinstance(error, AmbiguousId):
        lines += [text(f"  {candidate}", "id") for candidate in error.candidates]
    if hint := error.hint if hint is None else hint:
        lines.append(text(f"hint: {hint}", "hint"))
    return Group(*lines)
