"""A library: folders of articles with an index over them. This is the Python API.

from kratomcli import Library

with Library.open("articles") as library:
    for hit in library.search("withdrawal", limit=3):
        print(hit.score, hit.entry.title)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Literal

from kratomcli.catalog.sql_fields import CHOSEN
from kratomcli.library import questions
from kratomcli.library.arguments import checked, require_fields
from kratomcli.library.compared_articles import ComparedArticles
from kratomcli.library.session import Manner
from kratomcli.model.fields import LISTED

if TYPE_CHECKING:
    from kratomcli.checks import Report
    from kratomcli.engine import Highlighter
    from kratomcli.model.article import Article
    from kratomcli.model.entry import Entry, Section
    from kratomcli.model.hit import Hit
    from kratomcli.query.ast import Node
    from kratomcli.search.changes import Change
    from kratomcli.search.facets import Facet
    from kratomcli.search.quotes import Quote
    from kratomcli.search.statistics import Statistics


class Library(ComparedArticles):
    """Folders of articles and the index over them; created with `Library.open`."""

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
    def revisions(
        self, query: str | Node = "", *, sort: str | None = None, limit: int | None = None
    ) -> Iterator[tuple[Entry, str]]:
        """As `articles`, each with a revision: a text that differs after the file has changed."""
        return self._threads.stream(lambda it: questions.revisions(it, it.keys(query, sort, limit)))

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
            lambda it: map(it.texts.file, it.locations(it.keys(query, sort, limit, offset)))
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
        known = CHOSEN if shape == "json" else LISTED
        order, names = self._threads.answer(lambda it: (it.order(sort), it.columns(fields, known)))
        if shape == "tsv":
            require_fields(fields)
        return self._threads.stream_lists(
            lambda it: it.selected(
                query,
                lambda keys: it.index.catalog.blocks(
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
        return self._threads.answer(lambda it: it.texts.file(it.located(reference).location))

    @checked
    def raw(self, reference: str) -> bytes:
        """The content of an article's file; takes and raises the same as `get`."""
        return self._threads.answer(lambda it: questions.raw(it, reference))

    # -- questions ---------------------------------------------------------------------------------

    @checked
    def count(
        self, query: str | Node = "", *, any: bool = False, fuzzy: bool = False, meaning: bool | None = None
    ) -> int:
        """Number of articles that match; with `meaning` also of those that `search` finds by it."""
        return self._threads.answer(lambda it: questions.count(it, query, Manner(any, fuzzy, meaning)))

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
        meaning: bool | None = None,
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
            meaning: find articles by what they say, too, in whatever words; the bare words of the query are
                then only wishes. None is as the library was opened.

        Raises:
            QueryError: the query has a syntax error.
            MissingExtra: `meaning`, and what it needs is not installed.
        """
        from kratomcli.search.search import find

        return self._threads.answer(
            lambda it: find(
                it.index,
                it.texts,
                *it.answer(query, Manner(any, fuzzy, meaning)),
                limit=limit,
                sort=it.order(sort),
                snippets=snippets,
                width=width,
                explain=explain,
                versions=it.compared().versions if unique else None,
            )
        )

    @checked
    def count_by_meaning(
        self, query: str | Node, *, any: bool = False, fuzzy: bool = False, meaning: bool | None = None
    ) -> int:
        """How many of the articles that `search` finds have none of the words."""
        return self._threads.answer(lambda it: it.matching(query, Manner(any, fuzzy, meaning))[1])

    @property
    def is_by_meaning(self) -> bool:
        """Whether searches go by meaning, too, unless they say otherwise."""
        return self._session.is_by_meaning

    @property
    def is_meaning_ready(self) -> bool:
        """Whether a search by meaning answers at once: what it needs is installed, and has been indexed."""
        return self._threads.use(questions.is_meaning_ready)

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
        meaning: bool | None = None,
    ) -> Facet:
        """The values of a field or front-matter key, each with the number of matching articles that have it.

        Args:
            name: a field, a front-matter key, or "date:year", "date:month" or "date:day".
            limit: maximum number of values; None for no maximum. Articles are counted without a limit.
            meaning: count those that `search` finds by meaning, too.

        Raises:
            UsageError: articles can't be counted by this name.
        """
        return self._threads.answer(
            lambda it: questions.facet(it, name, it.matching(query, Manner(any, fuzzy, meaning))[0], limit)
        )

    @checked
    def statistics(self, most: int = 10) -> Statistics:
        """Statistics of the library; `most` is the maximum length of each of their lists."""
        return self._threads.answer(lambda it: questions.statistics(it, most))

    @checked
    def write_charts(self, place: str, *, most: int = 10, force: bool = False) -> int:
        """Draw the statistics to a file that ends in .svg, .png or .html; return its size in bytes.

        `most` is the number of tags that are drawn. An existing file is replaced only with `force`.

        Raises:
            UsageError: the file ends in something else.
            MissingExtra: vl-convert-python is not installed.
            OutputError: the file exists already, can't be written, or would be an article of the library.
        """
        return self._threads.answer(lambda it: questions.write_charts(it, place, most, force))

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
        from kratomcli.checks import chosen

        rules = chosen(select, ignore)
        return self._threads.use(
            lambda it: questions.report(it, query, rules, partial(self._threads.steps, it), today)
        )

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
        """The articles that were added, edited, moved or removed since a moment, sorted by kind and id.

        Only the articles that are returned are read. If the log of changes does not reach back that far, a
        notice says so.

        Args:
            since: a date, a duration before now such as "3d", or a state of the index such as "@123".
            limit: maximum number of changes; None for no maximum.

        Raises:
            UsageError: `since` can't be parsed.
        """
        return self._threads.answer(lambda it: questions.changed(it, since, limit))

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
