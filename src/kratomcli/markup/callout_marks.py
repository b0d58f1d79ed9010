"""Where a body has what opens and closes callouts, by patterns: its prose has only their titles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kratomcli.markup.callout_syntax import Callout, admonition, container
from kratomcli.patterns import lazy_regex

_IN_QUOTE = lazy_regex(r"(?<=[> \t])\[![^\W_][^\[\]\n]{0,80}\][-+]?(?=[ \t\n]|\Z)")
_MOST_MARKERS = 200  # characters in front of a callout in its line
_MARKERS = lazy_regex(r"[ \t]*+(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]*+)++")
_OPENED = lazy_regex(r"^[ \t>]*+(?P<line>(?::{3}|/{3}|!!!|\?\?\?)[^\n]*+)$", re.MULTILINE)


def callout_marks(text: str) -> Iterator[tuple[int, int]]:
    """The (start, end) of what opens and closes callouts in `text`, without their titles; by offset.

    Code must be spaces in it; shortcodes and lists of attributes are not looked for.
    """
    marks = [found.span() for found in _IN_QUOTE.finditer(text) if _is_first(found)] if "[!" in text else []
    if any(sign in text for sign in (":::", "///", "!!!", "???")):
        for found in _OPENED.finditer(text):
            marks += _around_title(found["line"], found.start("line"))
    return iter(sorted(marks))


def titles_apart(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, replacement) by offset: takes these marks away, and makes each title a paragraph."""
    edits: set[tuple[int, int, str]] = set()
    for start, end in callout_marks(text):
        edits.add((start, end, ""))
        last = text.find("\n", end)
        if last > 0 and text[end:last].strip():
            edits.add((last, last + 1, "\n\n"))
    return iter(sorted(edits))


def without_callout_marks(text: str) -> str:
    """`text` with what opens and closes callouts replaced by spaces, so that offsets stay."""
    parts: list[str] = []
    done = 0
    for start, end in callout_marks(text):
        parts += [text[done:start], " " * (end - start)]
        done = end
    return "".join([*parts, text[done:]]) if done else text


def _is_first(found: re.Match[str]) -> bool:
    """Whether only the marks of quotes and lists are before it in its line."""
    start = found.string.rfind("\n", max(found.start() - _MOST_MARKERS, 0), found.start()) + 1
    return _MARKERS.fullmatch(found.string, start, found.start()) is not None


def _around_title(line: str, start: int) -> list[tuple[int, int]]:
    """The ranges of a line that opens or closes a callout, which begins at `start`, without its title."""
    made: Callout | None
    if line[0] in ":/":
        opened = container(line)
        made = opened.callout if opened else Callout("") if not line.strip(f"{line[0]} \t") else None
    else:
        made = admonition(line)
    if made is None:
        return []
    title = made.title or ""
    at = line.rfind(title) if title else len(line)
    ranges = ((0, at), (at + len(title), len(line))) if at >= 0 else ((0, len(line)),)
    return [(start + first, start + last) for first, last in ranges if first < last]
