"""Compiles query nodes to tantivy queries.

Words and phrases contribute to the score; everything else is a filter with a score of 0. tantivy's own query
parser is not used: it would read parts of a query as its own syntax, and drop what it does not support.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from tantivy import FieldType, Occur, Query

from kratomcli.engine.keywords import (
    LONGEST_VALUE,
    WHOLE,
    WORD,
    comparison,
    spellings,
    tokens_of_names,
)
from kratomcli.engine.leaves import is_loose, is_plain, is_wordless, parts_of, ranks
from kratomcli.errors import UsageError
from kratomcli.model.fields import FIELDS
from kratomcli.patterns import lazy_regex
from kratomcli.query import ast
from kratomcli.query.dates import span
from kratomcli.query.limits import PLACES, is_pattern
from kratomcli.query.unparser import shown
from kratomcli.text.normalize import fold, is_unspaced, words_of

if TYPE_CHECKING:
    import tantivy

    from kratomcli.engine.analysis import Analysis
    from kratomcli.engine.word_forms import WordForms

LIFTS: tuple[tuple[Literal["title", "summary"], float], ...] = (("title", 0.2), ("summary", 0.3))
"""(field, boost): a word in the field adds this fraction of its score there. Boosting headings and tags did
not improve the ranking in benchmarks; they are only indexed as a part of `text`. The figures of this and of
`PAIR_BOOST` are in docs/search.md."""

NAME_SCORE = 100.0
"""What each word of the query adds if all of them, and no other words, are a name of the article; again if
the signs between them are the name's, but for parentheses and quotes; and again if these are, too. It is more
than a word can add in all other ways together: at most 95 where it is in one of a hundred million articles.
"""

PAIR_BOOST = 0.2
"""The boost of phrases of two adjacent words of the query."""

_MOST_PAIRS = 20
_REGEX_SIGNS = lazy_regex(r"[][\\.+?(){}|^$&~#-]")


class Compiler:
    """Compiles queries for one schema.

    `values` returns (value, number of articles) of a keyword field, `has` whether any article has a keyword,
    `forms` finds words.
    """

    def __init__(
        self,
        schema: tantivy.Schema,
        analysis: Analysis,
        values: Callable[[str], list[tuple[str, int]]],
        has: Callable[[str], bool],
        forms: Callable[[], WordForms],
    ) -> None:
        self._schema = schema
        self._analysis = analysis
        self._values = values
        self._has = has
        self._forms = forms

    def ranked(self, node: ast.Node) -> Query:
        """The query for `search`: as `matching`, with the scores that matching alone doesn't give."""
        return self._lifted(node, self.matching(node))

    def among(self, node: ast.Node, conditions: ast.Node) -> Query:
        """As `ranked`, for those of the articles that match `conditions`, which add nothing; nor do names."""
        ranked = self._lifted(node, self.compile(node))
        if isinstance(conditions, ast.Everything):
            return ranked
        return Query.boolean_query([(Occur.Must, ranked), (Occur.Must, _unranked(self.matching(conditions)))])

    def _lifted(self, node: ast.Node, compiled: Query) -> Query:
        """With the boosts for words in title and summary, and the scores of beginnings and fuzzy words."""
        boosts = [(Occur.Should, query) for _, _, query in self.lifts(node)]
        boosts += ((Occur.Should, query) for leaf in self.leaves(node) for query in self.forms(leaf))
        return Query.boolean_query([(Occur.Must, compiled), *boosts]) if boosts else compiled

    def matching(self, node: ast.Node) -> Query:
        """Compile a whole query: the articles with its words, and those of which they are a name.

        Fields, dates and flags beside the words hold for both.
        """
        compiled = self.compile(node)
        names = [name for _, name in self.names(node)]
        if not names:
            return compiled
        filters = [part for part in parts_of(node) if not ranks(part)]
        named = _any(names)
        if filters:
            named = Query.boolean_query([(Occur.Must, named), (Occur.Must, self._all(filters))])
        return _any([compiled, named])

    def names(self, node: ast.Node) -> Iterator[tuple[str, Query]]:
        """Yield (name, query) for the scores of articles of which the words of a query are a name."""
        ranking = [part for part in parts_of(node) if ranks(part)]
        plain = [part for part in ranking if isinstance(part, ast.Term | ast.Phrase) and is_plain(part)]
        if not plain or len(plain) < len(ranking):
            return
        name = " ".join(part.text for part in plain)
        runs = [tokens for part in plain for tokens in self._analysis.variants(part.text)]
        score = NAME_SCORE * max(sum(map(len, runs)), 1)
        for tokens in tokens_of_names(name):
            if known := [token for token in tokens if self._has(token)]:
                named = _any([Query.term_query(self._schema, "keywords", token) for token in known])
                yield name, Query.const_score_query(named, score)

    def lifts(self, node: ast.Node) -> Iterator[tuple[str, Literal["title", "summary"], Query]]:
        """Yield (word, field, query) for the boosts of words in title and summary."""
        for leaf in self.leaves(node):
            if not isinstance(leaf, ast.Match) and is_plain(leaf):
                for tokens in self._analysis.variants(leaf.text):
                    for token in tokens:
                        for field, boost in LIFTS:
                            query = Query.term_query(self._schema, field, token)
                            yield leaf.text, field, Query.boost_query(query, boost)

    def forms(self, leaf: ast.Term | ast.Phrase | ast.Match) -> Iterator[Query]:
        """Yield the queries for the score of a beginning or a fuzzy word; none for other leaves.

        They are BM25 of the words that it stands for. A fuzzy word has that of the best of them, and more
        than that can be for each edit less, so that the nearer word comes first.
        """
        term = ast.Term(leaf.value, prefix=leaf.prefix) if isinstance(leaf, ast.Match) else leaf
        if isinstance(term, ast.Term) and is_loose(term):
            forms = self._forms()
            tokens = self._analysis.words(term.text)
            if term.prefix:
                for token in tokens[-1:]:
                    yield from self._boosted(forms.weights(forms.beginning_with(token)).boosts)
                return
            for token in tokens:
                weights = forms.weights(forms.near(token, term.fuzz))
                for edits in range(term.fuzz):
                    nearer = Query.fuzzy_term_query(self._schema, "words", token, edits, True)
                    yield Query.const_score_query(nearer, weights.ceiling)
                if weights.boosts:
                    yield Query.disjunction_max_query(self._boosted(weights.boosts))

    def _boosted(self, boosts: Mapping[str, float]) -> list[Query]:
        return [
            Query.boost_query(Query.term_query(self._schema, "text", stem), boost)
            for stem, boost in boosts.items()
        ]

    def stems(self, boosts: Mapping[str, float]) -> Query:
        """A query for any of these stems; each scores its BM25 times a boost."""
        return _any(self._boosted(boosts))

    def pairs(self, node: ast.Node) -> Iterator[tuple[str, Query]]:
        """Yield ("word word", query) for the boosts of adjacent words of the query as phrases."""
        before: ast.Term | None = None
        seen: set[tuple[str, str]] = set()
        for leaf in self.leaves(node):
            if not isinstance(leaf, ast.Term) or not is_plain(leaf):
                before = None
                continue
            if before is not None and (pair := (before.text, leaf.text)) not in seen:
                seen.add(pair)
                text = " ".join(pair)
                for tokens in self._analysis.variants(text):
                    if len(set(tokens)) > 1:
                        query = Query.phrase_query(self._schema, "text", list(tokens))
                        yield text, Query.boost_query(query, PAIR_BOOST)
                if len(seen) == _MOST_PAIRS:
                    return
            before = leaf

    def leaves(self, node: ast.Node) -> Iterator[ast.Term | ast.Phrase | ast.Match]:
        """Yield the words and phrases that contribute to the score, in the order of the query."""
        match node:
            case ast.Term() | ast.Phrase():
                yield node
            case ast.Match():
                if ranks(node):
                    yield node
            case ast.And(parts) | ast.Or(parts):
                for part in self.significant(parts):
                    yield from self.leaves(part)
            case _:
                return

    def compile(self, node: ast.Node) -> Query:
        """Compile a node, or a part of one, to a tantivy query; its filters have a score of 0."""
        match node:
            case ast.Everything():
                return _unranked(Query.all_query())
            case ast.Term():
                return self._term(node)
            case ast.Phrase(text):
                return self._run("text", text)
            case ast.Match():
                return self._match(node)
            case ast.Range():
                return _unranked(self._range(node))
            case ast.Is(flag):
                return self._keyword("is" + WHOLE + flag)
            case ast.Has(field):
                return self._keyword("has" + WHOLE + field.lower())
            case ast.KeySet(_, keys):
                return _unranked(Query.term_set_query(self._schema, "key", list(keys)))
            case ast.Not(part):
                return Query.boolean_query(
                    [(Occur.Must, _unranked(Query.all_query())), (Occur.MustNot, self.compile(part))]
                )
            case ast.And(parts):
                return self._all(parts)
            case ast.Or(parts):
                return _any([self.compile(part) for part in self.significant(parts)])

    def _all(self, parts: Sequence[ast.Node]) -> Query:
        clauses = []
        for part in self.significant(parts):
            if isinstance(part, ast.Not):
                clauses.append((Occur.MustNot, self.compile(part.part)))
            else:
                clauses.append((Occur.Must, self.compile(part)))
        if all(occur == Occur.MustNot for occur, _ in clauses):
            clauses.append((Occur.Must, _unranked(Query.all_query())))
        return Query.boolean_query(clauses)

    def _term(self, term: ast.Term) -> Query:
        # Scripts without spaces have no word ends and no accents: fuzzy and exact are a plain search there.
        if not (term.exact or is_loose(term)) or (not term.prefix and is_unspaced(term.text)):
            return self._run("text", term.text)
        tokens = self._analysis.words(term.text)
        if not tokens:
            return Query.empty_query()
        if term.exact:
            return self._exact(term.text, tokens)
        queries = [Query.term_query(self._schema, "words", token) for token in tokens]
        if term.prefix:
            queries[-1] = self._prefix("words", tokens[-1])
        else:
            queries = [
                _unranked(Query.fuzzy_term_query(self._schema, "words", token, term.fuzz, True))
                for token in tokens
            ]
        return _every(queries)

    def _exact(self, text: str, tokens: list[str]) -> Query:
        """Words with exactly the accents of `text`; for words without accents, articles that have them so."""
        clauses = []
        for token, (plain, written) in zip(tokens, spellings(text), strict=False):
            clauses.append((Occur.Must, Query.term_query(self._schema, "words", token)))
            if plain == written:
                accented_only = Query.term_query(self._schema, "accents", "-" + plain)
                clauses.append((Occur.MustNot, accented_only))
            else:
                clauses.append((Occur.Must, Query.term_query(self._schema, "accents", written)))
        return Query.boolean_query(clauses)

    def _run(self, field: str, text: str) -> Query:
        """A word, or several as a phrase, in articles of any of the library's languages."""
        runs = [
            Query.term_query(self._schema, field, tokens[0])
            if len(tokens) == 1
            else Query.phrase_query(self._schema, field, list(tokens))
            for tokens in self._analysis.variants(text)
        ]
        return _any(runs) if runs else Query.empty_query()

    def _prefix(self, field: str, start: str) -> Query:
        return _unranked(Query.fuzzy_term_query(self._schema, field, start, 0, True, True))

    def _keyword(self, token: str) -> Query:
        return _unranked(Query.term_query(self._schema, "keywords", token))

    def significant(self, parts: Sequence[ast.Node]) -> Sequence[ast.Node]:
        """The parts without stop words and without terms that have no letter or digit.

        If no words to rank by are left, stop words are kept; if there are no words at all, everything is.
        """
        with_words = [part for part in parts if not is_wordless(part)]
        kept = [
            part
            for part in with_words
            if not (isinstance(part, ast.Term) and is_plain(part) and self._analysis.is_stop_word(part.text))
        ]
        return kept if any(ranks(part) for part in kept) else with_words or parts

    def _match(self, match: ast.Match) -> Query:
        field, value = match.field.lower(), match.value
        kind = FIELDS[field].kind if field in FIELDS else "keyword"
        if kind == "date" or kind == "number":
            return _unranked(self._range(ast.Range(field, value, value)))
        if kind == "text":
            if match.prefix:
                if field == "text":
                    return self._term(ast.Term(value, prefix=True))
                return self._keyword_prefix(field, value)
            if field == "title":
                return _any([self._run(name, value) for name in ("title", "opening")])
            return self._run(field, value)
        if is_pattern(match):
            return self._like(field, value + "*" * match.prefix)
        if match.prefix:
            return self._keyword_prefix(field, value)
        folded = fold(value)
        whole = self._keyword(field + WHOLE + folded[:LONGEST_VALUE])
        if field in PLACES:
            whole = self._keyword(field + WHOLE + value.rstrip("/"))
        words = words_of(folded)
        if match.quoted or not words or field in PLACES:
            return whole
        return _any([whole, _every([self._keyword(field + WORD + word) for word in words])])

    def _keyword_prefix(self, field: str, start: str) -> Query:
        if field in PLACES:
            return self._prefix("keywords", field + WHOLE + start)
        folded = fold(start)
        *before, last = words_of(folded) or [""]
        if not last:
            return self._prefix("keywords", field + WHOLE + folded)
        words = [self._keyword(field + WORD + word) for word in before]
        words.append(self._prefix("keywords", field + WORD + last))
        return _any([self._prefix("keywords", field + WHOLE + folded), _every(words)])

    def _like(self, field: str, pattern: str) -> Query:
        """What is, or lies in, a place whose name fits a pattern, in which `*` is any characters.

        Raises:
            UsageError: the engine refuses the pattern, as those of several hundred characters.
        """
        parts = re.split(r"\*+", _REGEX_SIGNS.sub(r"\\\g<0>", pattern.rstrip("/")))
        try:
            query = Query.regex_query(self._schema, "keywords", field + WHOLE + ".*".join(parts))
        except ValueError as error:
            raise UsageError(f"'{shown(pattern)}' is too long a pattern", hint="Leave some out.") from error
        return _unranked(query)

    def _range(self, wanted: ast.Range) -> Query:
        field = wanted.field
        if field == "words":
            low = None if wanted.low is None else int(wanted.low) + (not wanted.include_low)
            high = None if wanted.high is None else int(wanted.high) + wanted.include_high
            return self.number("words_count", low, high)
        if field in FIELDS:
            low, high = _date_bounds(wanted)
            clauses = [self.number(field, low if low is not None else 0, None)]
            if high is not None:
                clauses.append(self.number(field + "_end", 0, high + 1))
            return _every(clauses)
        fits = comparison(wanted)
        found = [value for value, _ in self._values(field) if fits(value)]
        if not found:
            return Query.empty_query()
        head = field.lower() + WHOLE
        return Query.term_set_query(self._schema, "keywords", [head + value for value in found])

    def number(self, field: str, low: int | None, below: int | None) -> Query:
        """A query for low ≤ field < below; None is no bound, and numbers are never negative."""
        if below is not None and below <= (low or 0):
            return Query.empty_query()
        last = None if below is None else below - 1
        return Query.range_query(self._schema, field, FieldType.Unsigned, low or 0, last)


def _date_bounds(wanted: ast.Range) -> tuple[int | None, int | None]:
    """(start, end) of a range as numbers YYYYMMDDhhmmss, end exclusive; None for no bound."""
    low = high = None
    if wanted.low is not None:
        first, after = span(wanted.low)
        low = first if wanted.include_low else after
    if wanted.high is not None:
        first, after = span(wanted.high)
        high = after if wanted.include_high else first
    return low, high


def _unranked(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)


def _any(queries: Sequence[Query]) -> Query:
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _every(queries: Sequence[Query]) -> Query:
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Must, query) for query in queries])
