"""Selecting the passages of a body to show for a query."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kratomcli.markup.shown import BULLET, ShownBody
from kratomcli.markup.tools.syntaxes import UNKNOWN
from kratomcli.model.entry import sections_at
from kratomcli.model.hit import Snippet
from kratomcli.named_tuples import NamedTuple
from kratomcli.text.normalize import flat

if TYPE_CHECKING:
    from kratomcli.engine import Highlight
    from kratomcli.index.texts import Body
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

    def rank(self) -> tuple[int, bool, int, int]:
        """What orders passages, the best first."""
        return _rank(self.highlights, is_heading=self.is_heading)

    def is_shown(self) -> bool:
        """Whether the first highlight is in what is shown."""
        return self.paragraph.at(self.highlights[0].start) < self.paragraph.at(self.highlights[0].end)


def _rank(highlights: Sequence[Highlight], *, is_heading: bool = False) -> tuple[int, bool, int, int]:
    words = len({highlight.word for highlight in highlights})
    return -words, is_heading, -len(highlights), highlights[0].start


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
    shown = ShownBody(body, markup, syntaxes)
    found: list[_Candidate] = []
    hidden: list[_Candidate] = []
    # The most promising paragraphs first, so that of a long article not all have to be worked out.
    for group in sorted(_grouped(body, highlights, markup), key=lambda group: _rank(group.highlights)):
        if len(found) >= limit and (not limit or found[limit - 1].rank() <= _rank(group.highlights)):
            break
        for passage in _passages(group, shown, headings, width):
            (found if passage.is_shown() else hidden).append(passage)
        found.sort(key=_Candidate.rank)
    best = found or sorted(hidden, key=_Candidate.rank)
    return tuple(_snippet(passage, body, body_line, sections) for passage in best[:limit])


def opening(
    body: Body, sections: Sequence[Section], start: int, end: int, width: int, syntaxes: frozenset[str]
) -> tuple[Snippet, ...]:
    """The first sentences of characters [start, end) that are no heading, as one passage without highlights.

    They are of one paragraph, and cut as in `snippets`; () where nothing is shown.
    """
    from kratomcli.text.sentences import sentences

    text = ShownBody(body.text, body.markup, syntaxes).part(start, end)
    ends = ((section.start, body.text.find("\n", section.start)) for section in sections)
    begins = {text.at(at) for at, line_end in ends if at < end and (line_end < 0 or start < line_end)}
    split = list(sentences(text.text))
    first = next((low for low, high in split if low not in begins and high > low), None)
    if first is None:
        return ()
    low, high = _around(text.text, split, first, first, width)
    return (_made(text.text[low:high], text.source(low), body.text, body.line, sections),)


def _snippet(passage: _Candidate, body: str, body_line: int, sections: Sequence[Section]) -> Snippet:
    shown, start, end, inside, _ = passage
    places = ((shown.at(one.start) - start, shown.at(one.end) - start) for one in inside)
    made = _made(shown.text[start:end], inside[0].start, body, body_line, sections)
    return made._replace(highlights=tuple(place for place in places if place[0] < place[1]))


def _made(text: str, at: int, body: str, body_line: int, sections: Sequence[Section]) -> Snippet:
    """A snippet without highlights, whose place is a character of the body."""
    around = sections_at(sections, at)
    return Snippet(
        text=flat(text),
        line=body_line + body.count("\n", 0, at),
        section=around[-1] if around else None,
        highlights=(),
        headings=tuple(section.title for section in around),
    )


class _Paragraph(NamedTuple):
    """A paragraph of the body: its range there, and the highlights in it."""

    first: int
    last: int
    highlights: list[Highlight]


def _grouped(body: str, highlights: Sequence[Highlight], markup: Markup) -> Iterator[_Paragraph]:
    """The paragraphs that have highlights."""
    gap = "\n" if markup == "text" else "\n\n"
    at = 0
    while at < len(highlights):
        first = body.rfind(gap, 0, highlights[at].start)
        last = body.find(gap, highlights[at].end)
        first, last = (0 if first < 0 else first + len(gap)), (len(body) if last < 0 else last)
        end = at + 1
        while end < len(highlights) and highlights[end].end <= last:
            end += 1
        yield _Paragraph(first, last, list(highlights[at:end]))
        at = end


def _passages(
    paragraph: _Paragraph, shown: ShownBody, headings: Sequence[int], width: int
) -> Iterator[_Candidate]:
    """A passage around each highlight of a paragraph that is in no earlier one."""
    from kratomcli.text.sentences import sentences

    first, last, highlights = paragraph
    text = shown.part(first, last)
    low, high = bisect_left(headings, first), bisect_left(headings, last)
    begins = {text.at(heading) for heading in headings[low:high]}
    split = list(sentences(text.text))
    at = 0
    while at < len(highlights):
        inside = [highlights[at]]
        start, end = _around(text.text, split, text.at(inside[0].start), text.at(inside[0].end), width)
        at += 1
        while at < len(highlights) and text.at(highlights[at].end) <= end:
            inside.append(highlights[at])
            at += 1
        if start < end:
            yield _Candidate(text, start, end, inside, start in begins)


def _around(text: str, sentences: list[tuple[int, int]], low: int, high: int, width: int) -> tuple[int, int]:
    """The range of the sentences around what is shown at [low, high), cut at a word if they are too long."""
    start = end = 0
    number = bisect_right(sentences, low, key=lambda sentence: sentence[1])
    for first, last in sentences[number:]:
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
