"""Measure a search call of the tool server beside the same question to the Python API, both warm.

    python benchmarks/tool_server.py [FOLDER] [--calls 200] [--query WORDS]...

Prints milliseconds: the median of each and their ratio, for a client that writes its lines by hand. Both look
for changes before each question, as a process that lives long has to, and then without that
(`--refresh never`). The two take turns, so that whatever else the machine does slows both.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kratomcli import Library

QUERIES = (
    "agile government",
    "open source data",
    '"user research"',
    "title:design tags:agile",
    "accessibility~",
)
HANDSHAKE = {
    "protocolVersion": "2025-11-25",
    "capabilities": {},
    "clientInfo": {"name": "benchmark", "version": "1"},
}


class Client:
    """A server in a process, asked line by line."""

    def __init__(self, folder: str, refresh: str) -> None:
        self._process: Any = subprocess.Popen(
            [sys.executable, "-m", "kratomcli", "mcp", "-L", folder, "--refresh", refresh],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        started = time.perf_counter()
        self.ask("initialize", HANDSHAKE)
        self.start = time.perf_counter() - started

    def ask(self, method: str, params: object) -> Any:
        """The result of a request."""
        message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        self._process.stdin.write(json.dumps(message).encode() + b"\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def search(self, query: str) -> int:
        """The number of hits."""
        answer = self.ask("tools/call", {"name": "search", "arguments": {"query": query}})
        return len(answer["result"]["structuredContent"]["hits"])

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait()


def timed(ask: Callable[[], int]) -> tuple[float, int]:
    """(milliseconds, number of hits) of one question."""
    started = time.perf_counter()
    hits = ask()
    return (time.perf_counter() - started) * 1000, hits


def compared(folder: str, refresh: Any, query: str, calls: int) -> tuple[float, float, float]:
    """Medians in milliseconds: the API's, the server's, and that of a ping, which asks nothing."""
    client = Client(folder, refresh)
    own: list[float] = []
    theirs: list[float] = []
    pings: list[float] = []
    with Library.open(folder, refresh=refresh) as library:

        def asked() -> int:
            library.refresh()
            return len(library.search(query, limit=10, snippets=2))

        for number in range(calls + 5):
            (mine, found), (other, given) = timed(asked), timed(lambda: client.search(query))
            if found != given:
                sys.exit(f"{query}: {found} hits by the API, {given} by the server")
            if number >= 5:
                own.append(mine)
                theirs.append(other)
                pings.append(timed(lambda: len(client.ask("ping", {})))[0])
    client.close()
    return statistics.median(own), statistics.median(theirs), statistics.median(pings)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", default=str(Path(__file__).parents[1] / "seeds"))
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--query", action="append")
    given = parser.parse_args()
    with Library.open(given.folder) as library:
        library.sync()
        print(f"{library.count():,} articles; milliseconds, median of {given.calls} calls")
    print(f"{'looks':6} {'query':28} {'API':>8} {'server':>8} {'ratio':>6} {'ping':>6}")
    for refresh in ("auto", "never"):
        for query in given.query or QUERIES:
            own, server, ping = compared(given.folder, refresh, query, given.calls)
            print(
                f"{refresh:6} {query:28} {own:8.2f} {server:8.2f} {server / own:6.2f} {ping:6.2f}", flush=True
            )


if __name__ == "__main__":
    main()
