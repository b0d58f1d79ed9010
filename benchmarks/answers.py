"""Whether the first hits answer questions that people ask, as a person judged them.

    python benchmarks/answers.py FOLDER [--model NAME] [--own-words] [TABLE...]

FOLDER holds the articles, each TABLE (questions/*.tsv) a question and the ids of all the articles that a
person would want for it in each row. Ids are the files' names without suffix. Questions are asked as they
stand, any of their words sufficing; with --model (light, minilm …) by words and meaning, too. Success@3 is
the share with such an article in the first three. --own-words only says which questions use words of an
article that is right for them, by their stems, stop words aside.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from kratomcli import Article, Library

QUESTIONS = Path(__file__).parent / "questions"
FIRST = (1, 3, 10)
DEEPEST = 100


class Question(NamedTuple):
    """What is asked, and the ids of the articles that answer it."""

    text: str
    right: frozenset[str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("tables", nargs="*", type=Path, default=sorted(QUESTIONS.glob("*.tsv")))
    parser.add_argument("--model", default="")
    parser.add_argument("--own-words", action="store_true")
    given = parser.parse_intermixed_args()
    with (
        tempfile.TemporaryDirectory() as place,
        Library.open(given.folder, cache=place, embedder=given.model) as library,
    ):
        articles = {Path(article.path).stem: article for article in library.texts()}
        for table in given.tables:
            asked = [*questions(table, articles.keys())]
            print(f"{table.name}: {len(asked)} questions")
            if given.own_words:
                own_words(library, asked, articles)
                continue
            judge(library, asked, by_meaning=False)
            if given.model:
                judge(library, asked, by_meaning=True)


def questions(table: Path, known: Collection[str]) -> Iterator[Question]:
    for line in table.read_text().splitlines():
        text, _, ids = line.partition("\t")
        right = frozenset(ids.split())
        if unknown := right - set(known):
            sys.exit(f"{table}: no such article: {', '.join(sorted(unknown))}")
        yield Question(text, right)


def judge(library: Library, asked: Sequence[Question], *, by_meaning: bool) -> None:
    """Print how many questions are answered, and which are not."""
    ranks: list[int] = []
    failures = []
    for question in asked:
        hits = library.search(
            question.text, limit=DEEPEST, any=not by_meaning, snippets=0, meaning=by_meaning
        )
        found = [Path(hit.entry.path).stem for hit in hits]
        ranks.append(next((at for at, id in enumerate(found, 1) if id in question.right), 0))
        if not 0 < ranks[-1] <= FIRST[1]:
            failures.append((question.text, ranks[-1], found[: FIRST[1]]))
    shares = (f"success@{most} {sum(0 < rank <= most for rank in ranks) / len(ranks):.3f}" for most in FIRST)
    print("by words and meaning:" if by_meaning else "by words:", ", ".join(shares))
    for text, rank, instead in failures:
        print(f"  {text!r}: first at {rank or f'over {DEEPEST}'}; instead {', '.join(instead)}")


def own_words(library: Library, asked: Sequence[Question], articles: dict[str, Article]) -> None:
    """Print which questions use words of their articles, as the library's own search finds them."""
    for question in asked:
        for word in dict.fromkeys(re.findall(r"\w+", question.text)):
            hits = library.search(word, limit=len(articles), snippets=0, meaning=False)
            found = {Path(hit.entry.path).stem for hit in hits} & question.right
            if found and not is_everywhere(library, word):
                print(f"  {question.text!r}: {word!r} is in {', '.join(sorted(found))}")


def is_everywhere(library: Library, word: str) -> bool:
    """Whether a word is a stop word: beside another one it changes nothing."""
    return library.count(f"{word} zzzz", any=True) == library.count("zzzz")


if __name__ == "__main__":
    main()
