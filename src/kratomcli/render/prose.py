"""Builder of styled text: a paragraph with emphasis, links and images, from Markdown or HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Span, Text

from kratomcli.named_tuples import NamedTuple
from kratomcli.render.layout import link_to
from kratomcli.text.normalize import clean, one_line

if TYPE_CHECKING:
    from rich.style import Style

_DEEPEST = 50
"""Levels of nested elements whose styles are applied."""

STYLES = {
    "em": "em",
    "i": "em",
    "cite": "em",
    "dfn": "em",
    "var": "em",
    "strong": "strong",
    "b": "strong",
    "mark": "mark",
    "s": "strike",
    "del": "strike",
    "strike": "strike",
    "code": "code",
    "kbd": "code",
    "samp": "code",
    "tt": "code",
}
"""Inline element → its style."""


class _OpenSpan(NamedTuple):
    """An open element: its style, and the character of the text from which on it has it."""

    tag: str
    style: str | Style
    start: int


class Prose:
    """Builds a paragraph. Elements may be closed in any order, or never."""

    def __init__(self) -> None:
        self._text = Text()
        self._open: list[_OpenSpan] = []
        self._closed: list[Span] = []
        self._last = ""  # the last character so far: to join the text for it would take its length each time

    def __bool__(self) -> bool:
        return bool(self._text.plain.strip())

    def write(self, text: str, style: str | Style = "") -> None:
        """Add text unchanged."""
        self._text.append(clean(text), style or None)
        self._last = text[-1:] or self._last

    def flow(self, text: str) -> None:
        """Add text with its white space collapsed, as in HTML."""
        words = " ".join(text.split())
        before = self._last
        if text[:1].isspace() and before and not before.isspace():
            words = " " + words
        if words.strip() and text[-1:].isspace():
            words += " "
        self.write(words)

    def open(self, tag: str, style: str | Style) -> None:
        """Open an element, whose style applies until `close`. Elements nested too deeply have none."""
        if len(self._open) < _DEEPEST:
            self._open.append(_OpenSpan(tag, style, len(self._text)))

    def close(self, tag: str) -> None:
        """Close the innermost element of this name, if there is one."""
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at].tag == tag:
                _, style, start = self._open.pop(at)
                if style and start < len(self._text):
                    self._closed.append(Span(start, len(self._text), style))
                return

    def open_link(self, url: str) -> None:
        """Open a link; if its URL is not safe, its text becomes plain text."""
        target = link_to(url)
        self.open("a", "" if target is None else target)
        self.open("a:look", "" if target is None else "link")

    def close_link(self) -> None:
        self.close("a:look")
        self.close("a")

    def image(self, description: str, url: str, kind: str = "image") -> None:
        """Add an image as its description, or else its file's name, linked to it."""
        shown = one_line(description) or one_line(url.split("?")[0].rstrip("/").rpartition("/")[2])
        if not shown:
            return
        start = len(self._text)
        self.write(f"[{kind}: {shown}]", "image")
        target = link_to(url)
        if target is not None:
            self._text.stylize(target, start)

    def take(self, *, verbatim: bool = False) -> Text:
        """Return the finished text, and start a new one with the same elements open.

        White space around it is removed; if `verbatim`, only empty lines are.
        """
        still_open = [span._replace(start=0) for span in self._open]
        while self._open:
            self.close(self._open[-1].tag)
        text, self._text = self._text, Text()
        # Put first: inner elements were closed earlier, and their styles must take precedence.
        text.spans = [*reversed(self._closed), *text.spans]
        self._closed = []
        self._last = ""
        self._open = still_open
        text.rstrip()
        leading = len(text.plain) - len(text.plain.lstrip("\n" if verbatim else None))
        return text[leading:] if leading else text
