"""The links between the articles of a library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.library.arguments import checked
from kratomcli.library.indexed_folders import IndexedFolders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kratomcli.search.links import ArticleLink, Direction


class LinkedArticles(IndexedFolders):
    """What a library knows of the links between its articles."""

    @checked
    def links(self, reference: str, *, directions: Sequence[Direction] = ("out", "in")) -> list[ArticleLink]:
        """The links of an article in their order, and those of other articles to it, by their ids.

        Args:
            directions: "out" for links of the article, "in" for those to it.

        Raises:
            ArticleNotFound, AmbiguousId: as for `get`.
        """
        return self._threads.answer(lambda it: it.links(reference, directions))
