"""What Kindle's apps export as a notebook: a book's highlights and notes as HTML, or as CSV by mail.

    <div class="bookTitle">…</div> <div class="authors">Roe, Ann; Doe, Jane</div>
    <div class="sectionHeading">…</div>
    <div class="noteHeading">Highlight(<span class="highlight_yellow">yellow</span>) - I > Page 4 · Location 9
    </div> <div class="noteText">…</div>

The app for computers begins a heading as `h3` and ends it as `div`, and a text the other way round: so what
counts is where something begins. A place is where a passage begins; a note follows the passage that it is on.
"""

from __future__ import annotations

import csv
import html
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.items import Annotation, Item
from kratomcli.importers.read_later.kindle import ClippingKind, kind_of, place_of
from kratomcli.importers.read_later.saved_pages import SavedPage, split
from kratomcli.importers.sources.parts import bounded_lines, text_stream
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex
from kratomcli.readers.decoding import decode

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed, ImportSource

_BEGIN = lazy_regex(
    r"""<[a-z][a-z0-9]{0,9}\s[^<>]{0,300}?class\s?=\s?["']"""
    r"""(bookTitle|authors|citation|sectionHeading|noteHeading|noteText)["'][^<>]{0,300}>"""
)
_TAG = lazy_regex(r"<(br)?[^<>]*>")
_MAIL = b"Your Kindle Notes For"
_COLOUR = lazy_regex(r"highlight_(\w+)")
_BETWEEN = lazy_regex(r"\s+(?=[,.;:!?])")
"""White space that the app for computers puts before punctuation."""
_LONGEST_LINE = 1_000_000
_LONGEST_PASSAGE = 30
"""Locations, of which a page has about ten, between the start of a passage and a note on it."""


def recognises(source: ImportSource) -> bool:
    """Whether it is a single file with a notebook."""
    if len(source.names) != 1:
        return False
    start = source.start(source.names[0], 1 << 16)
    return _is_mail(start) or (b"bookTitle" in start and b"noteHeading" in start)


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """The book."""
    name = source.only
    is_mail = _is_mail(source.start(name))
    entries = _of_mail(source, name) if is_mail else _of_page(decode(source.read(name))[0])
    book = _book(list(entries))
    if not book.title or not book.annotations:
        raise ArticleUnreadable(f"{source.name} holds no highlights of a book")
    yield book.item()


class _NotebookEntry(NamedTuple):
    """A piece of a notebook: its class in the HTML, its text with line ends, the colour of a mark."""

    kind: str
    text: str
    colour: str = ""


def _is_mail(start: bytes) -> bool:
    return _MAIL in start.lstrip(b"\xef\xbb\xbf")[: len(_MAIL) + 1]


def _of_page(page: str) -> Iterator[_NotebookEntry]:
    """The entries of the HTML: each is from where an element of its class begins to the next of them."""
    begins = list(_BEGIN.finditer(page))
    ends = [*(each.start() for each in begins), len(page)][1:]
    for found, after in zip(begins, ends, strict=True):
        piece = page[found.end() : after]
        colour = _COLOUR.search(piece)
        words = _TAG.sub(lambda tag: "\n" if tag[1] else "", piece.replace("\n", " "))
        yield _NotebookEntry(found[1], html.unescape(words), colour[1] if colour else "")


def _of_mail(source: ImportSource, name: str) -> Iterator[_NotebookEntry]:
    """The entries of the CSV: title and author are below the first row, marks below "Annotation Type"."""
    with text_stream(source, name) as text:
        try:
            rows = csv.reader(bounded_lines(text, _LONGEST_LINE))
            before = ["".join(next(rows, [])[:1]) for _ in range(3)]
            yield _NotebookEntry("bookTitle", before[1])
            yield _NotebookEntry("authors", before[2].removeprefix("by ").replace(" and ", "; "))
            is_below = False
            for row in rows:
                if is_below and len(row) >= 4:
                    yield _NotebookEntry("noteHeading", f"{row[0]} - {row[1]}")
                    yield _NotebookEntry("noteText", row[3])
                is_below = is_below or row[:1] == ["Annotation Type"]
        except csv.Error as error:
            raise ArticleUnreadable(f"{name} can't be read: {error}") from error


def _book(entries: list[_NotebookEntry]) -> SavedPage:
    """The entries as one item."""
    said = {entry.kind: _line(entry.text) for entry in reversed(entries)}
    return SavedPage(
        url="",
        key=f"{said.get('bookTitle', '')}\n{said.get('authors', '')}",
        title=said.get("bookTitle", ""),
        authors=split(said.get("authors", ""), ";"),
        annotations=tuple(_annotations(_marks(entries))),
    )


def _marks(entries: list[_NotebookEntry]) -> Iterator[_Mark]:
    section = ""
    for heading, entry in pairwise(entries):
        if entry.kind == "sectionHeading":
            section = _line(entry.text)
        elif entry.kind == "noteText" and heading.kind == "noteHeading" and (text := _passage(entry.text)):
            yield _Mark.read(_line(heading.text), section, heading.colour, text)


def _annotations(marks: Iterator[_Mark]) -> Iterator[Annotation]:
    """The passages, each with the note that follows it."""
    held: _Mark | None = None
    for mark in marks:
        if held is not None and mark.is_on(held):
            yield held.annotation(mark.text)
            held = None
            continue
        if held is not None:
            yield held.annotation()
        held = mark
    if held is not None:
        yield held.annotation()


class _Mark(NamedTuple):
    """An entry and its heading; `start` is its location, or else its page, `reach` how far a note may be."""

    kind: ClippingKind
    text: str
    place: str
    start: int
    reach: int

    @classmethod
    def read(cls, heading: str, section: str, colour: str, text: str) -> _Mark:
        """The mark of a heading "Note - Chapter > Page 4 · Location 27" and a text."""
        said, _, where = heading.partition(" - ")
        chapter, sign, number = where.rpartition(" > ")
        place, start, _ = place_of(number.lower())
        places = (section, chapter.strip() if sign else "", place, colour)
        reach = _LONGEST_PASSAGE if "location" in place else 1
        return cls(kind_of(said.lower(), text), text, ", ".join(filter(None, places)), start, reach)

    def is_on(self, passage: _Mark) -> bool:
        """Whether this is a note on a passage that is before it."""
        is_near = 0 <= self.start - passage.start <= passage.reach
        return self.kind == "note" and passage.kind == "highlight" and is_near

    def annotation(self, note: str = "") -> Annotation:
        """It as an annotation."""
        if self.kind == "note":
            return Annotation(text="", note=self.text, place=self.place)
        return Annotation(text=self.text, note=note, place=self.place)


def _line(text: str) -> str:
    return " ".join(text.split())


def _passage(text: str) -> str:
    return "\n".join(_BETWEEN.sub("", _line(line)) for line in text.strip().split("\n")).strip()
