"""Where headings are in a body: lines of Markdown, and the few ways in which plain text shows them.

Apart from the readers, since cutting a passage needs the sections of a body and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kratomcli.markup.inline import plain_text
from kratomcli.text.normalize import one_line


class Heading(NamedTuple):
    """A heading found in a body: the offset of its line, level, text, and its own id if it has one."""

    start: int
    level: int
    title: str
    slug: str = ""


# -- Markdown --------------------------------------------------------------------------------------

# What may be a heading or may hide one, at the beginning of a line. The line feed in front lets the
# search skip from line to line.
_BLOCK = re.compile(
    r"\n {0,3}(?:"
    r"(?P<atx>#{1,6})(?=[ \t\n]|\Z)"
    r"|(?P<fence>`{3,}+(?=[^`\n]*+(?:\n|\Z))|~{3,}+)"
    r"|(?P<setext>=+|-+)[ \t]*+(?=\n|\Z)"
    r"|<(?:(?P<comment>!--)|(?P<raw>(?i:pre|script|style|textarea))(?=[\s>]|\Z))"
    r")"
)
_FENCE = re.compile(r"\n {0,3}(`{3,}+|~{3,}+)[ \t]*+(?=\n|\Z)")
_RAW_END = re.compile(r"</(?i:pre|script|style|textarea)>")
# The beginnings of lines that are no paragraph, so that --- below them is a rule.
_NO_PARAGRAPH = re.compile(r" {4}|\t| {0,3}(?:[-*+][ \t]|\d{1,9}[.)][ \t]|[>#|]|</?[A-Za-z]|\[[^\]]*+\]:)")


def markdown_headings(body: str) -> Iterator[Heading]:
    """ATX and setext headings, but not those in code, comments, lists and quotes.

    A setext heading is a single line, as Python-Markdown has it too: a rule of dashes straight below
    a longer paragraph is a rule that lacks its blank line.
    """
    text = "\n" + body  # so an offset in text is the offset of the next line in body
    at = 0
    while block := _BLOCK.search(text, at):
        kind = block.lastgroup
        line_end = text.find("\n", block.end())
        if line_end < 0:
            line_end = len(text)
        if kind == "atx":
            title, slug = _title(text[block.end() : line_end])
            yield Heading(block.start(), len(block["atx"]), title, slug)
            at = line_end
        elif kind == "setext":
            start = text.rfind("\n", 0, block.start())
            if start >= at and _is_paragraph(text, start, block.start()):
                title, slug = _title(text[start + 1 : block.start()], closed=False)
                yield Heading(start, 1 if block["setext"][0] == "=" else 2, title, slug)
            at = line_end
        else:
            at = _end_of_hidden(text, block, line_end)


def _end_of_hidden(text: str, block: re.Match[str], line_end: int) -> int:
    """Where a fence, comment or raw element ends: at the end of the text when nothing closes it."""
    if block.lastgroup == "comment":
        end = text.find("-->", block.end())
        return end if end >= 0 else len(text)
    if block.lastgroup == "raw":
        close = _RAW_END.search(text, block.end())
        return close.end() if close else len(text)
    fence = block["fence"]
    for close in _FENCE.finditer(text, line_end):
        if close[1][0] == fence[0] and len(close[1]) >= len(fence):
            return close.end()
    return len(text)


def _is_paragraph(text: str, start: int, end: int) -> bool:
    """Whether the line text[start:end] (its line feed in front) is a paragraph of one line."""
    line = text[start + 1 : end]
    if not line.strip() or _NO_PARAGRAPH.match(line):
        return False
    before = text[text.rfind("\n", 0, start) + 1 : start]
    return not before.strip() or _BLOCK.match(text, start - len(before) - 1) is not None


def _title(line: str, *, closed: bool = True) -> tuple[str, str]:
    """A heading line's text, and its id where it ends in {#id}; closing #s are no part of it."""
    line = line.strip()
    slug = ""
    if line.endswith("}"):
        opening = line.rfind("{")
        attributes = line[opening + 1 : -1].removeprefix(":").split()
        if opening >= 0 and attributes and attributes[0][0] in "#.":
            slug = next((part[1:] for part in attributes if part[0] == "#"), "")
            line = line[:opening].rstrip()
    if closed:
        unclosed = line.rstrip("#")
        if not unclosed or unclosed[-1] in " \t":
            line = unclosed.rstrip()
    return plain_text(line), slug


# -- plain text ------------------------------------------------------------------------------------

_LONGEST_HEADING = 120
_LONGEST_NUMBERED = 80

_ITEM = re.compile(r"(?:([-*+•‣◦·–])|\d{1,3}[.)])[ \t]+(\S.*)")
_UNDERLINE = re.compile(r"={3,}|-{3,}")
_NUMBERED = re.compile(r"(?:(\d{1,2}(?:\.\d{1,2}){0,4})(\.?)|[IVXLC]{1,7}\.)[ \t]+(\S.*)")


def text_headings(body: str) -> Iterator[Heading]:
    """Lines that are underlined, that are numbered and stand alone, or that repeat a list's item.

    The last is how an article does that begins with a list of its parts.
    """
    raw = body.split("\n")
    lines = [line.strip() for line in raw]
    items: set[str] = set()
    start = -1
    for number, line in enumerate(lines):
        start += 1 + (len(raw[number - 1]) if number else 0)
        if not line or len(line) > _LONGEST_HEADING:
            continue
        below = lines[number + 1] if number + 1 < len(lines) else ""
        item = _ITEM.fullmatch(line)
        if not item and _is_underline(below, line) and (number == 0 or not lines[number - 1]):
            yield Heading(start, 1 if below[0] == "=" else 2, one_line(line))
        elif level := _numbered_level(lines, number):
            yield Heading(start, level, one_line(line))
        elif item and (item[1] or _in_list(lines, number)):
            items.add(_said(item[2]))
        elif _said(item[2] if item else line) in items:
            yield Heading(start, 2, one_line(line))
        elif item:
            items.add(_said(item[2]))


def _said(line: str) -> str:
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
