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

from kratomcli.columns import Sort
from kratomcli.config import MAX_FILE_SIZE, cache_home
from kratomcli.errors import AmbiguousId, ArticleNotFound, ArticleUnreadable, IndexDamaged, LibraryUnreadable
from kratomcli.index import Index, Refresh, Status
from kratomcli.mending import answering, streaming
from kratomcli.scan import roots_of
from kratomcli.text import clean
from kratomcli.texts import Texts

if TYPE_CHECKING:
    import threading
    from types import TracebackType

    from kratomcli.article import Article
    from kratomcli.catalog import Source
    from kratomcli.changes import Change
    from kratomcli.engines import Marker
    from kratomcli.entry import Entry, Section
    from kratomcli.errors import KratomError
    from kratomcli.facets import Facet
    from kratomcli.hit import Hit
    from kratomcli.query.ast import Node
    from kratomcli.reuse.answers import Group, Reuse, SharedPassage
    from kratomcli.reuse.groups import Kind
    from kratomcli.similar import Neighbour
    from kratomcli.statistics import Statistics
    from kratomcli.sync import Progress, SyncReport

T = TypeVar("T")
Matching = Iterator[Sequence[int]] | None
"""Batches of keys, or None for every article."""

_MAX_CANDIDATES = 20


class Library:
    """Folders of articles and the index over them. Make one with `Library.open`."""

    def __init__(self, index: Index, origin: str = "", queries: Mapping[str, str] | None = None) -> None:
        self._index = index
        self._origin = origin
        self._queries = queries or {}
        self._texts = Texts(index.file)
        self._reuse: Reuse | None = None

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
        queries: Mapping[str, str] | None = None,
    ) -> Self:
        """Open the library of one folder, or of several as if they were the sub-folders of one.

        Args:
            cache: where indexes are kept; None is the user's cache folder.
            refresh: when to compare with the folders before answering: "auto" if that is quick.
            max_file_size: bytes; larger files are counted as failures.
            progress: called now and then while indexing.
            wait: seconds for another process that is writing the index, where it must be written.
            language: of articles that don't name theirs, such as "de"; "" is English.
            queries: saved queries, by name in lower case, for `@name`.

        Raises:
            LibraryUnreadable: a folder that isn't there.
        """
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
        )
        return cls(index, origin, queries)

    @property
    def notices(self) -> list[str]:
        """What a person should know but nobody asked for, such as files that can't be read."""
        return self._index.notices

    def close(self) -> None:
        """Let go of the index."""
        if self._reuse is not None:
            self._reuse.close()
        self._index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def sync(self, *, rebuild: bool = False) -> SyncReport:
        """Bring the index to where the folders are; `rebuild` forgets it first.

        Raises:
            IndexLocked: another process is doing so.
            LibraryUnreadable: a folder is gone.
        """
        return self._index.sync(rebuild=rebuild)

    def compare(self) -> None:
        """Compare the articles that are new with all others, for what tells of reuse.

        What asks for it compares what isn't compared yet; after a large change this takes a while.

        Raises:
            IndexLocked: another process is doing so.
        """
        self._index.make_ready()
        self._comparisons()

    def state(self) -> int:
        """The number of the state that the index is in, for `changed`."""
        return self._index.catalog.generation()

    def watch(
        self, stop: threading.Event | None = None, *, debounce: int = 2000
    ) -> Iterator[SyncReport | KratomError]:
        """Sync now and after each batch of changes until `stop` is set: see `kratomcli.watching`."""
        from kratomcli.watching import watch

        return watch(self._index.roots, self.sync, stop, debounce)

    def verify(self) -> Iterator[str]:
        """Look through the whole index, while nobody writes it, and give what is wrong."""
        return self._index.verify()

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
        for batch in _batches(self._keys(query, sort, limit, offset)):
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
        for batch in _batches(self._keys(query, sort, limit, offset)):
            entries = self._index.catalog.entries(batch)
            sources = self._index.catalog.sources(batch)
            for key in batch:
                if key in entries:
                    try:
                        yield self._texts.article(entries[key].id, entries[key].path, sources[key])
                    except ArticleUnreadable as error:
                        self._index.notices.append(error.message)

    @streaming
    def stamped(
        self, query: str | Node = "", *, sort: str | None = None, limit: int | None = None
    ) -> Iterator[tuple[Entry, str]]:
        """As `articles`, each with a stamp that is another one when its file was changed."""
        for batch in _batches(self._keys(query, sort, limit, 0)):
            entries, sources = self._index.catalog.entries(batch), self._index.catalog.sources(batch)
            for key in filter(entries.__contains__, batch):
                yield entries[key], f"{sources[key].size}:{sources[key].mtime}"

    @streaming
    def read(self, ids: Sequence[str]) -> Iterator[Article]:
        """The articles with exactly these ids, in this order; what can't be read becomes a notice."""
        catalog = self._index.catalog
        for id in ids:
            for key in [key for key, exact in catalog.find(id, 1) if exact == id]:
                try:
                    path = catalog.entries([key])[key].path
                    yield self._texts.article(id, path, catalog.sources([key])[key])
                except ArticleUnreadable as error:
                    self._index.notices.append(error.message)

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
        order = _sort(sort)

        def select(keys: Matching) -> Iterator[str]:
            return self._index.catalog.lines(shape, fields, keys=keys, sort=order, limit=limit, offset=offset)

        return self._selected(query, select)

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
        order = _sort(sort)

        def select(keys: Matching) -> Iterator[tuple[str | int, ...]]:
            return self._index.catalog.cells(fields, keys=keys, sort=order, limit=limit, offset=offset)

        return self._selected(query, select)

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
        from kratomcli.finding import find

        self._index.make_ready()
        return find(
            self._index,
            self._texts,
            self._node(query, any=any, fuzzy=fuzzy),
            limit=limit,
            sort=_sort(sort),
            snippets=snippets,
            width=width,
            explain=explain,
            versions=self._comparisons().versions if unique else None,
        )

    # -- what articles share -----------------------------------------------------------------------

    @answering
    def reuse(
        self, *, limit: int | None = None, least: int = 8, kinds: Sequence[Kind] | None = None
    ) -> list[Group]:
        """Groups of articles that share passages: copies first, each kind with most words first.

        Args:
            least: words of a passage, at least.
            kinds: "copy", "quotation" for what stands between quotation marks, "recurring" for what
                stands in most articles of a source; None is all of them.
        """
        self._index.make_ready()
        with self._index.catalog.one_state():
            return self._comparisons().groups(limit=limit, least=least, kinds=kinds)

    @answering
    def reuse_of(self, reference: str, *, least: int = 8) -> list[SharedPassage]:
        """The passages that one article shares with others, in the order of its text.

        Raises:
            ArticleNotFound, AmbiguousId: as for `get`.
        """
        self._index.make_ready()
        with self._index.catalog.one_state():
            return self._comparisons().passages(self._resolve(reference)[0], least)

    @answering
    def similar(self, reference: str, *, limit: int = 10) -> list[Neighbour]:
        """The articles nearest to one by what they say, and why each of them is.

        Raises:
            ArticleNotFound, AmbiguousId, ArticleUnreadable: as for `get`.
        """
        from kratomcli.similar import nearest

        self._index.make_ready()
        with self._index.held() as engine:
            key = self._resolve(reference)[0]
            others = self._comparisons().others([key])[key]
            shared = {other.key: (other.same, other.shorter) for other in others}
            found = nearest(engine, key, self.get(reference), shared, limit)
            entries = self._index.catalog.entries([one.key for one in found])
        return [one.of(entries[one.key]) for one in found if one.key in entries]

    @answering
    def changed(self, since: str) -> list[Change]:
        """What changed since a date, a time ago ("3d") or a state of the index ("@123"), by kind and id.

        Notices say where the log doesn't reach back so far.

        Raises:
            UsageError: a moment that can't be understood.
        """
        import time

        from kratomcli.changes import Since, changes

        moment = Since.parse(since, time.time())
        self._index.make_ready()
        with self._index.catalog.one_state():
            return changes(self._index, self._texts, moment)

    def _comparisons(self) -> Reuse:
        """What is known of reuse, as of now."""
        if self._reuse is None:
            from kratomcli.reuse.answers import Reuse

            self._reuse = Reuse(self._index, self._texts)
        self._reuse.bring_up_to_date()
        return self._reuse

    # -- queries on their way ------------------------------------------------------------------------

    @answering
    def marker(self, query: str | Node) -> Marker:
        """What finds a query's words in texts."""
        self._index.make_ready()
        return self._index.engine().marker(self._node(query))

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
        from kratomcli.facets import count

        self._index.make_ready()
        node = self._node(query, any=any, fuzzy=fuzzy)
        return count(self._index, None if _is_everything(node) else node, name, limit)

    @answering
    def statistics(self, most: int = 10) -> Statistics:
        """The library at a glance, with at most so many years, tags and articles of each kind."""
        from kratomcli.statistics import gather

        self._index.make_ready()
        return gather(self._index, self.articles, most)

    # -- for completion ----------------------------------------------------------------------------

    def ids(self, start: str, limit: int = 50) -> list[tuple[str, str]]:
        """(id, title) of articles whose id begins with `start`."""
        return self._index.catalog.ids(start, limit)

    def values(self, field: str, start: str = "", limit: int = 50) -> list[tuple[str, int]]:
        """Values of a keyword field, in lower case, that begin with `start`, and how many articles."""
        return self._index.engine().values(field, start, limit)

    def names(self) -> list[str]:
        """Fields and front-matter keys that any article has a value for."""
        return self._index.engine().names()

    # -- queries ---------------------------------------------------------------------------------------

    def _node(self, query: str | Node, *, any: bool = False, fuzzy: bool = False) -> Node:
        from kratomcli.query import any_of, check_size, parse

        if isinstance(query, str):
            node = parse(clean(query), keys=lambda: self._index.engine().names(), saved=self._queries)
        else:
            node = query
        node = any_of(node) if any else node
        if fuzzy:
            from kratomcli.query import fuzzy as loosened

            node = loosened(node)
        check_size(node)
        return node

    @streaming
    def _selected(self, query: str | Node, select: Callable[[Matching], Iterator[T]]) -> Iterator[T]:
        """What `select` makes of the keys that match, with engine and catalog at the same commit."""
        self._index.make_ready()
        node = self._node(query) if query else None
        if node is None or _is_everything(node):
            yield from select(None)
            return
        with self._index.held() as engine:
            yield from select(engine.keys(node))

    def _keys(self, query: str | Node, sort: str | None, limit: int | None, offset: int) -> Iterator[int]:
        order = _sort(sort)

        def select(keys: Matching) -> Iterator[int]:
            return self._index.catalog.keys(keys=keys, sort=order, limit=limit, offset=offset)

        return self._selected(query, select)

    # -- articles ------------------------------------------------------------------------------------

    def _located(self, reference: str) -> tuple[str, str | None, str, Source]:
        """An article's id, the section asked for, its path, and where its text is."""
        self._index.make_ready()
        catalog = self._index.catalog
        with catalog.one_state():
            key, id, slug = self._resolve(reference)
            entry = catalog.entries([key]).get(key)
            if entry is None or entry.id != id:
                raise IndexDamaged(f"the catalog has another row for {id}")
            return id, slug, entry.path, catalog.sources([key])[key]

    def _resolve(self, reference: str) -> tuple[int, str, str | None]:
        found = self._index.catalog.find(reference, _MAX_CANDIDATES + 1)
        slug = None
        if not found and "#" in reference:
            reference, _, slug = reference.rpartition("#")
            found = self._index.catalog.find(reference, _MAX_CANDIDATES + 1)
        if not found:
            raise ArticleNotFound(
                f"no article '{reference}'",
                hint="'kratomcli list -f ids' prints every id; the beginning of a part will do.",
            )
        if len(found) > 1:
            ids = [id for _, id in found]
            more = " or more" if len(ids) > _MAX_CANDIDATES else ""
            raise AmbiguousId(
                f"'{reference}' fits {min(len(ids), _MAX_CANDIDATES)}{more} articles",
                ids[:_MAX_CANDIDATES],
                hint="Give more of the id.",
            )
        key, id = found[0]
        return key, id, slug


def _sort(text: str | None) -> Sort | None:
    return Sort.parse(text) if text else None


def _is_everything(node: Node) -> bool:
    from kratomcli.query.ast import Everything

    return isinstance(node, Everything)


def _batches(keys: Iterator[int], size: int = 500) -> Iterator[list[int]]:
    from itertools import islice

    while batch := list(islice(keys, size)):
        yield batch
