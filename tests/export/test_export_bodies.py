"""Bodies as HTML: nothing that runs gets through, and everything that was written does."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kratomcli.export.html.bodies import body_html
from kratomcli.export.html.sanitise import ATTRIBUTES, SCHEMES, TAGS
from support.articles import article, markdown, plain, texts
from support.cost import is_linear_in

VOID = {"br", "col", "hr", "img", "wbr"}
OURS = {"img": {"loading", "decoding", "referrerpolicy"}, "a": {"rel"}, "li": {"class"}}


class Checker(HTMLParser):
    """Sees to it that HTML is well-formed and has only what the allow-list allows."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, tag
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            allowed = ATTRIBUTES["*"] | ATTRIBUTES.get(tag, frozenset()) | OURS.get(tag, set())
            assert name in allowed, (tag, name)
            assert not name.startswith("on")
            if name in ("href", "src"):
                scheme = urlsplit(re.sub(r"[\t\n\r]", "", value or "").strip("\x00\x20")).scheme
                assert not scheme or scheme.lower() in SCHEMES, value
            if name == "id":
                self.ids.append(value or "")
            if name == "href":
                self.links.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_comment(self, data: str) -> None:
        pytest.fail(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        pytest.fail(f"a declaration: {decl}")

    def handle_pi(self, data: str) -> None:
        pytest.fail(f"an instruction: {data}")


def checked(html: str) -> Checker:
    checker = Checker()
    checker.feed(html)
    checker.close()
    assert not checker.open
    assert len(set(checker.ids)) == len(checker.ids)
    return checker


def html_of(text: str, **options: object) -> str:
    return body_html(markdown(text), **options)


HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)//",
    '<img """><script>alert(1)</script>">',
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object><embed src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=' &#106;ava\tscript:alert(1)'>x</a>",
    "<a href=JaVaScRiPt:alert(1)>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href=vbscript:x>x</a><a href=file:///etc/passwd>y</a>",
    "[x](javascript:alert(1))",
    "[x](<java\nscript:alert(1)>)",
    "[x](JAVASCRIPT&colon;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    '![x](y "onerror=alert(1)")',
    '![x"onerror="alert(1)](y)',
    '[x](y "t\\" onmouseover=alert(1) x=\\"")',
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "<style>body{display:none}</style><p style='position:fixed;inset:0'>x</p>",
    "<link rel=stylesheet href=//evil.example><meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example>",
    "<form action=//evil.example><input name=q><button formaction=javascript:alert(1)>x</button></form>",
    "<div id=x class='draft contents'>x</div><p class=summary>x</p>",
    "<details ontoggle=alert(1) open><summary>x</summary></details>",
    "<video src=x onerror=alert(1)><source src=y></video><audio autoplay src=z></audio>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<xmp><img src=x onerror=alert(1)></xmp><plaintext><img src=x onerror=alert(1)>",
    "</div></article></main></body></html><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]><?php alert(1) ?><!DOCTYPE x>",
    "# Heading {: onclick=alert(1) style=color:red #own}",
    "x\n{: onclick=alert(1) href=javascript:alert(1)}",
    "[x](y){: onclick=alert(1) href=javascript:alert(1)}",
    "```x\" onclick=alert(1)\ncode\n```",
    "``` { .x onclick=alert(1) }\ncode\n```",
    "<table background=javascript:alert(1)><tr><td background=x onclick=y>x</table>",
    "<b><i><a href=x><table><td><a href=y></b>",
    "<a name=x id=x></a><p id=x></p><h2 id='a b'>x</h2>",
    "<textarea><img src=x onerror=alert(1)></textarea><title><img src=x onerror=alert(1)></title>",
    '!!! note onclick=alert(1) "<script>alert(1)</script>"\n    x',
    "[^1]\n\n[^1]: <script>alert(1)</script>",
    '[^"onclick=alert(1)]\n\n[^"onclick=alert(1)]: x',
    "| a |\n|---|\n| <script>alert(1)</script> |",
    "\x02klzzwxh:0000\x03 \x02wzxhzdk:0\x03",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;script&#62;",
    "http://x.example/\"onmouseover=alert(1) http://x.example/<script>",
    "~~<script>alert(1)</script>~~",
    "- <script>\n- alert(1)\n- </script>",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_runs_gets_through(text: str) -> None:
    for body in (text, f"Before\n\n{text}\n\nAfter", f"> - {text}", text * 2):
        for one in (markdown(f"---\ntitle: x\n---\n{body}"), plain(f"A text\n\n{body}")):
            html = body_html(one, prefix="p:")
            assert all(name.startswith("p:") for name in checked(html).ids)
            assert "<script" not in html.lower()


_SIGNS = """
< > " ' & = / ` * _ [ ] ( ) ! # - + | ~ : { } \\ ; <script> </script> <!-- --> </a> <svg> <style> <table> <td> <p>
<h2> </h2> ``` ~~~ [x] (y) [^1] {: word http://x
"""
_LINES = [
    "<img src=x onerror=y>",
    "<a href='javascript:x'>",
    "- ",
    "1. ",
    "> ",
    "[^1]: ",
    "!!! note",
    "{: #x}",
]
_pieces = st.sampled_from(
    [
        *_SIGNS.split(),
        *_LINES,
        " ",
        "\n",
        "\n\n",
        "    ",
        "\n| a | b |\n|---|---|\n",
        "\n- ",
        "\n> ",
        "\n```\n",
    ]
)
_wild = st.lists(_pieces, max_size=30).map("".join)


@given(_wild | texts)
def test_any_markdown_is_well_formed_and_harmless(text: str) -> None:
    checked(body_html(article(text, title="x"), prefix="p:"))


@given(_wild | texts)
def test_any_plain_text_is_well_formed_and_complete(text: str) -> None:
    one = article(text, title="", markup="text")
    shown = "".join(checked(body_html(one)).text)
    letters = re.sub(r"\W|\d", "", text)
    assert re.sub(r"\W|\d", "", shown) == letters


@pytest.mark.parametrize(
    "text",
    [
        "> " * 1000 + "deep",
        "- " * 1000 + "deep",
        "\n".join("  " * i + "- x" for i in range(1000)) + "deep",
        "\n".join("> " * i + "- x" for i in range(300)) + "deep",
        "<div>" * 5000 + "deep",
        "<b><table><td>" * 1000 + "deep",
        "deep" + "[" * 20_000,
        "deep" + "[a](" * 20_000,
        "deep" + "<a " * 20_000,
        "deep" + "*a " * 5000,
        "deep" + "`" * 20_000,
        "deep" + "!!! note\n    " * 100,
    ],
    ids=range(12),
)
def test_what_is_nested_without_end_costs_its_layout_and_nothing_else(text: str) -> None:
    assert "deep" in "".join(checked(body_html(article(text))).text)
    assert is_linear_in(lambda part: body_html(article(part)), text)


def test_a_fault_of_the_parser_costs_the_layout_only(monkeypatch: pytest.MonkeyPatch) -> None:
    from markdown_it import MarkdownIt

    def faulty(*_: object) -> str:
        raise IndexError

    monkeypatch.setattr(MarkdownIt, "parse", faulty)
    told: list[str] = []
    html = body_html(markdown("One *two*\n\n<b>three"), note=told.append)
    assert html == "<p>One *two*</p>\n<p>&lt;b&gt;three</p>"
    assert "plain text" in told[0]


def test_headings_have_their_sections_ids_and_stand_below_the_title() -> None:
    text = (
        "# The *Title*\n\n## What's new?\n\n#### Deep\n\n## What's new?\n\n### Own {#own}\n\n"
        "> ## Quoted\n\n```\n# code\n```\n\nSetext `x`\n---\n\n#hashtag\n"
    )
    one = markdown(f"---\ntitle: The title\n---\n{text}")
    html = body_html(one)
    assert re.findall(r"<h(\d)(?: id=\"(.*?)\")?>(.*?)</h\d>", html) == [
        ("2", "whats-new", "What's new?"),
        ("3", "deep", "Deep"),
        ("2", "whats-new-1", "What's new?"),
        ("3", "own", "Own"),
        ("2", "", "Quoted"),
        ("2", "setext-x", "Setext <code>x</code>"),
    ]
    assert [s.slug for s in one.sections][1:] == ["whats-new", "deep", "whats-new-1", "own", "setext-x"]
    assert "<p>#hashtag</p>" in html
    assert re.findall(r"<h(\d)", body_html(one, top=3)) == list("343433")
    assert re.findall(r"<h(\d)", body_html(one, top=6)) == list("666666")


def test_a_heading_that_is_not_first_stays_though_it_repeats_the_title() -> None:
    assert html_of("---\ntitle: Hey\n---\nText\n\n# Hey") == '<p>Text</p>\n<h2 id="hey">Hey</h2>'
    assert html_of("---\ntitle: Hey\n---\n# Hey!\n\nText") == "<p>Text</p>"
    assert body_html(plain("Hey\n\nText, and more of it.\n")) == "<p>Text, and more of it.</p>"


def test_a_heading_within_a_heading_is_put_in_order_too() -> None:
    html = html_of("---\ntitle: x\n---\n<h1>a<div><h1>b</h1></div></h1>\n\n<h6>c</h6>")
    assert re.findall(r"</?h\d>", html) == ["<h2>", "<h2>", "</h2>", "</h2>", "<h3>", "</h3>"]
    checked(html)


def test_ids_and_links_to_them_get_the_articles_prefix() -> None:
    text = (
        "---\ntitle: x\n---\n## One\n\n[to](#one) [up](#) [out](https://a.example/#one)\n\nNote[^1]\n\n"
        "<i id=x></i>\n\n[^1]: Here."
    )
    html = html_of(text, prefix="art:")
    seen = checked(html)
    assert seen.ids == ["art:one", "art:fnref:1", "art:x", "art:fn:1"]
    assert seen.links == ["#art:one", "#", "https://a.example/#one", "#art:fn:1", "#art:fnref:1"]


def test_a_link_to_the_heading_that_is_left_out_still_leads_somewhere() -> None:
    html = html_of("# One\n\n[up](#one)", prefix="p:")
    assert html.startswith('<span id="p:one"></span>')
    assert checked(html).links == ["#p:one"]


def test_what_github_has_besides_is_understood() -> None:
    assert html_of("a ~~b~~ http://x.example/a_b_c, <http://y.example>. `http://z.example`") == (
        "<p>a <del>b</del> "
        '<a href="http://x.example/a_b_c" rel="noopener noreferrer">http://x.example/a_b_c</a>, '
        '<a href="http://y.example" rel="noopener noreferrer">http://y.example</a>. <code>http://z.example</code></p>'
    )
    assert html_of("[http://x.example](http://y.example)").count("<a ") == 1
    assert html_of("- [ ] a\n- [x] b") == '<ul>\n<li class="task">☐ a</li>\n<li class="task">☑ b</li>\n</ul>'
    table = html_of("| a | b |\n|---|--:|\n| 1 | 2 |")
    assert '<td align="right">2</td>' in table
    assert html_of("```python title=x\na < b\n```") == (
        '<pre><code class="language-python"><span class="n">a</span> <span class="o">&lt;</span> <span class="n">b</span>\n</code></pre>'
    )
    assert 'class="callout note"' in html_of("!!! note\n    x")


def test_images_load_late_and_tell_nobody() -> None:
    assert html_of("![A b](c.png)") == (
        '<p><img loading="lazy" decoding="async" referrerpolicy="no-referrer" src="c.png" alt="A b"></p>'
    )


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("Para\n- a\n- b", "p / ul li / li /"),
        ("Para\n1. a", "p / ol li /"),
        ("Para of\n2021. It was", "p /"),
        ("Para of a\n- ", "h2 /"),
        ("Para of a\n+ ", "p /"),
        ("- a\n  - b\n    - c\n- d", "ul li ul li ul li / / / / / li /"),
        ("* a\n\n  * b\n* c\n\n  * d", "ul li p / ul li / / / li p / ul li / / /"),
        ("1. a\n   - b\n2. c", "ol li ul li / / / li /"),
        ("1) a\n2) b", "ol li / li /"),
        ("- a\n\n  para\n- b", "ul li p / p / / li p / /"),
        ("- a\n  ```\n  code\n  ```", "ul li pre code / / / /"),
        ("- a\ngoes on\n\nPara", "ul li / / p /"),
        ("- a\n# H", "ul li / / h2 /"),
        ("Para\n```\n- code\n```\nPara", "p / pre code / / p /"),
        ("```\nnever closed", "pre code / /"),
        ("````\n```\n````", "pre code / /"),
        ("> a\n> ```\n> c\n> ```\n> - b", "blockquote p / pre code / / ul li / / /"),
        ("    - code", "pre code / /"),
        ("Para\n* * *\nPara", "p / hr p /"),
        ("<pre>\n- a\n  - b\n</pre>", "pre /"),
        ("- a\n\n\n- b", "ul li p / / li p / /"),
    ],
)
def test_lists_are_read_the_way_people_write_them(text: str, shape: str) -> None:
    html = body_html(article(text, title="x"))
    tags = ["/" if closing else tag for closing, tag in re.findall(r"<(/?)(\w+)", html)]
    assert " ".join(tags).rstrip(" /") == shape.rstrip(" /"), html


def test_html_is_the_same_in_every_process() -> None:
    code = (
        "from kratomcli.model.article import Article\nfrom kratomcli.export.html.bodies import body_html\n"
        "print(body_html(Article(id='x', path='x', title='x', markup='markdown', body="
        '\'![a](b "c") <img width=1 height=2 src=x alt=y title=z lang=en> [d](e "f")\')))'
    )
    seen = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout
        for _ in range(4)
    }
    assert len(seen) == 1


_address = st.sampled_from(
    [
        "/o'brien",
        "https://e.com/O'B",
        "a'b'c",
        'x"y',
        "y(z)'",
        "plain",
        "<a 'b>",
        "my o'b.md",
        "{{ '/x' | url }}",
    ]
)
_title = st.sampled_from(["", " 'a title'", ' "it\'s"', ' "said "so" and"', " 'never closed", ' "(('])
_linked = st.builds(
    lambda sign, word, address, title: f"{sign}[{word}]({address}{title})",
    st.sampled_from(["", "!"]),
    st.sampled_from(["lamp", "pier", "keel"]),
    _address,
    _title,
)
_said = st.sampled_from(["**very**", "don't", "said", '"so"', "(he", "'yes')", "end)", "`it's`", "important"])


@given(st.lists(_linked | _said, max_size=8))
def test_no_quotation_mark_in_an_address_takes_words_or_links_away(pieces: list[str]) -> None:
    html = body_html(article(" ".join(pieces), title="x"))
    shown = re.sub("<[^>]*>", " ", re.sub(r'<img[^>]* alt="([^"]*)"[^>]*>', r" \1 ", html))
    wanted = [re.search(r"[a-z]+", piece.partition("](")[0]) for piece in pieces]
    titles = " ".join(re.findall(r'title="([^"]*)"', html))  # one may reach over what comes after it
    left = re.findall(r"\w+", f"{shown} {titles}")
    for word in (found[0] for found in wanted if found):
        assert word in left, (word, html)
        left.remove(word)


def test_an_apostrophe_is_part_of_an_address() -> None:
    text = "[Obrien](https://e.com/O'Brien) and **much**, [two](/two 'a \"title\"') ![p](o'b.png) ![q](q.png \"it's\")"
    html = body_html(article(text, title="x"))
    assert re.findall(r'href="([^"]*)"', html) == ["https://e.com/O'Brien", "/two"]
    assert re.findall(r'src="([^"]*)"', html) == ["o'b.png", "q.png"]
    assert re.findall(r'title="([^"]*)"', html) == ["a &quot;title&quot;", "it's"]
    assert "<strong>much</strong>" in html


def test_a_body_that_is_nested_too_deeply_is_named() -> None:
    told: list[str] = []
    html = body_html(article("![p](p.png)\n\n" + "> " * 200 + "x", title="x"), note=told.append)
    assert "![p](p.png)" in html
    assert told == ["stands as plain text, its Markdown can't be converted"]
