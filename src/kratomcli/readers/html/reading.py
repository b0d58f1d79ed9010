"""What is made of a page while its elements are gone through: blocks, and the paragraph that has begun."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from kratomcli.named_tuples import NamedTuple
from kratomcli.readers.html import blocks
from kratomcli.readers.html.inline import line_of
from kratomcli.readers.html.pieces import InlinePiece, WordFormat

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from kratomcli.readers.html.blocks import MarkdownBlock
    from kratomcli.readers.html.notes import PageNotes
    from kratomcli.readers.html.tables import PageTable

DEEPEST = 20
"""Quotes, items and definitions within each other; what is deeper stands in the deepest of them."""

Attributes = Mapping[str, str | None]
Ending = Callable[[], None]


def skipped() -> None:
    """The end of an element that is not gone into."""


class PageElement(NamedTuple):
    """An element, with what is asked of it often."""

    node: LexborNode
    tag: str
    attributes: Attributes

    def attribute(self, name: str) -> str:
        """The value of an attribute; "" for none."""
        return self.attributes.get(name) or ""


class PageItem(NamedTuple):
    """An item of a list: its blocks, and the number it says it has."""

    blocks: list[MarkdownBlock]
    number: int | None = None


class Frame:
    """What is being read: its blocks so far, and the pieces of the paragraph that has begun.

    `kind` is "page", "quote", "list", "item", "table", "cell", "terms", "definition", "note", or "line" for
    what has no blocks but a single line: a heading, a term.
    """

    __slots__ = ("blocks", "has_paragraphs", "is_ordered", "items", "kind", "pieces", "table")

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.blocks: list[MarkdownBlock] = []
        self.pieces: list[InlinePiece] = []
        self.has_paragraphs = False
        self.items: list[PageItem] = []
        self.is_ordered = False
        self.table: PageTable | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.blocks or self.pieces)


class PageReading:
    """Takes words and blocks in order; frames within each other are quotes, lists, cells and the like.

    `base` is what relative addresses are seen from, `is_picture_missing` whether the last picture had no
    address, and `depth` how many quotes, items and definitions are within each other.
    """

    def __init__(self, base: str, notes: PageNotes) -> None:
        self.base = base
        self.notes = notes
        self.depth = 0
        self.is_picture_missing = False
        self._frames = [Frame("page")]
        self._formats: list[WordFormat] = []
        self._is_code = False
        self._cells = 0  # of tables, within each other
        self._noted: list[MarkdownBlock] = []

    @property
    def frame(self) -> Frame:
        """The innermost frame."""
        return self._frames[-1]

    @property
    def is_line(self) -> bool:
        """Whether blocks can't stand here, since a line is being read."""
        return self._frames[-1].kind == "line"

    @property
    def is_in_link(self) -> bool:
        return any(not each.mark for each in self._formats)

    def text(self) -> str:
        """The Markdown of all that was taken."""
        self.flush()
        made = self._frames[0].blocks
        if self._noted and made and made[-1].kind == "rule":  # which stood above them
            made.pop()
        return blocks.joined([*made, *self._noted])

    # -- paragraphs ----------------------------------------------------------------------------------

    def add(self, piece: InlinePiece) -> None:
        """Add a piece to the paragraph, and first, if it begins with it, the formats that are open."""
        pieces = self._frames[-1].pieces
        if not pieces and self._formats:
            self._formats[:] = [each.copy() for each in self._formats]
            pieces += [InlinePiece("open", format=each) for each in self._formats]
        pieces.append(piece)

    def words(self, text: str) -> None:
        """Add words, with white space as it stands in the source."""
        if self._is_code and (inner := text.strip()):
            before, _, behind = text.partition(inner)
            self.add(InlinePiece("words", before))
            self.add(InlinePiece("code", " ".join(inner.split())))
            self.add(InlinePiece("words", behind))
        elif self._frames[-1].pieces or not text.isspace():
            self.add(InlinePiece("words", text))

    def flush(self) -> None:
        """End the paragraph."""
        frame = self._frames[-1]
        if frame.pieces and frame.kind != "line" and (line := self.take_line()):
            frame.blocks.append(blocks.paragraph(line))

    def take_line(self) -> str:
        """What has been read of the paragraph as a line of Markdown, which is then no longer in it."""
        frame = self._frames[-1]
        if not frame.pieces:
            return ""
        pieces = [*frame.pieces, *(InlinePiece("close", format=each) for each in reversed(self._formats))]
        frame.pieces = []
        return line_of(pieces, in_cell=self._cells > 0)

    def code_within(self) -> Ending:
        """Begin code in which each run of words is code of its own, since links are between them."""
        before, self._is_code = self._is_code, True

        def end() -> None:
            self._is_code = before

        return end

    def block(self) -> Ending:
        """Begin any block: a paragraph ends where it begins, and where it ends."""
        self._edge()
        return self._edge

    def _edge(self) -> None:
        if self.is_line:
            self.words(" ")
        else:
            self.flush()

    def format(self, made: WordFormat) -> Ending | None:
        """Begin a format; None for one within another of the same kind."""
        if any(each.mark == made.mark for each in self._formats):
            return None
        if self._frames[-1].pieces:
            self.add(InlinePiece("open", format=made))
        self._formats.append(made)
        return self._end_format

    def _end_format(self) -> None:
        made = self._formats.pop()
        if self._frames[-1].pieces:
            self._frames[-1].pieces.append(InlinePiece("close", format=made))

    # -- frames --------------------------------------------------------------------------------------

    def enter(self, kind: str) -> Frame:
        """Begin what has blocks of its own."""
        self.flush()
        frame = Frame(kind)
        self._frames.append(frame)
        self._cells += kind == "cell"
        return frame

    def leave(self) -> Frame:
        """End it; the frame around it is again the one that is read."""
        self.flush()
        frame = self._frames.pop()
        self._cells -= frame.kind == "cell"
        return frame

    def leave_line(self) -> str:
        """End a frame of kind "line". Returns its line."""
        line = self.take_line()
        self._frames.pop()
        return line

    def put(self, *made: MarkdownBlock) -> None:
        """Add blocks."""
        self._frames[-1].blocks.extend(made)

    def put_note(self, made: MarkdownBlock) -> None:
        """Add a footnote, which stands at the end."""
        self._noted.append(made)
