"""What a mistake in a query is called, word for word: message and hint are what people have to go by."""

from __future__ import annotations

import pytest

from kratomcli.errors import QueryError
from kratomcli.query import parse
from kratomcli.query.caret import point_at

KEYS = ["Rating", "mood", "cover-image", "reading time"]
SAVED = {
    "recent": "date:2021..",
    "circle": "fox @round",
    "round": "@circle",
    "self": "@self",
    "broken": '"unclosed',
    "nested": "@broken",
    "wordy": "tea " * 1001,
}

WORD = 'To search for the word itself, put it in quotes: "{}"'
QUOTE = 'In quotes it is ordinary text: "{}"'
CLOSE = r"Close it, or leave it out; a quote inside a phrase is written \"."
DATES = "Dates look like {0}:2021, {0}:2021-03, {0}:2021-03-05, {0}:>2021-03 or {0}:2020..2021-06."
NUMBERS = "Numbers look like words:500, words:>1000 or words:500..2000."
TOO_MANY = "a query of more than 1,000 words: 1,000 are the most"

SAID = [
    ("kratom AND", "nothing after AND", WORD.format("AND")),
    ("kratom OR", "nothing after OR", WORD.format("OR")),
    ("OR", "nothing before OR", WORD.format("OR")),
    ("AND tea", "nothing before AND", WORD.format("AND")),
    ("NOT", "nothing after NOT", WORD.format("NOT")),
    ("-AND", "nothing after -", WORD.format("-")),
    ("(a", "this parenthesis is never closed", "Close it, or put the text with it in quotes."),
    ("a (", "this parenthesis is never closed", "Close it, or put the text with it in quotes."),
    ("a)", "this parenthesis closes nothing", "Leave it out, or put the text with it in quotes."),
    (")", "this parenthesis closes nothing", "Leave it out, or put the text with it in quotes."),
    ("()", "nothing between these parentheses", "Fill them, leave them out, or put them in quotes."),
    ('a "b c', "this quote is never closed", CLOSE),
    ('""', "nothing between these quotes", "Fill them or leave them out."),
    ("mitra~3", "a word can differ by 1 or at most 2 letters", QUOTE.format("mitra~3")),
    (
        "title:(a OR b)",
        "a field takes one value, not a group",
        "Name the field each time: (title:a OR title:b)",
    ),
    ("zzzz:x", "no field 'zzzz'", QUOTE.format("zzzz:x")),
    ("has:titel", "no field 'titel'", f"Did you mean title? {QUOTE.format('has:titel')}"),
    ("cover-imge:x", "no field 'cover-imge'", f"Did you mean cover-image? {QUOTE.format('cover-imge:x')}"),
    ("is:foo", "no flag 'foo'", "There is is:draft."),
    ("draft:maybe", "draft is yes or no, not 'maybe'", "Write draft:yes or draft:no."),
    ("date:2021-13", "'2021-13' is not a date", DATES.format("date")),
    ("updated:03/04/2021", "'03/04/2021' is a date that may be read in two ways", DATES.format("updated")),
    ("date:>", "nothing after >", "To compare, write date:>VALUE."),
    ("rating:<=", "nothing after <=", "To compare, write Rating:<=VALUE."),
    ("words:many", "'many' is not a whole number", NUMBERS),
    ("words:1..x", "'x' is not a whole number", NUMBERS),
    ("words:1234567890123456789", "a number has at most 18 digits", ""),
    ("words:10..9", "this range ends before it starts", "The lower bound comes first: words:9..10"),
    ("tea " * 1001, TOO_MANY, "Ask for fewer."),
    ("a b has:titel c", "no field 'titel'", f"Did you mean title? {QUOTE.format('has:titel')}"),
    ("(a) " + "(" * 51, "nested too deeply", "At most 50 groups can stand within each other."),
    ("(a (b) c) " * 9 + "(" * 51, "nested too deeply", "At most 50 groups can stand within each other."),
    ("(" * 51, "nested too deeply", "At most 50 groups can stand within each other."),
    ("@recnt x", "no saved query '@recnt'", f"Did you mean @recent? {QUOTE.format('@recnt')}"),
    ("@zzzzz", "no saved query '@zzzzz'", QUOTE.format("@zzzzz")),
    ("@circle", "a saved query that needs itself: @circle → @round → @circle", ""),
    ("@self", "a saved query that needs itself: @self → @self", ""),
    ("@broken", "in @broken: this quote is never closed", CLOSE),
    ("@nested", "in @broken: this quote is never closed", CLOSE),
    ("@wordy", TOO_MANY, "Ask for fewer."),
    ("is:" + "y" * 40, f"no flag '{'y' * 40}'", "There is is:draft."),
    ("is:" + "y" * 41, f"no flag '{'y' * 39}…'", "There is is:draft."),
]


@pytest.mark.parametrize(("text", "message", "hint"), SAID, ids=[text[:20] for text, _, _ in SAID])
def test_a_mistake_is_called_this_and_this_helps(text: str, message: str, hint: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text, keys=lambda: KEYS, saved=SAVED)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_a_chain_of_saved_queries_says_what_can_be_done() -> None:
    chain = {"a0": "tea"} | {f"a{n}": f"@a{n - 1}" for n in range(1, 60)}
    assert parse("@a49", saved=chain) == parse("tea")
    with pytest.raises(QueryError) as caught:
        parse("@a50", saved=chain)
    assert caught.value.message == "in @a1: nested too deeply"
    assert caught.value.hint == "At most 50 saved queries can name each other."


def test_groups_that_were_closed_do_not_count() -> None:
    deepest = "(" * 50 + "tea" + ")" * 50
    assert parse(f"{deepest} {deepest} (a (b)) {deepest}") == parse("tea tea a b tea")


def test_days_that_follow_each_other_are_backwards_when_turned_round() -> None:
    parse("date:2021-03-05..2021-03-05")
    parse("date:2021..2021")
    with pytest.raises(QueryError, match="ends before it starts"):
        parse("date:2021-03-06..2021-03-05")


def test_of_a_query_with_no_width_given_72_cells_are_shown() -> None:
    assert point_at(QueryError("wrong", "x" * 72, (0, 1))) == f"{'x' * 72}\n^"
    assert point_at(QueryError("wrong", "x" * 73, (0, 1))) == f"{'x' * 70}…\n^"
