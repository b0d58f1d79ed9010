"""Selecting the passages of a body to show for a query."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kratomcli.markup.shown import BULLET, ShownBody
from kratomcli.markup.tools.syntaxes import UNKNOWN
from kratomcli.model.entry import sections_at
from kratomcli.model.hit import Snippet
from kratomcli.text.normalize import flat

if TYPE_CHECKING:
    from kratomcli.engine import Highlight
    from kratomcli.markup.shown import Shown
    from kratomcli.model.article import Markup
    from kratomcli.model.entry import Section

WIDTH = 240
"""Default maximum length of a snippet in characters; only a single match may be longer."""


class _Candidate(NamedTuple):
    """A passage that may become a snippet: characters [start, end) of a paragraph, the highlights in it."""

    paragraph: Shown
    start: int
    end: int
    highlights: list[Highlight]
    is_heading: bool


def snippets(
    body: str,
    highlights: Sequence[Highlight],
    *,
    markup: Markup,
    body_line: int,
    sections: Sequence[Section],
    limit: int,
    width: int = WIDTH,
    syntaxes: frozenset[str] = UNKNOWN,
) -> tuple[Snippet, ...]:
    """The best passages around `highlights`, best first.

    A passage consists of whole sentences of one paragraph, without markup (`syntaxes` are its kinds), as far
    as they fit in `width` characters. Passages are ordered by the number of different query words, then text
    before headings, then by the number of highlights, then by position. Where the words are in nothing that
    is shown, as in a link's address, a passage without highlights has the text around them.
    """
    headings = [section.start for section in sections]
    passages = sorted(
        _passages(body, ShownBody(body, markup, syntaxes), highlights, headings, markup, width),
        key=lambda passage: (
            -len({highlight.word for highlight in passage.highlights}),
            passage.is_heading,
            -len(passage.highlights),
            passage.highlights[0].start,
        ),
    )
    return tuple(_snippet(passage, body, body_line, sections) for passage in passages[:limit])


def _snippet(passage: _Candidate, body: str, body_line: int, sections: Sequence[Section]) -> Snippet:
    shown, start, end, inside, _ = passage
    around = sections_at(sections, inside[0].start)
    places = ((shown.at(one.start) - start, shown.at(one.end) - start) for one in inside)
    return Snippet(
        text=flat(shown.text[start:end]),
        line=body_line + body.count("\n", 0, inside[0].start),
        section=around[-1] if around else None,
        highlights=tuple(place for place in places if place[0] < place[1]),
        headings=tuple(section.title for section in around),
    )


class _Paragraph(NamedTuple):
    """A paragraph of the body: its range there, its text as it is shown, and the sentences of that."""

    first: int
    last: int
    shown: Shown
    sentences: list[tuple[int, int]]


def _passages(
    body: str,
    shown: ShownBody,
    highlights: Sequence[Highlight],
    headings: Sequence[int],
    markup: Markup,
    width: int,
) -> Iterator[_Candidate]:
    """A passage around each highlight that is in no earlier one; around those not shown only if all are."""
    hidden: list[_Candidate] = []
    has_shown = False
    paragraph = None
    at = 0
    while at < len(highlights):
        if paragraph is None or highlights[at].end > paragraph.last:
            paragraph = _paragraph(body, shown, highlights[at], markup)
        text = paragraph.shown
        inside = [highlights[at]]
        low, high = text.at(inside[0].start), text.at(inside[0].end)
        start, end = _around(paragraph, low, high, width)
        at += 1
        while (
            at < len(highlights)
            and highlights[at].end <= paragraph.last
            and text.at(highlights[at].end) <= end
        ):
            inside.append(highlights[at])
            at += 1
        passage = _Candidate(text, start, end, inside, _is_heading(text, start, paragraph, headings))
        if low < high:
            has_shown = True
            yield passage
        elif start < end:
            hidden.append(passage)
    if not has_shown:
        yield from hidden


def _is_heading(text: Shown, start: int, paragraph: _Paragraph, headings: Sequence[int]) -> bool:
    """Whether a heading begins at `start` of a paragraph."""
    low, high = bisect_left(headings, paragraph.first), bisect_left(headings, paragraph.last)
    return any(text.at(heading) == start for heading in headings[low:high])


def _paragraph(body: str, shown: ShownBody, highlight: Highlight, markup: Markup) -> _Paragraph:
    from kratomcli.text.sentences import sentences

    gap = "\n" if markup == "text" else "\n\n"
    first = body.rfind(gap, 0, highlight.start)
    last = body.find(gap, highlight.end)
    first, last = (0 if first < 0 else first + len(gap)), (len(body) if last < 0 else last)
    text = shown.part(first, last)
    return _Paragraph(first, last, text, list(sentences(text.text)))


def _around(paragraph: _Paragraph, low: int, high: int, width: int) -> tuple[int, int]:
    """The range of the sentences around what is shown at [low, high), cut at a word if they are too long."""
    text = paragraph.shown.text
    start = end = 0
    number = bisect_right(paragraph.sentences, low, key=lambda sentence: sentence[1])
    for first, last in paragraph.sentences[number:]:
        if not end:  # the sentence with the highlight
            start, end = first, last
        elif last - start <= width and "\n\n" not in text[end:first]:
            end = last
        else:
            break
    end = max(end, high)
    start = min(start, low)
    if end - start > width:
        start, end = _window(text, low, high, start, end, width)
    while start < low and (text[start].isspace() or text[start] == BULLET):
        start += 1
    while end > high and text[end - 1].isspace():
        end -= 1
    return start, end


def _window(text: str, low: int, high: int, start: int, end: int, width: int) -> tuple[int, int]:
    """The range of about `width` characters around [low, high), cut at words."""
    before = max((width - (high - low)) // 3, 0)
    first = max(start, low - before)
    last = max(min(end, first + width), high)
    if first > start:
        gap = text.find(" ", first, low)
        first = gap + 1 if gap >= 0 else first
    if last < end:
        gap = text.rfind(" ", high, last + 1)
        last = gap if gap >= 0 else last
    return first, last
