"""Search results: hits with snippets, and facets as bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from kratomcli.render.layout import Flow, Indented, Stack, joined, text, whole
from kratomcli.text.wording import count, date_text

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

    from kratomcli.model.explanation import ScorePart
    from kratomcli.model.hit import Hit, Snippet
    from kratomcli.search.facets import Facet

_INDENT = "  "
_KINDS = {
    "text": "",
    "title": " in the title",
    "summary": " in the summary",
    "name": " as its name",
    "pair": " side by side",
    "likeness": "like the best hits",
    "meaning": " by meaning",
}
_BAR = 30
"""Width of the longest bar in cells."""
_WIDEST = 30
"""Width of the column of values beside the bars, in cells."""


def hits(hits: Sequence[Hit], *, total: int | None, query: str, by_meaning: int = 0) -> RenderableType:
    """Articles with snippets of the matching passages.

    `total` is the number of all matches, if known, `by_meaning` that of those without any of the words.
    """
    if not hits:
        return Flow(text(f"no article matches {query}".rstrip(), "dim"))
    blocks: list[RenderableType] = [_hit(hit) for hit in hits]
    if total is not None:
        shown = (
            f"{len(hits):,} of {count(total, 'article')}" if total > len(hits) else count(total, "article")
        )
        of_them = f", {by_meaning:,} of {total:,} by meaning alone" if by_meaning else ""
        blocks.append(Text(shown + of_them, style="dim"))
    return Stack(blocks)


def _hit(hit: Hit) -> RenderableType:
    entry = hit.entry
    known = [
        whole(entry.id, "id"),
        whole(date_text(entry.date), "dim"),
        text(", ".join(entry.tags), "dim"),
    ]
    lines: list[RenderableType] = [
        Flow(_marked(entry.title or entry.id, hit.title_highlights, "title", "match.title"))
    ]
    if len(hit.snippets) == 1:
        known += _place(hit, hit.snippets[0])
    if hit.also:
        known.append(text(f"also in {len(hit.also):,}", "dim"))
    lines.append(Indented(Flow(joined(known)), "", _INDENT))
    for snippet in hit.snippets:
        if len(hit.snippets) > 1:
            lines.append(Indented(Flow(joined(_place(hit, snippet))), _INDENT))
        lines.append(Indented(Flow(_marked(snippet.text, snippet.highlights, "", "match")), _INDENT))
    if hit.name:
        name = text("matches its name ", "dim")
        lines.append(
            Indented(Flow(name.append_text(_marked(hit.name, hit.name_highlights, "", "match"))), _INDENT)
        )
    elif hit.matched == "meaning":
        lines.append(Indented(Flow(Text("by meaning: it has none of the words", style="dim")), _INDENT))
    elif not hit.snippets and hit.matched != "body":
        where = "the title" if hit.matched == "title" else "another field"
        lines.append(Indented(Flow(Text(f"matches in {where} only", style="dim")), _INDENT))
    if hit.shares:
        lines.append(Indented(Flow(text(f"score {hit.score:.3f}", "dim")), _INDENT))
        lines += [Indented(Flow(_share(share)), _INDENT * 2) for share in hit.shares]
    return Stack(lines, tight=True)


def _share(share: ScorePart) -> Text:
    what = _KINDS[share.kind]
    is_near = share.kind == "meaning"
    places = ", ".join(place if is_near else f"{place} {number}" for place, number in share.places)
    line = text(f"{share.score:.3f}  {share.words}{what}")
    return line.append_text(text(f"  {places}", "dim")) if places else line


def facet_bars(facet: Facet) -> RenderableType:
    """A facet as a bar chart: each value with its number of articles and a bar in proportion."""
    lines: list[RenderableType] = [Flow(text(facet.name, "title")), _Bars(facet.values)]
    rest = [count(facet.other, "more value")] if facet.other else []
    rest += [f"{count(facet.missing, 'article')} without"] if facet.missing else []
    if rest:
        lines.append(Flow(text("; ".join(rest), "dim")))
    return Stack(lines, tight=True)


class _Bars:
    """A line for each value; if the width is too small, bars are shortened first, then values."""

    def __init__(self, values: Sequence[tuple[str, int]]) -> None:
        self._values = values

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        most = max((number for _, number in self._values), default=0)
        digits = len(f"{most:,}")
        room = max(options.max_width - digits - 2 * len(_INDENT), 1)
        wide = min(max((cell_len(value) for value, _ in self._values), default=0), _WIDEST, room)
        for value, number in self._values:
            shown = value if cell_len(value) <= wide else set_cell_size(value, wide - 1) + "…"
            line = text(f"{set_cell_size(shown, wide)}{_INDENT}{number:>{digits},}{_INDENT}")
            bar = "█" * round(number * min(_BAR, room - wide) / max(most, 1))
            yield Flow(line.append(bar, "dim"))


def _place(hit: Hit, snippet: Snippet) -> list[Text]:
    """The place of a snippet: the headings above it, without the title, and the line number."""
    headings = snippet.headings[snippet.headings[:1] == (hit.entry.title,) :]
    return [text(" › ".join((*headings, f"line {snippet.line:,}")), "dim")]


def _marked(value: str, marks: Sequence[tuple[int, int]], style: str, mark: str) -> Text:
    """Text with its matches highlighted; cleaning it keeps its length, so that the offsets remain valid."""
    shown = text(value, style)
    for start, end in marks:
        shown.stylize(mark, start, end)
    return shown
