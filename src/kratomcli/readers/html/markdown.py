"""Any HTML → Markdown that says the same words in the same order.

An element's tag decides what becomes of it; text is escaped where it would be markup. Elements are
walked through without recursion, so that depth costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kratomcli.readers.html.addresses import resolved
from kratomcli.readers.html.elements import begin
from kratomcli.readers.html.notes import notes_in
from kratomcli.readers.html.parsing import parsed
from kratomcli.readers.html.reading import PageReading, skipped

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode


def markdown_of(html: str, *, base: str = "") -> str:
    """A page or a part of one as Markdown, "" if no text is in it.

    `base` is the address that relative ones are seen from; what a page says of its own is added to it.
    """
    page = parsed(html)
    own = page.css_first("base[href]")
    if own is not None:
        base = resolved(own.attributes.get("href") or "", base)
    top = page.body if page.body is not None else page.root
    return "" if top is None else markdown_of_node(top, base=base)


def markdown_of_node(node: LexborNode, *, base: str = "") -> str:
    """An element of a page, and what is in it, as Markdown; it stays as it is."""
    reading = PageReading(base, notes_in(node))
    _walk(node, reading)
    return reading.text()


def _walk(top: LexborNode, reading: PageReading) -> None:
    """Begin and end each element from `top` on, in the order of the document."""
    ends: list[Callable[[], None] | None] = []
    node: LexborNode | None = top
    while node is not None:
        end = begin(reading, node)
        child = None if end is skipped else node.first_child
        if child is not None:
            ends.append(end)
            node = child
            continue
        if end is not None:
            end()
        while ends and node is not None and node.next is None:
            node, end = node.parent, ends.pop()
            if end is not None:
                end()
        node = node.next if ends and node is not None else None
