"""What a large library costs, against the floors and peers that this machine has.

    python benchmarks/generate.py /tmp/articles --count 100000
    python benchmarks/scale.py /tmp/articles [--runs 5] [--cache FOLDER] [--only index,search,list,peers]
    python benchmarks/scale.py /tmp/articles --before PROGRAM [--before-cache FOLDER] [--cache FOLDER]

Everything runs as whole processes, in turn with what it is compared to, and medians are compared:
CPU time (user and system, of all threads) and time on the clock. Ratios within one run mean
something; the figures depend on the machine. The library is one of generate.py; a few of its files
get new time stamps, and words at their end. With --cache an index that is there is kept and used.
With --before, which names another kratomcli program, the two builds are compared, and nothing else is done.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from generate import Maker

PROGRAM = str(Path(sys.executable).with_name("kratomcli"))
SEEDS = Path(__file__).parent.parent / "seeds"


class Cost(NamedTuple):
    """Of one process: seconds on the clock and of the processors, MiB at its peak."""

    wall: float
    cpu: float
    peak: float


def cost(command: Sequence[str], environ: dict[str, str]) -> Cost:
    """Run a command, its output into a pipe that is read and forgotten."""
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE)
    while process.stdout and process.stdout.read(1 << 20):
        pass
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.stdout:
        process.stdout.close()
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)}: status {process.returncode}")
    return Cost(time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def in_turn(
    commands: dict[str, Sequence[str]],
    environ: dict[str, str],
    runs: int,
    before: Callable[[str], None] = lambda _: None,
) -> dict[str, Cost]:
    """The medians of several commands, run in turn; the first turn only warms up."""
    found: dict[str, list[Cost]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            before(name)
            one = cost(command, environ)
            if turn:
                found[name].append(one)
    return {name: Cost(*map(statistics.median, zip(*costs, strict=True))) for name, costs in found.items()}


def row(name: str, one: Cost, floor: Cost | None = None, goal: str = "") -> None:
    ratio = f"{one.wall / floor.wall:>8.2f}{one.cpu / floor.cpu:>8.2f}" if floor else " " * 16
    print(f"{name:<30}{one.wall:>10.3f}{one.cpu:>10.3f}{one.peak:>9.0f}{ratio}  {goal}", flush=True)


def head(title: str) -> None:
    print(f"\n{title:<30}{'clock s':>10}{'CPU s':>10}{'MiB':>9}{'x clock':>8}{'x CPU':>8}  goal")


# -- indexing ----------------------------------------------------------------------------------------

READING = """
import os, sys
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        handle = os.open(os.path.join(folder, name), os.O_RDONLY)
        while os.read(handle, 1 << 20):
            pass
        os.close(handle)
"""

RAW = """
import os, sys, time
from pathlib import Path
from kratomcli.engine.tantivy import TantivyEngine
from kratomcli.readers import read

writer = TantivyEngine(sys.argv[2]).writer(10**6)
wall = cpu = 0.0
documents = []

def ingest():
    global wall, cpu
    started, used = time.perf_counter(), time.process_time()
    for document in documents:
        writer._writer.add_document(document)
    writer.commit()
    wall += time.perf_counter() - started
    cpu += time.process_time() - used
    documents.clear()

key = 0
for folder, _, names in os.walk(sys.argv[1]):
    for name in sorted(names):
        path = os.path.join(folder, name)
        key += 1
        documents.append(writer.document(key, read(Path(path).read_bytes(), id=path, path=path), path))
        if len(documents) == 10_000:
            ingest()
ingest()
started, used = time.perf_counter(), time.process_time()
writer.close()
print(wall + time.perf_counter() - started, cpu + time.process_time() - used)
"""


def raw(library: Path, environ: dict[str, str]) -> Cost:
    """tantivy alone: adding and committing articles that are parsed already."""
    with tempfile.TemporaryDirectory() as place:
        done = subprocess.run(
            [sys.executable, "-c", RAW, library, place],
            env=environ,
            capture_output=True,
            text=True,
            check=True,
        )
    wall, cpu = map(float, done.stdout.split())
    return Cost(wall, cpu, 0.0)


def indexing(library: Path, environ: dict[str, str], runs: int, *, cold: bool) -> None:
    index = [PROGRAM, "index", "-q", "-L", str(library)]
    if cold:
        head("indexing from nothing")
        reading = cost([sys.executable, "-c", READING, str(library)], environ)
        reading = cost([sys.executable, "-c", READING, str(library)], environ)
        row("reading the files", reading)
        engine = raw(library, environ)
        row("tantivy alone", engine)
        floor = Cost(reading.wall + engine.wall, reading.cpu + engine.cpu, 0.0)
        made = cost([*index, "--rebuild", "--no-compare"], environ)
        row("index", made, floor, "1.35; 700 MiB")
        row("comparing passages", cost(index, environ), made, "0.6")
    files = sorted(next(library.iterdir()).iterdir())
    with tempfile.NamedTemporaryFile() as stamp:
        one, percent = files[0], _percent(library)
        number = 0

        def change(name: str) -> None:
            nonlocal number
            number += 1
            changed = {"one file changed": [one], "1 % changed": percent}.get(name, [])
            for path in changed:
                with path.open("a") as file:
                    file.write(f"\nchanged{number}\n")

        cost(index, environ)
        head("indexing again")
        find = ["find", str(library), "-newer", stamp.name]
        costs = in_turn({"find -newer": find, "nothing changed": index}, environ, runs)
        row("find -newer", costs["find -newer"])
        row("nothing changed", costs["nothing changed"], costs["find -newer"], "2; 60 MiB")
        changing = in_turn({"nothing changed": index, "one file changed": index}, environ, runs, change)
        row("one file changed", changing["one file changed"], changing["nothing changed"], "1.5")
        changing = in_turn({"1 % changed": index}, environ, 1, change)
        row(f"1 % changed ({len(percent):,})", changing["1 % changed"], costs["nothing changed"])


def _percent(library: Path) -> list[Path]:
    return [path for folder in sorted(library.iterdir()) for path in sorted(folder.iterdir())[::100]]


# -- listing -----------------------------------------------------------------------------------------


def listing(library: Path, environ: dict[str, str], runs: int) -> None:
    from kratomcli.catalog.sql_fields import CONTRACT, Columns, quoted

    catalog = str(_index(library, environ) / "catalog.db")
    columns = Columns([("", str(library))])
    cells = ",".join(columns.cell(name) for name in ("id", "title", "date", "tags", "words"))
    pairs = ",".join(f"{quoted(name)},{columns.json(name)}" for name in CONTRACT)
    shell = ["sqlite3", "-readonly", "-separator", "\t", catalog]
    ours = [PROGRAM, "list", "-q", "--refresh", "never", "-L", str(library), "-f"]
    head("listing everything")
    costs = in_turn(
        {
            "sqlite3, the same cells": [*shell, f"SELECT {cells} FROM articles ORDER BY id"],
            "list -f tsv": [*ours, "tsv"],
            "sqlite3, the same objects": [*shell, f"SELECT json_object({pairs}) FROM articles ORDER BY id"],
            "list -f jsonl": [*ours, "jsonl"],
        },
        environ,
        runs,
    )
    row("sqlite3, the same cells", costs["sqlite3, the same cells"])
    row("list -f tsv", costs["list -f tsv"], costs["sqlite3, the same cells"], "2.5; 60 MiB")
    row("sqlite3, the same objects", costs["sqlite3, the same objects"])
    row("list -f jsonl", costs["list -f jsonl"], costs["sqlite3, the same objects"], "2.5; 60 MiB")
    started = time.perf_counter()
    process = subprocess.Popen([*ours, "jsonl"], env=environ, stdout=subprocess.PIPE)
    if process.stdout:
        process.stdout.readline()
        print(f"{'the first row':<30}{time.perf_counter() - started:>10.3f}")
        process.stdout.close()
    process.wait()


# -- searching ---------------------------------------------------------------------------------------


def queries() -> dict[str, tuple[str, str]]:
    """Class → the query for a library of generate.py, and one of the class for the sample library."""
    maker = Maker()
    common = maker.words[:4]
    text = maker.article(0).text.split("\n\n")[-1].split()
    pair = " ".join(text[2:4]).lower().strip(".")
    return {
        "a rare word": ("number77", "relieving"),
        "a common word": (common[0], "kratom"),
        "AND of two common words": (f"{common[0]} {common[1]}", "kratom opioid"),
        "OR of three": (f"{common[0]} OR {common[1]} OR {common[2]}", "kratom OR opioid OR pain"),
        "a phrase": (f'"{pair}"', '"opioid withdrawal"'),
        "a prefix": (f"{common[3][:3]}*", "with*"),
        "a fuzzy word": (f"{maker.words[5000]}~1", "withdrawl~1"),
        "field and range": (f"tags:{maker.tags[0]} date:2012..2014", "tags:kratom date:2020.."),
    }


def searching(library: Path, environ: dict[str, str], runs: int) -> None:
    head("search, against the samples")
    for name, (query, small) in queries().items():
        search = [PROGRAM, "search", "-q", "--refresh", "never", "-f", "json", "-L"]
        costs = in_turn(
            {"small": [*search, str(SEEDS), "--", small], "large": [*search, str(library), "--", query]},
            environ,
            runs * 3,
        )
        row(name, costs["large"], costs["small"], "1.4")


# -- another build -----------------------------------------------------------------------------------


def builds(library: Path, before: str, caches: Sequence[str], environ: dict[str, str], runs: int) -> None:
    """What this build costs beside another one, each with an index of its own."""
    programs = {
        name: ["env", f"KRATOMCLI_CACHE={cache}", program]
        for name, program, cache in zip(("before", "now"), (before, PROGRAM), caches, strict=True)
    }
    for program in programs.values():
        cost([*program, "index", "-q", "--no-compare", "-L", str(library)], environ)
    asked = {
        "nothing changed": ["index", "-q", "--no-compare"],
        **{f"list -f {form}": ["list", "-q", "--refresh", "never", "-f", form] for form in ("tsv", "jsonl")},
        **{
            name: ["search", "-q", "--refresh", "never", "-f", "json", query]
            for name, (query, _) in queries().items()
        },
    }
    head("this build, against another")
    for name, command in asked.items():
        commands = {build: [*program, *command, "-L", str(library)] for build, program in programs.items()}
        costs = in_turn(commands, environ, runs)
        row(name, costs["now"], costs["before"])


# -- peers -------------------------------------------------------------------------------------------

FTS5 = """
import sqlite3, sys
from pathlib import Path
db = sqlite3.connect(sys.argv[2])
db.execute("PRAGMA journal_mode=WAL")
db.execute("CREATE VIRTUAL TABLE texts USING fts5(path UNINDEXED, body, tokenize='porter unicode61')")
files = (path for path in Path(sys.argv[1]).rglob("*") if path.is_file())
db.executemany("INSERT INTO texts VALUES (?, ?)", ((str(path), path.read_text()) for path in files))
db.commit()
"""
FTS5_ASK = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
sql = "SELECT path, snippet(texts, 1, '', '', '', 30) FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT 10"
for found in db.execute(sql, (sys.argv[2],)):
    print(*found)
"""


def peers(library: Path, environ: dict[str, str], runs: int) -> None:
    """SQLite's FTS5 and ripgrep, where they are there."""
    asked = queries()
    search = [PROGRAM, "search", "-q", "--refresh", "never", "-f", "json", "-L", str(library), "--"]
    with tempfile.TemporaryDirectory() as place:
        database = str(Path(place, "fts.db"))
        head("FTS5")
        fts = cost([sys.executable, "-c", FTS5, str(library), database], environ)
        row("FTS5, indexing", fts)
        ours = [PROGRAM, "index", "-q", "--rebuild", "--no-compare", "-L", str(library)]
        row("index", cost(ours, environ), fts)
        print(f"{'FTS5, MB':<30}{Path(database).stat().st_size / 1e6:>10.0f}")
        for name in ("a rare word", "a common word", "AND of two common words", "OR of three", "a phrase"):
            query = asked[name][0]
            costs = in_turn(
                {"peer": [sys.executable, "-c", FTS5_ASK, database, query], "ours": [*search, query]},
                environ,
                runs,
            )
            row(f"FTS5, {name}", costs["peer"])
            row(f"search, {name}", costs["ours"], costs["peer"])
    if shutil.which("rg"):
        head("ripgrep")
        words = {"a rare word": "number77", "a common word": asked["a common word"][0]}
        for name, word in words.items():
            found = ["rg", "-liw", word, str(library)]
            costs = in_turn({"peer": found, "ours": [*search, word]}, environ, runs)
            row(f"rg, {name}", costs["peer"])
            row(f"search, {name}", costs["ours"], costs["peer"])


def _index(library: Path, environ: dict[str, str]) -> Path:
    status = subprocess.run(
        [PROGRAM, "index", "--status", "-f", "json", "-L", str(library)],
        env=environ,
        capture_output=True,
        check=True,
    )
    return Path(json.loads(status.stdout)[0]["place"])


def _sizes(library: Path, environ: dict[str, str]) -> None:
    def total(folder: Path) -> int:
        return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())

    text, index = total(library), total(_index(library, environ))
    print(f"\ntext {text / 1e6:,.0f} MB, index {index / 1e6:,.0f} MB: {index / text:.2f} of it (goal 0.6)")


def _steps(chosen: str) -> Iterator[str]:
    for name in chosen.split(","):
        if name not in ("index", "again", "list", "search", "peers"):
            raise SystemExit(f"no step '{name}'")
        yield name


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("library", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--before", help="another kratomcli program")
    parser.add_argument("--before-cache", type=Path)
    parser.add_argument("--only", default="index,list,search,peers", help="index, again, list, search, peers")
    options = parser.parse_args()
    library = options.library.resolve()
    environ = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as place:
        if options.before:
            caches = [str(options.before_cache or f"{place}/before"), str(options.cache or f"{place}/now")]
            builds(library, options.before, caches, environ, options.runs)
            return
        environ["KRATOMCLI_CACHE"] = str(options.cache or place)
        cost([PROGRAM, "index", "-q", "-L", str(SEEDS)], environ)
        for step in _steps(options.only):
            if step in ("index", "again"):
                indexing(library, environ, options.runs, cold=step == "index")
                _sizes(library, environ)
            elif step == "list":
                listing(library, environ, options.runs)
            elif step == "search":
                searching(library, environ, options.runs)
            else:
                peers(library, environ, options.runs)


if __name__ == "__main__":
    main()
