"""Grouping shared passages: which articles have the same ones, and the kind of reuse.

A passage in three articles is found as three pairs. Pairs whose spans in an article overlap by more than half
are one passage; passages in the same articles form one group.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, Literal

from kratomcli.markup.links import host_of
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kratomcli.model.entry import Entry
    from kratomcli.reuse.store import Copy

ReuseKind = Literal["copy", "quotation", "recurring"]
"""Whether a passage is a copy, a quotation, or recurs in most articles of a source."""
KINDS: tuple[ReuseKind, ...] = ("copy", "quotation", "recurring")

_RECURS = 4
"""Minimum number of articles for a passage to be recurring."""
_SOURCE = 6
"""Minimum number of articles of a source with recurring passages."""
_TITLE_WORDS = 2
"""Number of equal words at the beginning of titles that form a series."""
_MOST_OF = 0.5
"""Minimum part of a source's articles that have a recurring passage."""


class PassageSpan(NamedTuple):
    """The place of a passage in one article, as character offsets in its body."""

    article: int
    start: int
    end: int


class Passage(NamedTuple):
    """A passage, with its spans in all articles that have it; `words` of it are equal in any two."""

    words: int
    spans: tuple[PassageSpan, ...]
    quoted: bool


class Cluster(NamedTuple):
    """Articles, as sorted numbers, and all passages that are in exactly these."""

    articles: tuple[int, ...]
    passages: tuple[Passage, ...]

    @property
    def words(self) -> int:
        """The number of words that are copies: those of all passages in all articles but one."""
        return sum(passage.words for passage in self.passages) * (len(self.articles) - 1)


def clusters(copies: Sequence[Copy]) -> list[Cluster]:
    """The groups of articles that share passages, ordered by words."""
    by_articles: dict[tuple[int, ...], list[Passage]] = defaultdict(list)
    for passage in _passages(copies):
        by_articles[tuple(sorted({span.article for span in passage.spans}))].append(passage)
    found = [
        Cluster(articles, tuple(sorted(passages, key=lambda one: (-one.words, one.spans))))
        for articles, passages in by_articles.items()
    ]
    return sorted(found, key=lambda cluster: (-cluster.words, cluster.articles))


def _passages(copies: Sequence[Copy]) -> Iterable[Passage]:
    """The passages of these pairs: pairs with overlapping spans are joined."""
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
    """The kind of reuse of a passage in these articles, and the reason in words.

    Args:
        total: returns the number of articles in the library with this "host", "author", "folder" or beginning
            of a "title".
    """
    if len(entries) >= _RECURS:
        for (label, name), number in _sources(entries).most_common():
            all_of_it = total(label, name) if number >= _RECURS else 0
            # In a source of few articles, a passage that most of them have tells nothing, unless their
            # titles show that they are a series.
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
    """The sources of articles (label and name) with the number of articles from each, most specific first."""
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
