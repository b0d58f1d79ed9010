"""A folder of made-up articles, the same for the same seed: Zipf's words, dates, tags, headings.

python benchmarks/generate.py FOLDER [ARTICLES [SEED]]
"""

from __future__ import annotations

import sys
from itertools import accumulate
from pathlib import Path
from random import Random

WORDS = 30_000
LENGTH = 150
_CONSONANTS, _VOWELS = "bcdfghjklmnprstvwz", "aeiou"


def vocabulary(seed: int = 1) -> list[str]:
    """Words that can be spoken, the commonest first."""
    random = Random(seed)
    found: dict[str, None] = {}
    while len(found) < WORDS:
        syllables = random.choice((2, 2, 3, 3, 4))
        word = "".join(random.choice(_CONSONANTS) + random.choice(_VOWELS) for _ in range(syllables))
        found[word + random.choice(("", "n", "r", "l", "t"))] = None
    return list(found)


def generate(folder: Path, articles: int = 100_000, seed: int = 1) -> None:
    """Write the articles, a thousand to a sub-folder."""
    words = vocabulary(seed)
    weights = list(accumulate(1 / (rank + 10) for rank in range(len(words))))
    random = Random(seed)
    for number in range(articles):
        if number % 1000 == 0:
            place = folder / f"{number // 1000:04}"
            place.mkdir(parents=True, exist_ok=True)
        text = random.choices(words, cum_weights=weights, k=LENGTH)
        half = " ".join(text[: LENGTH // 2]), " ".join(text[LENGTH // 2 :])
        date = f"{random.randrange(2000, 2026)}-{random.randrange(1, 13):02}-{random.randrange(1, 29):02}"
        title = " ".join(text[3:8]).capitalize()
        (place / f"{number:06}.md").write_text(
            f"---\ntitle: {title}\ndate: {date}\ntags: [{random.choice(words[:200])}]\n---\n\n"
            f"# {title}\n\n{half[0].capitalize()}.\n\n## {text[9].capitalize()}\n\n{half[1].capitalize()}.\n"
        )


def main() -> None:
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    generate(Path(sys.argv[1]), *map(int, sys.argv[2:4]))


if __name__ == "__main__":
    main()
