"""Where links, code and HTML tags are in a body, by the parser: confirms what patterns have found.

Parsing costs a hundred times as much as the patterns of `hrefs`, so a check asks here only about an
offset where it would report something.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from kratomcli.markup.attributes import split_heading
from kratomcli.markup.headings import shown_text
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_LONGEST = 20_000  # characters of a paragraph that is parsed
_CODE = ("fence", "code_block")


class HeadingText(NamedTuple):
    """A heading: its Markdown source, and the text that is shown."""

    written: str
    shown: str


class _Leaf(NamedTuple):
    """A block of text: its lines [first, last), its token's type, its text without the block's markers."""

    first: int
    last: int
    kind: str
    text: str


def _is_long(leaf: _Leaf) -> bool:
    """Whether a paragraph is too long to parse: with tags in it, the time grows with its length squared."""
    return len(leaf.text) > _LONGEST


class MarkdownSpans:
    """The links, HTML tags, code and headings of a body of Markdown. Offsets are in characters."""

    def __init__(self, body: str) -> None:
        self._lines = body.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def link_at(self, offset: int, presumed: str | None = None) -> str | None:
        """The address of the link or link definition that begins at `offset`; None if there is none.

        In a paragraph that is too long to be parsed, the answer is `presumed`.
        """
        line = self._line(offset)
        if href := self._definitions.get(line):
            return href
        for leaf, at in self._leaves_at(offset):
            if leaf.kind == "inline":
                return presumed if _is_long(leaf) else self._inline(leaf.text).links.get(at)
        return None

    def is_html(self, offset: int) -> bool:
        """Whether an HTML tag or comment begins at `offset`."""
        for leaf, at in self._leaves_at(offset):
            return leaf.kind == "html_block" or (
                leaf.kind == "inline" and (_is_long(leaf) or at in self._inline(leaf.text).html)
            )
        return False

    def is_code(self, offset: int) -> bool:
        """Whether `offset` is within a code block or code span."""
        for leaf, at in self._leaves_at(offset):
            return leaf.kind in _CODE or (leaf.kind == "inline" and _holds(self._inline(leaf.text).code, at))
        return False

    @cached_property
    def headings(self) -> list[HeadingText]:
        """The headings of the body, including those in lists and block quotes."""
        lines = (
            split_heading(token.content)[0]
            for before, token in pairwise(self._tokens)
            if before.type == "heading_open"
        )
        return [HeadingText(line, shown_text(self._children(line))) for line in lines]

    # -- blocks ------------------------------------------------------------------------------------

    @cached_property
    def _parser(self) -> MarkdownIt:
        from kratomcli.markup.parser import parser

        return parser()

    @cached_property
    def _environment(self) -> dict[str, object]:
        return {}

    @cached_property
    def _tokens(self) -> list[Token]:
        tokens: list[Token] = []
        self._parser.block.parse("\n".join(self._lines), self._parser, self._environment, tokens)
        return tokens

    @cached_property
    def _leaves(self) -> list[_Leaf]:
        return [
            _Leaf(token.map[0], token.map[1], token.type, token.content)
            for token in self._tokens
            if token.map and token.type in ("inline", "html_block", *_CODE)
        ]

    @cached_property
    def _definitions(self) -> dict[int, str]:
        """The address of each link definition, by its first line (from 0)."""
        assert self._tokens is not None  # noqa: S101 - parsing fills the environment
        found = self._environment.get("references")
        references = found.values() if isinstance(found, Mapping) else ()
        return {one["map"][0]: str(one["href"]) for one in references}

    def _line(self, offset: int) -> int:
        return bisect_right(self._starts, offset) - 1

    def _leaves_at(self, offset: int) -> Iterator[tuple[_Leaf, int]]:
        """(block, offset in its text) for the block of text at `offset` of the body; at most one.

        Only the cells of a table share a line.
        """
        line = self._line(offset)
        column = offset - self._starts[line]
        done = 0
        for number in self._on_line(line):
            leaf = self._leaves[number]
            if leaf.kind != "inline":
                yield leaf, column
                return
            lines, starts = self._split(number)
            within = min(line - leaf.first, len(lines) - 1)
            written = lines[within]
            start = self._column(number, line, written, done)
            if start < 0:  # a cell of a table that holds \|, of which its text has the |
                written = written.replace("|", r"\|")
                start = self._lines[line].find(written, done)
            if start < 0:
                continue
            done = start + len(written)
            if start <= column < done:
                escapes = written.count(r"\|", 0, column - start) if written != lines[within] else 0
                yield leaf, starts[within] + column - start - escapes
                return

    def _on_line(self, line: int) -> range:
        """The indexes of the blocks on a line."""
        last = bisect_right(self._leaves, line, key=lambda leaf: leaf.first)
        if not last or line >= self._leaves[last - 1].last:
            return range(0)
        first = bisect_left(self._leaves, self._leaves[last - 1].first, key=lambda leaf: leaf.first)
        return range(first, last)

    def _column(self, number: int, line: int, text: str, after: int) -> int:
        """The column at which a block's text begins in a line; -1 if it is not in the line verbatim."""
        if (number, line) not in self._columns:
            self._columns[number, line] = self._lines[line].find(text, after)
        return self._columns[number, line]

    @cached_property
    def _columns(self) -> dict[tuple[int, int], int]:
        return {}

    def _split(self, number: int) -> tuple[list[str], list[int]]:
        """The lines of a block's text, and their offsets in it."""
        if number not in self._pieces:
            lines = self._leaves[number].text.split("\n")
            starts = [0, *accumulate(len(line) + 1 for line in lines)]
            self._pieces[number] = lines, starts
        return self._pieces[number]

    @cached_property
    def _pieces(self) -> dict[int, tuple[list[str], list[int]]]:
        return {}

    # -- within lines ------------------------------------------------------------------------------

    def _inline(self, text: str) -> _InlineElements:
        if text not in self._read:
            placed = [token for token in self._children(text) if "at" in token.meta]
            self._read[text] = _InlineElements(
                {one.meta["at"]: str(one.attrs["href"]) for one in placed if one.type == "link_open"},
                {one.meta["at"] for one in placed if one.type == "html_inline"},
                [(one.meta["at"], one.meta["to"]) for one in placed if one.type == "code_inline"],
            )
        return self._read[text]

    def _children(self, text: str) -> list[Token]:
        tokens: list[Token] = []
        self._parser.inline.parse(text, self._parser, self._environment, tokens)
        return tokens

    @cached_property
    def _read(self) -> dict[str, _InlineElements]:
        return {}


class _InlineElements(NamedTuple):
    """The inline elements of a paragraph by offset: addresses of links, HTML tags, code spans."""

    links: dict[int, str]
    html: set[int]
    code: list[tuple[int, int]]


def _holds(spans: Sequence[tuple[int, int]], at: int) -> bool:
    """Whether one of the sorted `spans` contains the offset `at`."""
    number = bisect_right(spans, at, key=lambda span: span[0])
    return bool(number) and at < spans[number - 1][1]
