"""Markdown as HTML by markdown-it, for what python-markdown would take long with; notes look the same."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING, Any

from kratomcli.markup.footnotes import Footnotes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

_DEEPEST = 100
BACK = "Back to the text of note {}"
ARROW = "&#8617;&#65038;"
"""The arrow as text: alone it is an emoji to phones and to the fonts of a PDF."""


def to_html(body: str) -> str | None:
    """A body as HTML, not sanitised; None for what is nested too deeply."""
    page = _Page(Footnotes(body))
    try:
        return page.rendered(page.notes.body) + page.below()
    except _TooDeep:
        return None


class _TooDeep(Exception):
    """The parser leaves out what is nested deeper."""


class _Page:
    """A body and its notes, rendered one after another."""

    def __init__(self, notes: Footnotes) -> None:
        from markdown_it import MarkdownIt

        self.notes = notes
        self._parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
        self._env: dict[str, Any] = {}  # the addresses that links in the body and in notes refer to
        self._times: Counter[int] = Counter()

    def rendered(self, text: str) -> str:
        """A text with the references in it as links to notes; raises `_TooDeep`."""
        tokens = self._parser.parse(text, self._env)
        if any(token.level >= _DEEPEST - 1 for token in tokens):
            raise _TooDeep
        for token in tokens:
            token.children = token.children and [
                one for child in token.children for one in self._marked(child)
            ]
        return str(self._parser.renderer.render(tokens, self._parser.options, self._env))

    def below(self) -> str:
        """The notes of what has been rendered."""
        items = [(number, self.rendered(text)) for number, text in self.notes.in_order()]
        if not items:
            return ""
        listed = "".join(self._item(number, html) for number, html in items)
        return f'<div class="footnote">\n<hr />\n<ol>\n{listed}</ol>\n</div>'

    def _marked(self, token: Token) -> Iterator[Token]:
        if token.type == "image":
            for child in token.children or []:
                child.content = "".join(piece.text for piece in self.notes.pieces(child.content))
        if token.type != "text" or "[^" not in token.content:
            yield token
            return
        for piece in self.notes.pieces(token.content):
            kind = "html_inline" if piece.number else "text"
            yield token.copy(type=kind, content=self._mark(piece.number) if piece.number else piece.text)

    def _mark(self, number: int) -> str:
        self._times[number] += 1
        id = _id(self._times[number], number)
        return f'<sup id="{id}"><a class="footnote-ref" href="#fn:{number}">{number}</a></sup>'

    def _item(self, number: int, html: str) -> str:
        title = escape(BACK.format(number))
        back = "".join(
            f'<a class="footnote-backref" href="#{_id(time, number)}" title="{title}">{ARROW}</a>'
            for time in range(1, self._times[number] + 1)
        )
        text = html.removesuffix("</p>\n")
        inner = f"{text}&#160;{back}</p>" if text != html else f"{html}<p>{back}</p>"
        return f'<li id="fn:{number}">\n{inner}\n</li>\n'


def _id(time: int, number: int) -> str:
    return f"fnref{time if time > 1 else ''}:{number}"
