"""Blocks of Markdown, and how they stand below each other: paragraphs, lists, quotes, code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from kratomcli.markup.escaping import escape_start
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex
from kratomcli.readers.html.pieces import code_span


class MarkdownBlock(NamedTuple):
    """A block as Markdown, without the indent of what it stands in.

    Of a list, `items` are its items as Markdown and `start` the number of the first, None for bullets;
    it is written only when what stands before it is known. `lines` are its lines as they can stand in the
    cell of a table.
    """

    kind: Literal["paragraph", "heading", "code", "quote", "list", "table", "rule", "term", "meaning", "note"]
    text: str = ""
    lines: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    start: int | None = None
    is_tight: bool = False


def paragraph(line: str) -> MarkdownBlock:
    """A paragraph of a line, or of several that end with backslashes."""
    lines = tuple(line.split("\\\n"))
    first = [escape_start(each, is_below=False) for each in lines[:-1]]  # a backslash is to end each of them
    last = escape_start(lines[-1], is_below=bool(first))
    return MarkdownBlock("paragraph", "\\\n".join([*first, last]), lines)


def heading(level: int, line: str) -> MarkdownBlock:
    """A heading of one line."""
    text = re.sub(r"(^|\s)(#+)$", r"\1\\\2", line.replace("\\\n", " "))
    return MarkdownBlock("heading", f"{'#' * level} {text}", (text,))


def code(text: str, language: str = "") -> MarkdownBlock:
    """A block of code between fences."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    lines = tuple(code_span(line.strip()) for line in text.split("\n") if line.strip())
    return MarkdownBlock("code", f"{fence}{language}\n{text}\n{fence}", lines)


def quote(blocks: Sequence[MarkdownBlock]) -> MarkdownBlock:
    """Blocks as a quote."""
    text = joined(blocks)
    quoted = "\n".join(f"> {line}" if line else ">" for line in text.split("\n"))
    return MarkdownBlock("quote", quoted, _lines(blocks))


def list_of(items: Sequence[Sequence[MarkdownBlock]], start: int | None, *, is_tight: bool) -> MarkdownBlock:
    """A list of items, of bullets or numbers from `start` on."""
    texts = tuple(joined(item, is_tight=is_tight) for item in items)
    lines = tuple(line for item in items for line in _lines(item))
    return MarkdownBlock("list", "", lines, texts, start, is_tight)


def term(line: str) -> MarkdownBlock:
    """A term that is to be explained."""
    text = line.replace("\\\n", " ")
    return MarkdownBlock("term", escape_start(text), (text,))


def meaning(blocks: Sequence[MarkdownBlock]) -> MarkdownBlock:
    """What the term above it means, or something else that it means."""
    return MarkdownBlock("meaning", indented(joined(blocks), ": ", 2), _lines(blocks))


def note(label: str, blocks: Sequence[MarkdownBlock]) -> MarkdownBlock:
    """A footnote."""
    return MarkdownBlock("note", indented(joined(blocks).lstrip("\xa0"), f"[^{label}]: ", 4))


def _lines(blocks: Sequence[MarkdownBlock]) -> tuple[str, ...]:
    return tuple(line for block in blocks for line in block.lines)


def indented(text: str, first: str, width: int) -> str:
    """`text` behind `first`, its other lines indented by `width`."""
    return first + re.sub(r"\n(?=[^\n])", "\n" + " " * width, text)


_UNDERLINE = lazy_regex(r"\n *(?:-+|=+) *(?:\n|\Z)")
"""A line that would make a heading of the term above it, since headings are looked for first."""
_SECOND_LINE = lazy_regex(r"[^\n]*\n{1,2} *: ")
"""A block whose first line would be taken for another term below terms, whatever it is."""


def joined(blocks: Sequence[MarkdownBlock], *, is_tight: bool = False) -> str:
    """Blocks below each other, with empty lines between them; `is_tight` leaves these out."""
    parts: list[str] = []
    sign = ""
    last = ""
    for block in blocks:
        text = block.text
        if block.kind == "list":
            sign = _sign(block, sign if last == "list" else "")
            text = _list(block, sign)
        if parts:
            parts.append("\n" if is_tight or (last == "term" and _is_right_below(text)) else "\n\n")
            if last == "meaning" and block.kind != last and _SECOND_LINE.match(text):
                parts.append("<!-- -->\n\n")
        parts.append(text)
        last = block.kind
    return "".join(parts)


def _is_right_below(text: str) -> bool:
    """Whether a block below a term is a meaning that can stand right below it."""
    return text[:2] == ": " and not _UNDERLINE.search(text)


def _sign(block: MarkdownBlock, before: str) -> str:
    """What marks the items of a list: another sign than the list right before it has."""
    first, second = ("-", "*") if block.start is None else (".", ")")
    return second if before == first else first


def _list(block: MarkdownBlock, sign: str) -> str:
    number = block.start
    items: list[str] = []
    for item in block.items:
        mark = sign if number is None else f"{number}{sign}"
        width = len(mark) + 1
        items.append(indented(item, f"{mark} ", width).rstrip() if item else mark)
        number = None if number is None else number + 1
    return ("\n" if block.is_tight else "\n\n").join(items)


def is_tight(blocks: Sequence[MarkdownBlock]) -> bool:
    """Whether the blocks of an item can stand below each other without empty lines between."""
    if any(block.kind in ("table", "term", "meaning") for block in blocks):
        return len(blocks) == 1
    return all(_can_follow(one, two) for one, two in pairwise(blocks))


def _can_follow(one: MarkdownBlock, two: MarkdownBlock) -> bool:
    """Whether a block is read as one of its own right below another."""
    if two.kind == "paragraph":
        return one.kind in ("code", "heading", "rule")
    if two.kind == "list":
        return one.kind != "list" and two.start in (None, 1) and all(two.items[:1])
    return one.kind != two.kind or two.kind != "quote"
