"""Markdown → HTML as CommonMark and GitHub render it, with footnotes at the end; not sanitised."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from markdown_it.renderer import RendererHTML

from kratomcli.markup.parser import parse, parser

if TYPE_CHECKING:
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

    from kratomcli.markup.footnotes import Note

BACK = "Back to the text of note {}"
ARROW = "&#8617;&#65038;"
"""The return arrow with a text variation selector: without, phones and PDF fonts show it as emoji."""


def to_html(body: str) -> str | None:
    """A body as HTML, not sanitised; None if it is nested too deeply."""
    document = parse(body)
    if document is None:
        return None
    html = _rendered(document.tokens)
    notes = "".join(map(_item, document.notes))
    return f'{html}<div class="footnote">\n<hr />\n<ol>\n{notes}</ol>\n</div>' if notes else html


def _rendered(tokens: Sequence[Token]) -> str:
    return str(_renderer().render(tokens, parser().options, {}))


def _item(note: Note) -> str:
    title = escape(BACK.format(note.number))
    back = "".join(
        f'<a class="footnote-backref" href="#{_id(note.label, time)}" title="{title}">{ARROW}</a>'
        for time in range(1, note.references + 1)
    )
    html = _rendered(note.tokens)
    text = html.removesuffix("</p>\n")
    inner = f"{text}&#160;{back}</p>" if text != html else f"{html}<p>{back}</p>"
    return f'<li id="fn:{escape(note.label)}">\n{inner if back else html}\n</li>\n'


def _id(label: str, time: int) -> str:
    return f"fnref{time if time > 1 else ''}:{escape(label)}"


class _Renderer(RendererHTML):
    """Renders tokens by the method named like their type; only what differs from CommonMark is here."""

    def footnote_ref(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        meta = tokens[idx].meta
        id, label = _id(meta["label"], meta["time"]), escape(meta["label"])
        return f'<sup id="{id}"><a class="footnote-ref" href="#fn:{label}">{meta["number"]}</a></sup>'

    def th_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        if style := token.attrs.pop("style", None):
            token.attrs["align"] = str(style).removeprefix("text-align:")
        return self.renderToken(tokens, idx, options, env)

    td_open = th_open

    def list_item_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        tokens[idx].meta = {}  # whose box stands in its text
        return self.renderToken(tokens, idx, options, env)

    def s_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        tokens[idx].tag = "del"
        return self.renderToken(tokens, idx, options, env)

    s_close = s_open


@lru_cache(maxsize=1)
def _renderer() -> _Renderer:
    return _Renderer()  # it looks through its methods, which takes as long as a short article
