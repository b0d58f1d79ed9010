"""Whether two builds of kratomcli give the same answers: ids in their order, totals, snippets.

    python benchmarks/same_answers.py BEFORE AFTER FOLDER [--queries 2000] [--seed 1] [--caches ONE OTHER]

BEFORE and AFTER are two kratomcli programs, each in an environment of its own, whose Python is asked. They
are asked all queries of the table in tests/support/corpus.py, of the small library there, and random
queries of FOLDER, made of the words of its articles, so that common words are common in them. Compared are
the first hundred ids, how many articles match, and the snippets of the first ten. With --caches indexes that
are there are used as they are; otherwise each build makes its own.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from support.corpus import CORPUS, TABLE

SHOWN = 10
ASKED = """
import json, sys
from kratomcli import KratomError, Library

with Library.open(sys.argv[1], cache=sys.argv[2], refresh=sys.argv[3]) as library:
    for line in sys.stdin:
        query = json.loads(line)
        try:
            found = [hit.entry.id for hit in library.search(query, limit=100, snippets=0)]
            shown = [
                [(snippet.line, snippet.text) for snippet in hit.snippets]
                for hit in library.search(query, limit=10, snippets=3)
            ]
            answer = {"ids": found, "total": library.count(query), "snippets": shown}
        except KratomError as error:
            answer = {"error": str(error)}
        print(json.dumps(answer), flush=True)
"""


class Build:
    """One program, asked query after query by its Python API."""

    def __init__(self, program: str, folder: Path, cache: str, refresh: str) -> None:
        python = Path(program).absolute().with_name("python")
        environ = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        self._process = subprocess.Popen(
            [str(python), "-c", ASKED, str(folder), cache, refresh],
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, query: str) -> None:
        if self._process.stdin:
            print(json.dumps(query), file=self._process.stdin, flush=True)

    def answer(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self._process.stdout.readline() if self._process.stdout else "")
        return found

    def close(self) -> None:
        self._process.communicate()


def small_library(place: Path) -> Path:
    """The articles of the table, as files."""
    for name, text in CORPUS.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return place


def random_queries(folder: Path, number: int, seed: int) -> Iterator[str]:
    chance = random.Random(seed)
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".md", ".txt"))
    texts = [re.findall(r"[^\W\d_]+", path.read_text(errors="replace")) for path in chance.sample(files, 200)]
    texts = [words for words in texts if len(words) > 3]

    def word() -> str:
        return chance.choice(chance.choice(texts)).lower()

    def pair() -> str:
        words = chance.choice(texts)
        at = chance.randrange(len(words) - 1)
        return f"{words[at]} {words[at + 1]}".lower()

    makers = (
        word,
        lambda: f"{word()} {word()}",
        pair,
        lambda: f"{word()} {word()} {word()}",
        lambda: " OR ".join(word() for _ in range(chance.randint(2, 5))),
        lambda: f"({word()} OR {word()}) {word()}",
        lambda: f"({word()} OR {word()}) ({word()} OR {word()})",
        lambda: f'"{pair()}"',
        lambda: f"{word()[:3]}*",
        lambda: f"{word()}~",
        lambda: f"{word()} -{word()}",
        lambda: f"={word()} {word()}",
        lambda: f"title:{word()}",
        lambda: f"{word()} date:2012..2016",
        lambda: f"{word()} is:draft",
        lambda: f"{word()} OR tags:{word()}",
        lambda: " ".join(word() for _ in range(6)),
    )
    for at in range(number):
        yield makers[at % len(makers)]()


def differences(builds: Sequence[Build], queries: Sequence[str]) -> int:
    """Ask both builds, print what differs, and return in how many queries."""
    number = found = 0
    for query in queries:
        for build in builds:
            build.ask(query)
        before, after = (build.answer() for build in builds)
        found += bool(before.get("ids"))
        if before != after:
            number += 1
            what = [name for name in {**before, **after} if before.get(name) != after.get(name)]
            if number <= SHOWN:
                print(f"  {query}: other {', '.join(what)}")
    print(f"  {len(queries):,} queries, {found:,} with hits, {number:,} answered otherwise", flush=True)
    return number


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("programs", nargs=2, metavar=("BEFORE", "AFTER"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--queries", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--caches", nargs=2)
    given = parser.parse_args()
    number = 0
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        own = [str(place / "before"), str(place / "after")]
        asked = [(small_library(place / "articles"), own, "auto", [*TABLE])]
        queries = [*random_queries(given.folder, given.queries, given.seed)]
        asked.append((given.folder, given.caches or own, "never" if given.caches else "auto", queries))
        for folder, caches, refresh, these in asked:
            print(folder)
            builds = [
                Build(program, folder, cache, refresh)
                for program, cache in zip(given.programs, caches, strict=True)
            ]
            number += differences(builds, these)
            for build in builds:
                build.close()
    sys.exit(number > 0)


if __name__ == "__main__":
    main()
