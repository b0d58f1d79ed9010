"""What texts without spaces cost beside English, and three editions of one novel.

    python benchmarks/languages.py [--articles 2000] [--characters 4000] [--novel 500000] [--rounds 3]
                                   [--only english,chinese,editions] [--lang] [--before PROGRAM]

Articles of the same length in characters, in English, Chinese, Japanese and Thai, are indexed and then
compared; each of the figures is the least processor time of several rounds, less what the same command
takes when nothing is left to do, and the ratio is to English. Then a novel in three editions, with 3 % of
the sentences changed in each, is compared and told of by `reuse`, in English and in Chinese. With --before
each command is run by another kratomcli too, in turn. The texts are made up: words follow Zipf's law, and
the signs in them are as frequent as in the language.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from generate import _ONSETS, _VOWELS

PROGRAM = str(Path(sys.executable).with_name("kratomcli"))
CHANGED = 0.03
EDITIONS = 3
_WORDS = 30_000


def weighted(count: int, power: float = 1.0) -> list[float]:
    """Cumulated weights by Zipf's law."""
    return list(itertools.accumulate(1 / (rank + 2.7) ** power for rank in range(count)))


def lexicon(word: Callable[[], str]) -> list[str]:
    """Different words, in the order they were made: the shorter ones are the more frequent."""
    made = dict.fromkeys(word() for _ in range(2 * _WORDS))
    return sorted(list(made)[:_WORDS], key=len)


class Language:
    """Makes sentences of a language."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def sentence(self) -> str:
        """A sentence with what follows it."""
        raise NotImplementedError

    def paragraph(self, sentences: Sequence[str]) -> str:
        return "".join(sentences).strip()


class English(Language):
    """Words of one to five syllables."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        chance = random.Random(1)

        def syllable() -> str:
            return (
                chance.choice(_ONSETS) + chance.choice(_VOWELS) + chance.choice(["", "", "n", "r", "t", "s"])
            )

        self._words = lexicon(lambda: "".join(syllable() for _ in range(chance.randint(1, 5))))
        self._weights = weighted(len(self._words))

    def sentence(self) -> str:
        words = self.chance.choices(self._words, cum_weights=self._weights, k=self.chance.randint(8, 25))
        return " ".join(words).capitalize() + ". "


class Chinese(Language):
    """Words of one to four of 3,500 signs."""

    _signs = random.Random(1).sample([chr(code) for code in range(0x4E00, 0x9F00)], 3500)
    _weights = weighted(3500, 0.9)

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        chance = random.Random(2)
        self._words = lexicon(
            lambda: "".join(
                chance.choices(
                    self._signs, cum_weights=self._weights, k=chance.choices((1, 2, 3, 4), (3, 72, 15, 10))[0]
                )
            )
        )
        self._of_words = weighted(len(self._words))

    def words(self, count: int) -> list[str]:
        return self.chance.choices(self._words, cum_weights=self._of_words, k=count)

    def sentence(self) -> str:
        return "，".join("".join(self.words(self.chance.randint(4, 9))) for _ in range(3)) + "。"


class Japanese(Chinese):
    """Words of kanji with kana behind them, particles between, some words of katakana."""

    _endings = ("る", "た", "い", "な", "の", "して", "った", "ない", "ます", "した", "され", "れる")
    _particles = ("の", "に", "は", "を", "が", "で", "と", "も", "から", "まで", "には", "とは")
    _of_particles = weighted(12)

    def words(self, count: int) -> list[str]:
        chance = self.chance
        made = []
        for word in super().words(count):
            kind = chance.random()
            if kind < 0.15:
                made.append("".join(chr(0x30A1 + ord(sign) % 83) for sign in word * 2))
            else:
                made.append(word + (chance.choice(self._endings) if kind < 0.6 else ""))
            made.append(chance.choices(self._particles, cum_weights=self._of_particles)[0])
        return made

    def sentence(self) -> str:
        return "、".join("".join(self.words(self.chance.randint(3, 6))) for _ in range(2)) + "。"


class Thai(Language):
    """Words of one to four syllables, with vowels and tones above and below; spaces between phrases."""

    _consonants = tuple(chr(code) for code in range(0x0E01, 0x0E2F))
    _vowels = "าิีึืุูะำัอว"

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        chance = random.Random(3)

        def syllable() -> str:
            before = chance.choice("เแโไใ") if chance.random() < 0.3 else ""
            tone = chance.choice("่้่้๊็์") if chance.random() < 0.35 else ""
            last = chance.choice("นงกมยบด") if chance.random() < 0.6 else ""
            vowel = "" if before and chance.random() < 0.6 else chance.choice(self._vowels)
            return before + chance.choice(self._consonants) + vowel + tone + last

        self._words = lexicon(lambda: "".join(syllable() for _ in range(chance.randint(1, 4))))
        self._weights = weighted(len(self._words))

    def sentence(self) -> str:
        words = self.chance.choices(self._words, cum_weights=self._weights, k=self.chance.randint(6, 15))
        return "".join(words) + " "


LANGUAGES: dict[str, type[Language]] = {
    "english": English,
    "chinese": Chinese,
    "japanese": Japanese,
    "thai": Thai,
}
TAGS = {"english": "en", "chinese": "zh", "japanese": "ja", "thai": "th"}


def paragraphs(language: Language, characters: int) -> Iterator[list[str]]:
    """Sentences of a text of about so many characters, by paragraph."""
    while characters > 0:
        made = [language.sentence() for _ in range(language.chance.randint(3, 8))]
        characters -= sum(map(len, made)) + 2
        yield made


def write_articles(folder: Path, name: str, count: int, characters: int, lang: bool) -> None:
    """Articles of exactly so many characters; `lang` is whether they say what language they are in."""
    folder.mkdir(parents=True)
    language = LANGUAGES[name](1)
    for number in range(count):
        title = language.sentence().strip()[:20]
        text = "\n\n".join(map(language.paragraph, paragraphs(language, characters)))
        head = f"---\nlang: {TAGS[name]}\n---\n" if lang else ""
        made = head + f"# {title}\n\n{text}"[:characters]
        (folder / f"{number:05}.md").write_text(made, encoding="utf-8")


def write_editions(folder: Path, name: str, characters: int) -> None:
    """A novel in three editions: the same sentences, but for a few in each; one in three is direct speech."""
    folder.mkdir(parents=True)
    language = LANGUAGES[name](2)
    novel = list(paragraphs(language, characters))
    for edition in range(EDITIONS):
        chance = random.Random(edition)

        def another(sentence: str, chance: random.Random = chance) -> str:
            """Sometimes another sentence, as often one with a few other words."""
            if chance.random() > CHANGED:
                return sentence
            other = language.sentence()
            at = chance.randrange(len(sentence))
            return other if chance.random() < 0.5 else sentence[:at] + other[:8] + sentence[at + 8 :]

        text = "\n\n".join(
            language.paragraph(
                [
                    f"“{another(sentence)}” " if number % 3 == 0 else another(sentence)
                    for number, sentence in enumerate(sentences)
                ]
            )
            for sentences in novel
        )
        (folder / f"edition{edition}.md").write_text(f"# Edition {edition}\n\n{text}\n", encoding="utf-8")


def cpu(command: Sequence[str], environ: dict[str, str]) -> float:
    """The processor time of a command, of all its threads."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=environ, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def once(program: str, library: Path, told: bool) -> dict[str, float]:
    """What it takes a program to index a library, to compare it, and (if `told`) to tell what is shared."""
    with tempfile.TemporaryDirectory() as cache:
        environ = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        environ["KRATOMCLI_CACHE"] = cache
        index = [program, "index", "-q", "-L", str(library)]
        found = {}
        for name, option in (("index", "--no-compare"), ("compare", "--compare")):
            found[name] = cpu([*index, option], environ)
            found[name] -= cpu([*index, option], environ)
        if told:
            reuse = [program, "reuse", "-q", "-L", str(library), "--refresh", "never", "-f"]
            found["reuse"] = cpu([*reuse, "json"], environ)
            found["reuse ID"] = cpu([*reuse, "json", "edition1"], environ)
        return found


def least(
    programs: dict[str, str], library: Path, rounds: int, told: bool = False
) -> dict[str, dict[str, float]]:
    """The least of several rounds, each program in turn: program → stage → seconds."""
    found: dict[str, dict[str, float]] = {name: {} for name in programs}
    for _ in range(rounds):
        for name, program in programs.items():
            for stage, taken in once(program, library, told).items():
                found[name][stage] = min(found[name].get(stage, taken), taken)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--characters", type=int, default=4000)
    parser.add_argument("--novel", type=int, default=500_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default=",".join([*LANGUAGES, "editions"]))
    parser.add_argument("--lang", action="store_true", help="the articles say what language they are in")
    parser.add_argument("--before", help="another kratomcli")
    options = parser.parse_args()
    only = options.only.split(",")
    programs = {"now": PROGRAM} | ({"before": options.before} if options.before else {})
    with tempfile.TemporaryDirectory() as place:
        english: dict[str, dict[str, float]] = {}
        print(f"{'processor time':<32}{'program':<9}{'seconds':>9}{'μs each':>9}{'x English':>11}")
        for name in filter(LANGUAGES.__contains__, only):
            write_articles(Path(place, name), name, options.articles, options.characters, options.lang)
            found = least(programs, Path(place, name), options.rounds)
            english = english or found
            for program, stages in found.items():
                for stage, taken in stages.items():
                    each = taken / options.articles / options.characters * 1e6
                    ratio = taken / english[program][stage]
                    row = f"{taken:>9.2f}{each:>9.2f}{ratio:>11.2f}"
                    print(f"{name + ', ' + stage:<32}{program:<9}{row}", flush=True)
        print(f"{'three editions':<32}{'program':<9}{'seconds':>9}{'x before':>20}")
        for name in ("english", "chinese") if "editions" in only else ():
            write_editions(Path(place, "editions", name), name, options.novel)
            found = least(programs, Path(place, "editions", name), options.rounds, told=True)
            for program, stages in found.items():
                for stage, taken in stages.items():
                    ratio_before = f"{taken / found['before'][stage]:>20.2f}" if options.before else ""
                    print(f"{name + ', ' + stage:<32}{program:<9}{taken:>9.2f}{ratio_before}", flush=True)


if __name__ == "__main__":
    main()
