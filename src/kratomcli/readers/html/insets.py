"""What HTML has no words for, carried past its conversion: formulas, references to footnotes, the notes.

insets = Insets()
html = f"<p>Tea{insets.reference('1')}</p>"
insets.add_note("1", "<p>A plant.</p>")
insets.markdown_of(html)   # Tea[^1] … [^1]: A plant.
"""

from __future__ import annotations

import re
from html import escape
from textwrap import indent

from kratomcli.patterns import lazy_regex

_MARK = lazy_regex("\ue000(\\d+)\ue001")
_MARKS = lazy_regex("[\ue000\ue001]")


class Insets:
    """Pieces of Markdown that stand in HTML as marks, which no text has."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._notes: dict[str, str] = {}

    def put(self, markdown: str) -> str:
        """The mark for a piece of Markdown."""
        self._pieces.append(markdown)
        return f"\ue000{len(self._pieces) - 1}\ue001"

    def math(self, tex: str, *, is_block: bool = False) -> str:
        """The mark for a formula in LaTeX, "" for an empty one."""
        tex = " ".join(tex.split())
        if not tex:
            return ""
        return self.put(f"$${tex}$$" if is_block else f"${tex}$")

    def checkbox(self, *, is_checked: bool) -> str:
        """The mark for the box of a task."""
        return self.put("[x]" if is_checked else "[ ]") + " "

    def callout(self, kind: str, title: str, html: str) -> str:
        """The HTML of a callout: `kind` is a word, the title plain text or ""."""
        mark = self.put(f"[!{kind.upper()}]") + (f" {escape(title)}" if title else "")
        return f"<blockquote><p>{mark}</p>{html}</blockquote>"

    def reference(self, label: str) -> str:
        """The mark for a reference to a note."""
        return self.put(f"[^{label}]")

    def add_note(self, label: str, html: str) -> None:
        """Add a note; of two with one label the first counts."""
        self._notes.setdefault(label, html)

    def markdown_of(self, html: str) -> str:
        """The Markdown of HTML with what the marks in it stand for, and the notes below it."""
        from kratomcli.readers.html.markdown import markdown_of

        parts = [self._filled(markdown_of(html))]
        for label, note in self._notes.items():
            text = self._filled(markdown_of(note)).strip()
            parts.append(f"[^{label}]: " + indent(text, "    ").lstrip())
        return "\n\n".join(filter(None, map(str.strip, parts)))

    def _filled(self, markdown: str) -> str:
        for _ in range(2):  # a reference within a piece
            markdown = _MARK.sub(self._piece, markdown)
        return markdown

    def _piece(self, found: re.Match[str]) -> str:
        number = int(found[1]) if len(found[1]) < 10 else -1
        return self._pieces[number] if 0 <= number < len(self._pieces) else ""


def without_marks(text: str) -> str:
    """A text of a file, without characters that would be read as marks."""
    return _MARKS.sub("", text)
