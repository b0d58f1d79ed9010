"""Reading the texts of articles from their files, located by what the catalog knows of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.catalog.schema import CONVERTED
from kratomcli.errors import ArticleUnreadable
from kratomcli.files.reading import FileUnreadable
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from kratomcli.catalog.schema import BodyFormat, TextLocation
    from kratomcli.index.index_files import OpenIndex
    from kratomcli.model.article import Article, Markup
    from kratomcli.model.entry import Entry
    from kratomcli.readers.conversion import Converted


class Body(NamedTuple):
    """The text of an article as in its file now, its markup, the line in the file where it begins."""

    text: str
    markup: Markup
    line: int
    convention: str
    """The tool whose collection it is from, "" for none."""


class Texts:
    """Reads the articles of one index."""

    def __init__(self, index: OpenIndex) -> None:
        self._index = index
        self._files = index.files

    def article(self, id: str, path: str, location: TextLocation) -> Article:
        """The whole article, as its file is now.

        Raises:
            ArticleUnreadable: the file is missing or can't be parsed.
        """
        from kratomcli.readers import converted_article, read

        convention = self._index.convention_of(_place(location))
        kept = self._kept(id, location)
        data = self.data(id, location) if kept is None else b""
        try:
            if location.encoding != CONVERTED:
                return read(data, id=id, path=path, convention=convention)
            converted = kept or self._index.conversions.make_now(data, location.path)
            return converted_article(converted, id=id, path=path, convention=convention)
        except ArticleUnreadable as error:
            raise ArticleUnreadable(f"{id}: {error.message}", line=error.line, hint=error.hint) from error

    def _kept(self, id: str, location: TextLocation) -> Converted | None:
        """What a file was converted to when it was indexed; None if it wasn't, or has changed since.

        Raises:
            ArticleUnreadable: it is missing, or can't be read.
        """
        if location.encoding != CONVERTED:
            return None
        try:
            is_unchanged = self._files.is_unchanged(self.file(location), location.size, location.mtime)
        except FileUnreadable as error:
            raise _unreadable(id, error) from error
        return self._index.conversions.kept(location.path) if is_unchanged else None

    def data(self, id: str, location: TextLocation) -> bytes:
        """The content of the file.

        Raises:
            ArticleUnreadable: it is missing, or can't be read.
        """
        try:
            return self._files.read(self.file(location), is_converted=location.encoding == CONVERTED)
        except FileUnreadable as error:
            raise _unreadable(id, error) from error

    def body(self, entry: Entry, location: TextLocation, format: BodyFormat) -> Body | None:
        """The body as its file is now; None if it can't be read."""
        try:
            indexed = self.indexed_body(location, format)
            if indexed is not None:
                return indexed
            # Edited since it was indexed: the line where the body begins may have changed.
            article = self.article(entry.id, entry.path, location)
            return Body(article.body, article.markup, article.body_line, article.convention)
        except (FileUnreadable, ArticleUnreadable):
            return None

    def indexed_body(self, location: TextLocation, format: BodyFormat) -> Body | None:
        """The body as it was indexed; None and exceptions as for `indexed`."""
        indexed = self.indexed(location)
        if indexed is None:
            return None
        is_own = location.encoding != CONVERTED
        convention = self._index.convention_of(_place(location)).name if is_own else ""
        return Body(indexed, *format, convention)

    def recalled(self, entry: Entry, location: TextLocation, format: BodyFormat) -> Article:
        """As `article`, but an unchanged file is read without parsing its front matter again.

        Raises:
            ArticleUnreadable: the file is gone or broken.
        """
        from kratomcli.readers import BodyLocation, recalled

        try:
            data = self._as_indexed(location) if location.encoding != CONVERTED else None
        except FileUnreadable:
            data = None
        if data is None:
            return self.article(entry.id, entry.path, location)
        place = BodyLocation(location.encoding, location.start)
        return recalled(data, entry, place, format, self._index.convention_of(_place(location)))

    def indexed(self, location: TextLocation) -> str | None:
        """The body that was indexed; None if the file has changed since.

        Raises:
            FileUnreadable: the file is missing, or can't be read.
            ArticleUnreadable: its content is another one under the same time stamp.
        """
        from kratomcli.readers import body_of, one_article

        if location.encoding == CONVERTED:
            kept = self._kept(location.path, location)
            return kept.body if kept is not None else None
        data = self._as_indexed(location)
        if data is None:
            return None
        with one_article():
            return body_of(data, location.encoding, location.start)

    def _as_indexed(self, location: TextLocation) -> bytes | None:
        """The content of the file if its size and time stamp are those that were indexed, else None.

        Raises:
            FileUnreadable: it is missing, or can't be read.
        """
        return self._files.read_unchanged(self.file(location), location.size, location.mtime)

    def file(self, location: TextLocation) -> bytes:
        """The absolute path of the file."""
        return self._index.file(_place(location))

    def revision(self, location: TextLocation) -> str:
        """A text that differs after the file has changed, or if it is read otherwise."""
        convention = self._index.convention_of(_place(location))
        return f"{location.size}:{location.mtime}:{convention.name}:{convention.dialect}"


def _place(location: TextLocation) -> bytes:
    """The path of the file within the library, as bytes."""
    return location.file or location.path.encode()


def _unreadable(id: str, error: FileUnreadable) -> ArticleUnreadable:
    return ArticleUnreadable(f"{id} can't be read: {error.reason}", hint=error.hint)
