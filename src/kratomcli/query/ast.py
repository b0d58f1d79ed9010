"""Queries as values: frozen nodes that know nothing of any engine.

A node's place in the query text (`span`, character offsets) is carried along for messages and
does not take part in comparison.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as attribute

Span = tuple[int, int]
NOWHERE: Span = (0, 0)


@dataclass(frozen=True, slots=True)
class Everything:
    """The empty query: every article."""


@dataclass(frozen=True, slots=True)
class Term:
    """A bare word. Analysed by the engine; one that analyses to several terms is a phrase.

    `prefix`: `word*`. `fuzz`: `word~` and `word~1` (1) or `word~2` (2) edits. `exact`: `=word`,
    this very word, neither stemmed nor with accents folded. At most one of the three is set.
    """

    text: str
    prefix: bool = False
    fuzz: int = 0
    exact: bool = False
    span: Span = attribute(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in quotation marks: all of them, next to each other, in this order."""

    text: str
    span: Span = attribute(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Match:
    """`field:value`. `field` is a canonical field name or any front-matter key.

    For text fields the value is words (`quoted`: a phrase). For keywords and front-matter keys a
    bare value fits a value that is equal or that holds all of its words; `quoted` only one that
    is equal; `prefix` (`field:val*`) one that begins so, or holds a word that begins so. Dates
    fit by their precision: `date:2021-03` is all of March. Case and accents never matter.
    """

    field: str
    value: str
    quoted: bool = False
    prefix: bool = False
    span: Span = attribute(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Range:
    """`field:low..high`, `field:>low`, `field:<=high` …; None is open. Bounds are the text given.

    A date bound means its whole span: `date:>2021` starts with 2022, `date:..2021-06` holds all
    of June.
    """

    field: str
    low: str | None
    high: str | None
    include_low: bool = True
    include_high: bool = True
    span: Span = attribute(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Is:
    """`is:draft`."""

    flag: str
    span: Span = attribute(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Has:
    """`has:summary`: the field or front-matter key is there and not empty."""

    field: str
    span: Span = attribute(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """`-x` or `NOT x`; never directly around another Not."""

    part: Node


@dataclass(frozen=True, slots=True)
class And:
    """All of two or more parts; no part is an And."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of two or more parts; no part is an Or."""

    parts: tuple[Node, ...]


Node = Everything | Term | Phrase | Match | Range | Is | Has | Not | And | Or
