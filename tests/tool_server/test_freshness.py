"""A server lives long: each call sees what changed before it."""

from __future__ import annotations

import shutil
from pathlib import Path

from conftest import Make, Run
from support.tool_client import RawClient

TEA = "# Tea\n\nTea is made of leaves.\n"


def ids(client: RawClient) -> list[str]:
    return [article["id"] for article in client.value("list")["articles"]]


def test_each_call_sees_files_that_are_new_changed_and_gone(folder: Make) -> None:
    place = folder({"tea.md": TEA})
    with RawClient(place) as client:
        client.shake()
        assert ids(client) == ["tea"]
        folder({"mint.md": "# Mint\n\nMint grows.\n"})
        assert ids(client) == ["mint", "tea"]
        folder({"mint.md": "# Mint\n\nMint grows in the shade.\n"})
        assert client.value("search", query="shade")["total"] == 1
        (place / "tea.md").unlink()
        assert ids(client) == ["mint"]
        assert "no article 'tea'" in client.error("read", id="tea")


def test_what_another_process_indexed_is_seen_even_without_looking(folder: Make, run: Run) -> None:
    place = folder({"tea.md": TEA})
    run("index", "-L", place)
    with RawClient(place, "--refresh", "never") as client:
        client.shake()
        assert ids(client) == ["tea"]
        folder({"mint.md": "# Mint\n\nMint grows.\n"})
        assert ids(client) == ["tea"]
        run("index", "-L", place)
        assert ids(client) == ["mint", "tea"]
        assert client.value("search", query="grows")["total"] == 1
        run("index", "--rebuild", "-L", place)
        assert client.value("search", query="grows")["total"] == 1


def test_without_an_index_never_looking_is_an_error_that_says_what_to_do(folder: Make) -> None:
    with RawClient(folder({"tea.md": TEA}), "--refresh", "never") as client:
        client.shake()
        assert "kratomcli index" in client.error("list")
        assert client.ask("ping")["result"] == {}


def test_a_folder_that_goes_away_is_an_error_until_it_is_back(folder: Make) -> None:
    place = folder({"tea.md": TEA})
    with RawClient(place) as client:
        client.shake()
        assert ids(client) == ["tea"]
        away = place.rename(place.with_name("away"))
        assert "folder" in client.error("list")
        shutil.copytree(away, place)
        assert ids(client) == ["tea"]


def test_a_folder_that_is_not_there_is_said_at_the_start(tmp_path: Path, run: Run) -> None:
    place = tmp_path / "such"
    done = run("mcp", "-L", place)
    assert done.returncode == 4
    assert done.stdout == b""
    assert b"does not exist" in done.stderr


def test_calls_at_once_share_the_first_indexing(folder: Make) -> None:
    place = folder({f"{n}.md": TEA for n in range(300)})
    with RawClient(place) as client:
        client.shake()
        for number in range(10, 18):
            client.send("tools/call", {"name": "list", "arguments": {"limit": 1}}, id=number)
        answers = [client.line() for _ in range(8)]
        assert {answer["result"]["structuredContent"]["total"] for answer in answers} == {300}
