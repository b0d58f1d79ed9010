"""A cluster that loses nodes, writers, its network or its disks: is every answer right, and nothing lost?

    python benchmarks/cluster_faults.py [--only node,worker,workers,late,disk,cut] [--count 3000]

Three nodes of OpenSearch run here. While one thing after another goes wrong, processes ask a library on
them, a library that is open asks, and a process indexes articles, round after round. Every answer is
compared with the right one: that of an embedded index, and for the last round of articles that was
acknowledged (`index` ended with status 0) all of it. A process that ends otherwise must do so with status 75
and one line. Nothing is mended by hand: what is counted at the end is what comes right by itself.

- `node`: the node that manages the cluster is killed, later comes back, then another
- `worker`, `workers`: a worker is killed in mid-write; two at once
- `late`: a worker is stopped for longer than its lease lasts, others write what changed meanwhile, it goes on
- `disk`: the disks of all nodes count as full, and then no longer
- `cut`: a node that has all articles is cut off from the others, and asked by those on its side, until the
  others have all copies that they can have; network namespaces, for root only
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import hosts
from cluster_library import NAME, ClusterLibrary, Done, Running
from cluster_watch import INDEX, LISTED, QUESTIONS, QUIET, Watch, ids_of, say, write_steady
from generate import write_files
from support.opensearch_nodes import Nodes, missing

WORK = ("index", "-q", "--worker")
PATIENCE = 300.0
"""Seconds that anything may take to come right."""
_DISK = "cluster.routing.allocation.disk"
_LEVELS = ("low", "high", "flood_stage")
LARGE_PART = "[0-9]*"


class Row(NamedTuple):
    """What came of a fault; `right_after` and `whole_after` are seconds from it, or from its end.

    `older` counts whole answers that lacked what had been acknowledged.
    """

    fault: str
    right: int
    refused: int
    wrong: int
    older: int
    acknowledged: int
    not_taken: int
    lost: int
    right_after: float
    whole_after: float


class Trial:
    """A cluster with a library, to which things happen."""

    def __init__(self, nodes: Nodes, library: ClusterLibrary, seed: int) -> None:
        self.rows: list[Row] = []
        self._nodes = nodes
        self._library = library
        self._chance = Random(seed)
        self._asked = -1
        write_steady(library.folder)
        must(library.ask(*INDEX))
        library.ask_embedded(*INDEX)
        self._answers = {args: must(library.ask_embedded(*args)).out for args in QUESTIONS}
        self._wait_until_whole()

    # -- nodes -------------------------------------------------------------------------------------

    def node(self) -> None:
        for is_manager in (True, False):
            number = self._manager() if is_manager else (self._manager() + 1) % 3
            with self._watched(f"kill -9: {'the manager' if is_manager else 'another node'}") as watch:
                self._nodes.kill(number)
                self._comes_right(watch)
            self._nodes.start(number)
            self._nodes.wait(3)
            self._wait_until_whole()

    def cut(self, network: hosts.Hosts) -> None:
        for is_manager in (False, True):
            number = self._manager() if is_manager else (self._manager() + 1) % 3
            what = "the manager" if is_manager else "another node"
            with self._watched(f"cut off: {what}") as watch:
                far = Watch(self._library, self._answers, beside=watch)
                with far.open_library(network.prefix(number)):
                    far.began = watch.began = time.monotonic()
                    network.cut(number)
                    self._asked = (number + 1) % 3
                    far.begin(readers=1, prefix=network.prefix(number))
                    wait_until(lambda: self._health().get("number_of_nodes") == 2)
                    say(f"the others noticed after {time.monotonic() - watch.began:.0f} s")
                    self._comes_right(watch)
                    far.end()
                network.join(number)
                self._nodes.wait(3)
                self._wait_until_whole()
                self._asked = -1
            self._count(f"the same, asked on its side: {what}", far, [])

    def disk(self) -> None:
        with self._watched("the disks are full") as watch:
            self._set({f"watermark.{level}": "1%" for level in _LEVELS})
            wait_until(lambda: watch.not_taken > 1)
            watch.began = time.monotonic()
            self._set({f"watermark.{level}": "1mb" for level in _LEVELS})
            self._comes_right(watch)

    def _set(self, disk: dict[str, str]) -> None:
        settings = {"threshold_enabled": "true", **disk}
        transient = {f"{_DISK}.{name}": value for name, value in settings.items()}
        body = {"transient": transient | {"cluster.info.update.interval": "10s"}}
        if not (answer := self._nodes.ask("PUT", "/_cluster/settings", body)).get("acknowledged"):
            raise RuntimeError(str(answer))

    def _manager(self) -> int:
        return int(self._nodes.ask("GET", "/_cat/cluster_manager?format=json")[0]["node"][-1])

    # -- workers -----------------------------------------------------------------------------------

    def workers(self, number: int) -> None:
        """Kill so many workers at once that are at it."""
        fault = "kill -9: a worker" if number == 1 else f"kill -9: {number} workers at once"
        self._change(f"worked{number}")
        before = self._ids()
        with self._watched(fault, before, writes=False) as watch:
            started = [self._library.start(*WORK) for _ in range(number)]
            wait_until(lambda: len(self._holders()) == number)
            time.sleep(self._chance.uniform(0.3, 2.0))
            watch.began = time.monotonic()
            for worker in started:
                worker.signal(signal.SIGKILL)
            for worker in started:
                worker.done()
            say(f"{len(self._holders())} held leases")
            must(self._library.ask(*WORK))
            watch.last_bad = watch.whole = time.monotonic()

    def late(self) -> None:
        """Stop a worker in mid-write, have others take over and write newer articles, and let it go on."""
        for turn in range(1, 4):
            self._change(f"early{turn}")
            with self._watched(f"stopped past its lease: a worker ({turn})", writes=False) as watch:
                worker = self._library.start(*WORK)
                wait_until(lambda: bool(self._holders()))
                time.sleep(self._chance.uniform(0.3, 2.0))
                worker.signal(signal.SIGSTOP)
                say(f"{len(self._holders())} held leases")
                self._change(f"late{turn}")
                watch.began = time.monotonic()
                must(self._library.ask(*INDEX))
                watch.last_bad = watch.whole = time.monotonic()
                before = self._refused()
                worker.signal(signal.SIGCONT)
                self._ended(watch, worker)
                say(f"{self._refused() - before} documents that it wrote too late, or leases, were refused")

    def _ended(self, watch: Watch, worker: Running) -> None:
        done = worker.done()
        say(f"the worker ended with {done.status}: {done.err.strip()}")
        if done.status:
            watch.count(done, WORK)

    def _refused(self) -> int:
        """How many documents the nodes have refused so far: late articles, and leases that others hold."""
        nodes = self._nodes.ask("GET", "/_nodes/stats/indices/indexing")["nodes"].values()
        return sum(node["indices"]["indexing"]["doc_status"].get("4xx", 0) for node in nodes)

    def _holders(self) -> set[str]:
        """Who holds a lease now."""
        self._nodes.ask("POST", f"/{NAME}-state/_refresh")
        body = {"query": {"term": {"kind": "lease"}}, "size": 1000}
        hits = self._nodes.ask("POST", f"/{NAME}-state/_search", body)["hits"]["hits"]
        return {owner for hit in hits if (owner := hit["_source"]["value"]["owner"])}

    def _ids(self) -> list[str]:
        return must(self._library.ask("list", *QUIET, "ids")).out.decode().split()

    def _change(self, word: str) -> None:
        """Half of the articles of the large part get words that they have in no other state."""
        files = sorted(path for path in self._library.folder.glob(f"{LARGE_PART}/*") if path.is_file())
        for path in self._chance.sample(files, len(files) // 2):
            path.write_text(f"# Changed\n\n{word} {self._chance.random()}\n")

    # -- what comes of it --------------------------------------------------------------------------

    @contextmanager
    def _watched(self, fault: str, known: Sequence[str] = (), *, writes: bool = True) -> Iterator[Watch]:
        """All ask, and one writes, in the `with` block, which begins once a round of articles is written.

        Args:
            known: the ids of articles that were there before.
        """
        print(fault, flush=True)
        watch = Watch(self._library, self._answers)
        watch.begin(readers=2 if writes else 1, writes=writes)
        try:
            with watch.open_library():
                if writes:
                    wait_until(lambda: bool(watch.rounds))
                watch.began = time.monotonic()
                yield watch
        finally:
            watch.end()
        self._count(fault, watch, [*known, *(id for number in watch.rounds for id in ids_of(number))])

    def _comes_right(self, watch: Watch) -> None:
        """Wait until all is as it should be."""
        time.sleep(2.0)
        watch.whole = self._wait_until_whole()
        wait_until(watch.is_calm)
        taken = len(watch.rounds)
        wait_until(lambda: len(watch.rounds) > taken + 1)

    def _count(self, fault: str, watch: Watch, acknowledged: Sequence[str]) -> None:
        """Compare the whole library with an embedded index, and add a row."""
        self._wait_until_whole()
        must(self._library.ask(*INDEX))
        must(self._library.ask_embedded(*INDEX))
        ours, theirs = must(self._library.ask(*LISTED)).out, must(self._library.ask_embedded(*LISTED)).out
        if ours != theirs:
            watch.wrong += 1
            say(f"WRONG at the end: {len(ours)} bytes for {len(theirs)}")
        found = {json.loads(line)["id"] for line in ours.splitlines()}
        self.rows.append(
            Row(
                fault,
                watch.right,
                watch.refused,
                watch.wrong,
                watch.older,
                len(acknowledged),
                watch.not_taken,
                len(set(acknowledged) - found),
                max(0.0, watch.last_bad - watch.began),
                max(0.0, watch.whole - watch.began),
            )
        )
        say(str(self.rows[-1]))

    def _health(self) -> dict[str, Any]:
        """How the cluster says that the library is; empty if it does not answer."""
        try:
            found = self._nodes.ask("GET", f"/_cluster/health/{NAME}-*", node=self._asked)
        except OSError:
            return {}
        return found if isinstance(found, dict) and "active_shards" in found else {}

    def _is_whole(self) -> bool:
        """Whether there are as many copies of each shard as the nodes can hold."""
        if not (health := self._health()) or health["status"] == "red":
            return False
        copies = min(health["number_of_nodes"], 1 + self._library.replicas)
        return bool(health["active_shards"] == copies * health["active_primary_shards"])

    def _wait_until_whole(self) -> float:
        """Returns when it was."""
        wait_until(self._is_whole)
        return time.monotonic()


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError("it does not come right by itself")
        time.sleep(0.1)


def must(done: Done) -> Done:
    if done.status:
        raise RuntimeError(f"status {done.status}: {done.err}")
    return done


def trials(names: Sequence[str], count: int, seed: int, network: hosts.Hosts | None) -> list[Row]:
    """Try what has these names, one after another, on one cluster; on hosts of a network if there is one."""
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if network:
            prefixes = [network.prefix(host) for host in range(3)]
            nodes = stack.enter_context(Nodes(place / "nodes", hosts=network.addresses, prefixes=prefixes))
        else:
            nodes = stack.enter_context(Nodes(place / "nodes"))
        # A node that is cut off has all: that it does not answer from an older state is what is to be seen.
        library = ClusterLibrary(place, nodes.urls, shards=3, replicas=2 if network else 1)
        if {"worker", "workers", "late"}.intersection(names):
            write_files(library.folder, count)
        trial = Trial(nodes, library, seed)
        steps: dict[str, Callable[[], None]] = {
            "node": trial.node,
            "worker": lambda: trial.workers(1),
            "workers": lambda: trial.workers(2),
            "late": trial.late,
            "disk": trial.disk,
        }
        if network:
            steps["cut"] = lambda: trial.cut(network)
        for name in names:
            steps[name]()
        return trial.rows


def table(rows: Sequence[Row]) -> int:
    """Print the table; returns how much of it must not be."""
    heads = (
        *(
            "what happens",
            "right answers",
            "refused (75, one line)",
            "wrong, or of a part",
            "of an older state",
        ),
        *("articles acknowledged", "rounds refused", "lost", "s until right", "s until whole"),
    )
    print(f"\n| {' | '.join(heads)} |\n| --- |{' ---: |' * (len(heads) - 1)}")
    for row in rows:
        print("|", " | ".join(map(str, row[:-2])), f"| {row.right_after:.0f} | {row.whole_after:.0f} |")
    return sum(row.wrong + row.lost for row in rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--only", default="node,worker,workers,late,disk,cut")
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if reason := missing():
        raise SystemExit(reason)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that nodes and namespaces are taken away
    names = options.only.split(",")
    rows = []
    if here := [name for name in names if name != "cut"]:
        rows += trials(here, options.count, options.seed, None)
    if "cut" in names and (reason := hosts.missing()):
        print(f"no node is cut off: {reason}")
    elif "cut" in names:
        with hosts.Hosts(3) as network:
            rows += trials(["cut"], options.count, options.seed, network)
    sys.exit(bool(table(rows)))


if __name__ == "__main__":
    main()
