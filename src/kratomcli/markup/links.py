"""Links between articles: the parts of an address, and the files of the library that it can mean."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from kratomcli.model.paths import SUFFIXES, USUAL_SUFFIXES


def inner_parts(href: str) -> tuple[str, str] | None:
    """(path, fragment) of a link within the library, still percent-encoded; None for any other link."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(href)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or not (parts.path or parts.fragment):
        return None
    return parts.path, parts.fragment


def link_key(address: str) -> str:
    """An address without its #section, decoded: the same for all ways of writing it."""
    from urllib.parse import unquote

    return unquote(address.partition("#")[0])


def names_an_article(path: str) -> bool:
    """Whether a link's path names an article's file: it ends in a suffix of articles."""
    return path.lower().endswith(SUFFIXES)


def as_files(place: str) -> Iterator[str]:
    """Files that a link to the absolute path `place` can mean: itself, with a suffix, its index page."""
    yield place
    for name in ("", "/index", "/_index"):
        for suffix in USUAL_SUFFIXES:
            yield place + name + suffix


def places(path: str, link: str, roots: Sequence[str]) -> list[str]:
    """Absolute paths that a link in the article at `path` can mean: relative to it, or to a root.

    With several roots, a link may also begin with the name of a root's folder.
    """
    from urllib.parse import unquote

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
    """The host of a URL, without "www."; "" if `source` is no URL."""
    from urllib.parse import urlsplit

    try:
        return (urlsplit(source).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
