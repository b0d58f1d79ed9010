"""Org → Markdown and values."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kratomcli.errors import ArticleUnreadable
from kratomcli.readers.formats.org import read
from support.cost import is_linear


def markdown(text: str) -> str:
    return read(text.encode(), "a.org").body


def test_keywords_and_properties_become_values() -> None:
    text = (
        ':PROPERTIES:\n:ID: 1-2\n:ROAM_ALIASES: "Green tea" leaf\n:ROAM_REFS: https://example.org/\n:END:\n'
        "#+TITLE: Tea\n#+title: and I\n#+AUTHOR: Ann Example\n#+DATE: [2021-03-05 Fri]\n#+FILETAGS: :leaf:drink:\n"
        "#+DESCRIPTION: On tea.\n#+LANGUAGE: en\n#+IDENTIFIER: 20210305T101500\n#+OPTIONS: toc:nil\n\nWords.\n"
    )
    found = read(text.encode(), "a.org")
    assert found.body == "Words."
    assert found.values == {
        "id": "1-2",
        "aliases": ["Green tea", "leaf"],
        "source": "https://example.org/",
        "title": "Tea and I",
        "author": ["Ann Example"],
        "date": "[2021-03-05 Fri]",
        "tags": ["leaf", "drink"],
        "description": "On tea.",
        "language": "en",
        "identifier": "20210305T101500",
    }


@pytest.mark.parametrize(
    ("org", "markdown_"),
    [
        ("*bold* /italic/ _under_ +gone+", "**bold** *italic* under ~~gone~~"),
        ("=a*b*= and ~c~", "`a*b*` and `c`"),
        ("2*3*4 and a/b/c", r"2\*3\*4 and a/b/c"),
        ("at 10:30: tea", "at 10:30: tea"),
        ("[[https://example.org/][Tea *here*]]", "[Tea **here**](https://example.org/)"),
        ("[[file:b.org::*Leaf][leaf]] [[./c.org]]", "[leaf](b.org) [./c.org](./c.org)"),
        ("[[id:1-2][Tea]] [[*Leaf]]", "[Tea](id:1-2) Leaf"),
        ("[[file:a.png]]", "![](a.png)"),
        ("#+LINK: w https://example.org/%s\n[[w:Tea][Tea]]", "[Tea](https://example.org/Tea)"),
        ("<https://example.org/a>, https://example.org/b.", "https://example.org/a, https://example.org/b."),
        ("On <2021-03-05 Fri 10:00> we met", "On 2021-03-05 Fri 10:00 we met"),
        (r"\(a_1\) and $x^2$, not $5 or $6", r"$a_1$ and $x^2$, not $5 or $6"),
        (r"\alpha and \rarr{}b and \nothing", r"α and →b and \nothing"),
        ("H_{2}O, m^{2}, snake_case", "H<sub>2</sub>O, m<sup>2</sup>, snake_case"),
        ("#+MACRO: k *$1*!\n{{{k(tea)}}}", "**tea**!"),
        ("one\\\\\ntwo", "one\\\ntwo"),
        ("one\ntwo", "one two"),
        ("src_python{x = 1} <<here>> <<<tea>>>", "`x = 1` tea"),
        ("[cite:@doe p. 3]", r"\[@doe p. 3]"),
    ],
)
def test_words(org: str, markdown_: str) -> None:
    assert markdown(org) == markdown_


@pytest.mark.parametrize(
    ("org", "markdown_"),
    [
        ("* TODO [#A] Buy tea :shop:\nSCHEDULED: <2021-03-05 Fri>\n:LOGBOOK:\nx\n:END:\nNow.", "# TODO Buy tea\n\nNow."),
        ("#+TODO: WAIT(w) | OVER\n** WAIT Tea", "## WAIT Tea"),
        ("* a\n* COMMENT b\ntext\n** c\n* d", "# a\n\n# d"),
        ("* a\n* b :noexport:\ntext\n* d", "# a\n\n# d"),
        ("# remark\n#+BEGIN_COMMENT\nx\n#+END_COMMENT\nText", "Text"),
        ("#+begin_src python -n\n  x = 1\n  ,* y\n#+end_src", "```python\nx = 1\n* y\n```"),
        (": a\n: b", "```\na\nb\n```"),
        ("#+BEGIN_QUOTE\nTea.\n#+BEGIN_QUOTE\nGood.\n#+END_QUOTE\n#+END_QUOTE", "> Tea.\n>\n> > Good."),
        ("#+begin_warning\nHot.\n#+end_warning", "> [!WARNING]\n>\n> Hot."),
        ("#+BEGIN_VERSE\nA\nb\n#+END_VERSE", "A\\\nb"),
        ("- a\n  1. b\n  2. c\n- d", "- a\n  1. b\n  2. c\n- d"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("1. [@7] a\n2. b", "7. a\n8. b"),
        ("- [ ] a\n- [X] b", "- [ ] a\n- [x] b"),
        ("- a\n  #+begin_src sh\nls\n  #+end_src\n  b", "- a\n\n  ```sh\n  ls\n  ```\n\n  b"),
        ("| a | b |\n|---+---|\n| 1 | 2 |\n#+TBLFM: $1=1", "| a | b |\n| --- | --- |\n| 1 | 2 |"),
        ("a[fn:1] b[fn:: c] d\n\n[fn:1] First.\nMore.", "a[^1] b[^inline-1] d\n\n[^inline-1]: c\n\n[^1]: First. More."),
        ("\\begin{align}\na\n\\end{align}", r"$$\begin{align} a \end{align}$$"),
        (":NOTE:\nTea.\n:END:", "Tea."),
        ("#+BEGIN: clocktable\n| x |\n#+END:\nTea.", "Tea."),
        ("#+CAPTION: Leaves\n[[file:a.png]]", "Leaves\n\n![](a.png)"),
        ("a\n-----\nb", "a\n\n***\n\nb"),
        ("#+begin_src sh\nls", r"\#+begin_src sh ls"),
    ],
)  # fmt: skip
def test_blocks(org: str, markdown_: str) -> None:
    assert markdown(org) == markdown_


def test_terms_and_their_words_are_there_in_order() -> None:
    text = markdown("- Tea :: a *plant*\n- Water :: wet")
    assert text.index("Tea") < text.index("a **plant**") < text.index("Water") < text.index("wet")


def test_tags_of_headings_are_tags_but_those_of_hidden_ones() -> None:
    found = read(b"#+FILETAGS: :a:\n* Tea :b:@c:\n* Gone :noexport:d:\n", "a.org")
    assert found.values["tags"] == ["a", "b", "c"]
    assert found.notes == ("sections that are not exported left out",)


@pytest.mark.parametrize(
    "piece",
    [
        *("*a ", "[[a", "[fn:", "$a ", "- a\n #+begin_a\n", "#+begin_b\n", ":a:\n", "| a", "_{", "@@a:"),
        *("* " + " " * 400 + "a\n", "- a" + " " * 400 + "b\n", "\\[", "@@a:b"),
        *("  " * 30 + "- a\n", "* a :b:\n", "{{{a(", "\\begin{a}\n", "*a\n*b*\n", "1. [@1] ", "=a ", "\\("),
    ],
)
def test_nothing_costs_more_than_its_length(piece: str) -> None:
    assert is_linear(lambda count: markdown(piece * count), 1000)


PIECES = st.sampled_from(
    [
        *("* ", "TODO ", ":a:", "\n", "\n\n", "- ", "1. ", "  ", "| a |", "|-+-|\n", "#+begin_src\n", "#+end_src\n"),
        *("#+BEGIN_QUOTE\n", "#+END_QUOTE\n", ":END:\n", ":PROPERTIES:\n", "[fn:1]", "[[a][b]]", "*b*", "\\(", "\\)"),
        *("#+MACRO: a {{{a}}}\n", "{{{a}}}", "- a :: b\n", "\ue0000\ue001", "[@0]", "COMMENT "),
    ]
)  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=5), max_size=40))
def test_no_text_raises_anything_else(pieces: list[str]) -> None:
    with suppress(ArticleUnreadable):
        read("".join(pieces).encode("utf-8", "surrogatepass"), "a.org")


@pytest.mark.parametrize("kind", ["src org", "example", "export latex", "comment"])
def test_keywords_within_literal_blocks_are_none(kind: str) -> None:
    block = f"#+begin_{kind}\n#+title: Other\n#+author: Bo\n#+end_{kind.split()[0]}\n"
    assert read(f"#+title: Tea\n{block}\nWords.\n".encode(), "a.org").values == {"title": "Tea"}
    unclosed = f"#+begin_{kind}\n#+title: Tea\n\nWords.\n"
    assert read(unclosed.encode(), "a.org").values == {"title": "Tea"}


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("On ~x~ and =a_b=", "On x and a_b"),
        ("*Tea* /and/ [[https://example.org/][cups]]", "Tea and cups"),
        ("1. a < b & 2*3*4", "1. a < b & 2*3*4"),
        ("Tea[fn:: green]", "Tea"),
        ("snake_case and $x^2$", "snake_case and $x^2$"),
    ],
)
def test_titles_are_without_marks(written: str, title: str) -> None:
    assert read(f"#+title: {written}\n\nWords.\n".encode(), "a.org").values["title"] == title


@pytest.mark.parametrize(
    ("piece", "end"),
    [
        ("#+begin_x{}\n", ""),
        ("#+begin_x{0}\n#+begin_x{0}0\n", "#+end_x{}\n"),
        ("#+begin_x{0}\n#+begin_x{0}\n", "#+end_x{}\n"),
        ("- a\n  #+begin_x{}\n", ""),
        (":a{}:\n", "* b\n:end:\n"),
    ],
)
def test_blocks_of_many_names_cost_no_more_than_their_length(piece: str, end: str) -> None:
    def work(count: int) -> None:
        markdown("".join(part.format(number) for part in (piece, end) for number in range(count)))

    assert is_linear(work, 1000)


def test_a_block_whose_name_begins_with_another_s_does_not_hide_its_end() -> None:
    assert markdown("#+begin_a\n#+begin_ab\nTea.\n#+end_a\n\nCups.") == "\\#+begin_ab Tea.\n\nCups."
