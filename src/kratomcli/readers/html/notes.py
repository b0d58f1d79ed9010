"""The footnotes of a page: links to them, where their texts are, and the links back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_NAMED = lazy_regex(
    r"(?:foot|end)?note|^_?(?:sd)?(?:foot|end)?(?:fn|ftnt?|edn)|^sdendnote|^cite|^easy-footnote", re.I
)
_MARK = lazy_regex(r"[\[({]?\s*(?:\d{1,4}|[a-z]{1,3}|[ivxlc]{1,6}|[*†‡§¶]{1,4}|\w+\s\d{1,3})\s*[\])}]?", re.I)
_BACK = lazy_regex(
    r"(?:^|\s)(?:footnote-back(?:ref|link)?|mw-cite-backlink|reversefootnote|back-?ref)(?:\s|$)"
)
_BLOCKS = frozenset(("li", "p", "div", "aside", "section", "dd", "td", "blockquote"))
_HOLDING = lazy_regex(r"(?:^|\s)(?:footnotes?|endnotes?|references)(?:-\w+)*(?:\s|$)")


class PageNotes:
    """What of a page belongs to footnotes: for elements, by their numbers (`mem_id`)."""

    def __init__(self) -> None:
        self.references: dict[int, str] = {}
        """An element that refers to a note → the label of the note."""
        self.texts: dict[int, str] = {}
        """An element that is a note → its label."""
        self.back_links: set[int] = set()
        self._labels: set[str] = set()
        self._last = 0

    def label(self, mark: str) -> str:
        """A label for another note: what stands at its reference, if it is a number that no other has."""
        label = mark.strip("[](){} ")
        while not re.fullmatch("[0-9]+", label) or label in self._labels:
            self._last += 1
            label = str(self._last)
        self._labels.add(label)
        return label

    def holds_notes(self, node: LexborNode | None) -> bool:
        """Whether an element is there for footnotes."""
        return (
            bool(self.texts)
            and node is not None
            and bool(_HOLDING.search(node.attributes.get("class") or ""))
        )


def notes_in(top: LexborNode) -> PageNotes:
    """The footnotes below an element."""
    notes = PageNotes()
    links = [(node, _fragment(node)) for node in top.css('a[href*="#"]')]
    wanted = {fragment for node, fragment in links if _may_refer(node, fragment)}
    if not wanted:
        return notes
    order: dict[int, int] = {}
    places: dict[str, LexborNode] = {}
    for number, node in enumerate(top.css("a[href], a[name], [id]")):
        order[node.mem_id] = number
        for name in (node.attributes.get("id"), node.attributes.get("name") if node.tag == "a" else None):
            if name:
                places.setdefault(name, node)
    for node, fragment in links:
        place = places.get(fragment)
        if place is None:
            continue
        is_later = order.get(place.mem_id, 0) > order.get(node.mem_id, 0)
        if is_later and fragment in wanted and _may_refer(node, fragment):
            _take(notes, node, place)
    if notes.texts:
        _take_back(notes, links, places)
    return notes


def _fragment(node: LexborNode) -> str:
    return unquote((node.attributes.get("href") or "").partition("#")[2])


def _may_refer(node: LexborNode, fragment: str) -> bool:
    """Whether a link looks like one to a note: it is short, and has its name, its role or a superscript."""
    if not fragment or not _MARK.fullmatch(_text(node)):
        return False
    parent = node.parent
    attributes = node.attributes
    return bool(
        _NAMED.search(fragment)
        or attributes.get("role") == "doc-noteref"
        or (attributes.get("epub:type") or "") == "noteref"
        or (parent is not None and parent.tag == "sup")
        or node.css_first("sup") is not None
    )


def _text(node: LexborNode) -> str:
    """The text of a link, if it is short."""
    parts: list[str] = []
    for count, each in enumerate(node.traverse(include_text=True)):
        if count > 8:
            return " " * 99
        parts += [each.text_content or ""] if each.is_text_node else []
    return "".join(parts).strip()


def _take(notes: PageNotes, node: LexborNode, place: LexborNode) -> None:
    """Note a reference, and the note that it leads to."""
    text = _block_of(place)
    if text is None:
        return
    label = notes.texts.get(text.mem_id) or notes.label(_text(node))
    notes.texts[text.mem_id] = label
    notes.references[_whole(node).mem_id] = label


def _block_of(place: LexborNode) -> LexborNode | None:
    """The block that a place in a page is in: itself, or one close around it."""
    node: LexborNode | None = place
    for _ in range(4):
        if node is None or node.tag in _BLOCKS:
            return node
        node = node.parent
    return None


def _whole(node: LexborNode) -> LexborNode:
    """A reference with the superscript and the brackets around it."""
    for _ in range(2):
        parent = node.parent
        if (
            parent is None
            or parent.tag not in ("sup", "span")
            or _text(parent).strip("[]() ") != _text(node).strip("[]() ")
        ):
            break
        node = parent
    return node


def _take_back(notes: PageNotes, links: list[tuple[LexborNode, str]], places: dict[str, LexborNode]) -> None:
    """Note the links back: those in a note that lead to no other note."""
    for node, fragment in links:
        if node.mem_id in notes.references:
            continue
        around: LexborNode | None = node
        for _ in range(6):
            if around is None or around.mem_id in notes.texts:
                break
            around = around.parent
        is_in_note = around is not None and around.mem_id in notes.texts
        is_sign = not re.search(r"\w", _text(node)) or _MARK.fullmatch(_text(node))
        place = places.get(fragment)
        is_back = is_sign or is_back_link(node.attributes.get("class") or "")
        if is_in_note and is_back and (place is None or place.mem_id not in notes.texts):
            notes.back_links.add(_whole(node).mem_id)


def is_back_link(classes: str) -> bool:
    """Whether an element of these classes leads back from a note."""
    return bool(_BACK.search(classes))
