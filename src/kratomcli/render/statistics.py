"""The statistics of a library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.render.hits import facet_bars
from kratomcli.render.layout import Flow, Stack, joined, text, whole
from kratomcli.search.facets import Facet
from kratomcli.text.wording import count, date_text, number_range

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from kratomcli.model.entry import Entry
    from kratomcli.search.statistics import Statistics


def statistics(found: Statistics) -> RenderableType:
    """Counts, then bar charts, then the longest and the newest articles."""
    blocks: list[RenderableType] = [
        Flow(text(f"{count(found.articles, 'article')}, {count(found.words, 'word')}", "title"))
    ]
    if found.articles:
        blocks += [facet_bars(facet) for facet in (found.years, found.tags) if facet.values]
        lengths = tuple((number_range(one.least, one.most), one.articles) for one in found.lengths)
        blocks.append(facet_bars(Facet("words", lengths, 0, 0)))
        blocks.append(facet_bars(Facet("articles that have", found.coverage, 0, 0)))
        blocks.append(
            _articles("longest", found.longest, [count(one.words, "word") for one in found.longest])
        )
        if found.newest:
            blocks.append(_articles("newest", found.newest, [date_text(one.date) for one in found.newest]))
    return Stack(blocks)


def _articles(name: str, entries: Sequence[Entry], notes: Sequence[str]) -> RenderableType:
    lines: list[RenderableType] = [Flow(text(name, "title"))]
    for entry, note in zip(entries, notes, strict=True):
        lines.append(Flow(joined([text(entry.title or entry.id), whole(entry.id, "id"), whole(note, "dim")])))
    return Stack(lines, tight=True)
