"""Pages → the Markdown of the article: running lines out, sentences whole across pages, headings in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from kratomcli.markup.escaping import escape_inline, escape_start
from kratomcli.named_tuples import NamedTuple
from kratomcli.readers.pdf.hyphens import Hyphens
from kratomcli.readers.pdf.outline import OutlineEntry, placed
from kratomcli.readers.pdf.paragraphs import continues, cuts, paragraphs, text_of, whole_words
from kratomcli.readers.pdf.running import left_out

if TYPE_CHECKING:
    from kratomcli.readers.pdf.line import PdfLine

_DEEPEST = 6
_NOTES_BETWEEN = 6  # footnotes between the end of a page and the beginning of the next
_NEAR_TOP = 6  # paragraphs in which the title may be


class PdfPage(NamedTuple):
    """A page that was read: its label, and its lines."""

    label: str
    lines: list[PdfLine]


class _OutlineHeading(NamedTuple):
    """An entry of the outline at its place; what the page says there, if it does."""

    title: str
    level: int
    lines: list[PdfLine]


class _PdfParagraph(NamedTuple):
    """A paragraph, and the index of the page on which it begins."""

    lines: list[PdfLine]
    page: int


def body_of(
    pages: Sequence[PdfPage], outline: Mapping[int, list[OutlineEntry]], title: str
) -> tuple[str, list[str]]:
    """(the Markdown, the texts of headers and footers that were left out, each once)."""
    running, texts = left_out([page.lines for page in pages])
    items: list[_OutlineHeading | _PdfParagraph] = []
    for index, page in enumerate(pages):
        text = [line for at, line in enumerate(page.lines) if at not in running[index]]
        _add(items, index, _pieces(text, outline.get(index, [])))
    return "\n\n".join(_written(items, pages, title)), texts


def _pieces(
    lines: list[PdfLine], entries: Sequence[OutlineEntry]
) -> Iterator[_OutlineHeading | list[PdfLine]]:
    """The lines of a page, cut where an entry of the outline stands."""
    start = 0
    for at, (entry, count) in sorted(placed(lines, entries).items()) if entries else ():
        yield lines[start:at]
        yield _OutlineHeading(entry.title, entry.level, lines[at : at + count])
        start = at + count
    yield lines[start:]


def _add(
    items: list[_OutlineHeading | _PdfParagraph], page: int, pieces: Iterator[_OutlineHeading | list[PdfLine]]
) -> None:
    begins = True
    for piece in pieces:
        if isinstance(piece, _OutlineHeading):
            items.append(piece)
            begins = False
            continue
        for paragraph in paragraphs(piece):
            before = _continued(items, paragraph) if begins else None
            if before:
                before.lines.extend(paragraph)
            else:
                items.append(_PdfParagraph(paragraph, page))
            begins = False


def _continued(
    items: Sequence[_OutlineHeading | _PdfParagraph], paragraph: list[PdfLine]
) -> _PdfParagraph | None:
    """The paragraph of the last page that goes on in the first of this one: notes may stand between."""
    for item in islice(reversed(items), _NOTES_BETWEEN):
        if isinstance(item, _OutlineHeading):
            return None
        if continues(item.lines[-1], paragraph[0]):
            return item
        if item.lines[0].size > 0.95 * paragraph[0].size:
            return None
    return None


def _written(
    items: Sequence[_OutlineHeading | _PdfParagraph], pages: Sequence[PdfPage], title: str
) -> Iterator[str]:
    hyphens = _hyphens(items)
    level, shown = -1, -1
    skipped = _title_at(items, title, hyphens)
    if skipped is not None:
        yield f"# {_heading_text(title)}"
    for at, item in enumerate(items):
        if at == skipped:
            continue
        if isinstance(item, _OutlineHeading):
            level = item.level
            said = text_of(item.lines, hyphens) if item.lines else item.title
            yield f"{'#' * min(2 + level, _DEEPEST)} {_heading_text(said)}"
            continue
        if item.page != shown:
            shown = item.page
            yield f"{'#' * min(3 + level, _DEEPEST)} Page {_heading_text(pages[shown].label)}"
        yield escape_start(escape_inline(text_of(item.lines, hyphens)))


def _hyphens(items: Sequence[_OutlineHeading | _PdfParagraph]) -> Hyphens:
    hyphens = Hyphens(pair for item in items for pair in cuts(item.lines))
    for item in items:
        for text in whole_words(item.lines):
            hyphens.count(text)
    return hyphens


def _title_at(items: Sequence[_OutlineHeading | _PdfParagraph], title: str, hyphens: Hyphens) -> int | None:
    """Where the title stands at the top of the first page, as a paragraph of its own."""
    for at, item in enumerate(items[:_NEAR_TOP] if title else ()):
        if isinstance(item, _PdfParagraph) and _letters(text_of(item.lines, hyphens)) == _letters(title):
            return at
    return None


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _heading_text(text: str) -> str:
    return re.sub(r"#$", r"\\#", escape_inline(text))
