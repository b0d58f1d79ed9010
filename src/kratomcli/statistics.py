"""A library at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kratomcli.entry import Entry
    from kratomcli.facets import Facet


class Statistics(NamedTuple):
    """What there is: counts, years and tags, and how many articles have each field.

    `coverage` is (field, articles that have it); a title counts where the article names it itself, in
    front matter or by a heading. Articles come best first, a few of each.
    """

    articles: int
    words: int
    years: Facet
    tags: Facet
    coverage: tuple[tuple[str, int], ...]
    longest: tuple[Entry, ...]
    newest: tuple[Entry, ...]
