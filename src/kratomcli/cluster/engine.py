"""The engine of a library on a cluster, for reading."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

from kratomcli.engine.analysis import Analysis
from kratomcli.engine.engine import SearchEngine
from kratomcli.errors import IndexRefusal

if TYPE_CHECKING:
    from kratomcli.engine.snapshot import Snapshot
    from kratomcli.engine.ties import InOrder


class ClusterEngine(SearchEngine):
    """Answers from the state of an index that `latest` returns."""

    def __init__(self, latest: Callable[[], Snapshot], language: str, by_id: InOrder) -> None:
        """Take the latest state.

        Args:
            language: the stemmer for articles that don't name their language; "" for no stemming.
            by_id: sorts keys by the ids of their articles.
        """
        self._current = latest
        super().__init__(Analysis(language, lambda: [lang for lang, _ in self.values("lang")]), by_id)

    def _latest(self) -> Snapshot:
        return self._current()

    def writer(self, expected: int) -> NoReturn:  # noqa: ARG002 - of the protocol
        raise IndexRefusal("an index on a cluster is written by workers")
