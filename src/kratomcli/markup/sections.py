"""Headings → sections: the slug of each, and the offset where it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.markup.headings import Heading, markdown_headings, text_headings
from kratomcli.model.entry import Section
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from kratomcli.model.article import Markup


def sections_of(body: str, markup: Markup, body_line: int = 1) -> tuple[Section, ...]:
    """The sections of `body`, in order; a section extends over the subsections that follow it.

    `body_line` is the line of the file at which the body begins, from 1.
    """
    found = list(markdown_headings(body) if markup == "markdown" else text_headings(body))
    if not found:
        return ()
    slugs = UniqueSlugs()
    sections: list[Section] = []
    line, counted = body_line, 0
    for heading, end in zip(found, _ends(found, len(body)), strict=True):
        line += body.count("\n", counted, heading.start)
        counted = heading.start
        slug = slugs.unique(heading.slug or slugify(heading.spaced or heading.title))
        sections.append(Section(slug, heading.title, heading.level, line, heading.start, end))
    return tuple(sections)


def _ends(headings: list[Heading], length: int) -> list[int]:
    """For each heading the offset of the next one of the same or a higher level, or `length`."""
    ends = [length] * len(headings)
    unfinished: list[int] = []
    for number, heading in enumerate(headings):
        while unfinished and headings[unfinished[-1]].level >= heading.level:
            ends[unfinished.pop()] = heading.start
        unfinished.append(number)
    return ends


_REMARK = lazy_regex(r"%%[^%]++%%")  # of Obsidian, which no page may have, not even in an anchor
_NOT_IN_ASCII_SLUGS = lazy_regex(r"[^a-z0-9_ -]+")


def slugify(title: str) -> str:
    """The anchor that GitHub would give a heading: "What's new?" → "whats-new"; "section" for none."""
    slug = (_REMARK.sub("", title) if "%%" in title else title).lower()
    if slug.isascii():
        slug = _NOT_IN_ASCII_SLUGS.sub("", slug)
    else:
        import unicodedata

        # Combining marks (category M) stay, too: scripts such as Devanagari write vowels with them.
        slug = "".join(
            c for c in unicodedata.normalize("NFC", slug)
            if c.isalnum() or c in "_ -" or unicodedata.category(c)[0] == "M"
        )  # fmt: skip
    slug = slug.replace(" ", "-")
    return slug if slug.strip("-") else "section"


class UniqueSlugs:
    """Gives each slug once: "notes", "notes-1", "notes-2"."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def unique(self, slug: str) -> str:
        number = self._given.get(slug)
        if number is None:
            self._given[slug] = 0
            return slug
        while True:
            number += 1
            if (numbered := f"{slug}-{number}") not in self._given:
                break
        self._given[slug] = number
        self._given[numbered] = 0
        return numbered
