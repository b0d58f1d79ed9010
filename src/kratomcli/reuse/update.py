"""Updating the store from the catalog: comparing the articles that were not compared yet.

The postings of an article are looked up among all others, and only articles that may share a passage are
read and compared. So the cost per article does not grow with their number.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import OrderedDict
from itertools import islice, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np

from kratomcli.batches import batches
from kratomcli.catalog.derived_store import difference
from kratomcli.errors import ArticleUnreadable
from kratomcli.files.reading import FileUnreadable
from kratomcli.patterns import lazy_regex
from kratomcli.readers import one_article
from kratomcli.reuse import BATCH
from kratomcli.reuse.align import shared
from kratomcli.reuse.fingerprints import candidates, postings
from kratomcli.reuse.store import ComparedArticle, Copy
from kratomcli.reuse.tokens import numbered, places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kratomcli.catalog.catalog import Catalog
    from kratomcli.index.texts import Texts
    from kratomcli.reuse.fingerprints import Pairs, Postings
    from kratomcli.reuse.store import Store
    from kratomcli.reuse.tokens import Words

_COMMIT = 20_000  # articles between two commits
_KEPT = 4_000  # tokenised texts kept in memory


def update(
    catalog: Catalog,
    store: Store,
    texts: Texts,
    progress: Callable[[int, int], None] | None = None,
    failed: Callable[[int, str], None] | None = None,
) -> None:
    """Compare the articles that were not compared yet.

    Args:
        progress: called repeatedly with the number of articles done and the total.
        failed: called with the key of an article that can't be compared, and the reason.

    Raises:
        IndexLocked: another process is comparing.
    """
    done = 0
    while True:
        with store.change():
            identity = catalog.identity()
            gone, new, count = difference(catalog.fingerprints(), store.fingerprints(), _COMMIT)
            store.forget(store.numbers(gone).values())
            work = _BatchComparison(catalog, store, texts, failed)
            total = done + count
            for batch in batches(new, BATCH):
                work.compare(batch)
                done += len(batch)
                if progress is not None:
                    progress(done, total)
            work.keep()
            if count == len(new):
                store.settle(identity)
                return


def update_ahead(
    catalog: Catalog, store: Store, texts: Texts, failed: Callable[[int, str], None], size: int = BATCH
) -> None:
    """Compare articles behind the last one that the store knows, and leave what else there is to `update`.

    While articles are indexed, these are the newest. However many others there are, they cost nothing. Only
    whole batches are compared, as many as `update` would begin with: which weak pairs of articles are left
    out depends on what is in a batch, and so nothing does on how far the index was at what time.

    Args:
        size: the number of articles in a batch.

    Raises:
        IndexLocked: another process is comparing.
    """
    with store.change():
        work = _BatchComparison(catalog, store, texts, failed)
        for batch in batches(islice(catalog.fingerprints(store.last_key()), _COMMIT), size):
            if len(batch) == size:
                work.compare(batch)
        work.keep()


class _BatchComparison:
    """Compares articles in batches."""

    def __init__(
        self, catalog: Catalog, store: Store, texts: Texts, failed: Callable[[int, str], None] | None
    ) -> None:
        self._failed = failed
        self._catalog = catalog
        self._store = store
        self._texts = texts
        self._next = store.next_number()
        self._arrays = store.arrays()
        self._new: list[Postings] = []
        self._words: OrderedDict[int, Words] = OrderedDict()  # by number, most recently used last

    def compare(self, articles: list[tuple[int, bytes]]) -> None:
        """Compare some articles with all earlier ones and with each other."""
        first = self._next
        rows = []
        words = []
        for (key, fingerprint), text in zip(articles, self._read([key for key, _ in articles]), strict=True):
            numbers = self._numbers(key, text)
            rows.append(ComparedArticle(self._next, key, fingerprint, len(numbers)))
            words.append(numbers)
            self._words[self._next] = numbers
            self._next += 1
        found = postings(words, first)
        self._new.append(found)
        pairs = candidates(found, [*self._arrays, *self._new])
        # Added before the lookup, so that copies among them are found, too.
        self._store.add(rows, ())
        self._store.add((), self._copies(pairs))
        while len(self._words) > _KEPT:
            self._words.popitem(last=False)
        if len(self._new) > 1:
            self._new = [_joined(self._new)]

    def keep(self) -> None:
        """Store the postings of the compared articles."""
        if self._new:
            self._store.add_postings(_joined(self._new))

    def _copies(self, pairs: Pairs) -> Iterator[Copy]:
        """What the articles of some pairs share, one article after another."""
        starts = np.flatnonzero(np.diff(pairs.article, prepend=-1)).tolist()
        for low, high in pairwise([*starts, len(pairs.article)]):
            number = int(pairs.article[low])
            others = pairs.earlier[low:high].tolist()
            try:
                with one_article():
                    found = list(self._copies_of(number, others))
            except ArticleUnreadable as error:
                self._tell(self._store.articles([number])[number].key, error)
                continue
            yield from found

    def _copies_of(self, number: int, others: list[int]) -> Iterator[Copy]:
        """What one article shares with some others."""
        self._load(others)
        words = self._words[number]
        found = {other: shared(words, self._words[other]) for other in others if other in self._words}
        if not any(found.values()):
            return
        texts = _WordOffsets(dict(zip([number, *found], self._texts_of([number, *found]), strict=True)))
        for other, passages in found.items():
            for passage in passages:
                mine = texts.characters(number, passage.start, passage.end)
                theirs = texts.characters(other, passage.other_start, passage.other_end)
                if mine is None or theirs is None:
                    continue
                quoted = texts.is_quoted(number, *mine) or texts.is_quoted(other, *theirs)
                longer = max(passage.end - passage.start, passage.other_end - passage.other_start)
                yield Copy(number, other, *mine, *theirs, longer, passage.same, quoted)

    def _load(self, numbers: list[int]) -> None:
        missing = [number for number in numbers if number not in self._words]
        for number, text in zip(missing, self._texts_of(missing), strict=True):
            if text is not None:
                self._words[number] = self._numbers(None, text)

    def _numbers(self, key: int | None, text: str | None) -> Words:
        """The words of a text as numbers; empty if it can't be tokenised."""
        try:
            with one_article():
                return numbered(text or "")
        except ArticleUnreadable as error:
            if key is not None:  # otherwise it was reported before
                self._tell(key, error)
            return numbered("")

    def _tell(self, key: int, error: ArticleUnreadable) -> None:
        if self._failed is not None:
            self._failed(key, error.message)

    def _texts_of(self, numbers: list[int]) -> list[str | None]:
        known = self._store.articles(numbers)
        keys = [known[number].key if number in known else -1 for number in numbers]
        return list(self._read(keys))

    def _read(self, keys: list[int]) -> Iterator[str | None]:
        """The bodies as they were indexed; None if a file has changed since."""
        locations = self._catalog.locations(keys)
        for key in keys:
            try:
                yield self._texts.indexed(locations[key]) if key in locations else None
            except (FileUnreadable, ArticleUnreadable):
                yield None


def _joined(arrays: list[Postings]) -> Postings:
    whole = np.concatenate(arrays)
    whole.sort(kind="stable")
    return whole


_QUOTED = lazy_regex(r"“[^”]{1,4000}”|«[^»]{1,4000}»|\"[^\"\n]{1,4000}\"|^>[^\n]*(?:\n>[^\n]*)*", re.M)


class _WordOffsets:
    """The offsets of the words in some texts, found once for each text."""

    def __init__(self, texts: dict[int, str | None]) -> None:
        self._texts = texts
        self._places: dict[int, list[tuple[int, int]]] = {}
        self._quotes: dict[int, list[tuple[int, int]]] = {}

    def characters(self, number: int, first: int, last: int) -> tuple[int, int] | None:
        """The character offsets of words [first, last); None if the text has changed since."""
        if number not in self._places:
            self._places[number] = places(self._texts[number] or "")
        found = self._places[number]
        return (found[first][0], found[last - 1][1]) if last <= len(found) else None

    def is_quoted(self, number: int, start: int, end: int) -> bool:
        """Whether most of these characters are in quotation marks or a block quote."""
        if number not in self._quotes:
            self._quotes[number] = [match.span() for match in _QUOTED.finditer(self._texts[number] or "")]
        quotes, inside = self._quotes[number], 0
        for at in range(bisect(quotes, start, key=itemgetter(1)), len(quotes)):
            low, high = quotes[at]
            if low >= end:
                break
            inside += min(end, high) - max(start, low)
        return inside >= 0.8 * (end - start)
