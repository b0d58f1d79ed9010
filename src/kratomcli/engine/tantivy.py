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
from typing import TYPE_CHECKING, Literal

import tantivy
from tantivy import FieldType, Occur, Query
from tantivy.tantivy import __version__ as _tantivy_version

from kratomcli.engine import Highlighter, Ranking
from kratomcli.engine.analysis import Analysis
from kratomcli.engine.compiler import Compiler
from kratomcli.engine.keywords import WHOLE, accents_of, keywords_of, unsaid_names
from kratomcli.engine.leaves import ranks
from kratomcli.engine.scoring import COMMON, Scoring
from kratomcli.engine.segment_checksums import META
from kratomcli.engine.translation import of_one_article, translated
from kratomcli.files.reading import read_file
from kratomcli.files.writing import make_private_folder
from kratomcli.patterns import lazy_regex
from kratomcli.query.dates import end, moment
from kratomcli.query.unparser import unparse
from kratomcli.text.languages import DEFAULT
from kratomcli.text.normalize import fold, spaced, unspaced, words_of

if TYPE_CHECKING:
    from kratomcli.engine import ReadText
    from kratomcli.engine.ties import InOrder
    from kratomcli.engine.word_forms import WordForms
    from kratomcli.model.article import Article
    from kratomcli.model.explanation import ScorePart
    from kratomcli.query import ast

VERSION = f"{_tantivy_version}, analysis 12"
"""Indexes of another version are rebuilt. Increase the number when the analysis or the fields change."""

_NUMBERS = lazy_regex(rb'"(opstamp|max_doc)": *(\d+)')
_HEAP = 512_000_000
_BATCH = 50_000
_MANY_VALUES = 10_000
_BEGINNING = 5_000

ScoreKind = Literal["text", "title", "summary", "name", "pair", "likeness"]

_LIFTED = 200
"""How many of the best articles are scored again for adjacent words of the query."""


class TantivyEngine:
    """A tantivy index in a folder, or in memory if the folder is None; see `Engine` for the methods."""

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
        self._by_id = by_id
        self._committed = 0
        self._analysis = Analysis(language, lambda: [lang for lang, _ in self.values("lang")])
        with translated():
            if folder is None:
                self._index = tantivy.Index(_schema())
            else:
                make_private_folder(folder)
                # This opens an index that exists, and raises if it has another schema.
                self._index = tantivy.Index(_schema(), path=folder)
            self._index.register_tokenizer("stemmed", self._analysis.stemmed)
            self._index.register_tokenizer("plain", self._analysis.plain)
            self._schema = self._index.schema
            self.reload()
        self._compiler = Compiler(self._schema, self._analysis, self.values, self._has, self._forms)

    # -- the protocol -----------------------------------------------------------------------------

    def reload(self) -> None:
        with translated():
            before = None
            while before != (state := self._state()):  # repeated after a commit in between
                before = state
                self._index.reload()
                self._searcher = self._index.searcher()
            self.generation, self._documents = state
        self._scoring = Scoring(self._searcher, self._index.schema, self._by_id)
        self._analysis.forget()

    def writer(self, expected: int) -> TantivyWriter:
        with translated():
            writer = self._index.writer(heap_size=_HEAP, num_threads=2 if expected > 500 else 1)
        return TantivyWriter(writer, self._schema, self._analysis, self._follow)

    def search(
        self, query: ast.Node, limit: int, among: ast.Node | None = None, read: ReadText | None = None
    ) -> Ranking:
        with translated():
            found, likeness = self._ranked(query, limit, among, read)
            if likeness:
                found = [(key, score + likeness.get(key, 0.0)) for key, score in found]
                found.sort(key=lambda hit: -hit[1])
        return Ranking(found[:limit], ranked=ranks(query))

    def _ranked(
        self, query: ast.Node, limit: int, among: ast.Node | None, read: ReadText | None
    ) -> tuple[list[tuple[int, float]], dict[int, float]]:
        """(key, score) of the best articles, and what likeness to the very best adds to scores."""
        from kratomcli.engine.likeness import is_long

        compiler = self._compiler
        pairs = [pair for _, pair in compiler.pairs(query)]
        compares = read is not None and is_long(compiler.leaves(query)) and not any(compiler.names(query))
        found = self._best(query, among, max(limit, _LIFTED if pairs or compares else 1))
        if pairs:
            # Only for the best articles: a phrase query of two common words is slow.
            lifts = self._scoring.scores(pairs, [key for key, _ in found[:_LIFTED]])
            found = [(key, score + lifts.get(key, 0.0)) for key, score in found]
            found.sort(key=lambda hit: -hit[1])  # those of equal scores stay in order
        return found, self._likeness(found[:_LIFTED], read) if read is not None and compares else {}

    def _likeness(self, found: Sequence[tuple[int, float]], read: ReadText) -> dict[int, float]:
        """Key → what likeness to the first articles adds."""
        from kratomcli.engine.likeness import BEST, WEIGHT, weights

        words = weights(found[:BEST], read, self._analysis, self._forms()) if len(found) > BEST else {}
        scores = (
            self._scoring.scores([self._compiler.stems(words)], [key for key, _ in found]) if words else {}
        )
        most = max(scores.values(), default=0.0)
        return {key: score / most * WEIGHT * found[0][1] for key, score in scores.items()} if most else {}

    def shares(
        self,
        query: ast.Node,
        keys: Sequence[int],
        among: ast.Node | None = None,
        read: ReadText | None = None,
    ) -> dict[int, list[ScorePart]]:
        from kratomcli.engine.word_shares import word_shares
        from kratomcli.model.explanation import ScorePart

        compiler = self._compiler
        parts: list[tuple[str, ScoreKind, Query]] = []
        found: dict[int, dict[tuple[str, ScoreKind], float]] = {key: {} for key in keys}
        with translated():
            for leaf, scores in word_shares(compiler, self._scoring.scores, query, keys):
                words = unparse(leaf)
                for key, score in scores.items():
                    found[key][words, "text"] = found[key].get((words, "text"), 0.0) + score
                parts += ((words, "text", part) for part in compiler.forms(leaf))
            parts += compiler.lifts(query)
            parts += ((words, "name", part) for words, part in compiler.names(query))
            parts += ((words, "pair", part) for words, part in compiler.pairs(query))
            for words, kind, part in parts:
                for key, score in self._scoring.scores([part], keys).items():
                    found[key][words, kind] = found[key].get((words, kind), 0.0) + score
            for key, score in (self._ranked(query, 1, among, read)[1] if read else {}).items():
                if key in found:
                    found[key]["", "likeness"] = score
        return {
            key: [ScorePart(words, kind, score) for (words, kind), score in sums.items() if score]
            for key, sums in found.items()
        }

    def _best(self, query: ast.Node, among: ast.Node | None, wanted: int) -> list[tuple[int, float]]:
        """(key, score) of the `wanted` best of all articles that match, in order."""
        if among is None and self._documents >= COMMON:
            from kratomcli.engine.common_words import best_of_common

            found = best_of_common(
                self._scoring, self._compiler, self._analysis, query, wanted, self._documents
            )
            if found is not None:
                return found
        compiled = self._compiler.ranked(query) if among is None else self._compiler.among(query, among)
        return self._scoring.best(compiled, wanted)

    def count(self, query: ast.Node) -> int:
        with translated():
            # Where hits are counted, scores are added up, too; not so here.
            number = {"number": {"value_count": {"field": "key"}}}
            return int(self._searcher.aggregate(self._compiler.matching(query), number)["number"]["value"])

    def keys(self, query: ast.Node) -> Iterator[Sequence[int]]:
        after = 0
        while True:
            with translated():
                compiled = self._compiler.matching(query)
                page = self._compiler.number("key", after, None)
                both = Query.boolean_query([(Occur.Must, compiled), (Occur.Must, page)])
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

    def values(
        self, field: str, start: str = "", limit: int | None = None, query: ast.Node | None = None
    ) -> list[tuple[str, int]]:
        head = field.lower() + WHOLE
        with translated():
            among = None if query is None else self._compiler.matching(query)
            # tantivy allocates memory for `limit` values: above a certain number, no limit is cheaper.
            few = limit if limit is not None and limit < _MANY_VALUES else None
            found = self._searcher.terms_with_prefix("keywords", head + fold(start), among, few)
        return [(value[len(head) :], count) for value, count in found[:limit]]

    def _has(self, keyword: str) -> bool:
        return self._searcher.doc_freq("keywords", keyword) > 0

    def _forms(self) -> WordForms:
        from kratomcli.engine.word_forms import WordForms

        return WordForms(self._searcher, self._analysis)

    def names(self) -> list[str]:
        return [name for name, _ in self.values("has")]

    def suggestions(self, query: ast.Node) -> list[tuple[str, list[str]]]:
        from kratomcli.engine.spelling import Speller

        with translated():
            return Speller(self._searcher, self._schema, self._analysis).suggestions(query)

    def highlighter(self, query: ast.Node) -> Highlighter:
        from kratomcli.engine.highlighter import TermHighlighter

        return TermHighlighter(self._compiler.leaves(query), self._analysis)

    def key_terms(self, text: str, lang: str, limit: int) -> list[str]:
        from kratomcli.engine.key_terms import key_terms

        with translated():
            return key_terms(self._searcher, self._analysis, text, lang, limit)

    def _follow(self, committed: int) -> None:
        """Switch to a commit of this process's own writer."""
        self._committed = committed
        self.reload()

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
        from kratomcli.markup.comments import comments_of
        from kratomcli.markup.tools.pieces import blanked
        from kratomcli.readers.article_names import names_of

        comments = comments_of(article.body, article.markup, article.path, article.convention)
        body = blanked(article.body, comments)
        heads = [article.title, article.summary] if article.summary else [article.title]
        texts = [*heads, *article.tags, body]
        field = "title"
        if article.derived.get("title") == "first sentence":
            field = "opening"
            if _says(body, article.title):
                texts = texts[1:]
        names = names_of(article)
        texts += unsaid_names(names)
        # `words` has neither frequencies nor positions, so it needs each word only once.
        apart = [unspaced(text) for text in texts]
        texts, rest = [one.spaced for one in apart], [one.rest for one in apart]
        fields: dict[str, object] = {
            "key": key,
            "words": [*rest, *(one.lone for one in apart if one.lone)],
            "words_count": article.words,
            "keywords": keywords_of(article, path, names),
        }
        accents = accents_of(rest)
        if accents:
            fields["accents"] = accents
        for name, date in (("date", article.date), ("updated", article.updated)):
            if date:
                fields[name], fields[name + "_end"] = moment(date), end(date)
        language = self._analysis.language_of(article.lang)
        if language == self._analysis.language:
            fields |= {"text": texts, field: spaced(article.title), "summary": spaced(article.summary)}
        document = tantivy.Document.from_dict(fields, self._schema)
        if language != self._analysis.language:
            foreign = [self._analysis.pre_tokenized(text, language) for text in texts]
            for name, text in ((field, article.title), ("summary", article.summary)):
                document.add_pre_tokenized_text(name, self._analysis.pre_tokenized(spaced(text), language))
            for tokens in foreign:
                document.add_pre_tokenized_text("text", tokens)
        return document

    def delete(self, low: int, high: int) -> None:
        with translated():
            # Not by `delete_documents`: that treats the number as text, and silently deletes nothing.
            many = Query.range_query(self._schema, "key", FieldType.Unsigned, low, high)
            one = Query.term_query(self._schema, "key", low)  # a range is looked for in every article
            self._writer.delete_documents_by_query(one if low == high else many)

    def commit(self) -> int:
        with translated():
            generation = self._writer.commit()
            self._committed(generation)
        return generation

    def close(self) -> None:
        with translated():
            self._writer.rollback()
            self._writer.wait_merging_threads()


def _says(body: str, title: str) -> bool:
    """Whether the beginning of a body has all words of a title; what markup parts, it may lack."""
    return {*words_of(fold(title))} <= {*words_of(fold(body[:_BEGINNING]))}


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
