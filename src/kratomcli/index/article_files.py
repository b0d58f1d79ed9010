"""Reading articles from their files while indexing, whatever the kind of file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from kratomcli.catalog.schema import CONVERTED
from kratomcli.errors import ArticleUnreadable
from kratomcli.files.reading import FileReader, FileUnreadable
from kratomcli.model.paths import is_converted, preferred_id

if TYPE_CHECKING:
    from kratomcli.conventions.table import Convention
    from kratomcli.index.conversions import Conversions
    from kratomcli.model.article import Article
    from kratomcli.readers import BodyLocation


class FileArticle(NamedTuple):
    """The article in a file, where its body is, and what the file was converted to, if it was."""

    article: Article
    location: BodyLocation
    packed: bytes | None


class ArticleFiles:
    """Reads the files of a library, and the articles in them."""

    def __init__(self, files: FileReader, conversions: Conversions) -> None:
        self._files = files
        self._conversions = conversions

    def data(self, file: bytes, path: str) -> tuple[bytes, os.stat_result]:
        """The content of a file and its status; `path` is its path within the library.

        Raises:
            ArticleUnreadable: it can't be read.
        """
        try:
            return self._files.read_steadily(file, is_converted=is_converted(path))
        except FileUnreadable as error:
            raise ArticleUnreadable(error.reason) from error

    def article(self, data: bytes, path: str, convention: Convention) -> FileArticle:
        """The article in the content of a file.

        Raises:
            ArticleUnreadable: there is none that can be read.
            NotAnArticle: it holds something else.
            MissingExtra: a package is needed that is not installed.
        """
        from kratomcli.readers import BodyLocation, converted_article, one_article, read_with_location

        id = preferred_id(path)
        if not is_converted(path):
            return FileArticle(*read_with_location(data, id=id, path=path, convention=convention), None)
        from kratomcli.readers import require_article
        from kratomcli.readers.conversion import unpack

        require_article(data, path, convention)
        packed = self._conversions.make(data, path)
        with one_article():
            article = converted_article(unpack(packed), id=id, path=path, convention=convention)
        return FileArticle(article, BodyLocation(CONVERTED, 0), packed)

    def close(self) -> None:
        """End the process that converts, if there is one."""
        self._conversions.close()
