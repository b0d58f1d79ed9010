"""Reading the documents of articles from one point in time of a cluster: by keys, by values, in an order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, Protocol

from kratomcli.cluster.rows import abbreviation
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from kratomcli.catalog.sql_fields import Sort

ArticleQuery = dict[str, Any]
"""A query in the cluster's JSON."""

NativeOrder = Sequence[dict[str, Any]]
"""How articles are sorted, in the cluster's JSON; the last value is unique."""

EVERYTHING: ArticleQuery = {"match_all": {}}
BY_KEY: NativeOrder = ({"key": "asc"},)
BY_ID: NativeOrder = ({"id": "asc"}, {"key": "asc"})
PAGE = 2_000
"""Documents in a request whose rows are read."""
_FIRST = 200
"""In the first request of a listing, whose first line is there at once."""
_WINDOW = 10_000
"""The most documents that a cluster gives at a time."""
MOST_VALUES = 30_000
"""Values in one query, of 65,536 that a cluster takes."""
_SORTED = {"date": "sort_date", "updated": "sort_updated", "title": "sort_title", "words": "word_count"}


class PointInTime(Protocol):
    """A state of the index that others do not change."""

    @property
    def documents(self) -> int:
        """How many articles there are."""

    def search(self, body: dict[str, Any]) -> dict[str, Any]:
        """The answer of all shards to a search request."""


class NoArticles:
    """The state of an index that was never made."""

    documents = 0

    def search(self, body: dict[str, Any]) -> dict[str, Any]:
        """No hits, and sums of nothing."""
        sums = {name: {"value": 0} for name in body.get("aggs", {})}
        return {"hits": {"total": {"value": 0}, "hits": []}, "aggregations": sums}


class StoredArticle(NamedTuple):
    """The document of an article: its key, and what was asked for of what it keeps."""

    key: int
    kept: dict[str, Any]


def by_keys(keys: Sequence[int]) -> ArticleQuery:
    """The articles with these keys, at most as many as a request gives."""
    return {"ids": {"values": [str(key) for key in keys]}}


def by_values(field: str, values: Sequence[str | int]) -> ArticleQuery:
    """The articles that have any of these values."""
    return {"terms": {field: list(values)}}


def abbreviated(text: str) -> ArticleQuery:
    """The articles whose id, or the rest of it behind a separator, begins with a text."""
    return {"prefix": {"id_ends": abbreviation(text)}}


def beginning(start: str) -> ArticleQuery:
    """The articles whose id begins with a text."""
    return {"prefix": {"id": start}} if start else EVERYTHING


def in_batches(values: Sequence[Any], size: int = MOST_VALUES) -> Iterator[Sequence[Any]]:
    """The values in lists that fit into one query."""
    return (values[at : at + size] for at in range(0, len(values), size))


def native_order(sort: Sort | None, roots: Sequence[tuple[str, str]]) -> NativeOrder | None:
    """How a cluster sorts articles as the catalog does; None if it can't."""
    if sort is None:
        return BY_ID
    direction = "desc" if sort.descending else "asc"
    if sort.field == "id":
        return [{"id": direction}, {"key": "asc"}]
    if sort.field == "path":
        return [{"sort_path": direction}, *BY_ID] if len(roots) == 1 else None
    if sort.field in _SORTED:
        return [{_SORTED[sort.field]: {"order": direction, "missing": "_last"}}, *BY_ID]
    return None


class Articles:
    """The documents in one point in time."""

    def __init__(self, state: PointInTime) -> None:
        self.state = state

    def all_of(self, query: ArticleQuery, *kept: str) -> Iterator[list[StoredArticle]]:
        """Yield all documents that match, page by page; `kept` is what is read of each."""
        return self.in_order(query, BY_KEY, *kept)

    def in_order(
        self,
        query: ArticleQuery,
        order: NativeOrder,
        *kept: str,
        limit: int | None = None,
        offset: int = 0,
    ) -> Iterator[list[StoredArticle]]:
        """Yield the documents that match in an order that ends in a unique value, page by page.

        Args:
            kept: what is read of each document.
            limit: maximum number of documents; None for no maximum.
            offset: how many are left out first.
        """
        body = {"query": query, "sort": list(order), "track_total_hits": False}
        left, skipped = limit, 0
        while skipped < offset:
            found = self._found(body | {"size": min(offset - skipped, _WINDOW), "_source": False})
            if not found:
                return
            skipped += len(found)
            body["search_after"] = found[-1]["sort"]
        source: dict[str, Any] = {"_source": list(kept) or False}
        sizes = chain([_FIRST], repeat(PAGE)) if kept else repeat(_WINDOW)
        while left is None or left > 0:
            size = next(sizes) if left is None else min(next(sizes), left)
            found = self._found(body | source | {"size": size})
            if found:
                yield [StoredArticle(int(one["_id"]), one.get("_source", {})) for one in found]
            if len(found) < size:
                return
            left = None if left is None else left - size
            body["search_after"] = found[-1]["sort"]

    def count(self, query: ArticleQuery) -> int:
        """How many documents match."""
        answer = self.state.search({"query": query, "size": 0, "track_total_hits": True})
        return int(answer["hits"]["total"]["value"])

    def total(self, field: str) -> int:
        """The sum of a number of all articles."""
        sums = {"total": {"sum": {"field": field}}}
        answer = self.state.search({"size": 0, "track_total_hits": False, "aggs": sums})
        return int(answer["aggregations"]["total"]["value"])

    def _found(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        return list(self.state.search(body)["hits"]["hits"])
