"""The files of articles: where to edit one, what to open to see one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.library import questions
from kratomcli.library.arguments import checked
from kratomcli.library.linked_articles import LinkedArticles

if TYPE_CHECKING:
    from kratomcli.desk.editors import FilePosition
    from kratomcli.desk.viewers import ViewedFile
    from kratomcli.query.ast import Node


class FiledArticles(LinkedArticles):
    """What a library knows of the files of its articles."""

    @checked
    def position(self, reference: str, query: str | Node = "") -> FilePosition:
        """The file of an article, for an editor, and the line and column of a section or of a query's words.

        It is that of the query's first match in the article, or in the section that follows "#"; without a
        match that of the section, and without a section none (0). Lines are those of the file.

        Raises:
            ArticleNotText: the file is no text, such as a PDF.
            ArticleNotFound, AmbiguousId, ArticleUnreadable: as for `get_part`.
            QueryError: the query has a syntax error.
        """
        return self._threads.answer(lambda it: questions.position(it, reference, query))

    @checked
    def viewed(self, reference: str, *, source: bool = False) -> ViewedFile:
        """What to open to see an article: its page, or its file if that is a PDF, a book or an office file.

        The page is one file of HTML in the cache, as an export makes it, readable for the user only; of
        those, the newest are kept. The section that follows "#" is a place on it.

        Args:
            source: take the article's own file in any case.

        Raises:
            ArticleNotFound, AmbiguousId, ArticleUnreadable: as for `get_part`.
            OutputError: the page can't be written.
        """
        return self._threads.answer(lambda it: questions.viewed(it, reference, source))
