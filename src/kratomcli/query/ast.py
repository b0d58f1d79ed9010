"""The syntax tree of queries: immutable nodes, independent of the search engine.

A node's place in the query text (`span`: character offsets (start, end), end exclusive) is kept for error
messages and does not take part in comparison. The classes are not dataclasses, because creating ten of
those at every start would take longer than parsing a query.
"""

from __future__ import annotations

from typing import ClassVar, NoReturn

Span = tuple[int, int]
NOWHERE: Span = (0, 0)


class _NodeBase:
    """Base of the nodes: comparison, hash and repr by the attributes that `__match_args__` names."""

    __slots__ = ()
    __match_args__: ClassVar[tuple[str, ...]] = ()

    def values(self) -> tuple[object, ...]:
        """The attributes named in `__match_args__`, in that order: everything but `span`."""
        return tuple(getattr(self, name) for name in self.__match_args__)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.values() == other.values()

    def __hash__(self) -> int:
        return hash((type(self), self.values()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self.values()))})"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} can't be changed")


_set = object.__setattr__


class Everything(_NodeBase):
    """The empty query: every article."""

    __slots__ = ()


class Term(_NodeBase):
    """A bare word. The engine's analyser may cut it into several terms, which are then a phrase.

    `prefix`: `word*`. `fuzz`: the edit distance allowed, 1 for `word~` and `word~1`, 2 for `word~2`.
    `exact`: `=word`, neither stemmed nor with accents folded. At most one of the three is set.
    """

    __slots__ = ("text", "prefix", "fuzz", "exact", "span")
    __match_args__ = ("text", "prefix", "fuzz", "exact")
    text: str
    prefix: bool
    fuzz: int
    exact: bool
    span: Span

    def __init__(
        self, text: str, prefix: bool = False, fuzz: int = 0, exact: bool = False, span: Span = NOWHERE
    ) -> None:
        _set(self, "text", text)
        _set(self, "prefix", prefix)
        _set(self, "fuzz", fuzz)
        _set(self, "exact", exact)
        _set(self, "span", span)


class Phrase(_NodeBase):
    """Words in quotation marks: all of them, next to each other, in this order."""

    __slots__ = ("text", "span")
    __match_args__ = ("text",)
    text: str
    span: Span

    def __init__(self, text: str, span: Span = NOWHERE) -> None:
        _set(self, "text", text)
        _set(self, "span", span)


class Match(_NodeBase):
    """`field:value`. `field` is a canonical field name or any front-matter key.

    In text fields the value is searched for as words (`quoted`: as a phrase). Keywords and front-matter
    keys match if their value is equal or contains all the words of this one; with `quoted` only if it is
    equal; with `prefix` (`field:val*`) if it, or a word in it, begins with this one. A date matches at
    the precision given: `date:2021-03` is all of March. Case and accents are ignored throughout.
    """

    __slots__ = ("field", "value", "quoted", "prefix", "span")
    __match_args__ = ("field", "value", "quoted", "prefix")
    field: str
    value: str
    quoted: bool
    prefix: bool
    span: Span

    def __init__(
        self, field: str, value: str, quoted: bool = False, prefix: bool = False, span: Span = NOWHERE
    ) -> None:
        _set(self, "field", field)
        _set(self, "value", value)
        _set(self, "quoted", quoted)
        _set(self, "prefix", prefix)
        _set(self, "span", span)


class Range(_NodeBase):
    """`field:low..high`, `field:>low`, `field:<=high` …: a bound is text, None where that side is open.

    A date as a bound is the whole period: `date:>2021` begins with 2022, `date:..2021-06` includes all
    of June.
    """

    __slots__ = ("field", "low", "high", "include_low", "include_high", "span")
    __match_args__ = ("field", "low", "high", "include_low", "include_high")
    field: str
    low: str | None
    high: str | None
    include_low: bool
    include_high: bool
    span: Span

    def __init__(
        self,
        field: str,
        low: str | None,
        high: str | None,
        include_low: bool = True,
        include_high: bool = True,
        span: Span = NOWHERE,
    ) -> None:
        _set(self, "field", field)
        _set(self, "low", low)
        _set(self, "high", high)
        _set(self, "include_low", include_low)
        _set(self, "include_high", include_high)
        _set(self, "span", span)


class Is(_NodeBase):
    """`is:draft`."""

    __slots__ = ("flag", "span")
    __match_args__ = ("flag",)
    flag: str
    span: Span

    def __init__(self, flag: str, span: Span = NOWHERE) -> None:
        _set(self, "flag", flag)
        _set(self, "span", span)


class Has(_NodeBase):
    """`has:summary`: the field or front-matter key is present and not empty."""

    __slots__ = ("field", "span")
    __match_args__ = ("field",)
    field: str
    span: Span

    def __init__(self, field: str, span: Span = NOWHERE) -> None:
        _set(self, "field", field)
        _set(self, "span", span)


class KeySet(_NodeBase):
    """The articles with these keys, as resolved from `text`, such as `links-to:tea`."""

    __slots__ = ("text", "keys", "span")
    __match_args__ = ("text", "keys")
    text: str
    keys: tuple[int, ...]
    span: Span

    def __init__(self, text: str, keys: tuple[int, ...], span: Span = NOWHERE) -> None:
        _set(self, "text", text)
        _set(self, "keys", keys)
        _set(self, "span", span)


class Not(_NodeBase):
    """`-x` or `NOT x`; its operand is never another Not."""

    __slots__ = ("part",)
    __match_args__ = ("part",)
    part: Node

    def __init__(self, part: Node) -> None:
        _set(self, "part", part)


class And(_NodeBase):
    """Conjunction of two or more parts, none of which is an And."""

    __slots__ = ("parts",)
    __match_args__ = ("parts",)
    parts: tuple[Node, ...]

    def __init__(self, parts: tuple[Node, ...]) -> None:
        _set(self, "parts", parts)


class Or(_NodeBase):
    """Disjunction of two or more parts, none of which is an Or."""

    __slots__ = ("parts",)
    __match_args__ = ("parts",)
    parts: tuple[Node, ...]

    def __init__(self, parts: tuple[Node, ...]) -> None:
        _set(self, "parts", parts)


Node = Everything | Term | Phrase | Match | Range | Is | Has | KeySet | Not | And | Or
NODES = (Everything, Term, Phrase, Match, Range, Is, Has, KeySet, Not, And, Or)


def joined(kind: type[And] | type[Or], parts: list[Node]) -> Node:
    """`parts` as one node: one part unchanged, several as a `kind`, with nested `kind`s merged into it."""
    if len(parts) == 1:
        return parts[0]
    flat: list[Node] = []
    for part in parts:
        if isinstance(part, kind):
            flat.extend(part.parts)
        else:
            flat.append(part)
    return kind(tuple(flat))


def negated(node: Node) -> Node:
    """The negation of `node`: Not(node), or the operand if `node` is a Not."""
    return node.part if isinstance(node, Not) else Not(node)
