"""Reading articles: from the bytes of a file to an `Article`, without access to the disk.

The reader is chosen by the suffix and imported on first use, as are YAML, charset-normalizer and the less
common notations of dates.
"""

from __future__ import annotations

import codecs
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from kratomcli.catalog.schema import CONVERTED
from kratomcli.conventions.table import NONE
from kratomcli.errors import ArticleUnreadable, KratomError, NotAnArticle
from kratomcli.model.file_kinds import HTML_SUFFIXES
from kratomcli.model.paths import MARKDOWN_SUFFIXES, SUFFIXES, is_converted, suffix_of
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex
from kratomcli.readers.decoding import body_of, decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kratomcli.catalog.schema import BodyFormat
    from kratomcli.conventions.table import Convention
    from kratomcli.model.article import Article, Markup
    from kratomcli.model.entry import Entry, Section
    from kratomcli.readers.conversion import Converted

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

T = TypeVar("T")
_FRONT_MATTER = lazy_regex(rb"\s*(?:-{3,}[ \t]*\r?\n|\+{3,}[ \t]*\r?\n|\{\s*\")")
_TEMPLATE_FOLDERS = frozenset(
    ("_includes", "_layouts", "includes", "layouts", "overrides", "partials", "templates", "themes")
)


class BodyLocation(NamedTuple):
    """Where the body is in the file, so that `body_of(data, *location)` can extract it again.

    `encoding` is the name of the codec, `start` a character offset in the decoded text (without a byte
    order mark, with "\\n" line ends). Of a file that is converted it is `CONVERTED` and 0.
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
    if is_converted(path):
        from kratomcli.readers.conversion import convert

        converted = converted_by(convert, data, path, convention)
        article = converted_article(converted, id=id, path=path, convention=convention)
        return article, BodyLocation(CONVERTED, 0)
    if suffix_of(path) in MARKDOWN_SUFFIXES:
        from kratomcli.readers.markdown import read as read_article
    else:
        from kratomcli.readers.text import read as read_article
    article, encoding, start = read_article(data, id=id, path=path, convention=convention)
    return article, BodyLocation(encoding, start)


def _is_of_a_site(path: str, convention: Convention) -> bool:
    """Whether a file is HTML where a tool makes a site: it may be an article, a template or a result."""
    return convention.makes_sites and suffix_of(path) in HTML_SUFFIXES


def converted_by(convert: Callable[[bytes, str], T], data: bytes, path: str, convention: Convention) -> T:
    """What `convert`, which is given `data` and `path`, makes of a file that is converted.

    Raises:
        ArticleUnreadable: it can't be read or converted.
        NotAnArticle: it holds something else than an article.
        MissingExtra: a package is needed that is not installed.
    """
    _require_article(data, path, convention)
    try:
        return convert(data, path)
    except ArticleUnreadable as error:
        if not _is_of_a_site(path, convention):
            raise
        # A page that leads to another, or a list that the tool fills.
        raise NotAnArticle(error.message) from error


def _require_article(data: bytes, path: str, convention: Convention) -> None:
    """Raise NotAnArticle for HTML without front matter where a tool makes sites: a template, or a result."""
    if not _is_of_a_site(path, convention):
        return
    is_of_templates = not _TEMPLATE_FOLDERS.isdisjoint(path.split("/")[:-1])
    if is_of_templates or not _FRONT_MATTER.match(data, 3 if data.startswith(codecs.BOM_UTF8) else 0):
        raise NotAnArticle(f"a template of {convention.title}, or a page that it made")


def converted_article(converted: Converted, *, id: str, path: str, convention: Convention) -> Article:
    """The article in a file that was converted to Markdown, with the `id` and `path` of the file.

    The convention of its folder counts for its metadata, but not for its Markdown, which is our own.
    """
    from kratomcli.readers.assembly import assemble
    from kratomcli.readers.decoding import Decoded
    from kratomcli.readers.front_matter import FrontMatter

    source = Decoded(converted.body, CONVERTED, converted.notes)
    front = FrontMatter(dict(converted.values), 0)
    return assemble(source, front, "markdown", id=id, path=path, convention=convention).article


def sections_of(body: str, markup: Markup, body_line: int = 1) -> tuple[Section, ...]:
    """The sections of `body`; `body_line` is the line of the file where it begins."""
    from kratomcli.markup.sections import sections_of

    return sections_of(body, markup, body_line)


def recalled(
    data: bytes, entry: Entry, place: BodyLocation, format: BodyFormat, convention: Convention
) -> Article:
    """The article as `read` returned it, from its entry and the unchanged content of its file."""
    from kratomcli.markup.comments import blocks_of, comments_of
    from kratomcli.markup.tools.pieces import blanked
    from kratomcli.model.article import Article

    known = entry.values()
    with one_article():
        body = body_of(data, *place)
        comments = comments_of(body, format.markup, entry.path, convention.name)
        shown = blanked(body, blocks_of(body, comments))
        sections = sections_of(shown, format.markup, format.line)
    return Article(
        **known,
        body=body,
        markup=format.markup,
        body_line=format.line,
        sections=sections,
        dialect=convention.dialect,
        convention=convention.name,
    )
