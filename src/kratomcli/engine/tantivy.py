"""The embedded engine, on tantivy.

Fields of the index:
    text      title, summary, tags and body: without accents, stemmed (see analysis.py), with positions
    title     the title, in the same way; boosts the score
    opening   the title instead, if it is but the opening words of the body: it boosts nothing
    summary   the summary, in the same way but without positions; boosts the score
    words     those of `text` in lower case, without accents, not stemmed; for `a*`, `a~` and `=a`
    accents   words with accents as written, and "-word" if an article has `word` only so; for `=word`
    keywords  one raw token each: see keywords.py
    date, date_end, updated, updated_end, words_count, key: unsigned integers

Only the modules of this package use tantivy; `translation` has its exceptions.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import tantivy
from tantivy.tantivy import __version__ as _tantivy_version

from kratomcli.engine.analysis import ANALYSIS_VERSION, Analysis
from kratomcli.engine.engine import SearchEngine
from kratomcli.engine.segment_checksums import META
from kratomcli.engine.tantivy_queries import COMMON, TantivyQueries, both, one_of
from kratomcli.engine.translation import of_one_article, translated
from kratomcli.files.reading import read_file
from kratomcli.files.writing import make_private_folder
from kratomcli.patterns import lazy_regex
from kratomcli.text.languages import DEFAULT

if TYPE_CHECKING:
    from kratomcli.engine.clauses import Clause
    from kratomcli.engine.snapshot import Rated
    from kratomcli.engine.ties import InOrder
    from kratomcli.model.article import Article
    from kratomcli.query import ast

VERSION = f"{_tantivy_version}, analysis {ANALYSIS_VERSION}"
"""Indexes of another version are rebuilt."""

_NUMBERS = lazy_regex(rb'"(opstamp|max_doc)": *(\d+)')
_HEAP = 512_000_000
_BATCH = 50_000
_MANY_VALUES = 10_000


class TantivyEngine(SearchEngine):
    """A tantivy index in a folder, or in memory if the folder is None."""

    _snapshot: TantivySnapshot

    def __init__(self, folder: str | None, language: str = DEFAULT, by_id: InOrder = sorted) -> None:
        """Open the index, or create an empty one.

        Args:
            language: the stemmer for articles that don't name their language; "" for no stemming.
            by_id: sorts keys by the ids of their articles, which the engine doesn't know.

        Raises:
            IndexDamaged: the index can't be opened.
            OSError: the folder can't be created.
        """
        self._folder = folder
        self._committed = 0
        analysis = Analysis(language, lambda: [lang for lang, _ in self.values("lang")])
        with translated():
            if folder is None:
                self._index = tantivy.Index(_schema())
            else:
                make_private_folder(folder)
                # This opens an index that exists, and raises if it has another schema.
                self._index = tantivy.Index(_schema(), path=folder)
            self._index.register_tokenizer("stemmed", analysis.stemmed)
            self._index.register_tokenizer("plain", analysis.plain)
        super().__init__(analysis, by_id)

    def writer(self, expected: int) -> TantivyWriter:
        with translated():
            writer = self._index.writer(heap_size=_HEAP, num_threads=2 if expected > 500 else 1)
        return TantivyWriter(writer, self._index.schema, self._analysis, self._follow)

    def _follow(self, committed: int) -> None:
        """Switch to a commit of this process's own writer."""
        self._committed = committed
        self.reload()

    def _latest(self) -> TantivySnapshot:
        with translated():
            before = None
            while before != (state := self._state()):  # repeated after a commit in between
                before = state
                self._index.reload()
                searcher = self._index.searcher()
            return TantivySnapshot(searcher, self._index.schema, *state)

    def _state(self) -> tuple[int, int]:
        """The numbers of the last commit, and of documents, with those that are deleted but not merged away.

        They are read from meta.json, since tantivy has no functions for them; in memory there is no second.
        """
        if self._folder is None:
            return self._committed, 0
        meta = read_file(os.path.join(self._folder, "meta.json"), limit=META)
        found = [(name, int(number)) for name, number in _NUMBERS.findall(meta)]
        stamps = [number for name, number in found if name == b"opstamp"]  # the last is that of the commit
        if not stamps:
            raise ValueError("meta.json has no opstamp")
        return stamps[-1], sum(number for name, number in found if name == b"max_doc")

    def _best(self, query: ast.Node, wanted: int) -> list[tuple[int, float]]:
        found = None
        documents = self._snapshot.held
        if documents >= COMMON:
            from kratomcli.engine.common_words import best_of_common

            found = best_of_common(self._scoring, self._compiler, self._analysis, query, wanted, documents)
        return super()._best(query, wanted) if found is None else found


class TantivySnapshot:
    """One commit of a tantivy index; see `Snapshot` for the methods."""

    def __init__(
        self, searcher: tantivy.Searcher, schema: tantivy.Schema, generation: int, held: int
    ) -> None:
        self._searcher = searcher
        self._queries = TantivyQueries(schema)
        self.generation = generation
        self.held = held
        """How many documents the index has, with those that were deleted and are still in its files."""
        self.documents = searcher.num_docs

    def hits(self, clause: Clause, limit: int) -> list[Rated]:
        with translated():
            return self._hits(self._queries.query(clause), limit)

    def _hits(self, query: tantivy.Query, limit: int) -> list[Rated]:
        most = max(min(limit, self.documents), 1)  # tantivy allocates memory for this number
        return self._searcher.search(query, most, count=False).hits

    def keys_of(self, hits: Sequence[Rated]) -> list[int]:
        return self._values("key", hits)

    def dates_of(self, hits: Sequence[Rated]) -> list[int]:
        return self._values("date", hits)

    def _values(self, field: str, hits: Sequence[Rated]) -> list[int]:
        with translated():
            found = self._searcher.fast_field_values(field, [address for _, address in hits])
        return [int(value or 0) for value in found]

    def count(self, clause: Clause) -> int:
        with translated():
            # Where hits are counted, scores are added up, too; not so here.
            number = {"number": {"value_count": {"field": "key"}}}
            return int(self._searcher.aggregate(self._queries.query(clause), number)["number"]["value"])

    def keys(self, clause: Clause) -> Iterator[Sequence[int]]:
        after = 0
        while True:
            with translated():
                page = both(self._queries.query(clause), self._queries.numbers("key", after, None))
                hits = self._searcher.search(
                    page, _BATCH, count=False, order_by_field="key", order=tantivy.Order.Asc
                ).hits
            if not hits:
                return
            batch = [int(key) for key, _ in hits]
            yield batch
            if len(batch) < _BATCH:
                return
            after = batch[-1] + 1

    def scores(self, clauses: Sequence[Clause], keys: Sequence[int]) -> list[dict[int, float]]:
        # The queries run one at a time, because tantivy would evaluate a union of them for all articles. The
        # keys are a union of term queries, because that is faster than a term set query.
        if not keys:
            return [{} for _ in clauses]
        with translated():
            among = one_of(map(self._queries.key, keys))
            found = [self._hits(both(among, self._queries.query(clause)), len(keys)) for clause in clauses]
        return [
            {key: float(score) for key, (score, _) in zip(self.keys_of(hits), hits, strict=True)}
            for hits in found
        ]

    def doc_freqs(self, field: str, tokens: Sequence[str]) -> list[int]:
        with translated():
            return [self._searcher.doc_freq(field, token) for token in tokens]

    def tokens(
        self, field: str, start: str, among: Clause | None = None, limit: int | None = None
    ) -> list[tuple[str, int]]:
        with translated():
            asked = None if among is None else self._queries.query(among)
            # tantivy allocates memory for `limit` tokens: above a certain number, no limit is cheaper.
            few = limit if limit is not None and limit < _MANY_VALUES else None
            return self._searcher.terms_with_prefix(field, start, asked, few)[:limit]


class TantivyWriter:
    """Writes to a tantivy index; see `Writer` for the methods. `committed` is called with new generations."""

    def __init__(
        self,
        writer: tantivy.IndexWriter,
        schema: tantivy.Schema,
        analysis: Analysis,
        committed: Callable[[int], None],
    ) -> None:
        self._writer = writer
        self._schema = schema
        self._analysis = analysis
        self._committed = committed

    def add(self, key: int, article: Article, path: str) -> None:
        with of_one_article():
            self._writer.add_document(self.document(key, article, path))

    def document(self, key: int, article: Article, path: str) -> tantivy.Document:
        """The tantivy document of an article."""
        from kratomcli.engine.article_fields import fields_of

        fields = fields_of(article, path, self._analysis)
        raw: dict[str, object] = {"key": key, "words": fields.words, "keywords": fields.keywords}
        if fields.accents:
            raw["accents"] = fields.accents
        raw |= fields.numbers
        if fields.language == self._analysis.language:
            return tantivy.Document.from_dict(raw | fields.stemmed, self._schema)
        document = tantivy.Document.from_dict(raw, self._schema)
        for field, texts in fields.stemmed.items():
            for text in texts:
                document.add_pre_tokenized_text(field, self._pre_tokenized(text, fields.language))
        return document

    def _pre_tokenized(self, text: str, language: str) -> tantivy.PreTokenizedString:
        """The tokens of a text in a language other than the default language."""
        from tantivy import PreTokenizedString, Token

        tokens = self._analysis.tokens(text, language)
        return PreTokenizedString("", [Token(word, place, 0) for place, word in tokens])

    def delete(self, low: int, high: int) -> None:
        with translated():
            # Not by `delete_documents`: that treats the number as text, and silently deletes nothing.
            queries = TantivyQueries(self._schema)
            wanted = queries.key(low) if low == high else queries.numbers("key", low, high)
            self._writer.delete_documents_by_query(wanted)

    def commit(self) -> int:
        with translated():
            generation = self._writer.commit()
            self._committed(generation)
        return generation

    def close(self) -> None:
        with translated():
            self._writer.rollback()
            self._writer.wait_merging_threads()


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("key", fast=True, indexed=True)
    builder.add_text_field("text", tokenizer_name="stemmed")
    builder.add_text_field("title", tokenizer_name="stemmed")
    builder.add_text_field("opening", tokenizer_name="stemmed")
    builder.add_text_field("summary", tokenizer_name="stemmed", index_option="freq")
    builder.add_text_field("words", tokenizer_name="plain", index_option="basic")
    builder.add_text_field("accents", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("keywords", tokenizer_name="raw", index_option="basic")
    for name in ("date", "date_end", "updated", "updated_end", "words_count"):
        builder.add_unsigned_field(name, fast=True)
    return builder.build()
