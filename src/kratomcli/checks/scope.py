"""What a rule may look at: one article as its file has it, and the library around it."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property, lru_cache
from html import unescape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from kratomcli.catalog.queries import own_addresses
from kratomcli.checks.finding import Spot
from kratomcli.markup.hrefs import hrefs
from kratomcli.markup.prose import prose, without_code
from kratomcli.markup.spans import Spans
from kratomcli.model.paths import SUFFIXES
from kratomcli.readers import decode

if TYPE_CHECKING:
    from kratomcli.index.index import Index
    from kratomcli.markup.anchors import Anchors
    from kratomcli.model.article import Article


_TEMPLATE = re.compile(r"\{|<%|\$\(")
_MADE = re.compile(r"\{[{%]|^%[= ]")
_AROUND = 200  # characters of a line by which it is known again
_PLACEHOLDER = re.compile(r"[A-Z][A-Z0-9_]+")


def line_around(text: str, at: int) -> str:
    """The line around a place, of a long one the part: what a template writes into many files is one text."""
    start, end = max(at - _AROUND, 0), at + _AROUND
    return text[start:at].rpartition("\n")[2] + text[at:end].partition("\n")[0]


class Subject:
    """An article under examination."""

    def __init__(self, article: Article, data: bytes) -> None:
        self.article = article
        self.data = data

    @cached_property
    def text(self) -> str:
        """The file's text as it is: nothing in it replaced, only line ends made alike."""
        return decode(self.data)[0]

    @cached_property
    def _lines(self) -> list[int]:
        """The offset in `text` of each line."""
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    @cached_property
    def body_start(self) -> int:
        """The offset in `text` of the body."""
        return self._lines[min(self.article.body_line, len(self._lines)) - 1]

    @cached_property
    def prose(self) -> str:
        """The body, of the same length, with all that is no text to read as spaces."""
        return prose(self.article.body, self.article.markup)

    @cached_property
    def without_code(self) -> str:
        """The body, of the same length, with code and comments as spaces."""
        return without_code(self.article.body, self.article.markup)

    @cached_property
    def hrefs(self) -> list[tuple[int, str]]:
        """(offset in the body, address) of each place that looks like a link; no pictures.

        What `address` says of such a place counts.
        """
        return list(hrefs(self.without_code, self.article.markup))

    @cached_property
    def reading(self) -> Spans:
        """The body as CommonMark reads it; dear, so only for articles in which something was found."""
        return Spans(self.article.body)

    def address(self, offset: int, href: str) -> str | None:
        """The address of a place of `hrefs` as a reader of the page has it; None where it is no link.

        What a template makes is none: nobody knows what becomes of it.
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
        """Whether what stands at an offset of the body is shown as code."""
        return self.article.markup == "markdown" and self.reading.is_code(offset)

    def spot(self, offset: int, message: str, hint: str = "", text: str = "") -> Spot:
        """A place by its offset in `text`."""
        line = bisect_right(self._lines, offset)
        return Spot(line, offset - self._lines[line - 1] + 1, message, hint, text)

    def in_body(self, offset: int, message: str, hint: str = "", text: str = "") -> Spot:
        """A place by its offset in the body."""
        return self.spot(self.body_start + offset, message, hint, text)

    def at_key(self, key: str, message: str, hint: str = "", text: str = "") -> Spot:
        """The place of a front-matter key; the first line where it can't be made out."""
        found = re.search(
            rf"^[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*[:=]", self.text[: self.body_start], re.M | re.I
        )
        return self.spot(found.start() if found else 0, message, hint, text)

    def at_field(self, field: str, message: str, hint: str = "") -> Spot:
        """The place where a field got its value."""
        origin, _, key = self.article.derived.get(field, "").partition(": ")
        return self.at_key(key, message, hint) if origin == "front matter" else Spot(1, 1, message, hint)


def _last_part(address: str) -> str:
    last = address.rstrip("/").rpartition("/")[2].lower()
    return last.removesuffix(".html").removesuffix(".htm")


class Target(NamedTuple):
    """An article that is linked to; no anchors are known of a file that can't be read."""

    date: str
    anchors: Anchors | None


class Scope:
    """The library around an article. `today` is the last day that isn't in the future, ISO 8601."""

    def __init__(self, index: Index, today: str) -> None:
        self.index = index
        self.today = today
        self.roots: Sequence[str] = [root.folder for root in index.roots]
        self._look = lru_cache(256)(self._article_at)

    def article_at(self, place: str) -> Target | None:
        """The article at an absolute path, with or without suffix. None where there is no file."""
        return self._look(place)

    def _article_at(self, place: str) -> Target | None:
        from kratomcli.errors import ArticleUnreadable
        from kratomcli.files.reading import FileUnreadable
        from kratomcli.markup.anchors import Anchors
        from kratomcli.readers import read

        for suffix in ("", *SUFFIXES):
            path = place + suffix
            if not os.path.isfile(path):
                continue
            try:
                article = read(self.index.files.read(path), id=path, path=path)
            except (FileUnreadable, ArticleUnreadable):
                return Target("", None)
            return Target(article.date, Anchors(article))
        return None

    @cached_property
    def own_addresses(self) -> frozenset[str]:
        """The last parts of the addresses that front matter gives its pages (slug:, permalink:, id: …)."""
        given = own_addresses(self.index.catalog)
        return frozenset(_last_part(address) for address in given)

    def names_a_page(self, address: str) -> bool:
        """Whether front matter of some article gives it this address."""
        return _last_part(address) in self.own_addresses

    def exists(self, place: str) -> bool:
        """Whether there is a file or folder at an absolute path, with or without suffix."""
        return any(os.path.exists(place + suffix) for suffix in ("", *SUFFIXES))
