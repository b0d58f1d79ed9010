#!/usr/bin/env bash
# OpenSearch scores a phrase by the lengths of only those shards that have its words, even with dfs_query_then_fetch.
#
# Versions: OpenSearch 2.19.6 (Lucene 9.12), one node; give the address of another as the first argument.
# Expected: with dfs_query_then_fetch a score is that of the same articles in one shard: frequencies, the number of
#           articles and their average length are those of all shards.
# Seen:     so it is for words, and for phrases if the same question asks for a word of the field, too. For a phrase
#           alone, a shard with none of its words leaves itself out of the number of articles and their average
#           length: PhraseQuery asks for the statistics of the field only where it has found a word, TermQuery always.
# Output:   the score of the phrase alone, of the phrase beside a word that nobody has, and in one shard
# So:       ask with every phrase for a word that no article has: {"bool": {"must": phrase, "should": word}}.
set -euo pipefail
cd "$(dirname "$0")/.."
python3 - "$@" <<'PYTHON'
import json
import sys
import tempfile
import urllib.request
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, "tests")
from support.opensearch_nodes import Nodes

SHORT, LONG = "red fox", "many other words that make this a much longer text than that"


def ask(url: str, method: str, path: str, body: object) -> dict:
    head = {"Content-Type": "application/json"}
    request = urllib.request.Request(url + path, json.dumps(body).encode(), head, method=method)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def score(url: str, shards: int, query: object) -> float:
    """The best score, of an index in which the short text has a shard of its own if there are two."""
    index = f"/phrases-{shards}"
    ask(url, "PUT", index, {"settings": {"number_of_shards": shards, "number_of_replicas": 0}})
    try:
        for number, text in enumerate([SHORT, *[LONG] * 9]):
            routing = "a" if text == SHORT else "b"
            ask(url, "PUT", f"{index}/_doc/{number}?refresh=true&routing={routing}", {"text": text})
        found = ask(url, "POST", f"{index}/_search?search_type=dfs_query_then_fetch", {"query": query})
        return found["hits"]["max_score"]
    finally:
        ask(url, "DELETE", index, {})


with ExitStack() as stack:
    if sys.argv[1:]:
        url = sys.argv[1]
    else:
        nodes = stack.enter_context(Nodes(Path(stack.enter_context(tempfile.TemporaryDirectory())), 1))
        url = nodes.urls[0]
    phrase = {"match_phrase": {"text": SHORT}}
    word = {"bool": {"must": phrase, "should": {"term": {"text": "nobody"}}}}
    alone, beside, one = score(url, 2, phrase), score(url, 2, word), score(url, 1, phrase)
    print(alone, beside, one)
    assert abs(beside - one) < 1e-5, "a word does not help any more"
    assert abs(alone - one) > 0.1, "a phrase takes all shards into account now"
PYTHON
echo "as seen: the score of a phrase depends on which shards have its words"
