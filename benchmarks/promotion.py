"""How well `check` finds injected promotion: precision and recall against phrases labelled by reading.

The labels hold places only, no text: a paragraph's article, its place in the body, and for each phrase
that sells and doesn't belong its place and length, all in characters.

    python benchmarks/promotion.py FOLDER... [--labels benchmarks/promotion.tsv]
    python benchmarks/promotion.py FOLDER --sample 200 > to-label.tsv   # paragraphs to read, a fixed seed

A finding of P001 or P002 that overlaps a labelled phrase is right, one that doesn't is wrong; one in a
paragraph that nobody has read does not count. Phrases labelled "odd" are out of place but sell nothing:
finding one is right, missing it costs the second recall only.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from typing import NamedTuple

from kratomcli import Library
from kratomcli.markup.prose import paragraphs

SEED = 20240229
SHORTEST = 80  # characters of a paragraph worth a label


class Label(NamedTuple):
    """A paragraph that was read (kind "read"), or a phrase in one ("sells" or "odd")."""

    folder: str
    id: str
    kind: str
    offset: int
    length: int


def sample(folder: str, number: int) -> list[Label]:
    """Paragraphs by chance, always the same ones for the same articles."""
    name = Path(folder).resolve().name
    with Library.open(folder) as library:
        every = [
            Label(name, article.id, "read", start, end - start)
            for article in library.texts()
            for start, end in paragraphs(article.body, article.markup)
            if end - start >= SHORTEST and not article.body.startswith(("#", "<", "{", "|"), start)
        ]
    return sorted(random.Random(SEED).sample(every, min(number, len(every))))


def labels(path: Path) -> list[Label]:
    """The labels of a file."""
    rows = [line.split("\t") for line in path.read_text().splitlines() if line and not line.startswith("#")]
    return [Label(folder, id, kind, int(offset), int(length)) for folder, id, kind, offset, length in rows]


def found(folder: str) -> dict[str, list[tuple[int, int]]]:
    """Where the rules find something, by article: (start, end) in the body."""
    from kratomcli.checks.promotion.rules import call_spans, promotion_spans
    from kratomcli.checks.scope import Subject

    spans: dict[str, list[tuple[int, int]]] = {}
    with Library.open(folder) as library:
        for article in library.texts():
            subject = Subject(article, library.raw(article.id))
            spans[article.id] = [(start, end) for start, end, _ in promotion_spans(subject)]
            spans[article.id] += list(call_spans(subject))
    return spans


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--labels", type=Path, default=Path(__file__).with_name("promotion.tsv"))
    parser.add_argument("--sample", type=int, default=0)
    options = parser.parse_args()
    if options.sample:
        for label in sample(options.folders[0], options.sample):
            print(*label, sep="\t")
        return
    known = labels(options.labels)
    right = wrong = 0
    hit: set[Label] = set()
    for folder in options.folders:
        name = Path(folder).resolve().name
        for id, spans in found(folder).items():
            here = [label for label in known if (label.folder, label.id) == (name, id)]
            for start, end in spans:
                over = {one for one in here if start < one.offset + one.length and one.offset < end}
                phrases = {one for one in over if one.kind != "read"}
                hit |= phrases
                right += bool(phrases)
                wrong += bool(over) and not phrases
    names = {Path(folder).resolve().name for folder in options.folders}
    mine = [label for label in known if label.folder in names]
    selling = [label for label in mine if label.kind == "sells"]
    phrases = [label for label in mine if label.kind != "read"]
    print(f"paragraphs read   {sum(label.kind == 'read' for label in mine)}")
    print(f"findings in them  {right + wrong}")
    print(f"precision         {right / (right + wrong):.2f}" if right + wrong else "precision         -")
    for what, some in (("recall", selling), ("with the odd ones", phrases)):
        if some:
            print(
                f"{what:<17} {len(hit & set(some)) / len(some):.2f} ({len(hit & set(some))} of {len(some)})"
            )


if __name__ == "__main__":
    main()
