"""Classic test collections in the BEIR layout that benchmarks/relevance.py reads.

    python benchmarks/smart_collections.py DOCUMENTS QUERIES JUDGEMENTS FOLDER

For ADI, CACM, CISI, Cranfield and Medline (the layout of Cornell's SMART: `.I`, `.T`, `.W`), LISA,
NPL and Time, as the universities of Glasgow and Cornell give them out; each file's layout is seen from
its own first line. A title is one that the collection marks as a title: NPL, Time and Medline have none.
A document's and a query's words are its title and text alone, without authors, references and dates,
each text on one line. LISA's documents come in several files: concatenate them first, in order.

| collection | documents | queries | judged | files                                              |
|------------|----------:|--------:|-------:|----------------------------------------------------|
| adi        |        82 |      35 |     35 | ADI.ALL ADI.QRY ADI.REL                            |
| cacm       |     3,204 |      64 |     52 | cacm.all query.text qrels.text                     |
| cisi       |     1,460 |     112 |     76 | CISI.ALL CISI.QRY CISI.REL                         |
| lisa       |     6,004 |      35 |     35 | LISA0.001 … LISA5.850 (in one) LISA.QUE LISARJ.NUM |
| med        |     1,033 |      30 |     30 | MED.ALL MED.QRY MED.REL                            |
| npl        |    11,429 |      93 |     93 | doc-text query-text rlv-ass                        |
| time       |       423 |      83 |     83 | TIME.ALL TIME.QUE TIME.REL                         |
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

Judgement = tuple[str, str, int]
"""A query, a document, how well it answers."""


class Text(NamedTuple):
    """A document or a query."""

    id: str
    title: str
    text: str


SMART = re.compile(r"^\.I +(\d+) *$", re.MULTILINE)
FIELD = re.compile(r"^\.([A-Z]) *$", re.MULTILINE)
LISA = re.compile(r"^Document +(\d+) *$", re.MULTILINE)
TIME = re.compile(r"^\*(?:TEXT|FIND) .*$", re.MULTILINE)
NUMBERED = re.compile(r"^ *(\d+) *\n(.*?)(?:^ */|#) *$", re.MULTILINE | re.DOTALL)


def main() -> None:
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    documents, queries, judgements = (_read(Path(name)) for name in sys.argv[1:4])
    folder = Path(sys.argv[4])
    folder.mkdir(parents=True, exist_ok=True)
    found = _write(folder / "corpus.jsonl", (_document(one) for one in texts(documents)))
    asked = _write(folder / "queries.jsonl", (_query(one) for one in texts(queries)))
    judged = sorted(set(judged_in(judgements)), key=lambda one: (int(one[0]), int(one[1])))
    rows = "".join(f"{query}\t{document}\t{grade}\n" for query, document, grade in judged)
    (folder / "qrels.tsv").write_text(f"query-id\tcorpus-id\tscore\n{rows}", encoding="utf-8")
    answered = len({query for query, _, _ in judged})
    print(f"{folder.name}: {found} documents, {asked} queries, {answered} judged, {len(judged)} judgements")


def _read(path: Path) -> str:
    return path.read_text(encoding="latin-1").replace("\r\n", "\n").rstrip("\x1a")


def _document(one: Text) -> dict[str, str]:
    return {"_id": one.id, "title": one.title, "text": one.text}


def _query(one: Text) -> dict[str, str]:
    return {"_id": one.id, "text": f"{one.title} {one.text}".strip()}


def _write(path: Path, texts: Iterable[dict[str, str]]) -> int:
    rows = [json.dumps(one) for one in texts]
    path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    return len(rows)


# -- documents and queries --------------------------------------------------------------------------


def texts(content: str) -> Iterator[Text]:
    """The documents or the queries of a file, in its order."""
    start = content.lstrip()
    if start.startswith(".I"):
        return _smart(content)
    if start.startswith("*"):
        return _time(content)
    return _lisa(content) if start.startswith("Document") else _numbered(content)


def _smart(content: str) -> Iterator[Text]:
    _, *records = SMART.split(content)
    for number, record in zip(records[::2], records[1::2], strict=True):
        _, *parts = FIELD.split(record)
        fields = list(zip(parts[::2], parts[1::2], strict=True))
        title, text = (" ".join(text for name, text in fields if name == field) for field in "TW")
        yield Text(number, _line(title), _line(text))


def _time(content: str) -> Iterator[Text]:
    """Judged by their place in the file, not by the numbers that they bear."""
    for number, text in enumerate(TIME.split(content)[1:], 1):
        yield Text(str(number), "", _line(text.replace("*STOP", " ")))


def _lisa(content: str) -> Iterator[Text]:
    _, *records = LISA.split(content)
    for number, record in zip(records[::2], records[1::2], strict=True):
        title, _, text = record.strip("\n").partition("\n\n")
        if not text.strip(" *\n"):  # a few have the blank line, but with spaces in it
            title, _, text = re.sub(r"\n +\n", "\n\n", record.strip("\n")).partition("\n\n")
        yield Text(number, _line(title.rstrip("*\n")), _line(text.rstrip("*\n")))


def _numbered(content: str) -> Iterator[Text]:
    for number, text in NUMBERED.findall(content):
        yield Text(number, "", _line(text))


def _line(text: str) -> str:
    return " ".join(text.split())


# -- judgements -------------------------------------------------------------------------------------


def judged_in(content: str) -> Iterator[Judgement]:
    """What a file of judgements says is relevant; none of these collections grades its answers here."""
    if re.match(r" {11}\d", content):
        pairs = list(_counted([int(number) for number in content.split()]))
    elif "/" in content:
        pairs = NUMBERED.findall(content)
    else:
        pairs = [_row(line.split()) for line in content.splitlines() if line.strip()]
    for query, documents in pairs:
        for document in documents.split():
            yield str(int(query)), str(int(document)), 1


def _counted(numbers: list[int]) -> Iterator[tuple[str, str]]:
    """LISA's: a query, how many documents answer it, those documents."""
    while numbers:
        query, count, *rest = numbers
        yield str(query), " ".join(map(str, rest[:count]))
        numbers = rest[count:]


def _row(cells: list[str]) -> tuple[str, str]:
    """`query document 0 0` (SMART), `query 0 document 1` (Medline's) or `query document…` (Time's)."""
    if len(cells) == 4 and cells[1] == "0":
        return cells[0], cells[2]
    if len(cells) == 4 and float(cells[3]) == 0:
        return cells[0], cells[1]
    return cells[0], " ".join(cells[1:])


if __name__ == "__main__":
    main()
