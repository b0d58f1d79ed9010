"""The bookmarks of a PDF as headings between the lines of its pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex
from kratomcli.readers.pdf.properties import text_given

if TYPE_CHECKING:
    from kratomcli.readers.pdf.line import PdfLine

_MOST = 20_000  # bookmarks of one document
_MOST_ON_A_PAGE = 300
_MOST_COMPARED = 300_000  # pairs of a line and a bookmark on one page
_DEEPEST = 5
_MOST_LINES = 4  # of one heading
_LONGEST_NUMBER = 16  # letters of "Appendix XVIII"
_SIGNS = lazy_regex(r"[\W_]+")
_NUMBER = lazy_regex(r"(?:chapter|section|part|appendix|kapitel|chapitre|capítulo)?[\divxlc]*\d*[a-z]?\d*")


class OutlineEntry(NamedTuple):
    """An entry of the outline; `level` counts from 0, `top` is its place on the page, None if not known."""

    title: str
    level: int
    top: float | None


def bookmarks(document: Any) -> dict[int, list[OutlineEntry]]:
    """The entries of an outline by the index of their page, in its order."""
    found: dict[int, list[OutlineEntry]] = {}
    for entry in islice(document.get_toc(max_depth=_DEEPEST), _MOST):
        title = text_given(entry.get_title)
        target = entry.get_dest()
        page = target.get_index() if target else None
        if title and page is not None and len(found.setdefault(page, [])) < _MOST_ON_A_PAGE:
            found[page].append(OutlineEntry(title, entry.level, _top(target)))
    return found


def _top(target: Any) -> float | None:
    from pypdfium2 import raw

    mode, values = target.get_view()
    at = {raw.PDFDEST_VIEW_XYZ: 1, raw.PDFDEST_VIEW_FITH: 0, raw.PDFDEST_VIEW_FITBH: 0}.get(mode)
    return values[at] if at is not None and len(values) > at else None


def placed(
    lines: Sequence[PdfLine], entries: Sequence[OutlineEntry]
) -> Mapping[int, tuple[OutlineEntry, int]]:
    """Where each entry belongs: the index of a line → the entry, and how many lines say the same as it.

    Those are left out for the heading. An entry that no lines repeat stands before the first line that
    begins below its place.
    """
    keys = [_key(line.text) for line in lines] if len(lines) * len(entries) <= _MOST_COMPARED else []
    found: dict[int, tuple[OutlineEntry, int]] = {}
    for entry in entries:
        at, count = _found(keys, lines, entry, found)
        while at in found:  # two entries of one place
            at, count = at + 1, 0
        found[at] = (entry, count)
    return found


def _key(text: str) -> str:
    return _SIGNS.sub("", text.casefold())


def _found(
    keys: list[str],
    lines: Sequence[PdfLine],
    entry: OutlineEntry,
    taken: Mapping[int, tuple[OutlineEntry, int]],
) -> tuple[int, int]:
    key = _key(entry.title)
    best: tuple[float, int, int] | None = None
    for at in range(len(keys)):
        count = _lines_of(keys, at, key)
        if count and at not in taken:
            far = abs(lines[at].base - entry.top) if entry.top is not None else at
            best = min(best or (far, at, count), (far, at, count))
    if best:
        return best[1], best[2]
    if entry.top is None:
        return 0, 0
    below = (at for at, line in enumerate(lines) if not line.angle and line.base < entry.top)
    return next(below, len(lines)), 0


def _lines_of(keys: list[str], at: int, key: str) -> int:
    """How many lines from `at` on say `key`, be it behind a number; 0 if they don't."""
    said = ""
    for count in range(1, min(_MOST_LINES, len(keys) - at) + 1):
        said += keys[at + count - 1]
        if len(said) > len(key) + _LONGEST_NUMBER:
            return 0
        if said.endswith(key) and _NUMBER.fullmatch(said[: len(said) - len(key)]) and key:
            return count
    return 0
