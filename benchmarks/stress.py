"""Being killed at any moment, and many readers beside one writer: does every answer stay right?

    python benchmarks/stress.py kill [--times 200] [--count 1500] [--seed 1]
    python benchmarks/stress.py soak [--seconds 60] [--readers 8]

`kill` kills -9 processes that index a generated library, watch it and export it in each format that
writes a file or folder, at random moments spread over what they take undisturbed. After each kill of
an index, what list and search say is compared with an index made from nothing; after each of an
export, what is at the target must be as before, whole, or not there, and the next export the same
bytes as ever. No temporary file may be left then, and no process. `soak` lets
one writer change and sync the library while readers ask; each round of the writer gives all articles
one number, so an answer with two of them is torn.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from generate import write_files
from kratomcli import Library

QUERIES = ("first", "second", "first OR second", "fir*", "number7*", "section:g* first")
READER = """
import sys, time
from kratomcli import Library

until = time.monotonic() + float(sys.argv[2])
rounds = 0
while time.monotonic() < until:
    with Library.open(sys.argv[1], refresh="never") as library:
        hits = library.search("unwavering", limit=100, snippets=0)
        numbers = {hit.entry.title for hit in hits}
        assert (len(hits), len(numbers)) == (50, 1), (len(hits), numbers)
        titles = {line.split("\\t")[1] for line in library.lines("tsv", ["id", "title"], "unwavering")}
        assert len(titles) == 1, titles
        assert library.get("steady/7").id == "steady/7"
    rounds += 1
print(rounds)
"""


def answers(place: Path, cache: Path) -> Iterator[object]:
    """All that list and search say of a library."""
    with Library.open(place, cache=cache) as library:
        yield list(library.lines("json"))
        for query in QUERIES:
            yield list(library.lines("tsv", ["id"], query))
            yield library.count(query)
        yield library.status().failures


def change(place: Path, chance: random.Random) -> None:
    """Some articles get other words, some go, some come."""
    files = sorted(path for path in place.rglob("*") if path.is_file())
    for path in chance.sample(files, len(files) // 5):
        path.write_text(f"# Changed\n\nsecond {chance.random()}\n")
    for path in chance.sample(files, len(files) // 50):
        path.unlink()
    for number in range(len(files) // 50):
        (place / f"new-{chance.randrange(10**9)}.md").write_text(f"# New\n\nfirst number7{number}\n")


class Kind(NamedTuple):
    """A way to be killed: its name, its share of a hundred kills, an export's more words."""

    name: str
    share: int
    words: tuple[str, ...] = ()


KINDS = (
    Kind("index", 28),
    Kind("index --watch", 16),
    Kind("json", 8, ("-o", "a.json")),
    Kind("sqlite", 8, ("-o", "a.db")),
    Kind("markdown", 8, ("-o", "folder/")),
    Kind("html", 8, ("-o", "a.html", "-n", "300")),
    Kind("epub", 8, ("-o", "a.epub", "-n", "200")),
    Kind("pdf", 8, ("-o", "a.pdf", "-n", "60")),
    Kind("site", 8, ("-o", "site", "-n", "200")),
)


class Tally(NamedTuple):
    """What came of the kills of a kind; numbers of kills, but for the seconds of an undisturbed run."""

    kills: int
    running: int
    wrong: int
    left: int
    orphans: int
    seconds: float


class Stage:
    """A generated library with folders for its index, for what is exported and for temporary files."""

    def __init__(self, top: Path, count: int, chance: random.Random) -> None:
        self.library, self.cache, self.fresh = (top / name for name in ("library", "cache", "fresh"))
        self.target, self.temporary = top / "target", top / "tmp"
        for place in (self.library, self.target, self.temporary):
            place.mkdir()
        write_files(self.library, count)
        self.chance = chance
        self._environ = os.environ | {
            "KRATOMCLI_CACHE": str(self.cache),
            "KRATOMCLI_LIBRARY": str(self.library),
            "TMPDIR": str(self.temporary),
            "SOURCE_DATE_EPOCH": "1700000000",
        }

    def start(self, *args: str) -> subprocess.Popen[str]:
        """Start the program, in the folder of targets and in a session of its own."""
        command = [sys.executable, "-m", "kratomcli", *args]
        return subprocess.Popen(
            command,
            env=self._environ,
            cwd=self.target,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    def run(self, *args: str) -> float:
        """Run the program to its end; gives back the seconds."""
        began = time.perf_counter()
        process = self.start(*args)
        _, err = process.communicate()
        if process.returncode:
            raise RuntimeError(f"{' '.join(args)} ended with {process.returncode}: {err}")
        return time.perf_counter() - began

    def is_right(self) -> bool:
        """Whether all answers are those of an index made from nothing. Brings the index up to date."""
        shutil.rmtree(self.fresh, ignore_errors=True)
        return list(answers(self.library, self.cache)) == list(answers(self.library, self.fresh))

    def files_left(self) -> list[str]:
        """Files of ours that nobody will ever need: temporary ones, beside the target or in the cache."""
        left = [str(path) for path in self.temporary.iterdir()]
        for place in (self.target, self.cache):
            left += [str(path) for path in place.rglob("*") if path.name.endswith(".tmp")]
        return left


def content(place: Path) -> dict[str, bytes]:
    """All files below a folder, but for those that only we look at: their names begin with a dot."""
    paths = [path for path in place.rglob("*") if path.is_file()]
    names = {path: str(path.relative_to(place)) for path in paths}
    return {name: path.read_bytes() for path, name in names.items() if "/." not in "/" + name}


def killed(process: subprocess.Popen[str], delay: float) -> bool:
    """Kill a process a while from now; whether it ran still."""
    time.sleep(delay)  # a moment is what is wanted
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return process.returncode == -signal.SIGKILL


def has_orphans(session: int) -> bool:
    """Whether processes that a killed one had started live on for more than ten seconds."""
    for _ in range(100):
        if subprocess.run(["pgrep", "-s", str(session)], stdout=subprocess.DEVNULL, check=False).returncode:
            return False
        time.sleep(0.1)
    return True


def kill_index(stage: Stage, times: int, *, watching: bool) -> Tally:
    """Kill a process that indexes, or follows changes."""
    running = wrong = left = orphans = 0
    shutil.rmtree(stage.cache, ignore_errors=True)
    seconds = stage.run("index", "-q")
    for turn in range(times):
        is_first = turn % 3 == 0 and not watching
        if is_first:
            shutil.rmtree(stage.cache)
        elif not watching:
            change(stage.library, stage.chance)
        process = stage.start("index", *(["--watch"] if watching else ["-q"]))
        if watching:
            for line in process.stderr or ():
                if "watching" in line:
                    break
            change(stage.library, stage.chance)
        running += killed(process, stage.chance.uniform(0.02, 0.95) * seconds * (1 if is_first else 0.6))
        if not stage.is_right():
            wrong += 1
            print(f"wrong answers after kill {turn + 1} of index{' --watch' * watching}", flush=True)
        if files := stage.files_left():
            left += 1
            print("left behind:", *files, flush=True)
        orphans += has_orphans(process.pid)
    return Tally(times, running, wrong, left, orphans, seconds)


def kill_export(stage: Stage, kind: Kind, times: int) -> Tally:
    """Kill a process that exports: first to where nothing is, then over what is there."""
    running = wrong = left = orphans = 0
    words = ("export", "--to", kind.name, "--force", "-q", *kind.words)
    stage.run("index", "-q")
    shutil.rmtree(stage.target)
    stage.target.mkdir()
    stage.run(*words)
    right = content(stage.target)
    shutil.rmtree(stage.target)
    stage.target.mkdir()
    seconds = stage.run(*words)
    for turn in range(times):
        if is_new := turn % 2 == 0:
            shutil.rmtree(stage.target)
            stage.target.mkdir()
        process = stage.start(*words)
        running += killed(process, stage.chance.uniform(0.05, 0.98) * seconds)
        half = content(stage.target)
        if kind.name != "site" and half != right and not (is_new and not half):
            wrong += 1
            print(f"half of an export after kill {turn + 1} of {kind.name}", flush=True)
        stage.run(*words)
        if content(stage.target) != right:
            wrong += 1
            print(f"another export after kill {turn + 1} of {kind.name}", flush=True)
        if files := stage.files_left():
            left += 1
            print("left behind:", *files, flush=True)
        orphans += has_orphans(process.pid)
    return Tally(times, running, wrong, left, orphans, seconds)


def kill(times: int, count: int, seed: int) -> int:
    """Returns how many kills had a consequence."""
    rows: list[tuple[str, Tally]] = []
    for kind in KINDS:
        share = round(times * kind.share / 100)
        with tempfile.TemporaryDirectory() as folder:
            stage = Stage(Path(folder), count, random.Random(seed))
            if kind.words:
                rows.append((kind.name, kill_export(stage, kind, share)))
            else:
                rows.append((kind.name, kill_index(stage, share, watching="--watch" in kind.name)))
        print(f"{kind.name}: {rows[-1][1]}", flush=True)
    print("| killed | times | while it ran | wrong | files left | processes left | s undisturbed |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, tally in rows:
        print(f"| {name} |", " | ".join(map(str, tally[:-1])), f"| {tally.seconds:.1f} |")
    total = [sum(column) for column in zip(*(tally[:-1] for _, tally in rows), strict=True)]
    print("| all |", " | ".join(map(str, total)), "| |")
    return sum(total[2:])


def soak(seconds: float, readers: int) -> int:
    """Returns how many processes failed."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "library")
        os.environ["KRATOMCLI_CACHE"] = str(Path(folder, "cache"))
        write_files(place, 500)
        (place / "steady").mkdir()

        def write_round(number: int) -> None:
            for name in range(50):
                (place / "steady" / f"{name}.md").write_text(f"# Round {number}\n\nunwavering text\n")

        write_round(0)
        with Library.open(place) as library:
            library.sync()
        reading = [
            subprocess.Popen([sys.executable, "-c", READER, place, str(seconds)], stdout=subprocess.PIPE)
            for _ in range(readers)
        ]
        rounds = 0
        while any(reader.poll() is None for reader in reading):
            rounds += 1
            write_round(rounds)
            with Library.open(place) as library:
                library.sync()
        looks = [int(reader.communicate()[0] or 0) for reader in reading]
        failed = sum(reader.returncode != 0 for reader in reading)
    print(f"{rounds} rounds of the writer, {sum(looks):,} looks of {readers} readers, {failed} failed")
    return failed


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("what", choices=["kill", "soak"])
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--count", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--readers", type=int, default=8)
    options = parser.parse_args()
    if options.what == "kill":
        sys.exit(bool(kill(options.times, options.count, options.seed)))
    sys.exit(bool(soak(options.seconds, options.readers)))


if __name__ == "__main__":
    main()
