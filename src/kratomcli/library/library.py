"""A library: folders of articles with an index over them. This is the Python API.

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
    """Folders of articles and the index over them; created with `Library.open`."""

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
        """Open the library of one folder, or of several as if they were sub-folders of one.

        Args:
            cache: the folder for indexes; None is the user's cache folder.
            refresh: when to scan the folders for changes before the first answer: "always", "never", or
                "auto": always if a scan is quick, and only occasionally if it is slow (see `staleness`).
            max_file_size: in bytes; larger files are not read, but counted as failures.
            progress: called repeatedly while articles are indexed.
            wait: how many seconds to wait, before the index is written, for another process that is
                writing it.
            origin: where the library was named, such as a settings file; only shown by `status`.
            language: the language of articles that don't name theirs, such as "de"; "" is English.
            dialect: "commonmark" or "python-markdown"; None is "python-markdown" if there is a mkdocs.yml
                or pelicanconf.py in or above a folder, and "commonmark" otherwise.
            queries: saved queries for `@name` in queries, by name in lower case.

        Raises:
            LibraryUnreadable: a folder does not exist, or none is given.
            UsageError: an argument is of a wrong type or out of range.
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
        """Close the index in all threads; any later call raises `LibraryClosed`.

        This does not wait for other threads: calls that are running there finish, and iterators end with
        `LibraryClosed` at their next item.
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
        """Update the index from the folders; with `rebuild`, make it from nothing.

        Raises:
            IndexLocked: another process is writing the index.
            LibraryUnreadable: a folder does not exist any more.
        """
        return self._threads.use(lambda it: it.index.sync(rebuild=rebuild))

    @checked
    def watch(
        self, stop: threading.Event | None = None, *, debounce: int = 2000
    ) -> Iterator[SyncReport | KratomError]:
        """Sync now and after each batch of changes, until `stop` is set.

        Yields the first report, the reports of batches that changed something, and errors, after which it
        continues.

        Args:
            debounce: milliseconds after which a batch ends even if files keep changing.
        """
        from kratomcli.index.watch import watch

        return watch(self._threads.use(lambda it: it.index.roots), self.sync, stop, debounce)

    @checked
    def status(self) -> Status:
        """The status of the index, without updating it."""
        return self._threads.use(lambda it: it.index.status(self._origin))

    @checked
    def state(self) -> int:
        """The number of the index's last commit; "@NUMBER" is an argument for `changed`."""
        return self._threads.use(lambda it: it.index.catalog.generation())

    @checked
    def verify(self) -> Iterator[str]:
        """Verify the whole index, while other processes can't write it; yield each fault as a sentence."""
        return self._threads.each(questions.faults)

    @property
    def left_out(self) -> int:
        """How many articles `texts` and `read` left out because they can't be read; each is a notice, too."""
        return len(self._session.left_out)

    @property
    def notices(self) -> list[str]:
        """Messages for the user, such as that files can't be read; methods append to this list."""
        return self._session.index.notices

    @property
    def roots(self) -> list[tuple[str, str]]:
        """As `articles`, with texts. Articles whose files can't be read are left out, with a notice."""
        return self._session.index.catalog.columns.roots

    @property
    def staleness(self) -> str:
        """Why answers may lack the newest changes to the folders; "" if they are up to date."""
        return self._session.index.staleness

    # -- articles ----------------------------------------------------------------------------------

    @checked
    def articles(
        self, query: str | Node = "", *, sort: str | None = None, limit: int | None = None, offset: int = 0
    ) -> Iterator[Entry]:
        """Yield the entries (metadata without text) of articles that match, sorted by id or by `sort`.

        Args:
            query: a query as text or as parsed nodes; "" matches every article.
            sort: a field or front-matter key, with ":desc" for descending order, such as "date:desc".
            limit: maximum number of articles; None for no maximum.
            offset: number of articles to skip.

        Raises:
            QueryError: the query has a syntax error.
            UsageError: articles can't be sorted by this name.
        """
        return self._threads.stream(lambda it: it.entries(it.keys(query, sort, limit, offset)))

    @checked
    def texts(
        self, query: str | Node = "", *, sort: str | None = None, limit: int | None = None, offset: int = 0
    ) -> Iterator[Article]:
        """As `articles`, with the texts. Articles whose files can't be read are left out, with a notice."""
        return self._threads.stream(lambda it: it.articles(it.keys(query, sort, limit, offset)))

    @checked
    def stamped(
        self, query: str | Node = "", *, sort: str | None = None, limit: int | None = None
    ) -> Iterator[tuple[Entry, str]]:
        """As `articles`, each with a stamp: a text that differs after the file has changed."""
        return self._threads.stream(lambda it: questions.stamped(it, it.keys(query, sort, limit)))

    @checked
    def read(self, ids: Sequence[str]) -> Iterator[Article]:
        """Yield the articles with exactly these ids, in this order.

        Unknown ids are left out, and so are articles whose files can't be read, with a notice.
        """
        return self._threads.stream(lambda it: it.exactly(ids))

    @checked
    def files(
        self, query: str | Node = "", *, sort: str | None = None, limit: int | None = None, offset: int = 0
    ) -> Iterator[bytes]:
        """As `articles`, but yields the absolute paths of their files, as exact bytes."""
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
        """As `articles`, but yields each as a line of text, without its line end; fast for many articles.

        Args:
            shape: "tsv" for tab-separated cells, "json" for a JSON object.
            fields: field names or front-matter keys; for "json", none means all of the contract.
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
        """As `lines`, but yields tuples of one value per field, text or number."""
        order, names = self._threads.answer(lambda it: (it.order(sort), it.columns(fields, LISTED)))
        require_fields(fields)
        return self._threads.stream(
            lambda it: it.selected(
                query,
                lambda keys: it.index.catalog.cells(names, keys=keys, sort=order, limit=limit, offset=offset),
            )
        )

    def get(self, reference: str) -> Article:
        """The article with this id, or the only one that it abbreviates; "#section" after it is ignored.

        Raises:
            ArticleNotFound: there is no such article.
            AmbiguousId: the abbreviation fits several articles.
            ArticleUnreadable: its file is missing or can't be parsed.
        """
        return self.get_part(reference)[0]

    @checked
    def get_part(self, reference: str) -> tuple[Article, Section | None]:
        """As `get`, with the section whose slug is, or begins with, what follows "#"; None without "#"."""
        return self._threads.answer(lambda it: questions.part(it, reference))

    @checked
    def file(self, reference: str) -> bytes:
        """The absolute path of an article's file, as exact bytes; takes and raises the same as `get`."""
        return self._threads.answer(lambda it: it.texts.file(it.located(reference)[2]))

    @checked
    def raw(self, reference: str) -> bytes:
        """The content of an article's file; takes and raises the same as `get`."""
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
        """The best articles for a query, each with its best snippets.

        Args:
            limit: maximum number of articles.
            any: match articles with any of the words instead of all.
            fuzzy: match similar words as well.
            sort: as for `articles`; None is by relevance, ties by date (newest first), then id.
                A query of fields only has no relevance, and is sorted by date.
            snippets: maximum number of snippets per article.
            width: maximum length of a snippet in characters.
            explain: add the parts of each score to the hits.
            unique: of several versions of an article, return only the best.

        Raises:
            QueryError: the query has a syntax error.
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
        """A function that finds the words of a query in texts."""
        return self._threads.answer(lambda it: questions.highlighter(it, it.node(query)))

    @checked
    def suggestions(self, query: str | Node) -> list[tuple[str, list[str]]]:
        """(word, spelling suggestions, best first) for each word of the query that no article has."""
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
        """The values of a field or front-matter key, each with the number of matching articles that have it.

        Args:
            name: a field, a front-matter key, or "date:year", "date:month" or "date:day".
            limit: maximum number of values; None for no maximum. Articles are counted without a limit.

        Raises:
            UsageError: articles can't be counted by this name.
        """
        return self._threads.answer(
            lambda it: questions.facet(it, name, it.node(query, any=any, fuzzy=fuzzy), limit)
        )

    @checked
    def statistics(self, most: int = 10) -> Statistics:
        """Statistics of the library; `most` is the maximum length of each of their lists."""
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
        """Check the articles that match; without a query, files that can't be read are reported as well.

        Args:
            select: codes of rules, or prefixes of codes; none selects the default rules.
            ignore: codes of rules to leave out, or prefixes of codes.
            today: the day to compare dates with, as "2021-03-05"; "" is SOURCE_DATE_EPOCH or today.

        Raises:
            UsageError: no rule has such a code.
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
        """The sentences that contain words of a query; those that most articles contain come first.

        Equal sentences of several articles are one quote.

        Raises:
            QueryError: the query has a syntax error.
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

    # -- reuse and similarity ----------------------------------------------------------------------

    @checked
    def compare(self) -> None:
        """Compare new articles with all others, so that later questions about reuse are quick.

        If there are only a few, this does nothing: the next question about reuse compares them.

        Raises:
            IndexLocked: another process is comparing.
        """
        self._threads.use(questions.compare)

    @checked
    def reuse(
        self, *, limit: int | None = None, least: int = 8, kinds: Sequence[ReuseKind] | None = None
    ) -> list[Group]:
        """Groups of articles that share passages: copies first, within each kind those with most words first.

        Args:
            limit: maximum number of groups; None for no maximum.
            least: minimum length of a passage in words.
            kinds: which kinds of passages: "copy", "quotation" (between quotation marks), "recurring" (in
                most articles of one source); None for all.
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
        """The articles whose content is most similar to that of one article, each with the reasons.

        Raises:
            ArticleNotFound, AmbiguousId, ArticleUnreadable: as for `get`.
        """
        return self._threads.answer(lambda it: questions.similar(it, reference, limit))

    # -- completion in shells ----------------------------------------------------------------------

    @checked
    def ids(self, start: str, limit: int = 50) -> list[tuple[str, str]]:
        """(id, title) of at most `limit` articles whose id begins with `start`."""
        return self._threads.use(lambda it: it.index.catalog.ids(start, limit))

    @checked
    def values(self, field: str, start: str = "", limit: int = 50) -> list[tuple[str, int]]:
        """(value, number of articles) of a keyword field, for values that begin with `start`.

        Values are in lower case and without accents.
        """
        return self._threads.use(lambda it: it.index.engine().values(field, start, limit))

    @checked
    def names(self) -> list[str]:
        """Fields and front-matter keys, in lower case, that at least one article has a value for."""
        return self._threads.use(lambda it: it.index.engine().names())
