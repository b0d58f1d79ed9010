"""Headings and their sections, in Markdown and in plain text."""

from __future__ import annotations

import textwrap

import pytest

from kratomcli.markup.sections import slugify
from kratomcli.readers import sections_of


def outline(body: str, markup: str = "markdown") -> list[tuple[int, str]]:
    assert markup in ("markdown", "text")
    return [(s.level, s.title) for s in sections_of(body, "text" if markup == "text" else "markdown", 1)]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("# One", [(1, "One")]),
        ("###### Six\n####### Seven", [(6, "Six")]),
        ("   # Indented\n    # Code", [(1, "Indented")]),
        ("#One\n#\tTab\n#", [(1, "Tab"), (1, "")]),
        ("# One #\n# Two ###  \n# C#\n# Three \\#", [(1, "One"), (1, "Two"), (1, "C#"), (1, "Three #")]),
        ("## *Em* and [a](b)", [(2, "Em and a")]),
        ("## A {#own}\n## B {: #mine .w }\n## C {a, b}", [(2, "A"), (2, "B"), (2, "C {a, b}")]),
        ('## 9.7 <small>May</small> { id="9.7" }\n## { id }', [(2, "9.7 May"), (2, "{ id }")]),
        ("\\# no", []),
        ("text\n# yes\ntext", [(1, "yes")]),
        ("> # quoted\n- # listed", []),
        ("One\n===\n\nTwo\n---", [(1, "One"), (2, "Two")]),
        ("One\n=\n\nTwo\n-  ", [(1, "One"), (2, "Two")]),
        ("text\n\n---\n\nmore", []),
        ("---\ntext\n---", [(2, "text")]),
        ("a paragraph\nof two lines\n---", [(2, "a paragraph of two lines")]),
        ("- item\n---\n\n1. item\n---\n\n> quote\n---\n\n| a |\n---\n\n<div>\n---", []),
        ("# One\n---\n\n# Two\nText\n---", [(1, "One"), (1, "Two"), (2, "Text")]),
        ("    code\n---", []),
        ("[ref]: url\n---", []),
        ("One\n===\nTwo\n---", [(1, "One"), (2, "Two")]),
        ("```\n# code\n```\n# One", [(1, "One")]),
        ("~~~ python\n# code\n```\n# code\n~~~\n# One", [(1, "One")]),
        ("````\n```\n# code\n````\n# One", [(1, "One")]),
        ("```\n# code\n``` no end\n# code\n```\n# One", [(1, "One")]),
        ("   ```\n# code\n  ```\n# One", [(1, "One")]),
        ("```\n# runs to the end", []),
        ("``` not a ` fence\n# One", [(1, "One")]),
        ("``\n# One\n``", [(1, "One")]),
        ("```\n```\n# One\n```\n# code\n```", [(1, "One")]),
        ("<!-- one line -->\n# One", [(1, "One")]),
        ("<!--\n# hidden\n-->\n# One", [(1, "One")]),
        ("<!--\n# runs to the end", []),
        ("text <!-- within\n# One", [(1, "One")]),
        ("<pre>\n# code\n</pre>\n# One", [(1, "One")]),
        ("<script>\n# code\n</script>\n<style\n>\n# css\n</STYLE>\n# One", [(1, "One")]),
        ("<prefix>\n# One", []),
        ("<a id='x'></a>\n## One", [(2, "One")]),
        ("text\n\n    # code\n\n# One", [(1, "One")]),
    ],
)  # fmt: skip
def test_markdown(body: str, found: list[tuple[int, str]]) -> None:
    assert outline(body) == found


TOC = """\
What this is about:
- The first part
* The second part:
• Third   part
The first part
{long}
THE SECOND PART
{long}
third part.
{long}
A line of its own
""".format(long="x" * 150)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (TOC, [(2, "The first part"), (2, "THE SECOND PART"), (2, "third part.")]),
        ("The first part\n- The first part\n", []),
        ("- a\n- a\n- a", []),
        ("- a\n\n- a\n\n- a\n\ntext", []),
        ("1. One\n2. Two\n\n1. One\ntext\n2. Two\ntext", [(2, "1. One"), (2, "2. Two")]),
        ("1. One\n\n2. Two\n\n3. Three\n\ntext", []),
        ("1. One\n2. Two\n\nOne\ntext\nTwo\ntext", [(2, "One"), (2, "Two")]),
        ("Title\n=====\n\ntext\n\nPart\n----\ntext", [(1, "Title"), (2, "Part")]),
        ("text\nnot apart\n---------\n", []),
        ("A title\n--\n\nA title\n-----------------------------\n", []),
        ("---\n---\n\n- item\n------", []),
        ("1. Introduction\n\ntext\n\n2. Methods\n\ntext", [(2, "1. Introduction"), (2, "2. Methods")]),
        ("1. A\n\n1.1 B\n\ntext\n\n1.1.1. C\n\ntext", [(2, "1. A"), (3, "1.1 B"), (4, "1.1.1. C")]),
        ("IV. Results\n\ntext", [(2, "IV. Results")]),
        ("text\n2. Methods\n\ntext", []),
        ("2. Methods\ntext", []),
        ("2. Methods.\n\ntext\n\n3. Methods and\n\ntext", [(2, "3. Methods and")]),
        ("2.5 million people\n\ntext\n\n12 Monkeys\n\ntext\n\n3. 50 ml of water\n\ntext", []),
        ("text\n\n3. Conclusion", []),
        ("1. " + "Long " * 20 + "\n\ntext", []),
        ("# no markdown here\n\ntext", []),
        ("A title\n\ntext", []),
    ],
)  # fmt: skip
def test_text(body: str, found: list[tuple[int, str]]) -> None:
    assert outline(body, "text") == found


def test_a_section_ends_where_one_of_its_level_or_higher_begins() -> None:
    body = textwrap.dedent("""\
        # One

        ## Two

        ### Three

        ## Four

        # Five
        """)
    sections = sections_of(body, "markdown", 10)
    starts = {s.title: s.start for s in sections}
    assert all(body.startswith("#" * s.level + " " + s.title, s.start) for s in sections)
    assert [(s.title, s.end) for s in sections] == [
        ("One", starts["Five"]),
        ("Two", starts["Four"]),
        ("Three", starts["Four"]),
        ("Four", starts["Five"]),
        ("Five", len(body)),
    ]
    assert [s.line for s in sections] == [10, 12, 14, 16, 18]


def test_an_underlined_heading_starts_at_its_text() -> None:
    (section,) = sections_of("text\n\n  Title\n---\n", "markdown", 1)
    assert (section.start, section.line) == (6, 3)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("What's new?", "whats-new"),
        ("Kratom & Tea", "kratom--tea"),
        ("2.3 Methods", "23-methods"),
        ("snake_case and-dash", "snake_case-and-dash"),
        ("Café ÜBER", "café-über"),
        ("Cafe\u0301", "café"),
        ("漢字と かな", "漢字と-かな"),
        ("हिन्दी में", "हिन्दी-में"),
        ("Привет, мир", "привет-мир"),
        ("🌿 Leaves", "-leaves"),
        ("", "section"),
        ("?!", "section"),
        ("🌿", "section"),
        ("- -", "section"),
    ],
)
def test_slugs_are_those_of_github(title: str, slug: str) -> None:
    assert slugify(title) == slug


@pytest.mark.parametrize(
    ("heading", "slug"),
    [
        ("##   Extra   spaces  ", "extra---spaces"),
        ("## `a`  b", "a--b"),
        ("## a  \\* b ##", "a---b"),
        ("## ~~x~~  y", "x--y"),
        ("## &amp;  y", "--y"),
        ("## [a](b)  c  ![d](e)", "a--c--d"),
        ("A  b\n---", "a--b"),
        ("## a\tb", "ab"),
        ("## a\u00a0b", "ab"),
        ("## a\u3000b", "ab"),
    ],
)
def test_the_slug_of_a_heading_has_a_hyphen_for_each_space_and_its_title_one_space(
    heading: str, slug: str
) -> None:
    (section,) = sections_of(heading, "markdown", 1)
    assert section.slug == slug
    assert "  " not in section.title


def test_slugs_are_unique() -> None:
    body = "# A\n# A\n# A-1\n# A\n# Other {#a}\n# ?\n# !\n# Own {#Own.Id}"
    assert [s.slug for s in sections_of(body, "markdown", 1)] == [
        "a", "a-1", "a-1-1", "a-2", "a-3", "section", "section-1", "Own.Id",
    ]  # fmt: skip
