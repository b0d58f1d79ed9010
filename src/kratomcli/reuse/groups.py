"""Shared passages put together: which articles have the same ones, and what kind of sharing it is.

A passage that three articles have was found as three pairs. Pairs whose places in an article lie
upon each other, by more than half, are one passage; passages that the same articles share are one
group.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, Literal, NamedTuple

from kratomcli.markup.links import host_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kratomcli.model.entry import Entry
    from kratomcli.reuse.store import Copy

ReuseKind = Literal["copy", "quotation", "recurring"]
"""Whether a passage was copied, quoted, or stands in most articles of a source."""
KINDS: tuple[ReuseKind, ...] = ("copy", "quotation", "recurring")

_RECURS = 4
"""Articles at least for a passage to recur."""
_SOURCE = 6
"""Articles of a source at least for it to have ways of its own."""
_TITLE_WORDS = 2
"""Words at the beginning of titles that make a series."""
_MOST_OF = 0.5
"""Of the articles of a source, those that have a passage which recurs."""


class PassageSpan(NamedTuple):
    """A passage's place in one article: characters of its body."""

    article: int
    start: int
    end: int


class Passage(NamedTuple):
    """A passage in all the articles that have it, by number; `words` of them are the same in any two."""

    words: int
    spans: tuple[PassageSpan, ...]
    quoted: bool


class Cluster(NamedTuple):
    """Articles, by number and in order, and all the passages that exactly they share."""

    articles: tuple[int, ...]
    passages: tuple[Passage, ...]

    @property
    def words(self) -> int:
        """Words that would be gone if every passage stood in one article only."""
        return sum(passage.words for passage in self.passages) * (len(self.articles) - 1)


def clusters(copies: Sequence[Copy]) -> list[Cluster]:
    """The groups of articles that share passages, the most words first."""
    by_articles: dict[tuple[int, ...], list[Passage]] = defaultdict(list)
    for passage in _passages(copies):
        by_articles[tuple(sorted({span.article for span in passage.spans}))].append(passage)
    found = [
        Cluster(articles, tuple(sorted(passages, key=lambda one: (-one.words, one.spans))))
        for articles, passages in by_articles.items()
    ]
    return sorted(found, key=lambda cluster: (-cluster.words, cluster.articles))


def _passages(copies: Sequence[Copy]) -> Iterable[Passage]:
    """Pairs of spans as passages, in one article or another upon each other."""
    spans: list[PassageSpan] = []
    for copy in copies:
        spans.append(PassageSpan(copy.article, copy.start, copy.end))
        spans.append(PassageSpan(copy.other, copy.other_start, copy.other_end))
    leader = list(range(len(spans)))

    def first(at: int) -> int:
        while leader[at] != at:
            leader[at] = leader[leader[at]]
            at = leader[at]
        return at

    for at in range(0, len(spans), 2):
        leader[at + 1] = at
    order = sorted(range(len(spans)), key=spans.__getitem__)
    for before, at in pairwise(order):
        one, other = spans[before], spans[at]
        if one.article == other.article:
            upon = min(one.end, other.end) - other.start
            if 2 * upon >= max(one.end - one.start, other.end - other.start):
                leader[first(at)] = first(before)
    members: dict[int, list[int]] = defaultdict(list)
    for at in range(len(spans)):
        members[first(at)].append(at)
    for among in members.values():
        widest: dict[int, PassageSpan] = {}
        for at in among:
            span = spans[at]
            known = widest.get(span.article)
            if known is None or span.end - span.start > known.end - known.start:
                widest[span.article] = span
        words = max(copies[at // 2].same for at in among)
        quoted = 2 * sum(copies[at // 2].quoted for at in among) > len(among)
        yield Passage(words, tuple(sorted(widest.values())), quoted)


def kind(quoted: bool, entries: Sequence[Entry], total: Callable[[str, str], int]) -> tuple[ReuseKind, str]:
    """What kind of sharing a passage in these articles is, and why.

    Args:
        total: how many articles of the library have a "host", an "author", a "folder" or the
            beginning of a "title" of some name.
    """
    if len(entries) >= _RECURS:
        for (label, name), number in _sources(entries).most_common():
            all_of_it = total(label, name) if number >= _RECURS else 0
            # Of a handful of articles, what most have says nothing of where they come from; those
            # whose titles begin alike are a series.
            least = _RECURS if label == "title" else _SOURCE
            if all_of_it >= least and number >= _MOST_OF * all_of_it:
                where = _WHERE[label].format(name) if name else "of the library"
                return "recurring", f"in {number:,} of the {all_of_it:,} articles {where}"
    if quoted:
        return "quotation", "between quotation marks, or in a block quote"
    return "copy", ""


_WHERE = {
    "title": "called “{}…”",
    "host": "from {}",
    "author": "by {}",
    "folder": "in the folder {}",
}


def _sources(entries: Sequence[Entry]) -> Counter[tuple[str, str]]:
    """Where articles come from, and how many of them from each; what says most comes first."""
    found: Counter[tuple[str, str]] = Counter()
    titles = zip(*(entry.title.split() for entry in entries), strict=False)
    common = [words[0] for words in takewhile(lambda words: len(set(words)) == 1, titles)]
    if len(common) >= _TITLE_WORDS:
        found["title", " ".join(common)] = len(entries)
    for entry in entries:
        if host := host_of(entry.source):
            found["host", host] += 1
        for author in entry.authors[:1]:
            found["author", author] += 1
    for entry in entries:
        found["folder", entry.id.rpartition("/")[0]] += 1
    return found
