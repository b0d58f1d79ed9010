"""Rewriting links and images for a site: to its own pages and files; nothing is loaded from elsewhere."""

from __future__ import annotations

import os
from functools import cache, partial
from posixpath import relpath
from typing import TYPE_CHECKING
from urllib.parse import quote

from kratomcli.export.html.links import ElementIds, Finder, Here, Rewriter
from kratomcli.export.pictures import Picture, Pictures, missed
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex
from kratomcli.text.normalize import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kratomcli.model.article import Article

_ALIGN = lazy_regex(r'<(t[dh])((?: [^\s=>]+(?:="[^"]*")?)*) align="(left|right|center)"')


class ResolvedLinks(NamedTuple):
    """What was found for the links of a body.

    `needs` are ("kind:path", result) of each look-up, on which the page depends.
    """

    needs: list[tuple[str, str]]
    broken: list[tuple[str, str]]
    """(kind, message) of each problem; the kind is "link", "picture" or "element"."""
    files: dict[str, bytes]
    """Images to write to the site: file in the site → its content."""


class SiteLinks(Rewriter):
    """Rewrites the bodies of a site. `pages`: absolute path of an article → its page in the site."""

    def __init__(self, pages: Mapping[str, str], roots: Sequence[str]) -> None:
        super().__init__(Finder(pages, roots), Pictures(roots))
        self.found = ResolvedLinks([], [], {})
        self._ids: Callable[[], ElementIds] = partial(ElementIds, "", ())
        self._top = os.path.realpath(roots[0]) if roots else os.sep

    def page_of(self, html: str, article: Article, page: str) -> tuple[str, ResolvedLinks]:
        """(HTML of a body with its links rewritten for `page`, what was found for these links)."""
        self.found = ResolvedLinks([], [], {})
        self._ids = cache(partial(ElementIds, html, article.sections))
        html = scrolling(aligned(self.rewritten(html, Here.of(article, page))))
        return html.replace("<pre>", '<pre tabindex="0">'), self.found

    def look(self, what: str, place: str) -> str:
        """Repeat a look-up of `ResolvedLinks.needs`: the page or file that `place` now leads to, or ""."""
        place = os.path.normpath(os.path.join(self._top, place))
        if what == "page":
            return self.finder.page(place) or ""
        found = self.pictures.at(place)
        return _file(found) if isinstance(found, Picture) else ""

    def to_article(self, page: str, fragment: str) -> str | None:
        return quote(relpath(page, os.path.dirname(self.here.page))) + (f"#{fragment}" if fragment else "")

    def within(self, fragment: str, href: str) -> str | None:
        anchor = self._ids().id(fragment)
        return f"#{quote(anchor)}" if anchor else href

    def nowhere(self, href: str, *, is_article: bool) -> str | None:
        if not is_article:
            return href  # perhaps to something else at the address where the site will be
        self.found.broken.append(("link", one_line(f"no article for the link {href}")))
        return None

    def words(self, inner: str, attributes: Mapping[str, str], *, is_lost: bool) -> str:
        return super().words(
            inner, {"class": "broken", **attributes} if is_lost else attributes, is_lost=is_lost
        )

    def shown(self, picture: Picture) -> str:
        name = _file(picture)
        self.found.files[name] = picture.data
        return quote(relpath(name, os.path.dirname(self.here.page)))

    def looked(self, what: str, place: str, found: str) -> None:
        # Relative to the library: the state is published with the site, and must not reveal other paths.
        place = os.path.relpath(place, self._top)
        self.found.needs.append((f"{what}:{place}", f"files/{found}" if what == "file" and found else found))

    def missed(self, src: str, reason: str) -> None:
        if not src.startswith(("http:", "https:", "//")):  # there the page leads to it
            self.found.broken.append(("picture", missed(src, reason)))


def _file(picture: Picture) -> str:
    return f"files/{picture.name}"


def aligned(html: str) -> str:
    """`html` with the alignment of table cells as classes, because inline styles are not allowed."""
    return _ALIGN.sub(r'<\1\2 class="\3"', html)


def scrolling(html: str) -> str:
    """`html` with each table in a <div> that scrolls horizontally."""
    html = html.replace("<table", '<div class="wide" tabindex="0"><table')
    return html.replace("</table>", "</table></div>")
