"""The elements of a page with how much text each holds: one walk, without recursion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.patterns import lazy_regex
from kratomcli.readers.html.boilerplate import NameMeaning, is_note, meaning_of, words

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

INLINE = words(
    "a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins kbd label mark math nobr",
    "picture q rb rp rt ruby s samp small span strike strong sub sup time tt u var wbr",
    "mi mn mo mtext mrow msup msub msubsup mfrac msqrt semantics annotation",
)
"""Elements within a paragraph: their text counts as that of the block around them."""
PARAGRAPHS = words("p li dd dt blockquote pre td th tr h1 h2 h3 h4 h5 h6 figcaption caption ul ol dl table")
_OUT_TAGS = words("nav footer aside menu dialog")
_OUT_ROLES = words(
    "navigation banner contentinfo complementary search menu menubar dialog alertdialog tablist",
    "toolbar doc-toc",
)
_NO_BOXES = words("article main blockquote code pre")
"""Elements whose classes tell what a page is of: WordPress writes the tags of an article into them."""
_HEADINGS = words("h1 h2 h3 h4 h5 h6")
_PROPERTIES: dict[str | None, NameMeaning] = {"articleBody": "body", "description": ""}
_NOT_SHOWN = lazy_regex(r"display\s*:\s*none")
_MAY_HOLD_TEXT = "p, br, h1, article"
_FAR_MORE = 15
_PROSE = 40  # characters: a block with fewer is prose only if it is a paragraph by its tag


class Survey:
    """The elements below a body, in the order of the page; the body is number 0.

    For each: its node, tag, parent's number; `look` (see `boilerplate.meaning_of`), `out` whether it is left
    out; `own` and `own_linked` the characters of its own text, and of these in links; and the sums over
    all it holds: `prose` (paragraphs that are no lists of links, without what is left out in them), `raw`
    (the same with it), `text` and `linked`. What is left out is gone into only if it may hold
    most of the page's prose.
    """

    def __init__(self, body: LexborNode) -> None:
        self._begin(body, is_whole=False)
        if max(self.unseen, default=0) > self.prose[0] or sum(self.unseen) > _FAR_MORE * self.prose[0]:
            self._begin(body, is_whole=True)

    def _begin(self, body: LexborNode, *, is_whole: bool) -> None:
        self.nodes = [body]
        self.tags = ["body"]
        self.parents = [0]
        self.looks: list[NameMeaning] = [""]
        self.out = [False]
        self.own = [0]
        self.own_linked = [0]
        self.unseen: list[int] = []  # characters in each element that was not gone into and may be text
        self._walk(body, is_whole)
        self.sum()

    def __len__(self) -> int:
        return len(self.nodes)

    def _walk(self, body: LexborNode, is_whole: bool) -> None:
        blocks, linked = [0], [False]
        own, own_linked = self.own, self.own_linked
        later: list[tuple[LexborNode | None, int]] = []
        node, parent = body.first_child, 0
        while node is not None or later:
            if node is None:
                node, parent = later.pop()
                continue
            if node.is_text_node:
                text = node.text_content or ""
                if length := len(text.strip()):
                    own[blocks[parent]] += length
                    if linked[parent]:
                        own_linked[blocks[parent]] += length
            elif node.is_element_node:
                number, tag = len(own), node.tag or ""
                blocks.append(blocks[parent] if tag in INLINE else number)
                linked.append(linked[parent] or tag == "a")
                if self._add(node, tag, parent, is_whole) and (child := node.first_child) is not None:
                    later.append((node.next, parent))
                    node, parent = child, number
                    continue
            node = node.next

    def _add(self, node: LexborNode, tag: str, parent: int, is_whole: bool) -> bool:
        """Take an element; returns whether to go into it."""
        attributes = node.attributes
        look = _look(tag, attributes) if attributes else ""
        is_apart = (tag in _OUT_TAGS and not self._is_of_text(tag, attributes, parent)) or (
            bool(attributes) and _is_apart(tag, attributes)
        )
        self.nodes.append(node)
        self.tags.append(tag)
        self.parents.append(parent)
        self.own.append(0)
        self.own_linked.append(0)
        self.looks.append(look)
        self.out.append(is_apart or look == "out")
        if not self.out[-1] or is_whole:
            return True
        if node.css_first(_MAY_HOLD_TEXT) is not None:
            self.unseen.append(len(node.text()))
        return False

    def _is_of_text(self, tag: str, attributes: dict[str, str | None], parent: int) -> bool:
        """Whether an element that is mostly beside a text is a part of it: notes, and who said a quote."""
        if tag == "aside":
            return is_note(f"{attributes.get('class')} {attributes.get('role')}")
        return tag == "footer" and self.tags[parent] in ("blockquote", "figure")

    def sum(self) -> None:
        """Sum the figures up; again after a change of `out`."""
        self.prose = [0] * len(self)
        self.raw = [0] * len(self)
        self.text, self.linked = self.own[:], self.own_linked[:]
        for number in range(len(self) - 1, -1, -1):
            own, linked = self.own[number], self.own_linked[number]
            if own > 2 * linked and (own >= _PROSE or self.tags[number] in PARAGRAPHS):
                self.prose[number] += own - linked
                self.raw[number] += own - linked
            if number:
                parent = self.parents[number]
                self.raw[parent] += self.raw[number]
                if not self.out[number]:
                    self.prose[parent] += self.prose[number]
                    self.text[parent] += self.text[number]
                    self.linked[parent] += self.linked[number]


def _look(tag: str, attributes: dict[str, str | None]) -> NameMeaning:
    if tag in _HEADINGS:
        return ""  # their ids are made of their words
    if attributes.get("itemprop") in _PROPERTIES:
        return _PROPERTIES[attributes["itemprop"]]
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    look = meaning_of(names) if names != " " else ""
    if look == "mark":
        return "out" if tag in ("a", "span", "sup") else ""
    is_odd = (look == "body" and tag in PARAGRAPHS) or (look == "out" and tag in _NO_BOXES)
    return "" if is_odd else look


def _is_apart(tag: str, attributes: dict[str, str | None]) -> bool:
    """Whether attributes other than its names say that an element is not of the text, or not shown."""
    if attributes.get("role") in _OUT_ROLES or "hidden" in attributes:
        return True
    if attributes.get("aria-hidden") == "true" and tag not in INLINE:
        return True
    style = attributes.get("style")
    return style is not None and _NOT_SHOWN.search(style) is not None
