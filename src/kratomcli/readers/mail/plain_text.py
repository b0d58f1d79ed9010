"""Plain text as people write it in mail → HTML: paragraphs, quotes, lists, signatures.

It is HTML since what becomes Markdown from it is escaped in one place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby, pairwise

from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

DEEPEST = 20
"""Levels of quotes that are told apart."""
_WIDTHS = 40, 72  # columns up to which a line would have taken another word, at least and at most

_QUOTE_MARKS = lazy_regex(r"(?:> ?)*+")
_ADDRESS = lazy_regex(r"<(https?://[^\s<>\"]+)>")
_BULLET = lazy_regex(r" {0,3}([-*+•·])[ \t]+(?=\S)")
_NUMBER = lazy_regex(r" {0,3}(\d{1,3})[.)][ \t]+(?=\S)")
_INDENTED = lazy_regex(r"(?: {4,}|\t)")
_SIGNATURE = "-- "


class QuotedLine(NamedTuple):
    """A line of text, and by how many marks (>) before it it is quoted."""

    depth: int
    text: str


def html_of_text(text: str, *, flowed: bool = False, joined: bool = False) -> str:
    """The HTML of a plain text with "\\n" line ends.

    `flowed` is for the format of that name (RFC 3676), in which a space at a line's end says that the line
    goes on; `joined` says that this space is no part of the text (DelSp).
    """
    lines = [_quoted(line) for line in text.split("\n")]
    if flowed:
        lines = list(_unflowed(lines, joined=joined))
    least, most = _WIDTHS
    width = min(most, max(least, *(len(line.text) for line in lines)))
    return "".join(_levels(lines, 0 if flowed else width))


def _quoted(line: str) -> QuotedLine:
    marks = _QUOTE_MARKS.match(line)
    end = marks.end() if marks else 0
    depth = line.count(">", 0, end)
    return QuotedLine(min(depth, DEEPEST), line[end:])


def _unflowed(lines: Iterable[QuotedLine], *, joined: bool) -> Iterator[QuotedLine]:
    """The paragraphs of flowed text as one line each."""
    parts: list[str] = []
    depth = 0
    for line in lines:
        text = line.text if line.depth else line.text.removeprefix(" ")
        if parts and (line.depth != depth or text == _SIGNATURE):
            yield QuotedLine(depth, "".join(parts))
            parts = []
        depth = line.depth
        if text.endswith(" ") and text != _SIGNATURE:
            parts.append(text[:-1] if joined else text)
        else:
            yield QuotedLine(depth, "".join((*parts, text)))
            parts = []
    if parts:
        yield QuotedLine(depth, "".join(parts))


def _levels(lines: Sequence[QuotedLine], width: int) -> Iterator[str]:
    """The HTML of lines, with the quotes around each run of one depth."""
    depth = 0
    for level, run in groupby(lines, key=lambda line: line.depth):
        yield "<blockquote>" * (level - depth) + "</blockquote>" * (depth - level)
        depth = level
        yield from _blocks([line.text for line in run], width)
    yield "</blockquote>" * depth


def _blocks(lines: Sequence[str], width: int) -> Iterator[str]:
    if _SIGNATURE in lines:
        at = lines.index(_SIGNATURE)
        yield from _blocks(lines[:at], width)
        yield _broken([line for line in lines[at:] if line.strip()])
        return
    for is_blank, block in groupby(lines, key=lambda line: not line.strip()):
        if not is_blank:
            yield from _block(list(block), width)


def _block(lines: list[str], width: int) -> Iterator[str]:
    if all(map(_INDENTED.match, lines)):
        yield f"<pre>{escape(_dedented(lines))}</pre>"
    elif items := (_items(lines, _BULLET) or _items(lines, _NUMBER)):
        yield from _list(lines, items, width)
    else:
        yield f"<p>{_filled(lines, width)}</p>"


def _dedented(lines: list[str]) -> str:
    from textwrap import dedent

    return dedent("\n".join(line.expandtabs(8) for line in lines))


def _items(lines: list[str], mark: re.Pattern[str]) -> list[int]:
    """The numbers of the lines that begin an item, if the lines are a list; one item alone is none."""
    marks = [(at, found[1]) for at, line in enumerate(lines) if (found := mark.match(line))]
    if mark is _NUMBER and marks:
        first = int(marks[0][1])
        if any(int(number) != first + at for at, (_, number) in enumerate(marks)):
            return []
    return [at for at, _ in marks] if len(marks) > 1 else []


def _list(lines: list[str], items: list[int], width: int) -> Iterator[str]:
    if items[0]:
        yield f"<p>{_filled(lines[: items[0]], width)}</p>"
    number = _NUMBER.match(lines[items[0]])
    opening, closing = (f'<ol start="{number[1]}">', "</ol>") if number else ("<ul>", "</ul>")
    yield opening
    for start, end in zip(items, [*items[1:], len(lines)], strict=True):
        mark = (_NUMBER if number else _BULLET).match(lines[start])
        first = lines[start][mark.end() :] if mark else lines[start]
        yield f"<li>{_filled([first, *map(str.strip, lines[start + 1 : end])], width)}</li>"
    yield closing


def _filled(lines: Sequence[str], width: int) -> str:
    """Lines as running text; a line that ended though the next word had room on it ended on purpose."""
    parts: list[str] = []
    for line, following in pairwise([*lines, ""]):
        parts.append(_inline(line.strip()))
        if following:
            parts.append("<br>" if _ends(line.rstrip(), following, width) else "\n")
    return "".join(parts)


def _ends(line: str, following: str, width: int) -> bool:
    word = following.split(None, 1)[0]
    return len(line) + 1 + len(word) < width or not width or _is_rule(line) or _is_rule(following)


def _is_rule(line: str) -> bool:
    return not any(map(str.isalnum, line))


def _broken(lines: Iterable[str]) -> str:
    """Lines that each stand alone."""
    return f"<p>{'<br>'.join(_inline(line.strip()) for line in lines)}</p>"


def _inline(text: str) -> str:
    """A text without the angle brackets that addresses stand in."""
    return escape(_ADDRESS.sub(r"\1", text))
