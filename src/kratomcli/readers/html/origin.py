"""Where a saved page came from: what the program that saved it wrote into it."""

from __future__ import annotations

import re

from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex
from kratomcli.readers.dates import read_date

_SINGLE_FILE = lazy_regex(
    r"(?:Page saved with|Archive processed by) SingleFile\s+url:\s*(\S{1,4000})"
    r"(?:\s+saved date:\s*([^\n]{1,100}))?"
)
_SAVED_FROM = lazy_regex(r"<!--\s*saved from url=\(\d+\)(\S{1,4000})\s*-->", re.IGNORECASE)
_WAYBACK = lazy_regex(r"FILE ARCHIVED ON (\d\d:\d\d:\d\d \w{3} \d\d, \d{4})")
_REWRITTEN = lazy_regex(
    r"(?:https?:)?(?://web\.archive\.org)?/web/(\d{14})(?:[a-z]{2}_)?/(?=https?:/|mailto:)"
)
_WAYBACK_BAR = lazy_regex(
    r"<!-- BEGIN WAYBACK TOOLBAR INSERT -->.*?<!-- END WAYBACK TOOLBAR INSERT -->", re.DOTALL
)
_DATA = lazy_regex(r"(data:[a-z]+/[\w.+-]{1,60}(?:;[\w=.-]{1,40}){0,3},)[^\"'<>\s()\\]{256,}")
_TOP = 64 * 1024  # characters in which a program's remark is looked for, at the beginning


class Origin(NamedTuple):
    """The address of a page and the time when it was saved, "" where they are not told; and its text."""

    address: str
    saved: str
    text: str


def origin_of(text: str) -> Origin:
    """Where a page came from; and its text with links as they were, without pictures as `data:` addresses."""
    text = _DATA.sub(r"\1", text)
    top = text[:_TOP]
    if found := _SINGLE_FILE.search(top):
        return Origin(found[1], iso_time((found[2] or "").strip()), text)
    if "/web/" in text and (archived := _archived(text)):
        return archived
    if found := _SAVED_FROM.search(top):
        return Origin(found[1], "", text)
    return Origin("", "", text)


def iso_time(text: str) -> str:
    """When a page was saved as ISO 8601; a text that is no date as it is."""
    reading = read_date(text)
    return reading.iso if reading else text


def _archived(text: str) -> Origin | None:
    """As `origin_of` for a page of the Wayback Machine, whose links lead into the archive."""
    if "web.archive.org" not in text and "WAYBACK" not in text:
        return None
    remark = _WAYBACK.search(text)
    if (
        remark is None
        and _WAYBACK_BAR.search(text) is None
        and "wm-ipp" not in text
        and "_static/js/wombat" not in text
    ):
        return None
    text = _WAYBACK_BAR.sub("", text)
    stamp = _REWRITTEN.search(text)
    saved = stamp[1] if stamp else ""
    saved = (
        f"{saved[:4]}-{saved[4:6]}-{saved[6:8]}T{saved[8:10]}:{saved[10:12]}:{saved[12:]}Z" if saved else ""
    )
    return Origin("", saved, _REWRITTEN.sub("", text))
