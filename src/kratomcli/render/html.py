"""HTML within Markdown → blocks of text: what a browser would show of it, and nothing else."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

from kratomcli.patterns import lazy_regex
from kratomcli.render.layout import Flow, HeadingFlow, HorizontalRule, Indented, Stack
from kratomcli.render.prose import STYLES, Prose
from kratomcli.render.table import Grid

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

_HIDDEN = frozenset(("script", "style", "template", "svg", "head"))
"""Elements whose content is not shown."""

_BLOCK_NAMES = """
    address article aside blockquote caption center dd details div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr li main menu nav ol p pre section summary table tbody td
    tfoot th thead tr ul
"""
_INLINE_NAMES = """
    a abbr acronym area audio b base bdi bdo big body br button canvas cite code col colgroup data
    datalist del dfn dialog em embed font html i iframe img input ins kbd label legend link map mark
    math meta meter noscript object optgroup option output param path picture progress q rp rt ruby s
    samp select slot small source span strike strong sub sup textarea time title track tt u use var
    video wbr
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_KNOWN = _BLOCKS | _HIDDEN | frozenset(_INLINE_NAMES.split())

_DEEPEST = 12
"""Levels of nested block quotes and lists; what is nested more deeply is set at this level."""

_TEMPLATE_TAG = lazy_regex(r'(?<=")\{\{[^{}\n]*\}\}')
"""A template tag in an attribute, whose quotes would end the attribute too early."""
_MARKED = lazy_regex(r"<!\[(?!CDATA\[)")
"""What looks like an SGML marked section, which html.parser refuses with an AssertionError; it is text."""


def blocks(html: str) -> list[RenderableType]:
    """The blocks of a fragment of HTML. Never fails: what isn't HTML is shown as text."""
    parser = _BlockParser()
    html = _TEMPLATE_TAG.sub(lambda tag: tag[0].replace('"', "'"), html)
    html = _MARKED.sub("&lt;![", html)
    # Unclosed comments and tags are text; the parser would search for the end of each up to the text's end.
    closed = max(html.rfind("-->"), html.rfind("--!>")) + 1
    html = html[:closed] + html[closed:].replace("<!--", "&lt;!--")
    closed = html.rfind(">") + 1
    parser.feed(html[:closed] + html[closed:].replace("<", "&lt;"))
    return parser.finish()


class InlineParser(HTMLParser):
    """Parses inline elements, and writes them to `prose`."""

    def __init__(self, prose: Prose) -> None:
        super().__init__(convert_charrefs=True)
        self.prose = prose
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag in _HIDDEN:
            self.hidden += 1
        elif self.hidden:
            pass
        elif tag == "a":
            self.prose.open_link(known.get("href", ""))
        elif tag == "img":
            self.prose.image(known.get("alt", ""), known.get("src", ""))
        elif tag in ("audio", "iframe", "video"):
            self.prose.image(known.get("title", ""), known.get("src", ""), tag.replace("iframe", "embedded"))
        elif tag == "br":
            self.prose.write("\n")
        elif tag in STYLES:
            self.prose.open(tag, STYLES[tag])
        elif tag not in _KNOWN:  # <branch>: not HTML, but something a person wrote
            self.prose.write(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _HIDDEN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self.hidden = max(self.hidden - 1, 0)
        elif self.hidden:
            pass
        elif tag == "a":
            self.prose.close_link()
        elif tag in STYLES:
            self.prose.close(tag)
        elif tag not in _KNOWN:
            self.prose.write(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.prose.flow(data)


class _BlockParser(InlineParser):
    """Parses block elements, and keeps those that are open on a stack."""

    def __init__(self) -> None:
        super().__init__(Prose())
        self._inside = [_Container("")]  # what we are in, from the outermost
        self._table: _Rows | None = None
        self._is_verbatim = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.hidden or tag not in _BLOCKS:
            super().handle_starttag(tag, attrs)
        elif self._table is not None:
            self._table.start(tag)
        else:
            self._flush()
            self._start(tag)

    def _start(self, tag: str) -> None:
        match tag:
            case "table":
                self._table = _Rows(self.prose)
            case "ol" | "ul" | "blockquote":
                self._enter(tag)
            case "li" | "dd":
                if self._inside[-1].tag == tag:  # its end may be left out
                    self._leave(tag)
                self._inside[-1].items += 1
                self._enter(tag)
            case "dt":
                if self._inside[-1].tag == "dd":
                    self._leave("dd")
                self.prose.open("dt", "strong")
            case "pre":
                self._is_verbatim = True
            case "hr":
                self._inside[-1].blocks.append(HorizontalRule())

    def handle_endtag(self, tag: str) -> None:
        if self.hidden or tag not in _BLOCKS:
            super().handle_endtag(tag)
        elif self._table is not None:
            if self._table.end(tag):
                self._end_table()
        else:
            self._end(tag)

    def _end(self, tag: str) -> None:
        if tag == "pre" and self.prose:
            self._inside[-1].blocks.append(Indented(Flow(self.prose.take(verbatim=True)), "    "))
        elif tag[0] == "h" and tag[1:].isdigit() and self.prose:
            self._inside[-1].blocks.append(HeadingFlow(int(tag[1:]), self.prose.take()))
        self._flush()
        match tag:
            case "ol" | "ul" | "li" | "blockquote" | "dd":
                self._leave(tag)
            case "dt":
                self.prose.close("dt")
            case "pre":
                self._is_verbatim = False

    def handle_data(self, data: str) -> None:
        if self._is_verbatim and not self.hidden:
            self.prose.write(data)
        else:
            super().handle_data(data)

    def finish(self) -> list[RenderableType]:
        """The blocks; closes the elements that are still open."""
        self.close()
        self._end_table()
        self._flush()
        while len(self._inside) > 1:
            self._leave(self._inside[-1].tag)
        return self._inside[0].blocks

    def _flush(self) -> None:
        """End the paragraph."""
        if self.prose:
            self._inside[-1].blocks.append(Flow(self.prose.take()))

    def _enter(self, tag: str) -> None:
        if len(self._inside) <= _DEEPEST:
            self._inside.append(_Container(tag))

    def _leave(self, tag: str) -> None:
        """Close the innermost container of this name, with all open ones in it."""
        if not any(container.tag == tag for container in self._inside):
            return
        while True:
            ended = self._inside.pop()
            if ended.blocks:
                self._inside[-1].blocks.append(ended.set_in(self._inside[-1]))
            if ended.tag == tag:
                return

    def _end_table(self) -> None:
        if self._table is not None:
            self._inside[-1].blocks.extend(self._table.finish())
            self._table = None


class _Container:
    """An open element that contains blocks."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.blocks: list[RenderableType] = []
        self.items = 0
        """The number of its items so far, if this is a list."""

    def set_in(self, outer: _Container) -> RenderableType:
        """The element as a renderable; `outer` is the element around it."""
        match self.tag:
            case "blockquote":
                return Indented(Stack(self.blocks), "│ ", "│ ", mark="bullet")
            case "li":
                mark = f" {outer.items}. " if outer.tag == "ol" else " • "
                return Indented(Stack(self.blocks, tight=True), mark, mark="bullet")
            case "dd":
                return Indented(Stack(self.blocks), "   ")
        return Stack(self.blocks, tight=True)


class _Rows:
    """Collects the rows of a table; a table within a cell becomes part of the cell's text."""

    def __init__(self, prose: Prose) -> None:
        self._prose = prose
        self._rows: list[list[Text]] = []
        self._heads: list[bool] = []  # whether each row has only <th>
        self._other: list[RenderableType] = []  # text outside of cells, such as the caption
        self._is_in_cell = False
        self._inner = 0

    def start(self, tag: str) -> None:
        self._inner += tag == "table"
        if self._inner or tag not in ("caption", "tbody", "td", "tfoot", "th", "thead", "tr"):
            self._prose.flow(" ")
            return
        self._end_text()
        if tag == "tr" or (tag in ("td", "th") and not self._rows):
            self._rows.append([])
            self._heads.append(True)
        if tag in ("td", "th"):
            self._is_in_cell = True
            self._heads[-1] = self._heads[-1] and tag == "th"

    def end(self, tag: str) -> bool:
        """Handle the end of an element; return whether it ends the table."""
        if self._inner:
            self._inner -= tag == "table"
            self._prose.flow(" ")
        elif tag in ("caption", "td", "th", "tr"):
            self._end_text()
        else:
            self._prose.flow(" ")
            return tag == "table"
        return False

    def finish(self) -> list[RenderableType]:
        self._end_text()
        rows = [row for row in self._rows if any(cell.plain for cell in row)]
        if rows:
            self._other.append(Grid(rows, has_header=self._heads[0] and len(rows) > 1))
        return self._other

    def _end_text(self) -> None:
        if self._is_in_cell:
            self._rows[-1].append(self._prose.take())
        elif self._prose:
            self._other.append(Flow(self._prose.take()))
        self._is_in_cell = False
