"""What the words of a query add to the scores of articles, each by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from kratomcli.query import ast

if TYPE_CHECKING:
    from tantivy import Query

    from kratomcli.engine.compiler import Compiler

Scores = Callable[[Sequence["Query"], Sequence[int]], Mapping[int, float]]
"""(queries, keys) → key → sum of the scores, of those articles that match."""


def word_shares(
    compiler: Compiler, scores: Scores, node: ast.Node, keys: Sequence[int]
) -> Iterator[tuple[ast.Term | ast.Phrase | ast.Match, Mapping[int, float]]]:
    """Yield (word, key → score) for the words and phrases of a query, in its order.

    Of words within OR that must all be there, or be without others, an article gets nothing unless it is so.
    """
    if isinstance(node, ast.And | ast.Or):
        for part in compiler.significant(node.parts):
            is_group = isinstance(node, ast.Or) and isinstance(part, ast.And)
            among = [*scores([compiler.compile(part)], keys)] if is_group else keys
            yield from word_shares(compiler, scores, part, among)
        return
    for leaf in compiler.leaves(node):
        yield leaf, scores([compiler.compile(leaf)], keys)
