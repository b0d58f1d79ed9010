"""Marks in a chapter's text for what is written only once it is Markdown: headings and references to notes.

They are characters for private use, which no markup is made of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kratomcli.markup.escaping import escape_inline
from kratomcli.patterns import lazy_regex

_HEADING = lazy_regex("^((?:[>\t ])*)#{1,6} +\ue000(\\d),(\\d*)\ue001 ?(.*)$", re.MULTILINE)
_INSERTED = lazy_regex("\n*\ue002(\\d),(\\d+)\ue003\n*")
_NOTE = lazy_regex("(?:<sup> *)?\ue004(\\d+)\ue005(?: *</sup>)?")
_REST = lazy_regex("\ue000\\d,\\d*\ue001 ?")
PRIVATE = lazy_regex("[\ue000-\ue005]")


def heading(level: int, title: int | None = None) -> str:
    """Put at the beginning of a heading: its level, and which title stands for its text."""
    return f"\ue000{level},{'' if title is None else title}\ue001 "


def inserted(level: int, title: int) -> str:
    """Put before a block: a heading that the chapter does not have."""
    return f"\ue002{level},{title}\ue003"


def note(number: int) -> str:
    """Put in place of a reference to a note."""
    return f"\ue004{number}\ue005"


def written(markdown: str, titles: Sequence[str]) -> str:
    """Markdown with what the marks in it stand for."""
    markdown = _HEADING.sub(lambda found: _line(found[2], found[3], found[4], titles, found[1]), markdown)
    markdown = _INSERTED.sub(lambda found: f"\n\n{_line(found[1], found[2], '', titles)}\n\n", markdown)
    markdown = _NOTE.sub(r"[^\1]", _REST.sub("", markdown))
    return markdown.strip("\n")


def _line(level: str, title: str, text: str, titles: Sequence[str], before: str = "") -> str:
    said = escape_inline(titles[int(title)]) if title else text
    return f"{before}{'#' * int(level)} {said}" if said else ""


def notes_in(markdown: str) -> list[int]:
    """The numbers of the notes that are referred to, in their order."""
    return [int(number) for number in _NOTE.findall(markdown)]
