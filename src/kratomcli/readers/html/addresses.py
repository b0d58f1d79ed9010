"""Addresses in a page: of links and of pictures, also of those that are loaded late."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_SCRIPTS = lazy_regex(r"(?:javascript|vbscript|data|about|blob):", re.IGNORECASE)
_IGNORED = lazy_regex(r"[\t\n\r\x00]+")
_LATE = ("data-src", "data-original", "data-lazy-src", "data-actualsrc", "data-hi-res-src", "data-orig-file")
_LATE_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_CANDIDATE = lazy_regex(r"\s*+,*+\s*+([^\s,]\S*)(\s+[^,]*)?(?:,|$)")


def link_address(href: str, base: str) -> str:
    """Where a link leads; "" if that is a script."""
    href = _IGNORED.sub("", href).strip()
    return "" if _SCRIPTS.match(href) else resolved(href, base)


def resolved(address: str, base: str) -> str:
    """An address as seen from `base`; one within the page stays as it is."""
    if not base or not address or address[0] == "#":
        return address
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def picture_address(attributes: Mapping[str, str | None], base: str) -> str:
    """Where a picture is: what it is loaded from late, if what stands in its place is none; "" for none."""
    for key in ("src", *_LATE):
        found = _IGNORED.sub("", attributes.get(key) or "").strip()
        if found and not _SCRIPTS.match(found) and not (key == "src" and _is_late(attributes)):
            return resolved(found, base)
    for key in _LATE_SETS:
        if found := _largest(attributes.get(key) or ""):
            return resolved(found, base)
    return ""


def _is_late(attributes: Mapping[str, str | None]) -> bool:
    return any(attributes.get(key) for key in _LATE)


def _largest(candidates: str) -> str:
    """The address of the largest picture of a `srcset`; "" for none."""
    best, largest = "", -1.0
    for found in _CANDIDATE.finditer(candidates):
        size = re.match(r"\s*([\d.]+)[wx]", found[2] or " 1x")
        value = float(size[1]) if size and re.fullmatch(r"\d+(?:\.\d+)?", size[1]) else 0.0
        if value > largest and not _SCRIPTS.match(found[1]):
            best, largest = found[1], value
    return best.rstrip(",")


_PLAYERS = frozenset(
    (
        *("youtube.com", "youtube-nocookie.com", "youtu.be", "vimeo.com", "dailymotion.com", "ted.com"),
        *("soundcloud.com", "spotify.com", "bandcamp.com", "archive.org", "apple.com", "mixcloud.com"),
    )
)


def player_address(node: LexborNode, tag: str, base: str) -> str:
    """The address of a recording; of what stands in a frame only if it is one of the known players."""
    attributes = node.attributes
    found = attributes.get("src") or attributes.get("data-src") or ""
    if not found and tag in ("video", "audio"):
        source = node.css_first("source[src]")
        found = (source.attributes.get("src") or "") if source is not None else ""
    address = link_address(found, base)
    if tag in ("video", "audio"):
        return address
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    is_known = any(host == each or host.endswith(f".{each}") for each in _PLAYERS)
    return address if is_known else ""
