"""Rewriting the links and images of a body for an output format.

It works on sanitised HTML, in which every "<" begins a tag and attributes are in double quotes. The files
that a link or image can mean are determined by `kratomcli.markup.links`, as for `check`; each format has a
subclass of `Rewriter` that says what addresses these get.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from html import escape, unescape
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from kratomcli.conventions.table import convention_of
from kratomcli.export.pictures import Picture, Pictures, reason_for
from kratomcli.markup.links import as_files, inner_parts, link_key, names_an_article, places
from kratomcli.markup.sections import slugify
from kratomcli.markup.tools.wiki_links import target_of
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kratomcli.model.article import Article
    from kratomcli.model.entry import Section

_ATTRIBUTES = r'((?: [^\s=>]+(?:="[^"]*")?)*)'
_LINK = lazy_regex(rf"<a{_ATTRIBUTES}>(.*?)</a>|<img{_ATTRIBUTES}>", re.DOTALL)
_ATTRIBUTE = lazy_regex(r' ([^\s=>]+)(?:="([^"]*)")?')
_NAMED = lazy_regex(r' (?:id|name)="([^"]*)"')
_SHOWN = ("width", "height", "title")


class Finder:
    """Resolves links between articles. `pages`: absolute path of an article → its page in the output."""

    def __init__(self, pages: Mapping[str, str], roots: Sequence[str]) -> None:
        self._pages = pages
        self._roots = [os.path.realpath(root) for root in roots]

    def page(self, path: str) -> str | None:
        """The page of the article at an absolute path, with or without suffix."""
        return next((self._pages[file] for file in as_files(path) if file in self._pages), None)

    def places(self, path: str, link: str) -> list[str]:
        """Absolute paths that `link` in the article at `path` can mean: relative to it, or to a root."""
        return places(path, link, self._roots)


class Here(NamedTuple):
    """The article whose body is being rewritten: its id, its absolute path, its page, its `links`."""

    id: str
    path: str
    page: str
    links: Mapping[str, str]
    has_headings_as_anchors: bool
    """Whether links name headings as they read: Note.md#Green tea."""

    @classmethod
    def of(cls, article: Article, page: str) -> Here:
        """The article as it is on `page`."""
        tool = convention_of(article.convention)
        is_of_notes = bool(tool.name) and "names" in tool.links
        return cls(article.id, article.path, page, article.links, is_of_notes)


class Rewriter:
    """Rewrites bodies, one after another. `lost` counts the links that became plain text."""

    def __init__(self, finder: Finder, pictures: Pictures) -> None:
        self.finder = finder
        self.pictures = pictures
        self.lost = 0
        self._in_link = False

    def rewritten(self, html: str, here: Here) -> str:
        """The HTML of an article's body with its links and images rewritten for its page."""
        self.here = here
        return _LINK.sub(self._replaced, html)

    def _replaced(self, match: re.Match[str]) -> str:
        if match[0].startswith("<img"):
            return self._picture(attributes_of(match[3]))
        self._in_link = True
        inner = _LINK.sub(self._replaced, match[2])
        self._in_link = False
        attributes = attributes_of(match[1])
        if name := attributes.pop("name", ""):
            attributes.setdefault("id", name)
        href = attributes.get("href", "")
        target = self._target(href) if href else None
        if target is None:  # a place to link to, an address that may not be, or one that leads nowhere
            for gone in ("href", "rel", "title"):
                attributes.pop(gone, None)
            return self.words(inner, attributes, is_lost=bool(href))
        attributes["href"] = target
        if target != href:
            attributes.pop("rel", None)
        return f"<a{written(attributes)}>{inner}</a>"

    def _target(self, href: str) -> str | None:
        wiki = target_of(href)
        parts = _wiki_parts(wiki) if wiki else inner_parts(href)
        if parts is None:
            return self.elsewhere(href)
        path, fragment = parts
        if self.here.has_headings_as_anchors and not wiki:
            fragment = quote(_anchor(unquote(fragment)))
        if not path:
            return self.within(fragment, f"#{fragment}" if wiki else href)
        for place in self._places(href, path):
            page = self.finder.page(place)
            self.looked("page", place, page or "")
            if page is not None:
                return self.to_article(page, fragment)
        self.lost += 1
        return self.nowhere(wiki or href, is_article=bool(wiki) or names_an_article(path))

    def _places(self, href: str, path: str) -> Iterator[str]:
        """Absolute paths that a link can mean: what the library knows of it first."""
        if (known := self.here.links.get(link_key(href))) is not None:
            yield known
        yield from self.finder.places(self.here.path, path)

    def _picture(self, attributes: dict[str, str]) -> str:
        candidates = attributes.get("srcset", "").split()
        src, alt = attributes.get("src") or (candidates or [""])[0].rstrip(","), attributes.get("alt", "")
        kept = {key: attributes[key] for key in _SHOWN if key in attributes}
        reason = ""
        for place in self.pictures.places(src, self.here.path):
            found = self.pictures.at(place)
            if isinstance(found, Picture):
                found = self.refused(found) or found
            if isinstance(found, Picture):
                self.looked("file", place, found.name)
                return f"<img{written({'src': self.shown(found), 'alt': alt, **kept})}>"
            self.looked("file", place, "")
            reason = reason or found
        named = target_of(src) or src
        self.missed(named, reason or reason_for(named))
        return self.description(src, alt, kept)

    # -- methods for formats to override ---------------------------------------------------------------

    def to_article(self, page: str, fragment: str) -> str | None:
        """The address of an article's page, with `fragment` as written in the link; None to drop the link."""
        raise NotImplementedError

    def within(self, fragment: str, href: str) -> str | None:  # noqa: ARG002
        """The address of an anchor in the same article; None if it has no such anchor."""
        return href

    def elsewhere(self, href: str) -> str | None:
        """The address for a link to outside the library; None to drop the link."""
        return href

    def nowhere(self, href: str, *, is_article: bool) -> str | None:  # noqa: ARG002
        """The address for a link to a missing article (`is_article`) or other file; None to drop it."""
        return None

    def words(self, inner: str, attributes: Mapping[str, str], *, is_lost: bool) -> str:  # noqa: ARG002
        """The HTML for a link that is dropped, whose content is `inner`."""
        return f"<span{written(attributes)}>{inner}</span>" if attributes else inner

    def refused(self, picture: Picture) -> str:  # noqa: ARG002
        """The reason why the format can't show an image; "" if it can."""
        return ""

    def shown(self, picture: Picture) -> str:
        """The address of an image that is included in the output."""
        raise NotImplementedError

    def missed(self, src: str, reason: str) -> None:
        """Called for each image that can't be included, with the reason."""
        self.pictures.missed(self.here.id, src, reason)

    def description(self, src: str, alt: str, kept: Mapping[str, str]) -> str:  # noqa: ARG002
        """The HTML that replaces an image: its description, as a link to it if that is on the web."""
        try:
            parts = urlsplit(src)
        except ValueError:
            parts = urlsplit("")
        label = escape(alt or unquote(parts.path.rpartition("/")[2]) or "Picture")
        if parts.scheme in ("http", "https") and not self._in_link:
            address = self.elsewhere(src)
            if address is not None:
                return f'<a class="picture" href="{escape(address)}" rel="noopener noreferrer">[{label}]</a>'
        return f'<span class="picture">[{label}]</span>'

    def looked(self, what: str, place: str, found: str) -> None:
        """Called for each path that was looked up for a page or file, with the result."""


def _wiki_parts(target: str) -> tuple[str, str]:
    """(path, fragment) of a link of a wiki, percent-encoded; headings below each other are its last one's."""
    name, _, heading = target.partition("#")
    return quote(name), quote(_anchor(heading.rpartition("#")[2].strip()))


def _anchor(heading: str) -> str:
    """The anchor of a heading, or of a block (^name), that a link names as it reads; "" for none."""
    return slugify(heading) if heading and not heading.startswith("^") else heading


class ArticleLinks(Rewriter):
    """Rewrites links among articles in one output file; `anchors`: page → its ids.

    If all pages share one namespace of ids, as in HTML and PDF, each id begins with the page's name and ":".
    """

    def __init__(self, finder: Finder, pictures: Pictures, anchors: Mapping[str, ElementIds]) -> None:
        super().__init__(finder, pictures)
        self._anchors = anchors

    def to_article(self, page: str, fragment: str) -> str | None:
        return self.address(page, self._anchor(page, fragment))

    def within(self, fragment: str, href: str) -> str | None:  # noqa: ARG002
        anchor = self._anchor(self.here.page, fragment.removeprefix(f"{self.here.page}:"))
        return self.address("", anchor) if anchor else None

    def address(self, page: str, anchor: str) -> str | None:
        """The address of an anchor ("" for none) on `page`; without a page, on the current one."""
        raise NotImplementedError

    def _anchor(self, page: str, fragment: str) -> str:
        """The id that a fragment means; "" if the page has no such id."""
        return self._anchors[page].id(fragment)


class ElementIds:
    """The ids of a body, and the fragments that links may use for them. All ids begin with `prefix`."""

    def __init__(self, html: str, sections: Iterable[Section], prefix: str = "") -> None:
        self._ids: dict[str, str] = {}
        for name in map(unescape, _NAMED.findall(html)):
            self._ids.setdefault(name.removeprefix(prefix).lower(), name)
        self._titles = [(section.slug.lower(), section.title) for section in sections]

    def id(self, fragment: str) -> str:
        """The id that a link's fragment means; "" if there is none.

        Headings are also found by the slugs that other site generators would give them.
        """
        name = unquote(fragment).lower()
        return (self._ids.get(name) or self._others.get(name, "")) if name else ""

    @cached_property
    def _others(self) -> dict[str, str]:
        from kratomcli.markup.slugs import slugs

        found: dict[str, str] = {}
        for slug, title in self._titles:
            if slug in self._ids:
                found |= {other: self._ids[slug] for other in slugs([[title]]) if other not in found}
        return found


def attributes_of(text: str) -> dict[str, str]:
    """The attributes in the text of a tag, unescaped, by name."""
    return {match[1]: unescape(match[2] or "") for match in _ATTRIBUTE.finditer(text)}


def written(attributes: Mapping[str, str]) -> str:
    """Attributes as text for a tag, escaped."""
    return "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())


def told(lost: int) -> str:
    """The message about links that became plain text; `lost` is their number."""
    return f"{lost:,} link{'s lead' if lost > 1 else ' leads'} to what is not in it: only the words are left"
