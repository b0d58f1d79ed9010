"""What no query may be, however it was made."""

from __future__ import annotations

from typing import Any

import pytest

from kratomcli.errors import UsageError
from kratomcli.query import check_query, parse
from kratomcli.query.ast import And, Has, Is, Match, Node, Not, Or, Phrase, Range, Term
from kratomcli.query.limits import is_number, size_of

TEA = Term("tea")


def deep(levels: int) -> Node:
    node: Node = TEA
    for _ in range(levels):
        node = Not(node)
    return node


@pytest.mark.parametrize(
    ("node", "size"),
    [
        (TEA, 1),
        (Term("7-hydroxy_mitragynine"), 3),
        (Term("!!!"), 1),
        (Phrase("the quick fox"), 3),
        (Match("title", "green tea"), 2),
        (Is("draft"), 1),
        (Range("words", "1", None), 1),
    ],
)
def test_an_operand_counts_as_its_words(node: Node, size: int) -> None:
    assert size_of(node) == size


@pytest.mark.parametrize("text", ["0", "-1", "9" * 18, "-" + "9" * 18])
def test_these_are_numbers(text: str) -> None:
    assert is_number(text)


@pytest.mark.parametrize("text", ["", "-", "--1", "1.5", "٣", "9" * 19, "-" + "9" * 19, "x", "+1"])
def test_these_are_none(text: str) -> None:
    assert not is_number(text)


@pytest.mark.parametrize(
    "node",
    [
        *map(
            parse,
            ["", "tea", "tea -(a OR b)", "date:2021..", "words:..5", "mood:a..b", "is:draft", "date:2021"],
        ),
        And((TEA,) * 1000),
        Phrase("tea " * 1000),
        Or((Term("teas", fuzz=1),) * 20),
        deep(200),
        Term("tea", fuzz=2),
        Range("mood", "a", None),
        Match("words", "5"),
    ],
    ids=lambda node: type(node).__name__,
)
def test_what_can_be_asked(node: Node) -> None:
    check_query(node)


WRONG: list[tuple[Any, str, str]] = [
    (And((TEA,) * 1001), "a query of 1,001 words: 1,000 are the most", "Ask for fewer."),
    (Or((Term("a b"),) * 501), "a query of 1,002 words: 1,000 are the most", "Ask for fewer."),
    (
        Or((Term("teas", fuzz=1),) * 21),
        "21 words that may differ in letters: 20 are the most",
        "Ask for fewer.",
    ),
    (
        And((TEA, Term("a b c", fuzz=2), *(Term("teas", fuzz=1),) * 18)),
        "21 words that may differ in letters: 20 are the most",
        "Ask for fewer.",
    ),
    (deep(201), "a query nested too deeply", "At most 50 groups within each other."),
    (And(()), "And of a query has no parts", ""),
    (Or(()), "Or of a query has no parts", ""),
    (And([TEA]), "And of a query has no parts", ""),  # type: ignore[arg-type]
    (And((TEA, "tea")), "str is no part of a query", "See kratomcli.query.ast."),  # type: ignore[arg-type]
    (Term(None), "Term of a query holds something that is no text", ""),  # type: ignore[arg-type]
    (Term(b"tea"), "Term of a query holds something that is no text", ""),  # type: ignore[arg-type]
    (Has(5), "Has of a query holds something that is no text", ""),  # type: ignore[arg-type]
    (Term("tea", fuzz=3), "a word can differ by 1 or at most 2 letters", ""),
    (Term("tea", fuzz=-1), "a word can differ by 1 or at most 2 letters", ""),
    (Range("title", "a", "b"), "title has no such range", ""),
    (Range("date", None, None), "date has no such range", ""),
    (Range("t" * 50, None, None), f"{'t' * 40} has no such range", ""),
    (Range("words", "1", "x"), "'x' can't be looked for in words", ""),
    (Range("date", "soon", None), "'soon' can't be looked for in date", ""),
    (Match("date", "soon"), "'soon' can't be looked for in date", ""),
    (Match("words", "x" * 50), f"'{'x' * 40}' can't be looked for in words", ""),
]


@pytest.mark.parametrize(("node", "message", "hint"), WRONG, ids=[message for _, message, _ in WRONG])
def test_what_can_not(node: Node, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_query(node)
    assert (caught.value.message, caught.value.hint) == (message, hint)
