"""What in a query ranks, and how: as stems, as written, or as the words that it stands for."""

from __future__ import annotations

from collections.abc import Sequence

from kratomcli.model.fields import FIELDS
from kratomcli.query import ast
from kratomcli.text.normalize import fold, is_unspaced, words_of


def is_wordless(node: ast.Node) -> bool:
    """Whether a word or phrase has no letter and no digit."""
    return isinstance(node, (ast.Term, ast.Phrase)) and not words_of(fold(node.text))


def parts_of(node: ast.Node) -> Sequence[ast.Node]:
    """What must all match."""
    return node.parts if isinstance(node, ast.And) else (node,)


def is_plain(node: ast.Term | ast.Phrase | ast.Match) -> bool:
    """Whether a word or phrase is searched by its stems: not as a prefix, fuzzy or exact."""
    return not (isinstance(node, ast.Term) and (node.prefix or node.fuzz or node.exact))


def is_loose(term: ast.Term) -> bool:
    """Whether a word stands for several of the library's, by their beginning or by likeness."""
    return term.prefix or (term.fuzz > 0 and not is_unspaced(term.text))


def ranks(node: ast.Node) -> bool:
    """Whether a node has words that contribute to the score."""
    match node:
        case ast.Term() | ast.Phrase():
            return True
        case ast.Match(field=field):
            return field in FIELDS and FIELDS[field].kind == "text"
        case ast.And(parts) | ast.Or(parts):
            return any(ranks(part) for part in parts)
        case _:
            return False
