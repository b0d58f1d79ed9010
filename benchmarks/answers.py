"""Whether the first hits answer questions that people ask, as a person judged them.

    python benchmarks/answers.py FOLDER [TABLE]

FOLDER holds the articles, TABLE (questions/18f.tsv) a question and the ids of all the articles that a
person would want for it in each row. Ids are the files' names without suffix. Questions are asked as
they stand, any of their words sufficing. Success@3 is the share with such an article in the first three.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from kratomcli import Library

FIRST = 3


def main() -> None:
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    table = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(__file__).parent / "questions" / "18f.tsv"
    rows = [line.split("\t") for line in table.read_text().splitlines() if line]
    failures = []
    at_first = 0
    with tempfile.TemporaryDirectory() as place, Library.open(sys.argv[1], cache=place) as library:
        known = {Path(entry.path).stem for entry in library.articles()}
        for question, wanted in rows:
            right = set(wanted.split())
            if unknown := right - known:
                sys.exit(f"no such article in {sys.argv[1]}: {', '.join(sorted(unknown))}")
            hits = library.search(question, limit=100, any=True, snippets=0)
            found = [Path(hit.entry.path).stem for hit in hits]
            rank = next((at for at, id in enumerate(found, 1) if id in right), 0)
            at_first += rank == 1
            if not 0 < rank <= FIRST:
                failures.append((question, rank, found[:FIRST]))
    print(
        f"{len(rows)} questions: success@1 {at_first / len(rows):.3f}, "
        f"success@{FIRST} {1 - len(failures) / len(rows):.3f}"
    )
    for question, rank, found in failures:
        print(f"{question!r}: first at {rank or 'over 100'}; instead {', '.join(found)}")


if __name__ == "__main__":
    main()
