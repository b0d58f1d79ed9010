"""The page of a site that draws its articles and the links between them, and lists them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kratomcli.export.site.state import fingerprint_of
from kratomcli.named_tuples import NamedTuple
from kratomcli.text.wording import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kratomcli.export.site.cards import Card, Cards

_MOST = 2_000
"""Articles of which a browser still draws the links quickly, and which a page can list."""


class LinkedCard(NamedTuple):
    """An article on the page, the number of its links out and in, and the articles that it links to."""

    card: Card
    number: int
    targets: list[Card]


class Graph:
    """The articles of a site that link to others or are linked to: those with most links first."""

    def __init__(self, cards: Cards, edges: Sequence[tuple[str, str]], most: int = _MOST) -> None:
        """`edges` are (id, id) of articles and those that they link to; `most`: articles on the page."""
        known = {card.id: card for card in cards.all}
        links = [(one, other) for one, other in edges if one in known and other in known]
        numbers = Counter(id for link in links for id in link)
        ids = sorted(numbers, key=lambda id: (-numbers[id], known[id].title, id))
        self.place = {id: at for at, id in enumerate(ids[:most])}
        """Id → place on the page, from 0."""
        self.links = [(one, other) for one, other in links if one in self.place and other in self.place]
        self.all_articles, self.all_links = len(ids), len(links)
        targets: dict[str, list[Card]] = {}
        for one, other in self.links:
            targets.setdefault(one, []).append(known[other])
        self.rows = [LinkedCard(known[id], numbers[id], targets.get(id, [])) for id in self.place]

    @property
    def count(self) -> str:
        """What there is, and what of it is on the page, in words."""
        said = f"{count(self.all_articles, 'article')}, {count(self.all_links, 'link')} between them."
        if len(self.rows) == self.all_articles:
            return said
        return f"{said} Here are the {len(self.rows):,} articles with most links, and the links among them."

    @property
    def fingerprint(self) -> str:
        """A fingerprint of all that the page shows."""
        shown = [(row.card.url, row.card.title, row.card.lang, row.number) for row in self.rows]
        return fingerprint_of(self.count, shown, self.links)

    def values(self) -> dict[str, object]:
        """For the browser: `articles` as [title, address, number of links], `links` as two places."""
        return {
            "articles": [[row.card.title, row.card.url, row.number] for row in self.rows],
            "links": [[self.place[one], self.place[other]] for one, other in self.links],
        }
