"""What a search engine has to do, and what it gives back.

An engine knows articles by their key in the catalog and by what can be asked of them; it stores no
text. Queries reach it as `kratomcli.query` nodes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from kratomcli.model.article import Article
    from kratomcli.model.explanation import ScorePart
    from kratomcli.query.ast import Node


class Ranking(NamedTuple):
    """The best articles for a query: (key, score), best first. Scores compare within one ranking."""

    best: list[tuple[int, float]]
    ranked: bool
    """False where the query holds nothing to rank by (fields only), so that all scores are equal."""


class Highlight(NamedTuple):
    """A place in a text that a query speaks of: character offsets and which of its words it is.

    `word` numbers the words and phrases of the query from 0.
    """

    start: int
    end: int
    word: int


class Highlighter(Protocol):
    """Finds a query's words in a text. `words` are its words and phrases by number, as a query has them."""

    words: list[str]

    def __call__(self, text: str, lang: str = "") -> list[Highlight]:
        """Highlights in the order of the text, which is in the language `lang`; they don't overlap."""


class Writer(Protocol):
    """One batch after another of changes; none is seen by readers before its `commit`."""

    def add(self, key: int, article: Article, path: str) -> None:
        """Index an article; `path` is its path in the library."""

    def delete(self, low: int, high: int) -> None:
        """Forget the articles with keys from low to high, both included."""

    def commit(self) -> int:
        """Make the changes since the last commit visible and lasting; returns the new generation."""

    def close(self) -> None:
        """Drop what is not committed, end background work, release the lock."""


class Engine(Protocol):
    """A search engine over one library.

    It answers from one commit, whose number is `generation`, until it is told to `reload`.
    """

    generation: int

    def reload(self) -> None:
        """Answer from the latest commit."""

    def writer(self, expected: int) -> Writer:
        """The one writer, prepared for about `expected` articles.

        Raises:
            IndexLocked: another process is writing.
        """

    def search(self, query: Node, limit: int) -> Ranking:
        """The best `limit` articles."""

    def shares(self, query: Node, keys: Sequence[int]) -> dict[int, list[ScorePart]]:
        """What the score of each of these articles is the sum of; without places."""

    def count(self, query: Node) -> int:
        """Number of articles that match."""

    def keys(self, query: Node) -> Iterator[Sequence[int]]:
        """Keys of all articles that match, in batches, in ascending order."""

    def values(
        self, field: str, start: str = "", limit: int | None = None, query: Node | None = None
    ) -> list[tuple[str, int]]:
        """Folded values of a keyword field or front-matter key and their number of articles.

        Only articles that match `query` count, if there is one.
        """

    def suggestions(self, query: Node) -> list[tuple[str, list[str]]]:
        """Each word of the query that no article has, and what articles have instead, likeliest first."""

    def names(self) -> list[str]:
        """Fields and front-matter keys, in lower case, that any article has a value for."""

    def highlighter(self, query: Node) -> Highlighter:
        """What finds the query's words in texts."""

    def key_terms(self, text: str, lang: str, limit: int) -> list[str]:
        """The words of a text that tell it from others, best first: often in it, in few articles."""
