"""The metadata that a build of a site keeps of every article, and its groups: tags and years."""

from __future__ import annotations

import re
from sys import intern
from typing import TYPE_CHECKING
from urllib.parse import quote

from kratomcli.dates.partial_date import PartialDate
from kratomcli.export.names import Names
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex
from kratomcli.text.normalize import fold
from kratomcli.text.wording import date_text, reading_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kratomcli.model.entry import Entry

UNDATED = "Undated"
_LONGEST_SUMMARY = 240
_LANG = lazy_regex(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


class Card(NamedTuple):
    """The metadata of one article; `page` is its file in the site, `revision` changes when its text does."""

    id: str
    path: str
    page: str
    title: str
    date: str
    updated: str
    labels: tuple[str, ...]
    summary: str
    authors: tuple[str, ...]
    words: int
    lang: str
    revision: str

    @property
    def url(self) -> str:
        return quote(self.page)

    @property
    def day(self) -> str:
        return date_text(self.date, short=True)

    @property
    def time(self) -> str:
        return reading_time(self.words) if self.words else ""

    @property
    def year(self) -> str:
        date = PartialDate.parsed(self.date)
        return date.year if date else UNDATED


class CardGroup(NamedTuple):
    """A tag or a year: its label, its page, its articles."""

    label: str
    page: str
    cards: list[Card]

    @property
    def line(self) -> tuple[str, str, int]:
        """(label, address, number of articles), as shown in a list of groups."""
        return self.label, quote(self.page), len(self.cards)


class Cards:
    """All articles of a site, newest first, with their tags and years."""

    def __init__(self, entries: Iterable[tuple[Entry, str]], *, drafts: bool) -> None:
        known = {entry.id: _card(entry, revision) for entry, revision in entries if drafts or not entry.draft}
        names = Names(".html")
        cards = [known.pop(id)._replace(page=f"articles/{names.path(id)}") for id in sorted(known)]
        dated = sorted((card for card in cards if card.date), key=lambda card: card.date, reverse=True)
        self.all: list[Card] = dated + [card for card in cards if not card.date]
        self.tags = _groups("tags", self.all, lambda card: card.labels)
        self.tag_of = {fold(group.label): group for group in self.tags}
        self.years = _groups("years", self.all, lambda card: (card.year,))
        self.years.sort(key=lambda group: (group.label != UNDATED, group.label), reverse=True)

    def tags_of(self, card: Card) -> list[tuple[str, str]]:
        """(label, address) of each of an article's tags."""
        groups = dict.fromkeys(fold(label) for label in card.labels)
        return [self.tag_of[key].line[:2] for key in groups if key in self.tag_of]


def language(text: str) -> str:
    """`text` if it is a valid language tag for HTML, else ""."""
    return text if _LANG.fullmatch(text) else ""


def iso(text: str) -> str:
    """`text` if it is a valid date for the `datetime` attribute, else ""."""
    date = PartialDate.parsed(text)
    return str(date) if date else ""


def _card(entry: Entry, revision: str) -> Card:
    """The card of an article, as yet without its page, which is named when all articles are known."""
    summary = entry.summary
    if len(summary) > _LONGEST_SUMMARY:
        summary = summary[:_LONGEST_SUMMARY].rsplit(" ", 1)[0] + "…"
    return Card(
        entry.id,
        entry.path,
        "",
        entry.title or entry.id,
        iso(entry.date),
        iso(entry.updated),
        tuple(map(intern, entry.tags)),
        summary,
        tuple(map(intern, entry.authors)),
        entry.words,
        language(entry.lang),
        revision,
    )


def _groups(
    folder: str, cards: Sequence[Card], labels_of: Callable[[Card], Sequence[str]]
) -> list[CardGroup]:
    """Articles grouped by label regardless of case; the label is spelled as in the newest article."""
    found: dict[str, tuple[str, list[Card]]] = {}
    for card in cards:
        for key, label in {fold(label): label for label in reversed(labels_of(card))}.items():
            if key:
                found.setdefault(key, (label, []))[1].append(card)
    names = Names(".html")
    groups = []
    for key in sorted(found):
        label, members = found[key]
        slug = re.sub(r"[^\w]+", "-", key).strip("-_") or "tag"
        groups.append(CardGroup(label, f"{folder}/{names.path(slug)}", members))
    return groups
