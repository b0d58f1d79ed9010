"""An article → the passages that are embedded: whole sentences of about as many words as models take in.

A passage stays within a section unless that is short, and begins with the title of the article.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from kratomcli.markup.shown import ShownBody
from kratomcli.markup.tools.syntaxes import syntaxes_of
from kratomcli.text.normalize import is_unspaced, spaced
from kratomcli.text.sentences import sentences
from kratomcli.text.words import count_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kratomcli.index.texts import Body
    from kratomcli.markup.shown import Shown
    from kratomcli.model.entry import Section

VERSION = 1
"""To be raised with every change of what passages are: all vectors are then made anew."""
WORDS = 200
"""The most words of a passage."""
_LETTERS = 12  # of a word: more count as several, as models cut it into pieces
_PART = 60_000  # characters of a section that are worked on at once
_PIECE = re.compile(rf"\S{{1,{_LETTERS}}}")


class PassageText(NamedTuple):
    """The text that is embedded, and the characters [start, end) of the body that it is of."""

    text: str
    start: int
    end: int


class _Sentence(NamedTuple):
    """A sentence as it is read, its place in the body and its number of words."""

    text: str
    start: int
    end: int
    words: int


def passages(
    body: Body, path: str, title: str, sections: Sequence[Section], words: int = WORDS
) -> Iterator[PassageText]:
    """The passages of an article, in order; one of the title alone if there is no text.

    Args:
        path: of its file, which tells what is markup.
        words: the most in a passage.
    """
    shown = ShownBody(body.text, body.markup, syntaxes_of(path, body.convention))
    is_any = False
    for found in _gathered(body.text, shown, sections, words):
        is_any = True
        text = " ".join([sentence.text for sentence in found])
        yield PassageText(f"{title}\n{text}", found[0].start, found[-1].end)
    if not is_any:
        yield PassageText(title, 0, 0)


def _gathered(
    body: str, shown: ShownBody, sections: Sequence[Section], words: int
) -> Iterator[list[_Sentence]]:
    """The sentences of each passage."""
    found: list[_Sentence] = []
    total = 0
    for first, last, is_new in _parts(body, sections):
        if is_new and total > words // 2:
            yield found
            found, total = [], 0
        for sentence in _sentences(shown.part(first, last), words):
            if found and total + sentence.words > words:
                yield found
                found, total = [], 0
            found.append(sentence)
            total += sentence.words
    if found:
        yield found


def _parts(body: str, sections: Sequence[Section]) -> Iterator[tuple[int, int, bool]]:
    """(start, end, whether a section begins) of the parts of a body; long sections are of several."""
    starts = sorted({0, *(section.start for section in sections)})
    for first, last in zip(starts, [*starts[1:], len(body)], strict=True):
        at = first
        while at < last:
            end = last if last - at <= 2 * _PART else _paragraph_end(body, at + _PART, at + 2 * _PART)
            yield at, end, at == first
            at = end


def _paragraph_end(body: str, low: int, high: int) -> int:
    """Where a paragraph ends between two offsets, else a line or a word, else `high`."""
    ends = (body.find(gap, low, high) + len(gap) for gap in ("\n\n", "\n", " "))
    return next((end for end in ends if end > low), high)


def _sentences(shown: Shown, words: int) -> Iterator[_Sentence]:
    """The sentences of what is shown; one of more words than a passage may have is cut."""
    for start, end in sentences(shown.text):
        for low, high in _pieces(shown.text, start, end, words):
            text = " ".join(shown.text[low:high].split())
            if text:
                yield _Sentence(text, shown.source(low), shown.source(high - 1) + 1, _length(text))


def _pieces(text: str, start: int, end: int, words: int) -> Iterator[tuple[int, int]]:
    sentence = text[start:end]
    if _length(sentence) <= words:
        yield start, end
        return
    pattern = re.compile(r"\S") if is_unspaced(sentence) else _PIECE
    places = [found.span() for found in pattern.finditer(text, start, end)]
    for at in range(0, len(places), words):
        yield places[at][0], places[min(at + words, len(places)) - 1][1]


def _length(text: str) -> int:
    """The number of words; of scripts without spaces, that of characters."""
    if is_unspaced(text):
        return len(spaced(text).split())
    return max(count_words(text), len(text) // _LETTERS)
