"""What is known of an article without its text. Plain values: nothing here reads or writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Section(NamedTuple):
    """One heading and the text below it, up to the next heading of its level or a higher one.

    `line` counts from 1 in the article's file; `start` and `end` are character offsets in the
    body, `start` at the heading itself. `slug` is unique within its article.
    """

    slug: str
    title: str
    level: int
    line: int
    start: int
    end: int


def sections_at(sections: Sequence[Section], offset: int) -> list[Section]:
    """The sections around a place in the body, the outermost first."""
    return [section for section in sections if section.start <= offset < section.end]


# Comparison and representation are written out: made by the decorator they cost a millisecond a start.
@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Entry:
    """What is known of an article without its text.

    Dates are ISO 8601 text, as precise as the article was ("2021", "2021-03", "2021-03-05",
    "2021-03-05T10:00:00-05:00"), so they sort as text; "" is unknown, as for every text field.
    """

    id: str
    """Its path in the library without suffix."""
    path: str
    """Its file, absolute."""
    title: str
    date: str = ""
    updated: str = ""
    tags: tuple[str, ...] = ()
    summary: str = ""
    authors: tuple[str, ...] = ()
    draft: bool = False
    source: str = ""
    """Where it came from, a URL as a rule."""
    lang: str = ""
    words: int = 0
    """Words in the body."""
    meta: Mapping[str, object] = field(default_factory=dict)
    """Front-matter keys that have no field of their own, as JSON values."""
    derived: Mapping[str, str] = field(default_factory=dict)
    """Field → how its value was found, such as "front matter: pubDate" or "first sentence"."""
    notes: tuple[str, ...] = ()
    """What had to be mended to read it, such as "decoded as windows-1252"."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and all(
            getattr(self, name) == getattr(other, name) for name in self.__dataclass_fields__
        )

    __hash__ = None  # type: ignore[assignment]  # it holds mappings

    def __repr__(self) -> str:
        known = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__dataclass_fields__)
        return f"{type(self).__name__}({known})"
