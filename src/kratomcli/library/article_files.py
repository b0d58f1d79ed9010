"""The files of articles: where to edit one, what to open to see one, a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.library import questions
from kratomcli.library.arguments import checked
from kratomcli.library.linked_articles import LinkedArticles

if TYPE_CHECKING:
    from collections.abc import Sequence

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

    @checked
    def new(
        self,
        title: str,
        *,
        tags: Sequence[str] = (),
        into: str = "",
        file: str = "",
        template: str = "",
        within: str = "",
    ) -> str:
        """Write a new article, as the tool of the library has them; returns the absolute path of its file.

        Args:
            tags: its tags.
            into: a folder within the library, which is made if need be; "" is that of the tool.
            file: the pattern of its name, such as "{{ date }}-{{ slug }}.md"; "" is that of the tool.
            template: the path of a Jinja template of its text; "" is front matter with title, date and tags.
            within: the real path of a folder that the template must be in; "" is any.

        Raises:
            OutputExists: there is a file of this name.
            OutputError: it can't be written.
            UsageError: the title is empty, a template is wrong, or the folder is outside of the library.
        """
        return self._threads.use(lambda it: questions.new(it, title, tags, (into, file, template, within)))
