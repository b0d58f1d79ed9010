"""What is around each article of a site: articles that link to it, and those that are related."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kratomcli.export.site.cards import Card, Cards
    from kratomcli.search.similar import Neighbour

_MOST = 1_000
"""Articles up to which related ones are looked for, which takes some milliseconds for each."""
_TERMS = 4


class RelatedPage(NamedTuple):
    """A related article: its file, its page and the address of that, its title, the words that both have."""

    path: str
    page: str
    url: str
    title: str
    terms: str


class Around:
    """The links to the articles of a site, and what is related to them."""

    def __init__(
        self,
        cards: Cards,
        edges: Sequence[tuple[str, str]],
        related: Callable[[Sequence[str]], Mapping[str, Sequence[Neighbour]]],
    ) -> None:
        """`edges` are (id, id) of articles and those that they link to; `related`: nearest of some."""
        self._cards = {card.id: card for card in cards.all}
        self._related = related
        self._backlinks: dict[str, list[Card]] = {}
        for source, target in edges:
            if source in self._cards and target in self._cards:
                self._backlinks.setdefault(target, []).append(self._cards[source])

    def backlinks(self, id: str) -> Sequence[Card]:
        """The articles that link to one, by id."""
        return self._backlinks.get(id, ())

    def related(self, ids: Sequence[str]) -> dict[str, list[RelatedPage]]:
        """Id → its related articles; none of a site with very many articles."""
        if len(self._cards) > _MOST:
            return {}
        found = self._related(ids)
        return {
            id: [self._page(one) for one in some if one.entry.id in self._cards] for id, some in found.items()
        }

    def _page(self, one: Neighbour) -> RelatedPage:
        card = self._cards[one.entry.id]
        return RelatedPage(card.path, card.page, card.url, card.title, ", ".join(one.terms[:_TERMS]))
