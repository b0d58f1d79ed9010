"""The links between articles: which article each means, kept as articles come and go, and who links to whom.

A link is stored under the key of the name that it has for its target. When an article with such a name comes
or goes, the links under that key, and no others, are resolved anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from kratomcli.links.extraction import links_in
from kratomcli.links.names import Named, name_keys, named
from kratomcli.links.resolution import is_named, lookup_key, resolved
from kratomcli.markup.links import link_key
from kratomcli.markup.tools.wiki_links import SCHEME
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from kratomcli.catalog.catalog import Catalog
    from kratomcli.conventions.recognition import Conventions
    from kratomcli.model.article import Article

_NAMED = "key, id, path, title, coalesce(date, ''), meta"
_NONE = (1 << 63) - 1
"""No article has a key as high."""
_BY_NAME = f"SELECT {_NAMED} FROM names JOIN articles USING (key) WHERE name = ?"


class StoredLink(NamedTuple):
    """A link of an article: keys of the article and of the one it means (None: none), offset and address."""

    source: int
    start: int
    address: str
    target: int | None


class LinkResolver:
    """Finds the articles that links mean, by the names that the catalog has of all articles."""

    def __init__(self, catalog: Catalog, conventions: Conventions) -> None:
        self.catalog = catalog
        self.conventions = conventions
        self._roots = [
            part for root in catalog.columns.roots for part in (root[0], os.path.basename(root[1])) if part
        ]

    def target(self, address: str, source: str) -> Named | None:
        """The article that a link means; `source` is the path within the library of the one with the link."""
        key = lookup_key(address, source)
        return self.among(address, source, self._with_name(key)) if key else None

    def among(self, address: str, source: str, candidates: Sequence[Named]) -> Named | None:
        """As `target`, of the articles with the lookup key of the link."""
        convention = self.conventions.of(os.fsencode(source))
        return resolved(address, source, candidates, convention, self._roots)

    def _with_name(self, key: int) -> list[Named]:
        self.catalog.need_names([key])
        return [_named(row) for row in self.catalog.rows(_BY_NAME, (key,))]

    def resolve(self, names: Collection[int], first: int = _NONE) -> None:
        """Store what the links mean that are stored under these names, or are of articles from `first` on."""
        self.catalog.fill("touched", [names])
        links = self.catalog.rows(
            "SELECT name, links.source, links.start, address, target, path"
            " FROM links JOIN articles ON key = links.source"
            " WHERE links.source >= ? OR name IN (SELECT key FROM touched) ORDER BY name",
            (first,),
        )
        changed = list(self._changed(links))
        if changed:
            self.catalog.execute_many("UPDATE links SET target = ? WHERE source = ? AND start = ?", changed)

    def _changed(self, links: Sequence[Sequence[Any]]) -> Iterator[tuple[int | None, int, int]]:
        """(target, source, start) of the links whose target is another one than before."""
        candidates = self._candidates({link[0] for link in links})
        known: dict[tuple[str, str], Named | None] = {}
        for name, source, start, address, before, path in links:
            # What a name means depends on the folder alone: many articles may share a name, and link to it.
            place = (address, os.path.dirname(path)) if address.startswith(SCHEME) else (address, path)
            if place not in known:
                known[place] = self.among(address, path, candidates.get(name, ()))
            found = known[place]
            if (target := found.key if found else None) != before:
                yield target, source, start

    def _candidates(self, names: set[int]) -> dict[int, list[Named]]:
        """Name key → the articles with such a name."""
        self.catalog.need_names(names)
        self.catalog.fill("touched", [names])
        rows = self.catalog.rows(
            f"SELECT name, {_NAMED} FROM names JOIN articles USING (key)"
            " WHERE name IN (SELECT key FROM touched) ORDER BY name"
        )
        return {name: [_named(row[1:]) for row in some] for name, some in groupby(rows, lambda row: row[0])}


def _named(row: Sequence[Any]) -> Named:
    key, id, path, title, date, meta = row
    return named(key, id, path, title, date, json.loads(meta) if meta else {})


def called(catalog: Catalog, name: str) -> list[tuple[int, str]]:
    """(key, id) of each article with this name: its file's, its title, or an alias; case does not count."""
    from urllib.parse import quote

    key = lookup_key(SCHEME + quote(name), "")
    catalog.need_names([key])
    rows = catalog.rows(f"{_BY_NAME} ORDER BY id", (key,))
    return [(one.key, one.id) for one in map(_named, rows) if is_named(one, name)]


class LinkWriter(LinkResolver):
    """Stores articles' names and links within the transaction of a `CatalogWriter`."""

    def __init__(self, catalog: Catalog, conventions: Conventions) -> None:
        super().__init__(catalog, conventions)
        self._touched: set[int] = set()
        self._first: int | None = None

    def put(self, key: int, article: Article, path: str) -> None:
        """Store the names and the links of a new article; `path` is its path within the library."""
        names = name_keys(named(key, article.id, path, article.title, article.date, article.meta))
        self._touched |= names
        self._first = key if self._first is None else min(key, self._first)
        self.catalog.execute_many("INSERT INTO names VALUES (?, ?)", ((name, key) for name in names))
        rows = [(key, link.start, link.address, lookup_key(link.address, path)) for link in links_in(article)]
        if rows:
            self.catalog.execute_many("INSERT OR IGNORE INTO links VALUES (?, ?, ?, ?, NULL)", rows)

    def remove(self, key: int) -> None:
        """Forget the names and the links of an article."""
        names = self.catalog.rows("SELECT name FROM names WHERE key = ?", (key,))
        self._touched.update(name for (name,) in names)
        self.catalog.execute("DELETE FROM names WHERE key = ?", (key,))
        self.catalog.execute("DELETE FROM links WHERE source = ?", (key,))

    def settle(self) -> None:
        """Resolve the links that what was stored and removed may have changed."""
        if not self._touched and self._first is None:
            return
        self.resolve(self._touched, _NONE if self._first is None else self._first)
        self._touched, self._first = set(), None


def targets(catalog: Catalog, keys: Sequence[int]) -> dict[int, dict[str, str]]:
    """Key of an article → for each of its links that means another one `link_key` → absolute path of that."""
    catalog.need_links_from(keys)
    found: dict[int, dict[str, str]] = {}
    sql = (
        f"SELECT links.source, address, {catalog.columns.path()}"
        " FROM links JOIN articles ON key = target WHERE links.source IN"
    )
    for source, address, path in catalog.some(sql, keys):
        found.setdefault(source, {})[link_key(address)] = path
    return found


def links_from(catalog: Catalog, key: int) -> list[StoredLink]:
    """The links of an article, in their order."""
    catalog.need_links_from([key])
    return _stored(catalog, "source = ? ORDER BY start", key)


def links_to(catalog: Catalog, key: int) -> list[StoredLink]:
    """The links of other articles that mean this one, by article."""
    catalog.need_links_to(key)
    return _stored(catalog, "target = ? AND source != target ORDER BY source, start", key)


def linking(catalog: Catalog, key: int) -> list[int]:
    """Keys of the other articles that link to one, in ascending order."""
    catalog.need_links_to(key)
    return _keys(catalog, "DISTINCT source", "target = ? AND source != target ORDER BY source", key)


def linked(catalog: Catalog, key: int) -> list[int]:
    """Keys of the other articles that one links to, in ascending order."""
    catalog.need_links_from([key])
    return _keys(catalog, "DISTINCT target", "source = ? AND target != source ORDER BY target", key)


def with_backlinks(catalog: Catalog) -> list[int]:
    """Keys of all articles that another one links to, in ascending order."""
    catalog.need_links()
    return _keys(catalog, "DISTINCT target", "target != source ORDER BY target")


def with_links(catalog: Catalog) -> list[int]:
    """Keys of all articles that link to another one, in ascending order."""
    catalog.need_links()
    return _keys(catalog, "DISTINCT source", "target != source ORDER BY source")


def edges(catalog: Catalog) -> list[tuple[str, str, int]]:
    """(id of the source, id of the target, number of links) of articles that are linked, in that order."""
    catalog.need_links()
    return catalog.rows(
        "SELECT one.id, other.id, count(*) FROM links"
        " JOIN articles AS one ON one.key = links.source JOIN articles AS other ON other.key = target"
        " WHERE target != links.source GROUP BY links.source, target ORDER BY one.id, other.id"
    )


def named_articles(catalog: Catalog) -> list[tuple[str, str, str]]:
    """(id, title, date) of all articles, by id; the date is "" if it is not known."""
    catalog.need_all()
    return catalog.rows("SELECT id, title, coalesce(date, '') FROM articles ORDER BY id")


def _keys(catalog: Catalog, what: str, where: str, *values: int) -> list[int]:
    return [key for (key,) in catalog.rows(f"SELECT {what} FROM links WHERE {where}", values)]


def _stored(catalog: Catalog, where: str, key: int) -> list[StoredLink]:
    sql = f"SELECT source, start, address, target FROM links WHERE {where}"
    return [StoredLink(*row) for row in catalog.rows(sql, (key,))]
