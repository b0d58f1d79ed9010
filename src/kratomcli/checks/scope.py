"""What rules get as arguments: one article with its file's text, and the library around it."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property, lru_cache
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kratomcli.catalog.queries import own_addresses
from kratomcli.checks.finding import Spot
from kratomcli.conventions.table import convention_of
from kratomcli.markup.hrefs import hrefs
from kratomcli.markup.prose import prose, without_code
from kratomcli.markup.spans import MarkdownSpans
from kratomcli.markup.tools import source_of
from kratomcli.markup.tools.syntaxes import syntaxes_of
from kratomcli.model.paths import USUAL_SUFFIXES, is_converted, within
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex
from kratomcli.readers import decode

if TYPE_CHECKING:
    from kratomcli.catalog.links import LinkResolver
    from kratomcli.index.index_files import OpenIndex
    from kratomcli.markup.anchors import Anchors
    from kratomcli.model.article import Article


_TEMPLATE = lazy_regex(r"\{|<%|\$\(")
_MADE = lazy_regex(r"\{[{%]|^%[= ]")
_AROUND = 200  # characters on each side of a place by which its line is compared
_PLACEHOLDER = lazy_regex(r"[A-Z][A-Z0-9_]+")


def line_around(text: str, at: int) -> str:
    """The line at offset `at`, shortened if long: it identifies what a template repeats in many files."""
    start, end = max(at - _AROUND, 0), at + _AROUND
    return text[start:at].rpartition("\n")[2] + text[at:end].partition("\n")[0]


class Subject:
    """An article that is checked, and views of its text. Offsets are in characters."""

    def __init__(self, article: Article, data: bytes) -> None:
        self.article = article
        self.data = data

    @cached_property
    def text(self) -> str:
        """The file's text, decoded, with line ends as \\n and no character replaced."""
        return decode(self.data)[0]

    @cached_property
    def _lines(self) -> list[int]:
        """The offset in `text` of the start of each line."""
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    @cached_property
    def body_start(self) -> int:
        """The offset in `text` of the body."""
        return self._lines[min(self.article.body_line, len(self._lines)) - 1]

    @property
    def is_of_a_site(self) -> bool:
        """Whether a site is made of the articles, with addresses of its own."""
        return "pages" in convention_of(self.article.convention).links and self.article.convention != ""

    @property
    def is_partial(self) -> bool:
        """Whether the file is a part of other pages, in whose place it says what it says."""
        return convention_of(self.article.convention).is_partial(self.article.path)

    @property
    def _syntaxes(self) -> frozenset[str]:
        return syntaxes_of(self.article.path, self.article.convention)

    @cached_property
    def prose(self) -> str:
        """The body with everything but its prose replaced by spaces, so that offsets stay."""
        return prose(self.article.body, self.article.markup, self._syntaxes)

    @cached_property
    def without_code(self) -> str:
        """The body with code and comments replaced by spaces, so that offsets stay."""
        return without_code(self.article.body, self.article.markup, self._syntaxes)

    @cached_property
    def hrefs(self) -> list[tuple[int, str]]:
        """(offset in the body, address) of each place that looks like a link; no images.

        Whether it is one, `address` decides.
        """
        return list(hrefs(self.without_code, self.article.markup))

    @cached_property
    def wiki_links(self) -> list[tuple[int, str]]:
        """(offset in the body, `wiki:` address) of each link between double brackets; no pictures."""
        article = self.article
        if article.markup == "text" or "[[" not in article.body or "wiki-links" not in self._syntaxes:
            return []
        from kratomcli.markup.tools.wiki_links import addresses

        return list(addresses(source_of(article.body, self._syntaxes)))

    @cached_property
    def reading(self) -> MarkdownSpans:
        """The body as parsed by CommonMark. Slow, so use it only to confirm what was found otherwise."""
        return MarkdownSpans(self.article.body)

    def address(self, offset: int, href: str) -> str | None:
        """The address of an item of `hrefs` as a browser would get it; None if it is no link.

        Addresses with template tags or placeholders in them are None: what they become is unknown.
        """
        body = self.article.body
        if _TEMPLATE.search(href) or _PLACEHOLDER.fullmatch(href):
            return None
        if body.startswith("<", offset):
            is_made = _TEMPLATE.search(body[offset : offset + 1000].partition(">")[0])
            return unescape(href) if not is_made and self.reading.is_html(offset) else None
        address = self.reading.link_at(offset, href)
        return None if address is None or _MADE.search(unquote(address)) else address

    def is_code(self, offset: int) -> bool:
        """Whether `offset` in the body is within code."""
        return self.article.markup == "markdown" and self.reading.is_code(offset)

    def spot(self, offset: int, message: str, hint: str = "", text: str = "") -> Spot:
        """A spot at `offset` in `text`."""
        line = bisect_right(self._lines, offset)
        return Spot(line, offset - self._lines[line - 1] + 1, message, hint, text)

    def in_body(self, offset: int, message: str, hint: str = "", text: str = "") -> Spot:
        """A spot at `offset` in the body."""
        return self.spot(self.body_start + offset, message, hint, text)

    def at_key(self, key: str, message: str, hint: str = "", text: str = "") -> Spot:
        """A spot at a front-matter key; on the first line if the key isn't found."""
        found = re.search(
            rf"^[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*[:=]", self.text[: self.body_start], re.M | re.I
        )
        return self.spot(found.start() if found else 0, message, hint, text)

    def at_field(self, field: str, message: str, hint: str = "") -> Spot:
        """A spot at the front-matter key that gave `field` its value; on the first line if none did."""
        origin, _, key = self.article.derived.get(field, "").partition(": ")
        return self.at_key(key, message, hint) if origin == "front matter" else Spot(1, 1, message, hint)


def _last_part(address: str) -> str:
    last = address.rstrip("/").rpartition("/")[2].lower()
    return last.removesuffix(".html").removesuffix(".htm")


class LinkedArticle(NamedTuple):
    """A linked article: its date ("" for none), and its anchors, None if the file can't be read."""

    date: str
    anchors: Anchors | None


class Scope:
    """The library that is checked. `today` is an ISO 8601 date: later dates are in the future."""

    def __init__(self, index: OpenIndex, today: str) -> None:
        self.index = index
        self.today = today
        self.roots: Sequence[str] = [root.folder for root in index.roots]
        self._look = lru_cache(256)(self._article_at)

    @cached_property
    def _resolver(self) -> LinkResolver:
        from kratomcli.catalog.links import LinkResolver

        return LinkResolver(self.index.catalog, self.index.conventions)

    def target(self, address: str, article: Article) -> str | None:
        """The absolute path of the article that a link of another one means; None if it means none."""
        found = self._resolver.target(address, within(article.path, self.index.roots))
        return None if found is None else os.fsdecode(self.index.file(os.fsencode(found.path)))

    def article_at(self, place: str) -> LinkedArticle | None:
        """The article at an absolute path, with or without suffix; None if there is no such file."""
        return self._look(place)

    def _article_at(self, place: str) -> LinkedArticle | None:
        from kratomcli.errors import ArticleUnreadable
        from kratomcli.files.reading import FileUnreadable
        from kratomcli.markup.anchors import Anchors
        from kratomcli.readers import read

        for suffix in ("", *USUAL_SUFFIXES):
            path = place + suffix
            if not os.path.isfile(path):
                continue
            if is_converted(path):  # its sections have other names here than in the file
                return LinkedArticle("", None)
            try:
                data = self.index.files.read(path)
                convention = self.index.convention_of(os.fsencode(within(path, self.index.roots)))
                article = read(data, id=path, path=path, convention=convention)
            except (FileUnreadable, ArticleUnreadable):
                return LinkedArticle("", None)
            return LinkedArticle(article.date, Anchors(article))
        return None

    @cached_property
    def own_addresses(self) -> frozenset[str]:
        """The last path segments of the URLs that front matter sets (slug:, permalink:, id: …)."""
        given = own_addresses(self.index.catalog)
        return frozenset(_last_part(address) for address in given)

    def names_a_page(self, address: str) -> bool:
        """Whether some article's front matter sets a URL with the last path segment of `address`."""
        return _last_part(address) in self.own_addresses

    def exists(self, place: str) -> bool:
        """Whether a file or folder exists at an absolute path, with or without an article's suffix."""
        return any(os.path.exists(place + suffix) for suffix in ("", *USUAL_SUFFIXES))
