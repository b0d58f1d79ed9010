"""Reading the texts of articles from their files, located by what the catalog knows of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kratomcli.errors import ArticleUnreadable
from kratomcli.files.reading import FileUnreadable

if TYPE_CHECKING:
    from collections.abc import Callable

    from kratomcli.catalog.schema import BodyFormat, Source
    from kratomcli.files.reading import FileReader
    from kratomcli.index.dialects import Dialects
    from kratomcli.model.article import Article, Markup
    from kratomcli.model.entry import Entry


class Body(NamedTuple):
    """The text of an article as in its file now, its markup, the line in the file where it begins."""

    text: str
    markup: Markup
    line: int


class Texts:
    """Reads articles of one library; `locate` returns the absolute path for a path within it."""

    def __init__(self, files: FileReader, locate: Callable[[bytes], bytes], dialects: Dialects) -> None:
        self._files = files
        self._locate = locate
        self._dialects = dialects

    def article(self, id: str, path: str, source: Source) -> Article:
        """The whole article, as its file is now.

        Raises:
            ArticleUnreadable: the file is missing or can't be parsed.
        """
        from kratomcli.readers import read

        data = self.data(id, source)
        try:
            return self._in_dialect(read(data, id=id, path=path), source)
        except ArticleUnreadable as error:
            raise ArticleUnreadable(f"{id}: {error.message}", line=error.line, hint=error.hint) from error

    def data(self, id: str, source: Source) -> bytes:
        """The content of the file.

        Raises:
            ArticleUnreadable: it is missing, or can't be read.
        """
        try:
            return self._files.read(self.file(source))
        except FileUnreadable as error:
            raise ArticleUnreadable(f"{id} can't be read: {error.reason}", hint=error.hint) from error

    def body(self, entry: Entry, source: Source, format: BodyFormat) -> Body | None:
        """The body as its file is now; None if it can't be read."""
        try:
            indexed = self.indexed(source)
            if indexed is not None:
                return Body(indexed, *format)
            # Edited since it was indexed: the line where the body begins may have changed.
            article = self.article(entry.id, entry.path, source)
            return Body(article.body, article.markup, article.body_line)
        except (FileUnreadable, ArticleUnreadable):
            return None

    def recalled(self, entry: Entry, source: Source, format: BodyFormat) -> Article:
        """As `article`, but an unchanged file is read without parsing its front matter again.

        Raises:
            ArticleUnreadable: the file is gone or broken.
        """
        from kratomcli.readers import BodyLocation, recalled

        try:
            data = self._as_indexed(source)
        except FileUnreadable:
            data = None
        if data is None:
            return self.article(entry.id, entry.path, source)
        article = recalled(data, entry, BodyLocation(source.encoding, source.start), *format)
        return self._in_dialect(article, source)

    def indexed(self, source: Source) -> str | None:
        """The body that was indexed; None if the file has changed since.

        Raises:
            FileUnreadable: the file is missing, or can't be read.
            ArticleUnreadable: its content is another one under the same time stamp.
        """
        from kratomcli.readers import body_of, one_article

        data = self._as_indexed(source)
        if data is None:
            return None
        with one_article():
            return body_of(data, source.encoding, source.start)

    def _as_indexed(self, source: Source) -> bytes | None:
        """The content of the file if its size and time stamp are those that were indexed, else None.

        Raises:
            FileUnreadable: it is missing, or can't be read.
        """
        return self._files.read_unchanged(self.file(source), source.size, source.mtime)

    def file(self, source: Source) -> bytes:
        """The absolute path of the file."""
        return self._locate(_place(source))

    def revision(self, source: Source) -> str:
        """A text that differs after the file has changed, or if it is read in another dialect."""
        return f"{source.size}:{source.mtime}:{self._dialects.of(_place(source))}"

    def _in_dialect(self, article: Article, source: Source) -> Article:
        dialect = self._dialects.of(_place(source))
        if dialect == article.dialect:
            return article
        from dataclasses import replace

        return replace(article, dialect=dialect)


def _place(source: Source) -> bytes:
    """The path of the file within the library, as bytes."""
    return source.file or source.path.encode()
