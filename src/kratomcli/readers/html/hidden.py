"""What a page has in it and does not show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from kratomcli.readers.html.reading import PageElement

_STYLE = lazy_regex(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_MOST = 30
"""Nodes in an ornament; what has more is none."""


def is_hidden(element: PageElement) -> bool:
    """Whether an element is not shown: because it says so, or as an ornament without words."""
    attributes = element.attributes
    if "hidden" in attributes and element.attribute("hidden").lower() != "until-found":
        return True
    style = attributes.get("style")
    if style and _STYLE.search(style):
        return True
    if element.tag == "dialog" and "open" not in attributes:
        return True
    return attributes.get("aria-hidden") == "true" and _is_ornament(element.node)


def _is_ornament(top: LexborNode) -> bool:
    for count, node in enumerate(top.traverse(include_text=True)):
        if (
            count > _MOST
            or node.tag == "img"
            or (node.is_text_node and re.search(r"\w", node.text_content or ""))
        ):
            return False
    return True
