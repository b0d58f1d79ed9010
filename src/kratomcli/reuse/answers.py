"""Answers about shared passages, with their articles, sections and lines."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from kratomcli.catalog.queries import count_from
from kratomcli.errors import ArticleUnreadable, IndexDamaged, IndexMissing
from kratomcli.files.reading import FileUnreadable
from kratomcli.model.entry import sections_at
from kratomcli.named_tuples import NamedTuple
from kratomcli.reuse.groups import KINDS, Cluster, Passage, PassageSpan, ReuseKind, clusters, kind
from kratomcli.reuse.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kratomcli.index.index_files import OpenIndex
    from kratomcli.index.texts import Texts
    from kratomcli.model.entry import Entry, Section
    from kratomcli.reuse.store import ComparedArticle

_MOST_PLACES = 100
"""Maximum number of articles of a group whose places are given; a disclaimer may be in thousands."""
_FEW = 100
_VERSION = 0.5
"""Two articles are versions of one if they share this part of the longer one's words."""


class ArticlePassage(NamedTuple):
    """A passage in one article.

    `line` is its 1-based line in the file. `share` is the part of the article's words in the passage, 0 to 1.
    `differences` are character offsets (start, end) in `text` of the words that the other version lacks.
    """

    entry: Entry
    text: str
    line: int
    section: Section | None
    headings: tuple[str, ...]
    share: float
    differences: tuple[tuple[int, int], ...] = ()


class Overlap(NamedTuple):
    """How much two articles share: `same` words, and the words of the shorter and the longer one."""

    key: int
    same: int
    shorter: int
    longer: int

    @property
    def is_version(self) -> bool:
        """Whether the two are versions of one article."""
        return self.same >= _VERSION * max(self.longer, 1)


class SharedPassage(NamedTuple):
    """A passage that two articles share: its number of words, and how many of them are equal."""

    words: int
    same: int
    kind: ReuseKind
    reason: str
    here: ArticlePassage
    there: ArticlePassage


class GroupPassage(NamedTuple):
    """A passage that all articles of a group have; `words` of it are equal in any two of them."""

    words: int
    places: tuple[ArticlePassage, ...]


class Group(NamedTuple):
    """Articles that share passages; `words` is the number of words that are copies.

    `articles` are (entry, part of its words in the passages), ordered by date. At most 100 places of a
    passage are given.
    """

    words: int
    kind: ReuseKind
    reason: str
    articles: tuple[tuple[Entry, float], ...]
    passages: tuple[GroupPassage, ...]


class Reuse:
    """The shared passages of one library."""

    def __init__(self, index: OpenIndex, texts: Texts) -> None:
        """Open the store; if it can't be written, it is in memory, and a notice is added."""
        self._index = index
        self._texts = texts
        self._totals: dict[tuple[str, str], int] = {}
        folder = f"{index.place}/reuse" if index.place else None
        try:
            self._store = Store(folder)
        except OSError as error:
            index.notices.append(f"what articles share can't be kept ({error}); using memory")
            self._store = Store(None)

    def close(self) -> None:
        """Close the store."""
        self._store.close()

    def bring_up_to_date(self) -> None:
        """Compare the indexed articles that were not compared yet.

        Raises:
            IndexDamaged: there are such articles, and the index must not be written.
            IndexLocked: another process is comparing.
        """
        self._totals.clear()
        settled = self._store.settled
        if settled == self._index.catalog.identity():
            return
        if self._index.is_read_only:
            if not settled:
                raise IndexMissing("the articles have not been compared yet")
            return
        from kratomcli.reuse.update import update

        try:
            update(self._index.catalog, self._store, self._texts, self._index.tell, self.note_failure)
        except IndexDamaged as error:
            self._index.notices.append(f"{error.message}; the articles are compared anew")
            self._store.reset()
            update(self._index.catalog, self._store, self._texts, self._index.tell, self.note_failure)

    def note_failure(self, key: int, reason: str) -> None:
        """Add a notice of an article that can't be compared."""
        entry = self._index.catalog.entries([key]).get(key)
        self._index.notices.append(f"{entry.id if entry else key} can't be compared: {reason}")

    def faults(self) -> Iterator[str]:
        """Yield the faults of the store."""
        return self._store.faults()

    def is_nearly_up_to_date(self) -> bool:
        """Whether so few articles are new that they can be compared when they are first needed."""
        known = self._store.last_key() if self._store.settled else 0
        return bool(known) and self._index.catalog.last_key() - known <= _FEW

    # -- answers -------------------------------------------------------------------------------------

    def groups(self, *, limit: int | None, least: int, kinds: Iterable[ReuseKind] | None) -> list[Group]:
        """The groups of some kinds: copies, then quotations, then recurring ones, each ordered by words.

        Args:
            least: words of a passage at least.
        """
        found: dict[ReuseKind, list[Group]] = {
            which: [] for which in KINDS if kinds is None or which in set(kinds)
        }
        first = next(iter(found))
        copies = [copy for copy in self._store.copies() if copy.same >= least]
        for cluster in clusters(copies):
            if limit is not None and len(found[first]) >= limit:
                break
            numbers = self._store.articles(cluster.articles)
            entries = self._entries(cluster.articles, numbers)
            if len(entries) < 2:  # changed since
                continue
            is_quoted = all(passage.quoted for passage in cluster.passages)
            which, reason = self._kind(is_quoted, list(entries.values()))
            if which in found and (limit is None or len(found[which]) < limit):
                found[which].append(self._group(cluster, entries, numbers, which, reason))
        return [group for of_a_kind in found.values() for group in of_a_kind][:limit]

    def passages(
        self, key: int, *, limit: int | None, least: int, kinds: Iterable[ReuseKind] | None
    ) -> list[SharedPassage]:
        """The first passages of some kinds that an article shares with others, in the order of its text.

        Args:
            least: words of a passage at least.
        """
        wanted = set(KINDS if kinds is None else kinds)
        number = self._store.numbers([key]).get(key)
        copies = [] if number is None else [copy for copy in self._store.copies(number) if copy.same >= least]
        if not copies or number is None:
            return []
        numbers = self._store.articles({number, *(copy.other for copy in copies)})
        entries = self._entries(list(numbers), numbers)
        reader = _Reader(self._index, self._texts, numbers)
        spans = self._passages_in(number)
        found: list[SharedPassage] = []
        for copy in sorted(copies, key=lambda copy: (copy.start, copy.end, copy.other)):
            if len(found) == limit:
                break
            if copy.other not in entries:
                continue
            here = reader.place(entries[number], number, copy.start, copy.end, copy.same)
            there = reader.place(entries[copy.other], copy.other, copy.other_start, copy.other_end, copy.same)
            if here is None or there is None:
                continue
            here, there = compared(here, there)
            everywhere = {
                span.article
                for at, passage in spans
                if at.start < copy.end and copy.start < at.end
                for span in passage.spans
            }
            among = self._entries(sorted(everywhere), self._store.articles(everywhere))
            which, reason = self._kind(copy.quoted, list(among.values()))
            if which in wanted:
                found.append(SharedPassage(copy.words, copy.same, which, reason, here, there))
        return found

    def _passages_in(self, number: int) -> list[tuple[PassageSpan, Passage]]:
        """(span in this article, passage) for all passages of an article."""
        return [
            (span, passage)
            for cluster in clusters(self._store.copies())
            if number in cluster.articles
            for passage in cluster.passages
            for span in passage.spans
            if span.article == number
        ]

    def others(self, keys: Sequence[int]) -> dict[int, list[Overlap]]:
        """For each article, by key, the overlap with others."""
        found: dict[int, list[Overlap]] = {key: [] for key in keys}
        for key, number in self._store.numbers(keys).items():
            totals: dict[int, int] = {}
            for copy in self._store.copies(number):
                totals[copy.other] = totals.get(copy.other, 0) + copy.same
            known = self._store.articles([number, *totals])
            found[key] = [
                _overlap(known[number], known[other], same)
                for other, same in totals.items()
                if other in known
            ]
        return found

    def all_versions(self) -> dict[int, list[Overlap]]:
        """For each article that has versions, by key, the overlap with its direct versions."""
        totals: dict[tuple[int, int], int] = {}
        for copy in self._store.copies():
            totals[copy.article, copy.other] = totals.get((copy.article, copy.other), 0) + copy.same
        known = self._store.articles({number for pair in totals for number in pair})
        found: dict[int, list[Overlap]] = {}
        for (article, other), same in totals.items():
            if article in known and other in known:
                for one, two in ((known[article], known[other]), (known[other], known[article])):
                    overlap = _overlap(one, two, same)
                    if overlap.is_version:
                        found.setdefault(one.key, []).append(overlap)
        return found

    def versions(self, key: int) -> list[int]:
        """Keys of the versions of an article, and of their versions, sorted."""
        seen = {key}
        pending = [key]
        while pending:
            near = {
                overlap.key
                for others in self.others(pending).values()
                for overlap in others
                if overlap.is_version
            }
            pending = sorted(near - seen)
            seen |= near
        return sorted(seen - {key})

    # -- putting together ------------------------------------------------------------------------------

    def _entries(self, numbers: Sequence[int], known: dict[int, ComparedArticle]) -> dict[int, Entry]:
        """Entries by number, ordered by date and id."""
        by_key = self._index.catalog.entries([known[number].key for number in numbers if number in known])
        found = [
            (number, by_key[known[number].key])
            for number in numbers
            if number in known and known[number].key in by_key
        ]
        return dict(sorted(found, key=lambda pair: (pair[1].date or "9999", pair[1].id)))

    def _group(
        self,
        cluster: Cluster,
        entries: dict[int, Entry],
        numbers: dict[int, ComparedArticle],
        which: ReuseKind,
        reason: str,
    ) -> Group:
        reader = _Reader(self._index, self._texts, numbers)
        order = {number: at for at, number in enumerate(entries)}
        passages = []
        words: dict[int, int] = dict.fromkeys(entries, 0)
        for passage in cluster.passages:
            spans = [span for span in passage.spans if span.article in entries]
            spans.sort(key=lambda span: order[span.article])
            for span in spans:
                words[span.article] += passage.words
            places = [
                reader.place(entries[span.article], span.article, span.start, span.end, passage.words)
                for span in spans[:_MOST_PLACES]
            ]
            passages.append(GroupPassage(passage.words, tuple(place for place in places if place)))
        articles = tuple(
            (entry, min(words[number] / max(numbers[number].words, 1), 1.0))
            for number, entry in entries.items()
        )
        return Group(cluster.words, which, reason, articles, tuple(passages))

    def _kind(self, quoted: bool, entries: Sequence[Entry]) -> tuple[ReuseKind, str]:
        return kind(quoted, entries, self._total)

    def _total(self, label: str, name: str) -> int:
        if (label, name) not in self._totals:
            self._totals[label, name] = count_from(self._index.catalog, label, name)
        return self._totals[label, name]


class _Reader:
    """Reads the passages of some articles, each file only once."""

    def __init__(self, index: OpenIndex, texts: Texts, numbers: dict[int, ComparedArticle]) -> None:
        keys = [article.key for article in numbers.values()]
        self._locations = index.catalog.locations(keys)
        self._formats = index.catalog.body_formats(keys)
        self._texts = texts
        self._numbers = numbers
        self._known: dict[int, tuple[str, tuple[Section, ...], list[int]] | None] = {}

    def place(self, entry: Entry, number: int, start: int, end: int, words: int) -> ArticlePassage | None:
        """A passage of an article; None if its file has changed."""
        article = self._numbers[number]
        if number not in self._known:
            self._known[number] = self._read(article.key)
        known = self._known[number]
        if known is None:
            return None
        body, sections, line_ends = known
        around = sections_at(sections, start)
        return ArticlePassage(
            entry=entry,
            text=body[start:end],
            line=self._formats[article.key].line + bisect_left(line_ends, start),
            section=around[-1] if around else None,
            headings=tuple(section.title for section in around),
            share=min(words / max(article.words, 1), 1.0),
        )

    def _read(self, key: int) -> tuple[str, tuple[Section, ...], list[int]] | None:
        """An article's body, its sections, and where its lines end; None if its file has changed."""
        from kratomcli.readers import one_article, sections_of

        try:
            body = self._texts.indexed(self._locations[key])
            with one_article():
                if body is None:
                    return None
                line_ends = [end.start() for end in re.finditer("\n", body)]
                return body, sections_of(body, *self._formats[key]), line_ends
        except (FileUnreadable, ArticleUnreadable, KeyError):
            return None


def _overlap(article: ComparedArticle, other: ComparedArticle, same: int) -> Overlap:
    """The overlap of two articles with `same` equal words."""
    return Overlap(other.key, same, *sorted((article.words, other.words)))


def compared(here: ArticlePassage, there: ArticlePassage) -> tuple[ArticlePassage, ArticlePassage]:
    """Two versions of a passage, with the differences set."""
    from kratomcli.reuse.differences import differences
    from kratomcli.reuse.tokens import numbered, places

    ours, theirs = places(here.text), places(there.text)
    mine: list[tuple[int, int]] = []
    other: list[tuple[int, int]] = []
    for start, end, other_start, other_end in differences(numbered(here.text), numbered(there.text)):
        if end > start:
            mine.append((ours[start][0], ours[end - 1][1]))
        if other_end > other_start:
            other.append((theirs[other_start][0], theirs[other_end - 1][1]))
    return here._replace(differences=tuple(mine)), there._replace(differences=tuple(other))
