"""The indexes of a library in a cluster: their settings and fields.

`NAME-articles-1` behind the alias `NAME-articles` has a document for each article; `NAME-state-1`, behind
`NAME-state`, small ones of what its writers tell each other. Writing goes by the aliases, and only where they
are: for whoever writes to an index that is not there, a cluster makes one, with fields as it guesses them.

The score of a word in `text` is the cluster's own BM25. That of a word in a short field is worked out by a
script: a cluster takes averages over the articles that have a field, and tantivy over all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kratomcli.engine.analysis import ANALYSIS_VERSION

if TYPE_CHECKING:
    from kratomcli.engine.opensearch.client import Client

VERSION = f"fields 1, analysis {ANALYSIS_VERSION}"
"""Indexes of another version are made anew. Increase the first number when the fields change."""
ARTICLES, STATE = "articles", "state"
HOLE = "_"
"""A place without a word in a text: no token is like it, since words are of letters and digits."""
NOTHING = "."
"""The only token of an article without words, so that it is counted among those with a text."""
LONGEST_KEYWORD = 32_766
"""In bytes; Lucene takes no longer token that is not cut into words."""
LENGTHS = {field: field + "_length" for field in ("title", "opening", "summary", "words", "accents")}
"""Field → that of the number of its tokens, as a score takes it."""
KEPT = ("row", "names", "links", "packed", "file")
"""What of a document is kept as it was written; all else is only indexed."""
K1, B = 1.2, 0.75
"""The parameters of BM25, as in every engine."""
TEXTS = ("text", "title", "opening", "summary")
_LONGEST_TOKEN = 4096
_RETRIES = 100
"""How often a node that was away tries to take up its copy of a shard, for 5 seconds each time.

It can't while a point in time of before holds the copy, for 5 minutes at most; OpenSearch's own 5 tries end
too early.
"""
_SORTED = ("sort_path", "sort_title", "sort_date", "sort_updated")
_OF_THE_CATALOG = ("top", "id", "id_ends", "preferred", "path", *_SORTED)
_NUMBERS = ("date", "date_end", "updated", "updated_end", "words_count")


def alias(name: str, kind: str) -> str:
    """The alias of one of the indexes of a library."""
    return f"{name}-{kind}"


def writing_alias(index: str) -> str:
    """The name to write to this very index of articles by, and to none that a cluster makes in its place."""
    return f"{index}-writing"


def create(
    client: Client, name: str, *, about: dict[str, Any], shards: int = 1, replicas: int = 1, number: int = 1
) -> None:
    """Make the indexes of a library, those that are not there.

    Args:
        about: what the index of articles says of itself: see `about`.
        number: that of the index of articles; only the first has the alias from the beginning.
    """
    legacy = client.ask("GET", "/")["version"]["number"].split(".")[0] != "2"
    articles = _articles(about, shards, replicas, "LegacyBM25" if legacy else "BM25")
    index = f"{alias(name, ARTICLES)}-{number}"
    articles["aliases"] = {writing_alias(index): {}}
    if number == 1:
        articles["aliases"][alias(name, ARTICLES)] = {"is_write_index": True}
    _create(client, index, articles)
    _create(client, f"{alias(name, STATE)}-1", {**_state(replicas), "aliases": {alias(name, STATE): {}}})


def about(client: Client, name: str) -> dict[str, Any]:
    """What the index of articles says of itself.

    Raises:
        Refused: with status 404: there is none.
    """
    found = client.ask("GET", f"/{alias(name, ARTICLES)}/_mapping")
    (index,) = found.values()
    return dict(index["mappings"].get("_meta", {}))


def _create(client: Client, index: str, body: dict[str, Any]) -> None:
    from kratomcli.engine.opensearch.client import Refused

    # Clusters may allow to write, but no new index: with this role, or while their disks are nearly full.
    if index in client.ask("GET", f"/{index}/_alias", ignore_unavailable=True):
        return
    try:
        client.ask("PUT", f"/{index}", body)
    except Refused as error:
        if error.type != "resource_already_exists_exception":
            raise


def _articles(about: dict[str, Any], shards: int, replicas: int, bm25: str) -> dict[str, Any]:
    return {
        "settings": {
            "number_of_shards": shards,
            "number_of_replicas": replicas,
            "refresh_interval": -1,  # a commit refreshes
            "allocation.max_retries": _RETRIES,
            "gc_deletes": "1h",  # for as long a late write can't bring back what was deleted
            "similarity": {
                "default": {"type": bm25, "k1": K1, "b": B},
                "frequency": {"type": "scripted", "script": {"source": "return query.boost * doc.freq;"}},
            },
            "analysis": {
                "analyzer": {"tokens": {"type": "custom", "tokenizer": "spaces", "filter": ["holes"]}},
                "tokenizer": {
                    "spaces": {
                        "type": "char_group",
                        "tokenize_on_chars": [" "],
                        "max_token_length": _LONGEST_TOKEN,
                    }
                },
                "filter": {"holes": {"type": "stop", "stopwords": [HOLE]}},
            },
        },
        "mappings": {
            "_meta": about,
            "dynamic": False,
            "_source": {"includes": list(KEPT)},
            "properties": _fields(),
        },
    }


def _fields() -> dict[str, Any]:
    text = {"type": "text", "analyzer": "tokens"}
    short = {**text, "norms": False, "similarity": "frequency"}
    keyword = {"type": "keyword"}
    number = {"type": "long"}
    return {
        "text": text,
        "title": short,
        "opening": short,
        "summary": {**short, "index_options": "freqs"},
        "words": keyword,
        "accents": {**keyword, "doc_values": False},
        "keywords": keyword,
        **dict.fromkeys(("key", *_NUMBERS, "names", "link_names"), number),
        **{name: {"type": "integer", "index": False} for name in LENGTHS.values()},
        **dict.fromkeys(_OF_THE_CATALOG, keyword),
        "word_count": {"type": "integer"},
    }


def _state(replicas: int) -> dict[str, Any]:
    return {
        "settings": {"number_of_shards": 1, "number_of_replicas": replicas},
        "mappings": {
            "dynamic": False,
            "properties": {
                "kind": {"type": "keyword"},
                "name": {"type": "keyword"},
                "at": {"type": "double"},
                "number": {"type": "long"},
                "state": {"type": "long"},
                "top": {"type": "keyword"},
            },
        },
    }
