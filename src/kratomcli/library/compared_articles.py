"""What articles have in common: the methods of `Library` for shared passages and similar articles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kratomcli.library import questions
from kratomcli.library.arguments import checked
from kratomcli.library.cited_articles import CitedArticles

if TYPE_CHECKING:
    from kratomcli.reuse.answers import Group, SharedPassage
    from kratomcli.reuse.groups import ReuseKind
    from kratomcli.search.similar import Neighbour


class ComparedArticles(CitedArticles):
    """Comparing articles; `Library` adds the methods that query it."""

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
