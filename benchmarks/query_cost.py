"""What a query costs in a large library: whole `search` processes, by class, beside the sample library.

Each class is one kind of query, asked of the generated articles and of the sample library in turn; what
counts is the ratio of the medians. Beside it: the same question put to SQLite's FTS5 (a Python process
with ten snippets) and to ripgrep, where it is installed, each as a whole process too.

    python benchmarks/query_cost.py FOLDER [RUNS]      FOLDER as benchmarks/generate.py made it
    python benchmarks/query_cost.py FOLDER [RUNS] --before PROGRAM [--caches ONE OTHER]

With --before, another kratomcli program, it prints only what a query takes within a process that has the
library open, in milliseconds of the processor, by both builds in turn: the least of many.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from generate import Maker

GOAL = 1.5

FTS5 = """
import sqlite3, sys
base = sqlite3.connect(sys.argv[1])
for row in base.execute(
    "SELECT path, snippet(texts, 1, '', '', '', 20) FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT 10",
    (sys.argv[2],),
):
    print(*row)
"""

WITHIN = """
import json, sys, time
from kratomcli import Library
with Library.open(sys.argv[1], cache=sys.argv[2], refresh="never") as library:
    least = {}
    for query in json.loads(sys.argv[3]):
        for turn in range(5):
            started = time.process_time()
            library.search(query, snippets=0)
            taken = time.process_time() - started
            least[query] = min(least.get(query, taken), taken)
print(json.dumps(least))
"""


def within(folder: Path, programs: Sequence[str], caches: Sequence[str], runs: int) -> None:
    """Print what queries take within a process, by two builds."""
    queries = {name: query for name, (query, *_) in classes(Maker().words).items()}
    least: list[dict[str, float]] = [{}, {}]
    for _ in range(runs):
        for known, program, cache in zip(least, programs, caches, strict=True):
            python = str(Path(program).absolute().with_name("python"))
            given = [python, "-c", WITHIN, str(folder), cache, json.dumps([*queries.values()])]
            done = subprocess.run(given, capture_output=True, text=True, check=True)
            for query, taken in json.loads(done.stdout).items():
                known[query] = min(known.get(query, taken), taken)
    print(f"{'class':<15}{'before ms':>10}{'now ms':>8}{'ratio':>7}")
    for name, query in queries.items():
        before, now = (known[query] * 1000 for known in least)
        print(f"{name:<15}{before:>10.1f}{now:>8.1f}{now / before:>7.2f}")


def classes(words: Sequence[str]) -> dict[str, tuple[str, str, str, str]]:
    """Class → the query, the same for the sample library, for FTS5 and for ripgrep ("" for none)."""
    rare, common, other, third = words[20_000], words[0], words[3], words[40]
    start = words[300][:4]
    fuzzy = words[5_000][:-1] + "x"
    return {
        "rare": (rare, "mitragynine", rare, rare),
        "common": (common, "kratom", common, common),
        "and of two": (f"{common} {other}", "kratom opioid", f"{common} {other}", ""),
        "or of three": (
            f"{common} OR {other} OR {third}",
            "kratom OR opioid OR pain",
            f"{common} OR {other} OR {third}",
            f"{common}|{other}|{third}",
        ),
        "phrase": (
            f'"{common} {other}"',
            '"opioid withdrawal"',
            f'"{common} {other}"',
            f"{common} {other}",
        ),
        "prefix": (f"{start}*", "withdr*", f"{start}*", rf"\b{start}"),
        "fuzzy": (f"{fuzzy}~", "withdrawl~", "", ""),
        "field + range": (f"tags:{words[7]} date:2010..2015", "tags:kratom date:2020..", "", ""),
    }


def fts5(folder: Path, place: Path) -> None:
    """The articles in an FTS5 table."""
    base = sqlite3.connect(place)
    base.execute("CREATE VIRTUAL TABLE texts USING fts5(path UNINDEXED, body, tokenize='porter unicode61')")
    base.executemany(
        "INSERT INTO texts VALUES (?, ?)", ((str(path), path.read_text()) for path in folder.rglob("*.md"))
    )
    base.commit()
    base.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("runs", type=int, nargs="?", default=15)
    parser.add_argument("--before", help="another kratomcli program")
    parser.add_argument("--caches", nargs=2, help="its cache and that of this build, with indexes to use")
    given = parser.parse_args()
    folder, runs = given.folder.resolve(), given.runs
    program = str(Path(sys.executable).with_name("kratomcli"))
    if given.before:
        with tempfile.TemporaryDirectory() as place:
            caches = given.caches or [f"{place}/before", f"{place}/now"]
            for one, cache in zip((given.before, program), caches, strict=True):
                if not given.caches:
                    environ = {**os.environ, "KRATOMCLI_CACHE": cache}
                    command = [one, "index", "-q", "--no-compare", "-L", str(folder)]
                    subprocess.run(command, env=environ, check=True)
            within(folder, (given.before, program), caches, runs)
        return
    ripgrep = shutil.which("rg")
    with tempfile.TemporaryDirectory() as place:
        environ = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        environ["KRATOMCLI_CACHE"] = f"{place}/cache"
        subprocess.run([program, "index", "-L", str(folder), "--quiet"], env=environ, check=True)
        subprocess.run([program, "index", "--quiet"], env=environ, check=True, cwd=place)
        base = Path(place, "fts5.db")
        fts5(folder, base)
        print(f"{'class':<15}{'ms':>8}{'sample ms':>11}{'ratio':>7}{'fts5 ms':>9}{'rg ms':>9}")
        ratios = []
        for name, (query, sample, match, pattern) in classes(Maker().words).items():
            commands = {
                "large": [program, "search", query, "-L", str(folder), "--refresh", "never"],
                "sample": [program, "search", sample, "--refresh", "never"],
            }
            if match:
                commands["fts5"] = [sys.executable, "-c", FTS5, str(base), match]
            if pattern and ripgrep:
                commands["rg"] = [ripgrep, "-i", pattern, str(folder)]
            taken = measure(commands, environ, place, runs)
            ratios.append(taken["large"] / taken["sample"])
            others = "".join(f"{taken[one]:>9.0f}" if one in taken else f"{'':>9}" for one in ("fts5", "rg"))
            print(f"{name:<15}{taken['large']:>8.0f}{taken['sample']:>11.0f}{ratios[-1]:>7.2f}{others}")
        print(f"p50 over the classes: {statistics.median(ratios):.2f} (goal {GOAL})")


def measure(
    commands: dict[str, list[str]], environ: dict[str, str], place: str, runs: int
) -> dict[str, float]:
    """The median of each command's milliseconds, the commands taking turns."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            if name in ("rg", "fts5") and turn > 3:  # slow ones, and not what is measured
                continue
            started = time.perf_counter()
            subprocess.run(command, env=environ, cwd=place, stdout=subprocess.DEVNULL, check=True)
            if turn:  # the first one warms the caches
                times[name].append((time.perf_counter() - started) * 1000)
    return {name: statistics.median(taken) for name, taken in times.items()}


if __name__ == "__main__":
    main()
