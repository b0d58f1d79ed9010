"""Links between articles: what a link names, and where in the library that may be."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from urllib.parse import unquote, urlsplit

from kratomcli.model.paths import SUFFIXES


def inner_parts(href: str) -> tuple[str, str] | None:
    """(path, fragment) of a link within the library, still quoted; None for one that leads elsewhere."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or not (parts.path or parts.fragment):
        return None
    return parts.path, parts.fragment


def names_an_article(path: str) -> bool:
    """Whether a link's path can only be meant for an article: it ends as their files do."""
    return path.lower().endswith(SUFFIXES)


def as_files(place: str) -> Iterator[str]:
    """The files that a link to an absolute path may mean: with or without suffix, or a folder's own page."""
    yield place
    for name in ("", "/index", "/_index"):
        for suffix in SUFFIXES:
            yield place + name + suffix


def places(path: str, link: str, roots: Sequence[str]) -> list[str]:
    """Where a link in the article at `path` may lead: beside it, or below a root. Absolute paths.

    Of several roots each is a folder at the library's top, so a link from there may begin with its name.
    """
    target = unquote(link)
    if "\0" in target:
        return []
    if not target.startswith("/"):
        return [os.path.normpath(os.path.join(os.path.dirname(path), target))]
    below = target.strip("/")
    first, _, rest = below.partition("/")
    found = [root + "/" + below for root in roots]
    found += (root + "/" + rest for root in roots if os.path.basename(root) == first)
    return list(map(os.path.normpath, found))


def host_of(source: str) -> str:
    """The host of a URL, without "www."; "" for what is none."""
    try:
        return (urlsplit(source).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
