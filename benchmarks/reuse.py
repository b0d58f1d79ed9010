"""How well copied passages are found, and what finding them costs.

    python benchmarks/reuse.py [--articles 4000] [--copies 1000] [--seed 1]
    python benchmarks/reuse.py --cost [--articles 100000]

The first plants passages of 40 to 160 words from one generated article in another, changed in known
ways, and compares what `Library.reuse_of` tells with what was planted: a passage is found if at
least 70 % of its words are told as shared with the article it is from; what is told, of 40 words and
more, is right if at least half of it was planted. The second gives the processor time of comparing as
a part of that of indexing, and how long `reuse` then takes.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from generate import Maker, write_files
from kratomcli import Library

LEAST = 40
MOST = 160
FOUND = 0.7
RIGHT = 0.5


class Planted(NamedTuple):
    kind: str
    host: str
    source: str
    text: str


def changed(share: float) -> Callable[[random.Random, list[str], Maker], list[str]]:
    """Other words in the place of a share of them; a third each is replaced, left out, or put in."""

    def change(chance: random.Random, sentences: list[str], maker: Maker) -> list[str]:
        words = " ".join(sentences).split()
        made = []
        for word in words:
            way = chance.choice("rod") if chance.random() < share else "k"
            if way in "ko":
                made.append(word)
            if way in "ro":
                made.append(chance.choice(maker.words))
        return [" ".join(made)]

    return change


def reordered(chance: random.Random, sentences: list[str], _: Maker) -> list[str]:
    return chance.sample(sentences, len(sentences))


def unchanged(_: random.Random, sentences: list[str], __: Maker) -> list[str]:
    return sentences


KINDS: dict[str, Callable[[random.Random, list[str], Maker], list[str]]] = {
    "exact": unchanged,
    "5 % of words changed": changed(0.05),
    "15 % of words changed": changed(0.15),
    "sentences reordered": reordered,
    "two passages merged": unchanged,
}


def plant(folder: Path, articles: int, copies: int, seed: int) -> list[Planted]:
    """Write articles into which passages of others were copied; each host has one copy (or two merged)."""
    chance = random.Random(seed)
    maker = Maker(seed)
    made = [maker.article(number) for number in range(articles)]
    texts = {article.path: article.text for article in made}
    paths = list(texts)
    hosts = chance.sample(paths, copies)
    sources = [path for path in paths if path not in set(hosts)]
    planted = []
    for number, host in enumerate(hosts):
        kind = list(KINDS)[number % len(KINDS)]
        parts = []
        for source in chance.sample(sources, 2 if kind == "two passages merged" else 1):
            sentences = passage(chance, texts[source])
            if sentences is not None:
                text = " ".join(KINDS[kind](chance, sentences, maker))
                parts.append(text)
                planted.append(Planted(kind, identifier(host), identifier(source), text))
        blocks = texts[host].split("\n\n")
        at = chance.randrange(len(blocks) // 2, len(blocks))
        texts[host] = "\n\n".join([*blocks[:at], " ".join(parts), *blocks[at:]])
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return planted


def passage(chance: random.Random, text: str) -> list[str] | None:
    """Whole sentences of one paragraph, LEAST to MOST words of them; None where there are none."""
    paragraphs = [block for block in text.split("\n\n") if len(block.split()) >= LEAST and "---" not in block]
    if not paragraphs:
        return None
    sentences = [sentence + "." for sentence in chance.choice(paragraphs).strip().rstrip(".").split(". ")]
    first = chance.randrange(len(sentences))
    taken: list[str] = []
    for sentence in sentences[first:] + sentences[:first][::-1]:
        if sum(len(one.split()) for one in taken) >= chance.randint(LEAST, MOST):
            break
        taken.append(sentence)
    taken.sort(key=sentences.index)
    words = sum(len(one.split()) for one in taken)
    return taken if LEAST <= words <= MOST else None


def identifier(path: str) -> str:
    return path.rpartition(".")[0]


def measure(articles: int, copies: int, seed: int) -> None:
    """Print precision and recall for each kind of copy."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "library")
        folder.mkdir()
        planted = plant(folder, articles, copies, seed)
        by_host = {one.host: one.kind for one in planted}
        found: Counter[str] = Counter()
        told: Counter[str] = Counter()
        right: Counter[str] = Counter()
        with Library.open(folder, cache=Path(name, "cache")) as library:
            library.sync()
            for host, kind in by_host.items():
                shared: dict[str, list[str]] = {}
                for one in library.reuse_of(host):
                    shared.setdefault(one.there.entry.id, []).append(one.here.text)
                    if one.words >= LEAST:
                        told[kind] += 1
                        right[kind] += any(
                            common(one.here.text, known.text) >= RIGHT
                            for known in planted
                            if known.host == host and is_true(known, one.there.entry.id, planted)
                        )
                for one in planted:
                    if one.host == host:
                        texts = " ".join(shared.get(one.source, ()))
                        found[kind] += common(one.text, texts) >= FOUND
            others = {identifier(str(path.relative_to(folder))) for path in folder.rglob("*.*")}
            bystanders = others - set(by_host) - {one.source for one in planted}
            wrong = sum(
                one.words >= LEAST
                for id in sorted(bystanders)[: len(by_host)]
                for one in library.reuse_of(id)
            )
        total = Counter(one.kind for one in planted)
        print(f"{articles:,} articles, {len(planted):,} copies of {LEAST} to {MOST} words")
        print(f"{'':24}{'recall':>8}{'precision':>11}")
        for kind in KINDS:
            recall, precision = found[kind] / total[kind], right[kind] / max(told[kind], 1)
            print(f"{kind:24}{recall:8.3f}{precision:11.3f}")
        print(f"told of articles into which nothing was copied: {wrong}")


def is_true(copy: Planted, other: str, planted: list[Planted]) -> bool:
    """Whether a copy's passage is in another article: its source, or one that copied from that, too."""
    return other == copy.source or any(one.host == other and one.source == copy.source for one in planted)


def common(text: str, other: str) -> float:
    """Of the words of a text, those that another one has as well."""
    ours, theirs = Counter(text.split()), Counter(other.split())
    return (ours & theirs).total() / max(ours.total(), 1)


def cost(articles: int, seed: int) -> None:
    """Print what comparing adds to indexing, in processor time, and how long an answer takes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "library")
        folder.mkdir()
        print(f"{articles:,} articles, {write_files(folder, articles, seed):,} bytes")
        with Library.open(folder, cache=Path(name, "cache")) as library:
            start = time.process_time()
            library.sync()
            indexed = time.process_time()
            library.compare()
            compared = time.process_time()
            ratio = (compared - indexed) / (indexed - start)
            print(f"indexing {indexed - start:.1f} s, comparing {compared - indexed:.1f} s: {ratio:.2f} more")
            began = time.perf_counter()
            library.reuse(limit=20)
            print(f"reuse: {time.perf_counter() - began:.3f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--articles", type=int)
    parser.add_argument("--copies", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cost", action="store_true")
    options = parser.parse_args()
    if options.cost:
        cost(options.articles or 100_000, options.seed)
    else:
        measure(options.articles or 4000, options.copies, options.seed)


if __name__ == "__main__":
    main()
