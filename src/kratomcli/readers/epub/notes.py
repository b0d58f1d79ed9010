"""Notes: what chapters refer to as one, wherever in the book it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from kratomcli.readers.epub import marks
from kratomcli.readers.epub.chapters import hide, kinds_of, prepare
from kratomcli.readers.html.markdown import markdown_of_node

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

NotePlace = tuple[str, str]
"""A part, and an id in it."""

_KINDS = {"footnote", "endnote", "rearnote", "note", "biblioentry"}
_HOLDERS = {"aside", "li", "div", "p", "dd", "td", "blockquote"}
_LONGEST = 20_000  # characters; more is no note, but what a link leads to


class BookNotes:
    """The notes of a book, numbered as they are referred to: first `refer`, then `take`, then `mark`."""

    def __init__(self, resolve: Callable[[str, str], NotePlace | None]) -> None:
        """`resolve` gives the place that an address within a part means."""
        self._resolve = resolve
        self._numbers: dict[NotePlace, int] = {}
        self._referring: set[NotePlace] = set()
        self._texts: dict[int, str] = {}
        self._told: set[int] = set()
        self.parts: set[str] = set()  # those that have notes in them

    def refer(self, page: LexborHTMLParser, part: str) -> None:
        """Number the notes that a page refers to."""
        for link in page.css("a[href]"):
            if "noteref" in kinds_of(link) and (place := self._place(part, link)):
                self._numbers.setdefault(place, len(self._numbers) + 1)
                self.parts.add(place[0])
                for node in (link, link.parent):
                    if node is not None and (id := node.attributes.get("id")):
                        self._referring.add((part, id))

    def take(self, page: LexborHTMLParser, part: str) -> None:
        """Take note of the notes in a page; it is of no other use then."""
        for link in page.css("a[href]"):
            if "backlink" in kinds_of(link) or self._place(part, link) in self._referring:
                hide(link)
        prepare(page)
        taken: dict[int, int] = {}  # elements with more than one note in them are one note
        for place, holder in self._holders(page, part):
            number = taken.setdefault(holder.mem_id, self._numbers[place])
            if number not in self._texts:
                self._texts[number] = markdown_of_node(holder)
            self._numbers[place] = number

    def mark(self, page: LexborHTMLParser, part: str) -> None:
        """Put marks into a page where it refers to notes, and hide the notes in it."""
        for link in page.css("a[href]") if self._texts else ():
            if "noteref" in kinds_of(link):
                number = self._numbers.get(self._place(part, link) or ("", ""))
                if number in self._texts:
                    link.insert_before(marks.note(number or 0))
                    hide(link)
        for _, holder in self._holders(page, part):
            hide(holder)

    def told(self, markdown: str) -> list[str]:
        """The notes that a chapter refers to, as Markdown, without those that one before it referred to."""
        found = []
        for number in marks.notes_in(markdown):
            if number not in self._told:
                self._told.add(number)
                found.append(f"[^{number}]: " + self._texts[number].replace("\n", "\n    "))
        return found

    def _place(self, part: str, link: LexborNode) -> NotePlace | None:
        return self._resolve(part, link.attributes.get("href") or "")

    def _holders(self, page: LexborHTMLParser, part: str) -> Iterator[tuple[NotePlace, LexborNode]]:
        """The places in a page that are referred to as notes, and the elements that hold these."""
        is_note: dict[int, bool] = {}
        for node in page.css("[id]") if part in self.parts else ():
            place = (part, node.attributes.get("id") or "")
            holder = _holder(node) if place in self._numbers else None
            if holder is None:
                continue
            if holder.mem_id not in is_note:
                is_note[holder.mem_id] = len(holder.text(deep=True)) <= _LONGEST
            if is_note[holder.mem_id]:
                yield place, holder


def _holder(node: LexborNode) -> LexborNode | None:
    """The element that holds a whole note, from the one that links lead to; None if that is no note."""
    at: LexborNode | None = node
    while at is not None and at.tag not in ("body", "html"):
        if kinds_of(at) & _KINDS or at.tag in _HOLDERS:
            return at
        at = at.parent
    return None
