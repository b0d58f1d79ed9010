"""HTML elements with text that readers of the page don't see."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kratomcli.patterns import lazy_regex

_TAG = lazy_regex(r"<([A-Za-z][A-Za-z0-9-]*+)((?:[^<>\"']|\"[^\"]*+\"|'[^']*+')*+)>")
_ATTRIBUTE = lazy_regex(r"([^\s\"'<>/=]++)(?:\s*+=\s*+(\"[^\"]*+\"|'[^']*+'|[^\s\"'=<>`]++))?")
_HIDING = lazy_regex(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])|opacity\s*:\s*0(?![.\d]*[1-9])",
    re.IGNORECASE,
)
_VOID = (
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source"),
    *("track", "wbr", "script", "style", "template"),
)
"""Void elements, and elements whose content is no text for readers."""
_SHOWN_BY_SCRIPT = ("tabpanel", "dialog", "menu", "listbox", "tooltip", "alert", "status")
_MOST_HIDDEN = 2000  # characters of a hidden element that are examined
_ANY_TAG = lazy_regex(r"</?[A-Za-z][^<>]*+>")


def hidden_elements(text: str) -> Iterator[tuple[int, str, str]]:
    """(offset, tag name, its text) of each element in `text` that its own style or an attribute hides.

    `text` is a body with its code blanked out.
    """
    for found in _TAG.finditer(text) if "<" in text else ():
        name = found[1].lower()
        if name not in _VOID and not found[2].endswith("/") and _hides(found[2]):
            yield found.start(), name, _words_held(text, found.end(), name)


def _hides(attributes: str) -> bool:
    """Whether a tag's attributes hide its element."""
    given = {
        found[1].lower(): (found[2] or "").strip("\"'").lower() for found in _ATTRIBUTE.finditer(attributes)
    }
    if given.get("role") in _SHOWN_BY_SCRIPT:
        return False
    return "hidden" in given or _HIDING.search(given.get("style", "")) is not None


def _words_held(text: str, start: int, name: str) -> str:
    """The text of the element whose content begins at `start`; up to a blank line if it isn't closed."""
    piece = text[start : start + _MOST_HIDDEN]
    closing = re.search(rf"</{name}\b", piece, re.IGNORECASE)
    piece = piece[: closing.start()] if closing else piece.partition("\n\n")[0]
    return " ".join(_ANY_TAG.sub(" ", piece).split())
