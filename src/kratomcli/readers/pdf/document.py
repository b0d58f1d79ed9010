"""A PDF → Markdown: its pages read one after the other, then what is known only when all are read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from kratomcli.errors import ArticleUnreadable
from kratomcli.readers.conversion import Converted, missing
from kratomcli.readers.pdf.body import PdfPage, body_of
from kratomcli.readers.pdf.line import HYPHEN
from kratomcli.readers.pdf.lines import lines_of
from kratomcli.readers.pdf.outline import bookmarks
from kratomcli.readers.pdf.properties import properties, shown_title, text_given
from kratomcli.text.wording import count

if TYPE_CHECKING:
    from types import ModuleType

_MOST_PAGES = 50_000
_MOST_CHARACTERS = 50_000_000
_MOST_NOTED = 3  # texts of headers and footers


def read_document(data: bytes) -> Converted:
    """The text of a PDF: paragraphs under a heading for each page, and under those of its outline.

    Raises:
        ArticleUnreadable: it is broken, needs a password, has no text or is enormous.
        MissingExtra: pypdfium2 is not installed.
    """
    pdfium = _pdfium()
    with _opened(pdfium, data) as document:
        values = properties(document)
        outline = bookmarks(document)
        pages, unread = _pages(pdfium, document)
    chapters = [entry.title for entries in outline.values() for entry in entries if not entry.level]
    if "title" not in values and (title := shown_title(pages[0].lines, chapters)):
        values["title"] = title
    notes = _notes(pages, unread)
    body, left_out = body_of(pages, outline, str(values.get("title", "")))
    return Converted(body, values, (*notes, *_running_note(left_out)))


def _pdfium() -> ModuleType:
    try:
        import pypdfium2
    except ImportError as error:
        raise missing(".pdf") from error
    module: ModuleType = pypdfium2
    return module


@contextmanager
def _opened(pdfium: Any, data: bytes) -> Iterator[Any]:
    """The document; its memory is given back at the end."""
    if not data.strip():
        raise ArticleUnreadable("the file is empty")
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise _refusal(pdfium, error, data) from error
    with closing(document):
        if len(document) > _MOST_PAGES:
            raise ArticleUnreadable(f"the PDF has {len(document):,} pages; {_MOST_PAGES:,} are read at most")
        yield document


def _refusal(pdfium: Any, error: Any, data: bytes) -> ArticleUnreadable:
    if error.err_code == pdfium.raw.FPDF_ERR_PASSWORD:
        return ArticleUnreadable(
            "the PDF is encrypted with a password", hint="Save a copy without one: qpdf does that."
        )
    if error.err_code == pdfium.raw.FPDF_ERR_SECURITY:
        return ArticleUnreadable("the PDF is encrypted in a way that can't be read")
    if b"%PDF-" not in data[:1024]:
        return ArticleUnreadable("the file is no PDF, whatever its name says")
    return ArticleUnreadable("the PDF is damaged and can't be read", hint="qpdf may repair it.")


def _pages(pdfium: Any, document: Any) -> tuple[list[PdfPage], int]:
    """The pages, each closed before the next is opened, and how many of them can't be read."""
    pages = []
    unread = characters = pictures = 0
    for index in range(len(document)):
        label = text_given(document.get_page_label, index) or str(index + 1)
        try:
            with closing(document[index]) as page, closing(page.get_textpage()) as text_page:
                lines = lines_of(text_page)
                pictures += not lines and _has_pictures(pdfium, page)
        except pdfium.PdfiumError:
            lines = []
            unread += 1
        characters += sum(len(line.text) for line in lines)
        if characters > _MOST_CHARACTERS:
            raise ArticleUnreadable(f"the PDF has more than {_MOST_CHARACTERS:,} characters")
        pages.append(PdfPage(label, lines))
    if not characters:
        raise _without_text(pages, unread, pictures)
    return pages, unread


def _has_pictures(pdfium: Any, page: Any) -> bool:
    return any(True for _ in page.get_objects(filter=(pdfium.raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3))


def _without_text(pages: list[PdfPage], unread: int, pictures: int) -> ArticleUnreadable:
    if unread == len(pages):
        return ArticleUnreadable("the PDF is damaged: none of its pages can be read")
    if pictures:
        return ArticleUnreadable(
            "the PDF holds pictures of pages and no text, as scanners make them",
            hint="Have its text recognised first: ocrmypdf does that.",
        )
    return ArticleUnreadable("the PDF holds no text")


def _notes(pages: list[PdfPage], unread: int) -> Iterator[str]:
    if unread:
        yield f"{count(unread, 'page')} of {len(pages)} can't be read"
    if empty := sum(not page.lines for page in pages) - unread:
        yield f"{count(empty, 'page')} of {len(pages)} without text"


def _running_note(texts: list[str]) -> Iterator[str]:
    """What headers and footers said, digits left out, so that each is named once."""
    if texts:
        told = " · ".join(text.rstrip(HYPHEN) for text in texts[:_MOST_NOTED])
        yield f"headers and footers left out: {told}{' …' if len(texts) > _MOST_NOTED else ''}"
