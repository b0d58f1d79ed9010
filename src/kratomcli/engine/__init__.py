"""The protocol of search engines, and the types of their results.

An engine identifies articles by their keys in the catalog. It indexes what queries can ask for, but stores no
text. Queries are nodes of `kratomcli.query.ast`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from kratomcli.model.article import Article
    from kratomcli.model.explanation import ScorePart
    from kratomcli.query.ast import Node

ReadText = Callable[[int], tuple[str, str]]
"""Key → (text, language) of an article; both "" if it can't be read."""


class Ranking(NamedTuple):
    """The best articles for a query: (key, score), best first.

    Scores can only be compared within one ranking.
    """

    best: list[tuple[int, float]]
    ranked: bool
    """False if the query has no words to rank by, but only fields, so that all scores are equal."""


class Highlight(NamedTuple):
    """An occurrence of a query's word or phrase in a text.

    `start` and `end` are character offsets, end exclusive; `word` is the index in `Highlighter.words`.
    """

    start: int
    end: int
    word: int


class Highlighter(Protocol):
    """Finds the words of a query in texts; `words` are its words and phrases in query syntax."""

    words: list[str]

    def __call__(self, text: str, lang: str = "") -> list[Highlight]:
        """Highlights in a text, in order, without overlaps; `lang` is the language of the text, or ""."""


class Writer(Protocol):
    """Changes the index of an engine; readers see changes only after `commit`."""

    def add(self, key: int, article: Article, path: str) -> None:
        """Index an article; `path` is its path within the library.

        Raises:
            ArticleUnreadable: the engine can't index this article.
        """

    def delete(self, low: int, high: int) -> None:
        """Delete the articles with keys from `low` to `high`, both inclusive."""

    def commit(self) -> int:
        """Make the changes since the last commit durable and visible; returns the new generation."""

    def close(self) -> None:
        """Roll back what is not committed, wait for background threads, release the lock."""


class Engine(Protocol):
    """A search engine over one library.

    It answers from the state of one commit until `reload` is called.
    """

    @property
    def generation(self) -> int:
        """The number of the commit that answers are of."""

    def reload(self) -> None:
        """Switch to the latest commit."""

    def writer(self, expected: int) -> Writer:
        """Open the only writer; `expected` is the approximate number of articles that it will add.

        Raises:
            IndexLocked: another process is writing.
        """

    def search(
        self, query: Node, limit: int, among: Node | None = None, read: ReadText | None = None
    ) -> Ranking:
        """The `limit` best articles for a query; with `among` only of those that match it, too.

        Of equal scores the newest comes first, and of equal dates the article with the first id. With `among`
        an article's name counts no more than its other words. With `read`, a long query ranks articles like
        the best ones higher.
        """

    def shares(
        self, query: Node, keys: Sequence[int], among: Node | None = None, read: ReadText | None = None
    ) -> dict[int, list[ScorePart]]:
        """Key → the parts that the score of the article is the sum of; their `places` are empty.

        `among` and `read` are those of the search.
        """

    def count(self, query: Node) -> int:
        """Number of articles that match."""

    def keys(self, query: Node) -> Iterator[Sequence[int]]:
        """Yield the keys of all articles that match, in batches, in ascending order."""

    def values(
        self, field: str, start: str = "", limit: int | None = None, query: Node | None = None
    ) -> list[tuple[str, int]]:
        """(value, number of articles) of a keyword field or front-matter key, the commonest first.

        Values are folded: in lower case, without accents.

        Args:
            start: only values with this prefix.
            limit: maximum number of values; None for no maximum.
            query: count only articles that match; None for all articles.
        """

    def suggestions(self, query: Node) -> list[tuple[str, list[str]]]:
        """(word, spelling suggestions, best first) for each word of the query that no article has."""

    def names(self) -> list[str]:
        """Fields and front-matter keys, in lower case, that at least one article has a value for."""

    def highlighter(self, query: Node) -> Highlighter:
        """A highlighter for the words of a query."""

    def key_terms(self, text: str, lang: str, limit: int) -> list[str]:
        """The words with the highest tf-idf in a text, best first: frequent in it, and in few articles."""
