"""Sanitised HTML → HTML that is valid in EPUB: elements are only where the content model allows them.

Browsers accept a list item without a list or a paragraph within inline text, but an EPUB with either is
invalid. No text is lost: a misplaced element becomes a <div>, or its text where no block is allowed.
"""

from __future__ import annotations

from typing import Any

from kratomcli.patterns import lazy_regex

_WITHIN = {
    "dd": ("dl",),
    "dt": ("dl",),
    "figcaption": ("figure",),
    "li": ("ol", "ul"),
    "caption": ("table",),
    "col": ("colgroup",),
    "colgroup": ("table",),
    "rp": ("ruby",),
    "rt": ("ruby",),
    "summary": ("details",),
    "tbody": ("table",),
    "td": ("tr",),
    "tfoot": ("table",),
    "th": ("tr",),
    "thead": ("table",),
    "tr": ("table", "tbody", "tfoot", "thead"),
}
"""Element → the only elements that may be its parent."""

_BOXES = "blockquote details div dl figure h1 h2 h3 h4 h5 h6 hr ol p pre table ul"
_BLOCKS = frozenset(_BOXES.split())
_WORDS = """
abbr b bdi bdo caption cite code dfn em h1 h2 h3 h4 h5 h6 i kbd mark p pre q rp rt ruby s samp small
span strong sub summary sup time u var
"""
_OF_WORDS = frozenset(_WORDS.split())
"""Elements that may contain phrasing content only, no blocks."""

_ANYWHERE = ("class", "dir", "id", "lang", "role", "title")
_TIME = lazy_regex(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?)?)?")
_SHAPES = {
    "details": lazy_regex(r"summary (?!.*\bsummary )"),
    "dl": lazy_regex(r"(?:(?:dt )+(?:dd )+)+\Z"),
    "figure": lazy_regex(r"(?:figcaption )?(?:(?!figcaption )\S+ )*\Z|(?:(?!figcaption )\S+ )*figcaption \Z"),
    "ruby": lazy_regex(r"(?:(?:(?!r[tp] )\S+ )*(?:rt |rp rt rp ))+(?:(?!r[tp] )\S+ )*\Z"),
}
"""Element → pattern for its children, which are joined as "dt dd dd "; "text" stands for text."""

_ROWS = {"caption": 0, "colgroup": 1, "thead": 2, "tfoot": 4}
"""The order of the children of a table; all others are 3."""

_TAG = lazy_regex(r'<(/?)([a-z][a-z0-9]*)(?: [^\s=>]+="[^"]*")*>')
_EMPTY = frozenset(("br", "col", "hr", "img", "wbr"))
_DEEPEST = 200
"""Levels of nested elements that are kept: nobody writes more, and lxml drops what is much deeper."""

_BREAK = lazy_regex(r'<wbr(?: [^\s=>]+="[^"]*")*>')


def strict(html: str) -> str:
    """`html` with every misplaced element replaced, as XHTML for EPUB."""
    from lxml import html as reader

    if _depth(html) > _DEEPEST:
        return f"<p>{_TAG.sub(' ', html)}</p>"
    root: Any = reader.fragment_fromstring(_BREAK.sub("\u200b", html), create_parent="div")
    _put_right(root, of_words=False)
    text: str = reader.tostring(root, encoding="unicode")
    return text[len("<div>") : -len("</div>")]


def _depth(html: str) -> int:
    depth = deepest = 0
    for tag in _TAG.finditer(html):
        depth += -1 if tag[1] else tag[2] not in _EMPTY
        deepest = max(deepest, depth)
    return deepest


def _put_right(element: Any, *, of_words: bool) -> None:
    """Correct the descendants of an element; `of_words`: only phrasing content is allowed in it."""
    if element.tag in ("ol", "ul"):
        _make_items(element)
    elif element.tag == "table":
        element[:] = sorted(element, key=lambda part: _ROWS.get(part.tag, 3))
    for child in list(element):
        if child.tag == "details" and "callout" in child.get("class", "").split():
            _unfold(child)
        parents = _WITHIN.get(child.tag)
        misplaced = (parents and element.tag not in parents) or (of_words and child.tag in _BLOCKS)
        if misplaced and child.tag == "hr":
            child.tag = "br"
        elif misplaced or not _is_sound(child):
            child.tag = "span" if of_words or child.tag in _OF_WORDS - {*_BLOCKS, *_WITHIN} else "div"
            for name in set(child.attrib) - set(_ANYWHERE):
                del child.attrib[name]
        _put_right(child, of_words=of_words or child.tag in _OF_WORDS)


def _unfold(callout: Any) -> None:
    """Make a callout that folds one that is open: there may be nothing in a book to open it with."""
    callout.tag = "div"
    callout.attrib.pop("open", None)
    callout.set("role", "note")
    for title in callout.findall("summary"):
        title.tag = "p"


def _is_sound(element: Any) -> bool:
    """Whether an element has the children and attributes that are required."""
    for name in ("colspan", "span"):
        if name in element.attrib and not element.attrib[name].strip("0"):
            del element.attrib[name]
    if element.tag == "li" and element.getparent().tag == "ul":
        element.attrib.pop("value", None)
    if element.tag == "bdo":
        return "dir" in element.attrib
    if element.tag == "dfn":
        return next(element.iterancestors("dfn"), None) is None
    if element.tag == "time":
        return _TIME.fullmatch(element.get("datetime", "")) is not None
    shape = _SHAPES.get(element.tag)
    return shape is None or shape.match(_shape(element)) is not None


def _shape(element: Any) -> str:
    parts = ["text"] if (element.text or "").strip() else []
    for child in element:
        parts.append(child.tag)
        if (child.tail or "").strip():
            parts.append("text")
    return "".join(f"{part} " for part in parts)


def _make_items(element: Any) -> None:
    """Wrap every child of a list that is no list item into one."""
    if (element.text or "").strip():
        item = element.makeelement("li")
        item.text, element.text = element.text, None
        element.insert(0, item)
    for child in list(element):
        tail, child.tail = (child.tail or "").strip(), None
        if child.tag != "li":
            item = element.makeelement("li")
            element.replace(child, item)
            item.append(child)
            child = item
        if tail:
            item = element.makeelement("li")
            item.text = tail
            child.addnext(item)
