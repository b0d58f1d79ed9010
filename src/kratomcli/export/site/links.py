"""Links and pictures of a site's pages: to the site's own pages and files, and to nothing else by itself."""

from __future__ import annotations

import os
import re
from posixpath import relpath
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from kratomcli.export.html.links import Finder, Here, Rewriter
from kratomcli.export.pictures import Picture, Pictures, missed
from kratomcli.text.normalize import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kratomcli.model.article import Article

_ALIGN = re.compile(r'<(t[dh])((?: [^\s=>]+(?:="[^"]*")?)*) align="(left|right|center)"')


class Found(NamedTuple):
    """What a body's links depend on: (what was looked for, what it was), and what is wrong with them."""

    needs: list[tuple[str, str]]
    broken: list[tuple[str, str]]
    """("link", "picture" or "element", what to say of it)."""
    files: dict[str, bytes]
    """Pictures to put beside the pages: file in the site → its content."""


class PageLinks(Rewriter):
    """Rewrites the bodies of a site. `pages` are its pages by the absolute paths of their articles."""

    def __init__(self, pages: Mapping[str, str], roots: Sequence[str]) -> None:
        super().__init__(Finder(pages, roots), Pictures(roots))
        self.found = Found([], [], {})
        self._top = os.path.realpath(roots[0]) if roots else os.sep

    def page_of(self, html: str, article: Article, page: str) -> tuple[str, Found]:
        """A body's HTML as the page at `page` has it, and what it depends on."""
        self.found = Found([], [], {})
        html = scrolling(aligned(self.rewritten(html, Here(article.id, article.path, page))))
        return html.replace("<pre>", '<pre tabindex="0">'), self.found

    def look(self, what: str, place: str) -> str:
        """What is at a place now, both as they stand in `Found.needs`."""
        place = os.path.normpath(os.path.join(self._top, place))
        if what == "page":
            return self.finder.page(place) or ""
        found = self.pictures.at(place)
        return _file(found) if isinstance(found, Picture) else ""

    def to_article(self, page: str, fragment: str) -> str | None:
        return quote(relpath(page, os.path.dirname(self.here.page))) + (f"#{fragment}" if fragment else "")

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
        # As seen from the library: what a site was made of is published with it.
        place = os.path.relpath(place, self._top)
        self.found.needs.append((f"{what}:{place}", f"files/{found}" if what == "file" and found else found))

    def missed(self, src: str, reason: str) -> None:
        if not src.startswith(("http:", "https:", "//")):  # there the page leads to it
            self.found.broken.append(("picture", missed(src, reason)))


def _file(picture: Picture) -> str:
    return f"files/{picture.name}"


def aligned(html: str) -> str:
    """The HTML with the alignment of cells as classes."""
    return _ALIGN.sub(r'<\1\2 class="\3"', html)


def scrolling(html: str) -> str:
    """The HTML with tables in boxes that scroll by themselves."""
    html = html.replace("<table", '<div class="wide" tabindex="0"><table')
    return html.replace("</table>", "</table></div>")
