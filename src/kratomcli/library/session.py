"""A library as one thread has it: an open index, and how queries, names and references are read with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from kratomcli.catalog.sql_fields import Sort
from kratomcli.errors import ArticleNotFound, ArticleNotSeen, ArticleUnreadable, IndexDamaged
from kratomcli.index.sources import Texts
from kratomcli.model.batches import batches
from kratomcli.model.fields import FIELDS, LISTED
from kratomcli.text.normalize import clean

if TYPE_CHECKING:
    from kratomcli.catalog.schema import Source
    from kratomcli.index.index import Index
    from kratomcli.model.article import Article
    from kratomcli.model.entry import Entry
    from kratomcli.query.ast import Node
    from kratomcli.reuse.answers import Reuse

T = TypeVar("T")
Matching = Iterator[Sequence[int]] | None
"""Batches of keys, or None for every article."""


class Session:
    """What the methods of a library work with; `left_out` has the messages of articles that can't be read."""

    def __init__(self, index: Index, queries: Mapping[str, str], left_out: list[str] | None = None) -> None:
        self.index = index
        self.texts = Texts(index.files, index.file, index.dialects)
        self.left_out: list[str] = [] if left_out is None else left_out
        self._queries = queries
        self._reuse: Reuse | None = None

    def another(self) -> Session:
        """The same for another thread: with an index of its own."""
        return Session(self.index.another(), self._queries, self.left_out)

    def close(self) -> None:
        """Let go of the index, and of what is known of reuse."""
        if self._reuse is not None:
            self._reuse.close()
        self.index.close()

    @property
    def reuse(self) -> Reuse:
        """What is known of reuse, as it was left."""
        if self._reuse is None:
            from kratomcli.reuse.answers import Reuse

            self._reuse = Reuse(self.index, self.texts)
        return self._reuse

    def compared(self) -> Reuse:
        """What is known of reuse, as of now."""
        self.reuse.bring_up_to_date()
        return self.reuse

    # -- questions -------------------------------------------------------------------------------

    def node(self, query: str | Node, *, any: bool = False, fuzzy: bool = False) -> Node:
        """A query, parsed and found to be one that can be asked.

        Raises:
            QueryError: it has a mistake.
        """
        from kratomcli.query import any_of, check_query, parse

        self.index.make_ready()
        if isinstance(query, str):
            node = parse(clean(query), keys=lambda: self.index.engine().names(), saved=self._queries)
        else:
            node = query
        node = any_of(node) if any else node
        if fuzzy:
            from kratomcli.query import fuzzy as loosened

            node = loosened(node)
        check_query(node)
        return node

    def order(self, text: str | None) -> Sort | None:
        """What to sort by: a field, or a front-matter key as articles spell it."""
        if text is None:
            return None
        sort = Sort.parse(text)
        return sort if sort.field in FIELDS else sort._replace(field=self.columns([sort.field], LISTED)[0])

    def columns(self, names: Sequence[str], fields: Sequence[str]) -> list[str]:
        """What names of columns mean: see `known`. The index is only asked about those that are no fields."""
        if all(name in fields for name in names):
            return list(names)
        from kratomcli.catalog.queries import known

        self.index.make_ready()
        return [known(self.index.catalog, name, fields) for name in names]

    def selected(self, query: str | Node, give: Callable[[Matching], Iterator[T]]) -> Iterator[T]:
        """What `give` makes of the keys that match, with engine and catalog at the same commit."""
        self.index.make_ready()
        node = self.node(query) if query else None  # without one, what reads queries is not even loaded
        if node is None or is_everything(node):
            yield from give(None)
            return
        with self.index.held() as engine:
            yield from give(engine.keys(node))

    def keys(self, query: str | Node, sort: str | None, limit: int | None, offset: int = 0) -> Iterator[int]:
        """The keys of the articles that match, in order."""
        order = self.order(sort)
        return self.selected(
            query, lambda keys: self.index.catalog.keys(keys=keys, sort=order, limit=limit, offset=offset)
        )

    def located(self, reference: str) -> tuple[Entry, str | None, Source]:
        """An article, the section of it that was asked for, and where its text is.

        Raises:
            ArticleNotFound, AmbiguousId: no one article.
        """
        from kratomcli.search.lookup import resolve

        self.index.make_ready()
        catalog = self.index.catalog
        with catalog.one_state():
            try:
                key, id, slug = resolve(catalog, reference)
            except ArticleNotFound as error:
                stale = self.index.staleness
                if not stale:
                    raise
                self.index.notices[:] = [notice for notice in self.index.notices if notice != stale]
                raise ArticleNotSeen(f"{error.message}; {stale}", hint=error.hint) from error
            entry = catalog.entries([key]).get(key)
            if entry is None or entry.id != id:
                raise IndexDamaged(f"the catalog has another row for {id}")
            return entry, slug, catalog.sources([key])[key]

    # -- articles one by one ---------------------------------------------------------------------

    def placed(self, keys: Iterator[int]) -> Iterator[tuple[Entry, Source]]:
        """What is known of articles, and where their texts are; those that are gone are left out."""
        for batch in batches(keys):
            entries, sources = self.index.catalog.entries(batch), self.index.catalog.sources(batch)
            yield from ((entries[key], sources[key]) for key in batch if key in entries)

    def entries(self, keys: Iterator[int]) -> Iterator[Entry]:
        """What is known of articles; those that are gone are left out."""
        for batch in batches(keys):
            entries = self.index.catalog.entries(batch)
            yield from (entries[key] for key in batch if key in entries)

    def sources(self, keys: Iterator[int]) -> Iterator[Source]:
        """Where articles' texts are; those that are gone are left out."""
        for batch in batches(keys):
            sources = self.index.catalog.sources(batch)
            yield from (sources[key] for key in batch if key in sources)

    def articles(self, keys: Iterator[int]) -> Iterator[Article]:
        """Articles with their texts; those that can't be read become notices."""
        for entry, source in self.placed(keys):
            try:
                yield self.texts.article(entry.id, entry.path, source)
            except ArticleUnreadable as error:
                self._leave_out(error)

    def exactly(self, ids: Sequence[str]) -> Iterator[Article]:
        """As `articles`, those with exactly these ids, in this order."""
        catalog = self.index.catalog
        with catalog.one_state():
            keys = [key for id in ids for key, exact in catalog.find(id, 1) if exact == id]
            entries, sources, shapes = catalog.entries(keys), catalog.sources(keys), catalog.shapes(keys)
        for key in keys:
            try:
                yield self.texts.recalled(entries[key], sources[key], shapes[key])
            except ArticleUnreadable as error:
                self._leave_out(error)

    def _leave_out(self, error: ArticleUnreadable) -> None:
        self.index.notices.append(error.message)
        self.left_out.append(error.message)


def is_everything(node: Node) -> bool:
    """Whether a query is the empty one."""
    from kratomcli.query.ast import Everything

    return isinstance(node, Everything)
