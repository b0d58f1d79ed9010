"""What a page embeds and an export can't hold: players, frames, objects, named in their place.

No pattern here may start over within what it has just passed: articles are strangers' files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

_TAG = re.compile(r"<(audio|embed|iframe|img|object|source|video)\b([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""(?<![\w-])([a-zA-Z-]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'<>=]++))""",
)
_KINDS = {"embed": "embedded", "iframe": "embedded", "img": "image", "object": "embedded"}
_LONGEST = 80


class Embedded(NamedTuple):
    """Something embedded: where its tag begins and ends, its kind, what it is called, its address."""

    start: int
    end: int
    kind: str
    name: str
    address: str

    def __str__(self) -> str:
        return f"[{self.kind}: {self.name}]" if self.name else ""


def linked(html: str) -> str:
    """HTML with a link before everything embedded but pictures; not sanitised."""
    parts: list[str] = []
    done = 0
    for one in _embedded(html):
        if one.kind != "image" and one.name:
            link = f'<a href="{escape(one.address)}">{escape(str(one))}</a>'
            parts += [html[done : one.start], link]
            done = one.start
    return "".join([*parts, html[done:]]) if parts else html


def named(html: str) -> str:
    """HTML with the description of a picture, or the name of all else, in the place of each one's tag."""
    parts: list[str] = []
    done = 0
    for one in _embedded(html):
        parts += [html[done : one.start], escape(str(one)), "" if one.kind == "image" else " "]
        done = one.end
    return "".join([*parts, html[done:]]) if parts else html


def picture_name(address: str) -> str:
    """What stands in a text for a picture without a description."""
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
    return unescape(match[2] or match[3] or match[4] or "")


def _file_name(address: str) -> str:
    """The last part of an address, or its host."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme == "data":
        return ""
    return (unquote(parts.path.rstrip("/").rpartition("/")[2]) or parts.netloc)[:_LONGEST]
