"""An article → the passages that are embedded: whole sentences of about as many words as models take in.

A passage stays within a section unless that is short, and begins with the title of the article.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from kratomcli.markup.shown import ShownBody
from kratomcli.markup.tools.syntaxes import syntaxes_of
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex
from kratomcli.text.normalize import is_unspaced, spaced
from kratomcli.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kratomcli.index.texts import Body
    from kratomcli.markup.shown import Shown
    from kratomcli.model.entry import Section

VERSION = 1
"""To be raised with every change of what passages are: all vectors are then made anew."""
WORDS = 200
"""The most words of a passage."""
_LETTERS = 12  # of a word: longer ones count as several, as models cut them into pieces
_PART = 60_000  # characters that are worked on at once, or up to twice as many
_GAP = lazy_regex(r"\n[^\S\n]*+\n\s*+")
_CHARACTER = lazy_regex(r"\S")
_LETTERS_OF_WORD = lazy_regex(rf"\S{{1,{_LETTERS}}}")


class PassageText(NamedTuple):
    """The text that is embedded, and the characters [start, end) of the body that it is of."""

    text: str
    start: int
    end: int


class _TextRange(NamedTuple):
    """Characters [start, end) of a text that is shown."""

    shown: Shown
    start: int
    end: int

    @property
    def text(self) -> str:
        """The text on one line."""
        return " ".join(self.shown.text[self.start : self.end].split())

    @property
    def words(self) -> int:
        """The number of words; of scripts without spaces, that of characters."""
        text = self.shown.text[self.start : self.end]
        if is_unspaced(text):
            return len(spaced(text).split())
        return max(len(text.split()), len(text) // _LETTERS)


def passages(
    body: Body, path: str, title: str, sections: Sequence[Section], words: int = WORDS
) -> Iterator[PassageText]:
    """The passages of an article, in order; one of the title alone if there is no text.

    Args:
        path: of its file, which tells what is markup.
        words: the most in a passage.
    """
    shown = ShownBody(body.text, body.markup, syntaxes_of(path, body.convention))
    starts = sorted({section.start for section in sections})
    is_any = False
    for found in _gathered(_paragraphs(body.text, shown, starts), words):
        is_any = True
        text = " ".join([piece.text for piece in found])
        start = found[0].shown.source(found[0].start)
        yield PassageText(f"{title}\n{text}", start, found[-1].shown.source(found[-1].end - 1) + 1)
    if not is_any:
        yield PassageText(title, 0, 0)


def _gathered(paragraphs: Iterable[tuple[_TextRange, bool]], words: int) -> Iterator[list[_TextRange]]:
    """The pieces of each passage, from the paragraphs and whether each begins a section."""
    found: list[_TextRange] = []
    total = 0
    for paragraph, is_first in paragraphs:
        if is_first and total > words // 2:
            yield found
            found, total = [], 0
        is_fitting = total + paragraph.words <= words
        for piece in [paragraph] if is_fitting else _sentences(paragraph, words):
            if found and total + piece.words > words:
                yield found
                found, total = [], 0
            found.append(piece)
            total += piece.words
    if found:
        yield found


def _paragraphs(body: str, shown: ShownBody, starts: Sequence[int]) -> Iterator[tuple[_TextRange, bool]]:
    """The paragraphs of a body, and whether each begins a section; `starts` are those of the sections."""
    for first, last in _parts(body):
        part = shown.part(first, last)
        inside = starts[bisect_right(starts, first) : bisect_left(starts, last)]
        for low, high in pairwise([0, *(part.at(start) for start in inside), len(part.text)]):
            is_first = low > 0
            for start, end in _between(_GAP, part.text, low, high):
                yield _TextRange(part, start, end), is_first
                is_first = False


def _parts(body: str) -> Iterator[tuple[int, int]]:
    """Ranges of a body that are worked on at once: memory is bounded, however long a book is."""
    start = 0
    while start < len(body):
        end = len(body)
        if end - start > 2 * _PART:
            end = _paragraph_end(body, start + _PART, start + 2 * _PART)
        yield start, end
        start = end


def _paragraph_end(body: str, low: int, high: int) -> int:
    """Where a paragraph ends between two offsets, else a line or a word, else the latter."""
    for gap in ("\n\n", "\n", " "):
        if (found := body.find(gap, low, high)) >= 0:
            return found + len(gap)
    return high


def _between(gap: re.Pattern[str], text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    """The ranges between gaps that are not only white space."""
    start = low
    for found in chain(gap.finditer(text, low, high), [None]):
        end = found.start() if found else high
        if text[start:end].strip():
            yield start, end
        start = found.end() if found else high


def _sentences(paragraph: _TextRange, words: int) -> Iterator[_TextRange]:
    """The sentences of a paragraph; one of more words than a passage may have is cut."""
    shown, first, last = paragraph
    for start, end in sentences(shown.text[first:last]):
        sentence = _TextRange(shown, first + start, first + end)
        if sentence.words <= words:
            yield sentence
        else:
            yield from _cut(sentence, words)


def _cut(sentence: _TextRange, words: int) -> Iterator[_TextRange]:
    pattern = _CHARACTER if is_unspaced(sentence.text) else _LETTERS_OF_WORD
    places = [found.span() for found in pattern.finditer(sentence.shown.text, *sentence[1:])]
    for at in range(0, len(places), words):
        end = places[min(at + words, len(places)) - 1][1]
        yield _TextRange(sentence.shown, places[at][0], end)
