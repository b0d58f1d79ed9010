"""The embedded engine, on tantivy.

Fields of the index:
    text    title, summary, tags and body; stemmed, accents folded, with positions
    title   the title alone, likewise; adds to the score
    words   the words of `text` as written but for case and accents; for prefixes and fuzzy words
    accents words with accents as written, and "-word" where an article has `word` only with
            accents: what it takes to answer `=word` exactly
    facts   keywords, one raw token each: see facts.py
    date, date_end, updated, updated_end, words_count, key: numbers

Everything of tantivy is called here; its exceptions are translated here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import tantivy
from tantivy import FieldType, Filter, Occur, Query, TextAnalyzerBuilder, Tokenizer
from tantivy.tantivy import __version__ as _tantivy_version

from kratomcli.engines import Mark, Ranking
from kratomcli.engines.compiler import Compiler, ranks
from kratomcli.engines.facts import WHOLE, accents_of, facts_of
from kratomcli.errors import IndexDamaged, IndexLocked
from kratomcli.query.dates import moment, span
from kratomcli.text import fold

if TYPE_CHECKING:
    from kratomcli.article import Article
    from kratomcli.query import ast

VERSION = f"{_tantivy_version}, analysis 1"
"""An index of another version is rebuilt. Raise the number when analysis or fields change."""

_OPSTAMP = re.compile(rb'"opstamp": *(\d+)')
_HEAP = 512_000_000
_BATCH = 50_000
_LONGEST_WORD = 255


class TantivyEngine:
    """An index in a folder, or in memory where the folder is None."""

    def __init__(self, folder: str | None) -> None:
        """Open the index, or make an empty one.

        Raises:
            IndexDamaged: it can't be opened.
            OSError: its folder can't be made.
        """
        self._folder = folder
        self._committed = 0
        self._stemmed = _analyser(Filter.stemmer("english"))
        self._plain = _analyser()
        with _translated():
            if folder is None:
                self._index = tantivy.Index(_schema())
            elif os.path.exists(os.path.join(folder, "meta.json")):
                self._index = tantivy.Index.open(folder)
            else:
                os.makedirs(folder, exist_ok=True)
                self._index = tantivy.Index(_schema(), path=folder)
            self._index.register_tokenizer("stemmed", self._stemmed)
            self._index.register_tokenizer("plain", self._plain)
            self._schema = self._index.schema
            self.reload()
        self._compiler = Compiler(self._schema, self._stemmed, self._plain, self.values)

    # -- the protocol -----------------------------------------------------------------------------

    def reload(self) -> None:
        with _translated():
            before = -1
            while before != (generation := self._opstamp()):  # a commit came between
                before = generation
                self._index.reload()
                self._searcher = self._index.searcher()
            self.generation = generation

    def writer(self, expected: int) -> TantivyWriter:
        threads = 2 if expected > 500 else 1
        with _translated():
            writer = self._index.writer(heap_size=_HEAP, num_threads=threads)
        return TantivyWriter(writer, self._schema, self._plain, self._follow)

    def search(self, query: ast.Node, limit: int) -> Ranking:
        with _translated():
            hits = self._searcher.search(self._compiler.ranked(query), max(limit, 1), count=False).hits
            keys = self._searcher.fast_field_values("key", [address for _, address in hits])
        pairs = zip(keys, hits, strict=True)
        best = [(int(key), float(score)) for key, (score, _) in pairs if key is not None]
        return Ranking(best[:limit], ranked=ranks(query))

    def count(self, query: ast.Node) -> int:
        with _translated():
            return int(self._searcher.search(self._compiler.compile(query), 1, count=True).count)  # type: ignore[attr-defined]

    def keys(self, query: ast.Node) -> Iterator[Sequence[int]]:
        compiled = self._compiler.compile(query)
        after = 0
        while True:
            page = self._compiler.number("key", after, None)
            both = Query.boolean_query([(Occur.Must, compiled), (Occur.Must, page)])
            with _translated():
                hits = self._searcher.search(
                    both, _BATCH, count=False, order_by_field="key", order=tantivy.Order.Asc
                ).hits
            if not hits:
                return
            batch = [int(key) for key, _ in hits]
            yield batch
            if len(batch) < _BATCH:
                return
            after = batch[-1] + 1

    def values(self, field: str, start: str = "", limit: int | None = None) -> list[tuple[str, int]]:
        head = field.lower() + WHOLE
        with _translated():
            found = self._searcher.terms_with_prefix("facts", head + fold(start), limit=limit)
        return [(value[len(head) :], count) for value, count in found]

    def names(self) -> list[str]:
        return [name for name, _ in self.values("has")]

    def marker(self, query: ast.Node) -> Callable[[str], list[Mark]]:
        from kratomcli.engines.marks import Patterns

        return Patterns(query, self._stemmed, self._plain)

    def _follow(self, committed: int) -> None:
        """Answer from a commit of our own writer."""
        self._committed = committed
        self.reload()

    def _opstamp(self) -> int:
        """The number of the last commit, which tantivy keeps in a file but doesn't tell."""
        if self._folder is None:
            return self._committed
        with open(os.path.join(self._folder, "meta.json"), "rb") as file:
            found = _OPSTAMP.search(file.read())
        if found is None:
            raise ValueError("meta.json has no opstamp")
        return int(found[1])


class TantivyWriter:
    """Changes on their way into an index."""

    def __init__(
        self,
        writer: tantivy.IndexWriter,
        schema: tantivy.Schema,
        plain: tantivy.TextAnalyzer,
        committed: Callable[[int], None],
    ) -> None:
        self._writer = writer
        self._schema = schema
        self._plain = plain
        self._committed = committed

    def add(self, key: int, article: Article, path: str) -> None:
        texts = [article.title, *article.tags, article.body]
        if article.summary:
            texts.insert(1, article.summary)
        fields: dict[str, object] = {
            "key": key,
            "text": texts,
            "words": texts,
            "title": article.title,
            "words_count": article.words,
            "facts": list(facts_of(article, path)),
        }
        accents = accents_of(texts)
        if accents:
            fields["accents"] = accents
        for name, date in (("date", article.date), ("updated", article.updated)):
            if date:
                fields[name], fields[name + "_end"] = moment(date), _end(date)
        with _translated():
            self._writer.add_document(tantivy.Document.from_dict(fields, self._schema))

    def delete(self, low: int, high: int) -> None:
        with _translated():
            # By query: deleting by term takes a number for text and silently deletes nothing.
            query = Query.range_query(self._schema, "key", FieldType.Unsigned, low, high)
            self._writer.delete_documents_by_query(query)

    def commit(self) -> int:
        with _translated():
            generation = self._writer.commit()
            self._committed(generation)
        return generation

    def close(self) -> None:
        with _translated():
            self._writer.rollback()
            self._writer.wait_merging_threads()


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("key", fast=True, indexed=True)
    builder.add_text_field("text", tokenizer_name="stemmed")
    builder.add_text_field("title", tokenizer_name="stemmed")
    builder.add_text_field("words", tokenizer_name="plain", index_option="basic")
    builder.add_text_field("accents", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("facts", tokenizer_name="raw", index_option="basic")
    for name in ("date", "date_end", "updated", "updated_end", "words_count"):
        builder.add_unsigned_field(name, fast=True)
    return builder.build()


def _analyser(*more: Filter) -> tantivy.TextAnalyzer:
    builder = TextAnalyzerBuilder(Tokenizer.simple())
    for step in (Filter.remove_long(_LONGEST_WORD), Filter.lowercase(), Filter.ascii_fold(), *more):
        builder = builder.filter(step)
    return builder.build()


def _end(date: str) -> int:
    """The first moment after a date of any precision."""
    return span(date[:19])[1]


@contextmanager
def _translated() -> Iterator[None]:
    """tantivy's errors as ours. Panics of its Rust side derive from BaseException."""
    try:
        yield
    except (ValueError, OSError) as error:
        text = str(error)
        if "Lock" in text:
            raise IndexLocked(
                "another process is writing the index", hint="Try again in a moment."
            ) from error
        raise IndexDamaged(
            f"the index can't be used: {text}", hint="Run 'kratomcli index --rebuild'."
        ) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise IndexDamaged(
            f"the index can't be used: {error}", hint="Run 'kratomcli index --rebuild'."
        ) from error
