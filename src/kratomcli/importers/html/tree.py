"""HTML in which parts are found, replaced and left out before it is converted."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from kratomcli.readers.html.parsing import parsed


class Tree:
    """A page or a fragment of HTML; its nodes are those of selectolax's Lexbor parser."""

    def __init__(self, html: str) -> None:

        is_page = re.match(r"\s*<(?:!doctype|html)\b", html, re.IGNORECASE)
        self._parser = parsed(html if is_page else f"<!DOCTYPE html><body>{html}")

    @property
    def root(self) -> Any:
        """The node that all are below."""
        return self._parser.root

    def all(self, selector: str) -> list[Any]:
        """The nodes that a CSS selector finds, in the order of the document.

        One that several selectors of a list find is in it once, which it is not in the parser's answer.
        """
        return list({node.mem_id: node for node in self._parser.css(selector)}.values())

    def first(self, selector: str) -> Any:
        """The first node that a CSS selector finds, or None."""
        return self._parser.css_first(selector)

    def replace(self, selector: str, made: Callable[[Any], str | None], *, tag: str = "div") -> None:
        """Put HTML in the place of each node that a selector finds, those within others first.

        It is put into an element: "div" for blocks, "span" for words. A node stays where it is None.
        """
        for node in reversed(self.all(selector)):
            html = made(node)
            if html is not None:
                node.replace_with(_element(html, tag) if html else "")

    def drop(self, selector: str) -> None:
        """Take out what a CSS selector finds."""
        self.replace(selector, lambda _: "")

    @property
    def html(self) -> str:
        """What is in its body now."""
        body = self._parser.body
        return (body.inner_html or "") if body is not None else ""


def _element(html: str, tag: str) -> Any:
    return parsed(f"<!DOCTYPE html><body><{tag}>{html}</{tag}>").css_first(tag)


def text_at(node: Any, selector: str) -> str:
    """The text of the first node below `node` that a CSS selector finds, on one line; "" without one."""
    found = node.css_first(selector)
    return " ".join(found.text(deep=True).split()) if found is not None else ""


def attribute(node: Any, name: str) -> str:
    """The value of an attribute; "" without it, and where there is no node."""
    return (node.attributes.get(name) or "") if node is not None else ""


def inner(node: Any) -> str:
    """The HTML within a node; "" where there is none."""
    return (node.inner_html or "") if node is not None else ""
