"""Queries as values: immutable nodes that know nothing of any engine.

A node's place in the query text (`span`, character offsets) is carried along for messages and does
not take part in comparison. The classes are written out: as ten dataclasses they would take longer
to make at every start than a query takes to parse.
"""

from __future__ import annotations

from typing import ClassVar, NoReturn

Span = tuple[int, int]
NOWHERE: Span = (0, 0)


class _Node:
    """What nodes have in common: their values are `__match_args__`; compared, hashed and shown by them."""

    __slots__ = ()
    __match_args__: ClassVar[tuple[str, ...]] = ()

    def values(self) -> tuple[object, ...]:
        """What it holds besides its place in the query's text."""
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


class Everything(_Node):
    """The empty query: every article."""

    __slots__ = ()


class Term(_Node):
    """A bare word. Analysed by the engine; one that analyses to several terms is a phrase.

    `prefix`: `word*`. `fuzz`: `word~` and `word~1` (1) or `word~2` (2) edits. `exact`: `=word`,
    this very word, neither stemmed nor with accents folded. At most one of the three is set.
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


class Phrase(_Node):
    """Words in quotation marks: all of them, next to each other, in this order."""

    __slots__ = ("text", "span")
    __match_args__ = ("text",)
    text: str
    span: Span

    def __init__(self, text: str, span: Span = NOWHERE) -> None:
        _set(self, "text", text)
        _set(self, "span", span)


class Match(_Node):
    """`field:value`. `field` is a canonical field name or any front-matter key.

    For text fields the value is words (`quoted`: a phrase). For keywords and front-matter keys a
    bare value fits a value that is equal or that holds all of its words; `quoted` only one that
    is equal; `prefix` (`field:val*`) one that begins so, or holds a word that begins so. Dates
    fit by their precision: `date:2021-03` is all of March. Case and accents never matter.
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


class Range(_Node):
    """`field:low..high`, `field:>low`, `field:<=high` …; None is open. Bounds are the text given.

    A date bound means its whole span: `date:>2021` starts with 2022, `date:..2021-06` holds all
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


class Is(_Node):
    """`is:draft`."""

    __slots__ = ("flag", "span")
    __match_args__ = ("flag",)
    flag: str
    span: Span

    def __init__(self, flag: str, span: Span = NOWHERE) -> None:
        _set(self, "flag", flag)
        _set(self, "span", span)


class Has(_Node):
    """`has:summary`: the field or front-matter key is there and not empty."""

    __slots__ = ("field", "span")
    __match_args__ = ("field",)
    field: str
    span: Span

    def __init__(self, field: str, span: Span = NOWHERE) -> None:
        _set(self, "field", field)
        _set(self, "span", span)


class Not(_Node):
    """`-x` or `NOT x`; never directly around another Not."""

    __slots__ = ("part",)
    __match_args__ = ("part",)
    part: Node

    def __init__(self, part: Node) -> None:
        _set(self, "part", part)


class And(_Node):
    """All of two or more parts; no part is an And."""

    __slots__ = ("parts",)
    __match_args__ = ("parts",)
    parts: tuple[Node, ...]

    def __init__(self, parts: tuple[Node, ...]) -> None:
        _set(self, "parts", parts)


class Or(_Node):
    """Any of two or more parts; no part is an Or."""

    __slots__ = ("parts",)
    __match_args__ = ("parts",)
    parts: tuple[Node, ...]

    def __init__(self, parts: tuple[Node, ...]) -> None:
        _set(self, "parts", parts)


Node = Everything | Term | Phrase | Match | Range | Is | Has | Not | And | Or
NODES = (Everything, Term, Phrase, Match, Range, Is, Has, Not, And, Or)


def joined(kind: type[And] | type[Or], parts: list[Node]) -> Node:
    """One part as it is, several as one node of this kind, without nodes of this kind in it."""
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
    """Its opposite, without two Nots within each other."""
    return node.part if isinstance(node, Not) else Not(node)
