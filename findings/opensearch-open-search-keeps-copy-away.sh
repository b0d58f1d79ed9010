#!/usr/bin/env bash
# OpenSearch gives up a copy of a shard whose node still has a point in time of it open, and does not try again.
#
# Versions: OpenSearch 2.19.6, two nodes.
# Expected: a copy that was moved off a node and back is there again once nothing holds it any more: at the latest
#           when the point in time ends.
# Seen:     the point in time keeps the lock of the copy that its node has closed. The new copy can't be made there:
#           five tries of 5 seconds, and then none, also after the point in time has ended. The index stays yellow
#           until somebody asks for /_cluster/reroute?retry_failed=true. The same happens to a node that is cut off
#           while it is being searched, and joins again.
# Output:   tries, whether there is a copy 10 s after the point in time has ended, and after it was asked for
# So:       index.allocation.max_retries so large that they last longer than any point in time.
set -euo pipefail
cd "$(dirname "$0")/.."
python3 - <<'PYTHON'
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, "tests")
from support.opensearch_nodes import Nodes

INDEX = "/letters"


def wait(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.2)


with tempfile.TemporaryDirectory() as place, Nodes(Path(place), 2) as nodes:

    def copies() -> int:
        return nodes.ask("GET", f"/_cluster/health{INDEX}")["active_shards"]

    def exclude(node: str) -> None:
        nodes.ask("PUT", f"{INDEX}/_settings", {"index.routing.allocation.exclude._name": node})

    def tries() -> int:
        asked = {"index": INDEX[1:], "shard": 0, "primary": False}
        found = nodes.ask("GET", "/_cluster/allocation/explain", asked)
        return found.get("unassigned_info", {}).get("failed_allocation_attempts", 0)

    nodes.ask("PUT", INDEX, {"settings": {"number_of_shards": 1, "number_of_replicas": 1}})
    nodes.ask("PUT", f"{INDEX}/_doc/1?refresh=true", {"text": "abc"})
    wait(lambda: copies() == 2)
    shards = nodes.ask("GET", f"/_cat/shards{INDEX}?format=json")
    (node,) = [shard["node"] for shard in shards if shard["prirep"] == "r"]
    number = int(node[-1])
    opened = f"{INDEX}/_search/point_in_time?keep_alive=5m&preference=_only_local"
    point = nodes.ask("POST", opened, node=number)["pit_id"]
    nodes.ask("PUT", f"{INDEX}/_settings", {"index.number_of_replicas": 0})
    exclude(node)
    wait(lambda: copies() == 1)
    nodes.ask("PUT", f"{INDEX}/_settings", {"index.number_of_replicas": 1})
    exclude("")
    wait(lambda: tries() >= 5 or copies() == 2)
    seen = tries()
    nodes.ask("DELETE", "/_search/point_in_time", {"pit_id": [point]})
    time.sleep(10)
    after = copies() == 2
    nodes.ask("POST", "/_cluster/reroute?retry_failed=true")
    wait(lambda: copies() == 2)
    print(seen, after, True)
    assert (seen, after) == (5, False), "a copy comes back by itself now"
PYTHON
echo "as seen: a copy that a point in time held is given up for good"
