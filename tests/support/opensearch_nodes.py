"""A cluster of OpenSearch nodes on this machine, from Maven's central repository alone; for tests and benchmarks.

    with Nodes(folder) as nodes:
        nodes.ask("GET", "/_cluster/health")
        nodes.kill(2); nodes.start(2); nodes.wait()

    python tests/support/opensearch_nodes.py [COUNT]   starts them, prints their addresses, ends with Ctrl-C

Each node reads from a named pipe, the leash, and ends when nobody writes to it any more: when the last process
that holds a cluster has let go of it, or is dead.
"""

from __future__ import annotations

import fcntl
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.error import HTTPError
from zlib import crc32

PROJECT = Path(__file__).parents[2]
HERE = PROJECT / "tests" / "cluster"
JARS = PROJECT / "build" / f"opensearch-{crc32((HERE / 'pom.xml').read_bytes()):x}"
"""Where the jars are kept, brought once for what pom.xml says; the folder is not part of the repository."""
PATIENCE = 300.0
"""Seconds until a cluster that does not come up is given up: far more than it needs on a busy machine."""
_JAVA = (
    *("-Xms384m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
    *("-Dorg.apache.logging.log4j.level=WARN", "-Dlog4j2.disable.jmx=true"),
)


def missing() -> str:
    """Why no node can run here, in a few words; "" if one can. The jars are brought, if they are not there."""
    java = shutil.which("java")
    if not java:
        return "there is no Java"
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = said.partition('version "')[2].partition(".")[0].partition('"')[0]
    if not version.isdecimal() or int(version) < 17:
        return f"OpenSearch needs Java 17 or newer, and this is {version or 'another program'}"
    return "" if JARS.is_dir() else _bring()


def _bring() -> str:
    """Have Maven bring the jars; says what was missing for that, or ""."""
    maven = shutil.which("mvn")
    if not maven:
        return "there is no Maven to bring OpenSearch"
    JARS.parent.mkdir(exist_ok=True)
    with (JARS.parent / "lock").open("w") as lock, tempfile.TemporaryDirectory(dir=JARS.parent) as place:
        fcntl.flock(lock, fcntl.LOCK_EX)  # Maven's own store is not made for two at once
        if JARS.is_dir():
            return ""
        command = [maven, "-q", "-B", "-f", str(HERE / "pom.xml"), "dependency:copy-dependencies"]
        done = subprocess.run(
            [*command, f"-DoutputDirectory={place}/jars"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            return f"Maven could not bring OpenSearch: {done.stdout.strip()[:300]}"
        Path(place, "jars").rename(JARS)
    return ""


class Nodes:
    """A cluster of nodes, which are numbered from 0.

    `hosts` has the address of each node, `prefixes` what is put before its command (to start it in a network
    namespace, say); `settings` are settings of OpenSearch for all nodes. `urls` are where they are asked.
    """

    def __init__(
        self,
        folder: Path,
        count: int = 3,
        *,
        hosts: Sequence[str] = (),
        prefixes: Sequence[Sequence[str]] = (),
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self._folder = folder
        self._hosts = hosts or ["127.0.0.1"] * count
        self._prefixes = prefixes or [()] * len(self._hosts)
        ports = _free_ports(2 * len(self._hosts))
        self._http, self._inner = ports[::2], ports[1::2]
        self.urls = [f"http://{host}:{port}" for host, port in zip(self._hosts, self._http, strict=True)]
        self._settings = {
            "cluster.name": folder.name,
            "discovery.seed_hosts": ",".join(
                f"{h}:{p}" for h, p in zip(self._hosts, self._inner, strict=True)
            ),
            "cluster.initial_cluster_manager_nodes": ",".join(f"node-{n}" for n in range(len(self._hosts))),
            "action.auto_create_index": "false",
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            "node.processors": "2",
            **(settings or {}),
        }
        self.pids: dict[int, int] = {}
        """The process of each node that runs."""
        folder.mkdir(parents=True, exist_ok=True)
        os.mkfifo(folder / "leash")
        self._reading = os.open(folder / "leash", os.O_RDONLY | os.O_NONBLOCK)
        os.set_blocking(self._reading, True)
        self._leash = os.open(folder / "leash", os.O_WRONLY)

    def start(self, node: int) -> None:
        """Start a node, with what it had stored when it ran before; `wait` waits until it has joined."""
        home = self._folder / f"node-{node}"
        home.mkdir(exist_ok=True)
        own = {
            "node.name": home.name,
            "network.host": self._hosts[node],
            "http.port": self._http[node],
            "transport.port": self._inner[node],
        }
        java = [
            *self._prefixes[node],
            "java",
            *_JAVA,
            "-cp",
            f"{JARS}/*",
            str(HERE / "TestNode.java"),
            str(home),
        ]
        command = [*java, *(f"{name}={value}" for name, value in (self._settings | own).items())]
        log = os.open(home / "log", os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        streams = [(os.POSIX_SPAWN_DUP2, end, to) for end, to in ((self._reading, 0), (log, 1), (log, 2))]
        try:
            pid = os.posix_spawn(
                shutil.which(command[0]), command, os.environ, file_actions=streams, setpgroup=0
            )
        finally:
            os.close(log)
        self.pids[node] = pid

    def kill(self, node: int) -> None:
        """End a node as a power cut does."""
        pid = self.pids.pop(node)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)

    def wait(self, count: int | None = None) -> None:
        """Wait until each node that runs says that there are `count` nodes, or as many as run."""
        count = len(self.pids) if count is None else count
        end = time.monotonic() + PATIENCE
        while not all(self._number(node) == count for node in self.pids):
            if time.monotonic() > end:
                raise TimeoutError(f"the cluster in {self._folder} has not {count} nodes: see the logs there")
            time.sleep(0.2)

    def _number(self, node: int) -> int:
        try:
            return int(self.ask("GET", "/_cluster/health", node=node)["number_of_nodes"])
        except (OSError, HTTPException, KeyError):  # not up yet, or without a manager
            return 0

    def ask(self, method: str, path: str, body: object = None, *, node: int = -1) -> Any:
        """What the node says, or one of those that run: JSON in, JSON out, also with a status of an error."""
        return ask(self.urls[node if node >= 0 else min(self.pids)], method, path, body)

    def close(self) -> None:
        """Let go of the nodes, which end if nobody else holds them."""
        os.close(self._leash)
        os.close(self._reading)

    def __enter__(self) -> Nodes:
        for node in range(len(self.urls)):
            self.start(node)
        self.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()
        for pid in self.pids.values():
            os.waitpid(pid, 0)


def ask(url: str, method: str, path: str, body: object = None, timeout: float = 60.0) -> Any:
    """What a node says to JSON, as JSON, whatever the status.

    Raises:
        OSError: it does not answer.
    """
    text = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(url + path, text, {"Content-Type": "application/json"}, method=method)  # noqa: S310
    try:
        with urllib.request.urlopen(asked, timeout=timeout) as answer:  # noqa: S310
            return json.load(answer)
    except HTTPError as error:
        with error:
            return json.load(error)


@contextmanager
def shared(folder: Path) -> Iterator[list[str]]:
    """The addresses of a cluster of three nodes that all processes have in common that name the same folder.

    The first one starts it; it ends with the last one.
    """
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        held = _held(folder)
        if not held:
            place = Path(tempfile.mkdtemp(prefix="nodes-", dir=folder))
            nodes = Nodes(place)
            for node in range(len(nodes.urls)):
                nodes.start(node)
            nodes.wait()
            (folder / "urls").write_text(json.dumps([str(place), nodes.urls]))
            held = os.open(place / "leash", os.O_WRONLY), nodes.urls
            nodes.close()
    leash, urls = held
    try:
        yield urls
    finally:
        os.close(leash)


def _held(folder: Path) -> tuple[int, list[str]] | None:
    """The leash and the addresses of the cluster that runs, or None."""
    try:
        place, urls = json.loads((folder / "urls").read_text())
        leash = os.open(Path(place, "leash"), os.O_WRONLY | os.O_NONBLOCK)
    except OSError:  # none was started, or the last one has let go of it
        return None
    return leash, urls


def _free_ports(count: int) -> list[int]:
    """Ports of loopback that nothing listens on, below those that the system gives to others."""
    found: list[int] = []
    for port in random.sample(range(15_000, 32_000), 10 * count):
        with socket.socket() as end, suppress(OSError):
            end.bind(("127.0.0.1", port))
            found.append(port)
    return found[:count]


if __name__ == "__main__":
    if reason := missing():
        raise SystemExit(reason)
    with (
        tempfile.TemporaryDirectory() as place,
        Nodes(Path(place), int((sys.argv[1:] or ["3"])[0])) as started,
    ):
        print(*started.urls, flush=True)
        with suppress(KeyboardInterrupt):
            signal.pause()
