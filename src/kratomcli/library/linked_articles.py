"""The links between the articles of a library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.library import questions
from kratomcli.library.arguments import checked
from kratomcli.library.indexed_folders import IndexedFolders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kratomcli.search.links import ArticleLink, Direction, LinkGraph
    from kratomcli.search.similar import Neighbour


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
        return self._threads.answer(lambda it: questions.links(it, reference, directions))

    @checked
    def edges(self) -> list[tuple[str, str]]:
        """(id, id) of each article and another one that it links to, once, sorted."""
        return self._threads.answer(questions.edges)

    @checked
    def related(self, ids: Sequence[str], *, limit: int = 3) -> dict[str, list[Neighbour]]:
        """Id → the articles nearest by their words, for many articles at a time: quicker than `similar`.

        Articles that can't be read are left out.
        """
        return self._threads.answer(lambda it: questions.related(it, ids, limit))

    @checked
    def graph(self) -> LinkGraph:
        """All articles, and which of them link to which others."""
        return self._threads.answer(questions.graph)
