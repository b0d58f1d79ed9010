"""From ranked keys to hits: each article's best passages, and why it is where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from kratomcli.columns import Sort
from kratomcli.hit import Hit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kratomcli.article import Markup
    from kratomcli.catalog import Catalog
    from kratomcli.engines import Engine, Mark, Marker
    from kratomcli.entry import Entry, Section
    from kratomcli.hit import Snippet
    from kratomcli.query.ast import Node
    from kratomcli.share import Share


_TIES = 50  # articles ranked beyond those asked for, so that equal scores are cut in a stable order

Body = tuple[str, "Markup", int]
"""An article's text as it is in its file now, what it is written in, and the line it begins on."""


def best_of(
    engine: Engine, catalog: Catalog, node: Node | None, limit: int, sort: Sort | None
) -> list[tuple[int, float]]:
    """The best articles for a query (None: of all), by relevance or in an order: (key, score)."""
    if sort is None:
        if node is not None:
            ranking = engine.search(node, limit + _TIES)
            if ranking.ranked:
                return _in_stable_order(catalog, ranking.best)[:limit]
        sort = Sort("date", descending=True)
    batches = None if node is None else engine.keys(node)
    return [(key, 0.0) for key in catalog.keys(keys=batches, sort=sort, limit=limit)]


def _in_stable_order(catalog: Catalog, best: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """Equal scores by date, newest first, then by id."""
    scores = [score for _, score in best]
    if len(set(scores)) == len(scores):
        return best
    keys = catalog.keys(keys=[[key for key, _ in best]], sort=Sort("date", descending=True))
    place = {key: at for at, key in enumerate(keys)}
    return sorted(best, key=lambda hit: (-hit[1], place.get(hit[0], 0)))


def hit(
    entry: Entry,
    score: float,
    marker: Marker,
    read: Callable[[], Body | None],
    *,
    snippets: int,
    width: int,
    shares: Sequence[Share] | None = None,
) -> Hit:
    """One hit with at most so many passages; `read` is called only if it takes the text to make it."""
    in_title = tuple((mark.start, mark.end) for mark in marker(entry.title, entry.lang))
    body = read() if snippets or shares is not None else None
    marks = marker(body[0], entry.lang) if body else []
    found: tuple[Snippet, ...] = ()
    sections: Sequence[Section] = ()
    if body is not None and marks:
        from kratomcli.passages import snippets as passages
        from kratomcli.readers import sections_of

        text, markup, line = body
        sections = sections_of(text, markup, line)
        found = passages(
            text,
            marks,
            markup=markup,
            body_line=line,
            sections=sections,
            limit=snippets,
            width=width,
        )
    matched: Literal["body", "title", "field"] | None = None
    if snippets:
        matched = "body" if found else "title" if in_title else "field"
    if shares:
        places = _places(entry, sections, marks, marker)
        shares = [
            share._replace(places=places.get(share.words, ())) if share.kind == "text" else share
            for share in sorted(shares, key=lambda share: -share.score)
        ]
    return Hit(entry, score, matched, found, in_title, tuple(shares or ()))


def _places(
    entry: Entry, sections: Sequence[Section], marks: Sequence[Mark], marker: Marker
) -> Mapping[str, tuple[tuple[str, int], ...]]:
    """Word → where it is in an article, and how often."""
    counts: dict[tuple[str, str], int] = {}

    def add(place: str, found: Sequence[Mark]) -> None:
        for mark in found:
            word = marker.words[mark.word]
            counts[word, place] = counts.get((word, place), 0) + 1

    add("title", marker(entry.title, entry.lang))
    add("summary", marker(entry.summary, entry.lang))
    for tag in entry.tags:
        add("tags", marker(tag, entry.lang))
    for section in sections:
        add("headings", marker(section.title, entry.lang))
    add("body", marks)
    words = dict.fromkeys(word for word, _ in counts)
    return {word: tuple((at, n) for (one, at), n in counts.items() if one == word) for word in words}
