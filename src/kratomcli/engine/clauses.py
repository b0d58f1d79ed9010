"""The neutral form of queries: what the compiler makes of a query's nodes, and back ends ask their indexes.

Tokens are those of the index: texts are analysed already. Fields are those of `article_fields.py`:

    text, title, opening, summary: stems, scored by BM25 (k1 = 1.2, b = 0.75); all but summary with positions
    words, accents: scored by BM25, too, as if an article had each of its tokens once; their length counts all
    keywords: asked as a filter only
    date, date_end, updated, updated_end, words_count, key: numbers; only dates may be missing

A clause says which articles match, and gives each of them a score. Clauses are tuples: two of different types
may be equal. Those of which no score is said here are only asked as filters, within a `ConstantClause`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kratomcli.named_tuples import NamedTuple


class TermClause(NamedTuple):
    """Articles with a token, with their BM25."""

    field: str
    token: str


class PhraseClause(NamedTuple):
    """Articles with two or more tokens in a row, with the BM25 of a word with the sum of their idf."""

    field: str
    tokens: tuple[str, ...]


class PrefixClause(NamedTuple):
    """Articles with a token that begins so."""

    field: str
    start: str


class FuzzyClause(NamedTuple):
    """Articles with a token at most 0, 1 or 2 edits away.

    An edit is an insertion, a deletion, a substitution or a transposition of neighbours.
    """

    field: str
    word: str
    edits: int


class PatternClause(NamedTuple):
    """Articles with a token made of these parts, in order, with any characters between each and the next."""

    field: str
    parts: tuple[str, ...]


class TermsClause(NamedTuple):
    """Articles with any of these tokens, which may be thousands."""

    field: str
    tokens: tuple[str, ...]


class RangeClause(NamedTuple):
    """Articles with a number from `low` to `high`, both inclusive; None is no bound."""

    field: str
    low: int | None
    high: int | None


class KeysClause(NamedTuple):
    """The articles with these keys, which may be thousands."""

    keys: tuple[int, ...]


class BooleanClause(NamedTuple):
    """Articles that match all of `must`, and none of `must_not`; without `must`, at least one of `should`.

    The score is the sum of those of `must` and `should` that match. One of these two is not empty.
    """

    must: tuple[Clause, ...] = ()
    should: tuple[Clause, ...] = ()
    must_not: tuple[Clause, ...] = ()


class ConstantClause(NamedTuple):
    """The same articles, all with this score; one of 0 makes a filter."""

    clause: Clause
    score: float


class BoostClause(NamedTuple):
    """The same articles, with their scores times a factor."""

    clause: Clause
    factor: float


class BestClause(NamedTuple):
    """Articles that match any of these, with the greatest of the scores."""

    clauses: tuple[Clause, ...]


class AllClause(NamedTuple):
    """All articles."""


class NoneClause(NamedTuple):
    """No article."""


Clause = (
    TermClause
    | PhraseClause
    | PrefixClause
    | FuzzyClause
    | PatternClause
    | TermsClause
    | RangeClause
    | KeysClause
    | BooleanClause
    | ConstantClause
    | BoostClause
    | BestClause
    | AllClause
    | NoneClause
)


def unranked(clause: Clause) -> ConstantClause:
    """The same articles, with a score of 0."""
    return ConstantClause(clause, 0.0)


def any_of(clauses: Iterable[Clause]) -> Clause:
    """Articles that match at least one clause."""
    found = tuple(clauses)
    if len(found) == 1:
        return found[0]
    return BooleanClause(should=found) if found else NoneClause()


def all_of(clauses: Sequence[Clause]) -> Clause:
    """Articles that match all of one or more clauses."""
    return clauses[0] if len(clauses) == 1 else BooleanClause(must=tuple(clauses))
