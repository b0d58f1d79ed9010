"""Plain text → blocks of text: paragraphs, headings and lists."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from kratomcli.markup.plain_text import blocks as pieces
from kratomcli.render.layout import Flow, HeadingFlow, Indented, Stack, text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from kratomcli.model.article import Article


def blocks(article: Article) -> list[RenderableType]:
    """The blocks of a plain-text article. There are no empty lines between list items."""
    found: list[RenderableType] = []
    for kind, group in groupby(pieces(article), lambda piece: piece.kind):
        if kind == "heading":
            found += [HeadingFlow(piece.level, text(piece.text)) for piece in group]
        elif kind == "paragraph":
            found += [Flow(text(piece.text)) for piece in group]
        else:
            items = list(group)
            marks = [" • " if kind == "bullet" else f" {piece.number}. " for piece in items]
            width = max(map(len, marks))
            found.append(
                Stack(
                    [
                        Indented(Flow(text(piece.text)), mark.rjust(width), mark="bullet")
                        for piece, mark in zip(items, marks, strict=True)
                    ],
                    tight=True,
                )
            )
    return found
