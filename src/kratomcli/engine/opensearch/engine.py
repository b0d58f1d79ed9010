"""The engine on a cluster: all but the index is the same in every engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.engine.analysis import Analysis
from kratomcli.engine.engine import SearchEngine
from kratomcli.engine.opensearch.snapshot import OpenSearchSnapshot, generation_of
from kratomcli.text.languages import DEFAULT

if TYPE_CHECKING:
    from kratomcli.engine.opensearch.client import Client
    from kratomcli.engine.opensearch.writer import OpenSearchWriter
    from kratomcli.engine.ties import InOrder


class OpenSearchEngine(SearchEngine):
    """The indexes of a library in a cluster."""

    _snapshot: OpenSearchSnapshot

    def __init__(self, client: Client, name: str, language: str = DEFAULT, by_id: InOrder = sorted) -> None:
        """Take the latest state.

        Args:
            name: that of the library, of whose indexes `mapping` has the names; they are there.
            language: the stemmer for articles that don't name their language; "" for no stemming.
            by_id: sorts keys by the ids of their articles.
        """
        self._client = client
        self._name = name
        analysis = Analysis(language, lambda: [lang for lang, _ in self.values("lang")])
        super().__init__(analysis, by_id)

    def writer(self, expected: int) -> OpenSearchWriter:  # noqa: ARG002 - the number changes nothing here
        """A writer whose changes win over those of all writers before."""
        from kratomcli.engine.opensearch.writer import OpenSearchWriter

        return OpenSearchWriter(self._client, self._name, self._analysis, lambda _: self.reload())

    def _latest(self) -> OpenSearchSnapshot:
        before: OpenSearchSnapshot | None = getattr(self, "_snapshot", None)
        if before is not None and before.generation == generation_of(self._client, self._name):
            return before
        return OpenSearchSnapshot(self._client, self._name)
