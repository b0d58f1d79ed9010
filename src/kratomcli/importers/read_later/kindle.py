"""Kindle's `My Clippings.txt`: what was marked on the device, one after the other, for all books.

    Title (Author; Author)
    - Your Highlight on page 12 | Location 123-124 | Added on Monday, 5 October 2020 10:15:30

    The words, or the note, or nothing for a bookmark
    ==========

The second line is in the language of the device, its date in that of its firmware. The device only appends:
a highlight that was made longer is there twice. Byte order marks are anywhere; a title without author ends in
two spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.items import Annotation, Item
from kratomcli.importers.read_later.saved_pages import SavedPage, split
from kratomcli.importers.sources.parts import bounded_lines, text_stream
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import Failed, ImportSource

ClippingKind = Literal["highlight", "note", "bookmark"]

_END = "=" * 10
_LONGEST_LINE = 1_000_000
_MOST_LINES = 10_000
"""Of one clipping."""
_KINDS: tuple[tuple[ClippingKind, str], ...] = (
    (
        "bookmark",
        "bookmark|lesezeichen|marcador|signet|segnalibro|bladwijzer|закладка|ブックマーク|书签|書籤|북마크",
    ),
    (
        "highlight",
        "highlight|underline|circle|asterisk|markierung|markering|subrayado|surlign|evidenziazione|destaque"
        "|выделен|ハイライト|标注|標註|하이라이트|clip|artikel|artículo|articolo|artigo|extrait|вырезка|剪切",
    ),
    ("note", "note|notiz|nota|notitie|заметка|メモ|笔记|筆記|메모"),
)
_KIND = [(kind, lazy_regex(words)) for kind, words in _KINDS]
_LOCATION = lazy_regex(
    r"(?:loc(?:ation)?s?\.?|position|pos\.|posición|posição|posizione|emplacement|locatie"
    r"|место(?:положение)?|месте|位置(?:\s?no\.)?|위치)\s*#?\s*(\d+)(?:\s*(?:-|–|t/m)\s*(\d+))?"
)
_PAGE = lazy_regex(
    r"(?:page|seite|página|pagina|страниц[еа]|第|페이지|ページ)\s*(\d+|[ivxlcdm]+)(?![^\W\d_])(?:\s*[-–]\s*(\d+|[ivxlcdm]+))?"
    r"|(\d+)(?:\s*[-–]\s*(\d+))?\s*(?:ページ|페이지|页)"
)
_RUSSIAN_MONTHS = {
    **{"января": "January", "февраля": "February", "марта": "March", "апреля": "April", "мая": "May"},
    **{"июня": "June", "июля": "July", "августа": "August", "сентября": "September"},
    **{"октября": "October", "ноября": "November", "декабря": "December"},
}
_RUSSIAN = lazy_regex("|".join(_RUSSIAN_MONTHS))


_START = lazy_regex(rb"(?m)^.{1,1000}\n *(?:-|\xe2\x80\x93) [^\n]{5,500}\|[^\n]{5,200}\r?\n\r?\n")
_ZONE = lazy_regex(r"\s(?:greenwich mean time|ora media di greenwich).*", re.IGNORECASE)
_FILLING = lazy_regex(r"\s(?:г\.|в|à|om|um|a las)(?=\s)")


class Clipping(NamedTuple):
    """A clipping; `start` and `end` are locations, or else pages, and 0 where none is told."""

    book: str
    kind: ClippingKind
    text: str
    place: str
    date: str
    start: int
    end: int


def recognises(source: ImportSource) -> bool:
    """Whether it is a single file with clippings."""
    if len(source.names) != 1:
        return False
    start = source.start(source.names[0], 1 << 14)
    return b"\n==========" in start and _START.search(start) is not None


def items(source: ImportSource, failed: Failed) -> Iterator[Item]:
    """A book at a time, in the order of their first clippings."""
    books: dict[str, list[Clipping]] = {}
    for clipping in _clippings(source, failed):
        books.setdefault(clipping.book, []).append(clipping)
    if not books:
        raise ArticleUnreadable(f"{source.name} holds no clippings")
    for book, clippings in books.items():
        if annotations := tuple(_annotations(clippings)):
            title, author = title_and_author(book)
            dates = sorted(one.date for one in annotations if one.date)
            yield SavedPage(
                url="",
                key=book.strip(),
                title=title,
                authors=split(author, ";"),
                saved=dates[0] if dates else "",
                annotations=annotations,
            ).item()


def _clippings(source: ImportSource, failed: Failed) -> Iterator[Clipping]:
    lines: list[str] = []
    number = 0
    with text_stream(source, source.only) as text:
        for line in bounded_lines(text, _LONGEST_LINE):
            line = line.replace("\ufeff", "").rstrip("\r\n")
            if line.strip() != _END:
                lines.append(line)
                if len(lines) > _MOST_LINES:
                    raise ArticleUnreadable(f"{source.name} has a clipping of {_MOST_LINES:,} lines")
                continue
            number += 1
            clipping = _clipping(lines)
            if clipping is None and any(lines):
                failed(f"clipping {number}", "its second line says nothing of a place and a date")
            elif clipping is not None:
                yield clipping
            lines = []
    if (clipping := _clipping(lines)) is not None and clipping.text:
        yield clipping


def _clipping(lines: list[str]) -> Clipping | None:
    while lines and not lines[0].strip():
        lines = lines[1:]
    if len(lines) < 2 or not lines[1].lstrip().startswith(("-", "–")):
        return None
    label, _, added = lines[1].rpartition("|")
    text = "\n".join(lines[2:]).strip()
    place, start, end = place_of(label.lower())
    return Clipping(lines[0], kind_of(label.lower(), text), text, place, date_of(added), start, end)


def kind_of(label: str, text: str) -> ClippingKind:
    """What a line in lower case says of a clipping; where it says nothing known, a text is a highlight."""
    return next((kind for kind, words in _KIND if words.search(label)), "highlight" if text else "bookmark")


def place_of(label: str) -> tuple[str, int, int]:
    """The page and the location in a line in lower case, for people, and the location as numbers."""
    words: list[str] = []
    start = end = 0
    location = _LOCATION.search(label)
    if page := _PAGE.search(label.replace(location[0], " ") if location else label):
        first, last = page[1] or page[3], page[2] or page[4] or ""
        words.append(f"page {first}" if last in ("", first) else f"page {first}-{last}")
        if first.isdigit():
            start = end = int(first)
    if location:
        start = int(location[1])
        end = _whole(location[1], location[2] or "")
        words.append(f"location {start}" if end == start else f"location {start}-{end}")
    return ", ".join(words), start, end


def _whole(start: str, end: str) -> int:
    """The end of a range, which older devices shorten: 1234-36 is to 1236."""
    return int(start[: max(len(start) - len(end), 0)] + end) if len(end) < len(start) else int(end)


def date_of(added: str) -> str:
    """The date of a clipping as ISO 8601 text; "" where it is not understood."""
    from kratomcli.readers.dates import read_date

    text = _RUSSIAN.sub(lambda found: _RUSSIAN_MONTHS[found[0]], _ZONE.sub("", added.strip()))
    text = _FILLING.sub("", text)
    for start in _starts(text):
        if found := read_date(text[start:]):
            return found.iso
    return ""


def _starts(text: str) -> Iterator[int]:
    """Where the date may begin, behind "Added on": at a word that is a month, or at the first digit."""
    yield from (found.start() for found in re.finditer(r"(?<!\S)\S", text))
    if digit := re.search(r"\d", text):
        yield digit.start()


def title_and_author(line: str) -> tuple[str, str]:
    """The title and the author, "" if there is none, of the first line of a clipping."""
    stripped = line.strip()
    if line.endswith("  ") or not stripped.endswith(")"):
        return stripped, ""
    depth = 0
    for at in range(len(stripped) - 1, 0, -1):
        depth += {")": 1, "(": -1}.get(stripped[at], 0)
        if depth == 0:
            title = stripped[:at].strip()
            return (title, stripped[at + 1 : -1].strip()) if title else (stripped, "")
    return stripped, ""


def _annotations(clippings: Sequence[Clipping]) -> Iterator[Annotation]:
    """The highlights of a book in their order in it, each with the notes on it; other notes are their own."""
    highlights = _longest([each for each in clippings if each.kind == "highlight" and each.text])
    notes = _longest([each for each in clippings if each.kind == "note" and each.text])
    taken: dict[int, list[str]] = {}
    alone: list[Clipping] = []
    for note in notes:
        number = _noted(highlights, note)
        if number < 0:
            alone.append(note)
        else:
            taken.setdefault(number, []).append(note.text)
    found = [(one, Annotation(text="", note=one.text, place=one.place, date=one.date)) for one in alone]
    for at, one in enumerate(highlights):
        words = "\n\n".join(taken.get(at, ()))
        found.append((one, Annotation(text=one.text, note=words, place=one.place, date=one.date)))
    yield from (annotation for _, annotation in sorted(found, key=lambda pair: pair[0].start))


def _longest(clippings: list[Clipping]) -> list[Clipping]:
    """Clippings in the order of a book, without those whose words are within another's at the same place."""
    kept: list[Clipping] = []
    for each in sorted(clippings, key=lambda one: (one.start, one.end)):
        for at in range(len(kept) - 1, max(len(kept) - 4, -1), -1):
            other = kept[at]
            if other.end < each.start:
                continue
            if each.text in other.text:
                break
            if other.text in each.text:
                kept[at] = each
                break
        else:
            kept.append(each)
    return kept


def _noted(highlights: list[Clipping], note: Clipping) -> int:
    """The highlight that a note is on: one that ends there, or else one that holds that place; -1 if none."""
    from bisect import bisect_right

    if not note.start:
        return -1
    last = bisect_right(highlights, note.start, key=lambda one: one.start) - 1
    near = range(last, max(last - 8, -1), -1)
    at_end = (at for at in near if highlights[at].end == note.start)
    within = (at for at in near if highlights[at].start <= note.start <= highlights[at].end)
    return next(at_end, next(within, -1))
