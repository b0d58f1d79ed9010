"""Clauses as tantivy's queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tantivy import FieldType, Occur, Query

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
from kratomcli.engine.keywords import WHOLE
from kratomcli.errors import UsageError
from kratomcli.patterns import lazy_regex
from kratomcli.query.unparser import shown

if TYPE_CHECKING:
    import tantivy

    from kratomcli.engine.clauses import Clause

COMMON = 20_000
"""A word in as many articles is a common one: for one in fewer, a query takes a millisecond at most."""

_REGEX_SIGNS = lazy_regex(r"[][\\.+?(){}|^$&~#-]")


class TantivyQueries:
    """Makes queries for one schema."""

    def __init__(self, schema: tantivy.Schema) -> None:
        self._schema = schema

    def query(self, clause: Clause) -> Query:
        """The query for a clause.

        Raises:
            UsageError: tantivy refuses a pattern, as those of several hundred characters.
        """
        match clause:
            case TermClause(field, token):
                return Query.term_query(self._schema, field, token)
            case PhraseClause(field, tokens):
                return Query.phrase_query(self._schema, field, list(tokens))
            case ConstantClause(part, score):
                return Query.const_score_query(self.query(part), score)
            case BoostClause(part, factor):
                return Query.boost_query(self.query(part), factor)
            case BooleanClause():
                return self._boolean(clause)
            case BestClause(parts):
                return Query.disjunction_max_query([self.query(part) for part in parts])
            case FuzzyClause(field, word, edits):
                return Query.fuzzy_term_query(self._schema, field, word, edits, True)
            case PrefixClause(field, start):
                return Query.fuzzy_term_query(self._schema, field, start, 0, True, True)
            case PatternClause(field, parts):
                return self._pattern(field, parts)
            case TermsClause(field, tokens):
                return Query.term_set_query(self._schema, field, list(tokens))
            case RangeClause(field, low, high):
                return self.numbers(field, low, high)
            case KeysClause(keys):
                return Query.term_set_query(self._schema, "key", list(keys))
            case AllClause():
                return Query.all_query()
            case NoneClause():
                return Query.empty_query()

    def numbers(self, field: str, low: int | None, high: int | None) -> Query:
        """A query for low ≤ field ≤ high; None is no bound."""
        return Query.range_query(self._schema, field, FieldType.Unsigned, low, high)

    def key(self, key: int) -> Query:
        """A query for one article: a range is looked for in every article."""
        return Query.term_query(self._schema, "key", key)

    def _pattern(self, field: str, parts: Sequence[str]) -> Query:
        escaped = (_REGEX_SIGNS.sub(r"\\\g<0>", part) for part in parts)
        try:
            return Query.regex_query(self._schema, field, ".*".join(escaped))
        except ValueError as error:
            pattern = shown("*".join(parts).partition(WHOLE)[2])
            raise UsageError(f"'{pattern}' is too long a pattern", hint="Leave some out.") from error

    def _boolean(self, clause: BooleanClause) -> Query:
        made = [(Occur.Must, self.query(part)) for part in clause.must]
        made += ((Occur.Should, self.query(part)) for part in clause.should)
        made += ((Occur.MustNot, self.query(part)) for part in clause.must_not)
        return Query.boolean_query(made)


def both(one: Query, other: Query) -> Query:
    """A query for what matches two."""
    return Query.boolean_query([(Occur.Must, one), (Occur.Must, other)])


def one_of(queries: Iterable[Query]) -> Query:
    """A filter for what matches any."""
    union = Query.boolean_query([(Occur.Should, query) for query in queries])
    return Query.const_score_query(union, 0.0)
