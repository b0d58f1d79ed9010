"""HTML of a post → Markdown, with what a page would play as links, and notes as Markdown has them."""

from __future__ import annotations

import re
from typing import Any

from kratomcli.importers.html.plain_html import link_to
from kratomcli.importers.html.tree import Tree, attribute
from kratomcli.patterns import lazy_regex
from kratomcli.readers.html.markdown import markdown_of

_PLAYED = lazy_regex(r"<(?:iframe|audio|video|embed|object)\b", re.IGNORECASE)
_OPEN, _CLOSE = "\ue0f0", "\ue0f1"
_KEPT = lazy_regex(f"{_OPEN}(\\d+){_CLOSE}")


class PostBody:
    """The body of one post; `kept` is Markdown that is put into its HTML."""

    def __init__(self, base: str = "") -> None:
        self._base = base
        self._kept: list[str] = []
        self._notes: dict[str, int] = {}
        self._texts: dict[int, str] = {}

    def kept(self, markdown: str) -> str:
        """What stands for a piece of Markdown in HTML."""
        self._kept.append(markdown)
        return f"{_OPEN}{len(self._kept) - 1}{_CLOSE}"

    def mark(self, name: str) -> str:
        """What stands for the mark of a note in HTML; marks of one name are of one note."""
        number = self._notes.setdefault(name, len(self._notes) + 1)
        return self.kept(f"[^{number}]")

    def note(self, name: str, html: str) -> None:
        """The text of a note; one that has no mark stands among the others all the same."""
        number = self._notes.setdefault(name, len(self._notes) + 1)
        self._texts[number] = html

    def markdown(self, html: str) -> str:
        """The whole body: HTML with what stands for Markdown, and the notes below it."""
        parts = [self._converted(html)]
        for number in sorted(self._texts):
            text = self._converted(self._texts[number]).strip()
            parts.append(f"[^{number}]: " + text.replace("\n", "\n    ").replace("\n    \n", "\n\n"))
        return "\n\n".join(filter(None, parts))

    def _converted(self, html: str) -> str:
        return _KEPT.sub(self._piece, markdown_of(with_links(html), base=self._base))

    def _piece(self, found: re.Match[str]) -> str:
        number = int(found[1])
        return self._kept[number] if number < len(self._kept) else ""


def body_of(html: str, base: str = "") -> str:
    """The HTML of a post as Markdown."""
    return PostBody(base).markdown(html)


def with_links(html: str) -> str:
    """HTML with a link in the place of each player, frame and embedded file."""
    if not _PLAYED.search(html):
        return html
    tree = Tree(html)
    tree.replace("iframe, audio, video, embed, object", _linked)
    return tree.html


def _linked(node: Any) -> str:
    source = node if attribute(node, "src") else node.css_first("source[src]")
    address = attribute(source, "src") or attribute(node, "data-src") or attribute(node, "data")
    address = f"https:{address}" if address.startswith("//") else address
    return link_to(address, attribute(node, "title")) if _is_shown(address) else ""


def _is_shown(address: str) -> bool:
    return bool(address) and not re.match(r"(?:data|blob|about|javascript):", address, re.IGNORECASE)
