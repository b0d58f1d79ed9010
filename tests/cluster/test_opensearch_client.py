"""The client: what it asks of a node, what it does when one is silent, and what it never sends."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from kratomcli.cluster.state import StateDocuments
from kratomcli.engine.opensearch.client import Client, Refused, as_line
from kratomcli.errors import EngineUnreachable, MissingExtra, PartialAnswer, UsageError
from support.forwarder import forwarder
from support.opensearch_nodes import ask


@pytest.fixture
def node(nodes: list[str]) -> str:
    return nodes[0]


@pytest.fixture
def client(node: str) -> Iterator[Client]:
    client = Client([node])
    yield client
    client.close()


def unused_port() -> int:
    with socket.socket() as end:
        end.bind(("127.0.0.1", 0))
        port: int = end.getsockname()[1]
        return port


def port_of(url: str) -> int:
    port = urlsplit(url).port
    assert port
    return port


def test_what_is_written_is_found(client: Client, index_name: str) -> None:
    client.ask("PUT", f"/{index_name}", {"settings": {"number_of_replicas": 0}})
    client.ask("PUT", f"/{index_name}/_doc/7", {"title": "Blätter, 葉"}, refresh=True)
    assert client.ask("GET", f"/{index_name}/_doc/7")["_source"] == {"title": "Blätter, 葉"}
    found = client.ask("POST", f"/{index_name}/_search", {"query": {"match_all": {}}}, size=3)
    assert [hit["_id"] for hit in found["hits"]["hits"]] == ["7"]


def test_what_a_node_refuses_says_why(client: Client, index_name: str) -> None:
    with pytest.raises(Refused) as missing:
        client.ask("GET", f"/{index_name}/_search")
    assert (missing.value.status, missing.value.type) == (404, "index_not_found_exception")
    assert f"no such index [{index_name}]" in str(missing.value)
    client.ask("PUT", f"/{index_name}", {"settings": {"number_of_replicas": 0}})
    with pytest.raises(Refused) as absent:
        client.ask("GET", f"/{index_name}/_doc/7")
    assert absent.value.status == 404
    with pytest.raises(Refused) as wrong:
        client.ask("POST", f"/{index_name}/_search", {"query": {"nothing": {}}})
    assert wrong.value.status == 400
    assert "nothing" in wrong.value.reason


def test_an_error_among_several_answers_is_an_error(client: Client, index_name: str) -> None:
    client.ask("PUT", f"/{index_name}", {"settings": {"number_of_replicas": 0}})
    lines = [
        {"index": index_name},
        {"query": {"match_all": {}}},
        {"index": index_name + "-not"},
        {"query": {"match_all": {}}},
    ]
    with pytest.raises(Refused) as error:
        client.ask("POST", "/_msearch", b"".join(map(as_line, lines)))
    assert error.value.status == 404
    found = client.ask("POST", "/_msearch", b"".join(map(as_line, lines[:2])))
    assert len(found["responses"]) == 1


def test_bulk_says_of_each_action_what_became_of_it(client: Client, index_name: str) -> None:
    client.ask("PUT", f"/{index_name}", {"settings": {"number_of_replicas": 0}})

    def action(key: int, version: int) -> bytes:
        line = {
            "index": {"_index": index_name, "_id": str(key), "version": version, "version_type": "external"}
        }
        return as_line(line) + as_line({"key": key})

    done = client.bulk(action(key, 5) for key in range(3))
    assert [(one["_id"], one["status"]) for one in done] == [("0", 201), ("1", 201), ("2", 201)]
    again = client.bulk([action(0, 4), action(1, 6)])
    assert [one["status"] for one in again] == [409, 200]
    assert again[0]["error"]["type"] == "version_conflict_engine_exception"
    assert client.bulk([]) == []


def test_bulk_is_sent_in_several_requests(node: str, index_name: str) -> None:
    """9 MB of actions: the node counts the requests."""
    client = Client([node])
    client.ask(
        "PUT", f"/{index_name}", {"settings": {"number_of_replicas": 0}, "mappings": {"enabled": False}}
    )
    text = "x" * 1_000_000
    with forwarder(port_of(node)) as door:
        through = Client([f"http://127.0.0.1:{door.port}"])
        done = through.bulk(
            as_line({"index": {"_index": index_name, "_id": str(key)}}) + as_line({"text": text})
            for key in range(9)
        )
        through.close()
    assert [one["status"] for one in done] == [201] * 9
    assert door.connections == 1
    client.close()


def test_what_is_blocked_for_now_is_tried_again(client: Client, node: str, index_name: str) -> None:
    """As all writing is once the disks are full; an operator's block has another status, and no other meaning."""
    client.ask("PUT", f"/{index_name}", {"settings": {"number_of_replicas": 0, "blocks.write": True}})
    hasty = Client([node], timeout=0.1)
    with pytest.raises(EngineUnreachable, match="blocked by"):
        hasty.ask("PUT", f"/{index_name}/_doc/1", {})
    hasty.close()
    lifted = threading.Timer(
        0.3, ask, (node, "PUT", f"/{index_name}/_settings", {"index.blocks.write": None})
    )
    lifted.start()
    done = client.bulk([as_line({"index": {"_index": index_name, "_id": "1"}}) + b"{}\n"])
    assert done[0]["status"] == 201
    lifted.join()


def test_an_index_is_not_made_by_accident(client: Client, index_name: str) -> None:
    done = client.bulk([as_line({"index": {"_index": index_name, "_id": "1"}}) + b"{}\n"], require_alias=True)
    assert done[0]["status"] == 404
    with pytest.raises(Refused):
        client.ask("GET", f"/{index_name}")


def test_connections_are_kept(node: str) -> None:
    with forwarder(port_of(node)) as door:
        client = Client([f"http://127.0.0.1:{door.port}/"])
        for _ in range(5):
            assert client.ask("GET", "/")["tagline"]
        assert door.connections == 1
        door.cut()  # as a node does that ends, or one that lets no connection be idle for long
        assert client.ask("GET", "/")["tagline"]
        assert door.connections == 2
        client.close()


def test_another_node_is_asked_if_one_is_gone(node: str) -> None:
    gone = f"http://127.0.0.1:{unused_port()}"
    for urls in ([gone, node], [node, gone]):
        client = Client(urls)
        assert client.ask("GET", "/")["tagline"]
        client.close()


def test_another_node_is_asked_if_one_is_silent(node: str) -> None:
    with forwarder(port_of(node)) as door:
        door.is_mute = True
        urls = [f"http://127.0.0.1:{door.port}", node]
        for order in (urls, urls[::-1]):
            client = Client(order, timeout=2.0)
            assert client.ask("GET", "/")["tagline"]
            client.close()


def test_no_node_at_all_is_an_error_of_one_line() -> None:
    url = f"http://127.0.0.1:{unused_port()}"
    client = Client([url])
    with pytest.raises(EngineUnreachable) as error:
        client.ask("GET", "/")
    assert error.value.message == f"OpenSearch does not answer: {url}: Connection refused"
    assert error.value.hint
    client.close()


def test_a_server_of_something_else_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>A page")
    server = subprocess.Popen(
        [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with server:
        assert server.stdout
        port = int(server.stdout.readline().split(" port ")[1].split()[0])
        client = Client([f"http://127.0.0.1:{port}"])
        with pytest.raises(EngineUnreachable, match="answers with status 200, and is no OpenSearch"):
            client.ask("GET", "/")
        client.close()
        server.terminate()


class _OtherService(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"status": "ok"}')

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def test_a_service_that_answers_anything_with_json_is_an_error() -> None:
    with HTTPServer(("127.0.0.1", 0), _OtherService) as server:
        answering = threading.Thread(target=server.serve_forever)
        answering.start()
        client = Client([f"http://127.0.0.1:{server.server_port}"])
        with pytest.raises(EngineUnreachable, match="is no OpenSearch"):
            StateDocuments(client, "articles").read()
        server.shutdown()
        answering.join()
        client.close()


def test_part_of_the_shards_is_no_answer(client: Client, index_name: str) -> None:
    """One of two shards has nowhere to be; a search that takes what it gets says how many failed."""
    health = client.ask("GET", "/_cluster/health")
    assert health["timed_out"] is False
    settings = {
        "number_of_shards": 2,
        "number_of_replicas": 0,
        "routing.allocation.total_shards_per_node": 1,
        "routing.allocation.require._name": _a_node(client),
    }
    client.ask("PUT", f"/{index_name}", {"settings": settings}, wait_for_active_shards=0)
    client.ask("GET", f"/_cluster/health/{index_name}", wait_for_no_initializing_shards=True)
    with pytest.raises(PartialAnswer, match="part of the index does not answer") as partial:
        client.ask("POST", f"/{index_name}/_search", {}, allow_partial_search_results=True)
    assert partial.value.hint


def _a_node(client: Client) -> str:
    nodes = client.ask("GET", "/_nodes/_all/http")["nodes"]
    return str(next(iter(nodes.values()))["name"])


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of 127.0.0.1 with its key, in one file."""
    place = tmp_path_factory.mktemp("tls") / "node.pem"
    key = place.with_suffix(".key")
    try:
        subprocess.run(
            [
                *(
                    "openssl",
                    "req",
                    "-x509",
                    "-newkey",
                    "rsa:2048",
                    "-nodes",
                    "-days",
                    "2",
                    "-subj",
                    "/CN=node",
                ),
                *("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(place)),
            ],
            check=True,
            capture_output=True,
        )
    except FileNotFoundError:
        pytest.skip("openssl is not here")
    return place


def test_the_certificate_of_a_node_is_verified(node: str, certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_suffix(".key"))
    with forwarder(port_of(node), context) as door:
        url = f"https://127.0.0.1:{door.port}"
        stranger = Client([url])
        with pytest.raises(EngineUnreachable, match="certificate verify failed"):
            stranger.ask("GET", "/")
        client = Client([url], ca_file=str(certificate), auth=("reader", "secret"))
        assert client.ask("GET", "/")["tagline"]
        wrong = Client([f"https://localhost:{door.port}"], ca_file=str(certificate))
        with pytest.raises(EngineUnreachable, match=r"[Hh]ostname|IP address"):
            wrong.ask("GET", "/")
        for each in (stranger, client, wrong):
            each.close()


def test_a_password_is_never_sent_in_the_clear_nor_shown() -> None:
    with pytest.raises(UsageError) as clear:
        Client(["https://one.example", "http://two.example"], auth=("reader", "secret"))
    assert "http://two.example" in clear.value.message
    with pytest.raises(UsageError) as within:
        Client(["https://reader:secret@one.example"])
    assert "secret" not in str(clear.value) + str(within.value)


@pytest.mark.parametrize(
    "url", ["", "one.example:9200", "ftp://one.example", "http://", "http://[::1", "9200"]
)
def test_an_address_that_is_none_is_named(url: str) -> None:
    with pytest.raises(UsageError, match="is no address of an OpenSearch node"):
        Client([url])


def test_without_addresses_it_says_so() -> None:
    with pytest.raises(UsageError):
        Client([])


def test_without_the_package_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "urllib3", None)
    with pytest.raises(MissingExtra) as error:
        Client(["http://127.0.0.1:9200"])
    assert error.value.hint == "Install it: pip install 'kratomcli[opensearch]'"


def test_a_line_of_json_is_one_line_of_utf_8() -> None:
    line = as_line({"text": "a\nb \u2028 葉 \ud800"})
    assert line.count(b"\n") == 1
    assert json.loads(line)["text"] == "a\nb \u2028 葉 ?"
