"""What becomes of each element of a page as its beginning and its end are met."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from kratomcli.readers.html import blocks
from kratomcli.readers.html.addresses import link_address, picture_address
from kratomcli.readers.html.blocks import MarkdownBlock
from kratomcli.readers.html.code import is_gutter, language_of, text_of
from kratomcli.readers.html.hidden import is_hidden
from kratomcli.readers.html.inline import line_of
from kratomcli.readers.html.pieces import InlinePiece, WordFormat, picture
from kratomcli.readers.html.tables import PageCell, PageTable

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

DEEPEST = 20
"""Quotes, items and definitions within each other; what is deeper stands in the deepest of them."""

Attributes = Mapping[str, str | None]
Ending = Callable[[], None]


class PageElement(NamedTuple):
    """An element, with what is asked of it often."""

    node: LexborNode
    tag: str
    attributes: Attributes


def SKIPPED() -> None:  # noqa: N802
    """The end of an element that is not gone into."""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MARKS = {
    **dict.fromkeys(("em", "i", "dfn", "var"), "*"),
    **dict.fromkeys(("strong", "b"), "**"),
    **dict.fromkeys(("del", "s", "strike"), "~~"),
    **{tag: f"<{tag}>" for tag in ("sub", "sup", "kbd", "mark", "ins")},
}
_BLOCKS = _names(
    "address article aside blockquote body center details dialog dir div dd dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup p pre search "
    "section summary table tbody thead tfoot tr td th caption ul listing xmp plaintext"
)
_LEFT_OUT = _names(
    "script style template noscript head iframe object embed applet audio video canvas svg map area "
    "select option datalist textarea button progress meter noembed noframes frameset frame rp param "
    "source track title link meta base"
)


class Frame:
    """What is being read: its blocks so far, and the pieces of the paragraph that has begun."""

    __slots__ = ("blocks", "has_paragraphs", "is_line", "items", "kind", "pieces", "start", "table")

    def __init__(self, kind: str, *, is_line: bool = False) -> None:
        self.kind = kind
        self.blocks: list[MarkdownBlock] = []
        self.pieces: list[InlinePiece] = []
        self.is_line = is_line
        self.has_paragraphs = False
        self.items: list[list[MarkdownBlock]] = []
        self.start: int | None = None
        self.table: PageTable | None = None


class ElementReader:
    """Takes the elements of a page in order, and makes blocks of Markdown of them."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._frames = [Frame("page")]
        self._formats: list[WordFormat] = []
        self._depth = 0

    def text(self) -> str:
        """The Markdown of all that was taken."""
        self._flush()
        return blocks.joined(self._frames[0].blocks)

    def begin(self, node: LexborNode) -> Ending | None:
        """Take the beginning of a node. Returns what to do at its end: SKIPPED says not to go into it."""
        if node.is_text_node:
            self._words(node.text_content or "")
            return None
        tag = node.tag or ""
        attributes = node.attributes
        if tag in _LEFT_OUT or tag[:1] in "-!" or (attributes and self._is_left_out(node, attributes)):
            return SKIPPED
        if (mark := _MARKS.get(tag)) is not None:
            return self._format(WordFormat(mark))
        method = _METHODS.get(tag)
        if method is not None and not (self._frames[-1].is_line and tag in _BLOCKS):
            return method(self, PageElement(node, tag, attributes))
        return self._block() if tag in _BLOCKS else None

    def _is_left_out(self, node: LexborNode, attributes: Attributes) -> bool:
        return is_hidden(node, attributes) or is_gutter(attributes.get("class") or "")

    # -- paragraphs ----------------------------------------------------------------------------------

    def _add(self, piece: InlinePiece) -> None:
        """Add a piece to the paragraph, and first, if it begins with it, the formats that are open."""
        pieces = self._frames[-1].pieces
        if not pieces and self._formats:
            self._formats[:] = [each.copy() for each in self._formats]
            pieces += [InlinePiece("open", format=each) for each in self._formats]
        pieces.append(piece)

    def _words(self, text: str) -> None:
        if self._frames[-1].pieces or not text.isspace():
            self._add(InlinePiece("words", text))

    def _flush(self) -> None:
        """End the paragraph."""
        frame = self._frames[-1]
        if frame.pieces and (line := self._line(frame)):
            frame.blocks.append(blocks.paragraph(line))

    def _line(self, frame: Frame) -> str:
        pieces = [*frame.pieces, *(InlinePiece("close", format=each) for each in reversed(self._formats))]
        frame.pieces = []
        return line_of(pieces)

    def _block(self) -> Ending:
        """Begin any block: a paragraph ends where it begins, and where it ends."""
        self._edge()
        return self._edge

    def _edge(self) -> None:
        if self._frames[-1].is_line:
            self._words(" ")
        else:
            self._flush()

    def _format(self, made: WordFormat) -> Ending:
        if self._frames[-1].pieces:
            self._add(InlinePiece("open", format=made))
        self._formats.append(made)
        return self._end_format

    def _end_format(self) -> None:
        made = self._formats.pop()
        if self._frames[-1].pieces:
            self._frames[-1].pieces.append(InlinePiece("close", format=made))

    # -- frames --------------------------------------------------------------------------------------

    def _open(self, kind: str, *, is_line: bool = False) -> Frame:
        """Begin what has blocks of its own."""
        self._flush()
        frame = Frame(kind, is_line=is_line)
        self._frames.append(frame)
        return frame

    def _close(self) -> Frame:
        """End it; the frame around it is again the one that is read."""
        frame = self._frames[-1]
        if not frame.is_line:
            self._flush()
        self._frames.pop()
        return frame

    def _put(self, *made: MarkdownBlock) -> None:
        self._frames[-1].blocks.extend(made)

    # -- elements ------------------------------------------------------------------------------------

    def paragraph(self, element: PageElement) -> Ending:
        self._frames[-1].has_paragraphs = True
        return self._block()

    def heading(self, element: PageElement) -> Ending:
        self._open("heading", is_line=True)

        def end() -> None:
            frame = self._frames[-1]
            line = self._line(frame)
            self._frames.pop()
            if line:
                self._put(blocks.heading(int(element.tag[1]), line))

        return end

    def summary(self, element: PageElement) -> Ending:
        self._open("summary", is_line=True)
        self._formats.append(WordFormat("**"))

        def end() -> None:
            line = self._line(self._frames[-1])
            self._formats.pop()
            self._frames.pop()
            if line:
                self._put(blocks.paragraph(line))

        return end

    def rule(self, element: PageElement) -> Ending:
        self._flush()
        self._put(MarkdownBlock("rule", "___" if self._depth else "***"))
        return SKIPPED

    def line_break(self, element: PageElement) -> Ending:
        frame = self._frames[-1]
        if frame.is_line:
            self._words(" ")
        elif frame.pieces:
            last = next(
                (each for each in reversed(frame.pieces) if each.text.strip() or each.kind == "break"), None
            )
            if last is not None and last.kind == "break":
                self._flush()
            else:
                self._add(InlinePiece("break"))
        return SKIPPED

    def quote(self, element: PageElement) -> Ending:
        if self._depth >= DEEPEST:
            return self._block()
        self._open("quote")
        self._depth += 1

        def end() -> None:
            frame = self._close()
            self._depth -= 1
            if frame.blocks:
                self._put(blocks.quote(frame.blocks))

        return end

    def code(self, element: PageElement) -> Ending:
        text = re.sub(r"[ \t\n\r\f]+", " ", text_of(element.node))
        if text.strip():
            self._add(InlinePiece("code", text))
        elif text:
            self._words(text)
        return SKIPPED

    def code_block(self, element: PageElement) -> Ending:
        self._flush()
        text = text_of(element.node).removesuffix("\n")
        if text.strip():
            self._put(blocks.code(text, language_of(element.node)))
        return SKIPPED

    def link(self, element: PageElement) -> Ending | None:
        address = link_address(element.attributes.get("href") or "", self._base)
        if not address or any(not each.mark for each in self._formats):
            return None
        return self._format(WordFormat("", address, element.attributes.get("title") or ""))

    def image(self, element: PageElement) -> Ending:
        address = picture_address(element.attributes, self._base)
        alt = element.attributes.get("alt") or ""
        if not address or "emoji" in (element.attributes.get("class") or ""):
            self._words(alt)
        else:
            self._add(InlinePiece("markdown", picture(alt, address, element.attributes.get("title") or "")))
        return SKIPPED

    def box(self, element: PageElement) -> Ending:
        """A box that can't be ticked tells at the start of an item how it stands; others are controls."""
        frame = self._frames[-1]
        is_task = element.attributes.get("type") == "checkbox" and "disabled" in element.attributes
        if is_task and frame.kind == "item" and not frame.pieces and not frame.blocks:
            self._add(InlinePiece("markdown", "[x]" if "checked" in element.attributes else "[ ]"))
            self._words(" ")
        return SKIPPED

    def quotation(self, element: PageElement) -> Ending:
        self._words("“")
        return lambda: self._words("”")

    def ruby_text(self, element: PageElement) -> Ending:
        self._words("(")
        return lambda: self._words(")")

    # -- lists ---------------------------------------------------------------------------------------

    def list(self, element: PageElement) -> Ending:
        if self._depth >= DEEPEST:
            return self._block()
        frame = self._open("list")
        if element.tag == "ol":
            start = element.attributes.get("start") or "1"
            frame.start = int(start) if re.fullmatch(r"\d{1,9}", start, re.ASCII) else 1
        return self._end_list

    def _end_list(self) -> None:
        frame = self._close()
        if frame.blocks:  # what stands in no item
            frame.items.append(frame.blocks)
        if not frame.items:
            return
        is_tight = not frame.has_paragraphs and all(map(blocks.is_tight, frame.items))
        items = tuple(blocks.joined(item, is_tight=is_tight) for item in frame.items)
        made = MarkdownBlock("list", items=items, start=frame.start, is_tight=is_tight)
        around = self._frames[-1]
        if around.kind == "list" and around.items and not around.blocks:
            around.items[-1].append(made)
        else:
            self._put(made)

    def item(self, element: PageElement) -> Ending:
        around = self._frames[-1]
        if around.kind != "list":
            return self._block()
        self._flush()
        if around.blocks:
            around.items.append(around.blocks)
            around.blocks = []
        self._open("item")
        self._depth += 1

        def end() -> None:
            frame = self._close()
            self._depth -= 1
            around.items.append(frame.blocks)
            around.has_paragraphs = around.has_paragraphs or frame.has_paragraphs

        return end

    # -- tables --------------------------------------------------------------------------------------

    def table(self, element: PageElement) -> Ending:
        self._open("table").table = PageTable()

        def end() -> None:
            frame = self._close()
            if frame.table is not None:
                self._put(*frame.blocks, *frame.table.blocks())

        return end

    def row(self, element: PageElement) -> Ending | None:
        table = self._frames[-1].table
        if table is None:
            return self._block()
        self._flush()
        parent = element.node.parent
        table.rows.append([])
        if parent is not None and parent.tag == "thead":
            table.heads += 1
        return None

    def cell(self, element: PageElement) -> Ending:
        table = self._frames[-1].table
        if table is None or not table.rows:
            return self._block()
        self._open("cell")

        def end() -> None:
            table.rows[-1].append(PageCell(self._close().blocks, element.tag == "th", element.attributes))

        return end


_METHODS: dict[str, Callable[[ElementReader, PageElement], Ending | None]] = {
    "p": ElementReader.paragraph,
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), ElementReader.heading),
    "summary": ElementReader.summary,
    "hr": ElementReader.rule,
    "br": ElementReader.line_break,
    "blockquote": ElementReader.quote,
    **dict.fromkeys(("code", "tt", "samp"), ElementReader.code),
    **dict.fromkeys(("pre", "listing", "xmp"), ElementReader.code_block),
    "a": ElementReader.link,
    "img": ElementReader.image,
    "input": ElementReader.box,
    "q": ElementReader.quotation,
    "rt": ElementReader.ruby_text,
    **dict.fromkeys(("ul", "ol", "menu", "dir"), ElementReader.list),
    "li": ElementReader.item,
    "table": ElementReader.table,
    "tr": ElementReader.row,
    **dict.fromkeys(("td", "th"), ElementReader.cell),
}
