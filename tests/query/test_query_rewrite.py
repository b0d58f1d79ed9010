"""Queries made of queries, and of text that is none."""

from __future__ import annotations

import pytest

from kratomcli.query import fuzzy, parse, unparse, words_of
from kratomcli.query.ast import And, Everything, Node, Not, Or, Term


@pytest.mark.parametrize(
    ("text", "loosened"),
    {
        "tea": "tea",
        "teas": "teas OR teas~1",
        "kratoms": "kratoms OR kratoms~1",
        "mitragyn": "mitragyn OR mitragyn~2",
        "tea kratom": "tea (kratom OR kratom~)",
        "leaf kratom": "(leaf OR leaf~) (kratom OR kratom~)",
        "leaf OR kratom": "leaf OR leaf~ OR kratom OR kratom~",
        "leaf OR tea": "leaf OR leaf~ OR tea",
        "(leaf OR tea) fox": "(leaf OR leaf~ OR tea) fox",
        "-kratom": "-kratom",
        '"kratom leaf"': '"kratom leaf"',
        "title:kratom": "title:kratom",
        "kratom*": "kratom*",
        "kratom~2": "kratom~2",
        "=kratom": "=kratom",
        "*": "*",
    }.items(),
)
def test_bare_words_may_be_nearly_right(text: str, loosened: str) -> None:
    assert fuzzy(parse(text)) == parse(loosened)


def test_the_looser_word_stands_where_the_word_does() -> None:
    loosened = fuzzy(parse("  kratom"))
    assert isinstance(loosened, Or)
    assert [part.span for part in loosened.parts if isinstance(part, Term)] == [(2, 8), (2, 8)]


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("", Everything()),
        (" ?! _ ", Everything()),
        ("tea", Term("tea")),
        ("OR", Term("OR")),
        ("Is -tea title:good_stuff?", And(tuple(map(Term, ["Is", "tea", "title", "good", "stuff"])))),
    ],
)
def test_in_text_that_is_no_query_only_words_count(text: str, node: Node) -> None:
    assert words_of(text) == node


@pytest.mark.parametrize(
    ("node", "shown"),
    [
        (Term("a", prefix=True), "Term('a', True, 0, False)"),
        (Not(Term("a")), "Not(Term('a', False, 0, False))"),
        (Everything(), "Everything()"),
    ],
)
def test_nodes_show_their_values(node: Node, shown: str) -> None:
    assert repr(node) == shown


def test_nodes_that_are_equal_are_one_in_a_set_whatever_their_place() -> None:
    assert len({parse("a"), parse("  a"), Term("a")}) == 1
    assert len({hash(Term(letter)) for letter in "abcdef"}) > 1
    assert hash(Term("a")) != hash(Term("b"))
    assert Term("a") != "a"


def test_nodes_do_not_change() -> None:
    with pytest.raises(AttributeError, match=r"^Term can't be changed$"):
        Term("a").text = "b"


def test_what_fuzzy_makes_can_be_written() -> None:
    assert unparse(fuzzy(parse("tea mitragyna"))) == "tea (mitragyna OR mitragyna~2)"
