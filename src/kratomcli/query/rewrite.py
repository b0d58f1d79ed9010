"""Transformations of query trees: any word instead of all, fuzzy words, and plain text as a query."""

from __future__ import annotations

from collections.abc import Collection

from kratomcli.model.fields import FIELDS
from kratomcli.patterns import lazy_regex
from kratomcli.query.ast import And, Everything, Has, Match, Node, Not, Or, Phrase, Term

_SHORTEST_FUZZY = 4
"""Letters that a word needs to become fuzzy: most shorter words are one edit away from another word."""
_LONG = 8
"""Letters from which on an edit distance of 2 is allowed, instead of 1."""

_WORD = lazy_regex(r"[^\W_]+")


def any_of(node: Node) -> Node:
    """`node` changed from matching all of its words to matching any of them.

    In an And at the root, the words, phrases and matches on text fields become one Or, in the place of
    the first of them; every other part stays required. A node that is no And, or that has fewer than
    two such parts, is returned unchanged.
    """
    if not isinstance(node, And):
        return node
    words = tuple(part for part in node.parts if is_text(part))
    if len(words) < 2:
        return node
    if len(words) == len(node.parts):
        return Or(words)
    first = next(place for place, part in enumerate(node.parts) if is_text(part))
    rest = tuple(part for part in node.parts[first:] if not is_text(part))
    return And((*node.parts[:first], Or(words), *rest))


def fuzzy(node: Node) -> Node:
    """`node` with each bare word that is long enough made fuzzy, so that it also finds misspellings."""
    match node:
        case Term(text, prefix=False, fuzz=0, exact=False) if len(text) >= _SHORTEST_FUZZY:
            return Or((node, Term(text, fuzz=2 if len(text) >= _LONG else 1, span=node.span)))
        case And(parts):
            return And(tuple(fuzzy(part) for part in parts))
        case Or(parts):
            flat: list[Node] = []
            for part in map(fuzzy, parts):
                flat.extend(part.parts if isinstance(part, Or) else [part])
            return Or(tuple(flat))
        case _:
            return node


def words_of(text: str) -> Node:
    """A query for the words of `text`, such as a question or a title, with nothing read as an operator."""
    words = tuple(Term(word) for word in _WORD.findall(text))
    return And(words) if len(words) > 1 else words[0] if words else Everything()


def mentions(node: Node, fields: Collection[str]) -> bool:
    """Whether a query asks for one of these fields."""
    match node:
        case And(parts) | Or(parts):
            return any(mentions(part, fields) for part in parts)
        case Not(part):
            return mentions(part, fields)
        case Match(field=field) | Has(field=field):
            return field in fields
        case _:
            return False


def is_text(node: Node) -> bool:
    """Whether a node searches text, rather than only filtering."""
    if isinstance(node, Match):
        return node.field in FIELDS and FIELDS[node.field].kind == "text"
    return isinstance(node, Term | Phrase)
