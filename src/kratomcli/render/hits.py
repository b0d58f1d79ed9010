"""What a search found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from kratomcli.humane import count, date_text
from kratomcli.render.layout import Flow, Indented, Stack, joined, text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from kratomcli.hit import Hit, Snippet

_INDENT = "  "


def hits(hits: Sequence[Hit], *, total: int | None, query: str) -> RenderableType:
    """Articles with the passages that match; `total` is how many articles match in all, if known."""
    if not hits:
        return Flow(text(f"no article matches {query}".rstrip(), "dim"))
    blocks: list[RenderableType] = [_hit(hit) for hit in hits]
    if total is not None:
        shown = (
            f"{len(hits):,} of {count(total, 'article')}" if total > len(hits) else count(total, "article")
        )
        blocks.append(Text(shown, style="dim"))
    return Stack(blocks)


def _hit(hit: Hit) -> RenderableType:
    entry = hit.entry
    known = [
        text(entry.id, "id"),
        text(date_text(entry.date), "dim"),
        text(", ".join(entry.tags), "dim"),
    ]
    lines: list[RenderableType] = [
        Flow(_marked(entry.title or entry.id, hit.title_highlights, "title", "match.title"))
    ]
    if len(hit.snippets) == 1:
        known += _place(hit, hit.snippets[0])
    lines.append(Indented(Flow(joined(known)), "", _INDENT))
    for snippet in hit.snippets:
        if len(hit.snippets) > 1:
            lines.append(Indented(Flow(joined(_place(hit, snippet))), _INDENT))
        lines.append(Indented(Flow(_marked(snippet.text, snippet.highlights, "", "match")), _INDENT))
    if not hit.snippets and hit.matched != "body":
        where = "the title" if hit.matched == "title" else "another field"
        lines.append(Indented(Flow(Text(f"matches in {where} only", style="dim")), _INDENT))
    return Stack(lines, tight=True)


def _place(hit: Hit, snippet: Snippet) -> list[Text]:
    """Where in the article: the heading, unless it is the title, and the line."""
    place = f"line {snippet.line:,}"
    if snippet.section is not None and snippet.section.title != hit.entry.title:
        place = f"{snippet.section.title} › {place}"
    return [text(place, "dim")]


def _marked(value: str, marks: Sequence[tuple[int, int]], style: str, mark: str) -> Text:
    """Text with its highlights; offsets stay true, since cleaning changes no length."""
    shown = text(value, style)
    for start, end in marks:
        shown.stylize(mark, start, end)
    return shown
