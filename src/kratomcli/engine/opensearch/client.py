"""Requests to the nodes of a cluster: JSON over HTTP, of which a dozen kinds are all that is needed.

opensearch-py would do the same with 35 MB of packages, among them grpc, and what to repeat, and what an
answer from part of the shards is, would have to be said here anyway.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

from kratomcli.errors import (
    EngineUnreachable,
    IndexRefusal,
    KratomError,
    MissingExtra,
    PartialAnswer,
    UsageError,
)
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from urllib3 import PoolManager

Json = dict[str, Any]
"""An object of JSON."""

_CONNECTING = 5.0
"""Seconds that a connection may take to come about, if an answer may take as long."""
_PROBES = {"TCP_KEEPIDLE": 5, "TCP_KEEPINTVL": 2, "TCP_KEEPCNT": 3, "TCP_USER_TIMEOUT": 11_000}
"""How the system watches a connection, in seconds and in milliseconds: while a node takes its time to answer,
it notices within 11 seconds that nothing reaches the node any more. Not every system knows all of them."""
_TOO_MANY = 429
_BLOCKED = "cluster_block_exception"
"""The error of what an operator has blocked for now, or the cluster while its disks are full."""
_TOO_LONG = ("too_many_clauses", "too_many_nested_clauses")
_PAUSES = (0.0, 0.2, 0.8, 2.0, 4.0)
"""Seconds before each round over all nodes, while some of them answer that they can't: a cluster that lost a
node has other primaries within them. Where no node answers at all, there are but two rounds."""
_NO_ENTRY = "See whether the name and password are right, and whether they may do this."
_LATER = "Try again once the cluster is healthy."
_BULK = 8_000_000
_KEPT = ",".join(f"items.*.{name}" for name in ("_id", "_version", "status", "error.type", "error.reason"))
"""What is read of the result of each action of a bulk request."""


class Refused(IndexRefusal):
    """A node answers a request with an error that repeating it would not change."""

    def __init__(self, status: int, type: str, reason: str) -> None:
        super().__init__(
            f"OpenSearch refuses, with status {status}: {reason or type or 'it gives no reason'}",
            hint=_NO_ENTRY if status in (401, 403) else "",
        )
        self.status = status
        self.type = type
        """The engine's name of what is wrong, such as "version_conflict_engine_exception"; "" for none."""
        self.reason = reason


class _Silent(EngineUnreachable):
    """A node can't be reached, or does not answer in time."""


class _Request(NamedTuple):
    """What a node is asked; `timeout` is in seconds."""

    method: str
    path: str
    data: bytes | None
    timeout: float


_REACHES_MANAGER = _Request("GET", "/_cluster/state/version?cluster_manager_timeout=2s", None, 10.0)
"""What a node answers only if it reaches the cluster's manager. One that was just cut off waits for that."""


class Client:
    """Asks the nodes of one cluster; of use to several threads at once.

    It stays with a node as long as that answers; another process begins with another node.
    """

    def __init__(
        self,
        urls: Sequence[str],
        *,
        auth: tuple[str, str] | None = None,
        ca_file: str = "",
        timeout: float = 60.0,
    ) -> None:
        """Connect to nothing yet.

        Args:
            urls: addresses of nodes, such as "https://search.example.org:9200"; any of them will do.
            auth: name and password.
            ca_file: certificates that vouch for the nodes, in place of the system's.
            timeout: seconds that an answer may take.

        Raises:
            MissingExtra: urllib3 is not installed.
            UsageError: an address is none, or a password would go where others can read it.
        """
        try:
            import urllib3
        except ImportError as error:
            raise MissingExtra(
                "a library on OpenSearch needs the package urllib3",
                hint="Install it: pip install 'kratomcli[opensearch]'",
            ) from error
        self._urls = [_checked(url, secret=auth is not None) for url in urls]
        if not self._urls:
            raise UsageError("no address of an OpenSearch node is given")
        self._headers = urllib3.make_headers(basic_auth=":".join(auth) if auth else None)
        self._timeout = timeout
        self._nodes: PoolManager = urllib3.PoolManager(
            cert_reqs="CERT_REQUIRED",
            ca_certs=ca_file or None,
            maxsize=4,
            socket_options=_watching(),
        )
        self._at = os.getpid() % len(self._urls)

    def close(self) -> None:
        """Close the connections; another question opens them again."""
        self._nodes.clear()

    def ask(self, method: str, path: str, body: object = None, **params: object) -> Json:
        """The JSON object that a node answers.

        A question that got no answer is asked again, perhaps of another node, and may be carried out twice.

        Args:
            path: from "/" on, quoted where need be.
            body: what to send as JSON; bytes are lines of JSON and sent as they are.
            params: those of the address; True and False are written in small letters.

        Raises:
            EngineUnreachable: no node answers.
            PartialAnswer: part of the shards did not answer.
            Refused: the request is not carried out.
        """
        return self._ask([_Request(method, _with(path, params), _as_data(body), self._timeout)])

    def ask_latest(self, method: str, path: str, body: object = None, **params: object) -> Json:
        """The same as `ask`, but not of a node that is cut off from the others, whose state may be older.

        It takes another request. A node that managed the cluster and is cut off takes some time to notice.
        """
        asked = _Request(method, _with(path, params), _as_data(body), self._timeout)
        return self._ask([_REACHES_MANAGER, asked])

    def _ask(self, requests: Sequence[_Request]) -> Json:
        """The answer to the last of some requests to the same node, all of which it must answer."""
        until = monotonic() + self._timeout
        for pause in _PAUSES:
            sleep(pause)
            silent = True
            for _ in self._urls:
                try:
                    return [self._ask_one(self._urls[self._at], request) for request in requests][-1]
                except EngineUnreachable as error:
                    problem = error
                    silent = silent and isinstance(error, _Silent)
                self._at = (self._at + 1) % len(self._urls)
            if (silent and pause) or monotonic() > until:
                break
        raise problem

    def _ask_one(self, url: str, request: _Request) -> Json:
        from urllib3 import Timeout
        from urllib3.exceptions import HTTPError

        lines = request.path.startswith(("/_bulk", "/_msearch"))
        kind = {"content-type": "application/x-ndjson" if lines else "application/json"}
        try:
            answer = self._nodes.request(
                request.method,
                url + request.path,
                body=request.data,
                headers=self._headers if request.data is None else self._headers | kind,
                timeout=Timeout(connect=min(request.timeout, _CONNECTING), read=request.timeout),
                redirect=False,
                retries=False,
            )
        except HTTPError as error:
            raise _Silent(f"OpenSearch does not answer: {url}: {_cause(error)}", hint=_LATER) from error
        found = _object(answer.data)
        if found is None and _may_change(answer.status):  # that of a proxy before the node
            raise _unreachable(f"{url} answers with status {answer.status}")
        if found is None:
            raise _Silent(f"{url} answers with status {answer.status}, and is no OpenSearch")
        if problem := _problem(url, answer.status, found):
            raise problem
        return found

    def bulk(self, actions: Iterable[bytes], **params: object) -> list[Json]:
        """For each action, in order, its result: `status`, and `error` where it was not carried out.

        Actions are sent some 8 MB at a time; those for which the cluster has no time are sent again.

        Args:
            actions: each is its line, and that of its document if it has one, with their ends: see `as_line`.
            params: those of the address.

        Raises:
            EngineUnreachable: no node answers, or the cluster has no time.
            Refused: a request as a whole is not carried out.
        """
        return [result for part in _parts(actions) for result in self._bulk_of(part, params)]

    def _bulk_of(self, actions: Sequence[bytes], params: dict[str, object]) -> list[Json]:
        found: dict[int, Json] = {}
        left: Sequence[int] = range(len(actions))
        for pause in _PAUSES:
            sleep(pause)
            lines = b"".join(actions[at] for at in left)
            items = self.ask("POST", "/_bulk", lines, filter_path=_KEPT, **params)["items"]
            found |= zip(left, (result for item in items for result in item.values()), strict=True)
            left = [at for at in left if _may_change(found[at]["status"], _reason(found[at])[0])]
            if not left:
                return [found[at] for at in range(len(actions))]
        raise _unreachable(_reason(found[left[0]])[1])


def _object(data: bytes) -> Json | None:
    """The object that is answered, empty for an empty answer; None for anything else."""
    try:
        found = json.loads(data or b"{}")
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _watching() -> list[tuple[int, int, int | bytes]]:
    """What is asked of the system for each connection."""
    import socket

    from urllib3.connection import HTTPConnection

    probes = ((getattr(socket, name, None), value) for name, value in _PROBES.items())
    return [
        *HTTPConnection.default_socket_options,
        (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
        *((socket.IPPROTO_TCP, option, value) for option, value in probes if option is not None),
    ]


def as_line(value: object) -> bytes:
    """A value as a line of JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"


def _parts(actions: Iterable[bytes]) -> Iterator[list[bytes]]:
    """The actions in lists that are not much longer than a request should be; one action may be."""
    part: list[bytes] = []
    size = 0
    for action in actions:
        part.append(action)
        size += len(action)
        if size >= _BULK:
            yield part
            part, size = [], 0
    if part:
        yield part


def _with(path: str, params: Mapping[str, object]) -> str:
    """A path and the parameters of its address."""
    from urllib.parse import urlencode

    asked = {name: _as_text(value) for name, value in params.items()}
    return f"{path}?{urlencode(asked)}" if asked else path


def _as_data(body: object) -> bytes | None:
    return body if isinstance(body, bytes) or body is None else as_line(body)


def _as_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _checked(url: str, *, secret: bool) -> str:
    """The address of a node, if it is one.

    Raises:
        UsageError: it is none, or holds a password, or a password would be sent in the clear.
    """
    from urllib3.exceptions import LocationParseError
    from urllib3.util import parse_url

    try:
        parts = parse_url(url)
    except LocationParseError:
        parts = parse_url("")
    if parts.auth:
        raise UsageError(f"the address of the node {parts.host} has a name or password within it")
    if parts.scheme not in ("http", "https") or not parts.host:
        raise UsageError(
            f"'{url}' is no address of an OpenSearch node",
            hint="One is like https://search.example.org:9200.",
        )
    if secret and parts.scheme == "http":
        raise UsageError(
            f"the password would go to {url} in the clear", hint="Use an address that begins with https."
        )
    return url.rstrip("/")


def _problem(url: str, status: int, answer: Json) -> KratomError | None:
    """What is wrong with an answer."""
    if status >= 300:
        type, reason = _reason(answer)
        if type in _TOO_LONG:  # of one kind with status 400, of the other with 500
            return Refused(400, type, reason)
        if _may_change(status, type):
            return _unreachable(f"{url} answers with status {status}: {reason or type}")
        return Refused(status, type, reason)
    for one in answer.get("responses", ()):
        if problem := _problem(url, one.get("status", status), one):
            return problem
    if _is_partial(answer):
        return PartialAnswer(
            f"part of the index does not answer: {_reason(answer['_shards'])[1] or 'a shard has no copy'}",
            hint=_LATER,
        )
    return None


def _is_partial(answer: Json) -> bool:
    """Whether only some shards answered.

    A shard without any copy is not told as a failure, but missing from those that were successful. What was
    written, or refreshed, misses those of copies that are not there, which loses nothing.
    """
    shards = answer.get("_shards", {})
    if "hits" in answer or "count" in answer or "pit_id" in answer:
        return bool(answer.get("timed_out")) or shards["successful"] < shards["total"]
    return "_id" not in answer and bool(shards.get("failed"))


def _may_change(status: int, type: str = "") -> bool:
    """Whether a node that answers so could answer otherwise in a while."""
    return status == _TOO_MANY or status >= 500 or type == _BLOCKED


def _reason(answer: Json) -> tuple[str, str]:
    """(type, reason) of the error in an answer, of the innermost where there are several; "" for none."""
    error = answer.get("error", answer)
    if not isinstance(error, dict):
        return "", str(error)
    inner = error.get("root_cause") or [one["reason"] for one in error.get("failures", ())]
    if inner:
        return _reason(inner[0])
    return error.get("type") or "", error.get("reason") or ""


def _unreachable(reason: str) -> EngineUnreachable:
    return EngineUnreachable(f"OpenSearch can't answer: {reason}", hint=_LATER)


def _cause(error: BaseException) -> str:
    """Why there is no answer, in few words."""
    from urllib3.exceptions import TimeoutError

    inner: BaseException | None = error
    while inner is not None:
        if isinstance(inner, OSError) and inner.strerror:
            return inner.strerror
        inner = inner.__cause__ or inner.__context__
    return "no answer in time" if isinstance(error, TimeoutError) else str(error)
