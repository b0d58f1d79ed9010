"""A library: folders of articles with an index over them. The one entrance for Python users.

from kratomcli import Library

with Library.open("articles") as library:
    for hit in library.search("withdrawal", limit=3):
        print(hit.score, hit.entry.title)
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, Self, TypeVar

from kratomcli.catalog.sql_fields import CONTRACT, Sort
from kratomcli.config import MAX_FILE_SIZE, cache_home
from kratomcli.errors import AmbiguousId, ArticleNotFound, ArticleUnreadable, IndexDamaged, LibraryUnreadable
from kratomcli.index.index import Index, Refresh, Status
from kratomcli.index.scan import roots_of
from kratomcli.library.arguments import check, require_fields
from kratomcli.library.comparisons import Comparing
from kratomcli.library.repair import answering, streaming
from kratomcli.library.threads import checked
from kratomcli.model.batches import batches
from kratomcli.model.fields import FIELDS, LISTED
from kratomcli.text.normalize import clean

if TYPE_CHECKING:
    import threading

    from kratomcli.catalog.schema import Source
    from kratomcli.checks import Report
    from kratomcli.engine import Highlighter
    from kratomcli.errors import KratomError
    from kratomcli.index.sync import Progress, SyncReport
    from kratomcli.model.article import Article, Dialect
    from kratomcli.model.entry import Entry, Section
    from kratomcli.model.hit import Hit
    from kratomcli.query.ast import Node
    from kratomcli.search.facets import Facet
    from kratomcli.search.quotes import Quote
    from kratomcli.search.statistics import Statistics

T = TypeVar("T")
Matching = Iterator[Sequence[int]] | None
"""Batches of keys, or None for every article."""


class Library(Comparing):
    """Folders of articles and the index over them. Make one with `Library.open`."""

    @classmethod
    def open(
        cls,
        *folders: str | os.PathLike[str],
        cache: str | os.PathLike[str] | None = None,
        refresh: Refresh = "auto",
        max_file_size: int = MAX_FILE_SIZE,
        progress: Callable[[Progress], None] | None = None,
        wait: float = 5.0,
        origin: str = "",
        language: str = "",
        dialect: Dialect | None = None,
        queries: Mapping[str, str] | None = None,
    ) -> Self:
        """Open the library of one folder, or of several as if they were the sub-folders of one.

        Args:
            cache: where indexes are kept; None is the user's cache folder.
            refresh: when to compare with the folders before answering: "auto" is always where that is
                quick, and now and then where it is slow (see `staleness`).
            max_file_size: bytes; larger files are counted as failures.
            progress: called now and then while indexing.
            wait: seconds for another process that is writing the index, where it must be written.
            language: of articles that don't name theirs, such as "de"; "" is English.
            dialect: "commonmark" or "python-markdown"; None looks for a mkdocs.yml or pelicanconf.py.
            queries: saved queries, by name in lower case, for `@name`.

        Raises:
            LibraryUnreadable: a folder that isn't there.
            UsageError: an argument of another type, or out of its range.
        """
        check(["folder"] * len(folders), folders)
        check(
            ("cache", "refresh", "max_file_size", "progress", "wait", "origin", "language"),
            (cache, refresh, max_file_size, progress, wait, origin, language),
        )
        check(("dialect", "queries"), (dialect, queries))
        paths = [os.path.realpath(folder) for folder in folders]
        for path in paths:
            if not os.path.isdir(path):
                raise LibraryUnreadable(f"the library '{path}' is not a folder")
        if not paths:
            raise LibraryUnreadable("a library needs a folder")
        index = Index(
            roots_of(paths),
            os.fspath(cache) if cache is not None else cache_home(),
            refresh=refresh,
            max_file_size=max_file_size,
            progress=progress,
            wait=wait,
            language=language,
            dialect=dialect,
        )
        return cls(index, origin, queries)

    @checked
    def sync(self, *, rebuild: bool = False) -> SyncReport:
        """Bring the index to where the folders are; `rebuild` forgets it first.

        Raises:
            IndexLocked: another process is doing so.
            LibraryUnreadable: a folder is gone.
        """
        return self._index.sync(rebuild=rebuild)

    @checked
    def watch(
        self, stop: threading.Event | None = None, *, debounce: int = 2000
    ) -> Iterator[SyncReport | KratomError]:
        """Sync now and after each batch of changes until `stop` is set: see `kratomcli.index.watch`.

        Args:
            debounce: milliseconds after which changes that keep coming are a batch nevertheless.
        """
        from kratomcli.index.watch import watch

        return watch(self._index.roots, self.sync, stop, debounce)

    @checked
    def status(self) -> Status:
        """The index as it is, without bringing it up to date."""
        return self._index.status(self._origin)

    # -- reading ---------------------------------------------------------------------------------

    @streaming
    def articles(
        self,
        query: str | Node = "",
        *,
        sort: str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Iterator[Entry]:
        """What is known of the articles that match, in order of id or of `sort` ("date:desc").

        Raises:
            QueryError: the query has a mistake.
            UsageError: nothing to sort by under that name.
        """
        for batch in batches(self._keys(query, sort, limit, offset)):
            entries = self._index.catalog.entries(batch)
            yield from (entries[key] for key in batch if key in entries)

    @streaming
    def texts(
        self,
        query: str | Node = "",
        *,
        sort: str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Iterator[Article]:
        """The articles that match with their texts. Files that can't be read become notices."""
        for batch in batches(self._keys(query, sort, limit, offset)):
            entries = self._index.catalog.entries(batch)
            sources = self._index.catalog.sources(batch)
            for key in batch:
                if key in entries:
                    try:
                        yield self._texts.article(entries[key].id, entries[key].path, sources[key])
                    except ArticleUnreadable as error:
                        self._leave_out(error)

    @streaming
    def stamped(
        self, query: str | Node = "", *, sort: str | None = None, limit: int | None = None
    ) -> Iterator[tuple[Entry, str]]:
        """As `articles`, each with a stamp that is another one when its file was changed."""
        for batch in batches(self._keys(query, sort, limit, 0)):
            entries, sources = self._index.catalog.entries(batch), self._index.catalog.sources(batch)
            for key in filter(entries.__contains__, batch):
                yield entries[key], self._texts.stamp(sources[key])

    @streaming
    def read(self, ids: Sequence[str]) -> Iterator[Article]:
        """The articles with exactly these ids, in this order; what can't be read becomes a notice."""
        catalog = self._index.catalog
        with catalog.one_state():
            keys = [key for id in ids for key, exact in catalog.find(id, 1) if exact == id]
            entries, sources, shapes = catalog.entries(keys), catalog.sources(keys), catalog.shapes(keys)
        for key in keys:
            try:
                yield self._texts.recalled(entries[key], sources[key], shapes[key])
            except ArticleUnreadable as error:
                self._leave_out(error)

    @checked
    def lines(
        self,
        shape: Literal["tsv", "json"],
        fields: Sequence[str] = (),
        query: str | Node = "",
        *,
        sort: str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Iterator[str]:
        """As `articles`, as text made by the catalog: tab-separated cells or JSON objects.

        `fields` are field names or front-matter keys; none means all of the contract (JSON only).
        """
        order = self._order(sort)
        names = self._columns(fields, CONTRACT if shape == "json" else LISTED)
        if shape == "tsv":
            require_fields(fields)

        def select(keys: Matching) -> Iterator[str]:
            return self._index.catalog.lines(shape, names, keys=keys, sort=order, limit=limit, offset=offset)

        return self._selected(query, select)

    @checked
    def cells(
        self,
        fields: Sequence[str],
        query: str | Node = "",
        *,
        sort: str | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> Iterator[tuple[str | int, ...]]:
        """As `lines`, as tuples."""
        order, names = self._order(sort), self._columns(fields, LISTED)
        require_fields(fields)

        return self._selected(
            query,
            lambda keys: self._index.catalog.cells(names, keys=keys, sort=order, limit=limit, offset=offset),
        )

    @answering
    def count(self, query: str | Node = "", *, any: bool = False, fuzzy: bool = False) -> int:
        """Number of articles that match."""
        self._index.make_ready()
        node = self._node(query, any=any, fuzzy=fuzzy)
        return self._index.catalog.count() if _is_everything(node) else self._index.engine().count(node)

    def get(self, reference: str) -> Article:
        """The article with this id, or the one that it shortens; "#section" behind it is ignored.

        Raises:
            ArticleNotFound, AmbiguousId: no one article.
            ArticleUnreadable: its file is gone or broken.
        """
        return self.get_part(reference)[0]

    @answering
    def get_part(self, reference: str) -> tuple[Article, Section | None]:
        """As `get`, and the section that "#slug" behind the id names, or one that begins so."""
        id, slug, path, source = self._located(reference)
        article = self._texts.article(id, path, source)
        if slug is None:
            return article, None
        exact = [section for section in article.sections if section.slug == slug]
        found = exact or [section for section in article.sections if section.slug.startswith(slug)]
        if len(found) == 1 or exact:
            return article, found[0]
        slugs = [f"{id}#{section.slug}" for section in found or article.sections]
        if found:
            raise AmbiguousId(f"'{reference}' fits several sections", slugs, hint="Give more of its name.")
        raise ArticleNotFound(
            f"no section '{slug}' in {id}",
            hint=f"It has {', '.join(slugs)}." if slugs else "It has no sections.",
        )

    @streaming
    def files(
        self, query: str | Node = "", *, sort: str | None = None, limit: int | None = None, offset: int = 0
    ) -> Iterator[bytes]:
        """As `articles`, each as the exact path of its file."""
        for batch in batches(self._keys(query, sort, limit, offset)):
            sources = self._index.catalog.sources(batch)
            yield from (self._texts.file(sources[key]) for key in batch if key in sources)

    @answering
    def file(self, reference: str) -> bytes:
        """The exact path of an article's file; raises as `get`."""
        return self._texts.file(self._located(reference)[3])

    @answering
    def raw(self, reference: str) -> bytes:
        """An article's file, byte for byte."""
        id, _, _, source = self._located(reference)
        return self._texts.data(id, source)

    @answering
    def search(
        self,
        query: str | Node,
        *,
        limit: int = 10,
        any: bool = False,
        fuzzy: bool = False,
        sort: str | None = None,
        snippets: int = 3,
        width: int = 240,
        explain: bool = False,
        unique: bool = False,
    ) -> list[Hit]:
        """The best articles for a query, each with its best passages.

        Args:
            any: whether any word will do, rather than all.
            fuzzy: whether words will do that are nearly those asked for.
            sort: as for `articles`; None is by relevance, ties by date (newest first), then id.
                Queries that hold only fields have nothing to rank by and go by date.
            snippets: passages for each article, at most.
            width: characters of a passage, at most.
            explain: whether hits say what their scores are made of.
            unique: whether of several versions of an article only the best is wanted.

        Raises:
            QueryError: the query has a mistake.
        """
        from kratomcli.search.search import find

        self._index.make_ready()
        return find(
            self._index,
            self._texts,
            self._node(query, any=any, fuzzy=fuzzy),
            limit=limit,
            sort=self._order(sort),
            snippets=snippets,
            width=width,
            explain=explain,
            versions=self._comparisons().versions if unique else None,
        )

    @answering
    def highlighter(self, query: str | Node) -> Highlighter:
        """What finds a query's words in texts."""
        self._index.make_ready()
        return self._index.engine().highlighter(self._node(query))

    @answering
    def suggestions(self, query: str | Node) -> list[tuple[str, list[str]]]:
        """(word, what the library has instead, likeliest first) for words that no article has."""
        self._index.make_ready()
        return self._index.engine().suggestions(self._node(query))

    @answering
    def facet(
        self,
        name: str,
        query: str | Node = "",
        *,
        any: bool = False,
        fuzzy: bool = False,
        limit: int | None = None,
    ) -> Facet:
        """The values of a field or front-matter key among the articles that match, and how many have each.

        `name` may be "date:year", "date:month" or "date:day". Every match counts, not only the best.

        Raises:
            UsageError: a name that can't be counted by.
        """
        from kratomcli.search.facets import count

        self._index.make_ready()
        node = self._node(query, any=any, fuzzy=fuzzy)
        return count(self._index, None if _is_everything(node) else node, name, limit)

    @answering
    def statistics(self, most: int = 10) -> Statistics:
        """The library at a glance, with at most so many years, tags and articles of each kind."""
        from kratomcli.search.statistics import gather

        self._index.make_ready()
        return gather(self._index, self.articles, most)

    @checked
    def check(
        self,
        query: str | Node = "",
        *,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        today: str = "",
    ) -> Report:
        """Problems in the articles that match, as they are found; without a query in all files.

        Args:
            select, ignore: codes of rules or their beginnings; no `select` is the default rules.
            today: ISO 8601; "" is SOURCE_DATE_EPOCH or this day.

        Raises:
            UsageError: a code that no rule has.
        """
        from kratomcli.checks import chosen, run

        rules = chosen(select, ignore)
        self._index.make_ready()
        keys = self._keys(query, "path", None, 0)
        return run(self._index, keys, rules, self._steps, today=today, failures=not query)

    @answering
    def quotes(
        self, query: str | Node, *, any: bool = False, fuzzy: bool = False, limit: int | None = None
    ) -> list[Quote]:
        """The sentences that speak of a query's words, copies as one; what most articles say comes first.

        Raises:
            QueryError: the query has a mistake.
        """
        from kratomcli.search.quotes import gather

        self._index.make_ready()
        node = self._node(query, any=any, fuzzy=fuzzy)
        return gather(self.texts(node), self.highlighter(node), node, limit)

    # -- for completion ----------------------------------------------------------------------------

    @checked
    def ids(self, start: str, limit: int = 50) -> list[tuple[str, str]]:
        """(id, title) of articles whose id begins with `start`."""
        return self._index.catalog.ids(start, limit)

    @checked
    def values(self, field: str, start: str = "", limit: int = 50) -> list[tuple[str, int]]:
        """Values of a keyword field, in lower case, that begin with `start`, and how many articles."""
        return self._index.engine().values(field, start, limit)

    @checked
    def names(self) -> list[str]:
        """Fields and front-matter keys that any article has a value for."""
        return self._index.engine().names()

    # -- queries ---------------------------------------------------------------------------------------

    def _node(self, query: str | Node, *, any: bool = False, fuzzy: bool = False) -> Node:
        from kratomcli.query import any_of, check_query, parse

        if isinstance(query, str):
            node = parse(clean(query), keys=lambda: self._index.engine().names(), saved=self._queries)
        else:
            node = query
        node = any_of(node) if any else node
        if fuzzy:
            from kratomcli.query import fuzzy as loosened

            node = loosened(node)
        check_query(node)
        return node

    @streaming
    def _selected(self, query: str | Node, give: Callable[[Matching], Iterator[T]]) -> Iterator[T]:
        """What `give` makes of the keys that match, with engine and catalog at the same commit."""
        self._index.make_ready()
        node = self._node(query) if query else None
        if node is None or _is_everything(node):
            yield from give(None)
            return
        with self._index.held() as engine:
            yield from give(engine.keys(node))

    def _keys(self, query: str | Node, sort: str | None, limit: int | None, offset: int) -> Iterator[int]:
        order = self._order(sort)
        return self._selected(
            query, lambda keys: self._index.catalog.keys(keys=keys, sort=order, limit=limit, offset=offset)
        )

    def _order(self, text: str | None) -> Sort | None:
        if text is None:
            return None
        sort = Sort.parse(text)
        return sort if sort.field in FIELDS else sort._replace(field=self._columns([sort.field], LISTED)[0])

    @answering
    def _columns(self, names: Sequence[str], fields: Sequence[str]) -> list[str]:
        """What names of columns mean: see `known`. The index is only asked about those that are no fields."""
        if all(name in fields for name in names):
            return list(names)
        from kratomcli.catalog.queries import known

        self._index.make_ready()
        return [known(self._index.catalog, name, fields) for name in names]

    # -- articles ------------------------------------------------------------------------------------

    def _located(self, reference: str) -> tuple[str, str | None, str, Source]:
        """An article's id, the section asked for, its path, and where its text is."""
        from kratomcli.search.lookup import resolve

        self._index.make_ready()
        catalog = self._index.catalog
        with catalog.one_state():
            try:
                key, id, slug = resolve(catalog, reference)
            except ArticleNotFound as error:
                if not self.staleness:
                    raise
                self.notices[:] = [notice for notice in self.notices if notice != self.staleness]
                raise ArticleNotFound(f"{error.message}; {self.staleness}", hint=error.hint) from error
            entry = catalog.entries([key]).get(key)
            if entry is None or entry.id != id:
                raise IndexDamaged(f"the catalog has another row for {id}")
            return id, slug, entry.path, catalog.sources([key])[key]


def _is_everything(node: Node) -> bool:
    from kratomcli.query.ast import Everything

    return isinstance(node, Everything)
