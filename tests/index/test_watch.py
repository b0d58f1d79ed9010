"""`index --watch`, as a process of its own on a folder that changes."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from conftest import PATIENCE
from kratomcli import Library
from kratomcli.errors import KratomError

Make = Callable[[Mapping[str, str | bytes]], Path]


class Watcher:
    """The program, watching; its lines on standard error as they come."""

    def __init__(self, *folders: Path) -> None:
        libraries = [part for folder in folders for part in ("-L", str(folder))]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kratomcli", "index", "--watch", *libraries],
            stderr=subprocess.PIPE,
            text=True,
        )
        self.lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr
        with self.process.stderr as stream:
            for line in stream:
                self.lines.put(line.rstrip("\n"))

    def line(self) -> str:
        return self.lines.get(timeout=PATIENCE)

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        status = self.process.wait(PATIENCE)
        self._reader.join()
        return status


@pytest.fixture
def watcher() -> Iterator[Callable[..., Watcher]]:
    started: list[Watcher] = []

    def start(*folders: Path) -> Watcher:
        started.append(Watcher(*folders))
        assert "added" in started[-1].line()
        assert "watching" in started[-1].line()
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.end(signal.SIGKILL)


def ids(*folders: Path) -> list[str]:
    with Library.open(*folders, refresh="never") as library:
        return [entry.id for entry in library.articles()]


def test_every_batch_of_changes_is_one_line_and_in_the_index(
    folder: Make, watcher: Callable[..., Watcher]
) -> None:
    place = folder({"a.md": "apple\n"})
    watching = watcher(place)
    (place / "b.md").write_text("banana\n")
    assert watching.line().startswith("kratomcli: 2 articles: 1 added, 0 updated, 0 removed")
    (place / "sub").mkdir()
    for number in range(20):
        (place / "sub" / f"{number}.md").write_text(f"number {number}\n")
    seen = 0
    while seen < 20:  # as one batch, if the machine is quick enough
        seen += int(watching.line().partition(": 0 updated")[0].split("articles: ")[1].split(" ")[0])
    assert len(ids(place)) == 22
    (place / "sub").rename(place / "moved")
    assert "20 added, 0 updated, 20 removed" in watching.line()
    (place / "a.md").unlink()
    assert "1 removed" in watching.line()
    (place / ".hidden.md").write_text("x")
    (place / "image.png").write_bytes(b"x")
    (place / "b.md").write_text("blueberry\n")
    assert "0 added, 1 updated, 0 removed" in watching.line()
    assert watching.lines.empty()
    assert watching.end(signal.SIGINT) == 130


def test_it_ends_cleanly_when_it_is_told_to(folder: Make, watcher: Callable[..., Watcher]) -> None:
    watching = watcher(folder({"a.md": "apple\n"}))
    assert watching.end(signal.SIGTERM) == 143
    assert watching.lines.empty(), "no traceback"


def test_several_folders_and_one_that_goes_and_comes_back(
    folder: Make, tmp_path: Path, watcher: Callable[..., Watcher]
) -> None:
    one = folder({"a.md": "apple\n"})
    two = tmp_path / "two"
    two.mkdir()
    (two / "b.md").write_text("banana\n")
    watching = watcher(one, two)
    (two / "c.md").write_text("cherry\n")
    assert "1 added" in watching.line()
    two.rename(tmp_path / "away")
    assert "can't be read" in watching.line()
    assert len(ids_of_index(one, two, tmp_path)) == 3, "it is not emptied meanwhile"
    two.mkdir()
    (two / "d.md").write_text("date\n")
    assert "1 added, 0 updated, 2 removed" in watching.line()
    (two / "e.md").write_text("elderberry\n")
    assert "1 added" in watching.line()
    assert watching.end(signal.SIGINT) == 130
    assert ids(one, two) == ["articles/a", "two/d", "two/e"]


def ids_of_index(one: Path, two: Path, tmp_path: Path) -> list[str]:
    """What the index holds while one of its folders is away: `Library.open` wants them all."""
    import sqlite3

    catalog = next(Path(os.environ["KRATOMCLI_CACHE"]).glob("articles-*/catalog.db"))
    db = sqlite3.connect(catalog)
    found = [id for (id,) in db.execute("SELECT id FROM articles")]
    db.close()
    return found


def test_watching_from_python_until_an_event_is_set(folder: Make) -> None:
    place = folder({"a.md": "apple\n"})
    stop = threading.Event()
    with Library.open(place) as library:
        reports = library.watch(stop, debounce=500)
        first = next(reports)
        assert not isinstance(first, KratomError)
        assert first.added == 1
        (place / "b.md").write_text("banana\n")
        second = next(reports)
        assert not isinstance(second, KratomError)
        assert second.added == 1
        stop.set()
        assert list(reports) == []
        assert library.count() == 2


def test_without_watchfiles_it_says_how_to_get_it(folder: Make) -> None:
    place = folder({"a.md": "apple\n"})
    code = f"""if True:
        import sys
        sys.modules["watchfiles"] = None
        sys.argv = ["kratomcli", "index", "--watch", "-L", {str(place)!r}]
        from kratomcli.cli import main
        main()"""
    refused = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert refused.returncode == 4
    assert b"kratomcli[watch]" in refused.stderr
    assert b"Traceback" not in refused.stderr
