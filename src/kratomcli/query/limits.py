"""What keeps a query from keeping an engine busy for long, and from being none at all."""

from __future__ import annotations

import re

from kratomcli.errors import UsageError
from kratomcli.model.fields import FIELDS, FieldType
from kratomcli.query.ast import NODES, And, Everything, Match, Node, Not, Or, Phrase, Range, Term
from kratomcli.query.dates import span
from kratomcli.text.normalize import is_text, one_line, spaced

MOST_WORDS = 1_000
"""Words and fields in one query, those of phrases included."""
MOST_FUZZY = 20
"""Of them, words that may differ in letters: each takes the engine 20 milliseconds."""
DEEPEST = 50
"""Groups and saved queries within each other. Far beyond what anyone types, and from Python's limit."""
MOST_DIGITS = 18
"""The longest number, so that it fits into 64 bits in every engine."""

_LEVELS = 4 * DEEPEST  # of nodes: a group may be an Or of Ands of Nots
_WORD = re.compile(r"[^\W_]+")


def size_of(node: Node) -> int:
    """How many words an operand counts as; at least one."""
    match node:
        case Term(text) | Phrase(text) | Match(value=text):
            return max(len(_WORD.findall(spaced(text))), 1)
        case _:
            return 1


def too_many(words: str) -> str:
    """The message about so many words."""
    return f"a query of {words} words: {MOST_WORDS:,} are the most"


def is_number(text: str) -> bool:
    """Whether a bound is a whole number that fits every engine."""
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS


def check_query(node: Node) -> None:
    """Let nothing through that would keep an engine busy for long, or that no query can be.

    Raises:
        UsageError: too many words, too many that may differ in letters, parts too deep within each other,
            or parts made by hand that mean nothing.
    """
    words = fuzzy_words = 0
    left = [(node, 0)]
    while left:
        part, depth = left.pop()
        if depth > _LEVELS:
            raise UsageError("a query nested too deeply", hint=f"At most {DEEPEST} groups within each other.")
        match part:
            case And(parts) | Or(parts):
                if not isinstance(parts, tuple) or not parts:
                    raise UsageError(f"{type(part).__name__} of a query has no parts")
                left.extend((inner, depth + 1) for inner in parts)
            case Not(inner):
                left.append((inner, depth + 1))
            case _:
                _check_operand(part)
                size = size_of(part)
                words += size
                fuzzy_words += size * (isinstance(part, Term) and part.fuzz > 0)
    if words > MOST_WORDS:
        raise UsageError(too_many(f"{words:,}"), hint="Ask for fewer.")
    if fuzzy_words > MOST_FUZZY:
        raise UsageError(
            f"{fuzzy_words:,} words that may differ in letters: {MOST_FUZZY} are the most",
            hint="Ask for fewer.",
        )


def _check_operand(node: Node) -> None:
    """Nodes from the parser are as they should be; those made by hand may be anything."""
    if not isinstance(node, NODES):
        raise UsageError(f"{type(node).__name__} is no part of a query", hint="See kratomcli.query.ast.")
    texts = [value for value in node.values() if value is not None and not isinstance(value, bool | int)]
    if not all(map(is_text, texts)) or (not texts and not isinstance(node, Everything)):
        raise UsageError(f"{type(node).__name__} of a query holds something that is no text")
    if isinstance(node, Term) and node.fuzz not in (0, 1, 2):
        raise UsageError("a word can differ by 1 or at most 2 letters")
    if not isinstance(node, Range | Match):
        return
    bounds = (node.low, node.high) if isinstance(node, Range) else (node.value,)
    kind = FIELDS[node.field].kind if node.field in FIELDS else None
    if isinstance(node, Range) and (kind not in ("date", "number", None) or bounds == (None, None)):
        raise UsageError(f"{one_line(node.field[:40])} has no such range")
    for bound in bounds:
        if bound is not None and not _fits(kind, bound):
            raise UsageError(f"'{one_line(bound[:40])}' can't be looked for in {one_line(node.field[:40])}")


def _fits(kind: FieldType | None, bound: str) -> bool:
    """Whether dates are compared with dates and numbers with numbers."""
    if kind == "number":
        return is_number(bound)
    try:
        return kind != "date" or span(bound)[0] > 0
    except ValueError:
        return False
