"""The text of a Word document → HTML: its paragraphs, lists, tables and notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from xml.etree.ElementTree import Element

from kratomcli.errors import ArticleUnreadable
from kratomcli.patterns import lazy_regex
from kratomcli.readers.html.insets import Insets, without_marks
from kratomcli.readers.html.lists import ListItem
from kratomcli.readers.office.blocks import OfficeBlock, WordRun, html_of_blocks, html_of_words
from kratomcli.readers.office.docx_math import M, tex_of
from kratomcli.readers.office.docx_styles import ListPlace, Numbering, ParagraphLook, Styles, W, value

_DEEPEST = 60
_MOST_FIELDS = 30  # open within each other; more are ones whose ends are missing

_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_VML = "{urn:schemas-microsoft-com:vml}"

_LINK = lazy_regex(r'\s*HYPERLINK\s+"([^"]*)"', re.IGNORECASE)
_NO_TEXT = lazy_regex(r"\s*(?:TOC|INDEX|PAGE|NUMPAGES|SECTIONPAGES|PAGEREF|RD|XE|TC|TOA|TA)\b", re.IGNORECASE)
"""Fields whose result is no text of the author's: tables of contents, numbers of pages."""

_SIGNS = {
    **{
        "f0b7": "•",
        "f0a7": "•",
        "f0a8": "☐",
        "f06f": "☐",
        "f0fe": "☒",
        "f078": "☒",
        "f0fc": "✓",
        "f0fb": "✗",
    },
    **{
        "f0e0": "→",
        "f0df": "←",
        "f04a": "☺",
        "f0d8": "▸",
        "f0de": "⇒",
        "f0b0": "°",
        "f0b1": "±",
        "f06d": "µ",
    },
}
"""Characters of the fonts Wingdings and Symbol that stand in texts."""


@dataclass(slots=True)
class _FieldCode:
    """A field that is open: its instruction, and whether its result has begun."""

    instruction: str = ""
    has_result: bool = False

    @property
    def address(self) -> str:
        found = _LINK.match(self.instruction)
        return found[1] if found else ""

    @property
    def is_hidden(self) -> bool:
        return not self.has_result or _NO_TEXT.match(self.instruction) is not None


@dataclass(slots=True)
class WordBody:
    """Reads the text of a document, part by part."""

    styles: Styles
    numbering: Numbering
    links: Mapping[str, Mapping[str, str]]
    """Part ("document", "footnote", "endnote") → id of a relationship in it → address."""
    notes: Mapping[tuple[str, str], Element]
    """("footnote" or "endnote", its id) → the note."""
    insets: Insets = field(default_factory=Insets)
    comments: int = 0
    """Number of comments met, which are left out."""
    title: str = ""
    """The text of the first paragraph that is styled as a title, as HTML."""
    _fields: list[_FieldCode] = field(default_factory=list)
    _boxes: list[Element] = field(default_factory=list)
    _labels: dict[tuple[str, str], str] = field(default_factory=dict)
    _part: str = "document"
    _depth: int = 0

    def html(self, parent: Element) -> str:
        """The blocks in an element as HTML.

        Raises:
            ArticleUnreadable: it is nested too deeply.
        """
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ArticleUnreadable("Word document whose parts are nested too deeply")
        html = html_of_blocks(self._blocks(parent))
        self._depth -= 1
        return html

    # -- blocks --------------------------------------------------------------------------------------

    def _blocks(self, parent: Element) -> Iterator[OfficeBlock]:
        waiting: list[WordRun] = []
        for each in _flat(parent):
            if each.tag == f"{W}p":
                words = [*waiting, *self._words(each)]
                properties = each.find(f"{W}pPr")
                if _goes_on(properties):
                    waiting = words
                    continue
                waiting = []
                yield from self._paragraph(self.styles.paragraph(properties), words)
            elif each.tag == f"{W}tbl":
                yield from self._table(each)
            boxes, self._boxes = self._boxes, []
            for box in boxes:
                yield OfficeBlock("html", self.html(box))
        if waiting:
            yield OfficeBlock("html", f"<p>{html_of_words(waiting)}</p>")

    def _paragraph(self, look: ParagraphLook, words: list[WordRun]) -> Iterator[OfficeBlock]:
        html = html_of_words(words, _STRONG if look.kind in ("heading", "title") else frozenset())
        if look.kind == "contents" or not html:
            if look.kind == "code":
                yield OfficeBlock("code", "")
            return
        if look.kind in ("heading", "title"):
            if look.kind == "title" and not self.title:
                self.title = html
            level = min(look.level, 6)
            yield OfficeBlock("html", f"<h{level}>{html}</h{level}>")
        elif look.kind == "code":
            yield OfficeBlock("code", "".join(each.html for each in words).replace("<br>", "\n"))
        elif look.place:
            yield self._item(look.place, html)
        else:
            yield OfficeBlock("quote" if look.kind == "quote" else "html", f"<p>{html}</p>")

    def _item(self, place: ListPlace, html: str) -> OfficeBlock:
        if self.numbering.is_continued(place):
            return OfficeBlock("more", f"<p>{html}</p>")
        return OfficeBlock(
            "item", "", ListItem(f"<p>{html}</p>", place.level, self.numbering.next_number(place))
        )

    def _table(self, table: Element) -> Iterator[OfficeBlock]:
        rows = [row for row in _flat(table) if row.tag == f"{W}tr" and row.find(f"{W}trPr/{W}del") is None]
        cells = [[cell for cell in _flat(row) if cell.tag == f"{W}tc"] for row in rows]
        if len(cells) == 1 and len(cells[0]) == 1:  # a box
            yield OfficeBlock("html", self.html(cells[0][0]))
            return
        look = table.find(f"{W}tblPr/{W}tblLook")
        has_header = look is not None and (look.get(f"{W}firstRow") == "1" or _has_bit(value(look), 0x20))
        html: list[str] = []
        for at, (row, inner) in enumerate(zip(rows, cells, strict=True)):
            is_header = row.find(f"{W}trPr/{W}tblHeader") is not None or (has_header and not at)
            html.append(
                f"<tr>{''.join(self._cell(cell, 'th' if is_header else 'td') for cell in inner)}</tr>"
            )
        yield OfficeBlock("html", f"<table>{''.join(html)}</table>")

    def _cell(self, cell: Element, tag: str) -> str:
        merged = cell.find(f"{W}tcPr/{W}vMerge")
        is_continued = merged is not None and value(merged) != "restart"
        span = value(cell.find(f"{W}tcPr/{W}gridSpan"))
        wide = f' colspan="{span}"' if span.isdecimal() and 1 < int(span[:4]) <= 100 else ""
        return f"<{tag}{wide}>{'' if is_continued else self.html(cell)}</{tag}>"

    # -- words ---------------------------------------------------------------------------------------

    def _words(self, parent: Element, address: str = "") -> Iterator[WordRun]:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ArticleUnreadable("Word document whose parts are nested too deeply")
        for each in _flat(parent):
            if each.tag == f"{W}r":
                yield from self._run(each, address)
            elif each.tag == f"{W}hyperlink":
                yield from self._words(each, self._target(each) or address)
            elif each.tag == f"{W}fldSimple":
                simple = _FieldCode(each.get(f"{W}instr", ""), has_result=True)
                if not simple.is_hidden:
                    yield from self._words(each, simple.address or address)
            elif each.tag in (f"{M}oMath", f"{M}oMathPara"):
                yield WordRun(self.insets.math(tex_of(each), is_block=each.tag.endswith("Para")))
        self._depth -= 1

    def _target(self, link: Element) -> str:
        return self.links.get(self._part, {}).get(link.get(f"{_REL}id", ""), "")

    def _run(self, run: Element, address: str) -> Iterator[WordRun]:
        formats = self.styles.formats(run.find(f"{W}rPr"))
        for each in _flat(run):
            if each.tag == f"{W}fldChar":
                self._turn_field(each.get(f"{W}fldCharType", ""))
            elif each.tag == f"{W}instrText":
                if self._fields and not self._fields[-1].has_result:
                    self._fields[-1].instruction += each.text or ""
            elif "hidden" not in formats and not any(one.is_hidden for one in self._fields):
                html = self._html_in_run(each)
                linked = next((one.address for one in reversed(self._fields) if one.address), address)
                if html:  # the mark of a note is raised by its look, and needs none here
                    yield WordRun(html, frozenset() if each.tag in _NOTE_MARKS else formats, linked)

    def _turn_field(self, kind: str) -> None:
        if kind == "begin":
            self._fields = [*self._fields[-_MOST_FIELDS:], _FieldCode()]
        elif self._fields and kind == "separate":
            self._fields[-1].has_result = True
        elif self._fields and kind == "end":
            self._fields.pop()

    def _html_in_run(self, each: Element) -> str:
        name = each.tag.removeprefix(W)
        if make := _IN_RUNS.get(name):
            return make(each)
        if name in ("footnoteReference", "endnoteReference"):
            return self._reference(name.removesuffix("Reference"), each.get(f"{W}id", ""))
        if name == "commentReference":
            self.comments += 1
        elif name in ("drawing", "pict", "object"):
            self._boxes += each.iter(f"{W}txbxContent")
            return escape(" ".join(_described(each)))
        elif name == "ruby":
            return "".join(html_of_words(self._words(part)) for part in each if part.tag == f"{W}rubyBase")
        return ""

    def _reference(self, kind: str, number: str) -> str:
        note = self.notes.get((kind, number))
        if note is None:
            return ""
        label = self._labels.get((kind, number))
        if label is None:
            label = self._labels[kind, number] = str(len(self._labels) + 1)
            outer = self._fields, self._part
            self._fields, self._part = [], kind
            self.insets.add_note(label, self.html(note))
            self._fields, self._part = outer
        return self.insets.reference(label)


_STRONG = frozenset(("strong",))
_NOTE_MARKS = frozenset((f"{W}footnoteReference", f"{W}endnoteReference"))


def _goes_on(properties: Element | None) -> bool:
    """Whether the next paragraph goes on with this one: its end was deleted, or it is a dropped capital."""
    if properties is None:
        return False
    frame = properties.find(f"{W}framePr")
    is_capital = frame is not None and frame.get(f"{W}dropCap", "none") != "none"
    return is_capital or properties.find(f"{W}rPr/{W}del") is not None


def _text(each: Element) -> str:
    return escape(without_marks(each.text or ""))


def _sign(each: Element) -> str:
    code = each.get(f"{W}char", "").lower()
    if code in _SIGNS or not re.fullmatch(r"[0-9a-f]{4}", code) or code >= "d800":
        return _SIGNS.get(code, "")
    return escape(chr(int(code, 16)))


_IN_RUNS: Mapping[str, Callable[[Element], str]] = {
    "t": _text,
    "tab": lambda _: " ",
    "ptab": lambda _: " ",
    "br": lambda each: "" if each.get(f"{W}type") in ("page", "column") else "<br>",
    "cr": lambda _: "<br>",
    "noBreakHyphen": lambda _: "-",
    "sym": _sign,
}


def _described(drawing: Element) -> Iterator[str]:
    """What the pictures in a drawing show, where somebody says so."""
    for each in drawing.iter():
        said = (
            each.get("descr", "")
            if each.tag == _DRAWN
            else each.get("alt", "")
            if each.tag.startswith(_VML)
            else ""
        )
        if said.strip():
            yield without_marks(said.strip())


def _has_bit(text: str, bit: int) -> bool:
    return re.fullmatch(r"[0-9A-Fa-f]{1,4}", text) is not None and bool(int(text, 16) & bit)


_WRAPPERS = frozenset(
    f"{W}{name}"
    for name in ("ins", "moveTo", "smartTag", "customXml", "sdtContent", "dir", "bdo", "rubyBase")
)


def _flat(parent: Element) -> Iterator[Element]:
    """The children of an element, with those of elements that only wrap others in their place.

    What was deleted or moved away is left out, and tables of contents are.
    """
    stack = [iter(parent)]
    while stack:
        each = next(stack[-1], None)
        if each is None:
            stack.pop()
        elif each.tag in _WRAPPERS:
            stack.append(iter(each))
        elif each.tag == f"{W}sdt":
            content = each.find(f"{W}sdtContent")
            if content is not None and not _is_contents(each):
                stack.append(iter(content))
        elif each.tag == f"{_MC}AlternateContent":
            choice = each.find(f"{_MC}Choice")
            choice = each.find(f"{_MC}Fallback") if choice is None else choice
            stack.append(iter(choice if choice is not None else ()))
        else:
            yield each


def _is_contents(wrapper: Element) -> bool:
    gallery = value(wrapper.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery"))
    return gallery == "Table of Contents"
