"""Files → articles: bytes in, an `Article` out. Nothing here touches the disk.

The suffix names the reader, which is imported on its first use; what an article needs no more than
its neighbour (YAML, other forms of dates, charset-normalizer) is imported by the first article that needs it.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from kratomcli.errors import ArticleUnreadable, KratomError
from kratomcli.model.paths import SUFFIXES
from kratomcli.readers.decoding import body_of, decode

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    """Where the body lies in the file, so that `body_of(data, *place)` cuts it out again.

    `encoding` is the codec's name, `start` a character offset in the decoded text (without a byte
    order mark, line ends as "\\n").
    """

    encoding: str
    start: int


def read(data: bytes, *, id: str, path: str) -> Article:
    """The article that the file `path` holds as `data`; `id` is its place in the library.

    Raises ArticleUnreadable for what is not text and for front matter that can't be understood.
    """
    return read_with_location(data, id=id, path=path)[0]


def read_with_location(data: bytes, *, id: str, path: str) -> tuple[Article, BodyLocation]:
    """As `read`, with the location of the body for `body_of`."""
    with one_article():
        return _read(data, id, path)


@contextmanager
def one_article() -> Iterator[None]:
    """Any exception in here that is not ours becomes ArticleUnreadable: a failure of this one article."""
    try:
        yield
    except (KratomError, ImportError, OSError):  # the last two say nothing of the article
        raise
    except Exception as error:
        raise unexpected(error) from error


def unexpected(error: Exception) -> ArticleUnreadable:
    """An ArticleUnreadable for an exception that no code expects, so that it costs this article alone."""
    return ArticleUnreadable(f"can't be read: {reason(error)}")


def reason(error: Exception) -> str:
    """The message of an exception that no code expects, on one line."""
    from kratomcli.text.normalize import one_line

    return f"{type(error).__name__}: {one_line(str(error))[:200]}"


def _read(data: bytes, id: str, path: str) -> tuple[Article, BodyLocation]:
    suffix = path[path.rfind(".") :].lower()
    if suffix in (".md", ".markdown"):
        from kratomcli.readers.markdown import read as read_article
    elif suffix == ".txt":
        from kratomcli.readers.text import read as read_article
    else:
        raise ArticleUnreadable(
            f"no reader for a file that is called {path!r}",
            hint=f"Articles are files that end in {', '.join(SUFFIXES)}.",
        )
    article, encoding, start = read_article(data, id=id, path=path)
    return article, BodyLocation(encoding, start)


def sections_of(body: str, markup: Markup, body_line: int = 1) -> tuple[Section, ...]:
    """The sections of `body`, whose first line is line `body_line` of its file."""
    from kratomcli.markup.sections import sections_of

    return sections_of(body, markup, body_line)


def recalled(data: bytes, entry: Entry, place: BodyLocation, markup: Markup, body_line: int) -> Article:
    """The article that `read` gave, from what is known of it and its file as it was then."""
    from kratomcli.model.article import Article

    known = {name: getattr(entry, name) for name in entry.__dataclass_fields__}
    with one_article():
        body = body_of(data, *place)
        sections = sections_of(body, markup, body_line)
    return Article(**known, body=body, markup=markup, body_line=body_line, sections=sections)
