"""The lines of a page with their places, as pdfium finds and orders them."""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from kratomcli.patterns import lazy_regex
from kratomcli.readers.pdf.columns import in_columns, spans_of
from kratomcli.readers.pdf.line import HYPHEN, PdfLine

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE_END = lazy_regex("\r\n|[\n\x02\ufffe]")
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
    | dict.fromkeys("\xad\u200b\ufeff", "")  # soft hyphens and what has no width
    | dict.fromkeys("\uf0b7\uf0a7\uf06e\uf0a8\uf0d8", "•")  # the bullets of Word's symbol fonts
    | {"\xa0": " ", "\t": " "}
)
_CONTROLS = lazy_regex("[\x00-\x1f\x7f-\x9f]+")
_SPACES = lazy_regex(" {2,}")
_LINE = lazy_regex(r"\S(?:.*\S)?", re.DOTALL)
_WORD = lazy_regex(r"\S+")
_WIDE = 0.8  # of the height of letters: a gap that may lie between columns
_LEAST_GAPS = 8
_LIKELIEST = 5  # places
_PROSE = 8  # heights: pieces that are longer may be lines of prose
_FULL_LINES = 20  # fewer lines of one or two characters are no vertical text


def lines_of(text_page: Any) -> list[PdfLine]:
    """The lines of a text page of pypdfium2, in reading order, but for those of spaces alone."""
    text = text_page.get_text_range()
    if _may_have_columns(text_page) and (ordered := in_columns(spans_of(_lines(text_page, text, _WORD)))):
        return [*_rows(ordered)]
    lines = [*_lines(text_page, text, _LINE)]
    lines = [
        line
        for angle, group in groupby(lines, lambda line: line.angle)
        for line in _downward(angle, [*group])
    ]
    short = sum(len(line.text) <= 2 for line in lines)
    is_vertical = short >= _FULL_LINES and short * 2 > len(lines)
    return _columns(lines) if is_vertical else [*_rows(lines)]


def _lines(text_page: Any, text: str, kind: re.Pattern[str]) -> Iterator[PdfLine]:
    """The lines of a text, or the words of each, with their places."""
    ends = [*((match.start(), match.end()) for match in _LINE_END.finditer(text)), (len(text), len(text))]
    wide = not text.isascii() and max(text) > "\uffff"
    start = at = 0  # in characters, and in units of UTF-16, which pdfium counts
    for end, after in ends:
        piece = text[start:end]
        mark = HYPHEN if text[end:after] in ("\x02", HYPHEN) else ""
        last = len(piece.rstrip())
        for found in kind.finditer(piece):
            begin, shown = found.start(), found[0]
            middle = begin + len(shown[: len(shown) // 2 + 1].rstrip()) - 1  # a space has no size
            places = (at + _units(piece[:each], wide) for each in (begin, middle, found.end() - 1))
            if cleaned := _cleaned(shown):
                cleaned += mark if found.end() == last else ""
                yield PdfLine(cleaned, *_place(text_page, *places))
        at += _units(text[start:after], wide)
        start = after


def _may_have_columns(text_page: Any) -> bool:
    """Whether pieces of text that follow another in their row, a wide gap between them, begin at one place.

    That costs far less than the places of all words, and says no for nearly all pages without columns.
    """
    boxes = [text_page.get_rect(at) for at in range(text_page.count_rects())]
    starts = Counter[int]()
    for (_, low, before, high), (left, bottom, _, top) in pairwise(boxes):
        height = max(high - low, top - bottom)
        starts[round(left)] += abs(bottom - low) < height and left - before > _WIDE * height
    likely = [start for start, count in starts.most_common(_LIKELIEST) if count >= _LEAST_GAPS]
    return any(
        sum(box[0] < start - 2 < start + 2 < box[2] for box in boxes)
        <= 2 * sum(abs(box[0] - start) < 2 for box in boxes)
        and sum(box[2] - box[0] > _PROSE * (box[3] - box[1]) for box in boxes if abs(box[0] - start) < 2)
        >= _LEAST_GAPS
        for start in likely
    )


def _downward(angle: int, lines: list[PdfLine]) -> list[PdfLine]:
    """Lines of turned text from the first to the last: pdfium gives what runs down a page in reverse."""
    rising = sum(line.base > before.base for before, line in pairwise(lines)) if angle else 0
    return lines[::-1] if rising * 2 > len(lines) - 1 else lines


def _units(text: str, wide: bool) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2 if wide else len(text)


def _cleaned(text: str) -> str:
    if text.isascii() and text.isprintable():
        return _SPACES.sub(" ", text)
    return _SPACES.sub(" ", _CONTROLS.sub(" ", text.translate(_LIGATURES))).strip()


def _place(text_page: Any, *places: int) -> tuple[float, float, float, float, int]:
    """(left, right, base, size, angle) of a text by three of its characters: first, middle, last.

    Size and base are their medians, so that a raised first letter or sign counts for itself alone.
    """
    from pypdfium2 import raw

    chars = [raw.FPDFText_GetCharIndexFromTextIndex(text_page, place) for place in places]
    angle = round(math.degrees(raw.FPDFText_GetCharAngle(text_page, chars[1]))) % 360  # clockwise
    boxes = [_turned(_box(text_page, char), angle) for char in chars]
    bases = [_turned(_origin(text_page, char), angle)[1] for char in chars]
    size = sorted(top - bottom for _, bottom, _, top in boxes)[1]
    return boxes[0][0], boxes[2][2], sorted(bases)[1], size or 1.0, angle


def _box(text_page: Any, char: int) -> tuple[float, float, float, float]:
    """(left, bottom, right, top) of a character with all that its font may take; zeros if that is unknown."""
    from pypdfium2 import raw

    box = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text_page, char, box)
    return box.left, box.bottom, box.right, box.top


def _origin(text_page: Any, char: int) -> tuple[float, float, float, float]:
    """The point on its line at which a character begins, as a box."""
    from ctypes import c_double

    from pypdfium2 import raw

    x, y = c_double(), c_double()
    raw.FPDFText_GetCharOrigin(text_page, char, x, y)
    return x.value, y.value, x.value, y.value


def _rows(lines: list[PdfLine]) -> Iterator[PdfLine]:
    """The lines, with what stands raised, lowered or apart in one of them put back into it."""
    row: PdfLine | None = None
    for line in lines:
        if row and _is_beside(row, line):
            text = f"{row.text} {line.text}"
            larger = max(row, line, key=lambda each: (each.size, len(each.text)))
            row = larger._replace(text=text, left=row.left, right=line.right)
        else:
            if row:
                yield row
            row = line
    if row:
        yield row


def _is_beside(row: PdfLine, line: PdfLine) -> bool:
    """Whether a line goes on in the row of the one before it."""
    size = max(row.size, line.size)
    return (
        row.angle == line.angle
        and not row.text.endswith(HYPHEN)
        and abs(row.base - line.base) < 0.6 * size
        and -0.3 * size < line.left - row.right < 4 * size
    )


def _turned(box: tuple[float, float, float, float], angle: int) -> tuple[float, float, float, float]:
    """A box as seen by who reads text of this direction."""
    if not angle:
        return box
    along, across = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    corners = [(x * along - y * across, y * along + x * across) for x in box[::2] for y in box[1::2]]
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _columns(lines: list[PdfLine]) -> list[PdfLine]:
    """Lines of vertical text: pdfium gives each character its own."""
    columns: list[list[PdfLine]] = [[lines[0]]]
    for above, line in pairwise(lines):
        is_below = 0 < above.base - line.base < 3 * above.size and abs(above.left - line.left) < above.size
        if is_below:
            columns[-1].append(line)
        else:
            columns.append([line])
    return [
        PdfLine(
            "".join(line.text for line in column),
            -column[0].base,
            -column[-1].base,
            column[0].left,
            column[0].size,
            -1,
        )
        for column in columns
    ]
