"""Writing documents of articles to the cluster, whole ones, each with a version that late writers lose by."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from kratomcli.catalog.history import Event
from kratomcli.cluster.documents import document_of, stored_row
from kratomcli.engine.opensearch.client import Refused, as_line
from kratomcli.engine.opensearch.mapping import writing_alias
from kratomcli.errors import IndexLocked

if TYPE_CHECKING:
    from kratomcli.catalog.catalog import Catalog
    from kratomcli.catalog.schema import ArticleRow
    from kratomcli.cluster.leases import Lease
    from kratomcli.cluster.target import Target
    from kratomcli.model.article import Article

_VERSIONS = 1 << 20
"""Versions of one document within a term: whoever gives an article another id raises its version by one."""
_FLUSH = 4_000_000
"""Bytes of documents that are sent at a time."""
_CONFLICT, _MISSING = 409, 404

_ROW = "INSERT INTO changed VALUES ({0}.key, {0}.path, coalesce({0}.base, {0}.id), {1})"
_MUTABLE = "old.id || char(0) || coalesce(old.base, '') || char(0) || old.size || char(0) || old.mtime"
# What is changed in a catalog in memory is written to the cluster.
_NOTED = (
    "CREATE TEMP TABLE changed(key INTEGER, path TEXT, preferred TEXT, before TEXT)",
    *(
        f"CREATE TEMP TRIGGER changed_{event} AFTER {event} ON main.articles BEGIN {_ROW.format(*row)}; END"
        for event, row in (
            ("DELETE", ("old", "NULL")),
            ("INSERT", ("new", "NULL")),
            ("UPDATE", ("new", _MUTABLE)),
        )
    ),
)


class ClusterWriter:
    """Writes what changes in a catalog in memory; see `engine.Writer` for the methods of that protocol.

    `late` counts documents of which the cluster had a later version. `written` are the preferred ids of
    articles that were changed since `begin`; those that are another's now, or nobody's any more, are
    `doubtful`, with the paths of their articles.
    """

    def __init__(self, target: Target, catalog: Catalog, lease: Lease) -> None:
        self._target = target
        self._catalog = catalog
        self._lease = lease
        self._version = 0
        self._fields: dict[int, dict[str, Any]] = {}
        self._kept: dict[int, bytes] = {}
        self._stale: dict[int, str] = {}
        self._foreign: dict[int, int] = {}
        self._actions: list[tuple[int | None, bytes]] = []
        self._size = 0
        self._pool = ThreadPoolExecutor(1)
        self._sending: Future[dict[int, str]] | None = None
        self._refused: dict[int, str] = {}
        self._first_event = 0
        self.late = 0
        self.written: set[str] = set()
        self.doubtful: set[str] = set()
        for statement in _NOTED:
            catalog.execute(statement)

    def begin(self) -> None:
        """Begin what the next commit ends.

        Raises:
            LeaseLost: another worker has taken over.
        """
        self._version = self._lease.term() * _VERSIONS
        self._first_event = self._last_event()
        self.written, self.doubtful = set(), set()

    # -- the protocol ------------------------------------------------------------------------------

    def add(self, key: int, article: Article, path: str) -> None:
        self._fields[key] = self._target.fields(key, article, path)

    def delete(self, low: int, high: int) -> None:
        """Forget what was added; an article is deleted once it is gone from the catalog."""
        for key in [key for key in self._fields if low <= key <= high]:
            del self._fields[key]

    def commit(self) -> int:
        """Send what is left, and have it found; returns the generation that it was written in."""
        self.flush()
        self._wait()
        self._target.refresh()
        return self._catalog.generation()

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)

    # -- documents ---------------------------------------------------------------------------------

    def changed(self) -> dict[int, ArticleRow | None]:
        """Key → row of articles that were added or deleted since this was last asked; None if deleted."""
        rows = self._catalog.rows("SELECT key, path, preferred, before FROM changed")
        if not rows:
            return {}
        self._catalog.execute("DELETE FROM changed")
        found: dict[int, ArticleRow | None] = {}
        for key, path, preferred, before in rows:
            if key not in found:
                found[key] = stored_row(self._catalog, key)
            row = found[key]
            if row is None or row.base is not None:
                self.doubtful |= {path, preferred}
            self.written.add(preferred)
            if before is not None:
                self._stale.setdefault(key, before)
        for key in found:
            if found[key] is None or key in self._fields:
                self._stale.pop(key, None)
        return {key: row for key, row in found.items() if row is None or key in self._fields}

    def stale(self) -> list[ArticleRow]:
        """The rows with another id, or of files with another time stamp, since this was last asked."""
        stale, self._stale = self._stale, {}
        rows = ((stored_row(self._catalog, key), before) for key, before in stale.items())
        return [row for row, before in rows if row is not None and _mutable(row) != before]

    def keep(self, key: int, file: bytes) -> None:
        """Have the document of an article that was added hold the content of its file."""
        self._kept[key] = file

    def write(self, row: ArticleRow) -> None:
        """Write the document of an article that was added."""
        fields, file = self._fields.pop(row.key), self._kept.pop(row.key, None)
        document = document_of(self._target, self._catalog, row, fields, file)
        self._put(row.key, writing_alias(self._target.articles), str(row.key), document)

    def remove(self, key: int) -> None:
        """Delete the document of an article."""
        self._put(key, writing_alias(self._target.articles), str(key), None)

    def adopt(self, key: int, version: int) -> None:
        """Write an article of another partition, unless its document is no longer of this version."""
        self._foreign[key] = version
        self._stale[key] = ""

    def is_foreign(self, key: int) -> bool:
        """Whether an article is of another partition."""
        return key in self._foreign

    def note(self, id: str, document: dict[str, Any] | None) -> None:
        """Write a state document; None deletes it."""
        self._put(None, self._target.state.index, id, document)

    def refused(self) -> dict[int, str]:
        """Key → reason of the documents that the cluster has refused since this was last asked."""
        self.flush()
        self._wait()
        refused, self._refused = self._refused, {}
        return refused

    def _put(self, key: int | None, index: str, id: str, document: dict[str, Any] | None) -> None:
        about: dict[str, Any] = {"_index": index, "_id": id}
        if key in self._foreign:
            self._foreign[key] += 1
            about |= {"version": self._foreign[key], "version_type": "external"}
        else:  # of the same version, as a request that is sent again may be: what is last counts
            about |= {"version": self._version, "version_type": "external_gte"}
        if document is None:
            action = as_line({"delete": about})
        else:
            action = as_line({"index": about}) + as_line(document)
        self._actions.append((key, action))
        self._size += len(action)
        if self._size >= _FLUSH:
            self.flush()

    def flush(self) -> None:
        """Send what there is, while more is prepared; events before the articles that they are about."""
        if self._actions:
            self._lease.check()
            self.log(self._catalog.generation())
            actions, self._actions, self._size = self._actions, [], 0
            self._wait()
            self._sending = self._pool.submit(self._send, actions)

    def _wait(self) -> None:
        sending, self._sending = self._sending, None
        if sending is not None:
            self._refused |= sending.result()

    def _send(self, actions: list[tuple[int | None, bytes]]) -> dict[int, str]:
        results = self._target.client.bulk((action for _, action in actions), require_alias=True)
        refused: dict[int, str] = {}
        for (key, _), result in zip(actions, results, strict=True):
            if result["status"] == _CONFLICT:
                self.late += 1
            elif not (error := result.get("error")):
                continue
            elif result["status"] == _MISSING:
                raise IndexLocked("another worker has made the index anew", hint="Run it once more.")
            elif key is not None:
                refused[key] = error["reason"]
            else:
                raise Refused(result["status"], error.get("type", ""), error.get("reason", ""))
        return refused

    # -- events ------------------------------------------------------------------------------------

    def log(self, state: int) -> None:
        """Write the events since `begin`, of what happened after the generation `state`."""
        columns = ", ".join(Event._fields)
        sql = f"SELECT {columns} FROM history WHERE number > ? ORDER BY number"
        if events := [Event(*row) for row in self._catalog.rows(sql, (self._first_event,))]:
            self._target.state.log(events, at=time.time(), state=state, version=self._version)

    @contextmanager
    def without_events(self) -> Iterator[None]:
        """Log nothing of what is changed in the `with` block."""
        last = self._last_event()
        yield
        self._catalog.execute("DELETE FROM history WHERE number > ?", (last,))

    def _last_event(self) -> int:
        return int(self._catalog.execute("SELECT coalesce(max(number), 0) FROM history").fetchone()[0])


def _mutable(row: ArticleRow) -> str:
    """What may change in a row of an article that stays the same; in SQL it is `_MUTABLE`."""
    return "\0".join((row.id, row.base or "", str(row.size), str(row.mtime)))
