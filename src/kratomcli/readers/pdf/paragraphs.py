"""Lines → paragraphs, by their places: gaps, indents, sizes, and lines that end before they are full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Literal

from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex
from kratomcli.readers.pdf.hyphens import Hyphens, is_cut
from kratomcli.readers.pdf.line import HYPHEN, PdfLine

_LOOKED_AT = 20  # characters at the end of a line
_BULLET = lazy_regex(r"[•‣◦▪■●○➢✓–—*-]\s")
_NUMBERED = lazy_regex(r"(?:\(?\d{1,3}[.)]|\(?[A-Za-z][.)]|\[\d{1,3}\])\s")
_ENDS_SENTENCE = lazy_regex(r"[.!?:;。！？：；…][\"'”’»)\]]*$")
_UNSPACED = lazy_regex("[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff]")
"""Scripts that have no spaces between words: lines are joined without one."""


_TELLING = 3  # distances between lines that tell what is usual
_USUAL_LEADING = 1.45  # of lines too few to tell, by the height of their font

_Alignment = Literal["left", "hanging", "none"]
"""Lines begin at the left; most are indented, so that one that is not begins something; centred or right."""


class LineRun(NamedTuple):
    """Lines below each other in one size: their edges, and the usual distance between two of them."""

    left: float
    right: float
    leading: float
    alignment: _Alignment


def paragraphs(lines: Sequence[PdfLine]) -> Iterator[list[PdfLine]]:
    """The lines of a page, or of a piece of one, paragraph by paragraph."""
    paragraph: list[PdfLine] = []
    runs = [*_runs(lines)]
    steps = [(one.base - other.base) / one.size for run in runs for one, other in pairwise(run)]
    usual = median(steps) if len(steps) > _TELLING else _USUAL_LEADING
    for run in runs:
        measures = _measured(run, usual)
        for line in run:
            if paragraph and (
                _begins(paragraph[-1], line, measures)
                if line is not run[0]
                else not continues(paragraph[-1], line)
            ):
                yield paragraph
                paragraph = []
            paragraph.append(line)
    if paragraph:
        yield paragraph


def continues(before: PdfLine, line: PdfLine) -> bool:
    """Whether a sentence goes on from the end of a column or page at the beginning of another."""
    if not _same_size(before, line):
        return False
    if is_cut(before.text, line.text):
        return True
    begins = line.text[:1]
    if _UNSPACED.match(begins):
        return not _ENDS_SENTENCE.search(before.text[-_LOOKED_AT:]) and before.angle == line.angle
    is_within = begins.islower() and not _NUMBERED.match(line.text)
    return is_within and not _ENDS_SENTENCE.search(before.text[-_LOOKED_AT:])


def text_of(lines: Sequence[PdfLine], hyphens: Hyphens) -> str:
    """The lines of a paragraph as one."""
    parts = []
    for before, line in pairwise(lines):
        if is_cut(before.text, line.text):
            parts += [before.text[:-1], "-" if hyphens.is_part(before.text, line.text) else ""]
        else:
            unspaced = _UNSPACED.match(before.text[-1]) and _UNSPACED.match(line.text)
            parts += [before.text, "" if unspaced else " "]
    parts += [line.text.replace(HYPHEN, "-") for line in lines[-1:]]
    return "".join(parts)


def cuts(lines: Sequence[PdfLine]) -> Iterator[tuple[str, str]]:
    """The pairs of neighbouring lines between which a word may be cut."""
    for before, line in pairwise(lines):
        if is_cut(before.text, line.text):
            yield before.text, line.text


def _same_size(one: PdfLine, other: PdfLine) -> bool:
    return one.angle == other.angle and abs(one.size - other.size) <= 0.12 * max(one.size, other.size)


def _runs(lines: Sequence[PdfLine]) -> Iterator[list[PdfLine]]:
    run: list[PdfLine] = []
    for line in lines:
        if run and not _is_below(run[-1], line):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _is_below(before: PdfLine, line: PdfLine) -> bool:
    """Whether a line is the next of the same column: lower, near, of the same size, not beside it."""
    down = before.base - line.base
    return (
        _same_size(before, line)
        and 0.3 * line.size < down < 2.2 * line.size
        and line.left < before.right
        and before.left < line.right
    )


def _measured(run: list[PdfLine], usual: float) -> LineRun:
    """`usual` is the distance between lines elsewhere on the page, by the height of their font."""
    left, right = min(line.left for line in run), max(line.right for line in run)
    steps = [before.base - line.base for before, line in pairwise(run)]
    leading = median(steps) if steps else 0.0
    if len(steps) < _TELLING:
        leading = min(leading, 1.15 * usual * run[0].size)
    return LineRun(left, right, leading, _alignment(run, left, right))


def _alignment(run: list[PdfLine], left: float, right: float) -> _Alignment:
    edges = Counter(round(line.left) for line in run)
    edge, count = edges.most_common(1)[0]
    if edge - left > 0.7 * run[0].size and count * 2 > len(run) > 2:
        return "hanging"
    at_right = sum(right - line.right < 0.3 * line.size for line in run)
    centred = sum(abs(line.left - left - (right - line.right)) < 0.6 * line.size for line in run)
    return "none" if count * 3 <= len(run) and max(at_right, centred) * 3 > len(run) * 2 else "left"


def _is_indented(line: PdfLine, left: float) -> bool:
    return line.left - left > 0.7 * line.size


def _begins(before: PdfLine, line: PdfLine, run: LineRun) -> bool:
    """Whether a line begins a paragraph, of two that lie below each other."""
    if is_cut(before.text, line.text):
        return False
    if before.base - line.base > 1.25 * run.leading or _BULLET.match(line.text):
        return True
    indents = _is_indented(before, run.left), _is_indented(line, run.left)
    if indents == {"left": (False, True), "hanging": (True, False), "none": None}[run.alignment]:
        return True
    ended = bool(_ENDS_SENTENCE.search(before.text[-_LOOKED_AT:]))
    if ended and _NUMBERED.match(line.text):
        return True
    return _has_room(before, line, run, 1.0 if ended else 3.0)


def _has_room(before: PdfLine, line: PdfLine, run: LineRun, more: float) -> bool:
    """Whether the first word of a line would have fitted on the line before it, and `more` of its size."""
    width = (line.right - line.left) / max(len(line.text), 1)
    first = line.text.partition(" ")[0]
    at_left = before.left - run.left
    room = run.right - before.right + (at_left if run.alignment == "none" else -at_left)
    return room > len(first) * width + more * line.size and not _UNSPACED.match(line.text)


def whole_words(lines: Sequence[PdfLine]) -> Iterator[str]:
    """The text of each line without the parts of words that are cut at its ends."""
    text = ""
    for before, line in pairwise([*lines, PdfLine("", 0, 0, 0, 0)]):
        is_parted = is_cut(before.text, line.text)
        text = text or before.text
        yield text.rpartition(" ")[0] if is_parted else text
        text = line.text.partition(" ")[2] or " " if is_parted else ""
