"""The library of one thread: an open index, and queries, sort orders and references resolved with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from kratomcli.batches import batches
from kratomcli.catalog.sql_fields import Sort
from kratomcli.errors import (
    ArticleNotFound,
    ArticleNotSeen,
    ArticleUnreadable,
    IndexDamaged,
    IndexLocked,
    IndexMissing,
    MissingExtra,
)
from kratomcli.index.texts import Texts
from kratomcli.model.fields import FIELDS, LINK_FIELDS, LISTED
from kratomcli.model.notices import NotEmbedded
from kratomcli.named_tuples import NamedTuple
from kratomcli.text.normalize import clean

if TYPE_CHECKING:
    from kratomcli.catalog.catalog import Catalog
    from kratomcli.catalog.schema import TextLocation
    from kratomcli.engine import Engine
    from kratomcli.index.index_files import OpenIndex
    from kratomcli.meaning.answers import Meaning
    from kratomcli.model.article import Article
    from kratomcli.model.entry import Entry
    from kratomcli.query.ast import Node
    from kratomcli.query.wishes import Wishes
    from kratomcli.reuse.answers import Reuse
    from kratomcli.search.fusion import Fusion
    from kratomcli.search.search import SearchAnswer

T = TypeVar("T")
Matching = Iterator[Sequence[int]] | None
"""Batches of keys of articles; None for all articles."""


class LocatedArticle(NamedTuple):
    """An article, the slug of the section that was asked for, if any, where its text is, and its key."""

    entry: Entry
    slug: str | None
    location: TextLocation
    key: int


class PlacedArticle(NamedTuple):
    """An article, where its text is, and for its links `link_key` → absolute path of the article meant."""

    entry: Entry
    location: TextLocation
    links: Mapping[str, str]


class Manner(NamedTuple):
    """How a query is read: see `Library.search`."""

    any: bool
    fuzzy: bool
    meaning: bool | None
    """None is as the library was opened."""


class Session:
    """An open index of one thread; `left_out` collects messages about articles that can't be read."""

    def __init__(
        self,
        index: OpenIndex,
        queries: Mapping[str, str],
        left_out: list[str] | None = None,
        *,
        by_meaning: bool = False,
        embedder: str = "",
    ) -> None:
        self.index = index
        self.texts = Texts(index)
        self.left_out: list[str] = [] if left_out is None else left_out
        self._queries = queries
        self.is_by_meaning = by_meaning and index.is_embedded
        self._reuse: Reuse | None = None
        self._embedder = embedder
        self._meaning: Meaning | None = None
        self._fusion: tuple[object, Fusion] | None = None

    def another(self) -> Session:
        """A session of the same library for another thread, with its own open index."""
        return Session(
            self.index.another(),
            self._queries,
            self.left_out,
            by_meaning=self.is_by_meaning,
            embedder=self._embedder,
        )

    def close(self) -> None:
        """Close the index and what is beside it."""
        if self._reuse is not None:
            self._reuse.close()
        if self._meaning is not None:
            self._meaning.close()
        self.index.close()

    @property
    def reuse(self) -> Reuse:
        """Shared passages of articles, as of the last comparison; a cluster has none."""
        if self._reuse is None:
            self.index.require_embedded("shared passages are")
            from kratomcli.reuse.answers import Reuse

            self._reuse = Reuse(self.index, self.texts)
        return self._reuse

    def compared(self) -> Reuse:
        """Shared passages of articles, after comparing those that are new."""
        self.reuse.bring_up_to_date()
        return self.reuse

    @property
    def meaning(self) -> Meaning:
        """The meaning of articles, as of the last time that they were embedded.

        Raises:
            MissingExtra: the embedder needs a package that is not installed.
        """
        if self._meaning is None:
            self.index.require_embedded("the meaning of articles is")
            from kratomcli.meaning.answers import Meaning
            from kratomcli.meaning.embedders import embedder

            self._meaning = Meaning(self.index, self.texts, embedder(self._embedder))
        return self._meaning

    def embedded(self) -> Meaning:
        """The meaning of articles, after embedding those that are new."""
        self.meaning.bring_up_to_date()
        return self.meaning

    # -- questions -------------------------------------------------------------------------------

    def node(self, query: str | Node, *, any: bool = False, fuzzy: bool = False) -> Node:
        """Parse and check a query.

        Args:
            any: match articles with any of the words instead of all.
            fuzzy: match similar words as well.

        Raises:
            QueryError: the query has a syntax error.
        """
        from kratomcli.query import any_of, check_query, mentions, parse

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
        if mentions(node, LINK_FIELDS):
            from kratomcli.search.links import resolve_links

            return resolve_links(node, self.index.catalog)
        return node

    def answer(
        self, query: str | Node, manner: Manner
    ) -> tuple[Node, Callable[[Engine, Catalog], SearchAnswer]]:
        """A query as nodes, and what answers it: its words alone, or its meaning, too.

        Raises:
            QueryError: the query has a syntax error.
            MissingExtra: what the model needs is not installed.
        """
        from kratomcli.search.search import Worded

        node = self.node(query, any=manner.any, fuzzy=manner.fuzzy)
        asked = self._asked(query, manner)
        if asked is None:
            return node, lambda engine, catalog: Worded(engine, catalog, self.texts, node)
        return node, lambda engine, catalog: self._fused(node, asked, engine, catalog)

    def matching(self, query: str | Node, manner: Manner) -> tuple[Node, int]:
        """A query for all articles that are found, and how many of them only meaning finds."""
        if not self._is_by_meaning(manner):
            return self.node(query, any=manner.any, fuzzy=manner.fuzzy), 0
        _, answer = self.answer(query, manner)
        with self.index.held() as engine:
            found = answer(engine, self.index.catalog)
            return found.matching, len(found.by_meaning)

    def _is_by_meaning(self, manner: Manner) -> bool:
        return self.is_by_meaning if manner.meaning is None else manner.meaning

    def _asked(self, query: str | Node, manner: Manner) -> Wishes | None:
        """A query taken apart, if it is to be answered by meaning, too; with vectors that are up to date.

        None, with a notice, if the query has no words, or if there are no vectors and none must be made.
        """
        if not self._is_by_meaning(manner):
            return None
        from kratomcli.query.wishes import wishes

        asked = wishes(self.node(query), any=manner.any)
        if not asked.text:
            if manner.meaning:
                self._tell_once("the query has no words: meaning adds nothing to it")
            return None
        if manner.fuzzy:
            from kratomcli.query import fuzzy

            asked = asked._replace(words=fuzzy(asked.words), conditions=fuzzy(asked.conditions))
        try:
            return asked if self.has_vectors() else None
        except MissingExtra as error:
            if manner.meaning is None:
                error.hint += ". Or take 'meaning = true' out of the settings: then words alone are searched."
            raise

    def has_vectors(self) -> bool:
        """Whether there are vectors, after making those that may be made; notices say what is missing."""
        try:
            self.embedded()
        except IndexMissing:
            pass  # said below, with how many
        except IndexLocked as error:
            self._tell_once(f"{error.message}; articles without vectors are found by words alone")
        articles, missing = self.index.catalog.count(), self.meaning.missing
        if missing and self.index.is_read_only:
            self._tell_once(
                NotEmbedded(f"{missing:,} of {articles:,} articles have no vectors: found by words alone")
            )
        return missing < articles

    def _fused(self, node: Node, asked: Wishes, engine: Engine, catalog: Catalog) -> Fusion:
        """What is found by words and by meaning; kept until something else is asked."""
        from kratomcli.search.fusion import Fusion

        question = (node, asked, engine, engine.generation)
        if self._fusion is None or self._fusion[0] != question:
            self._fusion = (question, Fusion(engine, catalog, self.texts, self.meaning, node, asked))
        return self._fusion[1]

    def _tell_once(self, notice: str) -> None:
        if notice not in self.index.notices:
            self.index.notices.append(notice)

    def order(self, text: str | None) -> Sort | None:
        """Parse a sort order such as "date:desc"; front-matter keys get the case that articles use.

        Raises:
            UsageError: the name is neither a field nor a key that any article has.
        """
        if text is None:
            return None
        sort = Sort.parse(text)
        return sort if sort.field in FIELDS else sort._replace(field=self.columns([sort.field], LISTED)[0])

    def columns(self, names: Sequence[str], fields: Sequence[str]) -> list[str]:
        """Resolve column names to fields or front-matter keys; see `catalog.queries.known`.

        The index is only opened and updated if a name is not a field.
        """
        if all(name in fields for name in names):
            return list(names)
        from kratomcli.catalog.queries import known

        self.index.make_ready()
        return [known(self.index.catalog, name, fields) for name in names]

    def selected(self, query: str | Node, give: Callable[[Matching], Iterator[T]]) -> Iterator[T]:
        """Yield what `give` yields for the keys that match, with engine and catalog at the same commit."""
        self.index.make_ready()
        node = self.node(query) if query else None  # without a query, its parser is not even imported
        if node is None or is_everything(node):
            yield from give(None)
            return
        with self.index.held() as engine:
            yield from give(engine.keys(node))

    def keys(self, query: str | Node, sort: str | None, limit: int | None, offset: int = 0) -> Iterator[int]:
        """Yield the keys of articles that match, sorted."""
        order = self.order(sort)
        return self.selected(
            query, lambda keys: self.index.catalog.keys(keys=keys, sort=order, limit=limit, offset=offset)
        )

    def located(self, reference: str) -> LocatedArticle:
        """Resolve a reference: the entry, the slug after "#" (None without one), and where the text is.

        Raises:
            ArticleNotFound: there is no such article.
            AmbiguousId: the abbreviation fits several articles.
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
            return LocatedArticle(entry, slug, catalog.locations([key])[key], key)

    def article(self, located: LocatedArticle) -> Article:
        """The article with its text and its links.

        Raises:
            ArticleUnreadable: its file is missing or can't be parsed.
        """
        article = self.texts.article(located.entry.id, located.entry.path, located.location)
        return _linked(article, _targets(self.index.catalog, [located.key]).get(located.key, {}))

    # -- articles one by one ---------------------------------------------------------------------

    def placed(self, keys: Iterator[int]) -> Iterator[PlacedArticle]:
        """Yield the entries of articles, where their texts are, and their links; not of deleted articles."""
        for batch in batches(keys):
            catalog = self.index.catalog  # the first key may have made the index anew
            entries, locations = catalog.entries(batch), catalog.locations(batch)
            links = _targets(catalog, batch)
            for key in batch:
                if key in entries:
                    yield PlacedArticle(entries[key], locations[key], links.get(key, {}))

    def entries(self, keys: Iterator[int]) -> Iterator[Entry]:
        """Yield the entries of articles; deleted articles are left out."""
        for batch in batches(keys):
            entries = self.index.catalog.entries(batch)
            yield from (entries[key] for key in batch if key in entries)

    def locations(self, keys: Iterator[int]) -> Iterator[TextLocation]:
        """Yield where the texts of articles are; deleted articles are left out."""
        for batch in batches(keys):
            locations = self.index.catalog.locations(batch)
            yield from (locations[key] for key in batch if key in locations)

    def articles(self, keys: Iterator[int]) -> Iterator[Article]:
        """Yield articles with their texts; those that can't be read are left out, with a notice."""
        for entry, location, links in self.placed(keys):
            try:
                yield _linked(self.texts.article(entry.id, entry.path, location), links)
            except ArticleUnreadable as error:
                self._leave_out(error)

    def exactly(self, ids: Sequence[str]) -> Iterator[Article]:
        """As `articles`, for exactly these ids, in this order."""
        catalog = self.index.catalog
        with catalog.one_state():
            catalog.need_ids(ids)
            keys = [key for id in ids for key, exact in catalog.find(id, 1) if exact == id]
            entries, locations = catalog.entries(keys), catalog.locations(keys)
            formats, links = catalog.body_formats(keys), _targets(catalog, keys)
        for key in keys:
            try:
                article = self.texts.recalled(entries[key], locations[key], formats[key])
                yield _linked(article, links.get(key, {}))
            except ArticleUnreadable as error:
                self._leave_out(error)

    def _leave_out(self, error: ArticleUnreadable) -> None:
        self.index.notices.append(error.message)
        self.left_out.append(error.message)


def _targets(catalog: Catalog, keys: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
    from kratomcli.catalog.links import targets  # with what reads links: lists of articles need none of it

    return targets(catalog, keys)


def _linked(article: Article, links: Mapping[str, str]) -> Article:
    return article.replace(links=links) if links else article


def is_everything(node: Node) -> bool:
    """Whether a query matches every article because it is empty."""
    from kratomcli.query.ast import Everything

    return isinstance(node, Everything)
