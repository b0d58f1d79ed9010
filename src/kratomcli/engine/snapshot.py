"""One state of an index, of which everything is asked: the seam between the engine and its back ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from kratomcli.engine.clauses import Clause

    Address = Any
    """Where a back end finds an article again; nobody else looks into it."""
    Rated = tuple[float, Address]
    """(score, address) of an article."""


class Snapshot(Protocol):
    """One state of an index: what writers commit meanwhile does not change it.

    Every answer is of all of the index, or an error is raised: for a damaged index `IndexDamaged`, for a
    pattern that the back end refuses `UsageError`.
    """

    @property
    def generation(self) -> int:
        """The number of the commit that made this state; that of a later commit is greater."""

    @property
    def documents(self) -> int:
        """How many articles there are, without deleted ones."""

    def hits(self, clause: Clause, limit: int) -> list[Rated]:
        """The `limit` best articles of those that match, the best score first.

        Equal scores may differ in their last bits. Equals come in any order, and of those with the score of
        the last, any may be left out. `limit` may be greater than the number of articles.
        """

    def keys_of(self, hits: Sequence[Rated]) -> list[int]:
        """The keys of hits of this snapshot."""

    def dates_of(self, hits: Sequence[Rated]) -> list[int]:
        """The dates of hits of this snapshot, as in the field `date`; 0 for none."""

    def count(self, clause: Clause) -> int:
        """Exact number of articles that match."""

    def keys(self, clause: Clause) -> Iterator[Sequence[int]]:
        """Yield the keys of all articles that match, ascending, in batches."""

    def scores(self, clauses: Sequence[Clause], keys: Sequence[int]) -> list[dict[int, float]]:
        """For each clause key → score, of those of a few articles that match it."""

    def doc_freqs(self, field: str, tokens: Sequence[str]) -> list[int]:
        """For each token the number of articles with it, as BM25 counts them: perhaps with deleted ones."""

    def tokens(
        self, field: str, start: str, among: Clause | None = None, limit: int | None = None
    ) -> list[tuple[str, int]]:
        """(token, number of articles) of the tokens in `words` or `keywords` that begin so.

        The commonest come first, and equally common ones in the order of their characters. No token of no
        article is among them; without `among`, deleted articles may be counted.

        Args:
            among: count exactly, and only the articles that match.
            limit: maximum number of tokens; None for no maximum.
        """
