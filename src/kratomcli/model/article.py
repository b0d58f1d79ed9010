"""An article with its text. Plain values: nothing here reads or writes.

Apart from `Entry`, since a search gives entries only and every class costs time at every start.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from kratomcli.model.entry import Entry, Section

Markup = Literal["markdown", "text"]
Dialect = Literal["commonmark", "python-markdown"]
"""Whose Markdown a body is: everybody's, or that of MkDocs and Pelican."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Entry):
    """An article with its text."""

    body: str
    """The text after the front matter; line ends are "\\n", control characters are U+FFFD."""
    markup: Markup
    body_line: int = 1
    """The line of the file, counted from 1, on which the body starts."""
    sections: tuple[Section, ...] = ()
    dialect: Dialect = "commonmark"


class Parts(NamedTuple):
    """Which parts of an article are wanted."""

    meta: bool = True
    """What is known of it: title, date, tags …"""
    body: bool = True
    toc: bool = False
    """Its headings."""


def excerpt(article: Article, section: Section) -> Article:
    """One section as an article of its own, under the article's id and with its metadata.

    Where Markdown refers to addresses and notes that stand elsewhere in the article, they are put
    below it.
    """
    from dataclasses import replace

    start, end = section.start, section.end
    body = article.body[start:end].rstrip()
    if article.markup == "markdown" and "[" in body:
        body += _referred_to(body, article.body[:start] + article.body[end:])
    return replace(
        article,
        body=body,
        body_line=section.line,
        sections=tuple(
            inner._replace(start=inner.start - start, end=inner.end - start)
            for inner in article.sections
            if start <= inner.start < end
        ),
    )


def _referred_to(text: str, elsewhere: str) -> str:
    """The definitions of links and notes elsewhere that a text needs, and those that they need."""
    import re

    definition = re.compile(r"^ {0,3}\[([^\[\]\n]+)\]:.*(?:\n(?:\n(?=[ \t]))*[ \t]+\S.*)*", re.MULTILINE)
    left = {match[1].casefold(): match[0] for match in reversed(list(definition.finditer(elsewhere)))}
    found: list[str] = []
    pending = [text]
    while pending:
        for label in re.findall(r"\[([^\[\]\n]+)\]", pending.pop()):
            if given := left.pop(label.casefold(), ""):
                found.append(given)
                pending.append(given)
    return "".join(f"\n\n{given}" for given in found)
