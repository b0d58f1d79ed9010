"""Sanitised HTML → Typst. All text is written as Typst string literals, so that none of it is markup."""

from __future__ import annotations

from collections.abc import Collection
from html.parser import HTMLParser
from urllib.parse import urlsplit

from kratomcli.named_tuples import NamedTuple

_DEEPEST = 12
"""Levels of nested lists, block quotes and callouts; what is nested more deeply is set at this level."""

_MOST_COLUMNS = 100
"""The largest colspan of a cell; larger values are reduced to it."""

_INLINE = {
    "strong": "strong",
    "b": "strong",
    "em": "emph",
    "i": "emph",
    "cite": "emph",
    "dfn": "emph",
    "var": "emph",
    "del": "strike",
    "s": "strike",
    "sup": "super",
    "sub": "sub",
    "mark": "highlight",
    "u": "underline",
    "ins": "underline",
}
_BLOCK_NAMES = """
blockquote caption dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre summary table
tbody td tfoot th thead tr ul
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_PARTS = frozenset(
    [
        "caption",
        "dd",
        "dt",
        "figcaption",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "p",
        "summary",
        "sup",
        "td",
        "th",
    ]
)


_TONES = {
    "note": "#0a58a8",
    "tip": "#1d6b2f",
    "important": "#6a3b9c",
    "warning": "#8a4b08",
    "danger": "#a3161f",
    "quote": "#5a6068",
}
"""The colour of each look of a callout."""
_LEVELS = ("ul", "ol", "blockquote", "div", "details")


def string(text: str) -> str:
    """`text` as a Typst string literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def typeset(html: str, anchors: Collection[str] = ()) -> str:
    """Sanitised HTML as Typst markup.

    Elements whose ids are in `anchors` get labels; every id that a link leads to must be among them.
    Addresses of images are used as paths of files.
    """
    parser = _Typeset(anchors)
    parser.feed(html)
    parser.close()
    return parser.finish()


class _Cell(NamedTuple):
    """A table cell: its content as Typst, its colspan, its alignment."""

    text: str
    span: int
    align: str

    def set_in(self, width: int) -> str:
        """The cell as an argument of Typst's `table`, which has `width` columns."""
        span = f"colspan: {self.span}," if 1 < self.span <= width else ""
        align = f"align: {self.align}," if self.align else ""
        return f"table.cell({span}{align})[{self.text}]" if span or align else f"[{self.text}]"


def _table(rows: list[list[_Cell]]) -> str:
    if max(sum(cell.span for cell in row) for row in rows) > _MOST_COLUMNS:
        rows = [[cell._replace(span=1) for cell in row] for row in rows]
    width = max(sum(cell.span for cell in row) for row in rows)
    cells = (
        cell.set_in(width)
        for row in rows
        for cell in [*row, *[_Cell("", 1, "")] * (width - sum(cell.span for cell in row))]
    )
    return f"#table(columns: {width}, {','.join(cells)});"


class _OpenTag(NamedTuple):
    """An open element, and the Typst that ends it."""

    tag: str
    end: str


class _Typeset(HTMLParser):
    def __init__(self, anchors: Collection[str]) -> None:
        super().__init__(convert_charrefs=True)
        self._anchors = set(anchors)
        self._out: list[str] = []
        self._open: list[_OpenTag] = []  # from the outermost
        self._code: list[str] | None = None
        self._language = ""
        self._tone = _TONES["note"]  # of the callout that opened last
        self._rows: list[list[_Cell]] | None = None
        self._caption = ""
        self._is_caption = False
        self._span, self._align = 1, ""
        self._hold: list[list[str]] = []  # what was being written before the table's cell

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        is_part = tag in _PARTS  # nothing may stand before it
        if not is_part:
            self._label(given)
        self._element(tag, given)
        if is_part:
            self._label(given)

    def _label(self, given: dict[str, str]) -> None:
        """Write a label for the id of an element, if a link leads to it."""
        if (name := given.get("id", "")) in self._anchors and self._can_write():
            self._anchors.discard(name)  # a label may be given once
            self._out.append(f"#metadata(none)#label({string(name)});")

    def _can_write(self) -> bool:
        """Whether markup may be written here: not in code, between list items, or between cells."""
        is_between = self._is_in_list()
        return self._code is None and not is_between and (self._rows is None or bool(self._hold))

    def _element(self, tag: str, given: dict[str, str]) -> None:
        if self._code is not None:
            if tag == "code":
                self._language = given.get("class", "").removeprefix("language-").split(" ")[0]
            return
        if tag == "pre":
            self._code, self._language = [], ""
        elif tag == "table" and self._rows is None:
            self._end_paragraph()
            self._rows, self._caption = [], ""
        elif self._rows is not None and tag in ("caption", "tr", "td", "th"):
            self._cell(tag, given)
        elif tag == "br":
            self._out.append("#linebreak();")
        elif tag == "hr":
            self._out.append("\n\n#line(length: 30%, stroke: 0.5pt + luma(160));\n\n")
        elif tag == "img":
            self._out.append(_picture(given))
        elif tag in _BLOCKS:
            self._start(tag, given)
        elif tag == "q":
            self._enter(tag, '#"“";', '#"”";')
        elif tag in _INLINE:
            self._enter(tag, f"#{_INLINE[tag]}[", "];")
        elif tag in ("code", "kbd", "samp"):
            self._enter(tag, "#box[#set text(font: mono, size: 0.9em);", "];")
        elif tag == "a" and (address := _address(given.get("href", ""))):
            self._enter(tag, f"#link({address})[", "];")

    def _start(self, tag: str, given: dict[str, str]) -> None:
        self._end_paragraph()
        deep = sum(opened.tag in _LEVELS and bool(opened.end) for opened in self._open) >= _DEEPEST
        if tag in ("ul", "ol") and not deep:
            start = f"start: {given['start']}," if given.get("start", "").isdecimal() else ""
            self._enter(tag, "#list(" if tag == "ul" else f"#enum({start}", ");\n")
        elif tag == "li" and self._is_in_list():
            is_numbered = self._open[-1].tag == "ol" and given.get("value", "").isdecimal()
            self._enter(tag, f"enum.item({given['value']})[" if is_numbered else "[", "],")
        elif tag == "blockquote" and not deep:
            self._enter(tag, "#quote(block: true)[", "];\n")
        elif tag[0] == "h" and tag[1:].isdigit():
            self._enter(tag, f"#heading(level: {tag[1:]}, outlined: false)[", "];\n\n")
        elif given.get("class") == "callout-title":
            self._enter(tag, f'#text(fill: rgb("{self._tone}"), weight: 700)[', "];\n\n")
        elif tag in ("dt", "summary"):
            self._enter(tag, "#strong[", "];\n\n")
        elif tag in ("div", "details") and not self._is_in_list():
            tone = "" if deep else _tone(given.get("class", ""))
            self._tone = tone or self._tone
            self._enter(tag, *(_box(tone) if tone else ("", "")))

    def _enter(self, tag: str, start: str, end: str) -> None:
        self._out.append(start)
        self._open.append(_OpenTag(tag, end))

    def handle_endtag(self, tag: str) -> None:
        if tag == "pre" and self._code is not None:
            text, self._code = "".join(self._code).rstrip("\n"), None
            language = f", lang: {string(self._language)}" if self._language else ""
            self._out.append(f"\n\n#raw(block: true{language}, {string(text)});\n\n")
        elif self._code is not None:
            return
        elif tag == "table" and self._rows is not None:
            self._end_table()
        elif self._rows is not None and tag in ("caption", "td", "th"):
            self._end_cell()
        elif tag in _BLOCKS or any(opened.tag == tag for opened in self._open):
            self._leave(tag)

    def _leave(self, tag: str) -> None:
        if any(opened.tag == tag for opened in self._open):
            while self._open:
                opened = self._open.pop()
                self._out.append(opened.end)
                if opened.tag == tag:
                    break
        if tag in _BLOCKS:
            self._end_paragraph()

    def _is_in_list(self) -> bool:
        """Whether the innermost open element is a list, so that only items have a place here."""
        return bool(self._open) and self._open[-1].tag in ("ul", "ol")

    def _end_paragraph(self) -> None:
        if not self._is_in_list():
            self._out.append("\n\n")

    def _cell(self, tag: str, given: dict[str, str]) -> None:
        rows = self._rows if self._rows is not None else []
        if tag == "tr":
            rows.append([])
            return
        self._end_cell()
        if not rows and tag != "caption":
            rows.append([])
        self._hold.append(self._out)
        self._out = []
        self._is_caption = tag == "caption"
        self._span = int(span) if (span := given.get("colspan", "")).isdecimal() and span != "0" else 1
        self._align = given.get("align", "")
        if tag == "th":
            self._enter("th", "#strong[", "];")

    def _end_cell(self) -> None:
        if not self._hold:
            return
        self._leave("th")
        text = "".join(self._out).strip()
        self._out = self._hold.pop()
        if self._is_caption:
            self._caption = text
        elif self._rows:
            self._rows[-1].append(_Cell(text, self._span, self._align))

    def _end_table(self) -> None:
        self._end_cell()
        rows, self._rows = [row for row in self._rows or [] if row], None
        if self._caption:
            self._out.append(f"\n\n#emph[{self._caption}]\n\n")
        if rows:
            self._out.append(f"\n\n{_table(rows)}\n\n")

    def handle_data(self, data: str) -> None:
        if self._code is not None:
            self._code.append(data)
            return
        if self._is_in_list():
            return  # white space between the items
        if self._rows is not None and not self._hold:
            return
        text = " ".join(data.split())
        if not text:
            self._out.append(" ")
            return
        before = " " if data[:1].isspace() else ""
        after = " " if data[-1:].isspace() else ""
        self._out.append(f"{before}#{string(text)};{after}")

    def finish(self) -> str:
        """The Typst markup; closes the elements that are still open."""
        if self._rows is not None:
            self._end_table()
        while self._open:
            self._out.append(self._open.pop().end)
        return "".join(self._out)


def _tone(classes: str) -> str:
    """The colour of a box with these classes, "" if it is no callout."""
    kind, _, look = classes.partition(" ")
    return _TONES.get(look, _TONES["note"]) if kind == "callout" else ""


def _box(tone: str) -> tuple[str, str]:
    """The Typst before and behind what is in a callout of this colour."""
    bar = f'stroke: (left: 2.5pt + rgb("{tone}")), fill: luma(247), inset: (x: 11pt, y: 9pt), width: 100%'
    return f"#block({bar})[", "];\n\n"


def _picture(given: dict[str, str]) -> str:
    """An inline image as Typst, no wider and no higher than the space available."""
    size = ""
    for name, most in (("width", 430), ("height", 640)):
        if (pixels := given.get(name, "")).isdecimal() and 0 < int(pixels) * 0.75 <= most:
            size += f", {name}: {int(pixels) * 0.75}pt"
    alt = f", alt: {string(given['alt'])}" if given.get("alt") else ""
    return f"#box(image({string(given.get('src', ''))}{alt}{size}));"


def _address(href: str) -> str:
    """The target of a link as Typst; "" if it can't be linked to."""
    if href.startswith("#"):
        return f"label({string(href[1:])})"
    try:
        return string(href) if urlsplit(href).scheme in ("http", "https", "mailto") else ""
    except ValueError:
        return ""
