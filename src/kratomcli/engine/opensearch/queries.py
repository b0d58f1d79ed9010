"""Clauses → queries of OpenSearch, in JSON.

A word or phrase in a field whose lengths are in `LENGTHS` is scored by a script: see `mapping`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import log
from typing import TYPE_CHECKING, Any

from kratomcli.batches import batches
from kratomcli.engine.clauses import (
    AllClause,
    BestClause,
    BooleanClause,
    BoostClause,
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
)
from kratomcli.engine.opensearch.mapping import HOLE, K1, LENGTHS, TEXTS, B
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from kratomcli.engine.clauses import Clause
    from kratomcli.engine.opensearch.client import Json

_MANY_WORDS = 250
_MOST_TERMS = 65_536
"""How many values a query may look for at once."""
_NOTHING: Json = {"match_none": {}}
_SIGNS = lazy_regex(r"[*?\\]")
_SCRIPT = (
    "long length = doc[params.length].value;"
    "if (length > 39) {"
    " int less = 0;"
    " while ((length - 24 >> less) > 15) less++;"
    " length = 24 + (length - 24 >> less << less);"
    "}"
    "double often = _score / params.tokens;"
    "return params.weight * often / (often + params.base + params.slope * length)"
)
"""BM25, with lengths rounded down to what a byte can say, as Lucene and tantivy keep them. The score that it
is given is the frequency, once for each token of a phrase."""


class FieldStatistics(NamedTuple):
    """What scores of short fields are worked out from."""

    documents: int
    averages: dict[str, float]
    """Field → average number of tokens of all articles."""
    frequencies: dict[tuple[str, str], int]
    """(field, token) → number of articles with it."""

    def weight(self, field: str, tokens: Iterable[str]) -> float:
        """The greatest score that tokens in a field can have."""
        counts = (self.frequencies[field, token] for token in tokens)
        rarity = sum(log(1 + (self.documents - count + 0.5) / (count + 0.5)) for count in counts)
        return rarity * (1 + K1)


def needed(clauses: Sequence[Clause]) -> set[tuple[str, str]]:
    """The (field, token) of which `FieldStatistics` are needed for the scores of clauses.

    Of very many words, all are: those that no article has are left out, as the variant of each word in each
    other language is. A cluster takes some thousand in one query.
    """
    words = {word for clause in clauses for word in _ranked(clause)}
    return words if len(words) > _MANY_WORDS else {word for word in words if word[0] in LENGTHS}


def _ranked(clause: Clause) -> Iterator[tuple[str, str]]:
    """Yield (field, token) of the words that add to the scores of a clause."""
    match clause:
        case TermClause(field, token):
            yield field, token
        case PhraseClause(field, tokens):
            yield from ((field, token) for token in tokens)
        case BooleanClause(must, should, _):
            for inner in (*must, *should):
                yield from _ranked(inner)
        case BoostClause(inner, _):
            yield from _ranked(inner)
        case BestClause(clauses):
            for inner in clauses:
                yield from _ranked(inner)


class Scorer:
    """Makes queries with scores."""

    def __init__(self, statistics: FieldStatistics) -> None:
        self._statistics = statistics

    def query(self, clause: Clause, factor: float = 1.0) -> Json:
        """The query of a clause, its scores times a factor."""
        match clause:
            case TermClause() | PhraseClause():
                return self._words(clause, factor)
            case BoostClause():
                return self.query(clause.clause, factor * clause.factor)
            case ConstantClause():
                return {
                    "constant_score": {"filter": filtering(clause.clause), "boost": clause.score * factor}
                }
            case BestClause():
                return {"dis_max": {"queries": self._matching(clause.clauses, factor) or [_NOTHING]}}
            case BooleanClause():
                return self._boolean(clause, factor)
            case _:
                return {"constant_score": {"filter": filtering(clause), "boost": factor}}

    def _words(self, clause: TermClause | PhraseClause, factor: float) -> Json:
        """That of a word or phrase, with its BM25."""
        tokens = (clause.token,) if isinstance(clause, TermClause) else clause.tokens
        found = self._statistics
        if not all(found.frequencies.get((clause.field, token), 1) for token in tokens):
            return _NOTHING
        if clause.field not in LENGTHS:
            asked = _words(clause, factor)
            if isinstance(clause, TermClause):
                return asked
            # Else a shard with none of the words of a phrase leaves itself out of the average length.
            return _bool(must=[asked], should=[_words(TermClause(clause.field, HOLE))])
        once = clause.field not in TEXTS
        params = {
            "length": LENGTHS[clause.field],
            "tokens": len(tokens),
            "weight": found.weight(clause.field, tokens) * factor,
            "base": K1 * (1 - B),
            "slope": K1 * B / found.averages[clause.field],
        }
        inner = {"constant_score": {"filter": _words(clause)}} if once else _words(clause)
        script = {"lang": "painless", "source": _SCRIPT, "params": params}
        return {"script_score": {"query": inner, "script": script}}

    def _boolean(self, clause: BooleanClause, factor: float) -> Json:
        filters = [one for one in clause.must if isinstance(one, ConstantClause) and not one.score]
        return _bool(
            filter=[filtering(one) for one in filters],
            must=[self.query(one, factor) for one in clause.must if one not in filters],
            should=self._matching(clause.should, factor),
            must_not=[filtering(one) for one in clause.must_not],
            minimum_should_match=0 if clause.must else 1,
        )

    def _matching(self, clauses: Sequence[Clause], factor: float) -> list[Json]:
        """The queries of those clauses that any article may match; of one at least."""
        made = [query for one in clauses if (query := self.query(one, factor)) != _NOTHING]
        return made or [_NOTHING] * bool(clauses)


def filtering(clause: Clause) -> Json:
    """The query of a clause, of whose scores nobody asks."""
    match clause:
        case TermClause() | PhraseClause():
            return _words(clause)
        case PrefixClause(field, start):
            return {"prefix": {field: {"value": start}}}
        case FuzzyClause(field, word, edits):
            return {"fuzzy": {field: {"value": word, "fuzziness": edits, "rewrite": "constant_score"}}}
        case PatternClause(field, parts):
            return {"wildcard": {field: {"value": "*".join(_SIGNS.sub(r"\\\g<0>", part) for part in parts)}}}
        case TermsClause(field, tokens):
            return _one_of(field, tokens)
        case KeysClause(keys):
            return _one_of("key", keys)
        case RangeClause(field, low, high):
            bounds = {name: bound for name, bound in (("gte", low), ("lte", high)) if bound is not None}
            return {"range": {field: bounds}}
        case BooleanClause(must, should, must_not):
            return _bool(
                filter=[filtering(one) for one in must],
                should=[] if must else [filtering(one) for one in should],
                must_not=[filtering(one) for one in must_not],
            )
        case ConstantClause(inner, _) | BoostClause(inner, _):
            return filtering(inner)
        case BestClause(clauses):
            return _bool(should=[filtering(one) for one in clauses] or [_NOTHING])
        case AllClause():
            return {"match_all": {}}
        case NoneClause():
            return _NOTHING


def _words(clause: TermClause | PhraseClause, factor: float = 1.0) -> Json:
    if isinstance(clause, TermClause):
        return {"term": {clause.field: {"value": clause.token, "boost": factor}}}
    text = " ".join(clause.tokens)
    return {"match_phrase": {clause.field: {"query": text, "analyzer": "tokens", "boost": factor}}}


def _one_of(field: str, values: Sequence[str] | Sequence[int]) -> Json:
    parts = [{"terms": {field: part}} for part in batches(values, _MOST_TERMS)] or [_NOTHING]
    return parts[0] if len(parts) == 1 else _bool(should=parts)


def _bool(**occurring: Any) -> Json:
    """A query that at least one of `should` must match, unless there is something else to match."""
    return {"bool": {name: value for name, value in occurring.items() if value != []}}
