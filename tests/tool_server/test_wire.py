"""What goes over the wire: hand-written lines to a real process, and every line that comes back."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import Make
from support.tool_client import RawClient

ARTICLES = {
    "tea.md": "---\ntitle: Tea\n---\nTea is made of leaves.\n",
    "mint.md": "# Mint\n\nMint is no tea.\n",
}


@pytest.fixture
def articles(folder: Make) -> Path:
    return folder(ARTICLES)


@pytest.fixture
def client(articles: Path) -> Iterator[RawClient]:
    with RawClient(articles) as client:
        yield client


@pytest.mark.parametrize("version", ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"])
def test_each_version_of_the_handshake_is_spoken(client: RawClient, version: str) -> None:
    said = client.shake(version)
    assert said["protocolVersion"] == version
    assert said["serverInfo"]["name"] == "kratomcli"
    assert "instructions" in said["instructions"]
    result = client.call("search", query="leaves")
    assert json.loads(result["content"][0]["text"])["hits"][0]["id"] == "tea"
    assert result["structuredContent"]["total"] == 1  # older clients pass it over


def test_a_version_that_nobody_knows_is_answered_with_the_newest_of_the_handshake(client: RawClient) -> None:
    assert client.shake("1999-01-01")["protocolVersion"] == "2025-11-25"


def test_a_line_that_is_no_message_is_answered_and_costs_nothing_else(client: RawClient) -> None:
    client.shake()
    for line, code, id in (
        ("{not json", -32700, None),
        ("[[[", -32700, None),
        (b"\xff\xfe", -32700, None),
        ('"text"', -32600, None),
        ("[]", -32600, None),
        ('{"jsonrpc":"2.0","id":7}', -32600, 7),
        ('{"jsonrpc":"1.0","id":"a","method":"ping"}', -32600, "a"),
        ('{"jsonrpc":"2.0","id":true,"method":"ping"}', -32600, None),
        ('{"jsonrpc":"2.0","id":1.5,"method":"ping"}', -32600, None),
        ('{"jsonrpc":"2.0","id":null,"method":"ping"}', -32600, None),
    ):
        client.write(line)
        answer = client.line()
        assert answer["error"]["code"] == code, line
        assert answer["id"] == id
    client.write("")  # an empty line is nothing
    assert client.ask("ping")["result"] == {}


def test_a_line_without_end_is_refused_once_it_is_too_long(client: RawClient) -> None:
    client.shake()
    client.write(b'{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":"' + b"a" * 5_000_000 + b'"}}')
    assert client.line()["error"]["code"] == -32600
    assert client.ask("ping")["result"] == {}


def test_ids_come_back_as_they_are(client: RawClient) -> None:
    client.shake()
    for id in ("seven", "7", 7, 0, -1, 2**40, ""):
        client.send("ping", id=id)
        answer = client.line()
        assert (answer["id"], type(answer["id"])) == (id, type(id))


def test_a_batch_is_answered_message_by_message(client: RawClient) -> None:
    client.shake("2025-03-26")
    batch = [{"jsonrpc": "2.0", "id": n, "method": "ping"} for n in (21, 22)]
    client.write(json.dumps([*batch, {"jsonrpc": "2.0", "id": 23}]))
    answers = {answer["id"]: answer for answer in (client.line() for _ in range(3))}
    assert answers[21]["result"] == answers[22]["result"] == {}
    assert answers[23]["error"]["code"] == -32600


def test_what_the_server_does_not_have_is_said(client: RawClient) -> None:
    client.shake()
    assert client.ask("nothing/such")["error"]["code"] == -32601
    assert client.ask("prompts/list")["error"]["code"] == -32601
    assert client.ask("tools/call", {"arguments": {}})["error"]["code"] == -32602
    assert "There are search, list," in client.error("serach")
    client.send("notifications/nothing-such")  # is nothing to answer
    assert client.ask("ping")["result"] == {}


def test_nothing_is_answered_before_the_handshake_but_a_ping(client: RawClient) -> None:
    assert client.ask("ping")["result"] == {}
    assert "error" in client.ask("tools/list")
    client.shake()
    assert client.ask("tools/list")["result"]["tools"]


def test_the_end_of_the_input_ends_it_with_0_and_what_was_asked_is_answered(client: RawClient) -> None:
    client.shake()
    for number in range(100, 110):
        client.send("tools/call", {"name": "search", "arguments": {"query": "tea"}}, id=number)
    assert client.end() == 0
    answered = {json.loads(line)["id"] for line in client.seen}
    assert answered >= {*range(100, 110)}
    assert client.errors() == ""


def test_an_input_that_is_empty_ends_it_with_0(client: RawClient) -> None:
    assert client.end() == 0
    assert client.seen == []


@pytest.mark.parametrize(("sent", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_signals_end_it_with_their_status_and_no_words(
    client: RawClient, sent: signal.Signals, status: int
) -> None:
    client.shake()
    client.value("search", query="tea")
    client.process.send_signal(sent)
    assert client.process.wait(600) == status
    assert client.errors() == ""


def test_a_call_that_is_cancelled_is_not_answered_and_others_are(client: RawClient) -> None:
    client.shake()
    client.send("tools/call", {"name": "check", "arguments": {}}, id="long")
    client.send("notifications/cancelled", {"requestId": "long", "reason": "no more"})
    assert client.ask("ping")["result"] == {}
    assert client.value("search", query="mint")["total"] == 1
    assert client.end() == 0
    assert not any(b'"long"' in line and b"structuredContent" in line for line in client.seen)


def test_a_client_that_went_away_ends_it(client: RawClient) -> None:
    client.shake()
    assert client.process.stdout is not None
    client.process.stdout.close()
    client.send("ping", id=1)
    client.send("ping", id=2)
    assert client.process.wait(600) == 0


def test_standard_output_has_nothing_but_messages(folder: Make) -> None:
    folder_with_faults = folder({**ARTICLES, "bad.md": b"---\ntitle: [\n---\n"})
    with RawClient(folder_with_faults) as client:
        client.shake()
        assert client.value("list")["total"] == 2
        assert client.end() == 0
        assert all(json.loads(line)["jsonrpc"] == "2.0" for line in client.seen)
