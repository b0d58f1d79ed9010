"""The text of an OpenDocument text → HTML: its paragraphs, lists, tables and notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from xml.etree.ElementTree import Element

from kratomcli.errors import ArticleUnreadable
from kratomcli.patterns import lazy_regex
from kratomcli.readers.html.insets import Insets, without_marks
from kratomcli.readers.office.blocks import OfficeBlock, WordRun, html_of_blocks, html_of_words
from kratomcli.readers.office.mathml import tex_of_mathml
from kratomcli.readers.office.odt_styles import TEXT, OdtStyles, number

_DEEPEST = 60
_STRONG = frozenset(("strong",))
_PLAIN: frozenset[str] = frozenset()

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_LINK = "{http://www.w3.org/1999/xlink}href"

_HEADINGS = lazy_regex(r"<h(\d)>.*?</h\1>", re.DOTALL)
_SPACES = lazy_regex(r"[ \t\r\n]+")

_NO_BLOCKS = frozenset(
    f"{TEXT}{name}"
    for name in (
        *("tracked-changes", "table-of-content", "illustration-index", "table-index", "object-index"),
        *("user-index", "alphabetical-index", "sequence-decls", "variable-decls", "user-field-decls"),
        *("bibliography-source", "index-title-template"),
    )
) | {f"{OFFICE}forms"}
_NO_WORDS = frozenset(
    f"{TEXT}{name}"
    for name in (
        *("page-number", "page-count", "hidden-text", "hidden-paragraph", "ruby-text", "note-citation"),
        *("toc-mark", "alphabetical-index-mark", "page-continuation", "script"),
    )
)
_WRAPPERS = frozenset(f"{TEXT}{name}" for name in ("section", "bibliography", "index-body", "index-title"))
_BOXES = frozenset(
    f"{_DRAW}{name}" for name in ("text-box", "custom-shape", "rect", "ellipse", "line", "path")
)


@dataclass(slots=True)
class OdtBody:
    """Reads the text of a document, part by part."""

    styles: OdtStyles
    part: Callable[[str], Element | None]
    """The XML of an object that is embedded, by its name."""
    insets: Insets = field(default_factory=Insets)
    comments: int = 0
    """Number of comments met, which are left out."""
    title: str = ""
    """The text of the first paragraph that is styled as a title, as HTML."""
    _boxes: list[Element] = field(default_factory=list)
    _counts: dict[str, int] = field(default_factory=dict)
    """Style of a list → the number of its next item."""
    _labels: int = 0
    _depth: int = 0

    def html(self, parent: Element) -> str:
        """The blocks in an element as HTML.

        Raises:
            ArticleUnreadable: it is nested too deeply.
        """
        self._deeper()
        html = html_of_blocks(self._blocks(parent))
        self._depth -= 1
        return html

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ArticleUnreadable("OpenDocument text whose parts are nested too deeply")

    # -- blocks --------------------------------------------------------------------------------------

    def _blocks(self, parent: Element) -> Iterator[OfficeBlock]:
        for each in parent:
            if each.tag in (f"{TEXT}p", f"{TEXT}h"):
                yield from self._paragraph(each)
            elif each.tag == f"{TEXT}list":
                yield OfficeBlock("html", self._list(each, "", 1))
            elif each.tag == f"{_TABLE}table":
                yield OfficeBlock("html", self._table(each))
            elif each.tag in _WRAPPERS:
                is_hidden = each.get(f"{TEXT}display") == "none"
                yield OfficeBlock("html", "" if is_hidden else self.html(each))
            elif each.tag not in _NO_BLOCKS and (words := html_of_words(self._words([each], _PLAIN, ""))):
                yield OfficeBlock("html", f"<p>{words}</p>")
            boxes, self._boxes = self._boxes, []
            for box in boxes:
                yield OfficeBlock("html", self.html(box))

    def _paragraph(self, paragraph: Element) -> Iterator[OfficeBlock]:
        look = self.styles.look(paragraph.get(f"{TEXT}style-name", ""))
        words = list(self._content(paragraph, _PLAIN, ""))
        if paragraph.tag == f"{TEXT}h":
            level = max(number(paragraph.get(f"{TEXT}outline-level", ""), 1), 1)
            look = look._replace(kind="heading", level=level)
        html = html_of_words(words, _STRONG if look.kind in ("heading", "title") else _PLAIN)
        if look.kind == "code":
            yield OfficeBlock("code", "".join(each.html for each in words).replace("<br>", "\n"))
        elif look.kind == "contents" or not html:
            return
        elif look.kind in ("heading", "title"):
            if look.kind == "title" and not self.title:
                self.title = html
            level = min(look.level, 6)
            yield OfficeBlock("html", f"<h{level}>{html}</h{level}>")
        else:
            yield OfficeBlock("quote" if look.kind == "quote" else "html", f"<p>{html}</p>")

    def _list(self, element: Element, style: str, level: int) -> str:
        """A list; one whose items are headings only is these headings."""
        self._deeper()
        style = element.get(f"{TEXT}style-name") or style
        first = self.styles.list_level(style, level).start
        if first is not None and _goes_on(element):
            first = self._counts.get(style, first)
        items = [each for each in element if each.tag in (f"{TEXT}list-item", f"{TEXT}list-header")]
        if items and first is not None:
            first = number(items[0].get(f"{TEXT}start-value", ""), first)
        inner = [self._item(item, style, level) for item in items]
        self._depth -= 1
        if first is not None and level == 1:
            self._counts[style] = first + len(inner)
        if not any(_HEADINGS.sub("", item) for item in inner):
            return "".join(inner)
        html = "".join(f"<li>{item}</li>" for item in inner)
        return f"<ul>{html}</ul>" if first is None else f'<ol start="{first}">{html}</ol>'

    def _item(self, item: Element, style: str, level: int) -> str:
        parts: list[str] = []
        for each in item:
            if each.tag == f"{TEXT}list":
                parts.append(self._list(each, style, level + 1))
            else:
                parts.append(html_of_blocks(self._blocks_of(each)))
        if parts and parts[0].startswith("<p>") and not any(part.startswith("<p>") for part in parts[1:]):
            parts[0] = parts[0].removeprefix("<p>").removesuffix("</p>")
        return "".join(parts)

    def _blocks_of(self, each: Element) -> Iterator[OfficeBlock]:
        around = Element("around")
        around.append(each)
        return self._blocks(around)

    def _table(self, table: Element) -> str:
        self._deeper()
        html: list[str] = []
        for row, is_header in _rows(table):
            tag = "th" if is_header else "td"
            html.append("<tr>")
            for cell in row:
                if cell.tag == f"{_TABLE}covered-table-cell":
                    html.append(f"<{tag}></{tag}>")
                elif cell.tag == f"{_TABLE}table-cell":
                    html.append(f"<{tag}>{self.html(cell)}</{tag}>")
            html.append("</tr>")
        self._depth -= 1
        return f"<table>{''.join(html)}</table>"

    # -- words ---------------------------------------------------------------------------------------

    def _content(self, parent: Element, formats: frozenset[str], address: str) -> Iterator[WordRun]:
        """The words in an element: its own text, its children's, and the text behind each."""
        if parent.text:
            yield from _run(parent.text, formats, address)
        for each in parent:
            yield from self._words([each], formats, address)
            if each.tail:
                yield from _run(each.tail, formats, address)

    def _words(self, elements: list[Element], formats: frozenset[str], address: str) -> Iterator[WordRun]:
        self._deeper()
        for each in elements:
            name = each.tag.removeprefix(TEXT)
            if each.tag in _NO_WORDS or each.tag in _NO_BLOCKS or each.get(f"{TEXT}display") == "none":
                continue
            if name == "span":
                own = formats | self.styles.formats(each.get(f"{TEXT}style-name", ""))
                if "hidden" not in own:
                    yield from self._content(each, own, address)
            elif name == "a":
                yield from self._content(each, formats, _target(each) or address)
            elif name == "s":
                yield WordRun(" " * min(number(each.get(f"{TEXT}c", ""), 1), 200), formats, address)
            elif name in ("tab", "line-break"):
                yield WordRun(" " if name == "tab" else "<br>", formats, address)
            elif name == "note":
                yield WordRun(self._note(each))
            elif each.tag == f"{OFFICE}annotation":
                self.comments += 1
            elif each.tag.startswith(_DRAW):
                yield from self._drawing(each)
            elif each.tag != f"{OFFICE}annotation-end":
                yield from self._content(each, formats, address)
        self._depth -= 1

    def _note(self, note: Element) -> str:
        body = note.find(f"{TEXT}note-body")
        if body is None:
            return ""
        self._labels += 1
        label = str(self._labels)
        self.insets.add_note(label, self.html(body))
        return self.insets.reference(label)

    def _drawing(self, drawing: Element) -> Iterator[WordRun]:
        """What a picture shows, where somebody says so, and a formula; text boxes wait."""
        if drawing.tag in _BOXES:
            self._boxes.append(drawing)
            return
        for name in ("title", "desc"):
            if said := (drawing.findtext(f"{_SVG}{name}") or "").strip():
                yield WordRun(escape(without_marks(f"{said} ")))
        for each in drawing:
            if each.tag == f"{_DRAW}object":
                formula = self.part(each.get(_LINK, ""))
                if formula is not None and formula.tag.endswith("}math"):
                    yield WordRun(self.insets.math(without_marks(tex_of_mathml(formula))))
            elif each.tag.startswith(_DRAW):
                yield from self._words([each], _PLAIN, "")


def _run(text: str, formats: frozenset[str], address: str) -> Iterator[WordRun]:
    yield WordRun(escape(without_marks(_SPACES.sub(" ", text))), formats, address)


def _target(link: Element) -> str:
    address = link.get(_LINK, "")
    return "" if address.startswith("#") else address


def _goes_on(element: Element) -> bool:
    """Whether a list goes on counting where another one ended."""
    return element.get(f"{TEXT}continue-numbering") == "true" or f"{TEXT}continue-list" in element.attrib


def _rows(table: Element) -> Iterator[tuple[Element, bool]]:
    """Each row of a table, and whether it is one of its header."""
    stack = [(iter(table), False)]
    while stack:
        children, is_header = stack[-1]
        each = next(children, None)
        if each is None:
            stack.pop()
        elif each.tag == f"{_TABLE}table-row":
            yield each, is_header
        elif each.tag in (f"{_TABLE}table-header-rows", f"{_TABLE}table-rows", f"{_TABLE}table-row-group"):
            stack.append((iter(each), is_header or each.tag.endswith("header-rows")))
