"""A library in eight languages, and queries for it, both made of numbers that chance draws from a seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import accumulate

from kratomcli.model.article import Article
from kratomcli.readers import read

_LATIN = (
    "ba be bi bo da de di do fa fe ga go ha he in ka ke la le li lo ma me mi na ne no or ra re ri ro sa se si"
)
_SYLLABLES = {
    "en": _LATIN + " ing tion the",
    "de": _LATIN + " ä ö ü ße sch ung en",
    "fr": _LATIN + " é è ç œu eau ment",
    "es": _LATIN + " ñ á í ción dad",
    "ru": "ба ве го да же за ии ка ла ми не оп ра со ту ф хо ца че ша ы ами ого",
    "ar": "ال با تا ثا جا حا خا دا را سا شا عا فا قا كا لا ما نا ها وا يا ات ون",
}
_UNSPACED = {
    "zh": "的一是不了人我在有他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生自会那后能对着事其",
    "ja": "のはをにがでとたしてるれさいあらくきこそカタナラリルレロン日本語人大小山川田中上下水火木金土時東京",
}
LANGUAGES = (*_SYLLABLES, *_UNSPACED)
_WORDS = 1500
"""How many words a language has; the first are the commonest, as in any language."""
_TAGS = (
    "Schlaf",
    "Café culture",
    "animals",
    "user-centered design",
    "食べ物",
    "Новости",
    "2021",
    "c++",
    "الكتب",
    "x",
)
_LONG = "pneumono" * 40
"""A word that no index has: longer than 255 bytes."""


class Vocabulary:
    """The words of one language."""

    def __init__(self, lang: str, chance: random.Random) -> None:
        self.spaced = lang in _SYLLABLES
        if self.spaced:
            parts = _SYLLABLES[lang].split()
            words = {
                "".join(chance.choices(parts, k=chance.choice((1, 2, 2, 3, 3, 4)))): None
                for _ in range(3 * _WORDS)
            }
        else:
            words = {
                "".join(chance.choices(_UNSPACED[lang], k=chance.choice((1, 2, 2, 3)))): None
                for _ in range(3 * _WORDS)
            }
        self.words = [*words][:_WORDS]
        self._weights = [*accumulate(1 / (at + 3) for at in range(len(self.words)))]

    def some(self, chance: random.Random, number: int) -> list[str]:
        return chance.choices(self.words, cum_weights=self._weights, k=number)

    def text(self, chance: random.Random, number: int) -> str:
        return self.joined(self.some(chance, number))

    def joined(self, words: list[str]) -> str:
        return (" " if self.spaced else "").join(words)


class ManyLanguages:
    """Makes the articles of a library, and queries; the same for the same seed."""

    def __init__(self, seed: int = 1) -> None:
        self._seed = seed
        chance = random.Random(seed)
        self._vocabularies = {lang: Vocabulary(lang, chance) for lang in LANGUAGES}

    def articles(self, count: int) -> Iterator[tuple[int, Article, str]]:
        """Yield (key, article, path) of articles; keys don't rise."""
        for number in range(count):
            chance = random.Random(f"{self._seed} {number}")
            name = f"{chance.choice('abcd')}/{number}.md"
            text = self._article(chance, number)
            yield (
                (number * 7_368_787 + 11) % 2**40,
                read(text.encode(), id=name[:-3], path=f"/library/{name}"),
                name,
            )

    def _article(self, chance: random.Random, number: int) -> str:
        lang = chance.choice(LANGUAGES)
        words = self._vocabularies[lang]
        head = [f"lang: {lang}"] if chance.random() < 0.9 else []
        if chance.random() < 0.6:
            head.append(f'title: "{words.text(chance, chance.randint(1, 9))}"')
        if chance.random() < 0.4:
            head.append(f'summary: "{words.text(chance, chance.randint(3, 60))}"')
        if chance.random() < 0.8:
            head.append(
                f"date: {chance.randint(2010, 2024)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
            )
        if chance.random() < 0.2:
            head.append(f"updated: {chance.randint(2020, 2024)}-{chance.randint(1, 12):02}")
        tags = chance.sample(_TAGS, chance.choice((0, 0, 1, 2, 3)))
        head.append(f"tags: [{', '.join(f'{chr(34)}{tag}{chr(34)}' for tag in tags)}]")
        head.append(f"rating: {chance.randint(1, 500) / 10}")
        if chance.random() < 0.1:
            head.append("draft: true")
        return "\n".join(["---", *head, "---", "", self._body(chance, words, number)])

    def _body(self, chance: random.Random, words: Vocabulary, number: int) -> str:
        if number % 97 == 0:
            return "..."
        paragraphs = []
        for at in range(chance.randint(1, 5)):
            text = words.text(chance, int(chance.paretovariate(1.2) * 12) % 900 + 1)
            if chance.random() < 0.05:
                text = f"{text} {_LONG} {words.text(chance, 3)}"
            paragraphs.append(f"{text[:1].upper()}{text[1:]}.")
            if at and chance.random() < 0.3:
                paragraphs.append(f"## {words.text(chance, 3)}")
        return "\n\n".join(paragraphs)

    def queries(self, count: int) -> Iterator[tuple[str, str]]:
        """Yield (class, query) of random queries, in turn of each class."""
        chance = random.Random(self._seed + 1)
        classes = [*self._classes(chance).items()]
        for at in range(count):
            name, make = classes[at % len(classes)]
            yield name, make()

    def _classes(self, chance: random.Random) -> dict[str, Callable[[], str]]:
        def some(number: int) -> list[str]:
            return self._vocabularies[chance.choice(LANGUAGES)].some(chance, number)

        def word() -> str:
            return some(1)[0]

        def mistaken() -> str:
            letters = [*word()]
            at = chance.randrange(len(letters))
            letters[at] = chance.choice("aeßиا")
            return "".join(letters)

        def years() -> str:
            return "..".join(map(str, sorted(chance.choices(range(2009, 2026), k=2))))

        def phrase() -> str:
            """Neighbours in the library, as like as not: of the common words."""
            words = self._vocabularies[chance.choice(LANGUAGES)]
            return words.joined(chance.choices(words.words[:30], k=2))

        return {
            "word": word,
            "two words": lambda: " ".join(some(2)),
            "many words": lambda: " ".join(some(chance.randint(5, 12))),
            "or": lambda: " OR ".join(word() for _ in range(chance.randint(2, 5))),
            "groups": lambda: f"({word()} OR {word()}) ({' OR '.join(some(2))}) -{word()}",
            "phrase": lambda: (
                f'"{self._vocabularies[chance.choice(LANGUAGES)].text(chance, chance.randint(2, 3))}"'
            ),
            "beginning": lambda: f"{word()[: chance.randint(1, 3)]}* {word()}",
            "mistake": lambda: f"{mistaken()}~{chance.choice(('', '1', '2'))}",
            "exact": lambda: f"={word()}",
            "title or summary": lambda: f"{chance.choice(('title', 'summary'))}:{word()}",
            "keyword": lambda: (
                f'tags:"{chance.choice(_TAGS)}" {chance.choice(("", "lang:de", "-is:draft", word()))}'
            ),
            "dates": lambda: f"{chance.choice(('date', 'updated'))}:{years()} {chance.choice(('', word()))}",
            "numbers": lambda: (
                f"rating:>={chance.randint(1, 50)} {chance.choice(('words:<100', word(), 'has:summary'))}"
            ),
            "not": lambda: (
                f"-{word()} -{word()} {chance.choice(('path:a/*', 'lang:' + chance.choice(LANGUAGES)))}"
            ),
        }
