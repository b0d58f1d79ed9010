"""Shared passages, similar articles, and changes."""

from __future__ import annotations

from itertools import groupby, zip_longest
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.text import Text

from kratomcli.render.layout import Flow, Indented, Stack, glued, joined, text, whole
from kratomcli.text.wording import count, date_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

    from kratomcli.model.entry import Entry
    from kratomcli.reuse.answers import ArticlePassage, Group, SharedPassage
    from kratomcli.search.changes import Change
    from kratomcli.search.similar import Neighbour

_INDENT = "  "
_MOST_ARTICLES = 6
_MOST_PASSAGES = 2
_EXCERPT = 220
"""Characters shown of a passage in an overview."""
_BETWEEN = 3
"""The gap in cells between two versions side by side."""
_SIDE_BY_SIDE = 76
"""The width in cells from which two versions are shown side by side."""


def groups(found: Sequence[Group]) -> RenderableType:
    """Groups of articles, each with the beginnings of its shared passages."""
    return Stack([_group(group) for group in found])


def _group(group: Group) -> RenderableType:
    head = [
        text(count(len(group.articles), "article"), "title"),
        text(_passages(len(group.passages), sum(passage.words for passage in group.passages))),
        text(_kind(group.kind, group.reason), "" if group.kind == "copy" else "dim"),
    ]
    lines: list[RenderableType] = [Flow(joined(head))]
    for entry, share in group.articles[:_MOST_ARTICLES]:
        lines.append(Indented(Flow(joined([*_article(entry), text(_percent(share), "dim")])), _INDENT))
    if len(group.articles) > _MOST_ARTICLES:
        more = f"and {len(group.articles) - _MOST_ARTICLES:,} more"
        lines.append(Indented(Flow(text(more, "dim")), _INDENT))
    for passage in group.passages[:_MOST_PASSAGES]:
        if passage.places:
            lines.append(Indented(Flow(text(_excerpt(passage.places[0].text), "em")), _INDENT * 2))
    return Stack(lines, tight=True)


def passages(found: Sequence[SharedPassage]) -> RenderableType:
    """Passages that one article shares with others, with the differences highlighted."""
    here = found[0].here.entry
    blocks: list[RenderableType] = [Flow(joined([text(here.title, "title"), whole(here.id, "id")]))]
    return Stack([*blocks, *(_Pair(passage) for passage in found)])


class _Pair:
    """Two versions of a passage: side by side if the width allows, else one below the other."""

    def __init__(self, passage: SharedPassage) -> None:
        self._passage = passage

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        passage = self._passage
        same = f"{count(passage.words, 'word')}, {passage.same:,} of them the same"
        yield Flow(
            joined(
                [
                    text(count(passage.words, "word") if passage.same == passage.words else same),
                    text(_kind(passage.kind, passage.reason), "" if passage.kind == "copy" else "dim"),
                ]
            )
        )
        heads = [
            joined([text("here", "label"), *_where(passage.here)]),
            joined([whole(passage.there.entry.id, "id"), *_where(passage.there)]),
        ]
        bodies = [_marked(passage.here), _marked(passage.there)]
        if options.max_width >= _SIDE_BY_SIDE:
            yield Indented(Stack([_Beside(*heads), _Beside(*bodies)], tight=True), _INDENT)
        else:
            for head, body in zip(heads, bodies, strict=True):
                yield Indented(Flow(head), _INDENT)
                yield Indented(Flow(body), _INDENT * 2)


class _Beside:
    """Two texts side by side."""

    def __init__(self, left: Text, right: Text) -> None:
        self._texts = (left, right)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = (options.max_width - _BETWEEN) // 2
        narrow = options.update(width=width)
        columns = [console.render_lines(Flow(text), narrow, pad=False) for text in self._texts]
        for left, right in zip_longest(*columns, fillvalue=[]):
            yield from left
            if right:
                yield Segment(" " * (width + _BETWEEN - Segment.get_line_length(left)))
                yield from right
            yield Segment.line()


def neighbours(found: Sequence[Neighbour]) -> RenderableType:
    """Articles similar to one, each with the reasons."""
    blocks: list[RenderableType] = []
    for one in found:
        entry = one.entry
        why = [
            text("both have " + ", ".join(one.terms)) if one.terms else Text(),
            text(f"{count(one.words, 'word')} in passages that both have") if one.words else Text(),
            text(f"meaning {one.meaning:.2f}") if one.meaning is not None else Text(),
        ]
        known = [text(_percent(one.score)), whole(entry.id, "id"), whole(date_text(entry.date), "dim")]
        blocks.append(
            Stack(
                [
                    Flow(text(entry.title, "title")),
                    Indented(Flow(joined(known)), _INDENT),
                    Indented(Flow(joined(why, "; ")), _INDENT),
                ],
                tight=True,
            )
        )
    return Stack(blocks)


def changes(found: Sequence[Change]) -> RenderableType:
    """Articles by kind of change, with the passages that were added."""
    blocks: list[RenderableType] = []
    for kind, group in groupby(found, key=lambda change: change.kind):
        same = list(group)
        lines: list[RenderableType] = [Flow(text(f"{count(len(same), 'article')} {kind}", "title"))]
        for change in same:
            facts = [whole(change.id, "id"), text(change.title)]
            if change.before:
                facts.append(text(f"was {glued(change.before)}", "dim"))
            if change.kind == "edited":
                news = count(len(change.passages), "new passage") if change.passages else ""
                facts.append(text(news, "dim"))
                facts.append(text(f"{change.lost:,} gone" if change.lost else "", "dim"))
                if not change.passages and not change.lost:
                    facts.append(text("front matter", "dim"))
            lines.append(Indented(Flow(joined(facts)), _INDENT))
            for passage in change.passages:
                place = text(f"line {passage.line:,}  ", "dim")
                lines.append(Indented(Flow(place.append_text(text(_excerpt(passage.text)))), _INDENT * 2))
        blocks.append(Stack(lines, tight=True))
    return Stack(blocks)


def _article(entry: Entry) -> list[Text]:
    return [whole(entry.id, "id"), whole(date_text(entry.date, short=True), "dim"), text(entry.title)]


def _where(place: ArticlePassage) -> list[Text]:
    headings = place.headings[place.headings[:1] == (place.entry.title,) :]
    where = " › ".join((*headings[-1:], f"line {place.line:,}"))
    return [text(where, "dim"), text(_percent(place.share), "dim")]


def _marked(place: ArticlePassage) -> Text:
    """A passage, with the words highlighted that the other version doesn't have."""
    shown = text(" ".join(place.text.split("\n")))
    for start, end in place.differences:
        shown.stylize("match", start, end)
    return shown


def _passages(number: int, words: int) -> str:
    return f"{count(words, 'word')}" if number == 1 else f"{count(words, 'word')} in {number:,} passages"


def _kind(kind: str, reason: str) -> str:
    return f"{kind} ({reason})" if reason else kind


def _percent(share: float) -> str:
    return f"{max(share * 100, 1):.0f} %"


def _excerpt(passage: str) -> str:
    line = " ".join(passage.split())
    return line if len(line) <= _EXCERPT else line[: line.rfind(" ", 0, _EXCERPT)] + " …"
