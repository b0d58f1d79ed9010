"""The reader of Markdown; its headings are those of CommonMark. No Markdown library: they cost 1 ms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .assembly import Read, assemble
from .decoding import decode_clean
from .front_matter import split
from .inline import plain_text
from .sections import Heading


def read(data: bytes, *, id: str, path: str) -> Read:
    """The article, its encoding, and the offset at which its body starts."""
    source = decode_clean(data)
    return assemble(source, split(source.text), "markdown", id=id, path=path)


# What may be a heading or may hide one, at the beginning of a line. The line feed in front lets the
# search skip from line to line.
_BLOCK = re.compile(
    r"\n {0,3}(?:"
    r"(?P<atx>#{1,6})(?=[ \t\n]|\Z)"
    r"|(?P<fence>`{3,}+(?=[^`\n]*+(?:\n|\Z))|~{3,}+)"
    r"|(?P<setext>=+|-+)[ \t]*+(?=\n|\Z)"
    r"|<(?:(?P<comment>!--)|(?P<raw>(?i:pre|script|style|textarea))(?=[\s>]|\Z))"
    r")"
)
_FENCE = re.compile(r"\n {0,3}(`{3,}+|~{3,}+)[ \t]*+(?=\n|\Z)")
_RAW_END = re.compile(r"</(?i:pre|script|style|textarea)>")
# The beginnings of lines that are no paragraph, so that --- below them is a rule.
_NO_PARAGRAPH = re.compile(r" {4}|\t| {0,3}(?:[-*+][ \t]|\d{1,9}[.)][ \t]|[>#|]|</?[A-Za-z]|\[[^\]]*+\]:)")


def headings(body: str) -> Iterator[Heading]:
    """ATX and setext headings, but not those in code, comments, lists and quotes.

    A setext heading is a single line, as Python-Markdown has it too: a rule of dashes straight below
    a longer paragraph is a rule that lacks its blank line.
    """
    text = "\n" + body  # so an offset in text is the offset of the next line in body
    at = 0
    while block := _BLOCK.search(text, at):
        kind = block.lastgroup
        line_end = text.find("\n", block.end())
        if line_end < 0:
            line_end = len(text)
        if kind == "atx":
            title, slug = _title(text[block.end() : line_end])
            yield Heading(block.start(), len(block["atx"]), title, slug)
            at = line_end
        elif kind == "setext":
            start = text.rfind("\n", 0, block.start())
            if start >= at and _is_paragraph(text, start, block.start()):
                title, slug = _title(text[start + 1 : block.start()], closed=False)
                yield Heading(start, 1 if block["setext"][0] == "=" else 2, title, slug)
            at = line_end
        else:
            at = _end_of_hidden(text, block, line_end)


def _end_of_hidden(text: str, block: re.Match[str], line_end: int) -> int:
    """Where a fence, comment or raw element ends: at the end of the text when nothing closes it."""
    if block.lastgroup == "comment":
        end = text.find("-->", block.end())
        return end if end >= 0 else len(text)
    if block.lastgroup == "raw":
        close = _RAW_END.search(text, block.end())
        return close.end() if close else len(text)
    fence = block["fence"]
    for close in _FENCE.finditer(text, line_end):
        if close[1][0] == fence[0] and len(close[1]) >= len(fence):
            return close.end()
    return len(text)


def _is_paragraph(text: str, start: int, end: int) -> bool:
    """Whether the line text[start:end] (its line feed in front) is a paragraph of one line."""
    line = text[start + 1 : end]
    if not line.strip() or _NO_PARAGRAPH.match(line):
        return False
    before = text[text.rfind("\n", 0, start) + 1 : start]
    return not before.strip() or _BLOCK.match(text, start - len(before) - 1) is not None


def _title(line: str, *, closed: bool = True) -> tuple[str, str]:
    """A heading line's text, and its id where it ends in {#id}; closing #s are no part of it."""
    line = line.strip()
    slug = ""
    if line.endswith("}"):
        opening = line.rfind("{")
        attributes = line[opening + 1 : -1].removeprefix(":").split()
        if opening >= 0 and attributes and attributes[0][0] in "#.":
            slug = next((part[1:] for part in attributes if part[0] == "#"), "")
            line = line[:opening].rstrip()
    if closed:
        unclosed = line.rstrip("#")
        if not unclosed or unclosed[-1] in " \t":
            line = unclosed.rstrip()
    return plain_text(line), slug
