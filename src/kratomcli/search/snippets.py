"""Selecting the passages of a body to show for a query."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kratomcli.model.entry import sections_at
from kratomcli.model.hit import Snippet
from kratomcli.text.normalize import flat

if TYPE_CHECKING:
    from kratomcli.engine import Highlight
    from kratomcli.model.article import Markup
    from kratomcli.model.entry import Section

WIDTH = 240
"""Default maximum length of a snippet in characters; only a single match may be longer."""


class _Candidate(NamedTuple):
    """A passage that may become a snippet: characters [start, end) of the body, and the highlights in it."""

    start: int
    end: int
    highlights: list[Highlight]


def snippets(
    body: str,
    highlights: Sequence[Highlight],
    *,
    markup: Markup,
    body_line: int,
    sections: Sequence[Section],
    limit: int,
    width: int = WIDTH,
) -> tuple[Snippet, ...]:
    """The best passages around `highlights`, best first.

    A passage consists of whole sentences of one paragraph, as far as they fit in `width` characters. Passages
    are ordered by the number of different query words, then text before headings, then by the number of
    highlights, then by position.
    """
    headings = {section.start for section in sections}
    passages = sorted(
        _passages(body, highlights, markup, width),
        key=lambda passage: (
            -len({highlight.word for highlight in passage.highlights}),
            passage.start in headings,
            -len(passage.highlights),
            passage.start,
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
                highlights=tuple((highlight.start - start, highlight.end - start) for highlight in inside),
                headings=tuple(section.title for section in around),
            )
        )
    return tuple(found)


def _passages(body: str, highlights: Sequence[Highlight], markup: Markup, width: int) -> Iterator[_Candidate]:
    """A passage around each highlight that is not in an earlier passage."""
    from kratomcli.text.sentences import sentences

    paragraphs: dict[tuple[int, int], list[tuple[int, int]]] = {}

    def split(first: int, last: int) -> list[tuple[int, int]]:
        """The sentences of a paragraph; cached, since a paragraph often has several highlights."""
        if (first, last) not in paragraphs:
            inside = sentences(body[first:last])
            paragraphs[first, last] = [(first + start, first + end) for start, end in inside]
        return paragraphs[first, last]

    at = 0
    while at < len(highlights):
        start, end = _around(body, highlights[at], markup, width, split)
        inside = [highlights[at]]
        at += 1
        while at < len(highlights) and highlights[at].end <= end:
            inside.append(highlights[at])
            at += 1
        yield _Candidate(start, end, inside)


def _around(
    body: str,
    highlight: Highlight,
    markup: Markup,
    width: int,
    split: Callable[[int, int], list[tuple[int, int]]],
) -> tuple[int, int]:
    """The range of the sentences around a highlight, cut at a word if they are too long."""
    first, last = _paragraph(body, highlight, markup)
    start, end = first, first
    for low, high in split(first, last):
        if high <= highlight.start:
            continue
        if end == start:  # the sentence with the highlight
            start, end = low, high
        elif high - start <= width:
            end = high
        else:
            break
    end = max(end, highlight.end)
    start = min(start, highlight.start)
    if end - start > width:
        start, end = _window(body, highlight, start, end, width)
    while start < highlight.start and body[start].isspace():
        start += 1
    while end > highlight.end and body[end - 1].isspace():
        end -= 1
    return start, end


def _paragraph(body: str, highlight: Highlight, markup: Markup) -> tuple[int, int]:
    gap = "\n" if markup == "text" else "\n\n"
    first = body.rfind(gap, 0, highlight.start)
    last = body.find(gap, highlight.end)
    return (0 if first < 0 else first + len(gap)), (len(body) if last < 0 else last)


def _window(body: str, highlight: Highlight, start: int, end: int, width: int) -> tuple[int, int]:
    """The range of about `width` characters around a highlight, cut at words."""
    before = max((width - (highlight.end - highlight.start)) // 3, 0)
    low = max(start, highlight.start - before)
    high = max(min(end, low + width), highlight.end)
    if low > start:
        gap = body.find(" ", low, highlight.start)
        low = gap + 1 if gap >= 0 else low
    if high < end:
        gap = body.rfind(" ", highlight.end, high + 1)
        high = gap if gap >= 0 else high
    return low, high
