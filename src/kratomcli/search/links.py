"""The links of an article and those to it, each with its sentence; and links in queries."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from kratomcli.catalog import links as stored
from kratomcli.errors import ArticleUnreadable
from kratomcli.links.extraction import is_file, property_links
from kratomcli.markup.prose import paragraphs
from kratomcli.markup.shown import ShownBody
from kratomcli.markup.tools.syntaxes import syntaxes_of
from kratomcli.markup.tools.wiki_links import target_of
from kratomcli.model.entry import sections_at
from kratomcli.named_tuples import NamedTuple
from kratomcli.query.ast import And, Has, KeySet, Match, Not, Or
from kratomcli.query.unparser import unparse
from kratomcli.search.lookup import resolve
from kratomcli.text.normalize import one_line
from kratomcli.text.sentences import sentences

if TYPE_CHECKING:
    from kratomcli.catalog.catalog import Catalog
    from kratomcli.catalog.links import StoredLink
    from kratomcli.index.texts import Texts
    from kratomcli.markup.shown import Shown
    from kratomcli.model.article import Article
    from kratomcli.model.entry import Entry, Section
    from kratomcli.query.ast import Node

Direction = Literal["out", "in"]
"""Whether a link is one of the article, or leads to it."""

_LONGEST = 600  # characters of a sentence


class ArticleLink(NamedTuple):
    """A link between two articles.

    `target` is None if no article is meant by it; `address` is its target as written, `line` its line in the
    file of `source`, from 1, `sentence` the sentence around it, without markup.
    """

    direction: Direction
    source: Entry
    target: Entry | None
    address: str
    line: int
    section: Section | None
    sentence: str


class GraphNode(NamedTuple):
    """An article in a graph; `date` is "" if it is not known."""

    id: str
    title: str
    date: str


class GraphEdge(NamedTuple):
    """The links of one article to another: the ids of both, and how many links there are."""

    source: str
    target: str
    links: int


class LinkGraph(NamedTuple):
    """All articles of a library by their ids, and which of them link to which others."""

    nodes: list[GraphNode]
    edges: list[GraphEdge]


def link_graph(catalog: Catalog) -> LinkGraph:
    """The articles of the catalog and the links between them."""
    with catalog.one_state():
        nodes = [GraphNode(*row) for row in stored.named_articles(catalog)]
        return LinkGraph(nodes, [GraphEdge(*row) for row in stored.edges(catalog)])


def article_links(
    catalog: Catalog, texts: Texts, reference: str, directions: Sequence[Direction]
) -> list[ArticleLink]:
    """The links of the article that `reference` names, then those of others to it, by id.

    Raises:
        ArticleNotFound, AmbiguousId: none or several articles.
    """
    with catalog.one_state():
        key = resolve(catalog, reference)[0]
        found: list[ArticleLink] = []
        if "out" in directions:
            found += _told(catalog, texts, "out", stored.links_from(catalog, key))
        if "in" in directions:
            backlinks = _told(catalog, texts, "in", stored.links_to(catalog, key))
            found += sorted(backlinks, key=lambda link: link.source.id)
    return found


def _told(
    catalog: Catalog, texts: Texts, direction: Direction, links: Sequence[StoredLink]
) -> Iterator[ArticleLink]:
    """The links with what is around them, article by article; those of unreadable articles without that."""
    keys = list({link.source for link in links} | {link.target for link in links if link.target is not None})
    entries, locations = catalog.entries(keys), catalog.locations(keys)
    formats = catalog.body_formats(keys)
    for key, some in groupby(links, lambda link: link.source):
        entry = entries[key]
        try:
            article = texts.recalled(entry, locations[key], formats[key])
        except ArticleUnreadable:
            article = None
        around = article and _Surroundings(article)
        for link in some:
            if link.target is None and is_file(link.address):
                continue
            target = None if link.target is None else entries.get(link.target)
            address = target_of(link.address) or link.address
            near = around.at(link.start) if around else (0, None, "")
            yield ArticleLink(direction, entry, target, address, *near)


class _Surroundings:
    """What is around the links of one article; each paragraph is looked at once, however many it has."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._shown = ShownBody(article.body, article.markup, syntaxes_of(article.path, article.convention))
        self._paragraphs = list(paragraphs(article.body, article.markup))
        self._lines = [found.start() for found in re.finditer("\n", article.body)]
        self._sentences = lru_cache(1)(self._sentences_of)
        self._properties = property_links(article)

    def at(self, start: int) -> tuple[int, Section | None, str]:
        """(line in the file, section, sentence) at an offset of the body; in front matter it is below 0."""
        if start < 0:
            given = self._properties[-start - 1 : -start]
            return 1, None, one_line(f"{given[0].key}: {given[0].text}") if given else ""
        around = sections_at(self._article.sections, start)
        line = self._article.body_line + bisect_left(self._lines, start)
        return line, around[-1] if around else None, self._sentence(start)

    def _sentence(self, offset: int) -> str:
        """The sentence around an offset of the body, without markup, cut if it is too long."""
        number = bisect_right(self._paragraphs, offset, key=lambda span: span[0]) - 1
        if number < 0:
            return ""
        part, spans = self._sentences(number)
        at = part.at(offset)
        one = bisect_right(spans, at, key=lambda span: span[0]) - 1
        sentence = one_line(part.text[slice(*spans[one])] if one >= 0 else part.text)
        return sentence if len(sentence) <= _LONGEST else f"{sentence[: _LONGEST - 1]}…"

    def _sentences_of(self, number: int) -> tuple[Shown, list[tuple[int, int]]]:
        """A paragraph as it is shown, and where each sentence of it is."""
        part = self._shown.part(*self._paragraphs[number])
        return part, list(sentences(part.text))


# -- in queries ----------------------------------------------------------------------------------------

_Ask = Callable[["Catalog", int], list[int]]
_MATCHES: dict[str, _Ask] = {"links-to": stored.linking, "linked-from": stored.linked}
_HAS = {"links-to": stored.with_links, "linked-from": stored.with_backlinks}


def resolve_links(node: Node, catalog: Catalog) -> Node:
    """A query with `links-to:`, `linked-from:`, `has:links` and `has:backlinks` as keys of articles.

    Raises:
        ArticleNotFound, AmbiguousId: the id that a link is asked for names none or several articles.
    """
    match node:
        case Match(field=field, value=value) if field in _MATCHES:
            key = resolve(catalog, value)[0]
            return KeySet(unparse(node), tuple(_MATCHES[field](catalog, key)), node.span)
        case Has(field=field) if field in _HAS:
            return KeySet(unparse(node), tuple(_HAS[field](catalog)), node.span)
        case Not(part):
            return Not(resolve_links(part, catalog))
        case And(parts):
            return And(tuple(_each(parts, catalog)))
        case Or(parts):
            return Or(tuple(_each(parts, catalog)))
        case _:
            return node


def _each(parts: Iterable[Node], catalog: Catalog) -> Iterator[Node]:
    return (resolve_links(part, catalog) for part in parts)
