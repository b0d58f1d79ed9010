"""Asks a library on a cluster again and again, has articles indexed, and compares what comes of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cluster_library import ClusterLibrary, Done

STEADY = 90
ROUND = 20
QUIET = ("-q", "--refresh", "never", "-f")
LISTED = ("list", *QUIET, "jsonl")
QUESTIONS = (
    (*LISTED, "unwavering"),
    ("search", *QUIET, "ids", "-n", "100", "unwavering"),
    ("show", *QUIET, "json", "steady-a/21"),
    ("list", *QUIET, "tsv", "--sort", "title", "unwavering AND tags:b"),
)
"""About articles that never change."""
CALM = 15.0
"""Seconds without a refused question after which all counts as right again."""
INDEX = ("index", "-q")
_OPEN = """
import sys
from pathlib import Path
from kratomcli import Library
from kratomcli.config import settings
from kratomcli.errors import EngineUnreachable

found = settings(())
place = Path(sys.argv[1])
right = (place / "right").read_text().splitlines()
counts = dict.fromkeys(("right", "refused", "wrong", "older"), 0)
with Library.open(*found.libraries, refresh="never", engine=found.engine) as library:
    while not (place / "stop").exists():
        latest = (place / "latest").read_text()
        try:
            counts["right" if list(library.lines("json", query="unwavering")) == right else "wrong"] += 1
            if latest:
                counts["right" if library.count(latest) else "older"] += 1
        except EngineUnreachable:
            counts["refused"] += 1
        (place / "asked").touch()
print(*counts.values())
"""


def ids_of(number: int) -> list[str]:
    """The ids of the articles of a round."""
    return [f"growing/{number}-{name}" for name in range(ROUND)]


def write_round(folder: Path) -> int:
    """Write the articles of another round; returns its number."""
    place = folder / "growing"
    place.mkdir(exist_ok=True)
    number = len(list(place.iterdir())) // ROUND + 1
    for id in ids_of(number):
        (folder / f"{id}.md").write_text(f"# Grown\n\nround{number} of them\n")
    return number


def write_steady(folder: Path) -> None:
    """Articles that never change, all of one length, so that other articles don't change their order."""
    for number in range(STEADY):
        name = "abc"[number % 3]
        place = folder / f"steady-{name}"
        place.mkdir(exist_ok=True)
        head = f"---\ntitle: Steady {number:02}\ndate: 2020-01-{number % 28 + 1:02}\ntags: [{name}]\n---\n"
        text = f"An unwavering text of number {number:02}, see [another](../steady-a/{number // 3 * 3}.md).\n"
        (place / f"{number}.md").write_text(head + text)


class Watch:
    """Asks a library all the while, and has articles indexed; counts what comes of it.

    `answers` are the right ones by the questions. `rounds` are those that were acknowledged, `older` counts
    answers without the latest of them. `last_bad` is when a process last ended without what it was asked for,
    `began` and `whole` are for whoever uses it.
    """

    def __init__(
        self,
        library: ClusterLibrary,
        answers: Mapping[tuple[str, ...], bytes],
        beside: Watch | None = None,
    ) -> None:
        """Begin nothing yet; `beside` is who has articles indexed, if this one only asks for them."""
        self._library = library
        self._answers = answers
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []
        self._problems: list[Exception] = []
        self._places: list[Path] = beside._places if beside else []
        self.rounds: list[int] = beside.rounds if beside else []
        self.right = self.refused = self.wrong = self.older = self.not_taken = 0
        self.began = self.whole = self.last_bad = time.monotonic()

    def begin(self, *, readers: int = 2, writes: bool = False, prefix: Sequence[str] = ()) -> None:
        """Start; `prefix` is put before each command that reads."""
        for _ in range(readers):
            self._start(lambda: self._read(prefix))
        if writes:
            self._start(self._write)

    def is_calm(self) -> bool:
        """Whether all has been right for a while, since it began to go wrong."""
        return time.monotonic() - max(self.last_bad, self.began) > CALM

    def end(self) -> None:
        """Stop."""
        self._over.set()
        for thread in self._threads:
            thread.join()
        if self._problems:
            raise self._problems[0]

    @contextmanager
    def open_library(self, prefix: Sequence[str] = ()) -> Iterator[None]:
        """A library that is open all the while in the `with` block, and asks, too."""
        with TemporaryDirectory() as folder:
            place = Path(folder)
            (place / "right").write_bytes(self._answers[QUESTIONS[0]])
            self._latest_in(place)
            process = self._library.python("-c", _OPEN, folder, prefix=prefix)
            try:
                while not ((place / "asked").exists() or process.is_over):
                    time.sleep(0.1)
                self._places.append(place)
                yield
            finally:
                if place in self._places:
                    self._places.remove(place)
                (place / "stop").touch()
                done = process.done()
        if done.status:
            self.count(done, ("an open library",))
            return
        right, refused, wrong, older = map(int, done.out.split())
        with self._lock:
            self.right, self.refused = self.right + right, self.refused + refused
            self.wrong, self.older = self.wrong + wrong, self.older + older

    def _latest_in(self, place: Path) -> None:
        """Tell an open library which round was acknowledged last."""
        (place / "new").write_text(f"round{self.rounds[-1]}" if self.rounds else "")
        (place / "new").replace(place / "latest")

    def count(self, done: Done, args: Sequence[str], *, is_right: bool = False) -> None:
        """Count what became of a process."""
        with self._lock:
            self.right += is_right
            if is_right:
                return
            self.last_bad = time.monotonic()
            self.refused += done.is_refused
            self.wrong += not done.is_refused
        if not done.is_refused:
            say(f"WRONG: {' '.join(args)}: status {done.status}, {len(done.out)} bytes, {done.err[:400]!r}")

    def _start(self, loop: Callable[[], None]) -> None:
        def run() -> None:
            try:
                while not self._over.is_set():
                    loop()
            except Exception as error:
                self._problems.append(error)
                raise

        self._threads.append(threading.Thread(target=run))
        self._threads[-1].start()

    def _read(self, prefix: Sequence[str]) -> None:
        for args, right in self._answers.items():
            done = self._library.ask(*args, prefix=prefix)
            self.count(done, args, is_right=(done.status, done.out) == (0, right))
        if self.rounds:
            number = self.rounds[-1]
            args = ("list", *QUIET, "ids", f"round{number}")
            done = self._library.ask(*args, prefix=prefix)
            if done.status == 0 and not done.out:
                with self._lock:
                    self.older += 1
                say(f"OLDER: {' '.join(args)} finds nothing")
                return
            found = sorted(done.out.decode().split())
            self.count(done, args, is_right=done.status == 0 and found == sorted(ids_of(number)))

    def _write(self) -> None:
        number = write_round(self._library.folder)
        while not self._over.is_set():
            done = self._library.ask(*INDEX)
            if done.status == 0:
                self.rounds.append(number)
                for place in list(self._places):
                    self._latest_in(place)
                return
            with self._lock:
                self.not_taken += 1
            self.count(done, INDEX)


def say(text: str) -> None:
    print("   ", text, flush=True)
