"""What a library on a cluster costs: questions, indexing and storage, and the sizes that this amounts to.

    python benchmarks/cluster.py [--only queries,index,workers,hosts] [--count 4000] [--many 20000]

Nodes of OpenSearch run here, as processes of this machine; the time of the processors that they use is
counted apart from that of kratomcli. `queries` asks a library of `--count` articles of generate.py, on three
nodes and embedded, within one process, and counts requests. `index` indexes them, with no replica and with
one: the difference is what a copy costs. It then waits until the load has settled, and measures what an
article takes on the disk. `workers` has one worker index `--many` articles, and then two at once. `hosts`
(root only) has four hosts, network namespaces with an address each, run a worker each. From what `index`
measured follows the table of larger libraries, by the formula that is printed with it.
"""

from __future__ import annotations

import argparse
import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import hosts
from cluster_library import NAME, ClusterLibrary, Done, processor_time
from generate import Maker, write_files
from kratomcli import Library
from kratomcli.config.engine import EngineSettings
from support.opensearch_nodes import Nodes, missing

INDEX = ("index", "-q")
WORK = ("index", "-q", "--worker")
LARGE = (100_000_000, 1_000_000_000)
SHARD = 15e9
"""Bytes that a shard should have at most, for answers that are quick and a recovery that is short."""
SPARE = 1.25
"""Disk that merges need beside what is stored."""


class Costs(NamedTuple):
    """Of an index: per article, seconds of the processors (of a worker; of the nodes for the first copy, and
    for each more) and bytes of a copy, at the end of the load and settled.
    """

    worker: float
    node: float
    copy: float
    loaded: float
    settled: float


class Requests(logging.Handler):
    """Counts what urllib3 says that it has sent."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.number = 0
        logger = logging.getLogger("urllib3.connectionpool")
        logger.setLevel(logging.DEBUG)
        logger.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.number += '"%s %s %s"' in str(record.msg)


@contextmanager
def cluster(count: int, *, shards: int, replicas: int) -> Iterator[tuple[Nodes, ClusterLibrary]]:
    """Nodes, and an empty library on them."""
    with tempfile.TemporaryDirectory() as folder, Nodes(Path(folder, "nodes"), count) as nodes:
        yield nodes, ClusterLibrary(Path(folder), nodes.urls, shards=shards, replicas=replicas)


def must(done: Done) -> Done:
    if done.status:
        raise SystemExit(f"status {done.status}: {done.err}")
    return done


def head(*names: str) -> None:
    """Begin a table."""
    print(f"| {' | '.join(names)} |\n| --- |{' ---: |' * (len(names) - 1)}")


def used_by(nodes: Nodes) -> float:
    return processor_time(list(nodes.pids.values()))


# -- questions -------------------------------------------------------------------------------------------


def questions() -> dict[str, Callable[[Library], object]]:
    """Name → a question to a library of generate.py, answered whole."""
    maker = Maker()
    common = maker.words[:4]
    words = maker.article(0).text.split("\n\n")[-1].split()
    queries = {
        "a rare word": "number77",
        "a common word": common[0],
        "AND of two common words": f"{common[0]} {common[1]}",
        "OR of three": " OR ".join(common[:3]),
        "a phrase": f'"{" ".join(words[2:4]).lower().strip(".")}"',
        "a prefix": f"{common[3][:3]}*",
        "a fuzzy word": f"{maker.words[5000]}~1",
        "field and range": f"tags:{maker.tags[0]} date:2012..2014",
    }

    def search(query: str) -> Callable[[Library], object]:
        return lambda library: [(hit.entry.id, hit.snippets) for hit in library.search(query)]

    return {
        **{name: search(query) for name, query in queries.items()},
        "the number of articles": lambda library: library.count(common[0]),
        "tags and their numbers": lambda library: list(library.facet("tags", common[0])),
        "a page of a list": lambda library: list(library.lines("tsv", ["id", "title", "date"], limit=100)),
        "one article": lambda library: library.get("0000/article-0000077"),
    }


class Answered(NamedTuple):
    """What a question cost, at the median: seconds of the processors and on the clock, and requests."""

    client: float
    nodes: float
    clock: float
    requests: float
    answer: object


def answered(
    library: Library, question: Callable[[Library], object], runs: int, nodes: Nodes, requests: Requests
) -> Answered:
    for _ in range(3):
        answer = question(library)
    clocks, clients = [], []
    before, sent = used_by(nodes), requests.number
    for _ in range(runs):
        began, client = time.perf_counter(), time.process_time()
        question(library)
        clients.append(time.process_time() - client)
        clocks.append(time.perf_counter() - began)
    of_nodes = (used_by(nodes) - before) / runs
    sent = requests.number - sent
    return Answered(statistics.median(clients), of_nodes, statistics.median(clocks), sent / runs, answer)


def ask(count: int, runs: int) -> None:
    """Print what each question costs on three nodes and embedded."""
    requests = Requests()
    with cluster(3, shards=3, replicas=1) as (nodes, stage):
        write_files(stage.folder, count)
        must(stage.ask(*INDEX))
        must(stage.ask_embedded(*INDEX))
        nodes.ask("GET", f"/_cluster/health/{NAME}-*?wait_for_status=green&timeout=60s")
        time.sleep(5)
        began = used_by(nodes)
        time.sleep(10)
        print(f"\n{count:,} articles, 3 shards on 3 nodes, one replica; ms per question, of {runs}")
        print(f"nodes that are asked nothing use {(used_by(nodes) - began) / 10 * 1e3:.0f} ms of a second\n")
        head(
            "question",
            "requests",
            "ms client",
            "ms nodes",
            "ms on the clock",
            "ms embedded",
            "on the clock",
            "same",
        )
        settings = EngineSettings("opensearch", tuple(nodes.urls), NAME)
        os.environ["KRATOMCLI_CACHE"] = str(stage.folder.parent / "cache")
        with (
            Library.open(stage.folder, refresh="never", engine=settings) as on_nodes,
            Library.open(stage.folder, refresh="never") as embedded,
        ):
            for name, question in questions().items():
                ours = answered(on_nodes, question, runs, nodes, requests)
                theirs = answered(embedded, question, runs, nodes, requests)
                costs = ours.client, ours.nodes, ours.clock, theirs.client, theirs.clock
                shown = " | ".join(f"{1e3 * cost:.1f}" for cost in costs)
                same = "yes" if ours.answer == theirs.answer else "NO"
                print(f"| {name} | {ours.requests:.1f} | {shown} | {same} |", flush=True)


# -- indexing --------------------------------------------------------------------------------------------


def stored(nodes: Nodes) -> float:
    """Bytes of the first copy of all articles."""
    stats = nodes.ask("GET", f"/{NAME}-articles/_stats/store,docs")["_all"]["primaries"]
    return float(stats["store"]["size_in_bytes"])


def index(count: int) -> Costs:
    """Print what an article costs that is indexed, and what it takes."""
    found = []
    for replicas in (0, 1):
        with cluster(2, shards=2, replicas=replicas) as (nodes, stage):
            text = write_files(stage.folder, count)
            before = used_by(nodes)
            done = must(stage.ask(*INDEX))
            found.append((done.cpu / count, (used_by(nodes) - before) / count, done.seconds))
            loaded = stored(nodes) / count
            if replicas:
                embedded = must(stage.ask_embedded(*INDEX))
                settled = settle(nodes) / count
    (worker, node, _), (_, both, clock) = found
    costs = Costs(worker, node, max(both - node, 0.0), loaded, settled)
    print(f"\nper article of {text / count / 1e3:.1f} kB, of {count:,}")
    print(f"{'a worker, ms of the processors':<50}{costs.worker * 1e3:>8.2f}")
    print(f"{'embedded, whole command, ms of the processors':<50}{embedded.cpu / count * 1e3:>8.2f}")
    print(f"{'nodes, ms of the processors, first copy':<50}{costs.node * 1e3:>8.2f}")
    print(f"{'nodes, ms of the processors, each more':<50}{costs.copy * 1e3:>8.2f}")
    print(f"{'with a replica, ms on the clock':<50}{clock / count * 1e3:>8.2f}")
    print(f"{'kB of a copy when all is loaded':<50}{costs.loaded / 1e3:>8.2f}")
    print(f"{'kB of a copy, settled and merged':<50}{costs.settled / 1e3:>8.2f}")
    return costs


def settle(nodes: Nodes) -> float:
    """Bytes of the first copy once the cluster no longer keeps what only a recovery would need."""
    time.sleep(75)  # what copies have is told among them every 30 seconds
    nodes.ask("POST", f"/{NAME}-articles/_flush")
    nodes.ask("POST", f"/{NAME}-articles/_forcemerge?max_num_segments=1")
    nodes.ask("POST", f"/{NAME}-articles/_refresh")  # until then, readers hold what was merged
    nodes.ask("POST", f"/{NAME}-articles/_flush?force=true")
    time.sleep(5)
    return stored(nodes)


def sizes(costs: Costs) -> None:
    """Print the table of larger libraries, and how it is worked out."""
    print("\nprimaries = articles · kB settled / 15 GB, rounded up")
    print("storage = articles · kB settled · 2 copies · 1.25 for merges")
    print("hours of a worker = articles · (ms worker) / 3.6e6, of as many as work")
    print("hours of the nodes' processors = articles · (ms first copy + ms second copy) / 3.6e6\n")
    head("articles", "primaries", "TB, one replica", "h of a worker", "h of 10", "h of a node's processor")
    for number in LARGE:
        size = number * costs.settled
        hours = number * costs.worker / 3600
        node_hours = number * (costs.node + costs.copy) / 3600
        shown = f"{-(-size // SHARD):.0f} | {2 * SPARE * size / 1e12:.2f} | {hours:,.0f} | {hours / 10:,.0f}"
        print(f"| {number:,} | {shown} | {node_hours:,.0f} |")


# -- several workers -------------------------------------------------------------------------------------


class Worked(NamedTuple):
    """What it took until all workers had ended: on the clock, of each worker's processor, of the nodes'."""

    clock: float
    workers: list[float]
    nodes: float


def work(nodes: Nodes, stage: ClusterLibrary, prefixes: Sequence[Sequence[str]]) -> Worked:
    """Have workers index all, each started with a prefix."""
    before, began = used_by(nodes), time.monotonic()
    started = [stage.start(*WORK, prefix=prefix) for prefix in prefixes]
    ended = [must(worker.done()) for worker in started]
    clock = time.monotonic() - began
    return Worked(clock, [done.cpu for done in ended], used_by(nodes) - before)


def workers(count: int) -> None:
    """Print what two workers take beside one; one node, and no replica."""
    found = []
    for number in (1, 2):
        with cluster(1, shards=2, replicas=0) as (nodes, stage):
            write_files(stage.folder, count)
            found.append(work(nodes, stage, [()] * number))
    print(f"\n{count:,} articles, one node, {len(os.sched_getaffinity(0))} processors for all\n")
    head("workers", "s on the clock", "s of each worker's processor", "s of the node's")
    for done in found:
        each = ", ".join(f"{seconds:.1f}" for seconds in done.workers)
        print(f"| {len(done.workers)} | {done.clock:.1f} | {each} | {done.nodes:.1f} |")
    one, two = found
    print(f"\nratio on the clock {two.clock / one.clock:.2f} (goal 0.65), ", end="")
    print(f"of the workers' own time {max(two.workers) / one.workers[0]:.2f}")


def on_hosts(count: int) -> None:
    """Four hosts, each with a worker; the node is on another."""
    if reason := hosts.missing():
        print(f"no four hosts: {reason}")
        return
    with tempfile.TemporaryDirectory() as folder, hosts.Hosts(5) as network:
        place = Path(folder)
        where = {"hosts": network.addresses[4:], "prefixes": [network.prefix(4)]}
        with Nodes(place / "nodes", 1, **where) as nodes:  # type: ignore[arg-type]
            stage = ClusterLibrary(place, nodes.urls, shards=2, replicas=0)
            write_files(stage.folder, count)
            done = work(nodes, stage, [network.prefix(host) for host in range(4)])
            listed = ("list", "-q", "--refresh", "never", "-f", "jsonl")
            must(stage.ask_embedded(*INDEX))
            ours, theirs = must(stage.ask(*listed)), must(stage.ask_embedded(*listed))
            number = ours.out.count(b"\n")
    each = ", ".join(f"{seconds:.1f}" for seconds in done.workers)
    same = "the same as" if ours.out == theirs.out else "NOT those of"
    print(
        f"\nfour hosts: {number:,} articles in {done.clock:.1f} s; {each} s of the workers' processors, ",
        end="",
    )
    print(f"{done.nodes:.1f} s of the node's; list -f jsonl is {same} an embedded index")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--only", default="queries,index,workers,hosts")
    parser.add_argument("--count", type=int, default=4000)
    parser.add_argument("--many", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=20)
    options = parser.parse_args()
    if reason := missing():
        raise SystemExit(reason)
    chosen = options.only.split(",")
    if "queries" in chosen:
        ask(options.count, options.runs)
    if "index" in chosen:
        sizes(index(options.count))
    if "workers" in chosen:
        workers(options.many)
    if "hosts" in chosen:
        on_hosts(options.many // 5)


if __name__ == "__main__":
    main()
