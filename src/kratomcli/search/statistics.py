"""Statistics of a library."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kratomcli.catalog.queries import coverage
from kratomcli.search.facets import Facet, count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kratomcli.index.index import Index
    from kratomcli.model.entry import Entry


class Statistics(NamedTuple):
    """Statistics of a library: counts, years and tags, and how many articles have each field.

    `coverage` is (field, number of articles that have it); a title counts only if it is from the front matter
    or a heading. Lists of articles are short, best first.
    """

    articles: int
    words: int
    years: Facet
    tags: Facet
    coverage: tuple[tuple[str, int], ...]
    longest: tuple[Entry, ...]
    newest: tuple[Entry, ...]


def gather(index: Index, articles: Callable[[str], Iterator[Entry]], most: int) -> Statistics:
    """The statistics of an index; `articles(sort)` returns the first `most` articles in an order."""
    catalog = index.catalog
    years = count(index, None, "date:year")
    recent = sorted(years.values, reverse=True)
    return Statistics(
        articles=catalog.count(),
        words=catalog.words(),
        years=years._replace(values=tuple(recent[:most]), other=len(recent[most:])),
        tags=count(index, None, "tags", most),
        coverage=tuple(coverage(catalog)),
        longest=tuple(articles("words:desc")),
        newest=tuple(one for one in articles("date:desc") if one.date),
    )
