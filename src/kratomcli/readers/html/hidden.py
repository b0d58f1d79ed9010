"""What a page has in it and does not show."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)


def is_hidden(node: LexborNode, attributes: Mapping[str, str | None]) -> bool:
    """Whether an element is not shown: because it says so, or as an ornament without words."""
    if "hidden" in attributes and (attributes["hidden"] or "").lower() != "until-found":
        return True
    style = attributes.get("style")
    if style and _STYLE.search(style):
        return True
    return attributes.get("aria-hidden") == "true" and not re.search(r"\w", node.text(deep=True))
