"""Comments between two signs of per cent, as Obsidian has them: %%not for others%%."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kratomcli.markup.tools.pieces import Lines, Piece, Source
from kratomcli.markup.tools.syntaxes import GUESS
from kratomcli.patterns import lazy_regex

_BREAK = lazy_regex(r"\n[ \t]*+\n")
# Where no tool is known, only what is nothing else: "100 %% of 50 %%" and "5%%" are no comments.
_CLEAR = lazy_regex(
    r"^[ \t]*+%%[ \t]*+\n(?:(?![ \t]*+%%[ \t]*+$)[^\n]*+\n)*+[ \t]*+%%[ \t]*+$"
    r"|^[ \t]*+%%(?!%)[^%\n]++(?:%(?!%)[^%\n]*+)*+%%(?=[ \t]*+$)"
    r"|(?<![\w%])%%(?=[^\s%])[^%\n]++(?:%(?!%)[^%\n]*+)*+(?<=\S)%%(?![\w%])",
    re.MULTILINE,
)


def percent_comments(source: Source) -> Iterator[Piece]:
    """Each comment. From signs at the start of a line it goes to the next ones, else only within a paragraph.

    One that begins with a line of nothing but the signs and has no end goes on to the end of the body.
    """
    text = source.text
    if GUESS in source.syntaxes:
        yield from (Piece(*found.span()) for found in _CLEAR.finditer(text))
        return
    lines = Lines(text)
    at = text.find("%%")
    while at >= 0:
        end = text.find("%%", at + 2)
        is_block = lines.is_first(at)
        if end < 0 and is_block and lines.is_last(at + 2):
            end = len(text)
        if end >= 0 and (is_block or not _BREAK.search(text, at, end)):
            yield Piece(at, min(end + 2, len(text)))
            at = text.find("%%", end + 2)
        else:
            at = end
