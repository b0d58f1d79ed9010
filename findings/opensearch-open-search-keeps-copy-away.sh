#!/usr/bin/env bash
# OpenSearch gives up a copy of a shard whose node still has a point in time of it open, and does not try again.
#
# Versions: OpenSearch 2.19.6, two nodes in one process; from Maven's central repository, run by Java 17 or newer.
# Expected: a copy that was moved off a node and back is there again once nothing holds it any more: at the latest
#           when the point in time ends.
# Seen:     the point in time keeps the lock of the copy that its node has closed. The new copy can't be made there:
#           five tries of 5 seconds, and then none, also after the point in time has ended. The index stays yellow
#           until somebody asks for /_cluster/reroute?retry_failed=true. The same happens to a node that is cut off
#           while it is being searched, and joins again.
# Output:   5 False True: tries, whether there is a copy 10 s after the point in time has ended, and after it was asked for
# So:       index.allocation.max_retries so large that they last longer than any point in time.
set -euo pipefail
place=$(mktemp -d)
nodes=""
trap '[ -z "$nodes" ] || kill "$nodes"; wait; rm -rf "$place"' EXIT
cat >"$place/pom.xml" <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>findings</groupId>
  <artifactId>node</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.opensearch</groupId>
      <artifactId>opensearch</artifactId>
      <version>2.19.6</version>
    </dependency>
    <dependency>
      <groupId>org.opensearch.plugin</groupId>
      <artifactId>transport-netty4-client</artifactId>
      <version>2.19.6</version>
    </dependency>
    <dependency>
      <groupId>org.apache.logging.log4j</groupId>
      <artifactId>log4j-core</artifactId>
      <version>2.25.4</version>
    </dependency>
  </dependencies>
</project>
XML
cat >"$place/Start.java" <<'JAVA'
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.opensearch.common.settings.Settings;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.Plugin;
import org.opensearch.transport.Netty4Plugin;

/** Nodes of one cluster in one process: HOME, and for each node its two ports. */
public class Start {
    static class WithPlugins extends Node {
        WithPlugins(Settings settings, Collection<Class<? extends Plugin>> plugins) {
            super(InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "node"), plugins, false);
        }
    }

    public static void main(String[] args) throws Exception {
        for (int at = 1; at < args.length; at += 2) {
            String name = "node-" + at / 2;
            Settings settings = Settings.builder()
                .put("path.home", args[0] + "/" + name)
                .put("node.name", name)
                .put("network.host", "127.0.0.1")
                .put("http.port", args[at])
                .put("transport.port", args[at + 1])
                .put("discovery.seed_hosts", "127.0.0.1:" + args[2])
                .put("cluster.initial_cluster_manager_nodes", "node-0")
                .put("cluster.routing.allocation.disk.threshold_enabled", false)
                .build();
            new WithPlugins(settings, List.of(Netty4Plugin.class)).start();
        }
        Thread.currentThread().join();
    }
}
JAVA
mvn -q -B -f "$place/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
    -DoutputDirectory="$place/jars" >&2
read -ra ports < <(python3 - <<'PYTHON'
import socket

taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(4)]
print(*(one.getsockname()[1] for one in taken))
PYTHON
)
java -Xmx512m -cp "$place/jars/*" "$place/Start.java" "$place" "${ports[@]}" >"$place/log" 2>&1 &
nodes=$!
python3 - "http://127.0.0.1:${ports[0]}" "http://127.0.0.1:${ports[2]}" <<'PYTHON'
import json
import sys
import time
import urllib.request
from collections.abc import Callable

URLS = sys.argv[1:]
INDEX = "/letters"


def ask(method: str, path: str, body: object = None, node: int = 0) -> object:
    head = {"Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(URLS[node] + path, data, head, method=method)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def wait(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.2)


def is_up() -> bool:
    try:
        return all(ask("GET", "/_cluster/health", node=node)["number_of_nodes"] == 2 for node in (0, 1))
    except OSError:
        return False


def copies() -> int:
    return ask("GET", f"/_cluster/health{INDEX}")["active_shards"]


def change(**settings: object) -> None:
    names = {"replicas": "number_of_replicas", "without": "routing.allocation.exclude._name"}
    ask("PUT", f"{INDEX}/_settings", {f"index.{names[name]}": value for name, value in settings.items()})


def tries() -> int:
    """How often it was tried to make the copy that is not there."""
    query = {"index": INDEX[1:], "shard": 0, "primary": False}
    found = ask("POST", "/_cluster/allocation/explain", query).get("unassigned_info", {})
    return found.get("failed_allocation_attempts", 0)


wait(is_up)
ask("PUT", INDEX, {"settings": {"number_of_shards": 1, "number_of_replicas": 1}})
ask("PUT", f"{INDEX}/_doc/1?refresh=true", {"text": "abc"})
wait(lambda: copies() == 2)
(node,) = [one["node"] for one in ask("GET", f"/_cat/shards{INDEX}?format=json") if one["prirep"] == "r"]
opened = f"{INDEX}/_search/point_in_time?keep_alive=5m&preference=_only_local"
point = ask("POST", opened, node=int(node[-1]))["pit_id"]
change(replicas=0, without=node)
wait(lambda: copies() == 1)
change(replicas=1, without="")
wait(lambda: copies() == 2 or tries() >= 5)
seen = 0 if copies() == 2 else tries()
ask("DELETE", "/_search/point_in_time", {"pit_id": [point]})
time.sleep(10)
after = copies() == 2
ask("POST", "/_cluster/reroute?retry_failed=true")
wait(lambda: copies() == 2)
print(seen, after, True)
assert (seen, after) == (5, False), "a copy comes back by itself now"
PYTHON
echo "as seen: a copy that a point in time held is given up for good"
