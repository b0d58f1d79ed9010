"""Commits one after another, whoever makes them, and the length of the log of changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kratomcli.engine.opensearch.client import Refused, as_line
from kratomcli.engine.opensearch.snapshot import COMMIT
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from kratomcli.cluster.target import Target

_CONFLICT = 409
_AT_ONCE = 5_000


class Forgotten(NamedTuple):
    """When the newest events were that are no longer known: Unix seconds, and the generation before them."""

    at: float
    state: int


def commit_after(target: Target, generation: int) -> int | None:
    """The generation after this one, which readers then see; None if another commit came first."""
    path = f"/{target.state.index}/_doc/{COMMIT}"
    body = {"kind": COMMIT, "name": COMMIT}
    try:
        answer = target.client.ask("PUT", path, body, version=generation + 1, version_type="external")
    except Refused as error:
        if error.status != _CONFLICT:
            raise
        return None
    return int(answer["_version"])


def forget_events(target: Target, most: int) -> Forgotten | None:
    """Delete the oldest events if there are more than `most`; returns what is then no longer known, if so."""
    index = target.state.index
    target.client.ask("POST", f"/{index}/_refresh")
    body: dict[str, Any] = {
        "query": {"term": {"kind": "events"}},
        "sort": [{"number": "desc"}],
        "_source": ["at", "state", "count"],
        "size": _AT_ONCE,
    }
    seen = 0
    forgotten: Forgotten | None = None
    while True:
        path = f"/{index}/_search"
        found = target.client.ask("POST", path, body, allow_partial_search_results=False)["hits"]["hits"]
        gone = []
        for one in found:
            about = one["_source"]
            seen += about["count"]
            if seen > most:
                forgotten = forgotten or Forgotten(about["at"], about["state"])
                gone.append(as_line({"delete": {"_index": index, "_id": one["_id"]}}))
        target.client.bulk(gone)
        if len(found) < _AT_ONCE:
            return forgotten
        body["search_after"] = found[-1]["sort"]
