"""A library: folders of articles with an index over them. The one entrance for Python users.

from kratomcli import Library

with Library.open("articles") as library:
    for hit in library.search("withdrawal", limit=3):
        print(hit.score, hit.entry.title)
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, Self

from kratomcli.catalog.sql_fields import CONTRACT
from kratomcli.config import MAX_FILE_SIZE, cache_home
from kratomcli.errors import LibraryUnreadable
from kratomcli.index.index import Index
from kratomcli.index.options import IndexOptions, Refresh
from kratomcli.index.scan import roots_of
from kratomcli.library import questions
from kratomcli.library.arguments import check, checked, require_fields
from kratomcli.library.repair import repaired
from kratomcli.library.session import Session
from kratomcli.library.threads import Threads
from kratomcli.model.fields import LISTED

if TYPE_CHECKING:
    import threading
    from types import TracebackType

    from kratomcli.checks import Report
    from kratomcli.engine import Highlighter
    from kratomcli.errors import KratomError
    from kratomcli.index.status import Status
    from kratomcli.index.sync import Progress, SyncReport
    from kratomcli.model.article import Article, Dialect
    from kratomcli.model.entry import Entry, Section
    from kratomcli.model.hit import Hit
    from kratomcli.query.ast import Node
    from kratomcli.reuse.answers import Group, SharedPassage
    from kratomcli.reuse.groups import ReuseKind
    from kratomcli.search.changes import Change
    from kratomcli.search.facets import Facet
    from kratomcli.search.quotes import Quote
    from kratomcli.search.similar import Neighbour
    from kratomcli.search.statistics import Statistics


class Library:
    """Folders of articles and the index over them. Make one with `Library.open`."""

    def __init__(self, session: Session, origin: str = "") -> None:
        self._session = session
        self._threads = Threads(session)
        self._origin = origin

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
        place = os.fspath(cache) if cache is not None else cache_home()
        options = IndexOptions(place, refresh, max_file_size, progress, wait, language, dialect)
        index = Index(roots_of(paths), options)
        return cls(Session(index, queries or {}), origin)

    def close(self) -> None:
        """Let go of the index, in all threads. A library that is asked after that says that it is closed.

        What other threads are in the middle of is answered, or ends with `LibraryClosed`; nobody waits.
        """
        self._threads.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- the index ---------------------------------------------------------------------------------

    @checked
    def sync(self, *, rebuild: bool = False) -> SyncReport:
        """Bring the index to where the folders are; `rebuild` forgets it first.

        Raises:
            IndexLocked: another process is doing so.
            LibraryUnreadable: a folder is gone.
        """
        return self._threads.use(lambda it: it.index.sync(rebuild=rebuild))

    @checked
    def watch(
        self, stop: threading.Event | None = None, *, debounce: int = 2000
    ) -> Iterator[SyncReport | KratomError]:
        """Sync now and after each batch of changes until `stop` is set: see `kratomcli.index.watch`.

        Args:
            debounce: milliseconds after which changes that keep coming are a batch nevertheless.
        """
        from kratomcli.index.watch import watch

        return watch(self._threads.use(lambda it: it.index.roots), self.sync, stop, debounce)

    @checked
    def status(self) -> Status:
        """The index as it is, without bringing it up to date."""
        return self._threads.use(lambda it: it.index.status(self._origin))

    @checked
    def state(self) -> int:
        """The number of the state that the index is in, for `changed`."""
        return self._threads.use(lambda it: it.index.catalog.generation())

    @checked
    def verify(self) -> Iterator[str]:
        """Look through the whole index, while nobody writes it, and give what is wrong."""
        return self._threads.each(questions.faults)

    @property
    def left_out(self) -> int:
        """How many articles `texts` and `read` left out since they can't be read; each is a notice, too."""
        return len(self._session.left_out)

    @property
    def notices(self) -> list[str]:
        """What a person should know but nobody asked for, such as files that can't be read."""
        return self._session.index.notices

    @property
    def roots(self) -> list[tuple[str, str]]:
        """(name, folder) for each of its folders, as an article's path has them; one alone has no name."""
        return self._session.index.catalog.columns.roots

    @property
    def staleness(self) -> str:
        """Why answers may lack the newest changes to the folders; "" where they don't."""
        return self._session.index.staleness

    # -- articles ----------------------------------------------------------------------------------

    @checked
    def articles(
        self, query: str | Node = "", *, sort: str | None = None, limit: int | None = None, offset: int = 0
    ) -> Iterator[Entry]:
        """What is known of the articles that match, in order of id or of `sort` ("date:desc").

        Raises:
            QueryError: the query has a mistake.
            UsageError: nothing to sort by under that name.
        """
        return self._threads.stream(lambda it: it.entries(it.keys(query, sort, limit, offset)))

    @checked
    def texts(
        self, query: str | Node = "", *, sort: str | None = None, limit: int | None = None, offset: int = 0
    ) -> Iterator[Article]:
        """The articles that match with their texts. Files that can't be read become notices."""
        return self._threads.stream(lambda it: it.articles(it.keys(query, sort, limit, offset)))

    @checked
    def stamped(
        self, query: str | Node = "", *, sort: str | None = None, limit: int | None = None
    ) -> Iterator[tuple[Entry, str]]:
        """As `articles`, each with a stamp that is another one when its file was changed."""
        return self._threads.stream(lambda it: questions.stamped(it, it.keys(query, sort, limit)))

    @checked
    def read(self, ids: Sequence[str]) -> Iterator[Article]:
        """The articles with exactly these ids, in this order; what can't be read becomes a notice."""
        return self._threads.stream(lambda it: it.exactly(ids))

    @checked
    def files(
        self, query: str | Node = "", *, sort: str | None = None, limit: int | None = None, offset: int = 0
    ) -> Iterator[bytes]:
        """As `articles`, each as the exact path of its file."""
        return self._threads.stream(
            lambda it: map(it.texts.file, it.sources(it.keys(query, sort, limit, offset)))
        )

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
        known = CONTRACT if shape == "json" else LISTED
        order, names = self._threads.answer(lambda it: (it.order(sort), it.columns(fields, known)))
        if shape == "tsv":
            require_fields(fields)
        return self._threads.stream(
            lambda it: it.selected(
                query,
                lambda keys: it.index.catalog.lines(
                    shape, names, keys=keys, sort=order, limit=limit, offset=offset
                ),
            )
        )

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
        order, names = self._threads.answer(lambda it: (it.order(sort), it.columns(fields, LISTED)))
        require_fields(fields)
        return self._threads.stream(
            lambda it: it.selected(
                query,
                lambda keys: it.index.catalog.cells(names, keys=keys, sort=order, limit=limit, offset=offset),
            )
        )

    def get(self, reference: str) -> Article:
        """The article with this id, or the one that it shortens; "#section" behind it is ignored.

        Raises:
            ArticleNotFound, AmbiguousId: no one article.
            ArticleUnreadable: its file is gone or broken.
        """
        return self.get_part(reference)[0]

    @checked
    def get_part(self, reference: str) -> tuple[Article, Section | None]:
        """As `get`, and the section that "#slug" behind the id names, or one that begins so."""
        return self._threads.answer(lambda it: questions.part(it, reference))

    @checked
    def file(self, reference: str) -> bytes:
        """The exact path of an article's file; raises as `get`."""
        return self._threads.answer(lambda it: it.texts.file(it.located(reference)[2]))

    @checked
    def raw(self, reference: str) -> bytes:
        """An article's file, byte for byte."""
        return self._threads.answer(lambda it: questions.raw(it, reference))

    # -- questions ---------------------------------------------------------------------------------

    @checked
    def count(self, query: str | Node = "", *, any: bool = False, fuzzy: bool = False) -> int:
        """Number of articles that match."""
        return self._threads.answer(lambda it: questions.count(it, it.node(query, any=any, fuzzy=fuzzy)))

    @checked
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

        return self._threads.answer(
            lambda it: find(
                it.index,
                it.texts,
                it.node(query, any=any, fuzzy=fuzzy),
                limit=limit,
                sort=it.order(sort),
                snippets=snippets,
                width=width,
                explain=explain,
                versions=it.compared().versions if unique else None,
            )
        )

    @checked
    def highlighter(self, query: str | Node) -> Highlighter:
        """What finds a query's words in texts."""
        return self._threads.answer(lambda it: questions.highlighter(it, it.node(query)))

    @checked
    def suggestions(self, query: str | Node) -> list[tuple[str, list[str]]]:
        """(word, what the library has instead, likeliest first) for words that no article has."""
        return self._threads.answer(lambda it: questions.suggestions(it, it.node(query)))

    @checked
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
        return self._threads.answer(
            lambda it: questions.facet(it, name, it.node(query, any=any, fuzzy=fuzzy), limit)
        )

    @checked
    def statistics(self, most: int = 10) -> Statistics:
        """The library at a glance, with at most so many years, tags and articles of each kind."""
        return self._threads.answer(lambda it: questions.statistics(it, most))

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

        def begin(it: Session) -> Report:
            it.index.make_ready()
            keys = repaired(it.index, lambda: it.keys(query, "path", None))
            return run(
                it.index,
                keys,
                rules,
                lambda found: self._threads.steps(it, found),
                today=today,
                failures=not query,
            )

        return self._threads.use(begin)

    @checked
    def quotes(
        self, query: str | Node, *, any: bool = False, fuzzy: bool = False, limit: int | None = None
    ) -> list[Quote]:
        """The sentences that speak of a query's words, copies as one; what most articles say comes first.

        Raises:
            QueryError: the query has a mistake.
        """
        return self._threads.answer(
            lambda it: questions.quotes(it, it.node(query, any=any, fuzzy=fuzzy), limit)
        )

    @checked
    def changed(self, since: str, *, limit: int | None = None) -> list[Change]:
        """What changed since a date, a time ago ("3d") or a state of the index ("@123"), by kind and id.

        Only the articles that are given are read. Notices say where the log doesn't reach back so far.

        Raises:
            UsageError: a moment that can't be understood.
        """
        return self._threads.answer(lambda it: questions.changed(it, since, limit))

    # -- articles side by side ---------------------------------------------------------------------

    @checked
    def compare(self) -> None:
        """Compare the articles that are new with all others, for what tells of reuse.

        A handful is left to the first question, which compares what isn't compared yet.

        Raises:
            IndexLocked: another process is doing so.
        """
        self._threads.use(questions.compare)

    @checked
    def reuse(
        self, *, limit: int | None = None, least: int = 8, kinds: Sequence[ReuseKind] | None = None
    ) -> list[Group]:
        """Groups of articles that share passages: copies first, each kind with most words first.

        Args:
            least: words of a passage, at least.
            kinds: "copy", "quotation" for what stands between quotation marks, "recurring" for what
                stands in most articles of a source; None is all of them.
        """
        return self._threads.answer(lambda it: questions.groups(it, limit, least, kinds))

    @checked
    def reuse_of(
        self,
        reference: str,
        *,
        limit: int | None = None,
        least: int = 8,
        kinds: Sequence[ReuseKind] | None = None,
    ) -> list[SharedPassage]:
        """The passages that one article shares with others, in the order of its text; see `reuse`.

        Raises:
            ArticleNotFound, AmbiguousId: as for `get`.
        """
        return self._threads.answer(lambda it: questions.shared(it, reference, limit, least, kinds))

    @checked
    def similar(self, reference: str, *, limit: int = 10) -> list[Neighbour]:
        """The articles nearest to one by what they say, and why each of them is.

        Raises:
            ArticleNotFound, AmbiguousId, ArticleUnreadable: as for `get`.
        """
        return self._threads.answer(lambda it: questions.similar(it, reference, limit))

    # -- for completion ----------------------------------------------------------------------------

    @checked
    def ids(self, start: str, limit: int = 50) -> list[tuple[str, str]]:
        """(id, title) of articles whose id begins with `start`."""
        return self._threads.use(lambda it: it.index.catalog.ids(start, limit))

    @checked
    def values(self, field: str, start: str = "", limit: int = 50) -> list[tuple[str, int]]:
        """Values of a keyword field, in lower case, that begin with `start`, and how many articles."""
        return self._threads.use(lambda it: it.index.engine().values(field, start, limit))

    @checked
    def names(self) -> list[str]:
        """Fields and front-matter keys that any article has a value for."""
        return self._threads.use(lambda it: it.index.engine().names())
