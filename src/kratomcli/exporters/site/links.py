"""Links and pictures of a body: to the site's own pages and files, and to nothing else by itself.

It works on sanitised HTML, in which every "<" begins a tag and attributes are in double quotes.
"""

from __future__ import annotations

import hashlib
import os
import re
from html import escape, unescape
from pathlib import Path
from posixpath import relpath
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from kratomcli.file_reading import Files, FileUnreadable
from kratomcli.links import inner_parts, names_an_article, places
from kratomcli.paths import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ATTRIBUTES = r'((?: [^\s=>]+(?:="[^"]*")?)*)'
_LINK = re.compile(rf"<a{_ATTRIBUTES}>(.*?)</a>|<img{_ATTRIBUTES}>", re.DOTALL)
_ATTRIBUTE = re.compile(r' ([^\s=>]+)(?:="([^"]*)")?')
_ALIGN = re.compile(rf"<(t[dh]){_ATTRIBUTES} align=\"(left|right|center)\"")
_PICTURES = frozenset((".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp"))
"""Not SVG: opened by itself it may run scripts."""

_LARGEST = 50 << 20


class Found(NamedTuple):
    """What a body's links depend on: (what was looked for, what it was), and those that lead nowhere."""

    needs: list[tuple[str, str]]
    broken: list[str]
    files: dict[str, str]
    """Pictures to copy: file in the site → file in the library."""


class Finder:
    """Finds what links lead to. `pages` are the site's pages by the absolute paths of their articles."""

    def __init__(self, pages: Mapping[str, str], roots: Sequence[str]) -> None:
        self._pages = pages
        self._roots = [os.path.realpath(root) for root in roots]
        self._files = Files(self._roots, _LARGEST)

    def page(self, path: str) -> str:
        """The page of the article at an absolute path, with or without suffix; "" for none."""
        for suffix in ("", *SUFFIXES):
            if found := self._pages.get(path + suffix):
                return found
        return ""

    def file(self, path: str) -> str:
        """A picture's file in the site, by its content; "" where there is none that may be shown."""
        suffix = Path(os.path.realpath(path)).suffix.lower()  # a link may name what is no picture
        if suffix not in _PICTURES:
            return ""
        try:
            return f"files/{hashlib.blake2b(self.picture(path), digest_size=10).hexdigest()}{suffix}"
        except FileUnreadable:
            return ""

    def picture(self, path: str) -> bytes:
        """What is in a picture's file.

        Raises:
            FileUnreadable: it is gone, no regular file, too large, or out of the library.
        """
        return self._files.read(path)

    def places(self, path: str, link: str) -> list[str]:
        """Where a link in the article at `path` may lead: beside it, or below a root."""
        return places(path, link, self._roots)

    def look(self, what: str, path: str) -> str:
        """What is at a path now, as it stands in `Found.needs`."""
        return self.page(path) if what == "page" else self.file(path)


def rewritten(html: str, path: str, page: str, finder: Finder) -> tuple[str, Found]:
    """A body's HTML with its links and pictures as the page at `page` needs them."""
    found = Found([], [], {})

    def replace(match: re.Match[str]) -> str:
        if match[0].startswith("<img"):
            return _picture(_attributes(match[3]), path, page, finder, found)
        inner = _LINK.sub(replace, match[2])
        attributes = _attributes(match[1])
        href = attributes.get("href", "")
        if name := attributes.pop("name", ""):
            attributes.setdefault("id", name)
        if not href:  # a place to link to, or what was left of an address that may not be
            return f"<span{_written(attributes)}>{inner}</span>"
        target = _target(href, path, page, finder, found)
        if target is None:
            return f'<span class="broken">{inner}</span>'
        attributes["href"] = target
        if target != href:
            attributes.pop("rel", None)
        return f"<a{_written(attributes)}>{inner}</a>"

    html = _LINK.sub(replace, html)
    html = _ALIGN.sub(r'<\1\2 class="\3"', html)
    html = html.replace("<table", '<div class="wide" tabindex="0"><table').replace(
        "</table>", "</table></div>"
    )
    return html.replace("<pre>", '<pre tabindex="0">'), found


def _target(href: str, path: str, page: str, finder: Finder, found: Found) -> str | None:
    """Where a link leads; None for an article that isn't there."""
    parts = inner_parts(href)
    if parts is None or not parts[0]:
        return href
    link, fragment = parts[0], f"#{parts[1]}" if parts[1] else ""
    for place in finder.places(path, link):
        target = finder.page(place)
        found.needs.append((f"page:{place}", target))
        if target:
            return quote(relpath(target, os.path.dirname(page))) + fragment
    if names_an_article(link):
        found.broken.append(href)
        return None
    return href


def _picture(attributes: dict[str, str], path: str, page: str, finder: Finder, found: Found) -> str:
    """A picture that the site can show itself, or else its description, linked to it."""
    src, alt = attributes.get("src", ""), attributes.get("alt", "")
    try:
        parts = urlsplit(src)
    except ValueError:
        parts = urlsplit("")
    if not parts.scheme and not parts.netloc and parts.path:
        for place in finder.places(path, parts.path):
            target = finder.file(place)
            found.needs.append((f"file:{place}", target))
            if target:
                found.files[target] = place
                shown = {"src": quote(relpath(target, os.path.dirname(page))), "alt": alt, "loading": "lazy"}
                shown |= {key: attributes[key] for key in ("width", "height", "title") if key in attributes}
                return f"<img{_written(shown)}>"
    label = escape(alt or unquote(parts.path.rpartition("/")[2]) or "Picture")
    if parts.scheme in ("http", "https"):
        return f'<a class="picture" href="{escape(src)}" rel="noopener noreferrer">[{label}]</a>'
    return f'<span class="picture">[{label}]</span>'


def _attributes(text: str) -> dict[str, str]:
    return {match[1]: unescape(match[2] or "") for match in _ATTRIBUTE.finditer(text)}


def _written(attributes: Mapping[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
