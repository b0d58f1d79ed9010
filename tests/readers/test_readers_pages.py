"""Saved pages: their main text without what stands around it, whatever made them."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kratomcli.errors import ArticleUnreadable
from kratomcli.readers.conversion import Converted
from kratomcli.readers.formats.html import read

PARAGRAPHS = [
    "Water that has just boiled is too hot for green leaves, which turn bitter above eighty degrees.",
    "Pour it from one cup into another and back again; each time, it cools by about ten degrees.",
    "After the third cup the leaves may have it, for a minute at first and a little longer each time.",
]
TEXT = "".join(f"<p>{each}</p>" for each in PARAGRAPHS)
MENU = "<nav><ul><li><a href='/'>Home</a><li><a href='/shop'>Shop for kettles</a></ul></nav>"
FOOT = "<footer><p>All rights reserved, and the kettles, too. Imprint and privacy.</p></footer>"


def page(body: str, head: str = "") -> Converted:
    return read(
        f"<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>".encode(), "a.html"
    )


def holds_all(found: Converted) -> bool:
    return all(each in found.body for each in PARAGRAPHS)


KINDS = {
    "a blog post": f"""{MENU}<header class=site-header><h1>Leaves and Cups</h1></header>
        <article class="post hentry tag-sidebar category-related"><h2 class=entry-title>Cooling water</h2>
        <div class=entry-meta>Posted by Ann in <a href=/c>Brewing</a></div><div class=entry-content>{TEXT}
        <div class=sharedaddy><h3>Share this:</h3><ul><li><a href=#>Print</a></ul></div>
        <div class="jp-relatedposts"><p>Related: how to break a pot</p></div></div>
        <footer class=entry-footer>Filed under Brewing</footer></article>
        <div id=comments><h3>2 thoughts</h3><ol><li><p>I always burn my tongue, whatever I do with those cups.</p>
        <li><p>Try patience, my friend, it is sold beside the sugar.</p></ol></div>
        <aside class=widget><p>I am Ann and I write about leaves, cups and the water between them.</p></aside>{FOOT}""",
    "news": f"""<div class=cookie-banner><p>We value your privacy, and we and 312 partners would like it.</p></div>
        {MENU}<main><div class=headline-block><h1>Cooling water</h1><p class=byline>By Jane Doe</p></div>
        <div class=article-body itemprop=articleBody>{TEXT.replace("</p><p>", "</p><div class=ad-slot><p>Buy a kettle today!</p></div><p>", 1)}
        <div class=newsletter-signup><p>Sign up for a letter about leaves each morning at six.</p></div>
        <p>Read more: <a href=/2>Ten pots that changed the world of leaves</a></p></div>
        <section class=most-read><h2>Most read</h2><ol><li><a href=/x>Kettle boils over</a></ol></section></main>{FOOT}""",
    "documentation": f"""{MENU}<div class=container><div class=sphinxsidebar><ul><li><a href=#a>Cooling</a></ul></div>
        <div role=main><div class=section id=a><h1>Cooling water<a class=headerlink href=#a>¶</a></h1>
        <div class="contents topic"><ul><li>x</ul></div>{TEXT}</div></div></div>{FOOT}""",
    "a wiki": f"""<div id=mw-navigation>{MENU}</div><div id=content><h1 id=firstHeading>Cooling water</h1>
        <div id=siteSub>From the free book of leaves</div><div id=mw-content-text><div class=mw-parser-output>
        {TEXT}<h2>Cups<span class=mw-editsection>[<a href=#>edit</a>]</span></h2><p>There are three of them here.</p>
        <div class=navbox><a href=/a>Water</a> <a href=/b>Cups</a></div></div></div>
        <div id=catlinks>Categories: <a href=/c>Brewing</a></div></div>{FOOT}""",
    "a README": f"""<div class=Header>{MENU}</div><div class=repository-content><table><tr><td><a href=/f>LICENSE</a></table>
        <article class="markdown-body entry-content"><h1>Cooling water<a class=anchor href=#c><svg></svg></a></h1>{TEXT}
        </article></div>{FOOT}""",
    "no names at all": f"<table><tr><td><a href=/>Home</a><br><a href=/b>Kettles</a></td><td>{TEXT}</td></tr></table>",
    "all in what is called a sidebar": f"<div class='layout sidebar-left'><div class=inner><h1>Cups</h1>{TEXT}</div></div>",
    "text in noscript": f"<div id=app></div><noscript><h1>Cooling</h1>{TEXT}</noscript><script src=a.js></script>",
    "hidden until a script ran": f"<body style='display:none'><article>{TEXT}</article>",
}  # fmt: skip
AROUND = [
    *("Shop for kettles", "All rights reserved", "burn my tongue", "Print", "how to break", "Filed under"),
    *(
        "312 partners",
        "Buy a kettle",
        "Sign up",
        "Ten pots",
        "Most read",
        "boils over",
        "I am Ann",
        "edit",
        "¶",
    ),
    *("LICENSE", "Categories", "Jane Doe", "free book"),
]


@pytest.mark.parametrize("kind", KINDS)
def test_the_text_of_a_page_is_whole_and_what_stands_around_it_is_left_out(kind: str) -> None:
    found = page(KINDS[kind])
    assert holds_all(found)
    if kind != "no names at all":
        assert [each for each in AROUND if each in found.body] == []


def test_a_thread_of_a_forum_is_all_its_posts() -> None:
    answers = "".join(f"<div class=post-content><p>{each}</p></div>" for each in PARAGRAPHS)
    found = page(f"{MENU}<div class=thread>{answers}</div>{FOOT}")
    assert holds_all(found)
    assert "kettles" not in found.body


KEPT = {
    "a time": ("<p>It was <time datetime=2021-03-05>a Friday in March</time> when the pot broke.</p>", "a Friday in March"),
    "a caption": ("<figure><img src=/pot.png alt=Pot><figcaption>The pot, before.</figcaption></figure>", "The pot, before."),
    "a quote": ("<blockquote><p>Leaves are patient.</p></blockquote>", "> Leaves are patient."),
    "the start of a list": ("<ol start=4><li>the fourth<li>the fifth</ol>", "4. the fourth"),
    "a table": ("<table><tr><th>Leaf<th>Degrees<tr><td>Green<td>80</table>", "| Green | 80"),
    "code": ("<pre><code class=language-python>boil(80)\n</code></pre>", "```python\nboil(80)\n```"),
    "a post of a network": ("<div class=social-media-embed><blockquote class=twitter-tweet><p>Pots!</p></blockquote></div>", "> Pots!"),
    "a list of links": ("<ul><li><a href=https://a.example/long-address>The first one</a><li><a href=https://b.example/another>The second one</a></ul>", "The second one"),
    "a short ending": ("<p>Fin.</p>", "Fin."),
    "a heading of few letters": ("<h2>Why?</h2><p>Because.</p>", "## Why?"),
    "a note in the text": ("<aside class='admonition tip'><p>Mind the lid.</p></aside>", "Mind the lid."),
    "who said it": ("<blockquote><p>Leaves are patient.</p><footer>— Ann</footer></blockquote>", "— Ann"),
    "a footnote": ("<p>True.<sup><a href=#fn1 id=r1>1</a></sup></p><aside id=fn1 role=doc-footnote><p>Said Ann.</p></aside>", "Said Ann."),
    "footnotes": ("<p>True.<sup><a href=#fn1 id=r1>1</a></sup></p><section class=footnotes><ol><li id=fn1>Said Ann. <a href=#r1>↩</a></ol></section>", "[^1]: Said Ann."),
    "a formula": ("<p>It is <math><msup><mi>x</mi><mn>2</mn></msup></math> then.</p>", "x"),
    "a heading named as a network": ("<h2 id=share-twitter>Twitter</h2><p>Birds.</p>", "## Twitter"),
    "a definition": ("<dl><dt>Cup<dd>What holds it</dl>", "What holds it"),
}  # fmt: skip


@pytest.mark.parametrize("kind", KEPT)
def test_what_is_of_the_text_stays(kind: str) -> None:
    markup, words = KEPT[kind]
    found = page(f"{MENU}<article><h1>Pots</h1><div class=entry-content>{TEXT}{markup}</div></article>{FOOT}")
    assert words in found.body


SHORT = {
    "a page by hand": ("<h1>My cups</h1>Two are blue.<p>One is not.", ["Two are blue.", "One is not."]),
    "a line": ("Soon here.", ["Soon here."]),
    "links": ("<h1>Links</h1><ul><li><a href=https://a.example>Ants</a><li><a href=https://b.example>Bees</a></ul>", ["Ants", "Bees"]),
    "a class of an API": ("<main><h1>Class Pot</h1><section class=description><pre>public class Pot</pre><div class=block>A pot.</div></section>"
        "<table class=summary><tr><td><a href=#fill>fill</a>()<td>Fills it.</table></main>", ["public class Pot", "A pot.", "Fills it."]),
    "a recipe": ("<article><h1>Tea</h1><table><tr><td>1<td>pot</table></article><article><h2>How</h2><p>Pour it.</p></article>", ["pot", "Pour it."]),
    "a poem": ("<center>Leaves<br>fall<br>up</center>", ["Leaves", "fall", "up"]),
}  # fmt: skip


@pytest.mark.parametrize("kind", SHORT)
def test_a_short_page_loses_nothing(kind: str) -> None:
    markup, words = SHORT[kind]
    found = page(markup)
    assert [each for each in words if each not in found.body] == []


def test_the_title_is_not_said_again_in_the_text() -> None:
    found = page(f"<article><h1>Cooling water</h1>{TEXT}</article>", "<title>Cooling water</title>")
    assert found.values["title"] == "Cooling water"
    assert found.body.startswith(PARAGRAPHS[0])


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("<div id=root></div><script src=/app.js></script>", "a script fetches it"),
        ("<noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div><script src=a.js></script>", "a script"),
        ("<p>Please enable JavaScript to see this.</p><script src=a.js></script>", "a script"),
        ("", "holds no text"),
        ("<img src=a.png>", "holds no text"),
    ],
)  # fmt: skip
def test_a_page_without_text_is_refused_with_the_reason(markup: str, reason: str) -> None:
    with pytest.raises(ArticleUnreadable, match=reason):
        page(markup)


def test_a_text_that_only_the_data_of_a_page_has_is_read_from_there() -> None:
    data = '{"@type": "NewsArticle", "articleBody": "First *word*.\\n\\nSecond & last."}'
    found = page(
        "<div id=root></div><script src=a.js></script>", f'<script type="application/ld+json">{data}</script>'
    )
    assert found.body == "First \\*word\\*.\n\nSecond & last."


def test_links_and_pictures_have_whole_addresses() -> None:
    found = page(
        f"<article>{TEXT}<p><a href=../b>b</a> and some words after it <img alt=pot src=p.png></p></article>",
        "<link rel=canonical href=https://tea.example/a/c/>",
    )
    assert "[b](https://tea.example/a/b)" in found.body
    assert "![pot](https://tea.example/a/c/p.png)" in found.body
    assert found.values["source"] == "https://tea.example/a/c/"


def test_front_matter_of_a_generator_is_read_and_all_of_the_body_is_text() -> None:
    text = f"---\nlayout: post\ntitle: 'Pots: a list'\ntags: [a, b]\n---\n<nav>kept</nav>{TEXT}\n{{% include x %}}"
    found = read(text.encode(), "_posts/2021-03-05-pots.html")
    assert found.values == {"layout": "post", "title": "Pots: a list", "tags": ["a", "b"]}
    assert found.body.startswith("kept\n\n")
    assert holds_all(found)


def test_the_paragraph_that_leads_to_a_text_is_kept_unless_the_summary_says_it() -> None:
    body = f"""<header><h1>Pots</h1><p class=lead>Whoever has burnt a tongue knows what it is to wait for a cup.</p>
        <div class=caption>A cup, seen from above, with nothing in it but a bit of light.</div></header>
        <div class=article-body>{TEXT}</div>"""
    lead = "Whoever has burnt a tongue knows what it is to wait for a cup."
    assert page(body).body == "\n\n".join((lead, *PARAGRAPHS))
    assert page(body, f"<meta name=description content='{lead}'>").body == "\n\n".join(PARAGRAPHS)


def test_front_matter_alone_is_an_article_as_it_is_in_markdown() -> None:
    assert read(b"---\ntitle: Soon\n---\n", "content/soon.html") == Converted("", {"title": "Soon"})
    with pytest.raises(ArticleUnreadable):
        read(b"---\n---\n", "content/soon.html")


def test_elements_nested_without_end_lose_no_text() -> None:
    assert holds_all(page("<div>" * 5000 + TEXT))


def test_data_that_is_no_text_is_refused() -> None:
    with pytest.raises(ArticleUnreadable):
        read(b"\x89PNG\r\n\0\0\0\0\0\0\xff\xfe", "a.html")


ENCODED = {
    "a byte order mark": (b"\xef\xbb\xbf<p>caf\xc3\xa9", "café"),
    "UTF-16 with its mark": ("<p>café".encode("utf-16"), "café"),
    "what is UTF-8, whatever it says": ('<meta charset=iso-8859-1><p>café'.encode(), "café"),
    "Latin-1 is read as browsers do": (b"<meta charset=iso-8859-1><p>\x93caf\xe9\x94", "“café”"),
    "an equivalent of a header": (b'<meta http-equiv=Content-Type content="text/html; charset=koi8-r"><p>\xd4\xc5\xcb\xd3\xd4', "текст"),
    "a declaration of XML": (b'<?xml version="1.0" encoding="windows-1251"?><html><p>\xf2\xe5\xea\xf1\xf2', "текст"),
    "Japanese with escapes": (b'<meta charset="iso-2022-jp"><p>' + "お茶".encode("iso2022_jp"), "お茶"),
    "Japanese": (b'<meta charset="Shift_JIS"><p>' + "お茶①".encode("cp932"), "お茶①"),
    "Chinese": (b'<meta charset=gb2312><p>' + "茶壺".encode("gb18030"), "茶壺"),
    "a name that nobody knows": ("<meta charset=x-tea><p>caf\xe9 noir, tr\xe8s fort".encode("cp1252"), "café noir, très fort"),
    "a codec that is none of text": ("<meta charset=base64><p>caf\xe9 noir, tr\xe8s fort".encode("cp1252"), "café noir, très fort"),
}  # fmt: skip


@pytest.mark.parametrize("kind", ENCODED)
def test_the_encoding_of_a_page(kind: str) -> None:
    data, words = ENCODED[kind]
    assert read(data, "a.html").body == words


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_no_bytes_raise_anything_but_that_they_are_no_article(data: bytes) -> None:
    with contextlib.suppress(ArticleUnreadable):
        read(data, "a.html")


PIECES = st.sampled_from(
    [
        *("<div class=comments>", "</div>", "<p>", "<article>", "</article>", "<table><tr><td>", "</table>", "<h1>"),
        *("words of some length, and more of them. ", "<a href='//['>", "</a>", "<nav>", "<base href='http://['>"),
        *('<script type="application/ld+json">{"@graph": [{"@type": "Article", "author": [1, {"name": 2}]}]', "</script>"),
        *("<meta name=author content=', ;'>", "<meta property=og:title content='- | -'>", "<title>", "<noscript>"),
        *("<time datetime=2021-99-99>", "<link rel=canonical href=':'>", "<!-- saved from url=(9)x -->", "<svg>", "---\n"),
        *("FILE ARCHIVED ON", "/web/20210305000000/http://", "data:image/png;base64,AA", "<template>", "\0", "{%"),
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join))
def test_no_page_raises_anything_but_that_it_is_no_article(text: str) -> None:
    try:
        found = read(text.encode(), "a.html")
    except ArticleUnreadable:
        return
    assert found.body.strip()
