"""The reader of plain text, with the few ways in which plain text shows headings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..text import one_line
from .assembly import Read, assemble
from .decoding import decode_clean
from .front_matter import split
from .sections import Heading

LONGEST_HEADING = 120
_LONGEST_NUMBERED = 80

_STARTS_AS_MARKDOWN = re.compile(r"(?:[^\S\n]*+\n)*+ {0,3}#{1,6}[ \t]+\S")
_ITEM = re.compile(r"(?:([-*+•‣◦·–])|\d{1,3}[.)])[ \t]+(\S.*)")
_UNDERLINE = re.compile(r"={3,}|-{3,}")
_NUMBERED = re.compile(r"(?:(\d{1,2}(?:\.\d{1,2}){0,4})(\.?)|[IVXLC]{1,7}\.)[ \t]+(\S.*)")


def read(data: bytes, *, id: str, path: str) -> Read:
    """The article, its encoding, and the offset at which its body starts.

    A text file that begins with front matter or with a # heading is Markdown by another name.
    """
    source = decode_clean(data)
    front = split(source.text)
    is_markdown = front is not None or _STARTS_AS_MARKDOWN.match(source.text) is not None
    return assemble(source, front, "markdown" if is_markdown else "text", id=id, path=path)


def headings(body: str) -> Iterator[Heading]:
    """Lines that are underlined, that are numbered and stand alone, or that repeat a list's item.

    The last is how an article does that begins with a list of its parts.
    """
    raw = body.split("\n")
    lines = [line.strip() for line in raw]
    items: set[str] = set()
    start = -1
    for number, line in enumerate(lines):
        start += 1 + (len(raw[number - 1]) if number else 0)
        if not line or len(line) > LONGEST_HEADING:
            continue
        below = lines[number + 1] if number + 1 < len(lines) else ""
        item = _ITEM.fullmatch(line)
        if not item and _is_underline(below, line) and (number == 0 or not lines[number - 1]):
            yield Heading(start, 1 if below[0] == "=" else 2, one_line(line))
        elif level := _numbered_level(lines, number):
            yield Heading(start, level, one_line(line))
        elif item and (item[1] or _in_list(lines, number)):
            items.add(_same(item[2]))
        elif _same(item[2] if item else line) in items:
            yield Heading(start, 2, one_line(line))
        elif item:
            items.add(_same(item[2]))


def _same(line: str) -> str:
    """What two lines have in common that say the same."""
    return " ".join(line.casefold().split()).rstrip(".:;,")


def _is_underline(line: str, heading: str) -> bool:
    """Whether `line` underlines `heading`: about as long, so no rule across the page."""
    alike = len(heading) <= 2 * len(line) and len(line) <= 2 * len(heading)
    return alike and bool(_UNDERLINE.fullmatch(line)) and not _UNDERLINE.fullmatch(heading)


def _in_list(lines: list[str], number: int) -> bool:
    """Whether an item follows on one, or is followed by one, be it after blank lines."""
    above = lines[number - 1] if number else ""
    return bool(_ITEM.fullmatch(above) or _ITEM.fullmatch(_around(lines, number)[1]))


def _around(lines: list[str], number: int) -> tuple[str, str]:
    """The lines above and below a line, "" for none; blank lines don't count."""
    above = next((lines[n] for n in range(number - 1, -1, -1) if lines[n]), "")
    below = next((lines[n] for n in range(number + 1, len(lines)) if lines[n]), "")
    return above, below


def _numbered_level(lines: list[str], number: int) -> int:
    """The level of a heading such as "2.3 Methods" (3) or "IV. Results" (2); 0 for any other line."""
    depth = _depth(lines[number])
    if not depth or (number and lines[number - 1]) or number + 1 == len(lines) or lines[number + 1]:
        return 0
    # Numbered lines with nothing but blank lines between them are a list.
    above, below = _around(lines, number)
    return 0 if not below or depth in (_depth(above), _depth(below)) else 1 + depth


def _depth(line: str) -> int:
    """How many numbers a numbered line has: 2 for "2.3 Methods"; 0 for a line that is no heading."""
    found = _NUMBERED.fullmatch(line) if len(line) <= _LONGEST_NUMBERED else None
    if found is None or line[-1] in ".,;:!":
        return 0
    title = found[3]
    if not title[0].isalpha() or title[0].islower():
        return 0  # "3. 50 ml of water", "2.5 million people"
    if found[1] is None:
        return 1
    depth = found[1].count(".") + 1
    return depth if depth > 1 or found[2] else 0  # a lone number needs its stop: "12 Monkeys" is none
