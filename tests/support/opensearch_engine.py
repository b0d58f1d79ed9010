"""The engine on a cluster with a writer of its own, which writes what the engine asks for and no rows.

Each version is greater than those of all that began to write before, so that what comes late is refused: it
is the term, which rises over the whole library, and the number of the change within it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from kratomcli.cluster.engine import ClusterEngine
from kratomcli.engine.clauses import RangeClause
from kratomcli.engine.opensearch.client import Refused, as_line
from kratomcli.engine.opensearch.documents import engine_fields
from kratomcli.engine.opensearch.mapping import ARTICLES, STATE, alias
from kratomcli.engine.opensearch.snapshot import COMMIT, OpenSearchSnapshot
from kratomcli.text.languages import DEFAULT

if TYPE_CHECKING:
    from kratomcli.engine.analysis import Analysis
    from kratomcli.engine.opensearch.client import Client
    from kratomcli.engine.ties import InOrder
    from kratomcli.model.article import Article

TERM = "term"
"""The state document whose version is the latest term."""
_CHANGES = 1 << 31
"""More than anybody writes in one term."""
_HELD = 4_000_000
"""How many bytes of changes are kept until they are sent."""
_LATE = 409


def raised(client: Client, name: str, document: str) -> int:
    """The version of a state document, greater by one than before: that of the latest term, or commit."""
    body = {"kind": document, "name": document}
    path = f"/{alias(name, STATE)}/_doc/{document}"
    return int(client.ask("PUT", path, body, require_alias=True)["_version"])


class BulkChanges:
    """Writes documents of articles, all within one term."""

    def __init__(self, client: Client, name: str, term: int) -> None:
        self.late = 0
        """How many changes were refused, since others that began later have written those articles."""
        self._client = client
        self._index = alias(name, ARTICLES)
        self._name = name
        self._version = term * _CHANGES
        self._actions: list[bytes] = []
        self._size = 0

    def put(self, key: int, document: Mapping[str, Any]) -> None:
        """Replace the document of an article."""
        self._add(as_line({"index": self._of(key)}) + as_line(document))

    def delete(self, key: int) -> None:
        """Delete the document of an article, if there is one."""
        self._add(as_line({"delete": self._of(key)}))

    def commit(self) -> int:
        """Make all changes durable and visible; returns the new generation."""
        self.flush()
        self._client.ask("POST", f"/{self._index}/_refresh")
        return raised(self._client, self._name, COMMIT)

    def flush(self) -> None:
        """Send the changes.

        Raises:
            EngineUnreachable: no node answers.
            Refused: a document is none that can be indexed, or the index is not there.
        """
        actions, self._actions, self._size = self._actions, [], 0
        for result in self._client.bulk(actions, require_alias=True):
            error = result.get("error")
            if result["status"] == _LATE:
                self.late += 1
            elif error:
                raise Refused(result["status"], error.get("type", ""), error.get("reason", ""))

    def forget(self) -> None:
        """Drop the changes that are not sent."""
        self._actions, self._size = [], 0

    def _of(self, key: int) -> dict[str, object]:
        self._version += 1
        return {"_index": self._index, "_id": str(key), "version": self._version, "version_type": "external"}

    def _add(self, action: bytes) -> None:
        self._actions.append(action)
        self._size += len(action)
        if self._size >= _HELD:
            self.flush()


class OpenSearchWriter:
    """Writes the fields of the engine; see `Writer`. `committed` is called with new generations."""

    def __init__(
        self, client: Client, name: str, analysis: Analysis, committed: Callable[[int], None]
    ) -> None:
        self._client = client
        self._name = name
        self._analysis = analysis
        self._committed = committed
        self._changes = BulkChanges(client, name, raised(client, name, TERM))
        self._added: set[int] = set()
        """Keys that are not committed, which nobody finds yet."""

    def add(self, key: int, article: Article, path: str) -> None:
        self._changes.put(key, engine_fields(article, path, key, self._analysis))
        self._added.add(key)

    def delete(self, low: int, high: int) -> None:
        keys = {low} if low == high else {key for key in self._added if low <= key <= high}
        if low < high:
            for found in OpenSearchSnapshot(self._client, self._name).keys(RangeClause("key", low, high)):
                keys.update(found)
        for key in keys:
            self._changes.delete(key)

    def commit(self) -> int:
        generation = self._changes.commit()
        self._added.clear()
        self._committed(generation)
        return generation

    def close(self) -> None:
        self._changes.forget()


class OpenSearchEngine(ClusterEngine):
    """An engine that may write the library of this name, whose indexes are there."""

    def __init__(self, client: Client, name: str, by_id: InOrder = sorted) -> None:
        self._client = client
        self._name = name
        super().__init__(lambda: OpenSearchSnapshot(client, name), DEFAULT, by_id)

    def writer(self, expected: int) -> OpenSearchWriter:  # noqa: ARG002 - of the protocol
        return OpenSearchWriter(self._client, self._name, self._analysis, lambda _: self.reload())
