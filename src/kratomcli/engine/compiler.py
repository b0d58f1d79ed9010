"""Compiles query nodes to clauses.

Words and phrases contribute to the score; everything else is a filter with a score of 0. No engine's own
query parser is used: it would read parts of a query as its own syntax, and drop what it does not support.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from kratomcli.engine.clauses import (
    AllClause,
    BestClause,
    BooleanClause,
    BoostClause,
    Clause,
    ConstantClause,
    FuzzyClause,
    KeysClause,
    NoneClause,
    PatternClause,
    PhraseClause,
    PrefixClause,
    RangeClause,
    TermClause,
    TermsClause,
    all_of,
    any_of,
    unranked,
)
from kratomcli.engine.keywords import (
    LONGEST_VALUE,
    WHOLE,
    WORD,
    comparison,
    spellings,
    tokens_of_names,
)
from kratomcli.engine.leaves import is_loose, is_plain, is_wordless, parts_of, ranks
from kratomcli.model.fields import FIELDS
from kratomcli.query import ast
from kratomcli.query.dates import span
from kratomcli.query.limits import PLACES, is_pattern
from kratomcli.text.normalize import fold, is_unspaced, words_of

if TYPE_CHECKING:
    from kratomcli.engine.analysis import Analysis
    from kratomcli.engine.snapshot import Snapshot

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


class Compiler:
    """Compiles queries for one state of an index."""

    def __init__(self, snapshot: Snapshot, analysis: Analysis) -> None:
        self._snapshot = snapshot
        self._analysis = analysis

    def ranked(self, node: ast.Node) -> Clause:
        """The clause for `search`: as `matching`, with the scores that matching alone doesn't give."""
        return self._lifted(node, self.matching(node))

    def among(self, node: ast.Node, conditions: ast.Node) -> Clause:
        """As `ranked`, for those of the articles that match `conditions`, which add nothing; nor do names."""
        ranked = self._lifted(node, self.compile(node))
        if isinstance(conditions, ast.Everything):
            return ranked
        return all_of((ranked, unranked(self.matching(conditions))))

    def _lifted(self, node: ast.Node, compiled: Clause) -> Clause:
        """With the boosts for words in title and summary, and the scores of beginnings and fuzzy words."""
        boosts: list[Clause] = [clause for _, _, clause in self.lifts(node)]
        boosts += (clause for leaf in self.leaves(node) for clause in self.forms(leaf))
        return BooleanClause(must=(compiled,), should=tuple(boosts)) if boosts else compiled

    def matching(self, node: ast.Node) -> Clause:
        """Compile a whole query: the articles with its words, and those of which they are a name.

        Fields, dates and flags beside the words hold for both.
        """
        compiled = self.compile(node)
        names = [name for _, name in self.names(node)]
        if not names:
            return compiled
        filters = [part for part in parts_of(node) if not ranks(part)]
        named = any_of(names)
        if filters:
            named = all_of((named, self._all(filters)))
        return any_of((compiled, named))

    def names(self, node: ast.Node) -> Iterator[tuple[str, Clause]]:
        """Yield (name, clause) for the scores of articles of which the words of a query are a name."""
        ranking = [part for part in parts_of(node) if ranks(part)]
        plain = [part for part in ranking if isinstance(part, ast.Term | ast.Phrase) and is_plain(part)]
        if not plain or len(plain) < len(ranking):
            return
        name = " ".join(part.text for part in plain)
        runs = [tokens for part in plain for tokens in self._analysis.variants(part.text)]
        score = NAME_SCORE * max(sum(map(len, runs)), 1)
        forms = [*tokens_of_names(name)]
        asked = list({token: None for tokens in forms for token in tokens})
        counts = dict(zip(asked, self._snapshot.doc_freqs("keywords", asked), strict=True))
        for tokens in forms:
            if known := [TermClause("keywords", token) for token in tokens if counts[token]]:
                yield name, ConstantClause(any_of(known), score)

    def lifts(self, node: ast.Node) -> Iterator[tuple[str, Literal["title", "summary"], Clause]]:
        """Yield (word, field, clause) for the boosts of words in title and summary."""
        for leaf in self.leaves(node):
            if not isinstance(leaf, ast.Match) and is_plain(leaf):
                for tokens in self._analysis.variants(leaf.text):
                    for token in tokens:
                        for field, boost in LIFTS:
                            yield leaf.text, field, BoostClause(TermClause(field, token), boost)

    def forms(self, leaf: ast.Term | ast.Phrase | ast.Match) -> Iterator[Clause]:
        """Yield the clauses for the score of a beginning or a fuzzy word; none for other leaves.

        They are BM25 of the words that it stands for. A fuzzy word has that of the best of them, and more
        than that can be for each edit less, so that the nearer word comes first.
        """
        term = ast.Term(leaf.value, prefix=leaf.prefix) if isinstance(leaf, ast.Match) else leaf
        if isinstance(term, ast.Term) and is_loose(term):
            from kratomcli.engine.word_forms import WordForms

            forms = WordForms(self._snapshot, self._analysis)
            tokens = self._analysis.words(term.text)
            if term.prefix:
                for token in tokens[-1:]:
                    yield from _boosted(forms.weights(forms.beginning_with(token)).boosts)
                return
            for token in tokens:
                weights = forms.weights(forms.near(token, term.fuzz))
                for edits in range(term.fuzz):
                    yield ConstantClause(FuzzyClause("words", token, edits), weights.ceiling)
                if weights.boosts:
                    yield BestClause(_boosted(weights.boosts))

    def pairs(self, node: ast.Node) -> Iterator[tuple[str, Clause]]:
        """Yield ("word word", clause) for the boosts of adjacent words of the query as phrases."""
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
                        yield text, BoostClause(PhraseClause("text", tuple(tokens)), PAIR_BOOST)
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

    def compile(self, node: ast.Node) -> Clause:
        """Compile a node, or a part of one; its filters have a score of 0."""
        match node:
            case ast.Everything():
                return unranked(AllClause())
            case ast.Term():
                return self._term(node)
            case ast.Phrase(text):
                return self._run("text", text)
            case ast.Match():
                return self._match(node)
            case ast.Range():
                return unranked(self._range(node))
            case ast.Is(flag):
                return _keyword("is" + WHOLE + flag)
            case ast.Has(field):
                return _keyword("has" + WHOLE + field.lower())
            case ast.KeySet(_, keys):
                return unranked(KeysClause(tuple(keys)))
            case ast.Not(part):
                return BooleanClause(must=(unranked(AllClause()),), must_not=(self.compile(part),))
            case ast.And(parts):
                return self._all(parts)
            case ast.Or(parts):
                return any_of(self.compile(part) for part in self.significant(parts))

    def _all(self, parts: Sequence[ast.Node]) -> Clause:
        must: list[Clause] = []
        must_not: list[Clause] = []
        for part in self.significant(parts):
            if isinstance(part, ast.Not):
                must_not.append(self.compile(part.part))
            else:
                must.append(self.compile(part))
        return BooleanClause(must=tuple(must or (unranked(AllClause()),)), must_not=tuple(must_not))

    def _term(self, term: ast.Term) -> Clause:
        # Scripts without spaces have no word ends and no accents: fuzzy and exact are a plain search there.
        if not (term.exact or is_loose(term)) or (not term.prefix and is_unspaced(term.text)):
            return self._run("text", term.text)
        tokens = self._analysis.words(term.text)
        if not tokens:
            return NoneClause()
        if term.exact:
            return _exact(term.text, tokens)
        if term.prefix:
            *before, last = tokens
            return all_of([*(TermClause("words", token) for token in before), _prefix("words", last)])
        return all_of([unranked(FuzzyClause("words", token, term.fuzz)) for token in tokens])

    def _run(self, field: str, text: str) -> Clause:
        """A word, or several as a phrase, in articles of any of the library's languages."""
        return any_of(
            TermClause(field, tokens[0]) if len(tokens) == 1 else PhraseClause(field, tuple(tokens))
            for tokens in self._analysis.variants(text)
        )

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

    def _match(self, match: ast.Match) -> Clause:
        field, value = match.field.lower(), match.value
        kind = FIELDS[field].kind if field in FIELDS else "keyword"
        if kind == "date" or kind == "number":
            return unranked(self._range(ast.Range(field, value, value)))
        if kind == "text":
            if match.prefix:
                if field == "text":
                    return self._term(ast.Term(value, prefix=True))
                return _keyword_prefix(field, value)
            if field == "title":
                return any_of([self._run(name, value) for name in ("title", "opening")])
            return self._run(field, value)
        if is_pattern(match):
            return _like(field, value + "*" * match.prefix)
        if match.prefix:
            return _keyword_prefix(field, value)
        folded = fold(value)
        whole = _keyword(field + WHOLE + folded[:LONGEST_VALUE])
        if field in PLACES:
            whole = _keyword(field + WHOLE + value.rstrip("/"))
        words = words_of(folded)
        if match.quoted or not words or field in PLACES:
            return whole
        return any_of([whole, all_of([_keyword(field + WORD + word) for word in words])])

    def _range(self, wanted: ast.Range) -> Clause:
        field = wanted.field
        if field == "words":
            low = None if wanted.low is None else int(wanted.low) + (not wanted.include_low)
            high = None if wanted.high is None else int(wanted.high) + wanted.include_high
            return _number("words_count", low, high)
        if field in FIELDS:
            low, high = _date_bounds(wanted)
            clauses = [_number(field, low if low is not None else 0, None)]
            if high is not None:
                clauses.append(_number(field + "_end", 0, high + 1))
            return all_of(clauses)
        fits = comparison(wanted)
        head = field.lower() + WHOLE
        tokens = (token for token, _ in self._snapshot.tokens("keywords", head))
        found = tuple(token for token in tokens if fits(token[len(head) :]))
        return TermsClause("keywords", found) if found else NoneClause()


def stems(boosts: Mapping[str, float]) -> Clause:
    """A clause for any of these stems; each scores its BM25 times a boost."""
    return any_of(_boosted(boosts))


def _boosted(boosts: Mapping[str, float]) -> tuple[Clause, ...]:
    return tuple(BoostClause(TermClause("text", stem), boost) for stem, boost in boosts.items())


def _exact(text: str, tokens: list[str]) -> Clause:
    """Words with exactly the accents of `text`; for words without accents, articles that have them so."""
    must: list[Clause] = []
    must_not: list[Clause] = []
    for token, (plain, written) in zip(tokens, spellings(text), strict=False):
        must.append(TermClause("words", token))
        if plain == written:
            must_not.append(TermClause("accents", "-" + plain))
        else:
            must.append(TermClause("accents", written))
    return BooleanClause(must=tuple(must), must_not=tuple(must_not))


def _prefix(field: str, start: str) -> Clause:
    return unranked(PrefixClause(field, start))


def _keyword(token: str) -> Clause:
    return unranked(TermClause("keywords", token))


def _keyword_prefix(field: str, start: str) -> Clause:
    if field in PLACES:
        return _prefix("keywords", field + WHOLE + start)
    folded = fold(start)
    *before, last = words_of(folded) or [""]
    if not last:
        return _prefix("keywords", field + WHOLE + folded)
    words = [_keyword(field + WORD + word) for word in before]
    words.append(_prefix("keywords", field + WORD + last))
    return any_of([_prefix("keywords", field + WHOLE + folded), all_of(words)])


def _like(field: str, pattern: str) -> Clause:
    """What is, or lies in, a place whose name fits a pattern, in which `*` is any characters."""
    return unranked(PatternClause("keywords", tuple(re.split(r"\*+", field + WHOLE + pattern.rstrip("/")))))


def _number(field: str, low: int | None, below: int | None) -> Clause:
    """low ≤ field < below; None is no bound, and numbers are never negative."""
    if below is not None and below <= (low or 0):
        return NoneClause()
    return RangeClause(field, low or 0, None if below is None else below - 1)


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
