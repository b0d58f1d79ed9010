"""What the browser asks a library: results by pages, facets, what an article links to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from kratomcli.library.library import Library
    from kratomcli.model.entry import Entry
    from kratomcli.search.facets import Facet
    from kratomcli.search.links import ArticleLink

PAGE = 100
"""Articles that are fetched at a time."""
BEST = 2000
"""So many articles of a query are ordered by relevance; in any other order there are all."""
ORDERS = {"": "by relevance", "date:desc": "newest first", "date": "oldest first", "title": "by title"}
"""What `sort` may be, and how it is named."""
FACETS = ("tags", "date:year", "lang", "authors")
_VALUES = 12


class Results(NamedTuple):
    """The articles of a query: `total` is their number, `shown` how many of them the list has.

    `sort` is the order that they have: "" by relevance, which queries of fields only do not have.
    """

    query: str
    sort: str
    total: int
    shown: int
    first: tuple[Entry, ...]


def find(library: Library, query: str, sort: str) -> Results:
    """The first articles of a query, and how many there are.

    Raises:
        QueryError: the query can't be parsed.
    """
    total = library.count(query, meaning=False)
    if not sort and query.strip():
        hits = library.search(query, limit=PAGE, snippets=0, meaning=False)
        if any(hit.score for hit in hits):
            return Results(query, "", total, min(total, BEST), tuple(hit.entry for hit in hits))
    sort = sort or "date:desc"
    return Results(query, sort, total, total, tuple(library.articles(query, sort=sort, limit=PAGE)))


def page(library: Library, results: Results, start: int) -> tuple[Entry, ...]:
    """At most `PAGE` more articles of the same results, from the number `start`."""
    if results.sort:
        return tuple(library.articles(results.query, sort=results.sort, limit=PAGE, offset=start))
    hits = library.search(results.query, limit=min(start + PAGE, results.shown), snippets=0, meaning=False)
    return tuple(hit.entry for hit in hits[start:])


def facets(library: Library, query: str) -> list[Facet]:
    """The commonest values of some fields among the articles of a query."""
    found = [library.facet(name, query, limit=_VALUES, meaning=False) for name in FACETS]
    return [facet for facet in found if facet.values]


def narrowed(query: str, facet: str, value: str) -> str:
    """A query for those that have a value of a facet; without it if it asks for that already."""
    from kratomcli.query.unparser import quoted

    term = f"date:{value}" if facet.startswith("date:") else f"{facet}:{quoted(value)}"
    if query == term or query.endswith(f" {term}"):
        return query[: -len(term)].rstrip()
    if f"{term} " in query:
        return query.replace(f"{term} ", "", 1)
    grouped = f"({query})" if " OR " in query else query
    return f"{grouped} {term}".strip()


def linked(library: Library, id: str) -> list[tuple[str, Entry, str]]:
    """(direction, article, sentence) of each link of an article to others, then of those to it."""
    found: list[tuple[str, Entry, str]] = []
    for link in library.links(id):
        other = _other(link)
        if other is not None and other.id != id:
            found.append((link.direction, other, link.sentence))
    return found


def _other(link: ArticleLink) -> Entry | None:
    return link.target if link.direction == "out" else link.source
