"""An article with its text. Plain values: nothing here reads or writes.

Apart from `Entry`, since a search gives entries only and every class costs time at every start.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from kratomcli.entry import Entry, Section

Markup = Literal["markdown", "text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Entry):
    """An article with its text."""

    body: str
    """The text after the front matter; line ends are "\\n", control characters are U+FFFD."""
    markup: Markup
    body_line: int = 1
    """The line of the file, counted from 1, on which the body starts."""
    sections: tuple[Section, ...] = ()


class Parts(NamedTuple):
    """Which parts of an article are wanted."""

    meta: bool = True
    """What is known of it: title, date, tags …"""
    body: bool = True
    toc: bool = False
    """Its headings."""


def excerpt(article: Article, section: Section) -> Article:
    """One section as an article of its own, under the article's id and with its metadata."""
    from dataclasses import replace

    start, end = section.start, section.end
    return replace(
        article,
        body=article.body[start:end].rstrip(),
        body_line=section.line,
        sections=tuple(
            inner._replace(start=inner.start - start, end=inner.end - start)
            for inner in article.sections
            if start <= inner.start < end
        ),
    )
