"""One state of the index on a cluster: a point in time, of which all shards answer, or nobody does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING
from weakref import finalize

from kratomcli.batches import batches
from kratomcli.engine.opensearch.client import Refused, as_line
from kratomcli.engine.opensearch.mapping import ARTICLES, LENGTHS, NOTHING, STATE, alias
from kratomcli.engine.opensearch.queries import FieldStatistics, Scorer, filtering, needed
from kratomcli.errors import EngineUnreachable, KratomError, PartialAnswer, UsageError

if TYPE_CHECKING:
    from kratomcli.engine.clauses import Clause
    from kratomcli.engine.opensearch.client import Client, Json
    from kratomcli.engine.snapshot import Rated

COMMIT = "commit"
"""The state document whose version is the generation."""
_KEPT_ALIVE = "5m"
_PAGE = 10_000
"""How many hits a cluster gives at once."""
_COUNTED = 1_000
"""For how many tokens the numbers of articles are asked at once."""
_MOST_TOKENS = 50_000
"""For how many different tokens a cluster counts articles in one answer; for more it takes several."""
_TOO_LONG = 400
"""The status for a query with more words than a cluster takes; there is nothing else wrong with ours."""
_NO_ARTICLE = {"size": 0, "track_total_hits": True}
_LEAN = {"_source": False, "stored_fields": "_none_", "track_total_hits": False}


def generation_of(client: Client, name: str) -> int:
    """The number of the latest commit to a library; 0 before the first."""
    try:
        found = client.ask_latest("GET", f"/{alias(name, STATE)}/_doc/{COMMIT}", _source=False)
    except Refused as error:
        if error.status == 404:
            return 0
        raise
    return int(found["_version"])


class MatchingKeys(Iterator[Sequence[int]]):
    """Keys of articles in batches, and the query that they match: who has it need not read the keys."""

    def __init__(self, query: Json, batches: Iterator[Sequence[int]]) -> None:
        self.query = query
        self._batches = batches

    def __next__(self) -> Sequence[int]:
        return next(self._batches)


class OpenSearchSnapshot:
    """One commit of a library on a cluster; see `Snapshot` for the methods.

    A state that the cluster has lost, with a node or because nobody asked for long, is opened again if
    nothing was committed meanwhile, or nothing was answered yet.
    """

    def __init__(self, client: Client, name: str, generation: int | None = None) -> None:
        """Take the latest state of a library, which is opened with the first question.

        Args:
            generation: that of the latest commit, if it was asked for just now.
        """
        self._client = client
        self._name = name
        self.generation = generation_of(client, name) if generation is None else generation
        self._point: list[str] = []
        """The id of the point in time; empty before it is open."""
        self._answered = False
        self._frequencies: dict[tuple[str, str], int] = {}
        self._averages: dict[str, float] = {}
        self._documents: int | None = None
        finalize(self, _close, client, self._point)

    def close(self) -> None:
        """Let the cluster forget the state, as it also does after some minutes, or with the snapshot."""
        _close(self._client, self._point)
        self._point.clear()

    @property
    def documents(self) -> int:
        if self._documents is None:
            self._measure(())
        return self._documents or 0

    def hits(self, clause: Clause, limit: int) -> list[Rated]:
        body = {"query": self._scorer([clause]).query(clause), "docvalue_fields": ["key", "date"], **_LEAN}
        if limit <= _PAGE:
            return [_rated(hit) for hit in self.search({**body, "size": max(limit, 1)})["hits"]["hits"]]
        pages = self._pages(body, [{"_score": "desc"}, {"key": "asc"}])
        return [_rated(hit) for hit in islice((hit for page in pages for hit in page), limit)]

    def keys_of(self, hits: Sequence[Rated]) -> list[int]:
        return [key for _, (key, _) in hits]

    def dates_of(self, hits: Sequence[Rated]) -> list[int]:
        return [date for _, (_, date) in hits]

    def count(self, clause: Clause) -> int:
        return int(self.search({"query": filtering(clause), **_NO_ARTICLE})["hits"]["total"]["value"])

    def keys(self, clause: Clause) -> MatchingKeys:
        query = filtering(clause)
        pages = self._pages({"query": query, **_LEAN}, [{"key": "asc"}])
        return MatchingKeys(query, ([int(hit["sort"][0]) for hit in page] for page in pages))

    def scores(self, clauses: Sequence[Clause], keys: Sequence[int]) -> list[dict[int, float]]:
        if not (clauses and keys):
            return [{} for _ in clauses]
        scorer = self._scorer(clauses)
        among = {"terms": {"key": list(keys)}}
        bodies = [
            {
                "query": {"bool": {"filter": among, "must": scorer.query(clause)}},
                "docvalue_fields": ["key"],
                "size": len(keys),
                **_LEAN,
            }
            for clause in clauses
        ]
        return [
            {hit["fields"]["key"][0]: float(hit["_score"]) for hit in answer["hits"]["hits"]}
            for answer in self._search_all(bodies)
        ]

    def doc_freqs(self, field: str, tokens: Sequence[str]) -> list[int]:
        self._measure((field, token) for token in tokens)
        return [self._frequencies[field, token] for token in tokens]

    def tokens(
        self, field: str, start: str, among: Clause | None = None, limit: int | None = None
    ) -> list[tuple[str, int]]:
        asked: list[Json] = [{"prefix": {field: {"value": start}}}] if start else []
        if among is not None:
            asked.append(filtering(among))
        body = {"query": {"bool": {"filter": asked}}, "size": 0, "track_total_hits": False}
        found = self._common_tokens(field, start, body)
        if found is None:
            found = sorted(self._all_tokens(field, start, body), key=lambda one: (-one[1], one[0]))
        return [one for one in found if one[0] != NOTHING][:limit]

    def _common_tokens(self, field: str, start: str, body: Json) -> list[tuple[str, int]] | None:
        """The tokens; None if they are too many for one answer, which would lack some."""
        terms: Json = {"field": field, "size": _MOST_TOKENS, "shard_size": _MOST_TOKENS}
        if start:
            terms["include"] = re.sub(r"\W", r"\\\g<0>", start) + ".*"
        found = self.search({**body, "aggs": {"tokens": {"terms": terms}}})["aggregations"]["tokens"]
        if found["sum_other_doc_count"]:
            return None
        return sorted(
            ((bucket["key"], int(bucket["doc_count"])) for bucket in found["buckets"]),
            key=lambda one: (-one[1], one[0]),
        )

    def _all_tokens(self, field: str, start: str, body: Json) -> Iterator[tuple[str, int]]:
        """Yield the tokens in the order of their characters."""
        composite: Json = {"size": _PAGE, "sources": [{"token": {"terms": {"field": field}}}]}
        if start:
            composite["after"] = {"token": start[:-1] + chr(ord(start[-1]) - 1) + "\U0010ffff"}
        while True:
            answer = self.search({**body, "aggs": {"tokens": {"composite": composite}}})
            buckets = answer["aggregations"]["tokens"]["buckets"]
            for bucket in buckets:
                token = bucket["key"]["token"]
                if token.startswith(start):
                    yield token, int(bucket["doc_count"])
                elif token > start:
                    return
            if len(buckets) < _PAGE:
                return
            composite["after"] = buckets[-1]["key"]

    def _scorer(self, clauses: Sequence[Clause]) -> Scorer:
        """What makes queries with scores of some clauses."""
        if words := needed(clauses):
            self._measure(words)
        return Scorer(FieldStatistics(self._documents or 0, self._averages, self._frequencies))

    def _measure(self, words: Iterable[tuple[str, str]]) -> None:
        """Learn the numbers of articles with these (field, token), of all articles, and how long they are."""
        new = [word for word in dict.fromkeys(words) if word not in self._frequencies]
        for part in batches(new, _COUNTED) if new or self._documents is not None else [new]:
            aggregations: Json = {}
            if self._documents is None:
                aggregations |= {field: {"sum": {"field": name}} for field, name in LENGTHS.items()}
            if part:
                terms = [{"term": {field: token}} for field, token in part]
                aggregations["with"] = {"filters": {"filters": terms}}
            answer = self.search({"aggs": aggregations, **_NO_ARTICLE})
            found = answer["aggregations"]
            if self._documents is None:
                self._documents = int(answer["hits"]["total"]["value"])
                self._averages = {field: found[field]["value"] / max(self._documents, 1) for field in LENGTHS}
            if part:
                counts = (int(bucket["doc_count"]) for bucket in found["with"]["buckets"])
                self._frequencies.update(zip(part, counts, strict=True))

    def _pages(self, body: Json, order: Sequence[Json]) -> Iterator[list[Json]]:
        """Yield all hits in an order that ends in the key."""
        asked = {**body, "sort": order, "size": _PAGE}
        while hits := self.search(asked)["hits"]["hits"]:
            yield hits
            if len(hits) < _PAGE:
                return
            asked["search_after"] = hits[-1]["sort"]

    def search(self, body: Json) -> Json:
        """The answer of all shards to one search request of this state."""
        return self._search_all([body])[0]

    def _search_all(self, bodies: Sequence[Json]) -> list[Json]:
        """The answers to some questions of this state.

        Raises:
            UsageError: a question is too long for the cluster.
        """
        try:
            answers = self._ask(bodies)
        except (EngineUnreachable, Refused) as error:
            self._open_again(error)
            answers = self._ask(bodies)
        self._answered = True
        return answers

    def _ask(self, bodies: Sequence[Json]) -> list[Json]:
        if not self._point:
            opened = self._client.ask_latest(
                "POST",
                f"/{alias(self._name, ARTICLES)}/_search/point_in_time",
                keep_alive=_KEPT_ALIVE,
                allow_partial_pit_creation=False,
            )
            self._point.append(opened["pit_id"])
        how = {"search_type": "dfs_query_then_fetch", "allow_partial_search_results": False}
        whole = [{**body, "pit": {"id": self._point[0], "keep_alive": _KEPT_ALIVE}} for body in bodies]
        if len(whole) == 1:
            answers = [self._client.ask("POST", "/_search", whole[0], **how)]
        else:
            lines = b"".join(as_line(how) + as_line(body) for body in whole)
            answers = self._client.ask("POST", "/_msearch", lines)["responses"]
        self._point[0] = answers[-1].get("pit_id", self._point[0])
        return answers

    def _open_again(self, error: KratomError) -> None:
        """Forget a point in time that the cluster can't read any more.

        Raises:
            UsageError: a question is too long for the cluster.
            PartialAnswer: what was answered before is of a state that is gone.
            KratomError: the error, if it is none of the point in time.
        """
        if isinstance(error, Refused) and error.status == _TOO_LONG:
            raise UsageError(
                f"this is too long a query for the search cluster: {error.reason}",
                hint="Leave some out, or have the cluster take more clauses.",
            ) from error
        if (isinstance(error, Refused) and "search_context_missing" not in error.type) or not self._point:
            raise error
        self.close()
        latest = generation_of(self._client, self._name)
        if latest != self.generation and self._answered:
            raise PartialAnswer(
                "the state of the index that was being read is gone, and it has changed since",
                hint="Ask again.",
            ) from error
        self.generation = latest


def _rated(hit: Json) -> Rated:
    fields = hit["fields"]
    return float(hit["_score"]), (fields["key"][0], fields.get("date", (0,))[0])


def _close(client: Client, point: list[str]) -> None:
    if point:
        try:
            client.ask("DELETE", "/_search/point_in_time", {"pit_id": point})
        except KratomError:
            return  # the cluster forgets it by itself
