"""A piece of a tool's own markup in a body, and what stands for it in Markdown and in prose."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator

from kratomcli.markup.code import Code, spaces
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

_LINE_FEED = lazy_regex("\n")
_INDENT = lazy_regex(r"[ \t>]*+")
_TO_END = lazy_regex(r"[ \t]*+(?=\n|\Z)")


class Piece(NamedTuple):
    """Characters [start, end) of a body; no two pieces overlap.

    `markdown` is what stands for them in plain Markdown. `words` is the range of those that a reader sees
    as words, an empty one for none; `is_code` says that these words are code.
    """

    start: int
    end: int
    markdown: str = ""
    words: tuple[int, int] = (0, 0)
    is_code: bool = False


class Source(NamedTuple):
    """A body, and the same text with its code and the pieces found so far replaced by spaces."""

    body: str
    text: str
    code: Code
    syntaxes: frozenset[str]

    def without(self, pieces: list[Piece]) -> Source:
        """The source with these pieces replaced by spaces, too."""
        return self._replace(text=blanked(self.text, pieces, keep_words=False)) if pieces else self


class Lines:
    """The lines of a text: where each begins, and what is first and last in it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(found.end() for found in _LINE_FEED.finditer(text))]

    def start(self, offset: int) -> int:
        """Where the line with this offset begins."""
        return self._starts[bisect_right(self._starts, offset) - 1]

    def is_first(self, offset: int) -> bool:
        """Whether nothing but indent and marks of quotes is before this offset in its line."""
        start = self.start(offset)
        if start != self._last[0]:
            found = _INDENT.match(self._text, start)
            self._last = start, found.end() if found else start
        return offset <= self._last[1]

    def is_last(self, offset: int) -> bool:
        """Whether nothing but spaces is behind this offset in its line."""
        return _TO_END.match(self._text, offset) is not None

    _last = (-1, 0)


PieceFinder = Callable[[Source], Iterator[Piece]]
"""Yields the pieces of one kind of markup, in order."""


def outermost(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces by offset, without those that lie within another one."""
    kept: list[Piece] = []
    for piece in sorted(pieces, key=lambda one: (one.start, -one.end)):
        if not kept or piece.start >= kept[-1].end:
            kept.append(piece)
    return kept


def blanked(text: str, pieces: Iterable[Piece], *, keep_words: bool = True) -> str:
    """`text` with the pieces, in order, replaced by spaces; with `keep_words` all but their words."""
    parts: list[str] = []
    done = 0
    for piece in pieces:
        first, last = piece.words if keep_words and not piece.is_code else (0, 0)
        first, last = (first, last) if first < last else (piece.end, piece.end)
        parts += [text[done : piece.start], spaces(text[piece.start : first]), text[first:last]]
        parts.append(spaces(text[last : piece.end]))
        done = piece.end
    return "".join([*parts, text[done:]]) if done else text


def replaced(body: str, pieces: Iterable[Piece]) -> str:
    """`body` with each piece, in order, replaced by the Markdown that stands for it."""
    parts: list[str] = []
    done = 0
    for piece in pieces:
        parts += [body[done : piece.start], piece.markdown]
        done = piece.end
    return "".join([*parts, body[done:]]) if done else body


def escaped(text: str) -> str:
    """`text` as Markdown that reads as these characters."""
    return "".join(f"\\{char}" if char in "\\`*_[]<>&~=!#|{}" else char for char in text)
