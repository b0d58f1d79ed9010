"""Limits on the size and depth of queries, and validation of trees that were not made by the parser."""

from __future__ import annotations

from kratomcli.errors import UsageError
from kratomcli.model.fields import FIELDS, FieldType
from kratomcli.patterns import lazy_regex
from kratomcli.query.ast import NODES, And, Everything, Match, Node, Not, Or, Phrase, Range, Term
from kratomcli.query.dates import span
from kratomcli.text.normalize import is_text, one_line, spaced

MOST_WORDS = 1_000
"""Words and field matches in one query; a phrase counts as the words in it."""
MOST_FUZZY = 20
"""Fuzzy words in one query, and patterns of places: each takes the engine about 20 milliseconds."""
PLACES = ("id", "path")
"""The fields whose value may be a folder, too, and in which `*` stands for any characters."""
DEEPEST = 50
"""Nesting of groups and saved queries: more than anyone types, and well below Python's recursion limit."""
MOST_DIGITS = 18
"""Digits of a number, so that it fits into 64 bits in every engine."""

_LEVELS = 4 * DEEPEST  # depth of the tree: each group may be an Or of Ands of Nots
_WORD = lazy_regex(r"[^\W_]+")


def size_of(node: Node) -> int:
    """How many words an operand counts as in MOST_WORDS: 1 or more."""
    match node:
        case Term(text) | Phrase(text) | Match(value=text):
            return max(len(_WORD.findall(spaced(text))), 1)
        case _:
            return 1


def is_pattern(node: Node) -> bool:
    """Whether an operand asks for places by a pattern, such as `path:*.pdf`; `path:notes*` is a prefix."""
    return isinstance(node, Match) and node.field in PLACES and "*" in node.value and not node.quoted


def too_many(words: str) -> str:
    """The message about a query of too many words; `words` is their number as text."""
    return f"a query of {words} words: {MOST_WORDS:,} are the most"


def is_number(text: str) -> bool:
    """Whether `text` is a whole number, negative or not, of at most MOST_DIGITS digits."""
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS


def check_query(node: Node) -> None:
    """Refuse a query that would take the engine long, or a tree that no query text can mean.

    Raises:
        UsageError: too many words, too many fuzzy words, nodes nested too deeply, or nodes made by hand
            with values that are not valid.
    """
    words = fuzzy_words = patterns = 0
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
                patterns += is_pattern(part)
    if words > MOST_WORDS:
        raise UsageError(too_many(f"{words:,}"), hint="Ask for fewer.")
    if fuzzy_words > MOST_FUZZY:
        raise UsageError(
            f"{fuzzy_words:,} words that may differ in letters: {MOST_FUZZY} are the most",
            hint="Ask for fewer.",
        )
    if patterns > MOST_FUZZY:
        raise UsageError(f"{patterns:,} patterns: {MOST_FUZZY} are the most", hint="Ask for fewer.")


def _check_operand(node: Node) -> None:
    """Check the values of a leaf: the parser's are valid, but a node made by hand may hold anything."""
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
    """Whether `bound` is a date for a date field, or a number for a number field; other fields take any."""
    if kind == "number":
        return is_number(bound)
    try:
        return kind != "date" or span(bound)[0] > 0
    except ValueError:
        return False
