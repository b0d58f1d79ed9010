"""The elements of a page with how much text each holds: one walk, without recursion."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kratomcli.readers.html.boilerplate import Look, look_of

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

INLINE = frozenset(
    "a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins kbd label mark math nobr picture q "
    "rb rp rt ruby s samp small span strike strong sub sup time tt u var wbr "
    "mi mn mo mtext mrow msup msub msubsup mfrac msqrt semantics annotation".split()
)
"""Elements within a paragraph: their text counts as that of the block around them."""
PARAGRAPHS = frozenset(
    "p li dd dt blockquote pre td th tr h1 h2 h3 h4 h5 h6 figcaption caption ul ol dl table".split()
)
_OUT_TAGS = frozenset(("nav", "footer", "aside", "menu", "dialog"))
_OUT_ROLES = frozenset(
    "navigation banner contentinfo complementary search menu menubar dialog alertdialog tablist toolbar "
    "doc-toc".split()
)
_NOT_SHOWN = re.compile(r"display\s*:\s*none")
_PROSE = 40  # characters: a block with fewer is prose only if it is a paragraph by its tag


class Survey:
    """The elements below a body, in the order of the page; the body is number 0.

    For each: its node, tag, parent's number; `look` (see `boilerplate.look_of`), `out` whether it is left
    out; `own` and `own_linked` the characters of its own text, and of these in links; and the sums over
    all it holds: `prose` (paragraphs that are no lists of links, without what is left out in them), `raw`
    (the same with it), `text` and `linked`.
    """

    def __init__(self, body: LexborNode) -> None:
        self.nodes = [body]
        self.tags = ["body"]
        self.parents = [0]
        self.looks: list[Look] = [""]
        self.out = [False]
        self.own = [0]
        self.own_linked = [0]
        self._walk(body)
        self.sum()

    def __len__(self) -> int:
        return len(self.nodes)

    def _walk(self, body: LexborNode) -> None:
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
                number, tag = self._add(node, parent)
                blocks.append(blocks[parent] if tag in INLINE else number)
                linked.append(linked[parent] or tag == "a")
                if (child := node.first_child) is not None:
                    later.append((node.next, parent))
                    node, parent = child, number
                    continue
            node = node.next

    def _add(self, node: LexborNode, parent: int) -> tuple[int, str]:
        tag = node.tag or ""
        self.nodes.append(node)
        self.tags.append(tag)
        self.parents.append(parent)
        self.own.append(0)
        self.own_linked.append(0)
        attributes = node.attributes
        look: Look = ""
        out = tag in _OUT_TAGS
        if attributes:
            if attributes.get("itemprop") == "articleBody":
                look = "body"
            elif names := f"{attributes.get('class') or ''} {attributes.get('id') or ''}".strip():
                look = look_of(names)
                # Classes of these tell what the page is of: WordPress writes its tags into them.
                if (look == "body" and tag in PARAGRAPHS) or (look == "out" and tag in ("article", "main", "blockquote", "code", "pre")):
                    look = ""
            out = out or look == "out" or _is_apart(tag, attributes)
        self.looks.append(look)
        self.out.append(out)
        return len(self.nodes) - 1, tag

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


def _is_apart(tag: str, attributes: dict[str, str | None]) -> bool:
    """Whether attributes other than its names say that an element is not of the text, or not shown."""
    if attributes.get("role") in _OUT_ROLES or "hidden" in attributes:
        return True
    if attributes.get("aria-hidden") == "true" and tag not in INLINE:
        return True
    style = attributes.get("style")
    return style is not None and _NOT_SHOWN.search(style) is not None
