"""Queries made from queries."""

from __future__ import annotations

import re

from kratomcli.fields import FIELDS
from kratomcli.query.ast import And, Everything, Match, Node, Or, Phrase, Term

_WORD = re.compile(r"[^\W_]+")


def any_of(node: Node) -> Node:
    """`node` with "all of the words" loosened to "any of the words".

    In an And at the top the words, phrases and matches on text fields become one Or, in the place of
    the first of them; every other part stays required. A node that is no And, or that has fewer than
    two such parts, comes back as is.
    """
    if not isinstance(node, And):
        return node
    words = tuple(part for part in node.parts if _is_text(part))
    if len(words) < 2:
        return node
    if len(words) == len(node.parts):
        return Or(words)
    first = next(place for place, part in enumerate(node.parts) if _is_text(part))
    rest = tuple(part for part in node.parts[first:] if not _is_text(part))
    return And((*node.parts[:first], Or(words), *rest))


def words_of(text: str) -> Node:
    """All the words of a text that is no query: a question, a title; quotes, signs and operators say nothing."""
    words = tuple(Term(word) for word in _WORD.findall(text))
    return And(words) if len(words) > 1 else words[0] if words else Everything()


def _is_text(node: Node) -> bool:
    if isinstance(node, Match):
        return node.field in FIELDS and FIELDS[node.field].kind == "text"
    return isinstance(node, Term | Phrase)
