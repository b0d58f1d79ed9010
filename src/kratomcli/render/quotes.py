"""Quotes: sentences with highlighted words, and the articles that contain them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from kratomcli.render.layout import Flow, Indented, Stack, glued, joined, text, whole
from kratomcli.text.wording import count, date_text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from kratomcli.search.quotes import Quote

_INDENT = "  "
_NAMED = 3
"""The most other articles that are listed by id."""


def quotes(found: Sequence[Quote], total: int) -> RenderableType:
    """Sentences with highlighted words, each with its place and the number of articles that have it."""
    blocks: list[RenderableType] = [_quote(quote) for quote in found]
    shown = (
        f"{len(found):,} of {count(total, 'sentence')}" if total > len(found) else count(total, "sentence")
    )
    return Stack([*blocks, Text(shown, style="dim")])


def _quote(quote: Quote) -> RenderableType:
    line = text(quote.text)
    for start, end in quote.highlights:
        line.stylize("match", start, end)
    place = quote.places[0]
    known = [
        whole(place.id, "id"),
        text(place.section.title if place.section else "", "dim"),
        text(f"line {place.line:,}", "dim"),
        whole(date_text(place.date), "dim"),
        text(place.source, "dim"),
    ]
    lines: list[RenderableType] = [Flow(line), Indented(Flow(joined(known)), _INDENT)]
    if others := quote.places[1:]:
        ids = ", ".join(glued(other.id) for other in others[:_NAMED]) + (" …" if len(others) > _NAMED else "")
        also = f"also in {len(others):,}: {ids} · {quote.independent:,} independent"
        lines.append(Indented(Flow(text(also, "dim")), _INDENT))
    seen = [
        f"{name}: {', '.join(words)}"
        for name, words in (("hedges seen", quote.hedge_words), ("negations seen", quote.negation_words))
        if words
    ]
    if seen:
        lines.append(Indented(Flow(text(" · ".join(seen), "note")), _INDENT))
    return Stack(lines, tight=True)
