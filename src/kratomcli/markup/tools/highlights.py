"""Marks in a line: highlighted words, ==so==, names of blocks, ^so, and directives, :kbd[so]."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kratomcli.markup.tools.pieces import Piece, Source
from kratomcli.markup.tools.syntaxes import GUESS
from kratomcli.patterns import lazy_regex

_WORDS = r"(?=[^\s=])[^=\n]++(?:=(?!=)[^=\n]*+|\n(?=[^\W_])[^=\n]*+)*+(?<=\S)"
_HIGHLIGHT = lazy_regex(rf"(?<![=\\])==(?!=){_WORDS}==(?!=)")
# Where no tool is known, what may be code is left: a==b, x ==y and z== w.
_CLEAR = lazy_regex(rf"(?<![\w=\\)\]])==(?!=)(?![)\]}}.,;:?]){_WORDS}(?<![(\[{{,])==(?![\w=(\[])", re.ASCII)
_CARETS = lazy_regex(r"(?<![\^\\])\^\^(?=[^\s^])[^^\n]++(?:\^(?!\^)[^^\n]*+)*+(?<=\S)\^\^(?!\^)")
_BLOCK = lazy_regex(r"(?:(?<=\S)[ \t]++|^[ \t]*+)\^(?P<id>[A-Za-z0-9_-]++)[ \t]*+$", re.MULTILINE)
_DIRECTIVE = lazy_regex(
    r"(?<![\w:])::?[a-z][\w-]*+\[(?P<text>(?:[^\[\]\n]++|\[[^\[\]\n]*+\](?:\([^()\n]*+\))?+)*+)\]"
    r"(?:\{[^{}\n]*+\})?+"
)


def highlights(source: Source) -> Iterator[Piece]:
    """The signs before and behind highlighted words."""
    pattern = _CLEAR if GUESS in source.syntaxes else _HIGHLIGHT
    for found in pattern.finditer(source.text):
        yield Piece(found.start(), found.start() + 2, "<mark>")
        yield Piece(found.end() - 2, found.end(), "</mark>")


def carets(source: Source) -> Iterator[Piece]:
    """The signs around words that Logseq highlights in its own way: ^^so^^."""
    for found in _CARETS.finditer(source.text):
        yield Piece(found.start(), found.start() + 2, "<mark>")
        yield Piece(found.end() - 2, found.end(), "</mark>")


def block_ids(source: Source) -> Iterator[Piece]:
    """The name of each block, at its end or on a line of its own below it; it becomes an anchor."""
    for found in _BLOCK.finditer(source.text):
        anchor = f'<span id="^{found["id"]}"></span>'
        is_alone = not found.start() or source.text[found.start() - 1] == "\n"
        yield Piece(*found.span(), f"\n{anchor}" if is_alone else anchor)


def directives(source: Source) -> Iterator[Piece]:
    """Directives in a line, of which the text stays."""
    for found in _DIRECTIVE.finditer(source.text):
        start, end = found.span("text")
        yield Piece(found.start(), start)
        yield Piece(end, found.end())
