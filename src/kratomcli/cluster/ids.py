"""Which articles have another id than they should: of several that prefer one, the first path gets it.

Several workers may give one id to articles in their partitions. So each looks, after it has written, at what
all have written: the last of them sees all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from kratomcli.batches import batches
from kratomcli.catalog.schema import ArticleRow
from kratomcli.cluster.rows import row_of
from kratomcli.model.paths import ALL_SUFFIXES, full_id, preferred_id, suffix_of
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from kratomcli.cluster.target import Target

_AT_ONCE = 10_000
"""Values in one query, and documents in one answer."""


class WrittenArticle(NamedTuple):
    """An article as the cluster has it, and the version of its document."""

    row: ArticleRow
    version: int


class WrongId(NamedTuple):
    """An article, and the id that it should have; `base` is its preferred id if that is another one's."""

    found: WrittenArticle
    id: str
    base: str | None


def wrong_ids(target: Target, written: Collection[str], doubtful: Collection[str]) -> list[WrongId]:
    """The articles with wrong ids, as far as what was written just now has to do with them.

    Args:
        written: the preferred ids of articles that were written.
        doubtful: those of articles that were deleted or have another id, and their paths.
    """
    groups: dict[str, dict[str, WrittenArticle]] = {}
    wanted = {*doubtful, *_shared(target, written), *filter(_is_path, written)}
    while new := wanted - groups.keys():
        groups |= {name: {} for name in new}
        for found in _with(target, "preferred", new):
            groups[preferred_id(found.row.path)][found.row.path] = found
            if found.row.base is not None:
                wanted.add(found.row.path)  # its id may be what another one prefers
        for name in new:
            if len(groups[name]) > 1:
                wanted.update(groups[name])
        for found in _with(target, "path", [*filter(_is_path, new)]):
            wanted.add(preferred_id(found.row.path))
    everything = [found for group in groups.values() for found in group.values()]
    return [wrong for found in everything if (wrong := _checked(found, groups)) is not None]


def _checked(found: WrittenArticle, groups: dict[str, dict[str, WrittenArticle]]) -> WrongId | None:
    path = found.row.path
    preferred = preferred_id(path)
    id, base = (full_id(path), preferred) if _is_full(path, groups) else (preferred, None)
    return None if (found.row.id, found.row.base) == (id, base) else WrongId(found, id, base)


def _is_full(path: str, groups: dict[str, dict[str, WrittenArticle]]) -> bool:
    """Whether an article must have its path for an id."""
    preferred = preferred_id(path)
    if path != min(groups[preferred]):
        return True
    # The one at the path `a.html` may have to have that for an id, which `a.html.md` prefers.
    is_there = preferred != path and preferred in groups.get(preferred_id(preferred), {})
    return is_there and _is_full(preferred, groups)


def _is_path(preferred: str) -> bool:
    return suffix_of(preferred) in ALL_SUFFIXES


def _shared(target: Target, written: Collection[str]) -> Iterator[str]:
    """Of these preferred ids, those of several articles."""
    for some in batches(written, _AT_ONCE):
        terms = {"field": "preferred", "min_doc_count": 2, "size": _AT_ONCE, "shard_size": _AT_ONCE}
        body = {
            "size": 0,
            "track_total_hits": False,
            "query": {"terms": {"preferred": some}},
            "aggs": {"shared": {"terms": terms | {"execution_hint": "map"}}},
        }
        for bucket in target.search(body)["aggregations"]["shared"]["buckets"]:
            yield bucket["key"]


def _with(target: Target, field: str, values: Collection[str]) -> Iterator[WrittenArticle]:
    """The articles with these values."""
    for some in batches(values, _AT_ONCE):
        body: dict[str, Any] = {
            "size": _AT_ONCE,
            "track_total_hits": False,
            "version": True,
            "_source": ["row"],
            "query": {"terms": {field: some}},
            "sort": [{"key": "asc"}],
        }
        while True:
            hits = target.search(body)["hits"]["hits"]
            for one in hits:
                yield WrittenArticle(ArticleRow._make(row_of(one["_source"])[:-1]), one["_version"])
            if len(hits) < _AT_ONCE:
                break
            body["search_after"] = hits[-1]["sort"]
