"""Queries by meaning: what every article must fulfil, and what is only wished for.

Bare words are wishes, since an article may say the same in others. Phrases, exact words, beginnings of words,
words in a field, dates, flags and what is excluded are conditions.
"""

from __future__ import annotations

from collections.abc import Iterator

from kratomcli.named_tuples import NamedTuple
from kratomcli.query.ast import And, Everything, Node, Or, Phrase, Term, joined
from kratomcli.query.rewrite import is_text


class Wishes(NamedTuple):
    """A query taken apart.

    `text` is what it asks for, in words without signs; "" if it has none, and so no meaning. `words` is for
    articles with any of its words, wished for or required, `conditions` for those that fulfil what is
    required; each is `Everything` where the query has none.
    """

    text: str
    words: Node
    conditions: Node

    @property
    def worded(self) -> Node:
        """For articles that fulfil the conditions and have any of the words."""
        parts: list[Node] = [
            part for part in (self.words, self.conditions) if not isinstance(part, Everything)
        ]
        return joined(And, parts) if parts else Everything()


def wishes(node: Node, *, any: bool = False) -> Wishes:
    """Take a query apart; with `any`, phrases and the like outside of groups are wishes, too."""
    parts = [part for part in _parts(node) if not isinstance(part, Everything)]
    words: list[Node] = []
    conditions: list[Node] = []
    for part in parts:
        if _is_wish(part):
            words.extend(_words(part))
            continue
        if _has_text(part):
            words.append(part)
        if not (any and is_text(part)):
            conditions.append(part)
    said = [word.text for part in words for word in _words(part) if not _is_beginning(word)]
    return Wishes(
        " ".join(said),
        joined(Or, words) if words else Everything(),
        joined(And, conditions) if conditions else Everything(),
    )


def _parts(node: Node) -> tuple[Node, ...]:
    return node.parts if isinstance(node, And) else (node,)


def _is_wish(node: Node) -> bool:
    """Whether it consists of bare words, in whatever groups."""
    if isinstance(node, And | Or):
        return all(map(_is_wish, node.parts))
    return isinstance(node, Term) and not (node.prefix or node.fuzz or node.exact)


def _has_text(node: Node) -> bool:
    return any(map(_has_text, node.parts)) if isinstance(node, And | Or) else is_text(node)


def _words(node: Node) -> Iterator[Term | Phrase]:
    """The words and phrases that a node asks for."""
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from _words(part)
    elif isinstance(node, Term | Phrase):
        yield node


def _is_beginning(word: Term | Phrase) -> bool:
    return isinstance(word, Term) and word.prefix
