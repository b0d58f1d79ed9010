"""Entries (the metadata of articles, without their texts) and sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kratomcli.model.paths import kind_of
from kratomcli.model.record import NOTHING, Record
from kratomcli.named_tuples import NamedTuple


class Section(NamedTuple):
    """A heading and the text below it, up to the next heading of the same or a higher level.

    `line` is the heading's line in the article's file, from 1; `start` and `end` are character offsets in the
    body, from the heading on, end exclusive. `slug` is unique within the article.
    """

    slug: str
    title: str
    level: int
    line: int
    start: int
    end: int


def sections_at(sections: Sequence[Section], offset: int) -> list[Section]:
    """The sections that contain a character offset of the body, the outermost first."""
    return [section for section in sections if section.start <= offset < section.end]


class Entry(Record):
    """The metadata of an article, without its text.

    Dates are ISO 8601 text with the precision that the article gives ("2021", "2021-03", "2021-03-05",
    "2021-03-05T10:00:00-05:00"), so that they can be sorted as text. An unknown date or text is "".
    """

    id: str
    """The path within the library, without suffix."""
    path: str
    """The absolute path of the file, safe to print."""
    title: str
    date: str = ""
    updated: str = ""
    tags: tuple[str, ...] = ()
    summary: str = ""
    authors: tuple[str, ...] = ()
    draft: bool = False
    source: str = ""
    """Where the article comes from, usually a URL."""
    lang: str = ""
    words: int = 0
    """Number of words in the body."""
    meta: Mapping[str, object] = NOTHING
    """Front-matter key → JSON value, for keys that are not fields."""
    derived: Mapping[str, str] = NOTHING
    """Field → how its value was found, such as "front matter: pubDate" or "first sentence"."""
    notes: tuple[str, ...] = ()
    """What had to be corrected to read the file, such as "decoded as windows-1252"."""

    @property
    def kind(self) -> str:
        """The kind of its file: "markdown", "text", "pdf" …"""
        return kind_of(self.path)
