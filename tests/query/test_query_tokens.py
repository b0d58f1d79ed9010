"""Query text cut into tokens, and nodes written back: exactly these, in exactly these places."""

from __future__ import annotations

import pytest

from kratomcli.errors import QueryError
from kratomcli.query import parse, unparse
from kratomcli.query.ast import And, Match, Node, Or, Phrase, Range, Term
from kratomcli.query.caret import point_at
from kratomcli.query.tokens import Tokenizer


def tokens(text: str) -> list[tuple[str, str, int, int]]:
    tokenizer = Tokenizer(text)
    found = []
    while tokenizer.token.kind != "end":
        found.append(tuple(tokenizer.advance()))
    return [*found, tuple(tokenizer.token)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [("end", "", 0, 0)]),
        ("  ", [("end", "", 2, 2)]),
        ("tea", [("word", "tea", 0, 3), ("end", "", 3, 3)]),
        (
            "(a OR) ",
            [("(", "(", 0, 1), ("word", "a", 1, 2), ("OR", "OR", 3, 5), (")", ")", 5, 6), ("end", "", 7, 7)],
        ),
        ('-"a\\"b"', [("-", "-", 0, 1), ("phrase", 'a"b', 1, 7), ("end", "", 7, 7)]),
        (
            "title:a(b c",
            [("field", "title", 0, 5), ("value", "a(b", 6, 9), ("word", "c", 10, 11), ("end", "", 11, 11)],
        ),
        ("title:(a", [("field", "title", 0, 5), ("(", "(", 6, 7), ("word", "a", 7, 8), ("end", "", 8, 8)]),
        ("t:“a”x", [("field", "t", 0, 1), ("phrase", "a", 2, 5), ("word", "x", 5, 6), ("end", "", 6, 6)]),
        (
            ":-) (:)",
            [
                ("word", ":-)", 0, 3),
                ("(", "(", 4, 5),
                ("word", ":", 5, 6),
                (")", ")", 6, 7),
                ("end", "", 7, 7),
            ],
        ),
        ("NOT a", [("NOT", "NOT", 0, 3), ("word", "a", 4, 5), ("end", "", 5, 5)]),
    ],
)
def test_text_is_cut_here(text: str, found: list[tuple[str, str, int, int]]) -> None:
    assert tokens(text) == found


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (parse("a~1"), "a~"),
        (parse("a~2"), "a~2"),
        (parse("a*"), "a*"),
        (parse("=a"), "=a"),
        (parse("-a"), "-a"),
        (parse('-"a b"'), '-"a b"'),
        (parse("NOT .net"), "NOT .net"),
        (parse("NOT *"), "NOT *"),
        (parse("NOT (a OR b)"), "-(a OR b)"),
        (parse("has:title"), "has:title"),
        (parse('has:"reading time"'), 'has:"reading time"'),
        (parse("words:<5"), "words:<5"),
        (parse("words:<=5"), "words:<=5"),
        (parse("words:>5"), "words:>5"),
        (parse("words:5.."), "words:>=5"),
        (parse("words:5..6"), "words:5..6"),
        (parse('mood:"a \\\\ \\" b"'), 'mood:"a \\\\ \\" b"'),
        (parse("mood:a*"), "mood:a*"),
        (parse("is:draft"), "is:draft"),
        (parse(""), "*"),
        (And((Or((Match("tags", "a(b"), Term("c"))), Term("d"))), "(tags:a(b OR c) d"),
        (And((Or((Term("c"), Match("tags", "a(b"))), Term("d"))), "(c OR tags:a(b ) d"),
        (And((Or((Term(":-)"), Phrase("a"))), Term(":-)"))), '(":-)" OR "a") :-)'),
        (Or((And((Term("a"), Term("b"))), Term("c"))), "a b OR c"),
    ],
    ids=str,
)
def test_nodes_are_written_so(node: Node, text: str) -> None:
    assert unparse(node) == text


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("words:<5", (0, 8)),
        (" words:>=5", (1, 10)),
        ("words:1..5", (0, 10)),
        ("mood:a*", (0, 7)),
        ('"a"', (0, 3)),
    ],
)
def test_an_operand_is_all_of_its_text(text: str, span: tuple[int, int]) -> None:
    node = parse(text)
    assert isinstance(node, Range | Match | Phrase)
    assert node.span == span


def test_letters_are_no_signs() -> None:
    for letter in "Xx=":
        assert parse(f"mood:{letter}5") == Match("mood", f"{letter}5")


def test_one_saved_query_is_guessed() -> None:
    with pytest.raises(QueryError) as caught:
        parse("@recen", saved={"recent": "a", "recents": "b"})
    assert caught.value.hint.startswith("Did you mean @recent? In quotes")


@pytest.mark.parametrize("mark", ["\u0301", "\u20dd", "\u200b"])
def test_marks_take_no_room(mark: str) -> None:
    assert point_at(QueryError("wrong", f"a{mark} OR", (3, 5))) == f"a{mark} OR\n  ^^"
