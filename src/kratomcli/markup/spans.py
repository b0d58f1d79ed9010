"""Where in a body links, code and tags are: which of the places that look like one are one.

Parsing costs a hundred times what the patterns of `hrefs` cost, so a rule comes here only with a place
where it would find something.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from kratomcli.markup.headings import shown_text

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_LONGEST = 20_000  # characters of a paragraph that is parsed
_CODE = ("fence", "code_block")


class Heading(NamedTuple):
    """A heading: as it is written, and what of it is seen."""

    written: str
    shown: str


class _Leaf(NamedTuple):
    """A block that holds text: its lines [first, last), the kind of its token, the text without marks."""

    first: int
    last: int
    kind: str
    text: str


def _is_long(leaf: _Leaf) -> bool:
    """Whether a paragraph is too long: the parser's time grows with the square of it where it holds tags."""
    return len(leaf.text) > _LONGEST


class Spans:
    """What CommonMark, with tables, makes of a body of Markdown."""

    def __init__(self, body: str) -> None:
        self._lines = body.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def link_at(self, offset: int, presumed: str | None = None) -> str | None:
        """The address of the link or definition that begins at an offset of the body; None for none.

        In a paragraph that is too long to be parsed what was `presumed` holds.
        """
        line = self._line(offset)
        if href := self._definitions.get(line):
            return href
        for leaf, at in self._leaves_at(offset):
            if leaf.kind == "inline":
                return presumed if _is_long(leaf) else self._inline(leaf.text).links.get(at)
        return None

    def is_html(self, offset: int) -> bool:
        """Whether an HTML tag or comment begins at an offset of the body."""
        for leaf, at in self._leaves_at(offset):
            return leaf.kind == "html_block" or (
                leaf.kind == "inline" and (_is_long(leaf) or at in self._inline(leaf.text).html)
            )
        return False

    def is_code(self, offset: int) -> bool:
        """Whether what stands at an offset of the body is code: a block's, or within a line."""
        for leaf, at in self._leaves_at(offset):
            return leaf.kind in _CODE or (leaf.kind == "inline" and _holds(self._inline(leaf.text).code, at))
        return False

    @cached_property
    def headings(self) -> list[Heading]:
        """The headings of a body, those in lists and quotes, too."""
        return [
            Heading(token.content, shown_text(self._children(token.content)))
            for before, token in zip(self._tokens, self._tokens[1:], strict=False)
            if before.type == "heading_open"
        ]

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
        """Address by first line."""
        assert self._tokens is not None  # noqa: S101 - parsing fills the environment
        found = self._environment.get("references")
        references = found.values() if isinstance(found, Mapping) else ()
        return {one["map"][0]: str(one["href"]) for one in references}

    def _line(self, offset: int) -> int:
        return bisect_right(self._starts, offset) - 1

    def _leaves_at(self, offset: int) -> Iterator[tuple[_Leaf, int]]:
        """The block in which an offset of the body lies, and the place in its text; one at most.

        A table's cells share a line, and so does nothing else.
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
            start = self._column(number, line, lines[within], done)
            if start < 0:  # a cell that holds \|
                continue
            done = start + len(lines[within])
            if start <= column < done:
                yield leaf, starts[within] + column - start
                return

    def _on_line(self, line: int) -> range:
        """The numbers of the blocks that a line holds."""
        last = bisect_right(self._leaves, line, key=lambda leaf: leaf.first)
        if not last or line >= self._leaves[last - 1].last:
            return range(0)
        first = bisect_left(self._leaves, self._leaves[last - 1].first, key=lambda leaf: leaf.first)
        return range(first, last)

    def _column(self, number: int, line: int, text: str, after: int) -> int:
        """Where in a line a block's text begins; -1 where it isn't there as it is."""
        if (number, line) not in self._columns:
            self._columns[number, line] = self._lines[line].find(text, after)
        return self._columns[number, line]

    @cached_property
    def _columns(self) -> dict[tuple[int, int], int]:
        return {}

    def _split(self, number: int) -> tuple[list[str], list[int]]:
        """The lines of a block's text, and where in it they begin."""
        if number not in self._pieces:
            lines = self._leaves[number].text.split("\n")
            starts = [0, *accumulate(len(line) + 1 for line in lines)]
            self._pieces[number] = lines, starts
        return self._pieces[number]

    @cached_property
    def _pieces(self) -> dict[int, tuple[list[str], list[int]]]:
        return {}

    # -- within lines ------------------------------------------------------------------------------

    def _inline(self, text: str) -> _Inline:
        if text not in self._read:
            placed = [token for token in self._children(text) if "at" in token.meta]
            self._read[text] = _Inline(
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
    def _read(self) -> dict[str, _Inline]:
        return {}


class _Inline(NamedTuple):
    """What a paragraph holds, by place: links' addresses, tags, code."""

    links: dict[int, str]
    html: set[int]
    code: list[tuple[int, int]]


def _holds(spans: Sequence[tuple[int, int]], at: int) -> bool:
    """Whether one of some spans, in order, holds a place."""
    number = bisect_right(spans, at, key=lambda span: span[0])
    return bool(number) and at < spans[number - 1][1]
