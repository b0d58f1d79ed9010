"""Code in a page: its text, and the language that its classes name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_LANGUAGE = lazy_regex(
    r"(?:^|\s)(?:lang(?:uage)?-|highlight-(?:source|text)-|brush:\s*|sourceCode\s+)([\w+#.-]+)", re.IGNORECASE
)
_GUTTER = lazy_regex(
    r"(?:^|\s)(?:gutter|line-?nos?|line-?numbers?(?:-rows)?|lineno(?:s|d)?(?:div)?|blob-num|rouge-gutter|"
    r"hljs-ln-numbers|ec-line-number)(?:\s|$)"
)
_LISTING = lazy_regex(r"(?:^|\s)(?:syntaxhighlighter|js-file-line-container|blob-code-content)(?:\s|$)")
_NO_LANGUAGE = frozenset(("none", "plain", "plaintext", "text", "txt", "nohighlight", "no-highlight"))
_NOT_SHOWN = frozenset(("script", "style", "template", "button"))
_LINES = frozenset(
    (
        *("address", "article", "aside", "blockquote", "center", "dd", "details", "dir", "div", "dl", "dt"),
        *("fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header"),
        *("hr", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "td", "th"),
        *("tr", "ul"),
    )
)
"""Elements that stand on lines of their own."""


def is_listing(classes: str) -> bool:
    """Whether a box or a table of these classes is code, without an element that says so."""
    return bool(_LISTING.search(classes))


def is_gutter(classes: str) -> bool:
    """Whether an element of these classes holds the numbers of the lines of code beside it."""
    return bool(_GUTTER.search(classes))


def language_of(pre: LexborNode) -> str:
    """The language that a block of code is in, as its classes or those around it say; "" for none."""
    around = pre.parent
    outer = around.parent if around is not None else None
    for node, is_code in ((pre.css_first("code"), True), (pre, True), (around, False), (outer, False)):
        attributes = node.attributes if node is not None else {}
        found = _LANGUAGE.search(attributes.get("class") or "")
        named = attributes.get("data-lang") or attributes.get("data-language") or ""
        language = found[1] if found else named
        if not language and is_code:
            language = attributes.get("lang") or ""
        if re.fullmatch(r"[\w+#.-]+", language):
            return "" if language.lower() in _NO_LANGUAGE else language
    return ""


def text_of(node: LexborNode) -> str:
    """The text in an element as it is laid out in `<pre>`: with its ends of lines, without line numbers."""
    parts: list[str] = []
    for text in _texts(node):
        if text:
            parts.append(text)
        elif parts and not parts[-1].endswith("\n"):
            parts.append("\n")
    return "".join(parts)


def _texts(top: LexborNode) -> Iterator[str]:
    """The texts in an element; "" where a line ends unless it has just begun."""
    ends: list[bool] = []
    node = top.first_child
    while node is not None:
        child = None
        is_line = node.tag in _LINES
        if node.is_text_node:
            yield node.text_content or ""
        elif node.tag == "br":
            yield "\n"
        elif node.tag not in _NOT_SHOWN and not is_gutter(node.attributes.get("class") or ""):
            child = node.first_child
            if is_line:
                yield ""
        if child is not None:
            ends.append(is_line)
            node = child
            continue
        while node is not None and node.next is None and ends:
            if ends.pop():
                yield ""
            node = node.parent
        node = node.next if node is not None and (ends or node.next is not None) else None
