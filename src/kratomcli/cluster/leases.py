"""Leases: which worker writes which partition of a library.

A lease is a state document. Each change of it names the sequence number of the state that it replaces, so
that of several workers one succeeds. Its holder renews it. Nobody compares clocks: who waits for a lease
takes it over once it has seen the sequence number unchanged for as long as a lease lasts, by a clock of
its own.

A holder that is late may still send what it had to write. So everything that is written has a version, a
term: terms rise over the whole library, and a holder draws one for each commit, and renews its lease
after that. Whoever takes the lease over draws its terms later, and the cluster keeps the higher version.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from time import monotonic
from typing import TYPE_CHECKING, Any

from kratomcli.engine.opensearch.client import Refused
from kratomcli.errors import EngineUnreachable, IndexLocked
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from kratomcli.engine.opensearch.client import Client

SECONDS = 30.0
"""How long a lease lasts that is not renewed."""
_CONFLICT, _MISSING = 409, 404


class LeaseLost(IndexLocked):
    """Another worker has taken over the partition that this one was writing."""


class LeaseState(NamedTuple):
    """What the cluster knows of a lease: its holder ("" for none), and the last run in which its
    partition was done.

    `beat` differs in each state of a lease; `sequence` is the cluster's number of this one, None if there
    is none yet.
    """

    owner: str = ""
    beat: int = 0
    done: int = 0
    sequence: tuple[int, int] | None = None


class Leases:
    """The leases on the partitions of one library, for one worker."""

    def __init__(self, client: Client, index: str, owner: str, seconds: float | None = None) -> None:
        """Look at nothing yet.

        Args:
            index: the index of state documents.
            owner: a name that no other worker has.
            seconds: how long a lease lasts that is not renewed, the same for all workers; None is `SECONDS`.
        """
        self._client = client
        self._index = index
        self._owner = owner
        self.seconds = SECONDS if seconds is None else seconds
        self._seen: dict[str, tuple[LeaseState, float]] = {}

    def states(self, partitions: Iterable[str]) -> dict[str, LeaseState]:
        """Partition → its lease as it is now."""
        ids = {partition: _id(partition) for partition in partitions}
        if not ids:
            return {}
        found = self._client.ask("POST", f"/{self._index}/_mget", {"ids": list(ids.values())})["docs"]
        return {partition: _state(one) for partition, one in zip(ids, found, strict=True)}

    def take(self, partition: str, state: LeaseState) -> Lease | None:
        """The lease on a partition, if nobody holds it, or its holder hasn't renewed it for too long.

        Args:
            state: the lease as it was seen just now.
        """
        if state.owner:
            before, since = self._seen.get(partition, (None, 0.0))
            if before != state:
                self._seen[partition] = state, monotonic()
                return None
            if monotonic() - since < self.seconds:
                return None
        began = monotonic()
        taken = self.put(partition, LeaseState(self._owner, state.beat + 1, state.done, state.sequence))
        return Lease(self, partition, taken, began) if taken is not None else None

    def put(self, partition: str, state: LeaseState) -> LeaseState | None:
        """Write a lease in place of the state that `state.sequence` names; None if that is no longer the
        last.
        """
        value = {"owner": state.owner, "beat": state.beat, "done": state.done}
        if state.sequence is None:
            params: dict[str, object] = {"op_type": "create"}
        else:
            params = {"if_seq_no": state.sequence[0], "if_primary_term": state.sequence[1]}
        try:
            body = {"kind": "lease", "name": partition, "value": value}
            answer = self._client.ask("PUT", f"/{self._index}/_doc/{_id(partition)}", body, **params)
        except Refused as error:
            if error.status != _CONFLICT:
                raise
            # A request that got no answer is sent twice, and finds what the first has written.
            now = self.states([partition])[partition]
            return now if now == state._replace(sequence=now.sequence) else None
        return state._replace(sequence=(answer["_seq_no"], answer["_primary_term"]))

    def give_back(self, partitions: Iterable[str]) -> None:
        """Release what this worker holds of these, whatever it knows of that."""
        for partition, state in self.states(partitions).items():
            if state.owner == self._owner:
                self.put(partition, state._replace(owner="", beat=state.beat + 1))

    def next_term(self) -> int:
        """A number above all that were returned before, to whomever."""
        return int(self._client.ask("PUT", f"/{self._index}/_doc/term", {"kind": "term"})["_version"])


class Lease:
    """The lease on a partition that this worker took."""

    def __init__(self, leases: Leases, partition: str, state: LeaseState, renewed: float) -> None:
        self.partition = partition
        self._leases = leases
        self._state = state
        self._renewed = renewed
        self._is_lost = False
        self._turn = threading.Lock()

    def term(self) -> int:
        """A version for what is written now, above those of all holders of this lease before.

        Raises:
            LeaseLost: another worker has taken over.
        """
        term = self._leases.next_term()
        self.renew()  # after it: who takes over later has a higher one
        return term

    def renew(self) -> None:
        """Make the lease last from now on.

        Raises:
            LeaseLost: another worker has taken over.
        """
        self._put(self._state)

    def check(self) -> None:
        """Raise LeaseLost if another worker may write by now; asks the cluster only if it was not asked
        of late.
        """
        if self._is_lost or monotonic() - self._renewed > self._leases.seconds / 2:
            self.renew()

    def release(self, done: int | None = None) -> None:
        """Give it back; `done` is the run in which everything in the partition is done now.

        Raises:
            LeaseLost: another worker has taken over.
        """
        self._put(self._state._replace(owner="", done=self._state.done if done is None else done))

    def _put(self, state: LeaseState) -> None:
        with self._turn:
            began = monotonic()
            last = self._state
            state = state._replace(beat=last.beat + 1, sequence=last.sequence)
            now = None if self._is_lost else self._leases.put(self.partition, state)
            if now is None:
                self._is_lost = True
                raise LeaseLost(
                    f"another worker has taken over the partition '{self.partition}'",
                    hint="It does what was left; there is nothing to do.",
                )
            self._state, self._renewed = now, began

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Renew it again and again beside what is done in the `with` block."""
        over = threading.Event()

        def keep() -> None:
            while not over.wait(self._leases.seconds / 3):
                try:
                    self.renew()
                except LeaseLost:
                    return
                except (EngineUnreachable, Refused):
                    continue  # whoever writes is told so, too

        threading.Thread(target=keep, name="lease", daemon=True).start()
        try:
            yield
        finally:
            over.set()  # it is not waited for: it may be asking a cluster that doesn't answer


def _id(partition: str) -> str:
    """The id of a lease's document: names may be longer than an id can be."""
    return "lease:" + blake2b(partition.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _state(found: dict[str, Any]) -> LeaseState:
    if not found.get("found"):
        return LeaseState()
    value = found["_source"]["value"]
    return LeaseState(
        value["owner"], value["beat"], value["done"], (found["_seq_no"], found["_primary_term"])
    )
