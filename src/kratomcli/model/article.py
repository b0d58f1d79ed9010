"""Articles with their texts.

They are in another module than `Entry` because a search only needs entries, and each class that is imported
costs time at every start.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from kratomcli.model.entry import Entry, Section
from kratomcli.model.record import NOTHING
from kratomcli.named_tuples import NamedTuple

Markup = Literal["markdown", "text"]
Dialect = Literal["commonmark", "python-markdown"]
"""The Markdown dialect of a body: CommonMark, or that of Python-Markdown, which MkDocs and Pelican use."""


class Article(Entry):
    """An article with its text."""

    body: str
    """The text after the front matter; line ends are "\\n", control characters are replaced by U+FFFD."""
    markup: Markup
    body_line: int = 1
    """The line of the file on which the body starts, from 1."""
    sections: tuple[Section, ...] = ()
    links: Mapping[str, str] = NOTHING
    """Key of an address (`markup.links.link_key`) → path of the article that it means, as `path` is."""
    dialect: Dialect = "commonmark"
    convention: str = ""
    """The tool whose collection it is from: its name in `conventions.table.CONVENTIONS`, or ""."""


class Parts(NamedTuple):
    """Which parts of an article an export includes."""

    meta: bool = True
    """The metadata: title, date, tags and so on."""
    body: bool = True
    toc: bool = False
    """The table of contents."""


def excerpt(article: Article, section: Section) -> Article:
    """One section as an article, with the id and the metadata of the article.

    Definitions of links and footnotes that its Markdown refers to, but which are elsewhere in the article,
    are appended to its body.
    """
    start, end = section.start, section.end
    body = article.body[start:end].rstrip()
    if article.markup == "markdown" and "[" in body:
        body += _referred_to(body, article.body[:start] + article.body[end:])
    return article.replace(
        body=body,
        body_line=section.line,
        sections=tuple(
            inner._replace(start=inner.start - start, end=inner.end - start)
            for inner in article.sections
            if start <= inner.start < end
        ),
    )


def _referred_to(text: str, elsewhere: str) -> str:
    """The definitions of links and footnotes in `elsewhere` that a text refers to, directly or indirectly."""
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
