"""What vectors cost: writing them, searching them, and a search by words and meaning beside one by words.

    python benchmarks/meaning.py [--passages 10000,100000,1000000] [--dimensions 256,384]
    python benchmarks/meaning.py --library [--articles 100000] [--passages 1000000]

Vectors are random and of length 1. The first writes them through the store, two to an article, and gives
the rows a second, the time of opening, the median of 21 searches, the memory that they add, and how many of
the 100 articles that are nearest by the exact vectors are found. The second makes a library, gives each of
its articles as many vectors as make up the number, and takes the medians of searches by words, and by both
words and meaning, with a model that costs nothing. All times are those of the processor, so that
other programs matter less, and ratios within one run matter most.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from generate import Maker, write_files
from kratomcli import Library
from kratomcli.batches import batches
from kratomcli.meaning import embedders
from kratomcli.meaning.answers import Meaning
from kratomcli.meaning.nearest import VectorSearch
from kratomcli.meaning.store import EmbeddedArticle, ModelIdentity, VectorStore, rows_of

AT_ONCE = 1_000
"""Articles that are written at once."""
RUNS = 21
NEAREST = 100


class RandomVectors:
    """An embedder that says nothing, at no cost."""

    name = "random"
    version = "1"

    def __init__(self, dimensions: int = 256) -> None:
        self.dimensions = dimensions
        self._chance = np.random.default_rng(1)

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        made = self._chance.standard_normal((len(texts), self.dimensions), dtype=np.float32)
        return made / np.linalg.norm(made, axis=1, keepdims=True)

    def query(self, text: str) -> np.ndarray:
        return self.passages([text])[0]


def fill(
    kept: VectorStore, articles: Iterable[tuple[int, bytes]], each: int, model: RandomVectors
) -> Iterator[np.ndarray]:
    """Give articles that many vectors each; yields those of each batch."""
    for some in batches(articles, AT_ONCE):
        made = model.passages([""] * len(some) * each)
        writer = kept.writer()
        first = writer.rows
        keys = [key for key, _ in some for _ in range(each)]
        writer.write(*rows_of(keys, [(0, 1)] * len(keys), made))
        kept.add([EmbeddedArticle(key, fingerprint, each) for key, fingerprint in some], first, writer.sums)
        yield made


def median(ask: Callable[[int], object], runs: int = RUNS) -> float:
    """The median of so many runs, in milliseconds of the processor."""
    times = []
    for number in range(runs):
        started = time.process_time()
        ask(number)
        times.append(time.process_time() - started)
    return statistics.median(times) * 1000


def peak() -> float:
    """The memory of this process at its peak, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def write(folder: str, passages: int, dimensions: int) -> None:
    """Write a store, and the exact answers to some questions beside it."""
    model = RandomVectors(dimensions)
    kept = VectorStore(folder)
    kept.begin(ModelIdentity(model.name, model.version, dimensions))
    questions = np.random.default_rng(7).standard_normal((5, dimensions)).astype(np.float32)
    spent, exact = 0.0, []
    articles = ((key, b"") for key in range(1, passages // 2 + 1))
    started = time.process_time()
    for made in fill(kept, articles, 2, model):
        spent += time.process_time() - started
        exact.append((made @ questions.T).reshape(-1, 2, 5).max(axis=1))
        started = time.process_time()
    kept.close()
    best = np.argsort(-np.concatenate(exact), axis=0)[:NEAREST] + 1
    np.save(f"{folder}.npy", best)
    print(f"{passages / spent:12,.0f} rows/s written", end="", flush=True)


def search(folder: str, passages: int, dimensions: int) -> None:
    """Search a store."""
    before, started = peak(), time.process_time()
    kept = VectorStore(folder)
    found = VectorSearch(kept.vectors()[1])
    opened = (time.process_time() - started) * 1000
    questions = np.random.default_rng(7).standard_normal((5, dimensions)).astype(np.float32)
    first = median(lambda number: found.nearest(questions[number], NEAREST), 1)
    took = median(lambda number: found.nearest(questions[number % 5], NEAREST))
    exact = np.load(f"{folder}.npy")
    common = [
        len({one.key for one in found.nearest(questions[at], NEAREST)} & set(exact[:, at].tolist()))
        for at in range(5)
    ]
    print(
        f"  opened in {opened:.0f} ms, first {first:.0f} ms, median {took:.1f} ms,"
        f" {peak() - before:.0f} MiB (mapped and shared: {passages * (dimensions + 20) / 2**20:.0f}),"
        f" recall@{NEAREST} {sum(common) / 5 / NEAREST:.3f}"
    )


def in_library(articles: int, passages: int) -> None:
    """Searches by words, and by words and meaning, of one library."""
    model = RandomVectors()
    embedders.embedder = lambda _: model  # type: ignore[assignment]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "articles")
        folder.mkdir()
        write_files(folder, articles)
        with Library.open(folder, cache=Path(place, "cache")) as library:
            library.sync()
            session = library._session
            known = Meaning(session.index, session.texts, model)
            kept = known._store
            kept.begin(known._model)
            catalog = session.index.catalog
            for _ in fill(kept, [*catalog.fingerprints()], max(passages // articles, 1), model):
                pass
            kept.settle(catalog.identity())
            known.close()
            words = Maker(2).words
            asked = [f"{words[at % len(words)]} {words[(7 * at + 3) % len(words)]}" for at in range(RUNS)]
            by_words = median(lambda at: library.search(asked[at]))
            by_both = median(lambda at: library.search(asked[at], meaning=True))
            alone = median(lambda at: session.meaning.nearest(asked[at], NEAREST))
    print(
        f"{articles:,} articles, {passages:,} passages: words {by_words:.1f} ms, words and meaning"
        f" {by_both:.1f} ms ({by_both / by_words:.1f} times), of which the nearest passages {alone:.1f} ms;"
        f" {peak():.0f} MiB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--passages", default="10000,100000,1000000")
    parser.add_argument("--dimensions", default="256,384")
    parser.add_argument("--library", action="store_true")
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--step", choices=("write", "search"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    given = parser.parse_args()
    sizes = [int(size) for size in given.passages.split(",")]
    dimensions = [int(size) for size in given.dimensions.split(",")]
    if given.step:
        {"write": write, "search": search}[given.step](given.folder, sizes[0], dimensions[0])
        return
    if given.library:
        in_library(given.articles, sizes[-1])
        return
    for size in sizes:
        for each in dimensions:
            with tempfile.TemporaryDirectory() as place:
                print(f"{size:9,} x {each}", end="", flush=True)
                for step in ("write", "search"):  # processes of their own, for the memory of each
                    rest = [f"--passages={size}", f"--dimensions={each}", f"--folder={place}/meaning"]
                    subprocess.run([sys.executable, __file__, f"--step={step}", *rest], check=True)


if __name__ == "__main__":
    main()
