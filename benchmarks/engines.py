"""The engines that benchmarks/relevance.py compares, each a process of its own.

    python benchmarks/engines.py ENGINE FOLDER       its order of the articles for each query, as JSON

The same texts and the same words for all: what people would write to get ranked answers from each. The
project is asked through its public API, of articles that were written as files; one that has no title in
the collection has none in its file. ENGINE may be `kratomcli:MODEL`, words and meaning by one of its models.
Xapian has no package on the registry: the system's Python has it.
"""

from __future__ import annotations

import json
import re
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

DEPTH = 100  # hits asked for: what recall@100 needs

Run = dict[str, list[str]]
"""Query → documents, the best first."""


class Text(NamedTuple):
    """A document or a query of a collection."""

    id: str
    title: str
    text: str


class Collection(NamedTuple):
    """A test collection: what to find, with what, and how well each document answers."""

    corpus: Sequence[Text]
    queries: Sequence[Text]
    judged: Mapping[str, Mapping[str, int]]


def load(folder: Path) -> Collection:
    """A collection; queries that nobody judged are left out."""
    judged: dict[str, dict[str, int]] = {}
    table = folder / "qrels.tsv"
    if not table.exists():
        table = folder / "qrels" / "test.tsv"
    for line in table.read_text().splitlines()[1:]:
        query, document, grade = line.split("\t")
        judged.setdefault(query, {})[document] = int(grade)
    queries = [query for query in _texts(folder / "queries.jsonl") if query.id in judged]
    return Collection(list(_texts(folder / "corpus.jsonl")), queries, judged)


def _texts(path: Path) -> Iterator[Text]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            one = json.loads(line)
            yield Text(str(one["_id"]), one.get("title") or "", one.get("text") or "")


def _words(query: Text) -> list[str]:
    """Nothing but words: signs and capitals are operators, fields or names to some query languages."""
    return re.findall(r"\w+", query.text.lower())


# -- the engines ------------------------------------------------------------------------------------


def kratomcli(collection: Collection, place: Path, model: str = "") -> Run:
    """The project itself, from files to hits: words, or words and meaning by a model."""
    from kratomcli import Library
    from kratomcli.query import words_of

    folder = place / "articles"
    for number, document in enumerate(collection.corpus):
        path = folder / str(number // 1000) / f"{number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        front = json.dumps({"title": document.title}) if document.title.strip() else "{}"
        path.write_text(f"{front}\n\n{document.text}\n", encoding="utf-8", errors="replace")
    ids = [document.id for document in collection.corpus]
    run: Run = {}
    by_meaning = {"meaning": True, "embedder": model} if model else {}
    with Library.open(folder, cache=place / "cache", **by_meaning) as library:
        library.sync()
        if model:
            library.embed()
        for query in collection.queries:
            hits = library.search(words_of(query.text), limit=DEPTH, any=True, snippets=0)
            run[query.id] = [ids[int(Path(hit.entry.path).stem)] for hit in hits]
    return run


def tantivy_lenient(collection: Collection, place: Path) -> Run:
    """tantivy as its own query parser has it: title and body, English stemmer, no operators in queries."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("title", tokenizer_name="en_stem")
    builder.add_text_field("body", tokenizer_name="en_stem")
    builder.add_unsigned_field("number", fast=True)
    place.mkdir()
    index = tantivy.Index(builder.build(), path=str(place))
    writer = index.writer()
    for number, document in enumerate(collection.corpus):
        fields = {"title": document.title, "body": document.text, "number": number}
        writer.add_document(tantivy.Document.from_dict(fields, index.schema))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    run: Run = {}
    for query in collection.queries:
        parsed, _ = index.parse_query_lenient(" ".join(_words(query)), ["title", "body"])
        hits = searcher.search(parsed, DEPTH).hits
        numbers = searcher.fast_field_values("number", [address for _, address in hits])
        run[query.id] = [collection.corpus[int(number or 0)].id for number in numbers]
    return run


def fts5(collection: Collection, place: Path) -> Run:
    """SQLite: porter stemmer, bm25 with the title counting twice."""
    base = sqlite3.connect(place)
    base.execute("CREATE VIRTUAL TABLE texts USING fts5(title, body, tokenize='porter unicode61')")
    base.executemany(
        "INSERT INTO texts(rowid, title, body) VALUES (?, ?, ?)",
        ((number, one.title, one.text) for number, one in enumerate(collection.corpus, 1)),
    )
    run: Run = {}
    for query in collection.queries:
        words = " OR ".join(f'"{word}"' for word in _words(query))
        rows = base.execute(
            "SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY bm25(texts, 2.0, 1.0) LIMIT ?",
            (words or '""', DEPTH),
        )
        run[query.id] = [collection.corpus[row - 1].id for (row,) in rows]
    base.close()
    return run


def bm25s(collection: Collection, place: Path) -> Run:  # noqa: ARG001 - it stays in memory
    """bm25s: Snowball stemmer, English stop words, title and body together."""
    import bm25s
    import Stemmer

    stemmer = Stemmer.Stemmer("english")
    texts = [f"{one.title} {one.text}" for one in collection.corpus]
    ranker = bm25s.BM25()
    ranker.index(
        bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False), show_progress=False
    )
    asked = [query.text for query in collection.queries]
    tokens = bm25s.tokenize(asked, stopwords="en", stemmer=stemmer, show_progress=False)
    found, scores = ranker.retrieve(tokens, k=min(DEPTH, len(texts)), show_progress=False)
    return {
        query.id: [
            collection.corpus[int(number)].id
            for number, score in zip(found[row], scores[row], strict=True)
            if score > 0
        ]
        for row, query in enumerate(collection.queries)
    }


def xapian(collection: Collection, place: Path) -> Run:
    """Xapian: English stemmer, stop words; BM25's numbers and the title's weight are the best of 96.

    Those were tried on Cranfield, CISI, MED and CACM (.538; .492 as it is).
    """
    import xapian

    base = xapian.WritableDatabase(str(place), xapian.DB_CREATE_OR_OPEN)
    stemmer = xapian.Stem("en")
    writer = xapian.TermGenerator()
    writer.set_stemmer(stemmer)
    for one in collection.corpus:
        document = xapian.Document()
        writer.set_document(document)
        writer.index_text(one.title, 4)
        writer.increase_termpos()
        writer.index_text(one.text)
        base.add_document(document)
    base.commit()
    stopper = xapian.SimpleStopper()
    for word in STOP_WORDS.split():
        stopper.add(word)
    parser = xapian.QueryParser()
    parser.set_stemmer(stemmer)
    parser.set_stopper(stopper)
    parser.set_database(base)
    parser.set_default_op(xapian.Query.OP_OR)
    asker = xapian.Enquire(base)
    asker.set_weighting_scheme(xapian.BM25Weight(1.6, 0, 1, 0.65, 0.5))
    run: Run = {}
    for query in collection.queries:
        asker.set_query(parser.parse_query(" ".join(_words(query)), 0))
        run[query.id] = [collection.corpus[match.docid - 1].id for match in asker.get_mset(0, DEPTH)]
    return run


STOP_WORDS = """
a about above after again against all am an and any are as at be because been before being below between
both but by can could did do does doing down during each few for from further had has have having he her
here hers herself him himself his how i if in into is it its itself just me more most my myself no nor not
now of off on once only or other our ours ourselves out over own same she should so some such than that the
their theirs them themselves then there these they this those through to too under until up very was we
were what when where which while who whom why will with would you your yours yourself yourselves
"""


ENGINES: Mapping[str, Callable[[Collection, Path], Run]] = {
    "kratomcli": kratomcli,
    "xapian": xapian,
    "bm25s": bm25s,
    "fts5": fts5,
    "tantivy": tantivy_lenient,
}


def main() -> None:
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    name, _, model = sys.argv[1].partition(":")
    engine = partial(kratomcli, model=model) if model else ENGINES[name]
    collection = load(Path(sys.argv[2]))
    with tempfile.TemporaryDirectory() as place:
        started = time.perf_counter()
        run = engine(collection, Path(place, name))
        seconds = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    json.dump({"run": run, "seconds": seconds, "megabytes": memory}, sys.stdout)


if __name__ == "__main__":
    main()
