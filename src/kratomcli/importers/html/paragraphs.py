"""Text with blank lines between its paragraphs, and single line ends that count, as HTML.

This is what WordPress does with posts that were not written in blocks before it shows them.
"""

from __future__ import annotations

import re

from kratomcli.patterns import lazy_regex

_NAMES = (
    "table|thead|tfoot|caption|colgroup|col|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|blockquote|address|style"
    "|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|figure|figcaption|details|menu"
    "|summary|script|textarea|iframe"
)
_MARK = lazy_regex(rf"<(/?)({_NAMES})\b[^<>]*>|<!--[^<>]*-->", re.IGNORECASE)
_VOID = frozenset(("hr", "col"))
_WHOLE = frozenset(("pre", "script", "style", "textarea", "iframe"))
_STRUCTURE = frozenset(("table", "thead", "tfoot", "tbody", "tr", "colgroup", "ul", "ol", "dl", "menu"))
_ONE_LINE = frozenset(
    ("h1", "h2", "h3", "h4", "h5", "h6", "dt", "legend", "summary", "caption", "figcaption")
)
_TIGHT = frozenset(("li", "td", "th", "dd", "figure"))
_BLANK = lazy_regex(r"\n[ \t\u00a0]*(?:\n[ \t\u00a0]*)+")
_LINE_END = lazy_regex(r"(?:<br ?/?>)?[ \t]*\n[ \t]*", re.IGNORECASE)


def paragraphs(text: str) -> str:
    """The text with `<p>` around what blank lines part, and `<br>` at the other line ends."""
    parts: list[str] = []
    within: list[str] = []
    at = 0
    lower = ""
    for mark in _MARK.finditer(text):
        if mark.start() < at:
            continue
        parts.append(_filled(text[at : mark.start()], within[-1] if within else ""))
        closes, name = mark[1], (mark[2] or "").lower()
        at = mark.end()
        if name in _WHOLE and not closes:
            lower = lower or text.lower()
            end = lower.find(f"</{name}>", at)
            at = len(text) if end < 0 else end + len(name) + 3
        elif closes:
            _leave(within, name)
        elif name and name not in _VOID:
            if name in ("p", *_ONE_LINE) and within[-1:] == ["p"]:
                within.pop()
            within.append(name)
        parts.append(text[mark.start() : at])
    return "".join(parts) + _filled(text[at:], within[-1] if within else "")


def _leave(within: list[str], name: str) -> None:
    """Close the innermost element of that name, if it is near."""
    if name in within[-8:]:
        while within.pop() != name:
            pass


def _filled(text: str, container: str) -> str:
    """A text between the tags of blocks, in the innermost of these."""
    if not text.strip() or container in _STRUCTURE:
        return text
    chunks = [_LINE_END.sub("<br>\n", chunk.strip()) for chunk in _BLANK.split(text) if chunk.strip()]
    if container == "p":
        return "</p>\n<p>".join(chunks)
    if container in _ONE_LINE:
        return "<br>\n".join(chunks)
    if container in _TIGHT and len(chunks) == 1:
        return chunks[0]
    return "\n" + "\n".join(f"<p>{chunk}</p>" for chunk in chunks) + "\n"
