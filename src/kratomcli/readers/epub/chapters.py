"""A chapter → Markdown: its headings in the levels of the contents, its pictures and inner links as words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from kratomcli.patterns import lazy_regex
from kratomcli.readers.epub import marks
from kratomcli.readers.epub.xhtml import letters

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from kratomcli.readers.epub.contents import TocEntry

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = {
    *(
        *_HEADINGS,
        "p",
        "div",
        "section",
        "article",
        "aside",
        "blockquote",
        "ul",
        "ol",
        "dl",
        "table",
        "figure",
    ),
    *("header", "footer", "main", "nav", "pre", "hr"),
}
_OUTSIDE = lazy_regex(r"(?:https?|ftp|mailto|tel|doi|urn):", re.IGNORECASE)
_DEEPEST = 6
_MOST_PARTED = 3  # headings that together are one title
_NO_TEXT = '[epub\\:type~="pagebreak"], [role~="doc-pagebreak"], nav[epub\\:type], nav[role~="doc-toc"]'


def kinds_of(node: LexborNode) -> set[str]:
    """What `epub:type` and `role` say that an element is."""
    attributes = node.attributes
    roles = (attributes.get("role") or "").replace("doc-", "").split()
    return {*(attributes.get("epub:type") or "").split(), *roles}


def hide(node: LexborNode) -> None:
    """Leave an element out of the Markdown; it stays in the page, so that others may still point to it."""
    node.attrs["hidden"] = ""


def prepare(page: LexborHTMLParser) -> None:
    """Put words in place of a book's own pictures, and take the addresses of links within it away."""
    for node in page.css(_NO_TEXT):
        hide(node)
    for image in page.css("img"):
        if not _OUTSIDE.match(image.attributes.get("src") or ""):
            if alternative := (image.attributes.get("alt") or "").strip():
                image.insert_before(alternative)
            hide(image)
    drawings = page.css("svg") if page.body is not None else []
    if drawings and sum(len(_text(each)) for each in drawings) > 0.9 * len(_text(page.body)):
        for drawing in drawings:  # a page that is drawn as a whole
            drawing.insert_before(" ".join(_text(words) for words in drawing.css("text")))
    for link in page.css("a[href]"):
        if not _OUTSIDE.match(link.attributes.get("href") or ""):
            del link.attrs["href"]


class HeadingLevels:
    """The level of each heading of a book: what the contents say, and below that without a step left out."""

    def __init__(self) -> None:
        self._open: list[tuple[float, int]] = []  # (as it is in its page, level), from the outermost on
        self._last = 1

    def of(self, rank: float, level: int | None = None) -> int:
        """The level of the next heading, which is an h1 to h6 by `rank`; `level` is what the contents say."""
        if level is None:
            while self._open and self._open[-1][0] >= rank:
                self._open.pop()
            level = self._open[-1][1] + 1 if self._open else 2
        level = min(level, self._last + 1, _DEEPEST)
        while self._open and self._open[-1][1] >= level:
            self._open.pop()
        self._open.append((rank, level))
        self._last = level
        return level


class ChapterHeadings:
    """Marks the headings of one page with their levels, and where the contents have one that it lacks."""

    def __init__(self, entries: Mapping[int, TocEntry], levels: HeadingLevels) -> None:
        """`entries` are those of the contents that lead to this page, by their numbers."""
        self._entries = entries
        self._levels = levels
        self._pending: list[tuple[int, LexborNode | None]] = []  # entries that have begun, and where
        self._parted: set[int] = set()

    def mark(self, body: LexborNode) -> None:
        """Mark all headings in `body`."""
        self._pending = [(number, None) for number, entry in self._entries.items() if not entry.id]
        by_id: dict[str, list[int]] = {}
        for number, entry in self._entries.items():
            if entry.id:
                by_id.setdefault(entry.id, []).append(number)
        nodes = [*_shown(body)]
        headings = _headings(nodes)
        places = {node.mem_id: at for at, node in enumerate(headings)}
        at = 0  # the heading that comes next
        for node in nodes:
            if node.mem_id in places:
                inside = [each.attributes.get("id") for each in node.css("[id]")]
                self._begin(node, inside, by_id)
                self._heading(headings[at : at + _MOST_PARTED], body)
                at += 1
            elif not node.is_text_node:
                self._begin(node, [node.attributes.get("id")], by_id)
            elif self._pending and (node.text_content or "").strip():
                self._words(node, headings[at : at + _MOST_PARTED], body)
        self._flush(len(self._pending), body)
        for numbers in by_id.values():  # ids that the page does not have
            self._pending += [(number, None) for number in numbers]

    def _begin(self, node: LexborNode, ids: Sequence[str | None], by_id: dict[str, list[int]]) -> None:
        """Take note of the entries that begin at an element: each of them leads to one of its ids."""
        for id in ids:
            for number in by_id.pop(id or "", ()):
                self._pending.append((number, None if node.tag == "body" else node))

    def _heading(self, headings: Sequence[LexborNode], body: LexborNode) -> None:
        """Mark the first of these headings; the others come after it."""
        node = headings[0]
        if node.mem_id in self._parted:
            return
        rank = int((node.tag or "h2")[1])
        found = self._entry_of(headings)
        if found is None:
            self._flush(len(self._pending), body)
            _put_first(node, marks.heading(self._levels.of(rank)))
            return
        place, count, is_whole = found
        self._flush(place, body)
        number, _ = self._pending.pop(0)
        for part in headings[1:count]:
            self._parted.add(part.mem_id)
            hide(part)
        level = self._levels.of(rank, self._entries[number].level + 2)
        _put_first(node, marks.heading(level, None if is_whole else number))

    def _entry_of(self, headings: Sequence[LexborNode]) -> tuple[int, int, bool] | None:
        """(which of the entries that have begun, how many headings say it, whether in its words), or None."""
        said = ""
        for count, node in enumerate(headings, 1):
            said += letters(_text(node))
            for place, (number, _) in enumerate(self._pending):
                if said == letters(self._entries[number].title):
                    return place, count, count == 1
        words = _words(_text(headings[0]))
        for place, (number, _) in enumerate(self._pending):
            title = _words(self._entries[number].title)
            if _is_end_of(words, title):
                return place, 1, False
            if _is_end_of(title, words):
                return place, 1, True
        return None

    def _words(self, node: LexborNode, following: Sequence[LexborNode], body: LexborNode) -> None:
        """Text has begun: what the contents call it stands before it, unless the next heading says it.

        Or unless the text is that itself: then it becomes the heading.
        """
        if following and self._entry_of(following):
            return
        block = _block(node)
        number, _ = self._pending[-1]
        is_title = letters(_text(block)) == letters(self._entries[number].title)
        if is_title and not block.is_text_node:
            hide(block)
        self._flush(len(self._pending), body)

    def _flush(self, count: int, body: LexborNode) -> None:
        """Put the titles of the first entries that have begun where they begin."""
        for number, anchor in self._pending[:count]:
            mark = marks.inserted(self._levels.of(0, self._entries[number].level + 2), number)
            if anchor is not None:
                _block(anchor).insert_before(mark)
            elif body.first_child is not None:
                body.first_child.insert_before(mark)
            else:
                body.insert_child(mark)
        del self._pending[:count]


def _shown(top: LexborNode) -> Iterator[LexborNode]:
    """`top` and all in it that is not hidden, in the order of the page."""
    node: LexborNode | None = top
    while node is not None:
        yield node
        following = None
        if node.is_text_node or "hidden" not in node.attributes:
            following = node.first_child
        while following is None and node is not None and node.mem_id != top.mem_id:
            following = node.next
            if following is None:
                node = node.parent
        node = following


def _headings(nodes: Sequence[LexborNode]) -> list[LexborNode]:
    """The headings with any text that are in no other heading."""
    inside: set[int] = set()
    found = []
    for node in nodes:
        parent = node.parent
        if parent is not None and (parent.mem_id in inside or parent.tag in _HEADINGS):
            inside.add(node.mem_id)
        elif node.tag in _HEADINGS and _text(node):
            found.append(node)
    return found


def _text(node: LexborNode | None) -> str:
    return node.text(deep=True).strip() if node is not None else ""


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _is_end_of(some: list[str], words: list[str]) -> bool:
    """Whether some words are the first or the last of others."""
    return bool(some) and some in (words[: len(some)], words[len(words) - len(some) :])


def _block(node: LexborNode) -> LexborNode:
    """The paragraph or other block that an element or text is in, or the element itself."""
    while node.tag not in _BLOCKS and node.parent is not None and node.parent.tag not in ("body", "html"):
        node = node.parent
    return node


def _put_first(node: LexborNode, mark: str) -> None:
    if node.first_child is not None:
        node.first_child.insert_before(mark)
