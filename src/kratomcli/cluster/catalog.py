"""The catalog of a library on a cluster: the same tables in memory, filled with the rows asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, dropwhile, islice
from typing import TYPE_CHECKING, Any

from kratomcli.batches import batches
from kratomcli.catalog.catalog import Catalog
from kratomcli.catalog.links import LinkResolver
from kratomcli.catalog.queries import has_key
from kratomcli.catalog.schema import INSERT_ARTICLE, ArticleRow, FileRow, checksum
from kratomcli.catalog.writer import CatalogWriter
from kratomcli.cluster.articles import (
    BY_ID,
    BY_KEY,
    EVERYTHING,
    MOST_VALUES,
    PAGE,
    ArticleQuery,
    Articles,
    StoredArticle,
    abbreviated,
    beginning,
    by_keys,
    by_values,
    in_batches,
    native_order,
)
from kratomcli.cluster.rows import article_of, binary, links_of, row_of
from kratomcli.cluster.stored_files import StoredFile
from kratomcli.engine.keywords import WHOLE
from kratomcli.errors import IndexRefusal
from kratomcli.model.paths import full_id, preferred_id

if TYPE_CHECKING:
    from kratomcli.catalog.history import Event
    from kratomcli.catalog.schema import Failure, TextLocation
    from kratomcli.catalog.sql_fields import Sort
    from kratomcli.cluster.rows import StoredRow
    from kratomcli.cluster.state import StateDocuments
    from kratomcli.conventions.recognition import Conventions

_FEW = 100
"""Articles among which a key of front matter is looked for first."""
_AHEAD = 64
"""Files that are read at a time, of those whose locations were asked for."""
_MOST = 20_000
"""Rows that are held before a question that needs others; then all are forgotten."""
_CACHE = 200_000
"""Kibibytes of rows in memory."""
_HELD = 50_000
"""Articles of a library all of whose rows are held, if a question is about all or about many of them."""
_FEW_NAMES = 100
"""Times that the articles with some names are loaded, until those with any name are."""
_INSERT_NEW = INSERT_ARTICLE.replace("INSERT", "INSERT OR IGNORE")
_ROW = ("row",)
_NAMES = ("row", "names")
_LINKS = ("row", "names", "links")
_FILE = ("row", "packed", "file")


class ClusterCatalog(Catalog):
    """Rows of articles from one point in time of a cluster."""

    WITHOUT_FILE = ""
    """A file of SQLite's own, for rows that memory has no room for."""

    def __init__(
        self,
        roots: Sequence[tuple[str, str]],
        state: StateDocuments,
        conventions: Callable[[], Conventions],
    ) -> None:
        """Load nothing yet; `conventions` gives the tools of the folders. `renew` is to be called first."""
        super().__init__(None, roots)
        self.execute(f"PRAGMA cache_size={-_CACHE}")
        self.execute("PRAGMA journal_mode=MEMORY")
        self._state = state
        self._conventions = conventions
        self._articles: Articles
        self._page: Catalog | None = None
        self._generation = 0
        self._loaded: set[int] = set()
        self._linked: set[int] = set()
        self._named: set[int] = set()
        self._sought: set[str] = set()
        self._has_all = self._has_all_names = self._has_all_links = False
        self._asked_names = 0
        self._coming: dict[str, int] = {}
        self._files: dict[str, StoredFile] = {}
        self._absent: set[str] = set()

    def renew(self, articles: Articles, generation: int, facts: Mapping[str, str]) -> None:
        """Answer from another state of the index from now on."""
        self._articles, self._generation = articles, generation
        self._forget()
        self._coming, self._files, self._absent = {}, {}, set()
        self.execute("DELETE FROM meta")
        self.note(**{**facts, "generation": str(generation)})

    def close(self) -> None:
        if self._page is not None:
            self._page.close()
        super().close()

    # -- one state ---------------------------------------------------------------------------------

    @property
    def is_held(self) -> bool:
        """False: all of it is of one state in any case, and loading must not end in a rollback."""
        return False

    def hold(self) -> int:
        return self._generation

    def rollback(self) -> None:
        """Nothing was begun."""

    # -- what is loaded before it is read ------------------------------------------------------------

    def need_all(self) -> None:
        if not self._has_all:
            self._load(EVERYTHING, *_ROW)
            self._has_all = True

    def need_key(self, name: str) -> None:
        self._make_room()
        token = f"has{WHOLE}{name.lower()}"
        self._load(by_values("keywords", [token]), *_ROW, limit=_FEW)
        if not has_key(self, name):
            self.need_all()

    def need_ids(self, ids: Sequence[str]) -> None:
        missing = [id for id in ids if id not in self._sought and not self._has(id)]
        if missing:
            self._make_room()
        for some in in_batches(missing):
            self._load(by_values("id", some), *_LINKS)
        self._sought.update(missing)

    def _has(self, id: str) -> bool:
        return bool(self.rows("SELECT 1 FROM articles WHERE id = ?", (id,)))

    def need_names(self, names: Collection[int]) -> None:
        missing = [name for name in names if name not in self._named]
        if not missing or self._has_all_names:
            return
        self._asked_names += 1
        if self._asked_names > _FEW_NAMES and self.count() <= _HELD:
            self._load(EVERYTHING, *_NAMES)
            self._has_all = self._has_all_names = True
            return
        for some in in_batches(missing):
            self._load(by_values("names", some), *_NAMES)
        self._named.update(missing)

    def need_links(self) -> None:
        if not self._has_all_links:
            self._load(EVERYTHING, *_LINKS)
            self._has_all = self._has_all_names = self._has_all_links = True
            self._resolve("SELECT DISTINCT name FROM links")

    def need_links_from(self, keys: Sequence[int]) -> None:
        self._load_keys(keys, *_LINKS)
        for some in in_batches(keys, 500):
            marks = ",".join("?" * len(some))
            self._resolve(f"SELECT DISTINCT name FROM links WHERE source IN ({marks})", some)

    def need_links_to(self, key: int) -> None:
        self._make_room()
        self._load_keys([key], *_NAMES)
        names = [name for (name,) in self.rows("SELECT name FROM names WHERE key = ?", (key,))]
        for some in in_batches(names):
            self._load(by_values("link_names", some), *_LINKS)
        self._resolve("SELECT name FROM names WHERE key = ?", (key,))

    def _resolve(self, sql: str, values: Sequence[int] = ()) -> None:
        """Find the articles that the links with some names mean."""
        names = [name for (name,) in self.rows(sql, values)]
        if names:
            LinkResolver(self, self._conventions()).resolve(names)

    # -- questions ---------------------------------------------------------------------------------

    def count(self) -> int:
        return self._articles.state.documents

    @property
    def is_empty(self) -> bool:
        return self.count() == 0

    def words(self) -> int:
        return self._articles.total("word_count")

    def generation(self) -> int:
        return self._generation

    def failures(self) -> list[Failure]:
        return self._state.failures()

    def events(self, *, at: float | None = None, state: int | None = None) -> list[Event]:
        return self._state.events(at=at, state=state)

    def find(self, text: str, limit: int) -> list[tuple[int, str]]:
        self.need_ids([text])
        if text and not self._has(text):
            self._load(abbreviated(text), *_LINKS, limit=limit)
        return super().find(text, limit)

    def ids(self, start: str, limit: int) -> list[tuple[str, str]]:
        self._make_room()
        self._load(beginning(start), *_ROW, limit=limit)
        return super().ids(start, limit)

    def conversion(self, path: str) -> bytes | None:
        found = self.stored(path)
        return found.packed if found else None

    def conversions(self) -> Iterator[tuple[str, bytes]]:
        for some in self._articles.all_of(EVERYTHING, "row", "packed"):
            for one in some:
                if (packed := binary(one.kept, "packed")) is not None:
                    yield article_of(one.kept).path, packed

    def files(self) -> Iterator[FileRow]:
        for some in self._articles.all_of(EVERYTHING, *_ROW):
            for row in (article_of(one.kept) for one in some):
                yield FileRow(row.file or row.path.encode(), row.size, row.mtime, row.fingerprint)

    def locations(self, keys: Sequence[int]) -> dict[int, TextLocation]:
        found = super().locations(keys)
        self._coming = {location.path: key for key, location in found.items()}
        return found

    def stored(self, path: str) -> StoredFile | None:
        """What is kept of the file at a path within the library; None if it is no article's."""
        if path not in self._files and path not in self._absent:
            near = dropwhile(lambda item: item[0] != path, self._coming.items())
            keys = [key for _, key in islice(near, _AHEAD)]
            query = by_keys(keys) if keys else by_values("id", [preferred_id(path), full_id(path)])
            found = [one for some in self._articles.all_of(query, *_FILE) for one in some]
            if found:
                self._files = dict(map(_stored_file, found))
            if path not in self._files:
                self._absent.add(path)
        return self._files.get(path)

    def some(self, sql: str, keys: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        self._load_keys(keys, *_ROW)
        return super().some(sql, keys)

    # -- listings ------------------------------------------------------------------------------------

    def _source(self, keys: Iterable[Sequence[int]] | None) -> str:
        if keys is None:
            self.need_all()
            return super()._source(None)
        chosen = [*chain.from_iterable(keys)]
        self._load_keys(chosen, *_ROW)
        return super()._source([chosen])

    def _cursor(
        self,
        expression: str,
        keys: Iterable[Sequence[int]] | None,
        sort: Sort | None,
        limit: int | None,
        offset: int,
    ) -> Iterator[tuple[Any, ...]]:
        order = native_order(sort, self.columns.roots)
        if keys is None:
            query: ArticleQuery | None = EVERYTHING
        elif (query := getattr(keys, "query", None)) is None:
            keys = [*keys]
            chosen = [*chain.from_iterable(keys)]
            query = by_keys(chosen) if len(chosen) <= MOST_VALUES else None
        if order is None or query is None:
            return super()._cursor(expression, keys, sort, limit, offset)
        if expression == "key":
            found = self._articles.in_order(query, order, limit=limit, offset=offset)
            return ((one.key,) for some in found for one in some)
        found = self._articles.in_order(query, order, *_ROW, limit=limit, offset=offset)
        return chain.from_iterable(self._values(expression, some) for some in found)

    def _values(self, expression: str, articles: Sequence[StoredArticle]) -> list[tuple[Any, ...]]:
        """The values of an SQL expression for some articles, in their order."""
        sql = f"SELECT {expression} FROM page CROSS JOIN articles USING (key) ORDER BY at"
        return self._only(articles).rows(sql)

    def _only(self, articles: Sequence[StoredArticle]) -> Catalog:
        """A catalog with these articles alone, whose order is that of its table `page`."""
        if self._page is None:
            self._page = Catalog(None, self.columns.roots)
            self._page.execute("CREATE TABLE page(at INTEGER PRIMARY KEY, key INTEGER NOT NULL)")
        page = self._page
        page.begin()
        page.execute("DELETE FROM articles")
        page.execute("DELETE FROM page")
        _insert(page, [row_of(one.kept) for one in articles])
        page.execute_many("INSERT INTO page(key) VALUES (?)", ((one.key,) for one in articles))
        page.commit()
        return page

    def tally(
        self, field: str, length: int, keys: Iterable[Sequence[int]] | None = None
    ) -> tuple[list[tuple[str, int]], int]:
        query = EVERYTHING if keys is None else getattr(keys, "query", None)
        if query is None or (keys is None and self.count() <= _HELD):
            return super().tally(field, length, keys)
        # Counted page by page: there may be more rows than memory has room for.
        self.execute("CREATE TEMP TABLE IF NOT EXISTS counted(value, number INTEGER NOT NULL)")
        self.execute("DELETE FROM counted")
        value, rows = self._valued(field, length, "articles")
        without = 0
        for some in self._articles.all_of(query, *_ROW):
            page = self._only(some)
            sql = f"SELECT min({value}), count(DISTINCT key) {rows} GROUP BY {value} COLLATE NOCASE"
            self.execute_many("INSERT INTO counted VALUES (?, ?)", page.rows(sql))
            without += len(some) - int(page.execute(f"SELECT count(DISTINCT key) {rows}").fetchone()[0])
        found = self.rows(
            "SELECT min(value), sum(number) FROM counted"
            " GROUP BY value COLLATE NOCASE ORDER BY 2 DESC, 1 COLLATE NOCASE"
        )
        return [(str(value), int(number)) for value, number in found], without

    # -- rows ----------------------------------------------------------------------------------------

    def _load_keys(self, keys: Sequence[int], *kept: str) -> None:
        """Load the articles with these keys, unless they are there."""
        known = self._loaded if kept == _ROW else self._linked
        missing = [key for key in keys if key not in known]
        if missing:
            self._make_room()
        for some in batches(missing, PAGE):
            self._load(by_keys(some), *kept)
            if kept != _NAMES:
                known.update(some)  # those that do not exist are not asked for again

    def _load(self, query: ArticleQuery, *kept: str, limit: int | None = None) -> None:
        """Load the articles that match; with `limit` the first ones by id."""
        order = BY_KEY if limit is None else BY_ID
        for some in self._articles.in_order(query, order, *kept, limit=limit):
            self._store(some, kept)

    def _store(self, articles: Sequence[StoredArticle], kept: Sequence[str]) -> None:
        new = [one for one in articles if one.key not in self._loaded]
        with self.step():
            _insert(self, [row_of(one.kept) for one in new])
            if "names" in kept:
                names = ((name, one.key) for one in articles for name in one.kept["names"])
                self.execute_many("INSERT OR IGNORE INTO names VALUES (?, ?)", names)
            if "links" in kept:
                links = ((one.key, *link) for one in articles for link in links_of(one.kept))
                self.execute_many("INSERT OR IGNORE INTO links VALUES (?, ?, ?, ?, NULL)", links)
                self._linked.update(one.key for one in articles)
        self._loaded.update(one.key for one in new)

    def _make_room(self) -> None:
        """Before a question: forget the rows of others, if they are many."""
        if len(self._loaded) > _MOST and not self._has_all:
            self._forget()

    def _forget(self) -> None:
        for table in ("articles", "names", "links"):
            self.execute(f"DELETE FROM {table}")
        for known in (self._loaded, self._linked, self._named, self._sought):
            known.clear()
        self._has_all = self._has_all_names = self._has_all_links = False
        self._asked_names = 0


def _stored_file(article: StoredArticle) -> tuple[str, StoredFile]:
    """The path of an article, and what is kept of its file."""
    row, kept = article_of(article.kept), article.kept
    return row.path, StoredFile(row.size, row.mtime, binary(kept, "file"), binary(kept, "packed"))


def _insert(catalog: Catalog, rows: Sequence[StoredRow]) -> None:
    """Insert rows of articles.

    Until two workers have settled it, an id may be that of two articles: the first by path keeps it here.
    """
    try:
        with catalog.step():
            catalog.execute_many(INSERT_ARTICLE, rows)
    except IndexRefusal:
        catalog_writer = CatalogWriter(catalog)
        for row in map(ArticleRow._make, (row[:-1] for row in rows)):
            holder = catalog_writer.holder(row.id)
            if holder is not None and holder[1] < row.path:
                row = row._replace(id=full_id(row.path), base=row.id)
            elif holder is not None:
                catalog_writer.rename(holder[0], full_id(holder[1]), row.id)
            catalog.execute(_INSERT_NEW, (*row, checksum(row)))
