"""Parts of a body as they are shown: words without markup, and where each is in the body."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import PROJECT
from kratomcli.markup.emphasis import emphasis
from kratomcli.markup.headings import shown_text
from kratomcli.markup.parser import parser
from kratomcli.markup.shown import ShownBody
from kratomcli.markup.tools.syntaxes import UNKNOWN, syntaxes_of
from support.pieces import REPEATED


def shown(body: str, convention: str = "") -> str:
    return ShownBody(body, "markdown", syntaxes_of("a.md", convention)).part(0, len(body)).text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Some **hot *tea***, ~~cold~~ and `*code*`.", "Some hot tea, cold and *code*."),
        ("2 * 3 and snake_case, \\*so\\*", "2 * 3 and snake_case, *so*"),
        ("**[[cup|a cup]]** and **`x`**", "a cup and x"),
        ("Hot\\\ntea\\\n\nand more\\", "Hot\ntea\\\n\nand more\\"),
        ("A [cup](http://a.b/c_(d) 'e') [of][tea] [x]", "A cup of [x]"),
        ("[![A cup](c.png)](d) ![[c.png]]!", "A cup !"),
        ("Tea[^1] <b>is</b><br>hot <!-- no --> &amp; good", "Tea is hot & good"),
        ("<https://a.b/c> <ann@a.b>", "https://a.b/c ann@a.b"),
        ("## The *cup* ##\nOf tea", "The cup\n\nOf tea"),
        ("The cup\n=======\n\nOf tea\n\n***", "The cup\n\n\nOf tea\n\n"),
        ("> - a\n> - [x] b", "a\n• b"),
        ("1. a\n2. b\n\n* c\n* d", "1. a\n2. b\n\n• c\n• d"),
        ("|a|b|\n|-|:-:|\n|c||\n| d | **e** |", "a · b\n\nc\n\nd · e"),
        ("a | b || c", "a | b || c"),
        ("+---+---+\n| a | b |\n+===+===+\n| c | d |\n+---+---+", "a · b\n\nc · d"),
        ("- ## The *cup*\n> # Tea", "The cup\n\nTea"),
        ("[a]: http://b\n[^1]: A note", "\nA note"),
        ("The [Cup] [of] tea\n\n[cup]: http://a.b", "The Cup [of] tea"),
        ("```py\nx = *y\n```\nA", "x = *y\nA"),
        ("> [!NOTE]\n> Hot.", "Hot."),
        ("> [!tip]- The *cup*\n> Hot.\n> - [a](b)", "The cup\n\nHot.\n• a"),
        (":::tip[The cup]{#x}\nHot.\n:::", "The cup\n\nHot."),
        ("::: {.callout-tip title='The cup'}\nHot.\n:::", "The cup\n\nHot."),
        ('!!! tip "The cup"\n    Hot.', "The cup\n\n    Hot."),
        ("/// tip\nHot.\n///", "Hot."),
        ("A {{< b >}} {% c %} ==d== %%e%%", "A d"),
    ],
)
def test_words_without_markup(body: str, text: str) -> None:
    assert shown(body).strip() == text.strip()


def test_what_a_tool_writes_is_no_words_either() -> None:
    assert shown("- Hot\n  id:: 1\n- {{query a}} Cold ^^now^^", "logseq") == "Hot\n• Cold now"
    assert shown("- #+BEGIN_TIP\n  1. Hot\n  2. Cold\n  #+END_TIP", "logseq").strip() == "1. Hot\n2. Cold"
    assert shown("import a from 'b'\n\n<Card title=\"Hot\">\n  *Tea*\n</Card>", "docusaurus").split() == [
        "Hot",
        "Tea",
    ]
    assert shown("::: {.a}\nTea\n:::", "quarto").strip() == "Tea"


@pytest.mark.parametrize(
    "path", sorted([*PROJECT.glob("*.md"), *PROJECT.glob("docs/*.md")]), ids=lambda path: path.name
)
def test_every_word_is_where_it_is_said_to_be(path: object) -> None:
    body = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    part = ShownBody(body, "markdown", UNKNOWN).part(0, len(body))
    held = 0
    for at in range(0, len(body), 5):
        place = part.at(at)
        if body[at].isalnum() and part.at(at + 1) == place + 1:
            assert part.text[place] == body[at]
            held += 1
    assert held > len(body) / 10


@given(
    st.lists(st.sampled_from([*REPEATED, "**", "[[", "|", "\n", "%%", "==", "a b"]), max_size=14), st.data()
)
def test_places_rise_with_offsets(parts: list[str], data: st.DataObject) -> None:
    body = "".join(parts)
    first = data.draw(st.integers(0, len(body)))
    last = data.draw(st.integers(first, len(body)))
    for name in ("", "obsidian", "logseq", "quarto", "docusaurus"):
        part = ShownBody(body, "markdown", syntaxes_of("a.md", name)).part(first, last)
        places = [part.at(offset) for offset in range(first, last + 1)]
        assert places == sorted(places)
        assert all(0 <= place <= len(part.text) for place in places)
        assert "\0" not in part.text


@given(st.text("*_ ab.", max_size=20), st.booleans())
def test_marks_pair_as_in_commonmark(text: str, are_double: bool) -> None:
    text = re.sub(r"([*_])\1+", r"\1", text.strip())
    if are_double:
        text = re.sub("[*_]", r"\g<0>\g<0>", text)
    kept, done = [], 0
    for start, end in emphasis(text):
        kept.append(text[done:start])
        done = end
    (token,) = parser().parseInline(text)
    assert "".join([*kept, text[done:]]) == shown_text(token.children or [])
