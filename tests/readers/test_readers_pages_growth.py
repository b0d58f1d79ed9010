"""Reading a page takes no more than its share of time for one of four times the length."""

from __future__ import annotations

from contextlib import suppress

import pytest

from kratomcli.errors import ArticleUnreadable
from kratomcli.readers.formats import html, mhtml
from kratomcli.readers.html.markdown import markdown_of
from kratomcli.readers.html.templates import is_template
from support.cost import is_linear, is_linear_in

PIECES = [
    *("<p>words and words", "<h1>a - b</h1>", "<a href=/x>x</a> ", "<a rel=tag>x</a>", "<span class=author>x y</span>"),
    *("<time>x</time>", "<noscript><p>x</noscript>", "<div class=comments><p>said</div>", "<meta charset", "<!--", "<b"),
    *("{{", "{% ", "<% ", "<script>", "<pre>x</pre>", "</head", "<head ", "---\n", "+++\n", "<title>", "a | ", "<?xml "),
    *("data:image/png;base64,AAAA", "data:image/png;a=b;", "/web/20210305000000/http://", "web.archive.org ", "enable "),
    *("<!-- BEGIN WAYBACK TOOLBAR INSERT -->", "Page saved with SingleFile url: x ", "<link rel=canonical href=x>"),
    *("<meta name=author content='a b and '>", "\n", " \n", "<div class='article-body'><p>x</div>", "<li>x", "<br>x"),
    *("<figure><figcaption>x</figcaption></figure>", "<p>Read more: <a href=/>x</a></p>", "<h2>You may also like</h2>"),
    *('<script type="application/ld+json">{"@type": "Article"}</script>', "<div class=a-b-c>x</div>", "&amp;", "<td>x"),
]  # fmt: skip


def _read_page(text: str) -> None:
    with suppress(ArticleUnreadable):
        html.read(text.encode(), "a.html")
    is_template(text)


def _read_archive(text: str) -> None:
    with suppress(ArticleUnreadable):
        mhtml.read(
            f"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n{text}".encode(), "a.mhtml"
        )


def test_a_page() -> None:
    assert [piece for piece in PIECES if not is_linear_in(_read_page, piece * (20_000 // len(piece)))] == []


def test_a_page_of_one_tag() -> None:
    pieces = ("a-b ", "aB", "js-", "related", "x ", "display:none;", "display : ", "read more ")
    starts = (
        "<p>x<div class='",
        "<p>x<div style='",
        "<p>x<a href=/>",
        "<title>",
        "<meta name=author content='",
    )
    assert [
        start + piece
        for start in starts
        for piece in pieces
        if not is_linear_in(
            lambda text, start=start: _read_page(start + text), piece * (20_000 // len(piece))
        )
    ] == []


def test_an_archive() -> None:
    pieces = (
        "\n--b\n",
        "\n--b\nContent-Type: text/html\n\n<p>x",
        "x: y\n",
        "=?utf-8?Q?x?= ",
        "=3D",
        "\n\n--b--",
    )
    assert [
        piece for piece in pieces if not is_linear_in(_read_archive, piece * (20_000 // len(piece)))
    ] == []


def test_a_tag_of_many_attributes() -> None:
    def work(count: int, *, value: str = "") -> None:
        _read_page(f"<p>x<p {' '.join(f'a{number}{value}' for number in range(count))}>words<p>y")

    assert is_linear(work, 5_000)
    assert is_linear(lambda count: work(count, value="='>'"), 5_000)
    assert is_linear(lambda count: work(count, value='="b"'), 5_000)


@pytest.mark.parametrize("value", ["", "=b", '=">"', "='<p>'"])
def test_words_and_attributes_beside_many_are_kept(value: str) -> None:
    many = " ".join(f"a{number}{value}" for number in range(3000))
    page = f"<p>One <a href=/x title='a > b' {many}>two</a> <b>three</b> <img alt=four src=x {many}/>"
    assert markdown_of(page) == 'One [two](/x "a > b") **three** ![four](x)'
