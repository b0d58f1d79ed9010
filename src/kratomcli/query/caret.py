"""Showing the place of an error in a query: the query on one line, carets under the span on the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.text.normalize import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kratomcli.errors import QueryError

_CUT = "…"
_NARROWEST = 12


def point_at(error: QueryError, *, width: int = 72) -> str:
    r"""The error's query and, on a second line, carets under its span.

    Control characters are replaced, and white space (line ends too) is shown as spaces, so the query is
    one line. If it needs more than `width` terminal cells, only the surroundings of the span are shown,
    with an ellipsis at each cut. Carets are placed by cells, so that wide characters don't shift them.

    >>> print(point_at(QueryError("nothing before OR", "tea (OR coffee)", (5, 7))))
    tea (OR coffee)
         ^^
    """
    shown = clean("".join(" " if letter.isspace() else letter for letter in error.query))
    cells = [_cells(letter) for letter in shown]
    start = min(max(error.span[0], 0), len(shown))
    end = min(max(error.span[1], start), len(shown))
    first, last = _window(cells, start, max(width, _NARROWEST))

    left = _CUT if first else ""
    right = _CUT if last < len(shown) else ""
    indent = len(left) + sum(cells[first:start])
    carets = max(1, sum(cells[start : min(end, last)]))
    return f"{left}{shown[first:last]}{right}\n{' ' * indent}{'^' * carets}"


def _window(cells: Sequence[int], start: int, width: int) -> tuple[int, int]:
    """(first, end) of the characters to show, end exclusive, in `width` cells and with `start` among them."""
    if sum(cells) + (start == len(cells)) <= width:
        return 0, len(cells)
    room = width - 2 * len(_CUT) - (start == len(cells))
    first = last = start
    used = 0
    # Two thirds of the room go to what follows, the rest to what comes before; then whatever is left.
    while last < len(cells) and used + cells[last] <= room * 2 // 3:
        used += cells[last]
        last += 1
    while first > 0 and used + cells[first - 1] <= room:
        first -= 1
        used += cells[first]
    while last < len(cells) and used + cells[last] <= room:
        used += cells[last]
        last += 1
    return first, last


def _cells(letter: str) -> int:
    """How many cells of a terminal a character takes: 0, 1 or 2."""
    if letter.isascii():
        return 1
    import unicodedata  # only a mistake beyond ASCII needs it

    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
