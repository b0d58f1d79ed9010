"""Being killed at any moment, and many readers beside one writer: does every answer stay right?

    python benchmarks/stress.py kill [--times 200] [--count 2000]
    python benchmarks/stress.py soak [--seconds 60] [--readers 8]

`kill` kills a process that indexes or syncs a generated library, at a random moment, asks one
ordinary command, and compares what list and search say with an index made from nothing. `soak` lets
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


def kill(times: int, count: int) -> int:
    """Returns how often the answers were wrong."""
    chance = random.Random(1)
    wrong = halfway = 0
    with tempfile.TemporaryDirectory() as folder:
        place, cache, fresh = (Path(folder, name) for name in ("library", "cache", "fresh"))
        place.mkdir()
        write_files(place, count)
        index = [str(Path(sys.executable).with_name("kratomcli")), "index", "-q", "-L", str(place)]
        environ = os.environ | {"KRATOMCLI_CACHE": str(cache)}
        started = time.perf_counter()
        subprocess.run(index, env=environ, check=True)
        longest = time.perf_counter() - started
        for turn in range(times):
            if turn % 4 == 0:
                shutil.rmtree(cache)
            else:
                change(place, chance)
            process = subprocess.Popen(index, env=environ)
            time.sleep(chance.uniform(0.05, longest if turn % 4 == 0 else longest / 3))
            process.send_signal(signal.SIGKILL)
            halfway += process.wait() == -signal.SIGKILL
            shutil.rmtree(fresh, ignore_errors=True)
            if list(answers(place, cache)) != list(answers(place, fresh)):
                wrong += 1
                print(f"wrong after kill {turn + 1}")
            if turn % 20 == 19:
                print(f"{turn + 1} kills, {halfway} of them before the end, {wrong} wrong", flush=True)
    return wrong


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
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--readers", type=int, default=8)
    options = parser.parse_args()
    if options.what == "kill":
        sys.exit(bool(kill(options.times, options.count)))
    sys.exit(bool(soak(options.seconds, options.readers)))


if __name__ == "__main__":
    main()
