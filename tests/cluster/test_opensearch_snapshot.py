"""One state of an index on a cluster: lost ones, whole answers, limits of the cluster, and what writers may do."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest

from kratomcli.engine.clauses import (
    AllClause,
    BestClause,
    BooleanClause,
    Clause,
    ConstantClause,
    KeysClause,
    PatternClause,
    PhraseClause,
    RangeClause,
    TermClause,
    TermsClause,
)
from kratomcli.engine.opensearch import mapping, snapshot
from kratomcli.engine.opensearch.client import Client, Refused
from kratomcli.engine.opensearch.snapshot import OpenSearchSnapshot, generation_of
from kratomcli.errors import EngineUnreachable, PartialAnswer, UsageError
from support.opensearch_engine import TERM, BulkChanges, raised
from support.opensearch_nodes import Nodes

WORDS = ("fox", "dog", "owl")


def document(key: int, text: str = "", **fields: Any) -> dict[str, Any]:
    """What is indexed of an article with these words."""
    lengths = dict.fromkeys(mapping.LENGTHS.values(), 0)
    words = text.split()
    return {
        "key": key,
        "text": text or mapping.NOTHING,
        "words": words,
        "keywords": [f"n\x1f={key}"],
        "words_count": len(words),
        **lengths,
        "words_length": len(words),
        **fields,
    }


@pytest.fixture
def client(nodes: list[str]) -> Iterator[Client]:
    client = Client(nodes)
    yield client
    client.close()


@pytest.fixture
def name(client: Client, index_name: str) -> str:
    """A library without articles, in two shards."""
    mapping.create(client, index_name, about={"version": "1"}, shards=2, replicas=0)
    return index_name


def write(client: Client, name: str, *documents: dict[str, Any]) -> BulkChanges:
    changes = BulkChanges(client, name, raised(client, name, TERM))
    for one in documents:
        changes.put(one["key"], one)
    changes.commit()
    return changes


def matching(state: OpenSearchSnapshot, clause: Clause = AllClause()) -> list[int]:  # noqa: B008 - a tuple
    return [*chain(*state.keys(clause))]


def lose(client: Client, state: OpenSearchSnapshot) -> None:
    """Have the cluster forget a state, as it does some minutes after the last question."""
    client.ask("DELETE", "/_search/point_in_time", {"pit_id": state._point})


# -- indexes -------------------------------------------------------------------------------------------------


def test_indexes_are_made_once_and_say_what_they_are(client: Client, name: str) -> None:
    write(client, name, document(1))
    mapping.create(client, name, about={"version": "2"})
    assert mapping.about(client, name) == {"version": "1"}
    assert OpenSearchSnapshot(client, name).documents == 1


def test_nobody_makes_an_index_by_writing_to_it(client: Client, index_name: str) -> None:
    with pytest.raises(Refused) as missing:
        raised(client, index_name, TERM)
    assert missing.value.status == 404
    changes = BulkChanges(client, index_name, 1)
    changes.put(1, document(1))
    with pytest.raises(Refused):
        changes.flush()
    with pytest.raises(Refused):
        OpenSearchSnapshot(client, index_name).count(AllClause())
    with pytest.raises(Refused):
        client.ask("GET", f"/{index_name}-articles")


def test_only_what_a_reader_reads_is_kept(client: Client, name: str) -> None:
    write(client, name, document(1, "fox", row=["a", 1], names=[4], links=[[0, "x", 5]], path="a.md"))
    found = client.ask("GET", f"/{name}-articles/_doc/1")["_source"]
    assert found == {"row": ["a", 1], "names": [4], "links": [[0, "x", 5]]}


# -- states --------------------------------------------------------------------------------------------------


def test_a_state_stays_as_it_was(client: Client, name: str) -> None:
    write(client, name, document(1, "fox"), document(2, "dog"))
    state = OpenSearchSnapshot(client, name)
    assert matching(state) == [1, 2]
    changes = write(client, name, document(3, "fox"))
    changes.delete(1)
    changes.commit()
    assert matching(state) == [1, 2]
    assert state.doc_freqs("text", WORDS) == [1, 1, 0]
    assert matching(OpenSearchSnapshot(client, name)) == [2, 3]


def test_generations_rise_with_each_commit(client: Client, name: str) -> None:
    assert generation_of(client, name) == 0
    changes = write(client, name, document(1))
    first = generation_of(client, name)
    assert changes.commit() == generation_of(client, name) > first > 0


def test_what_comes_late_is_refused_and_counted(client: Client, name: str) -> None:
    early = BulkChanges(client, name, raised(client, name, TERM))
    write(client, name, document(1, "new"), document(2, "new")).delete(2)
    for key in (1, 2, 3):
        early.put(key, document(key, "old"))
    early.commit()
    assert early.late == 2
    state = OpenSearchSnapshot(client, name)
    assert matching(state, TermClause("text", "new")) == [1, 2]
    assert matching(state, TermClause("text", "old")) == [3]


def test_what_was_deleted_stays_so_for_who_is_late(client: Client, name: str) -> None:
    early = BulkChanges(client, name, raised(client, name, TERM))
    later = write(client, name, document(1, "new"))
    later.delete(1)
    later.commit()
    early.put(1, document(1, "old"))
    early.commit()
    assert (early.late, matching(OpenSearchSnapshot(client, name))) == (1, [])


def test_a_lost_state_is_opened_again_if_nothing_was_committed(client: Client, name: str) -> None:
    write(client, name, *(document(key, "fox") for key in range(1, 6)))
    state = OpenSearchSnapshot(client, name)
    assert state.count(AllClause()) == 5
    lose(client, state)
    assert matching(state) == [1, 2, 3, 4, 5]
    lose(client, state)
    assert len(state.scores([TermClause("text", "fox")] * 2, [1, 2])) == 2


def test_a_lost_state_that_answered_before_is_an_error_after_a_commit(client: Client, name: str) -> None:
    write(client, name, document(1, "fox"))
    state = OpenSearchSnapshot(client, name)
    assert state.count(AllClause()) == 1
    write(client, name, document(2, "fox"))
    lose(client, state)
    with pytest.raises(PartialAnswer, match="the state of the index that was being read is gone"):
        state.count(AllClause())


def test_a_state_that_answered_nothing_yet_may_be_a_later_one(client: Client, name: str) -> None:
    write(client, name, document(1, "fox"))
    state = OpenSearchSnapshot(client, name)
    write(client, name, document(2, "fox"))
    assert state.count(AllClause()) == 2


def test_states_are_let_go_of(client: Client, name: str) -> None:
    write(client, name, document(1, "fox"))

    def point() -> list[str]:
        state = OpenSearchSnapshot(client, name)
        assert state.count(AllClause()) == 1
        return [*state._point]

    with pytest.raises(Refused):
        client.ask("POST", "/_search", {"pit": {"id": point()[0]}})
    state = OpenSearchSnapshot(client, name)
    state.close()  # it was never opened
    assert state.count(AllClause()) == 1
    state.close()
    assert state.count(AllClause()) == 1


def test_a_node_that_dies_changes_no_answer(own_nodes: Nodes) -> None:
    """The state is lost with it, and opened again from the copies on the others."""
    client, name = Client(own_nodes.urls), "library"
    mapping.create(client, name, about={}, shards=3, replicas=1)
    client.ask("GET", f"/_cluster/health/{name}-*", wait_for_status="green", timeout="60s")
    write(client, name, *(document(key, "fox dog") for key in range(1, 101)))
    state = OpenSearchSnapshot(client, name)
    assert state.count(TermClause("text", "fox")) == 100
    own_nodes.kill(0)
    assert matching(state, TermClause("text", "dog")) == [*range(1, 101)]
    assert state.doc_freqs("text", ["fox"]) == [100]
    client.close()


def test_a_cluster_without_a_copy_of_a_shard_gives_no_answer(own_nodes: Nodes) -> None:
    client, name = Client(own_nodes.urls, timeout=10.0), "library"
    mapping.create(client, name, about={}, shards=3, replicas=0)
    write(client, name, *(document(key, "fox") for key in range(1, 31)))
    state = OpenSearchSnapshot(client, name)
    assert state.count(AllClause()) == 30
    own_nodes.kill(1)
    with pytest.raises(EngineUnreachable):
        state.count(AllClause())
    own_nodes.kill(2)
    with pytest.raises(EngineUnreachable):
        OpenSearchSnapshot(client, name).hits(AllClause(), 3)
    client.close()


# -- limits of a cluster ----------------------------------------------------------------------------------------


def test_tokens_are_all_there_however_many(
    client: Client, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(
        client,
        name,
        *(document(key, " ".join(f"w{at}" for at in range(key))) for key in range(1, 31)),
        document(99, ""),
    )
    state = OpenSearchSnapshot(client, name)
    wanted = sorted(((f"w{at}", 30 - at) for at in range(30)), key=lambda one: (-one[1], one[0]))
    among = RangeClause("words_count", None, 9)
    some = [(f"w{at}", 9 - at) for at in range(9)]
    for most in (50_000, 7):
        monkeypatch.setattr(snapshot, "_MOST_TOKENS", most)
        monkeypatch.setattr(snapshot, "_PAGE", 4)
        assert state.tokens("words", "") == state.tokens("words", "w") == wanted
        assert state.tokens("words", "w2") == [one for one in wanted if one[0].startswith("w2")]
        assert state.tokens("words", "w", limit=5) == wanted[:5]
        assert state.tokens("words", "w", among) == some
        assert state.tokens("words", "x") == state.tokens("words", "v") == []
        assert state.tokens("words", "w", KeysClause(())) == []


def test_hits_come_in_pages_without_holes(client: Client, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write(client, name, *(document(key, "fox " * (key % 5 + 1), date=2000 + key) for key in range(1, 61)))
    state = OpenSearchSnapshot(client, name)
    whole = state.hits(TermClause("text", "fox"), 100)
    monkeypatch.setattr(snapshot, "_PAGE", 7)
    for limit in (59, 60, 61):
        found = state.hits(TermClause("text", "fox"), limit)
        assert [score for score, _ in found] == [score for score, _ in whole][:limit]
        assert len({*state.keys_of(found)}) == min(limit, 60)
        assert all(
            date == 2000 + key for key, date in zip(state.keys_of(found), state.dates_of(found), strict=True)
        )
    assert matching(state) == [*range(1, 61)]


def test_many_tokens_are_counted_in_turn(client: Client, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write(client, name, *(document(key, f"fox w{key}") for key in range(1, 21)))
    monkeypatch.setattr(snapshot, "_COUNTED", 7)
    state = OpenSearchSnapshot(client, name)
    tokens = ["fox", *(f"w{at}" for at in range(30)), "fox"]
    assert state.doc_freqs("text", tokens) == [20, *(int(1 <= at <= 20) for at in range(30)), 20]
    assert state.doc_freqs("words", []) == []


def test_clauses_of_nothing_match_nothing(client: Client, name: str) -> None:
    write(client, name, document(1, "fox"))
    state = OpenSearchSnapshot(client, name)
    for clause in (
        KeysClause(()),
        TermsClause("keywords", ()),
        BestClause(()),
        BooleanClause(must=(TermClause("title", "fox"),)),
        BooleanClause(should=(TermClause("title", "fox"), TermClause("summary", "dog"))),
        BestClause((TermClause("title", "fox"), PhraseClause("opening", ("fox", "dog")))),
    ):
        assert matching(state, clause) == []
        assert state.count(clause) == 0
        assert state.hits(clause, 10) == []
        assert state.scores([clause], [1]) == [{}]
    assert state.scores([], [1]) == []
    assert state.scores([AllClause()], []) == [{}]


def test_more_values_than_one_query_takes(client: Client, name: str) -> None:
    write(client, name, *(document(key, "fox") for key in (1, 70_000)))
    state = OpenSearchSnapshot(client, name)
    assert matching(state, KeysClause(tuple(range(1, 70_001)))) == [1, 70_000]
    assert state.count(TermsClause("keywords", tuple(f"n\x1f={at}" for at in range(70_001)))) == 2


def test_words_that_no_article_has_take_no_room(client: Client, name: str) -> None:
    write(client, name, document(1, "fox dog"), document(2, "fox"))
    state = OpenSearchSnapshot(client, name)
    others = tuple(TermClause("text", f"none{at}") for at in range(3_000))
    query = BooleanClause(should=(TermClause("text", "fox"), *others))
    assert state.hits(query, 10) == state.hits(TermClause("text", "fox"), 10)


@pytest.mark.parametrize(
    "clause",
    [
        BooleanClause(should=tuple(TermClause("text", f"w{at}") for at in range(1_100))),
        BooleanClause(
            must=(
                BooleanClause(should=tuple(TermClause("text", f"w{at}") for at in range(600))),
                BooleanClause(should=tuple(TermClause("text", f"w{at}") for at in range(600, 1_100))),
            )
        ),
        ConstantClause(PatternClause("keywords", ("x",) * 2_000), 1.0),
    ],
    ids=["long", "nested", "pattern"],
)
def test_what_is_too_long_for_a_cluster_is_said_at_once(client: Client, name: str, clause: Clause) -> None:
    write(client, name, document(1, " ".join(f"w{at}" for at in range(1_100))))
    with pytest.raises(UsageError, match="this is too long a query for the search cluster"):
        OpenSearchSnapshot(client, name).hits(clause, 10)
