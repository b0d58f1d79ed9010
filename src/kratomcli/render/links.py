"""The links of an article and those to it, each with its sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kratomcli.render.layout import Flow, Indented, Stack, joined, text, whole
from kratomcli.text.wording import count

if TYPE_CHECKING:
    from rich.console import RenderableType

    from kratomcli.search.links import ArticleLink

_INDENT = "  "


def links(found: Sequence[ArticleLink]) -> RenderableType:
    """The links of the article, then those to it, each group below a line that says how many there are."""
    blocks: list[RenderableType] = []
    for direction, said in (("out", "from it"), ("in", "to it")):
        some = [link for link in found if link.direction == direction]
        if some:
            blocks.append(Flow(text(f"{count(len(some), 'link')} {said}", "header")))
            blocks += map(_link, some)
    return Stack(blocks)


def _link(link: ArticleLink) -> RenderableType:
    other = link.target if link.direction == "out" else link.source
    named = [
        whole(other.id, "id") if other else text(f"{link.address}: no article", "warning"),
        text(other.title if other else ""),
        text(link.section.title if link.section else "", "dim"),
        text(f"line {link.line:,}" if link.line else "", "dim"),
    ]
    lines: list[RenderableType] = [Flow(joined(named))]
    if link.sentence:
        lines.append(Indented(Flow(text(link.sentence, "dim")), _INDENT))
    return Stack(lines, tight=True)
