"""What the words of a query add to the scores of articles, each by itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from kratomcli.query import ast

if TYPE_CHECKING:
    from kratomcli.engine.clauses import Clause
    from kratomcli.engine.compiler import Compiler

KeysMatching = Callable[[Sequence["Clause"], Sequence[int]], Collection[int]]
"""(clauses, keys) → those of the keys whose articles match any clause."""


def word_clauses(
    compiler: Compiler, matching: KeysMatching, node: ast.Node, keys: Sequence[int]
) -> Iterator[tuple[ast.Term | ast.Phrase | ast.Match, Clause, Sequence[int]]]:
    """Yield (word, clause for its score, keys of the articles that get it) for each of a query, in its order.

    Of words within OR that must all be there, or be without others, an article gets nothing unless it is so.
    """
    if isinstance(node, ast.And | ast.Or):
        for part in compiler.significant(node.parts):
            is_group = isinstance(node, ast.Or) and isinstance(part, ast.And)
            among = [*matching([compiler.compile(part)], keys)] if is_group else keys
            yield from word_clauses(compiler, matching, part, among)
        return
    for leaf in compiler.leaves(node):
        yield leaf, compiler.compile(leaf), keys
