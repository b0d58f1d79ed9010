"""Titles that had to be found, and the text that Markdown shows."""

from __future__ import annotations

import pytest

from kratomcli.markup.inline import plain_text
from kratomcli.readers import read

LONG = (
    "A line so long that no one would take it for a title, because it goes on and on, "
    "with one clause after another, to no end"
)


def title(text: str, name: str = "a.md") -> tuple[str, str]:
    article = read(text.encode(), id=name.rpartition(".")[0], path=name)
    return article.title, article.derived["title"]


@pytest.mark.parametrize(
    ("text", "found", "how"),
    [
        ("---\ntitle: Given\n---\n# Heading", "Given", "front matter: title"),
        ("---\nTITLE: Given\n---\n", "Given", "front matter: TITLE"),
        ("---\ntitle: '*As* given'\n---\n", "*As* given", "front matter: title"),
        ("---\ntitle: [a]\n---\n# Heading", "Heading", "first heading"),
        ("---\ntitle: ''\n---\n# Heading", "Heading", "first heading"),
        ("# Heading", "Heading", "first heading"),
        ("Text.\n\n## Two\n\n# One", "One", "first heading"),
        ("Title\n=====\n\ntext", "Title", "first heading"),
        ("## Two\n\ntext", "Two", "first heading"),
        ("#\n\n# One", "One", "first heading"),
        ("# The **bold** [link](url) `code`", "The bold link code", "first heading"),
        ("Text first. And more.\n\n## Two", "Text first.", "first sentence"),
        ("```\n# code\n```\nAfter the code.", "After the code.", "first sentence"),
        (
            "<!-- comment -->\n\n---\n\n{% include x %}\n\n- An *item*.\n- Another.",
            "An item.",
            "first sentence",
        ),
        ("> A quote.\n> More.", "A quote.", "first sentence"),
        ("One\\\ntwo.", "One two.", "first sentence"),
        ("One\\\\\ntwo.", "One\\ two.", "first sentence"),
        ("> [!NOTE]\n> Hot water.", "Hot water.", "first sentence"),
        ("> [!tip]- Mind the cup\n> Hot water.", "Mind the cup", "first sentence"),
        (":::tip[Mind the cup]\nHot water.\n:::", "Mind the cup", "first sentence"),
        ('!!! tip "Mind the cup"\n    Hot water.', "Mind the cup", "first sentence"),
        ("{: .note }\nHot water.", "Hot water.", "first sentence"),
        ("A sentence over\ntwo lines. And more.", "A sentence over two lines.", "first sentence"),
        ("![](image.png)\n\nText.", "Text.", "first sentence"),
        ("", "a", "file name"),
        ("---\ntags: a\n---\n", "a", "file name"),
        ("---\n***\n!!!", "a", "file name"),
    ],
)
def test_markdown(text: str, found: str, how: str) -> None:
    assert title(text) == (found, how)


@pytest.mark.parametrize(
    ("text", "found", "how"),
    [
        ("A title\n\nThe text.", "A title", "first line"),
        ("  A title  \n\nThe text.", "A title", "first line"),
        ("Is it a title?\n\nThe text.", "Is it a title?", "first line"),
        (f"A title\n{LONG}, {LONG}.", "A title", "first line"),
        ("Title\n=====\n\ntext", "Title", "first heading"),
        ("1. Introduction\n\ntext", "1. Introduction", "first heading"),
        ("A title.\n\nThe text.", "A title.", "first sentence"),
        ("A title,\n\nThe text.", "A title,", "first sentence"),
        ("A title\nand more.\n\nThe text.", "A title and more.", "first sentence"),
        ("Only a line", "Only a line", "first sentence"),
        ("- an item\n\nThe text.", "an item", "first sentence"),
        ("# Not alone", "Not alone", "first heading"),
        ("One sentence. Another sentence.", "One sentence.", "first sentence"),
        ("*Stars* stay in text. Yes.", "*Stars* stay in text.", "first sentence"),
        (
            LONG,
            "A line so long that no one would take it for a title, because it goes on and on…",
            "first sentence",
        ),
        ("x" * 100, "x" * 79 + "…", "first sentence"),
        ("漢字。次の文。", "漢字。", "first sentence"),
    ],
)
def test_text(text: str, found: str, how: str) -> None:
    assert title(text, "a.txt") == (found, how)
    assert how != "first sentence" or len(found) <= 80


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("my-first_note.md", "my first note"),
        ("folder/my-note.md", "my note"),
        ("2021-10-05-my-note.md", "my note"),
        ("2021-10-05.md", "2021-10-05"),
        ("---.md", "---"),
        ("a\x1bb.md", "a�b"),
        (".md", "untitled"),
    ],
)
def test_a_file_name_is_a_title_for_want_of_another(name: str, found: str) -> None:
    assert title("", name) == (found, "file name")


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("2021-10-05-my-note.md", "2021-10-05"),
        ("posts/2021-10-05.md", "2021-10-05"),
        ("2021-13-05-my-note.md", ""),
        ("2021-10-05x.md", ""),
        ("2021-10-05/note.md", ""),
        ("note-2021-10-05.md", ""),
    ],
)
def test_a_date_before_the_file_name_is_the_articles(name: str, date: str) -> None:
    article = read(b"text", id=name[:-3], path=name)
    assert article.date == date
    assert article.derived.get("date", "") == ("file name" if date else "")


def test_front_matter_outdoes_the_file_name() -> None:
    article = read(b"---\ndate: 2020\n---\n", id="2021-10-05-a", path="2021-10-05-a.md")
    assert (article.date, article.derived["date"]) == ("2020", "front matter: date")


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("plain", "plain"),
        ("*a* **b** ***c*** _d_ __e__ ~~f~~", "a b c d e f"),
        ("**a *b* c**", "a b c"),
        ("2 * 3 * 4 and 5* hotels", "2 * 3 * 4 and 5* hotels"),
        ("snake_case_name", "snake_case_name"),
        ("`code` and `` co`de ``", "code and `` co`de ``"),
        ("`*code*`", "*code*"),
        (r"\*not\* \# \\", r"*not* # \ ".strip()),
        ("[text](url) [text](url 'title') [text](a(b)c)", "text text text"),
        ("[text][ref] [text][] [alone]", "text text [alone]"),
        ("![alt](src) [![alt](src)](url)", "alt alt"),
        ("note[^1]", "note"),
        ("<https://example.org> <b>bold</b> <br/>", "https://example.org bold"),
        ("a < b > c, 1 <2", "a < b > c, 1 <2"),
        ("&amp; &lt;", "&amp; &lt;"),
        ("two\nlines", "two lines"),
        ("**[link](url)** and `<b>`", "link and <b>"),
    ],
)
def test_markup_is_stripped_from_a_line(markdown: str, plain: str) -> None:
    assert plain_text(markdown) == plain
