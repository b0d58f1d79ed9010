"""All files of a site except the articles' pages: lists, groups, search, links, feed, sitemap, assets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from kratomcli.dates.partial_date import PartialDate
from kratomcli.export.site.state import fingerprint_of
from kratomcli.named_tuples import NamedTuple
from kratomcli.text.wording import count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kratomcli.export.site.cards import Card, Cards
    from kratomcli.export.site.convert import SiteSettings
    from kratomcli.export.site.graph import Graph
    from kratomcli.export.site.pages import Pages

_PER_PAGE = 50
_IN_FEED = 30


class SiteFile(NamedTuple):
    """A file of the site: its name, a fingerprint of its inputs, and a function that makes its content."""

    name: str
    fingerprint: str
    make: Callable[[], bytes]


class ListedArticle(NamedTuple):
    """The values that a list shows for an article."""

    url: str
    title: str
    date: str
    day: str
    time: str
    lang: str
    summary: str
    tags: list[tuple[str, str]]


class Lists:
    """The files, as an iterable; the content of each is made only if needed."""

    def __init__(
        self,
        cards: Cards,
        graph: Graph,
        pages: Pages,
        setting: SiteSettings,
        *,
        moment: str,
    ) -> None:
        self._cards = cards
        self._graph = graph
        self._pages = pages
        self._title = setting.title
        self._url = setting.url
        self._has_search = setting.has_search
        self._moment = moment
        self._fingerprints = {card.id: fingerprint_of(*card._replace(revision="")) for card in cards.all}

    def __iter__(self) -> Iterator[SiteFile]:
        tags, years = self._cards.tags, self._cards.years
        shared = fingerprint_of(self._pages.fingerprint, [group.label for group in (*tags, *years)])
        yield from self._list("index.html", "page", self._title, self._cards.all, "index", shared)
        for group in tags:
            yield from self._list(group.page, group.page[:-5], group.label, group.cards, "tags")
        for group in years:
            yield from self._list(group.page, group.page[:-5], group.label, group.cards, "years")
        for name, heading, groups in (("tags", "Tags", tags), ("years", "Years", years)):
            lines = [group.line for group in groups]
            yield self._page(
                f"{name}.html", fingerprint_of(lines), "groups.html", heading=heading, groups=lines, here=name
            )
        yield self._page("search.html", "", "search.html", has_search=self._has_search, here="search")
        if self._graph.rows:
            check = self._graph.fingerprint
            yield self._page("graph.html", check, "graph.html", graph=self._graph, here="graph")
            yield SiteFile("assets/links.js", check, self._links)
        every = fingerprint_of(self._pages.fingerprint, self._moment, list(self._fingerprints.values()))
        yield SiteFile("feed.xml", every, self._feed)
        yield SiteFile("assets/articles.js", every, self._data)
        if self._url:
            yield SiteFile("sitemap.xml", every, self._sitemap)
        for name, data in self._pages.assets().items():
            yield SiteFile(f"assets/{name}", fingerprint_of(data), lambda data=data: data)  # type: ignore[misc]

    def _page(self, page: str, fingerprint: str, template: str, **values: object) -> SiteFile:
        def make() -> bytes:
            return self._pages.page(template, page, **values).encode("utf-8", "replace")

        return SiteFile(page, fingerprint_of(self._pages.fingerprint, fingerprint), make)

    def _list(
        self, first: str, rest: str, heading: str, cards: Sequence[Card], here: str, more: str = ""
    ) -> Iterator[SiteFile]:
        """The pages of a list of articles."""
        parts = [cards[at : at + _PER_PAGE] for at in range(0, len(cards), _PER_PAGE)] or [[]]
        names = [first, *(f"{rest}-{number}.html" for number in range(2, len(parts) + 1))]
        taken = {group.page for group in (*self._cards.tags, *self._cards.years)}
        if taken & set(names[1:]):  # a tag called "x-2" beside a tag "x" of several pages
            names = [first, *(f"{rest}--{number}.html" for number in range(2, len(parts) + 1))]
        urls = [quote(name) for name in names]
        for number, (name, part) in enumerate(zip(names, parts, strict=True), 1):
            fingerprint = fingerprint_of(
                self._pages.fingerprint, more, heading, len(cards), *(self._fingerprints[c.id] for c in part)
            )

            def make(name: str = name, part: Sequence[Card] = part, number: int = number) -> bytes:
                values: dict[str, object] = {
                    "heading": heading,
                    "count": count(len(cards), "article"),
                    "number": number,
                    "urls": urls,
                    "cards": [self._row(card) for card in part],
                    "is_index": here == "index" and number == 1,
                    "here": here,
                }
                if here == "index":
                    values["tags"] = [group.line for group in self._cards.tags]
                    values["years"] = [group.line for group in self._cards.years]
                return self._pages.page("list.html", name, **values).encode("utf-8", "replace")

            yield SiteFile(name, fingerprint, make)

    def _row(self, card: Card) -> ListedArticle:
        tags = self._cards.tags_of(card)
        return ListedArticle(
            card.url, card.title, card.date, card.day, card.time, card.lang, card.summary, tags
        )

    def _data(self) -> bytes:
        """The JSON that the browser needs to filter and sort the list of articles."""
        place = {group.page: at for at, group in enumerate(self._cards.tags)}
        pages = {quote(group.page): place[group.page] for group in self._cards.tags}
        tags = _compact([list(group.line[:2]) for group in self._cards.tags])
        rows = (
            _compact(
                [
                    card.title,
                    card.url,
                    card.date,
                    card.day,
                    card.words,
                    card.time,
                    [pages[url] for _, url in self._cards.tags_of(card)],
                ]
            )
            for card in self._cards.all
        )
        return b"".join(
            [b'window.kratomcliArticles = {"tags":', tags, b',"articles":[', b",".join(rows), b"]};\n"]
        )

    def _links(self) -> bytes:
        """The JSON that the browser needs to draw the links."""
        return b"window.kratomcliLinks = " + _compact(self._graph.values()) + b";\n"

    def _feed(self) -> bytes:
        newest = [card for card in self._cards.all if card.date][:_IN_FEED] or self._cards.all[:_IN_FEED]
        entries = [
            {
                "title": card.title,
                "id": self._name(card.url),
                "url": card.url,
                "published": _instant(card.date),
                "updated": _instant(card.updated or card.date) or self._moment,
                "authors": card.authors,
                "tags": self._cards.tags_of(card),
                "summary": card.summary,
            }
            for card in newest
        ]
        values = {"entries": entries, "moment": self._moment, "feed_id": self._name("")}
        return self._pages.page("feed.xml", "feed.xml", **values).encode("utf-8", "replace")

    def _name(self, url: str) -> str:
        """A permanent id for the feed or an entry of it: its URL, or a generated URN if that is unknown."""
        from uuid import NAMESPACE_URL, uuid5

        return self._url + url if self._url else f"urn:uuid:{uuid5(NAMESPACE_URL, f'{self._title}/{url}')}"

    def _sitemap(self) -> bytes:
        from xml.sax.saxutils import escape

        lines = [f"<url><loc>{escape(self._url)}</loc></url>"]
        for card in self._cards.all:
            date = PartialDate.parsed(card.updated or card.date)
            changed = f"<lastmod>{date.day}</lastmod>" if date else ""
            lines.append(f"<url><loc>{escape(self._url + card.url)}</loc>{changed}</url>")
        text = "\n".join(lines)
        return (
            '<?xml version="1.0" encoding="utf-8"?>\n'
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{text}\n</urlset>\n'
        ).encode()


def _compact(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def whole_address(url: str) -> str:
    """The base URL of a site, ending in a slash; "" if `url` is no http or https URL."""
    parts = urlsplit(url)
    return url.rstrip("/") + "/" if parts.scheme in ("http", "https") and parts.netloc else ""


def _instant(text: str) -> str:
    """A date as an RFC 3339 timestamp for feeds; "" if it isn't known."""
    date = PartialDate.parsed(text)
    return date.rfc3339() if date else ""
