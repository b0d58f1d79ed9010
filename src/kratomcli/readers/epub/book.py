"""A book → Markdown: its chapters in reading order, under the titles of its table of contents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kratomcli.errors import ArticleUnreadable
from kratomcli.readers.conversion import Converted
from kratomcli.readers.epub import marks
from kratomcli.readers.epub.archive import BookArchive, beside
from kratomcli.readers.epub.chapters import ChapterHeadings, HeadingLevels, kinds_of, prepare
from kratomcli.readers.epub.contents import TocEntry, contents_of
from kratomcli.readers.epub.metadata import BookMetadata
from kratomcli.readers.epub.notes import BookNotes, NotePlace
from kratomcli.readers.epub.package import package_of
from kratomcli.readers.epub.xhtml import page_of
from kratomcli.readers.html.markdown import markdown_of_node
from kratomcli.text.wording import count

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_LONGEST_COVER = 60  # words; what is longer is more than a cover


def read_book(data: bytes) -> Converted:
    """The text and metadata of an EPUB.

    Raises:
        ArticleUnreadable: it is damaged, encrypted, without text, or enormous.
        MissingExtra: lxml is not installed.
    """
    archive = BookArchive(data)
    package = package_of(archive)
    contents = contents_of(archive, package)
    parts = {name: archive.read(name) for name in package.chapters if name != package.nav}
    notes = _notes(archive, parts)
    titles = [entry.title for entry in contents]
    entries: dict[str, dict[int, TocEntry]] = {}
    for number, entry in enumerate(contents):
        entries.setdefault(entry.part, {})[number] = entry
    levels = HeadingLevels()
    chapters: list[str] = []
    for part, content in parts.items():
        page = page_of(content)
        if not _is_left_out(page, part in package.covers):
            notes.mark(page, part)
            text = _marked(page, ChapterHeadings(entries.get(part, {}), levels))
            chapters += [*filter(None, [marks.written(text, titles)]), *notes.told(text)]
    if not chapters:
        raise ArticleUnreadable("the EPUB holds no text, only pictures perhaps")
    lost = package.lost
    told = (f"{count(len(lost), 'chapter')} not in the file: {', '.join(lost[:3])}",) if lost else ()
    return Converted("\n\n".join(chapters), BookMetadata(package.root).values(), told)


def _notes(archive: BookArchive, parts: Mapping[str, bytes]) -> BookNotes:
    """The notes of the book; only pages that have any to do with notes are looked at."""

    def resolve(part: str, href: str) -> NotePlace | None:
        path, _, id = href.partition("#")
        name = (archive.find(beside(part, path)) if path else part) if id and ":" not in path else None
        return (name, unquote(id)) if name else None

    notes = BookNotes(resolve)
    for part, content in parts.items():
        if b"noteref" in content:
            notes.refer(page_of(content), part)
    for part in parts.keys() & notes.parts:
        notes.take(page_of(parts[part]), part)
    return notes


def _is_left_out(page: LexborHTMLParser, is_said: bool) -> bool:
    """Whether a page is a cover or a table of contents: the package says so, or the page itself."""
    body = page.body
    if body is None:
        return True
    first = page.css_first("body > section:first-child, body > div:first-child, body > nav:first-child")
    kinds = kinds_of(body) | (kinds_of(first) if first is not None else set())
    if "toc" in kinds:
        return True
    return (is_said or "cover" in kinds) and len(body.text(deep=True).split()) <= _LONGEST_COVER


def _marked(page: LexborHTMLParser, headings: ChapterHeadings) -> str:
    """The Markdown of a chapter, with marks in it."""
    prepare(page)
    if page.body is None:
        return ""
    headings.mark(page.body)
    return markdown_of_node(page.body)
