"""Comparing in a process of its own, while later articles are still indexed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from kratomcli import Library
from kratomcli.errors import KratomError
from kratomcli.files.processes import Worker, WorkerEnded
from kratomcli.index import sync
from kratomcli.reuse import ahead, update
from kratomcli.reuse.store import Store

Make = Callable[[Mapping[str, str | bytes]], Library]


def prose(seed: int) -> str:
    chance = random.Random(seed)
    return " ".join(f"w{chance.randrange(4000)}" for _ in range(60))


def article(number: int) -> str:
    """Every seventh has a passage of the one 98 before it, if there is one, and of the next one."""
    copied = f"{prose(number - 98)}\n\n{prose(number + 1)}\n" if number % 7 == 0 else ""
    return f"# Article {number}\n\n{prose(number)}\n\n{copied}"


ARTICLES = {f"{number:03}.md": article(number) for number in range(200)}


@pytest.fixture
def rounds(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Small commits, each of which waits until what was committed before it is compared: the rounds done."""
    done: list[int] = []
    go_on = ahead._ComparingProcess.go_on

    def and_wait(self: ahead._ComparingProcess) -> None:
        go_on(self)
        if self._round is not None and self._round.result() is not None:
            done.append(len(done))

    monkeypatch.setattr(sync, "BATCH", 40)
    monkeypatch.setattr(ahead._ComparingProcess, "go_on", and_wait)
    for module in (ahead, update):
        monkeypatch.setattr(module, "BATCH", 30)
    return done


def shares(library: Library) -> list[tuple[str, ...]]:
    """Each group's articles, and its words."""
    return [(*(one.id for one, _ in group.articles), str(group.words)) for group in library.reuse()]


def known(library: Library) -> int:
    """The number of articles that the store has."""
    place = library.status().place
    assert place is not None
    with closing(Store(f"{place}/reuse")) as store:
        return sum(1 for _ in store.fingerprints())


def copies(library: Library) -> list[tuple[object, ...]]:
    """All that the store knows of what pairs of articles share."""
    place = library.status().place
    assert place is not None
    with closing(Store(f"{place}/reuse")) as store:
        return sorted(store.execute("SELECT * FROM copies").fetchall())


def test_comparing_ahead_finds_what_comparing_afterwards_finds(library: Make, rounds: list[int]) -> None:
    one = library(ARTICLES)
    one.sync(compare=True)
    assert len(rounds) == 4
    assert known(one) == 200
    found = shares(one)
    assert found

    one.sync(rebuild=True)
    place = one.status().place
    assert place is not None
    with closing(Store(f"{place}/reuse")) as store:
        store.reset()
    one.compare()
    assert shares(one) == found


def test_what_is_found_does_not_depend_on_when_it_was_compared(tmp_path: Path, rounds: list[int]) -> None:
    """Each article shares passages with so many others that the weakest pairs of a batch are left out."""
    chance = random.Random(1)
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(200):
        passages = (prose(1000 + one) for one in chance.sample(range(25), 12))
        (folder / f"{number:03}.md").write_text("\n\n".join(passages))
    with Library.open(folder, cache=tmp_path / "ahead") as one:
        one.sync(compare=True)
        assert len(rounds) == 4
        found = copies(one)
    with Library.open(folder, cache=tmp_path / "afterwards") as one:
        one.sync()
        one.compare()
        assert found == copies(one)
    assert len(found) > 3_000


def test_what_was_changed_and_removed_meanwhile_is_compared_again(library: Make, rounds: list[int]) -> None:
    one = library(ARTICLES)
    one.sync(compare=True)
    folder = Path(one.roots[0][1])
    for number in range(0, 200, 14):
        (folder / f"{number:03}.md").unlink()
    for number in range(1, 200, 2):
        (folder / f"{number:03}.md").write_text(article(number) + "More.\n")
    one.sync(compare=True)
    again = library({path.name: path.read_text() for path in folder.glob("*.md")})
    again.sync()
    again.compare()
    assert {frozenset(group) for group in shares(one)} == {frozenset(group) for group in shares(again)}


def test_making_an_index_anew_keeps_what_is_known_of_the_same_articles(
    library: Make, rounds: list[int]
) -> None:
    one = library(ARTICLES)
    one.sync(compare=True)
    place = one.status().place
    assert place is not None
    store = Store(f"{place}/reuse")
    before = store.next_number()
    one.sync(rebuild=True, compare=True)
    assert store.next_number() == before
    store.close()


def test_a_process_that_is_ended_is_made_up_for(library: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Worker] = []
    begin = ahead._ComparingProcess._start

    def and_end(self: ahead._ComparingProcess) -> None:
        begin(self)
        assert self._worker is not None
        started.append(self._worker)
        os.kill(self._worker._process.pid, signal.SIGKILL)

    monkeypatch.setattr(sync, "BATCH", 40)
    monkeypatch.setattr(ahead._ComparingProcess, "_start", and_end)
    one = library(ARTICLES)
    assert one.sync(compare=True).added == 200
    assert len(started) == 1
    assert known(one) == 200
    assert one.notices == []


def test_no_process_is_needed(library: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> Worker:
        raise WorkerEnded("no more processes")

    monkeypatch.setattr(sync, "BATCH", 40)
    monkeypatch.setattr("kratomcli.files.processes.Worker", refuse)
    one = library(ARTICLES)
    one.sync(compare=True)
    assert known(one) == 200


def test_the_process_ends_when_indexing_is_interrupted(
    library: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Worker] = []
    begin = ahead._ComparingProcess._start

    def and_interrupt(self: ahead._ComparingProcess) -> None:
        begin(self)
        assert self._worker is not None
        started.append(self._worker)
        raise KeyboardInterrupt

    monkeypatch.setattr(sync, "BATCH", 40)
    monkeypatch.setattr(ahead._ComparingProcess, "_start", and_interrupt)
    one = library(ARTICLES)
    with pytest.raises(KeyboardInterrupt):
        one.sync(compare=True)
    until = time.monotonic() + 20
    while started[0]._process.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
    assert started[0]._process.poll() is not None
    monkeypatch.undo()
    assert one.sync(compare=True).articles == 200
    assert known(one) == 200


def test_few_articles_start_no_process(library: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(self: ahead._ComparingProcess) -> None:
        raise KratomError("started")

    monkeypatch.setattr(ahead._ComparingProcess, "_start", never)
    one = library(ARTICLES)
    assert one.sync(compare=True).added == 200


def test_the_process_ends_with_the_first_one_even_while_it_compares(tmp_path: Path) -> None:
    module = tmp_path / "busy_worker.py"
    module.write_text("import time\ndef maker(_):\n    return lambda _: time.sleep(60)\n")
    first = (
        "import sys, time\n"
        "from kratomcli.files.processes import Worker\n"
        f"sys.path.insert(0, {str(tmp_path)!r})\n"
        "worker = Worker('busy_worker', 'maker', None)\n"
        "worker._send(1)\n"
        "print(worker._process.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", first], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        worker = int(process.stdout.readline())
        time.sleep(0.5)
        assert Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()[0] == "S"
        process.kill()
    until = time.monotonic() + 30
    while (is_there := Path(f"/proc/{worker}/stat").exists()) and time.monotonic() < until:
        if Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
            is_there = False  # it has ended, and nobody asks for its status
            break
        time.sleep(0.05)
    assert not is_there
