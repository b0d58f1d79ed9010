"""What a library says of its articles side by side: what they share, what is near, what changed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from kratomcli.library.opened import Opened
from kratomcli.library.repair import answering
from kratomcli.library.threads import checked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kratomcli.reuse.answers import Group, Reuse, SharedPassage
    from kratomcli.reuse.groups import ReuseKind
    from kratomcli.search.changes import Change
    from kratomcli.search.similar import Neighbour


class Comparing(Opened):
    """The part of `Library` that compares."""

    @checked
    def compare(self) -> None:
        """Compare the articles that are new with all others, for what tells of reuse.

        A handful is left to the first question, which compares what isn't compared yet.

        Raises:
            IndexLocked: another process is doing so.
        """
        self._index.make_ready()
        comparisons = self._opened()
        if not comparisons.is_nearly_up_to_date():
            comparisons.bring_up_to_date()

    @checked
    def state(self) -> int:
        """The number of the state that the index is in, for `changed`."""
        return self._index.catalog.generation()

    @answering
    def reuse(
        self, *, limit: int | None = None, least: int = 8, kinds: Sequence[ReuseKind] | None = None
    ) -> list[Group]:
        """Groups of articles that share passages: copies first, each kind with most words first.

        Args:
            least: words of a passage, at least.
            kinds: "copy", "quotation" for what stands between quotation marks, "recurring" for what
                stands in most articles of a source; None is all of them.
        """
        self._index.make_ready()
        with self._index.catalog.one_state():
            return self._comparisons().groups(limit=limit, least=least, kinds=kinds)

    @answering
    def reuse_of(self, reference: str, *, least: int = 8) -> list[SharedPassage]:
        """The passages that one article shares with others, in the order of its text.

        Raises:
            ArticleNotFound, AmbiguousId: as for `get`.
        """
        from kratomcli.search.lookup import resolve

        self._index.make_ready()
        with self._index.catalog.one_state():
            return self._comparisons().passages(resolve(self._index.catalog, reference)[0], least)

    @answering
    def similar(self, reference: str, *, limit: int = 10) -> list[Neighbour]:
        """The articles nearest to one by what they say, and why each of them is.

        Raises:
            ArticleNotFound, AmbiguousId, ArticleUnreadable: as for `get`.
        """
        from kratomcli.search.lookup import resolve
        from kratomcli.search.similar import nearest

        self._index.make_ready()
        with self._index.held() as engine:
            key = resolve(self._index.catalog, reference)[0]
            others = self._comparisons().others([key])[key]
            shared = {other.key: (other.same, other.shorter) for other in others}
            catalog = self._index.catalog
            entry, source = catalog.entries([key])[key], catalog.sources([key])[key]
            article = self._texts.article(entry.id, entry.path, source)
            found = nearest(engine, key, article, shared, limit)
            entries = catalog.entries([one.key for one in found])
        return [one.of(entries[one.key]) for one in found if one.key in entries]

    @answering
    def changed(self, since: str) -> list[Change]:
        """What changed since a date, a time ago ("3d") or a state of the index ("@123"), by kind and id.

        Notices say where the log doesn't reach back so far.

        Raises:
            UsageError: a moment that can't be understood.
        """
        import time

        from kratomcli.search.changes import Since, changes

        moment = Since.parse(since, time.time())
        self._index.make_ready()
        with self._index.catalog.one_state():
            return changes(self._index, self._texts, moment)

    @checked
    def verify(self) -> Iterator[str]:
        """Look through the whole index, while nobody writes it, and give what is wrong."""
        yield from self._index.verify()
        place = self._index.place
        if place is not None and os.path.isdir(f"{place}/reuse"):
            yield from self._opened().faults()

    def _opened(self) -> Reuse:
        if self._reuse is None:
            from kratomcli.reuse.answers import Reuse

            self._reuse = Reuse(self._index, self._texts)
        return self._reuse

    def _comparisons(self) -> Reuse:
        """What is known of reuse, as of now."""
        comparisons = self._opened()
        comparisons.bring_up_to_date()
        return comparisons
