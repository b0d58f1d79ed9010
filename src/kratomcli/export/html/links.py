"""Links and pictures of a body, as each format needs them.

It works on sanitised HTML, in which every "<" begins a tag and attributes are in double quotes. Where
a link or a picture may lie is said by `kratomcli.markup.links` for all formats and for `check`; a format says
in a class of its own how it leads there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import cached_property
from html import escape, unescape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

from kratomcli.export.pictures import Picture, Pictures, reason_for
from kratomcli.markup.links import as_files, inner_parts, names_an_article, places

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kratomcli.model.entry import Section

_ATTRIBUTES = r'((?: [^\s=>]+(?:="[^"]*")?)*)'
_LINK = re.compile(rf"<a{_ATTRIBUTES}>(.*?)</a>|<img{_ATTRIBUTES}>", re.DOTALL)
_ATTRIBUTE = re.compile(r' ([^\s=>]+)(?:="([^"]*)")?')
_NAMED = re.compile(r' (?:id|name)="([^"]*)"')
_SHOWN = ("width", "height", "title")


class Finder:
    """Finds what links lead to. `pages` are the pages of articles by their absolute paths."""

    def __init__(self, pages: Mapping[str, str], roots: Sequence[str]) -> None:
        self._pages = pages
        self._roots = [os.path.realpath(root) for root in roots]

    def page(self, path: str) -> str | None:
        """The page of the article at an absolute path, with or without suffix."""
        return next((self._pages[file] for file in as_files(path) if file in self._pages), None)

    def places(self, path: str, link: str) -> list[str]:
        """Where a link in the article at `path` may lead: beside it, or below a root."""
        return places(path, link, self._roots)


class Here(NamedTuple):
    """The article whose body is rewritten: its id, its absolute path, its page."""

    id: str
    path: str
    page: str


class Rewriter:
    """Rewrites bodies, one after another. `lost` counts links that became plain words."""

    def __init__(self, finder: Finder, pictures: Pictures) -> None:
        self.finder = finder
        self.pictures = pictures
        self.lost = 0
        self._in_link = False

    def rewritten(self, html: str, here: Here) -> str:
        """An article's HTML with its links and pictures as its page needs them."""
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
        parts = inner_parts(href)
        if parts is None:
            return self.elsewhere(href)
        path, fragment = parts
        if not path:
            return self.within(fragment, href)
        for place in self.finder.places(self.here.path, path):
            page = self.finder.page(place)
            self.looked("page", place, page or "")
            if page is not None:
                return self.to_article(page, fragment)
        self.lost += 1
        return self.nowhere(href, is_article=names_an_article(path))

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
        self.missed(src, reason or reason_for(src))
        return self.description(src, alt, kept)

    # -- what a format says ----------------------------------------------------------------------------

    def to_article(self, page: str, fragment: str) -> str | None:
        """The address of an article's page, or of a place on it; the fragment is as it was written."""
        raise NotImplementedError

    def within(self, fragment: str, href: str) -> str | None:  # noqa: ARG002
        """The address of a place in the same article; None for one that isn't there."""
        return href

    def elsewhere(self, href: str) -> str | None:
        """A link that leads out of the library."""
        return href

    def nowhere(self, href: str, *, is_article: bool) -> str | None:  # noqa: ARG002
        """A link to an article that isn't there, or to something else."""
        return None

    def words(self, inner: str, attributes: Mapping[str, str], *, is_lost: bool) -> str:  # noqa: ARG002
        """What stands in the place of a link that leads nowhere."""
        return f"<span{written(attributes)}>{inner}</span>" if attributes else inner

    def refused(self, picture: Picture) -> str:  # noqa: ARG002
        """Why a picture can't be shown after all; "" where it can."""
        return ""

    def shown(self, picture: Picture) -> str:
        """The address of a picture that is brought along."""
        raise NotImplementedError

    def missed(self, src: str, reason: str) -> None:
        """Told of each picture that can't be brought along, and why."""
        self.pictures.missed(self.here.id, src, reason)

    def description(self, src: str, alt: str, kept: Mapping[str, str]) -> str:  # noqa: ARG002
        """A picture's description in its place, linked to it where it is on the web."""
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
        """Told of each place that was looked at for a page or a file."""


class Bound(Rewriter):
    """Links among articles that are bound in one file; `anchors` has the ids of each one's page.

    Where all ids stand together, in HTML and PDF, each begins with the name of its page and a colon.
    """

    def __init__(self, finder: Finder, pictures: Pictures, anchors: Mapping[str, Anchors]) -> None:
        super().__init__(finder, pictures)
        self._anchors = anchors

    def to_article(self, page: str, fragment: str) -> str | None:
        return self.address(page, self._anchor(page, fragment))

    def within(self, fragment: str, href: str) -> str | None:  # noqa: ARG002
        anchor = self._anchor(self.here.page, fragment.removeprefix(f"{self.here.page}:"))
        return self.address("", anchor) if anchor else None

    def address(self, page: str, anchor: str) -> str | None:
        """The address of an article's page or of an anchor on it; without a page on the same one."""
        raise NotImplementedError

    def _anchor(self, page: str, fragment: str) -> str:
        """The id that a fragment means; "" where the page has none like it."""
        return self._anchors[page].id(fragment)


class Anchors:
    """The ids of a body, and what links may write for them. `prefix` is what all ids begin with."""

    def __init__(self, html: str, sections: Iterable[Section], prefix: str = "") -> None:
        self._ids: dict[str, str] = {}
        for name in map(unescape, _NAMED.findall(html)):
            self._ids.setdefault(name.removeprefix(prefix).lower(), name)
        self._titles = [(section.slug.lower(), section.title) for section in sections]

    def id(self, fragment: str) -> str:
        """The id that a link's fragment means; "" for none.

        A heading is found by the slug that any of the usual makers of pages would give it, too.
        """
        name = unquote(fragment).lower()
        return self._ids.get(name) or self._others.get(name, "")

    @cached_property
    def _others(self) -> dict[str, str]:
        from kratomcli.markup.slugs import slugs

        found: dict[str, str] = {}
        for slug, title in self._titles:
            if slug in self._ids:
                found |= {other: self._ids[slug] for other in slugs([[title]]) if other not in found}
        return found


def attributes_of(text: str) -> dict[str, str]:
    """The attributes of a tag."""
    return {match[1]: unescape(match[2] or "") for match in _ATTRIBUTE.finditer(text)}


def written(attributes: Mapping[str, str]) -> str:
    """Attributes as they stand in a tag."""
    return "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())


def told(lost: int) -> str:
    """What to say of links that became plain words."""
    return f"{lost:,} link{'s lead' if lost > 1 else ' leads'} to what is not in it: only the words are left"
