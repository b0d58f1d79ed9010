"""The query language: what text means which nodes, and what mistakes look like."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kratomcli.errors import QueryError
from kratomcli.query import any_of, parse, unparse
from kratomcli.query.ast import And, Everything, Has, Is, Match, Node, Not, Or, Phrase, Range, Term
from kratomcli.query.caret import point_at
from kratomcli.query.limits import DEEPEST, MOST_WORDS

if TYPE_CHECKING:
    from collections.abc import Collection

A, B, C, D = Term("a"), Term("b"), Term("c"), Term("d")
EVERYTHING = Everything()


def all_of(*parts: Node) -> Node:
    return And(parts)


def one_of(*parts: Node) -> Node:
    return Or(parts)


def words(text: str) -> Node:
    return And(tuple(Term(word) for word in text.split()))


def match(field: str, value: str, *, quoted: bool = False, prefix: bool = False) -> Match:
    return Match(field, value, quoted=quoted, prefix=prefix)


MEANINGS: list[tuple[str, Node]] = [
    # Nothing and everything.
    ("", EVERYTHING),
    (" \n\t\u3000", EVERYTHING),
    ("*", EVERYTHING),
    ("a *", all_of(A, EVERYTHING)),
    ("NOT *", Not(EVERYTHING)),
    # Words and operators.
    ("kratom", Term("kratom")),
    ("a b", all_of(A, B)),
    ("a AND b", all_of(A, B)),
    ("a OR b", one_of(A, B)),
    ("a OR b c", one_of(A, all_of(B, C))),
    ("a b OR c", one_of(all_of(A, B), C)),
    ("a AND b OR c AND d", one_of(all_of(A, B), all_of(C, D))),
    ("NOT a b", all_of(Not(A), B)),
    ("a AND NOT b", all_of(A, Not(B))),
    ("NOT a OR b", one_of(Not(A), B)),
    ("a and b", words("a and b")),
    ("or not And", words("or not And")),
    ("ANDROID NOTE ORB", words("ANDROID NOTE ORB")),
    ("tea tea", words("tea tea")),
    ("tea OR tea", one_of(Term("tea"), Term("tea"))),
    # Groups, flattened.
    ("(a)", A),
    ("((a))", A),
    ("(a OR b) c", all_of(one_of(A, B), C)),
    ("a (b OR c) d", all_of(A, one_of(B, C), D)),
    ("(a b) c", all_of(A, B, C)),
    ("a (b (c d))", all_of(A, B, C, D)),
    ("a OR (b OR (c OR d))", one_of(A, B, C, D)),
    ("(a OR b) OR (c d)", one_of(A, B, all_of(C, D))),
    ("a(b)c", all_of(A, B, C)),
    ("a OR(b c)", one_of(A, all_of(B, C))),
    ("NOT(a b)", Not(all_of(A, B))),
    # Not.
    ("-a", Not(A)),
    ("a -b", all_of(A, Not(B))),
    ("-a*", Not(Term("a", prefix=True))),
    ("-=a", Not(Term("a", exact=True))),
    ("-.net -#a -é", all_of(Not(Term(".net")), Not(Term("#a")), Not(Term("é")))),
    ("-(a OR b)", Not(one_of(A, B))),
    ('-"a b"', Not(Phrase("a b"))),
    ("-title:a", Not(match("title", "a"))),
    ("(-a)", Not(A)),
    ("NOT NOT a", A),
    ("NOT -a", A),
    ("-(-a)", A),
    ("NOT NOT NOT a", Not(A)),
    ("NOT (NOT (a b))", all_of(A, B)),
    ("a - b", words("a - b")),
    ("a -- b", words("a -- b")),
    ("-", Term("-")),
    ("(a -)", words("a -")),
    ("--a", Term("--a")),
    ("a-b a- a--b", words("a-b a- a--b")),
    ("a -> b", words("a -> b")),
    ("-*", Term("-*")),
    # Phrases.
    ('"a b"', Phrase("a b")),
    ("“a b”", Phrase("a b")),
    ("”a b”", Phrase("a b")),
    ('"a" b', all_of(Phrase("a"), B)),
    ('a "b c" d', all_of(A, Phrase("b c"), D)),
    ('"a""b"', all_of(Phrase("a"), Phrase("b"))),
    ('"a"-b', all_of(Phrase("a"), Not(B))),
    ('"a"OR "b"', one_of(Phrase("a"), Phrase("b"))),
    ('("a b")', Phrase("a b")),
    ('"AND"', Phrase("AND")),
    ('"(a" ")"', all_of(Phrase("(a"), Phrase(")"))),
    (r'"say \"a\""', Phrase('say "a"')),
    (r'"a\\"', Phrase("a\\")),
    (r'"C:\dir\new"', Phrase(r"C:\dir\new")),
    (r"“a \” b”", Phrase("a ” b")),
    ('“5" pipe”', Phrase('5" pipe')),
    ('"a “b” c"', Phrase("a “b” c")),
    ('5" pipe', words('5" pipe')),
    ('say"x"', Term('say"x"')),
    ('OR"b"', Term('OR"b"')),
    ("5” pipe", words("5” pipe")),
    ('" a\n b "', Phrase(" a\n b ")),
    # Prefix, fuzz, exact.
    ("mitra*", Term("mitra", prefix=True)),
    ("7*", Term("7", prefix=True)),
    ("a**", Term("a*", prefix=True)),
    ("AND*", Term("AND", prefix=True)),
    ("a*b", Term("a*b")),
    ("*a", Term("*a")),
    ("**", Term("**")),
    ("-- ** .*", words("-- ** .*")),
    ("mitra~", Term("mitra", fuzz=1)),
    ("mitra~1", Term("mitra", fuzz=1)),
    ("mitra~2", Term("mitra", fuzz=2)),
    ("a~b", Term("a~b")),
    ("~ ~5 ~~", words("~ ~5 ~~")),
    ("a~~", Term("a~", fuzz=1)),
    ("a~*", Term("a~", prefix=True)),
    ("a*~", Term("a*", fuzz=1)),
    ("a~٣", Term("a~٣")),
    ("=Teas", Term("Teas", exact=True)),
    ("=OR", Term("OR", exact=True)),
    ("=a*", Term("a*", exact=True)),
    ("=a~9", Term("a~9", exact=True)),
    ("==a", Term("=a", exact=True)),
    ("= == a=b", words("= == a=b")),
    # Ordinary text that looks like syntax.
    ("12:30", Term("12:30")),
    ("Note: this", words("Note: this")),
    ("note:", Term("note:")),
    ("(note:)", Term("note:")),
    ("http://x.y/z", Term("http://x.y/z")),
    ("std::string", Term("std::string")),
    ("C++ C# .NET don't a/b 7-hydroxymitragynine", words("C++ C# .NET don't a/b 7-hydroxymitragynine")),
    (":: :-) ;-( :( =) :))", words(":: :-) ;-( :( =) :))")),
    ("¯\\(ツ)", words("¯\\ ツ")),
    ("(:-( OR a)", one_of(Term(":-("), A)),
    ("(a :)", words("a :")),
    ("日本語 кратом", words("日本語 кратом")),
    ("a\x00b \ud800", words("a\x00b \ud800")),
    ("+a", Term("+a")),
    ("a && b || c !d", words("a && b || c !d")),
    # Fields.
    ("title:tea", match("title", "tea")),
    ("TITLE:Tea", match("title", "Tea")),
    ("tag:tea", match("tags", "tea")),
    ("body:tea", match("text", "tea")),
    ("url:https://x.y/z?a=b", match("source", "https://x.y/z?a=b")),
    ("path:a/b", match("path", "a/b")),
    ('title:"a b"', match("title", "a b", quoted=True)),
    ("title:“a b”", match("title", "a b", quoted=True)),
    ('title:"a*"', match("title", "a*", quoted=True)),
    ('title:a"b', match("title", 'a"b')),
    ("tags:kra*", match("tags", "kra", prefix=True)),
    ("tags:**", match("tags", "**")),
    ("tags:-a", match("tags", "-a")),
    ("title:a:b", match("title", "a:b")),
    ("title:>500", match("title", ">500")),
    ("title:a..b", match("title", "a..b")),
    ("tags:a..b", match("tags", "a..b")),
    ("tags:<3", match("tags", "<3")),
    ("(tags:a OR tags:b)", one_of(match("tags", "a"), match("tags", "b"))),
    ("(tags:a(b))", match("tags", "a(b)")),
    ("tags:a(b c", all_of(match("tags", "a(b"), C)),
    ("(tags:a(b OR c) d", all_of(one_of(match("tags", "a(b"), C), D)),
    ("title:*", Has("title")),
    ("date:*", Has("date")),
    ('title:"*"', match("title", "*", quoted=True)),
    ("a title:b c", all_of(A, match("title", "b"), C)),
    ("mood:calm", match("mood", "calm")),
    ("x.y-z_1:a", match("x.y-z_1", "a")),
    ("größe:5", match("größe", "5")),
    # Dates and numbers.
    ("date:2021", match("date", "2021")),
    ("published:2021-03", match("date", "2021-03")),
    ("date:2021-03-05T10:00", match("date", "2021-03-05T10:00")),
    ('date:"2021-03-05"', match("date", "2021-03-05")),
    ("date:20210305", match("date", "2021-03-05")),
    ("date:2021-3", match("date", "2021-03")),
    ('date:"March 5, 2021"', match("date", "2021-03-05")),
    ("date:2021-03-05T10:20:30.5+02:00", match("date", "2021-03-05T10:20:30")),
    ("date:20210305..2021-W10-1", Range("date", "2021-03-05", "2021-03-08")),
    ("updated:>=20210305", Range("updated", "2021-03-05", None)),
    ("words:500", match("words", "500")),
    ("words:-1", match("words", "-1")),
    ('words:"500"', match("words", "500")),
    ("words:>500", Range("words", "500", None, include_low=False)),
    ("words:>=500", Range("words", "500", None)),
    ("words:<500", Range("words", None, "500", include_high=False)),
    ("words:<=500", Range("words", None, "500")),
    ("words:1..500", Range("words", "1", "500")),
    ("words:5..5", Range("words", "5", "5")),
    ("words:9..10", Range("words", "9", "10")),
    ("words:..500", Range("words", None, "500")),
    ("words:500..", Range("words", "500", None)),
    ("date:2020..2021-06", Range("date", "2020", "2021-06")),
    ("date:2021-06..2021", Range("date", "2021-06", "2021")),
    ("modified:>2021-03-05", Range("updated", "2021-03-05", None, include_low=False)),
    ("rating:>=4.5", Range("rating", "4.5", None)),
    ("rating:1..5", Range("rating", "1", "5")),
    ("rating:5..1", Range("rating", "5", "1")),
    ("rating:..b", Range("rating", None, "b")),
    ("rating:a..", Range("rating", "a", None)),
    ("rating:a..b..c", Range("rating", "a", "b..c")),
    ("rating:>a..", Range("rating", "a..", None, include_low=False)),
    ("rating:=a..", Range("rating", "=a", None)),
    ("rating:a..b*", Range("rating", "a", "b*")),
    ("rating:..", match("rating", "..")),
    ("rating:a...b", match("rating", "a...b")),
    ("rating:wait...", match("rating", "wait...")),
    ('rating:"1..5"', match("rating", "1..5", quoted=True)),
    ("rating:x*", match("rating", "x", prefix=True)),
    # Flags and has.
    ("is:draft", Is("draft")),
    ("IS:Draft", Is("draft")),
    ('is:"draft"', Is("draft")),
    ("-is:draft", Not(Is("draft"))),
    ("draft:true", Is("draft")),
    ("draft:YES", Is("draft")),
    ("draft:1", Is("draft")),
    ("draft:no", Not(Is("draft"))),
    ("draft:false", Not(Is("draft"))),
    ("draft:0", Not(Is("draft"))),
    ("-draft:no", Is("draft")),
    ("has:summary", Has("summary")),
    ("has:tag", Has("tags")),
    ("has:draft", Has("draft")),
    ("has:mood", Has("mood")),
    ('has:"reading time"', Has("reading time")),
]


@pytest.mark.parametrize(("text", "node"), MEANINGS, ids=[repr(text) for text, _ in MEANINGS])
def test_text_means_these_nodes_and_they_can_be_written_back(text: str, node: Node) -> None:
    assert parse(text) == node
    assert parse(unparse(node)) == node


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("tea", [(0, 3)]),
        ("  tea  mitra*", [(2, 5), (7, 13)]),
        ('-tea (=x OR "a b")', [(1, 4), (6, 8), (12, 17)]),
        (
            "title:x  date:2020..2021 is:draft has:tags tag:“a b”",
            [(0, 7), (9, 24), (25, 33), (34, 42), (43, 52)],
        ),
        ("draft:no", [(0, 8)]),
        (
            " date:2021 words:5 draft:yes words:>5 words:<=5 date:..2020 words:5..",
            [(1, 10), (11, 18), (19, 28), (29, 37), (38, 47), (48, 59), (60, 69)],
        ),
        (
            ' mood:x mood:x* mood:"x y" mood:x..y mood:* x~1 (x*)',
            [(1, 7), (8, 15), (16, 26), (27, 36), (37, 43), (44, 47), (49, 51)],
        ),
        ("日本 語~2", [(0, 2), (3, 6)]),
    ],
)
def test_nodes_know_their_place_in_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    def found(node: Node) -> list[tuple[int, int]]:
        match node:
            case And() | Or():
                return [span for part in node.parts for span in found(part)]
            case Not():
                return found(node.part)
            case Everything():
                return []
            case _:
                return [node.span]

    assert found(parse(text)) == spans


# Mistakes: the query, the carets under it, and a part of the message or its hint.
MISTAKES = [
    ("kratom AND", "       ^^^", "nothing after AND"),
    ("kratom OR", "       ^^", "nothing after OR"),
    ("OR", "^^", 'nothing before OR\nTo search for the word itself, put it in quotes: "OR"'),
    ("AND kratom", "^^^", "nothing before AND"),
    ("a AND OR b", "  ^^^", "nothing after AND"),
    ("a OR OR b", "  ^^", "nothing after OR"),
    ("(OR a)", " ^^", "nothing before OR"),
    ("(a OR)", "   ^^", "nothing after OR"),
    ("NOT", "^^^", 'nothing after NOT\nTo search for the word itself, put it in quotes: "NOT"'),
    ("a NOT", "  ^^^", "nothing after NOT"),
    ("NOT OR", "^^^", "nothing after NOT"),
    ("a -(", "   ^", "never closed"),
    ("-AND", "^", "nothing after -"),
    ("(a", "^", "this parenthesis is never closed"),
    ("a (b (c)", "  ^", "this parenthesis is never closed"),
    ("(", "^", "this parenthesis is never closed"),
    ("a)", " ^", "this parenthesis closes nothing"),
    (") a", "^", "this parenthesis closes nothing"),
    ("(a)) b", "   ^", "this parenthesis closes nothing"),
    ("(a :-))", "      ^", "this parenthesis closes nothing"),
    ("()", "^^", "nothing between these parentheses"),
    ("a (  ) b", "  ^^^^", "nothing between these parentheses"),
    ('a "b c', "  ^", "this quote is never closed"),
    ("“a b", "^", "this quote is never closed"),
    ('"a\\"', "^", r"written \"."),
    ('"', "^", "this quote is never closed"),
    ('title:"a', "      ^", "this quote is never closed"),
    ('""', "^^", "nothing between these quotes"),
    ('a "  "', "  ^^^^", "nothing between these quotes"),
    ('title:""', "      ^^", "nothing between these quotes"),
    ("mitra~3", "      ^", "at most 2 letters"),
    ("mitra~0", "      ^", "1 or at most 2 letters"),
    ("a 10~20", "     ^^", '"10~20"'),
    ("title:(a OR b)", "      ^", "not a group\nName the field each time: (title:a OR title:b)"),
    ("tag:(a)", "    ^", "(tags:a OR tags:b)"),
    ("titel:x", "^^^^^", "no field 'titel'\nDid you mean title? In quotes it is ordinary text: \"titel:x\""),
    ('a titel:"x y" b', "  ^^^^^", r'"titel:\"x y\""'),
    ("Note:this", "^^^^", 'In quotes it is ordinary text: "Note:this"'),
    ("titel:(x)", "^^^^^", "no field 'titel'"),
    ("tagz:x", "^^^^", "Did you mean tag"),
    ("rateing:5", "^^^^^^^", "Did you mean Rating?"),
    ("description:x", "^^^^^^^^^^^", "Did you mean summary?"),
    (
        "has:titel",
        "    ^^^^^",
        "no field 'titel'\nDid you mean title? In quotes it is ordinary text: \"has:titel\"",
    ),
    ("has:*", "    ^", "no field '*'"),
    ("is:foo", "   ^^^", "no flag 'foo'\nThere is is:draft."),
    ("is:draft*", "   ^^^^^^", "no flag 'draft*'"),
    ("draft:maybe", "      ^^^^^", "draft is yes or no, not 'maybe'"),
    ("date:2021-13", "     ^^^^^^^", "'2021-13' is not a date\nDates look like date:2021, "),
    ("date:2021-02-29", "     ^^^^^^^^^^", "is not a date"),
    ("date:210305", "     ^^^^^^", "'210305' is not a date"),
    ("date:03/04/2021", "     ^^^^^^^^^^", "'03/04/2021' is a date that may be read in two ways"),
    ("published:soon", "          ^^^^", "'soon' is not a date\nDates look like date:2021"),
    ("date:2021*", "     ^^^^^", "is not a date"),
    ("date:0000", "     ^^^^", "is not a date"),
    ("date:>21", "      ^^", "is not a date"),
    ("date:>=21", "       ^^", "is not a date"),
    ("date:2021..soon", "           ^^^^", "'soon' is not a date"),
    ("date:x..2021", "     ^", "'x' is not a date"),
    ("date:..", "     ^^", "'..' is not a date"),
    ("date:>", "     ^", "nothing after >"),
    ("rating:<=", "       ^^", "nothing after <="),
    ("words:many", "      ^^^^", "'many' is not a whole number\nNumbers look like words:500"),
    ("words:1.5", "      ^^^", "is not a whole number"),
    ("words:٣", "      ^", "is not a whole number"),
    ("words:1..x", "         ^", "'x' is not a whole number"),
    ("words:-", "      ^", "is not a whole number"),
    ("words:1234567890123456789", "      ^^^^^^^^^^^^^^^^^^^", "at most 18 digits"),
    (
        "date:2022..2021",
        "     ^^^^^^^^^^",
        "ends before it starts\nThe lower bound comes first: date:2021..2022",
    ),
    ("words:10..9", "      ^^^^^", "ends before it starts"),
]


def keys() -> Collection[str]:
    return ["Rating", "mood", "cover-image", "reading time"]


@pytest.mark.parametrize(("text", "carets", "said"), MISTAKES, ids=[text for text, _, _ in MISTAKES])
def test_a_mistake_is_named_and_pointed_at(text: str, carets: str, said: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text, keys=keys)
    assert said in str(caught.value)
    assert caught.value.query == text
    assert point_at(caught.value) == f"{text}\n{carets}"


def test_messages_hold_nothing_that_drives_a_terminal() -> None:
    for text in (
        "date:\x1b[31m",
        "titel:\x1b[31m",
        "is:\x1b",
        "has:\x1b",
        "draft:\x1b",
        "a\x1b~3",
        "words:\x1b",
    ):
        with pytest.raises(QueryError) as caught:
            parse(text, keys=keys)
        assert "\x1b" not in str(caught.value)


def test_messages_stay_short_whatever_the_query() -> None:
    for text in ("date:" + "x" * 5000, "t" * 5000 + ":x", "is:" + "y" * 5000, "a~" + "9" * 5000):
        with pytest.raises(QueryError) as caught:
            parse(text, keys=keys)
        assert len(str(caught.value)) < 200


def test_keys_are_asked_for_once_and_only_for_a_name_outside_the_table() -> None:
    asked = []

    def counted() -> Collection[str]:
        asked.append(1)
        return keys()

    parse("a title:b TAG:c is:draft has:summary draft:no date:2021 http://x", keys=counted)
    assert asked == []
    parse("mood:a has:rating mood:b", keys=counted)
    assert asked == [1]


def test_keys_match_in_any_case_and_give_their_own_spelling() -> None:
    assert parse("rating:5 has:MOOD", keys=keys) == all_of(match("Rating", "5"), Has("mood"))
    assert parse('has:"Reading Time"', keys=keys) == Has("reading time")
    assert parse("foo:1 Foo:2 FOO:3", keys=lambda: ["foo", "Foo"]) == all_of(
        match("foo", "1"), match("Foo", "2"), match("foo", "3")
    )


def test_the_fields_of_the_table_win_over_keys() -> None:
    assert parse("Tag:a is:draft", keys=lambda: ["Tag", "is"]) == all_of(match("tags", "a"), Is("draft"))


# Depth and size.


def test_groups_nest_as_deep_as_promised() -> None:
    assert parse("(" * DEEPEST + "a" + ")" * DEEPEST) == A
    text = "(a OR (b " * (DEEPEST // 2) + "c" + "))" * (DEEPEST // 2)
    assert parse(unparse(parse(text))) == parse(text)
    assert parse("(a) " * 1000) == words("a " * 1000)


@pytest.mark.parametrize("opening", ["(", "-(", "NOT (", "(a OR "])
def test_deeper_groups_are_an_error_not_a_crash(opening: str) -> None:
    with pytest.raises(QueryError, match="nested too deeply") as caught:
        parse(opening * 1000 + "a" + ")" * 1000)
    assert caught.value.query[slice(*caught.value.span)] == "("


@pytest.mark.parametrize(
    "text",
    [
        "word " * MOST_WORDS,
        "a OR " * (MOST_WORDS - 1) + "a",
        "NOT " * 10_001 + "a",
        "-a " * MOST_WORDS,
        "(a OR b) " * (MOST_WORDS // 2),
        "(:)" * MOST_WORDS,
        "title:a(" * (MOST_WORDS // 2),
        "title:a " * MOST_WORDS,
        "mood:a " * MOST_WORDS,
        '"' + "a-b c, " * (MOST_WORDS // 3) + '"',
        '"' + "茶" * MOST_WORDS + '"',
        '"' + '\\"' * 100_000 + '"',
        '"' + "\\\\" * 100_000 + '"',
        "a" * 100_000 + ":",
        "-" + "." * 100_000,
        ":" * 100_000 + "(a)",
        "." * 100_000 + "*",
        "words:" + "0" * 10,
    ],
    ids=lambda text: f"{text[:12]}…",
)
def test_long_queries_parse_and_are_written_back(text: str) -> None:
    node = parse(text)
    assert parse(unparse(node)) == node


@pytest.mark.parametrize("text", ['"' + "\\a" * 100_000, "(" * 100_000, ")" * 100_000, "x~" + "9" * 100_000])
def test_long_mistakes_are_found_at_once(text: str) -> None:
    with pytest.raises(QueryError):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "word " * (MOST_WORDS + 1),
        "-a OR " * MOST_WORDS + "b",
        '"' + "word " * 60_000 + '"',
        '"' + "茶" * (MOST_WORDS + 1) + '"',
        "a-" * (MOST_WORDS + 1) + "a",
        "title:" + "a," * (MOST_WORDS + 1),
        'tags:"' + "a " * (MOST_WORDS + 1) + '"',
        "(a) " * (MOST_WORDS + 1),
        "* " * (MOST_WORDS + 1),
    ],
    ids=lambda text: f"{text[:12]}…",
)
def test_more_words_than_a_query_may_have_are_an_error(text: str) -> None:
    with pytest.raises(QueryError, match="more than 1,000 words") as caught:
        parse(text)
    start, end = caught.value.span
    assert 0 <= start < end <= len(text)


# Properties.

LETTERS = "abzéß日7"
NAMES = st.sampled_from(["mood", "Rating", "cover-image", "x.y_z"])
LETTER = st.sampled_from(LETTERS)
WORDS = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", ".", "#"]),
    LETTER,
    st.text(LETTERS + "-'/.+:\"&", max_size=6),
).filter(lambda word: ":" not in word)
VALUES = st.builds("{}{}".format, LETTER, st.text(LETTERS + "-'/+:\"&(=<>", max_size=6))
PHRASES = st.text(min_size=1).filter(str.strip) | st.text('ab "“”\\()*:', min_size=1).filter(str.strip)
YEARS = st.integers(1, 9999).map("{:04}".format)
DATES = YEARS | st.dates().map(str) | st.datetimes().map(lambda when: when.isoformat()[:16])
NUMBERS = st.integers(-(10**18) + 1, 10**18 - 1)


@st.composite
def ranges(draw: st.DrawFn) -> Range:
    field, bounds = draw(
        st.one_of(
            st.tuples(
                st.sampled_from(["date", "updated"]), st.lists(st.dates().map(str), min_size=2, max_size=2)
            ),
            st.tuples(st.just("words"), st.lists(NUMBERS, min_size=2, max_size=2)),
            st.tuples(NAMES, st.lists(VALUES, min_size=2, max_size=2)),
        )
    )
    low, high = map(str, sorted(bounds))
    closed = draw(st.booleans())
    return draw(
        st.sampled_from(
            [
                Range(field, low, high),
                Range(field, low, None, include_low=closed),
                Range(field, None, high, include_high=closed),
            ]
        )
    )


TEXT_FIELDS = st.sampled_from(["title", "text", "tags", "authors", "source", "section"]) | NAMES
LEAVES: st.SearchStrategy[Node] = st.one_of(
    st.just(EVERYTHING),
    WORDS.map(Term),
    st.builds(Term, WORDS, prefix=st.just(True)),
    st.builds(Term, WORDS, fuzz=st.sampled_from([1, 2])),
    st.builds(Term, WORDS, exact=st.just(True)),
    PHRASES.map(Phrase),
    st.builds(Match, TEXT_FIELDS, VALUES, prefix=st.booleans()),
    st.builds(Match, TEXT_FIELDS, PHRASES, quoted=st.just(True)),
    st.builds(Match, st.sampled_from(["date", "updated"]), DATES),
    st.builds(Match, st.just("words"), NUMBERS.map(str)),
    ranges(),
    st.just(Is("draft")),
    st.builds(Has, TEXT_FIELDS | st.sampled_from(["draft", "words", "reading time", 'a "b'])),
)


def grown(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    def without(kind: type[Node]) -> st.SearchStrategy[Node]:
        return parts.filter(lambda part: not isinstance(part, kind))

    return st.one_of(
        st.builds(Not, without(Not)),
        st.lists(without(And), min_size=2, max_size=4).map(lambda chosen: And(tuple(chosen))),
        st.lists(without(Or), min_size=2, max_size=4).map(lambda chosen: Or(tuple(chosen))),
    )


NODES = st.recursive(LEAVES, grown, max_leaves=12)

SCRAPS = (
    '( ) " “ ” - -- AND OR NOT * ~ ~2 ~3 = : .. > <= a b _ tags: date: words: mood: is: has: draft 2021 //'
)
OPERATORS = st.lists(st.sampled_from([*SCRAPS.split(), "\\", " ", " ", "\n"]), max_size=20).map("".join)


@settings(deadline=None)
@given(NODES)
def test_nodes_written_as_text_parse_to_the_same_nodes(node: Node) -> None:
    assert parse(unparse(node)) == node


@settings(deadline=None)
@given(st.text() | OPERATORS, st.booleans())
@example("(a OR :() b", False)
@example("\x00\ud800:\udfff", True)
@example("words:" + "9" * 5000, False)
@example("İ:x ı:x K:x", True)
def test_any_text_parses_to_sound_nodes_or_is_a_query_error(text: str, known: bool) -> None:
    try:
        node = parse(text, keys=keys if known else None)
    except QueryError as error:
        start, end = error.span
        assert 0 <= start < end <= len(text)
        assert len(point_at(error).split("\n")) == 2  # noqa: PT017
        return
    check(node, text)
    assert parse(unparse(node), keys=keys if known else None) == node
    parse(unparse(any_of(node)))


def check(node: Node, text: str) -> None:
    match node:
        case And() | Or():
            assert len(node.parts) > 1
            for part in node.parts:
                assert type(part) is not type(node)
                check(part, text)
        case Not():
            assert not isinstance(node.part, Not)
            check(node.part, text)
        case Everything():
            pass
        case _:
            start, end = node.span
            assert 0 <= start < end <= len(text)
            assert not text[start].isspace()
            assert not text[end - 1].isspace()


# any_of.


@pytest.mark.parametrize(
    ("text", "loosened"),
    [
        ("", "*"),
        ("a", "a"),
        ("a OR b", "a OR b"),
        ("NOT (a b)", "NOT (a b)"),
        ("a b c", "a OR b OR c"),
        ('a "b c"', 'a OR "b c"'),
        ("a b tags:x", "(a OR b) tags:x"),
        ("tags:x a -d b is:draft", "tags:x (a OR b) -d is:draft"),
        ("a tags:x", "a tags:x"),
        ("tags:x -a", "tags:x -a"),
        ("a title:b text:c", "a OR title:b OR text:c"),
        ("a b (c OR d)", "(a OR b) (c OR d)"),
        ("a b words:>5 date:2021 has:tags mood:x", "(a OR b) words:>5 date:2021 has:tags mood:x"),
        ("a a", "a OR a"),
    ],
)
def test_any_of_loosens_the_words_and_keeps_the_filters(text: str, loosened: str) -> None:
    assert any_of(parse(text)) == parse(loosened)


def test_what_any_of_makes_can_be_written_even_with_smileys() -> None:
    assert unparse(any_of(parse(":-) a is:draft"))) == '(":-)" OR a) is:draft'


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (all_of(one_of(all_of(Term(":-)"), A), B), C), '(":-)" a OR b) c'),
        (all_of(one_of(A, all_of(B, Term(":-)"))), C), '(a OR b ":-)") c'),
        (Not(all_of(Term(":-)"), A)), '-(":-)" a)'),
        (Not(one_of(A, Term(":-)"))), '-(a OR ":-)")'),
        (all_of(one_of(Not(Term(":-)")), A), B), '(-":-)" OR a) b'),
        (all_of(one_of(Not(all_of(A, Term(":-)"))), B), C), '(-(a ":-)") OR b) c'),
        (all_of(Term(":-)"), Not(Term(":-("))), ":-) NOT :-("),
        (one_of(Term(":-)"), Not(Term("a"))), ":-) OR -a"),
        (Not(Phrase("a b")), '-"a b"'),
        (Not(Has("reading time")), '-has:"reading time"'),
    ],
)
def test_text_within_groups_does_not_end_them(node: Node, text: str) -> None:
    assert unparse(node) == text
    assert unparse(parse(text)) == text


# Carets.


def shown(text: str, start: int, end: int, width: int = 72) -> str:
    return point_at(QueryError("wrong", text, (start, end)), width=width)


@pytest.mark.parametrize(
    ("text", "span", "picture"),
    [
        ("tea (OR x)", (5, 7), "tea (OR x)\n     ^^"),
        ("tea", (3, 3), "tea\n   ^"),
        ("", (0, 0), "\n^"),
        ("a\tb\nc\u2028OR", (6, 8), "a b c OR\n      ^^"),
        ("\x1b[1m OR", (5, 7), "�[1m OR\n     ^^"),
        ("日本 OR", (3, 5), "日本 OR\n     ^^"),
        ("x 日本", (2, 4), "x 日本\n  ^^^^"),
        ("cafe\u0301 OR", (6, 8), "cafe\u0301 OR\n     ^^"),
        ("ｆｕ\u200bｌｌ OR", (6, 8), "ｆｕ\u200bｌｌ OR\n         ^^"),
        ("e\u0301", (1, 2), "e\u0301\n ^"),
        ("tea", (7, 9), "tea\n   ^"),
    ],
)
def test_the_caret_stands_under_the_span(text: str, span: tuple[int, int], picture: str) -> None:
    assert shown(text, *span) == picture


@pytest.mark.parametrize(
    ("text", "span", "picture"),
    [
        ("0123456789abcdefghij", (0, 2), "0123456789abcdefghij\n^^"),
        ("0123456789abcdefghij!", (0, 2), "0123456789abcdefgh…\n^^"),
        ("0123456789abcdefghij!", (19, 21), "…3456789abcdefghij!\n                 ^^"),
        ("0123456789abcdefghij" * 3, (30, 32), "…456789abcdefghij01…\n       ^^"),
        ("0123456789abcdefghij" * 3, (60, 60), "…3456789abcdefghij\n                  ^"),
        ("0123456789" * 9, (20, 80), "…456789012345678901…\n       ^^^^^^^^^^^^"),
        ("日本語" * 20, (30, 31), "…日本語日本語日本語…\n       ^^"),
    ],
)
def test_long_queries_are_cut_around_the_caret(text: str, span: tuple[int, int], picture: str) -> None:
    assert shown(text, *span, width=20) == picture


@settings(deadline=None)
@given(st.text(), st.integers(0, 40), st.integers(0, 40), st.integers(12, 30))
def test_a_caret_line_is_two_lines_that_fit(text: str, start: int, length: int, width: int) -> None:
    line, carets = shown(text, start, start + length, width).split("\n")
    assert len(carets) <= width
    assert set(carets) <= {" ", "^"}
    assert "^" in carets
    if text.isascii():
        assert len(line) <= width


# Start-up.


def test_parsing_imports_nothing_heavy() -> None:
    program = (
        "import sys; from kratomcli.query import parse; parse('a title:b date:2021..2022'); "
        "print([m for m in ('difflib', 'unicodedata', 'datetime', 'calendar') if m in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
