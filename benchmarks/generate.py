"""Make articles by the thousand, the same ones for the same seed.

    python benchmarks/generate.py FOLDER --count 100000 [--seed 1] [--short] [--jsonl]

Words follow Zipf's law over a vocabulary of made-up words, sentences have 5 to 30 of them, sections
have headings, four articles in five have front matter, one in ten is plain text. Files go into
folders of a thousand; with --jsonl into one file, a JSON object a line. An article has about 5 kB;
with --short it is one of some 50 words, so that a million of them are soon indexed.
"""

from __future__ import annotations

import argparse
import datetime
import itertools
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

VOCABULARY = 60_000
PER_FOLDER = 1000
TAGS = 200
_ONSETS = [*"bcdfghklmnprstvwz", "br", "cl", "dr", "fl", "gr", "pl", "st", "tr"]
_VOWELS = [*"aeiou", "ai", "ea", "ou"]


class Made(NamedTuple):
    """One article: its path, and all that its file holds."""

    path: str
    text: str


class Maker:
    """Makes articles; the n-th one depends on the seed and n only, and on whether they are short."""

    def __init__(self, seed: int = 1, *, short: bool = False) -> None:
        self._seed = seed
        self._short = short
        chance = random.Random(seed)
        syllables = ["".join(pair) for pair in itertools.product(_ONSETS, _VOWELS)]
        words = list(
            {"".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(VOCABULARY * 2)}
        )
        self.words = sorted(words)[:]
        chance.shuffle(self.words)
        self.words = self.words[:VOCABULARY]
        weights = list(itertools.accumulate(1 / rank**1.05 for rank in range(1, len(self.words) + 1)))
        self._weights = weights
        self.tags = chance.sample(self.words[:2000], TAGS)

    def article(self, number: int) -> Made:
        """The n-th article."""
        chance = random.Random(self._seed * 1_000_003 + number)
        if self._short:
            sentences = " ".join(self._sentence(chance) for _ in range(3))
            text = f"{self._front_matter(chance, number)}{sentences} Number{number}.\n"
            return Made(f"{number // PER_FOLDER:04}/article-{number:07}.md", text)
        plain = number % 10 == 9
        parts = [] if plain or number % 5 == 4 else [self._front_matter(chance, number)]
        if not plain and not parts:
            parts.append(f"# {self._title(chance)}\n")
        for _ in range(chance.randint(2, 6)):
            if not plain:
                parts.append(f"## {self._title(chance)}\n")
            for _ in range(chance.randint(1, 3)):
                sentences = [self._sentence(chance) for _ in range(chance.randint(3, 8))]
                sentences.append(f"Number{number} {chance.choice(self.words)} {chance.choice(self.words)}.")
                parts.append(" ".join(sentences) + "\n")
        suffix = "txt" if plain else "md"
        return Made(f"{number // PER_FOLDER:04}/article-{number:07}.{suffix}", "\n".join(parts))

    def _sentence(self, chance: random.Random) -> str:
        words = chance.choices(self.words, cum_weights=self._weights, k=chance.randint(5, 30))
        return " ".join(words).capitalize() + "."

    def _title(self, chance: random.Random) -> str:
        return " ".join(chance.choices(self.words[:20_000], k=chance.randint(3, 8))).capitalize()

    def _front_matter(self, chance: random.Random, number: int) -> str:
        day = datetime.date(2010, 1, 1) + datetime.timedelta(days=chance.randrange(5500))
        lines = ["---", f"title: {self._title(chance)}", f"date: {day}"]
        if number % 3:
            lines.append(f"tags: [{', '.join(chance.sample(self.tags, chance.randint(1, 4)))}]")
        if number % 2:
            lines.append(f"summary: {self._sentence(chance)}")
        if number % 7 == 0:
            lines.append("draft: true")
        if number % 4 == 0:
            lines.append("layout: post")
        return "\n".join([*lines, "---\n"])

    def articles(self, count: int) -> Iterator[Made]:
        """The first `count` articles."""
        return map(self.article, range(count))


def write_files(folder: Path, count: int, seed: int = 1, *, short: bool = False) -> int:
    """Write articles as files; returns the bytes written."""
    total = 0
    for made in Maker(seed, short=short).articles(count):
        path = folder / made.path
        try:
            total += path.write_bytes(made.text.encode())
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            total += path.write_bytes(made.text.encode())
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--jsonl", action="store_true")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    if options.jsonl:
        with (options.folder / "articles.jsonl").open("w") as file:
            for made in Maker(options.seed, short=options.short).articles(options.count):
                file.write(json.dumps(made._asdict()) + "\n")
    else:
        total = write_files(options.folder, options.count, options.seed, short=options.short)
        print(f"{options.count:,} articles, {total:,} bytes")


if __name__ == "__main__":
    main()
