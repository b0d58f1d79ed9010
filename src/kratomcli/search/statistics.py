"""Statistics of a library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.catalog.queries import articles_with_others, coverage, lengths
from kratomcli.named_tuples import NamedTuple
from kratomcli.search.facets import Facet, count
from kratomcli.search.timeline import Timeline, timeline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kratomcli.catalog.catalog import Catalog
    from kratomcli.index.index_files import OpenIndex
    from kratomcli.model.entry import Entry


_LENGTHS = (0, 100, 250, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
"""Where the classes of lengths begin, in words."""


class LengthClass(NamedTuple):
    """How many articles have so many words, from `least` to `most`; None is no limit."""

    least: int
    most: int | None
    articles: int

    @property
    def range(self) -> str:
        """The words as a query takes them after `words:`, such as "100..249"."""
        return f"{self.least}..{'' if self.most is None else self.most}"


class Statistics(NamedTuple):
    """Statistics of a library: counts, years and tags, and how many articles have each field.

    `coverage` is (field, number of articles that have it); a title counts only if it is from the front matter
    or a heading. `lengths` are classes of articles by their words, from the first to the last that has any;
    `other_tags` is the number of articles that have a tag besides those in `tags`. Lists of articles are
    short, best first.
    """

    articles: int
    words: int
    years: Facet
    tags: Facet
    other_tags: int
    timeline: Timeline
    lengths: tuple[LengthClass, ...]
    coverage: tuple[tuple[str, int], ...]
    longest: tuple[Entry, ...]
    newest: tuple[Entry, ...]


def gather(index: OpenIndex, articles: Callable[[str], Iterator[Entry]], most: int) -> Statistics:
    """The statistics of an index; `articles(sort)` returns the first `most` articles in an order."""
    catalog = index.catalog
    years = count(index, None, "date:year")
    recent = sorted(years.values, reverse=True)
    tags = count(index, None, "tags", most)
    return Statistics(
        articles=catalog.count(),
        words=catalog.words(),
        years=years._replace(values=tuple(recent[:most]), other=len(recent[most:])),
        tags=tags,
        other_tags=articles_with_others(catalog, [tag for tag, _ in tags.values]) if tags.other else 0,
        timeline=timeline(catalog, years.values, years.missing),
        lengths=tuple(_lengths(catalog)),
        coverage=tuple(coverage(catalog)),
        longest=tuple(articles("words:desc")),
        newest=tuple(one for one in articles("date:desc") if one.date),
    )


def _lengths(catalog: Catalog) -> Iterator[LengthClass]:
    """The classes of lengths that have articles, and those between them."""
    counts = lengths(catalog, _LENGTHS)
    filled = [at for at, number in enumerate(counts) if number]
    for at in range(filled[0], filled[-1] + 1) if filled else ():
        most = _LENGTHS[at + 1] - 1 if at + 1 < len(_LENGTHS) else None
        yield LengthClass(_LENGTHS[at], most, counts[at])
