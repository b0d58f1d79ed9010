"""Changing the front matter of articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.config.state import state_home
from kratomcli.library import questions
from kratomcli.library.arguments import checked
from kratomcli.library.article_files import FiledArticles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kratomcli.editing.changes import FrontMatterChanges
    from kratomcli.editing.proposed import ChangedArticle, ProposedChanges
    from kratomcli.query.ast import Node


class EditedArticles(FiledArticles):
    """What a library can change in its articles."""

    @checked
    def change(
        self, query: str | Node, changes: FrontMatterChanges, *, only: Sequence[str] | None = None
    ) -> ProposedChanges:
        """Work out changes of the front matter of articles that match; `write()` of the result makes them.

        Everything else in the files stays as it is, byte for byte. An article whose change can't be proven is
        refused, with the reason, and left; the others go on.

        Args:
            only: ids, or beginnings of ids, of the articles to change, in place of those that match.

        Raises:
            QueryError: the query has a syntax error.
            UsageError: the changes name nothing, contradict each other, or have unusable values.
            ArticleNotFound, AmbiguousId: as for `get`.
        """
        return self._threads.answer(lambda it: questions.change(it, query, changes, only, state_home()))

    @checked
    def undo(self) -> list[ChangedArticle] | None:
        """Undo the last changes that were written, of this library; called again, those before them.

        Articles that were changed since are left, as "refused". None means that there is nothing to undo.

        Raises:
            IndexLocked: another process is changing articles of this library.
            OutputError: what is needed to undo can't be read.
        """
        return self._threads.use(lambda it: questions.undo(it, state_home()))
