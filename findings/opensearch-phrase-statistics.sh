#!/usr/bin/env bash
# OpenSearch scores a phrase by the lengths of only those shards that have its words, even with dfs_query_then_fetch.
#
# Versions: OpenSearch 2.19.6 (Lucene 9.12), one node; from Maven's central repository, run by Java 17 or newer.
# Expected: with dfs_query_then_fetch a score is that of the same articles in one shard: frequencies, the number of
#           articles and their average length are those of all shards.
# Seen:     so it is for words, and for phrases if the same question asks for a word of the field, too. For a phrase
#           alone, a shard with none of its words leaves itself out of the number of articles and their average
#           length: PhraseQuery asks for the statistics of the field only where it has found a word, TermQuery always.
# Output:   0.575 5.990 5.990: the score of the phrase alone, of the phrase beside a word that nobody has, and in one shard
# So:       ask with every phrase for a word that no article has: {"bool": {"must": phrase, "should": word}}.
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

taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
print(*(one.getsockname()[1] for one in taken))
PYTHON
)
java -Xmx512m -cp "$place/jars/*" "$place/Start.java" "$place" "${ports[@]}" >"$place/log" 2>&1 &
nodes=$!
python3 - "http://127.0.0.1:${ports[0]}" <<'PYTHON'
import json
import sys
import time
import urllib.request

URL = sys.argv[1]
SHORT, LONG = "red fox", "many other words that make this a much longer text than that"


def ask(method: str, path: str, body: object = None) -> dict:
    head = {"Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(URL + path, data, head, method=method)) as answer:
        return json.load(answer)


def wait_until_up() -> None:
    end = time.monotonic() + 120
    while True:
        try:
            ask("GET", "/_cluster/health?wait_for_nodes=1")
            return
        except OSError:
            assert time.monotonic() < end, "the node does not start"
            time.sleep(0.5)


def score(shards: int, query: object) -> float:
    """The best score, of an index in which the short text has a shard of its own if there are two."""
    index = f"/phrases-{shards}"
    ask("PUT", index, {"settings": {"number_of_shards": shards, "number_of_replicas": 0}})
    try:
        for number, text in enumerate([SHORT, *[LONG] * 9]):
            routing = "a" if text == SHORT else "b"
            ask("PUT", f"{index}/_doc/{number}?refresh=true&routing={routing}", {"text": text})
        found = ask("POST", f"{index}/_search?search_type=dfs_query_then_fetch", {"query": query})
        return found["hits"]["max_score"]
    finally:
        ask("DELETE", index)


wait_until_up()
phrase = {"match_phrase": {"text": SHORT}}
word = {"bool": {"must": phrase, "should": {"term": {"text": "nobody"}}}}
alone, beside, one = score(2, phrase), score(2, word), score(1, phrase)
print(f"{alone:.3f} {beside:.3f} {one:.3f}")
assert abs(beside - one) < 1e-5, "a word does not help any more"
assert abs(alone - one) > 0.1, "a phrase takes all shards into account now"
PYTHON
echo "as seen: the score of a phrase depends on which shards have its words"
