"""A line of a page and its place."""

from __future__ import annotations

from kratomcli.named_tuples import NamedTuple

HYPHEN = "\ufffe"
"""Ends a line that ended in a hyphen. Pdfium writes this or U+0002 in its place, and no line end."""


class PdfLine(NamedTuple):
    """A line: its text, and where it lies, in points seen along its direction of reading.

    `left` and `right` are its ends along that direction and `base` its place across it, which falls from
    line to line; `size` is the height of its font, `angle` the direction, in degrees; -1 for vertical text.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    angle: int = 0
