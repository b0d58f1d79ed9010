"""The title of a page without the name of its site, which most pages add to it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from kratomcli.patterns import lazy_regex
from kratomcli.text.normalize import fold

_SEPARATOR = lazy_regex(r"\s+[|\-–—·•»«›:>/~]+\s+|\s*\|\s*|:\s+|\s*[»«›|]\s*")
_NO_LETTER = lazy_regex(r"[\W_]+")
_LONGEST = 500  # characters: what is longer is no title
_COMMON = frozenset(["www", "com", "org", "net", "de", "co", "uk", "blog", "news", "m", "en"])


def title_of_page(title: str, told: Sequence[str], headings: Sequence[str], site: str, address: str) -> str:
    """The title, from the page's `title` element, what it tells of its text, and its first-level headings.

    Only the name of a site, as it or the page's address tell it, is cut off: a title may have a dash itself.
    """
    sites = _names_of(site, address)
    title, told = title[:_LONGEST], [text[:_LONGEST] for text in told]
    known = [cut for text in (*told, title) if (cut := _cut(text, sites))]
    heads = [head for head in headings if head and _bare(head) not in sites]
    for head in heads:
        if any(_bare(head) == _bare(text) for text in known):
            return head
    # A title that says more than where it is, "Tea – Drinks – The Example Times"; and the other way round.
    for parts in (_beginnings(title), _ends(title)):
        if part := next((head for head in heads if len(head) > 5 and _bare(head) in parts), ""):
            return part
    if told_ones := [cut for text in told if (cut := _cut(text, sites))]:
        return told_ones[0]
    if len(heads) == 1 and not (known and _bare(known[0]) and _bare(heads[0]) not in _bare(title)):
        return heads[0]
    return next(iter(known), "") or title or next(iter(heads), "")


def _bare(text: str) -> str:
    """A text as it is compared: without case, accents, spaces and signs."""
    return _NO_LETTER.sub("", fold(text))


def _names_of(site: str, address: str) -> set[str]:
    names = {_bare(site)}
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        host = ""
    labels = [label for label in host.split(".") if label not in _COMMON]
    names |= {
        _bare(host),
        _bare(host.removeprefix("www.")),
        *map(_bare, labels[-2:]),
        *map(_bare, labels[:1]),
    }
    return names - {""}


def _cut(text: str, sites: set[str]) -> str:
    """`text` without the name of a site at its end or its beginning."""
    if _bare(text) in sites:
        return ""
    for mark in reversed(list(_SEPARATOR.finditer(text))):
        if _bare(text[mark.end() :]) in sites:
            return text[: mark.start()].strip()
    for mark in _SEPARATOR.finditer(text):
        if _bare(text[: mark.start()]) in sites:
            return text[mark.end() :].strip()
    return text


def _beginnings(title: str) -> set[str]:
    """What stands in a title before each sign that may part it from where it is."""
    return {_bare(title[: mark.start()]) for mark in _SEPARATOR.finditer(title)}


def _ends(title: str) -> set[str]:
    return {_bare(title[mark.end() :]) for mark in _SEPARATOR.finditer(title)}
