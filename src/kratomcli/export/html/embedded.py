"""Embedded media that an export can't contain (players, frames, objects): replaced by links or names.

No pattern here may backtrack over what it has matched, or a hostile article could take quadratic time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

_TAG = lazy_regex(r"<(audio|embed|iframe|img|object|source|video)\b([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = lazy_regex(
    r"""(?<![\w-])([a-zA-Z-]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'<>=]++))""",
)
_KINDS = {"embed": "embedded", "iframe": "embedded", "img": "image", "object": "embedded"}
_LONGEST = 80


class Embedded(NamedTuple):
    """An embedding tag: its offsets [start, end), kind of element, name and address."""

    start: int
    end: int
    kind: str
    name: str
    address: str

    def __str__(self) -> str:
        return f"[{self.kind}: {self.name}]" if self.name else ""


def linked(html: str) -> str:
    """`html` with a link before each embedded element that is no image; not sanitised."""
    from html import escape

    parts: list[str] = []
    done = 0
    for one in _embedded(html):
        if one.kind != "image" and one.name:
            link = f'<a href="{escape(one.address)}">{escape(str(one))}</a>'
            parts += [html[done : one.start], link]
            done = one.start
    return "".join([*parts, html[done:]]) if parts else html


def named(html: str) -> str:
    """`html` with the tag of each image replaced by its description, of other media by a name."""
    if not (found := list(_embedded(html))):
        return html
    from html import escape

    parts: list[str] = []
    done = 0
    for one in found:
        parts += [html[done : one.start], escape(str(one)), "" if one.kind == "image" else " "]
        done = one.end
    return "".join([*parts, html[done:]])


def picture_name(address: str) -> str:
    """The text for an image without a description."""
    return str(Embedded(0, 0, "image", _file_name(address), address))


def _embedded(html: str) -> Iterator[Embedded]:
    waiting: Embedded | None = None  # a player whose address is in a source within it
    for tag in _TAG.finditer(html):
        element = tag[1].lower()
        given = {match[1].lower(): _value(match) for match in _ATTRIBUTE.finditer(tag[2])}
        address = given.get("data" if element == "object" else "src", "")
        if element == "source":
            if waiting is not None and address:
                name = waiting.name or _file_name(address)
                yield waiting._replace(name=name, address=address)
                waiting = None
            continue
        title = " ".join((given.get("title") or given.get("alt") or "").split())[:_LONGEST]
        found = Embedded(*tag.span(), _KINDS.get(element, element), title, address)
        waiting = None if address or element not in ("audio", "video") else found
        if waiting is None:
            yield found._replace(name=title or _file_name(address))


def _value(match: re.Match[str]) -> str:
    from html import unescape

    return unescape(match[2] or match[3] or match[4] or "")


def _file_name(address: str) -> str:
    """The last segment of an address's path, or else its host."""
    from urllib.parse import unquote, urlsplit

    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme == "data":
        return ""
    return (unquote(parts.path.rstrip("/").rpartition("/")[2]) or parts.netloc)[:_LONGEST]
