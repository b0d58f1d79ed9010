"""What a library on a cluster has besides its articles, in small documents of an index of their own.

Each has a `kind`: `commit`, whose version is the number of the last commit; `facts` about the index by their
names; `failure` for each file that can't be read; `events` of the log of changes. Leases are kept there, too.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from kratomcli.catalog.history import Event
from kratomcli.catalog.schema import SCHEMA_VERSION, Failure
from kratomcli.engine.opensearch.client import Refused, as_line
from kratomcli.engine.opensearch.mapping import STATE, VERSION, about, alias
from kratomcli.errors import EngineUnreachable
from kratomcli.index.scan import Root
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from kratomcli.engine.opensearch.client import Client

_MISSING = 404
_AT_ONCE = 500
"""Events in one document, and documents in one answer."""


class LibraryState(NamedTuple):
    """The number of the last commit (0: none), and the facts about the index."""

    generation: int
    facts: dict[str, str]


def version_of(language: str) -> str:
    """What an index of articles depends on besides them: it is the `version` that it names."""
    return f"{VERSION}, rows {SCHEMA_VERSION}, {language or 'no stemmer'}"


def roots_fact(roots: Sequence[Root]) -> str:
    """The fact `roots`: the folders of a library, as they are on a machine that indexes them."""
    return json.dumps([[root.name, root.folder] for root in roots])


def noted_roots(facts: Mapping[str, str]) -> list[Root]:
    """The folders that the fact `roots` names; none if nothing was indexed yet."""
    return [Root(name, folder) for name, folder in json.loads(facts.get("roots", "[]"))]


class StateDocuments:
    """The state documents of one library."""

    def __init__(self, client: Client, library: str) -> None:
        """Ask nothing yet; `library` is the name that the settings give it."""
        self._client = client
        self._library = library
        self.index = alias(library, STATE)

    def read(self) -> LibraryState:
        """The state as of now; of generation 0 where nothing was ever committed."""
        try:
            ids = {"ids": ["commit", "facts"]}
            answer = self._client.ask_latest("POST", f"/{self.index}/_mget", ids)
        except Refused as error:
            if error.status == _MISSING:
                return LibraryState(0, {})
            raise
        if "docs" not in answer:
            raise EngineUnreachable("what answers at the address is no OpenSearch")
        commit, facts = answer["docs"]
        if "error" in commit:  # there is no such index
            return LibraryState(0, {})
        value = facts["_source"]["value"] if facts["found"] else {}
        return LibraryState(int(commit["_version"]) if commit["found"] else 0, value)

    def version(self) -> str:
        """What made the index of articles: see `version_of`; "" if that is not known.

        Raises:
            Refused: there is none.
        """
        return str(about(self._client, self._library).get("version", ""))

    def commit(self) -> int:
        """After articles were written and refreshed: the number of this commit, which readers then see."""
        answer = self._client.ask("PUT", f"/{self.index}/_doc/commit", {"kind": "commit"})
        return int(answer["_version"])

    def note(self, **facts: str) -> None:
        """Store facts by their names; others stay."""
        body = {"doc": {"kind": "facts", "value": facts}, "doc_as_upsert": True}
        self._client.ask("POST", f"/{self.index}/_update/facts", body, retry_on_conflict=10)

    # -- files that can't be read --------------------------------------------------------------------

    def failures(self) -> list[Failure]:
        """The files that could not be read, sorted by path."""
        found = (Failure(**value) for _, value in self._values("failure", {"match_all": {}}, "name"))
        return sorted(found, key=lambda failure: failure.path.encode())

    # -- changes -------------------------------------------------------------------------------------

    def events(self, *, at: float | None = None, state: int | None = None) -> list[Event]:
        """The events of the log since a time (Unix seconds) or a generation, oldest first."""
        since = {"range": {"state": {"gte": state}} if at is None else {"at": {"gte": at}}}
        return [
            Event(path, id, title, _binary(fingerprint), _binary(parts))
            for _, value in self._values("events", since, "number")
            for path, id, title, fingerprint, parts in value["events"]
        ]

    def log(self, events: Sequence[Event], *, at: float, state: int, version: int) -> None:
        """Add events to the log.

        Args:
            at: Unix seconds.
            state: the generation before the commit that they belong to.
            version: that of what is written; of a later writer of the same articles it is greater.
        """
        actions = []
        for begin in range(0, len(events), _AT_ONCE):
            some = [[_text(value) for value in event] for event in events[begin : begin + _AT_ONCE]]
            values = {
                "kind": "events",
                "at": at,
                "state": state,
                "number": version + begin,
                "count": len(some),
            }
            actions.append(self._put(f"events:{version + begin}", values | {"value": {"events": some}}))
        self._send(actions)

    # -- documents -----------------------------------------------------------------------------------

    def _values(self, kind: str, query: dict[str, Any], order: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield (id, value) of documents of a kind, in the order of a field whose values differ."""
        body: dict[str, Any] = {
            "query": {"bool": {"filter": [{"term": {"kind": kind}}, query]}},
            "sort": [{order: "asc"}],
            "size": _AT_ONCE,
        }
        while True:
            params = {"allow_partial_search_results": False, "ignore_unavailable": True}
            found = self._client.ask("POST", f"/{self.index}/_search", body, **params)["hits"]["hits"]
            for one in found:
                yield one["_id"], one["_source"]["value"]
            if len(found) < _AT_ONCE:
                return
            body["search_after"] = found[-1]["sort"]

    def _put(self, id: str, document: dict[str, Any]) -> bytes:
        return as_line({"index": {"_index": self.index, "_id": id}}) + as_line(document)

    def _delete(self, id: str) -> bytes:
        return as_line({"delete": {"_index": self.index, "_id": id}})

    def _send(self, actions: Sequence[bytes]) -> None:
        if not actions:
            return
        for result in self._client.bulk(actions, refresh=True):
            if (error := result.get("error")) and result["status"] != _MISSING:
                raise Refused(result["status"], error["type"], error["reason"])


def _failure_id(path: str) -> str:
    return f"failure:{blake2b(path.encode('utf-8', 'replace'), digest_size=16).hexdigest()}"


def _text(value: object) -> object:
    return b64encode(value).decode() if isinstance(value, bytes) else value


def _binary(text: str | None) -> bytes | None:
    return None if text is None else b64decode(text)
