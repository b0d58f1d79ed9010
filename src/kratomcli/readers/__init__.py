"""Reading articles: from the bytes of a file to an `Article`, without access to the disk.

The reader is chosen by the suffix and imported on first use, as are YAML, charset-normalizer and the less
common notations of dates.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from kratomcli.conventions.table import NONE
from kratomcli.errors import ArticleUnreadable, KratomError
from kratomcli.model.paths import MARKDOWN_SUFFIXES, SUFFIXES
from kratomcli.readers.decoding import body_of, decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kratomcli.catalog.schema import BodyFormat
    from kratomcli.conventions.table import Convention
    from kratomcli.model.article import Article, Markup
    from kratomcli.model.entry import Entry, Section

__all__ = [
    "SUFFIXES",
    "BodyLocation",
    "body_of",
    "decode",
    "read",
    "read_with_location",
    "recalled",
    "sections_of",
]


class BodyLocation(NamedTuple):
    """Where the body is in the file, so that `body_of(data, *location)` can extract it again.

    `encoding` is the name of the codec, `start` a character offset in the decoded text (without a byte
    order mark, with "\\n" line ends).
    """

    encoding: str
    start: int


def read(data: bytes, *, id: str, path: str, convention: Convention = NONE) -> Article:
    """The article in `data`, the content of the file `path`; `id` is its id in the library.

    `convention` is that of its folder.

    Raises ArticleUnreadable for data that is not text, and for front matter that can't be parsed.
    """
    return read_with_location(data, id=id, path=path, convention=convention)[0]


def read_with_location(
    data: bytes, *, id: str, path: str, convention: Convention = NONE
) -> tuple[Article, BodyLocation]:
    """As `read`, and the location of the body for `body_of`."""
    with one_article():
        return _read(data, id, path, convention)


@contextmanager
def one_article() -> Iterator[None]:
    """Turn any exception but a KratomError into ArticleUnreadable, so that only this article fails."""
    try:
        yield
    except (KratomError, ImportError, OSError):  # the last two are not about the article
        raise
    except Exception as error:
        raise unexpected(error) from error


def unexpected(error: Exception) -> ArticleUnreadable:
    """The ArticleUnreadable for an unexpected exception."""
    return ArticleUnreadable(f"can't be read: {reason(error)}")


def reason(error: Exception) -> str:
    """The message of an unexpected exception, on one line."""
    from kratomcli.text.normalize import one_line

    return f"{type(error).__name__}: {one_line(str(error))[:200]}"


def _read(data: bytes, id: str, path: str, convention: Convention) -> tuple[Article, BodyLocation]:
    suffix = path[path.rfind(".") :].lower()
    if suffix in MARKDOWN_SUFFIXES:
        from kratomcli.readers.markdown import read as read_article
    elif suffix == ".txt":
        from kratomcli.readers.text import read as read_article
    else:
        raise ArticleUnreadable(
            f"no reader for a file that is called {path!r}",
            hint=f"Articles are files that end in {', '.join(SUFFIXES)}.",
        )
    article, encoding, start = read_article(data, id=id, path=path, convention=convention)
    return article, BodyLocation(encoding, start)


def sections_of(body: str, markup: Markup, body_line: int = 1) -> tuple[Section, ...]:
    """The sections of `body`; `body_line` is the line of the file where it begins."""
    from kratomcli.markup.sections import sections_of

    return sections_of(body, markup, body_line)


def recalled(
    data: bytes, entry: Entry, place: BodyLocation, format: BodyFormat, convention: Convention
) -> Article:
    """The article as `read` returned it, from its entry and the unchanged content of its file."""
    from kratomcli.model.article import Article

    known = {name: getattr(entry, name) for name in entry.__dataclass_fields__}
    with one_article():
        body = body_of(data, *place)
        sections = sections_of(body, format.markup, format.line)
    return Article(
        **known,
        body=body,
        markup=format.markup,
        body_line=format.line,
        sections=sections,
        dialect=convention.dialect,
        convention=convention.name,
    )
