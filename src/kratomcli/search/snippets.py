"""Cutting the passages out of a body that a person would want to see for a query."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from kratomcli.model.entry import sections_at
from kratomcli.model.hit import Snippet
from kratomcli.text.normalize import flat

if TYPE_CHECKING:
    from kratomcli.engine import Mark
    from kratomcli.model.article import Markup
    from kratomcli.model.entry import Section

WIDTH = 240
"""Characters of a snippet at most, unless more is asked for; only a single match may be longer."""


def snippets(
    body: str,
    marks: Sequence[Mark],
    *,
    markup: Markup,
    body_line: int,
    sections: Sequence[Section],
    limit: int,
    width: int = WIDTH,
) -> tuple[Snippet, ...]:
    """The best passages around `marks`, best first.

    A passage is made of whole sentences of one paragraph, as far as they fit; more different words
    of the query make a better one, then more marks, then an earlier place. Headings, which say little
    alone, come after text that says as much.
    """
    headings = {section.start for section in sections}
    passages = sorted(
        _passages(body, marks, markup, width),
        key=lambda passage: (
            -len({mark.word for mark in passage[2]}),
            passage[0] in headings,
            -len(passage[2]),
            passage[0],
        ),
    )
    found = []
    for start, end, inside in passages[:limit]:
        around = sections_at(sections, inside[0].start)
        found.append(
            Snippet(
                text=flat(body[start:end]),
                line=body_line + body.count("\n", 0, inside[0].start),
                section=around[-1] if around else None,
                highlights=tuple((mark.start - start, mark.end - start) for mark in inside),
                headings=tuple(section.title for section in around),
            )
        )
    return tuple(found)


def _passages(
    body: str, marks: Sequence[Mark], markup: Markup, width: int
) -> Iterator[tuple[int, int, list[Mark]]]:
    """Start and end of a passage around each mark that no earlier one holds, and the marks in it."""
    from kratomcli.text.sentences import sentences

    paragraphs: dict[tuple[int, int], list[tuple[int, int]]] = {}

    def split(first: int, last: int) -> list[tuple[int, int]]:
        """The sentences of a paragraph, which as a rule has several marks."""
        if (first, last) not in paragraphs:
            inside = sentences(body[first:last])
            paragraphs[first, last] = [(first + start, first + end) for start, end in inside]
        return paragraphs[first, last]

    at = 0
    while at < len(marks):
        start, end = _around(body, marks[at], markup, width, split)
        inside = []
        while at < len(marks) and marks[at].end <= end:
            inside.append(marks[at])
            at += 1
        if inside:
            yield start, end, inside
        else:  # a mark longer than a passage
            at += 1


def _around(
    body: str, mark: Mark, markup: Markup, width: int, split: Callable[[int, int], list[tuple[int, int]]]
) -> tuple[int, int]:
    """The sentences around a mark, cut at words where one of them is too long."""
    first, last = _paragraph(body, mark, markup)
    start, end = first, first
    for low, high in split(first, last):
        if high <= mark.start:
            start = end = high
            continue
        if end == start:  # the sentence with the mark
            start, end = low, high
        elif high - start <= width:
            end = high
        else:
            break
    start, end = (start, end) if end > start else (first, last)
    end = max(end, mark.end)
    start = min(start, mark.start)
    if end - start > width:
        start, end = _window(body, mark, start, end, width)
    while start < mark.start and body[start].isspace():
        start += 1
    while end > mark.end and body[end - 1].isspace():
        end -= 1
    return start, end


def _paragraph(body: str, mark: Mark, markup: Markup) -> tuple[int, int]:
    gap = "\n" if markup == "text" else "\n\n"
    first = body.rfind(gap, 0, mark.start)
    last = body.find(gap, mark.end)
    return (0 if first < 0 else first + len(gap)), (len(body) if last < 0 else last)


def _window(body: str, mark: Mark, start: int, end: int, width: int) -> tuple[int, int]:
    """`width` characters around a mark, from word to word."""
    before = max((width - (mark.end - mark.start)) // 3, 0)
    low = max(start, mark.start - before)
    high = max(min(end, low + width), mark.end)
    if low > start:
        gap = body.find(" ", low, mark.start)
        low = gap + 1 if gap >= 0 else low
    if high < end:
        gap = body.rfind(" ", mark.end, high)
        high = gap if gap >= 0 else high
    return low, high
