"""L001 and L002: what is a link, where it may lead, and which anchors a page has."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from kratomcli import Library
from kratomcli.markup.anchors import Anchors
from kratomcli.markup.slugs import MAKERS, may_be_transliterated, slugs
from kratomcli.markup.spans import MarkdownSpans
from kratomcli.readers import read

Open = Callable[[Mapping[str, str | bytes]], Library]


def messages(library: Library, *select: str) -> list[str]:
    return [one.message for one in library.check(select=select or ("L",), today="2024-05-01")]


NO_LINKS = [
    "Write it so:\n\n    [it](no.md) and [that](#no)\n",
    "Write it so:\n\n\t[it](no.md)\n",
    "- An item:\n\n      [it](no.md)\n\n  and more\n",
    "- An item\n    - within\n\n          [it](no.md)\n",
    ">     [it](no.md)\n",
    "> Quoted:\n>\n> \t\t[it](no.md)\n",
    "1. One\n\n       [it](no.md)\n",
    "    [ref]: no.md\n",
    "\\[it\\](no.md) and \\[it](no.md) and [it\\](no.md)",
    "``[it](no.md)``",
    "[it](no such place.md) and [it](a b#c)",
    "[x:=s](\\x:T11. t12)",
    "[it]({% link no.md %}) [it]({%link no.md%}) [it]({{page.url}}no.md) [it]({{ site.url }}/no.md)",
    "[it]({{< ref \"no.md\" >}}) [it]({{<ref\"no.md\">}}) [it](<%= no.md %>)",
    "<a href={{ it.url }} target=\"_blank\">it</a> <a href=\"{{url}}no.md\">it</a>",
    "    <a href=\"no.md\">it</a>\n",
    "`<a href=\"no.md\">it</a>`",
    "\\<a href=\"no.md\">it</a>",
    "![a picture [it](no.md) of it](pic.png)",
    "[English](ENGLISH_URL)",
    "[^1]: no.md\n",
    "<!--\n[it](no.md)\n-->",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_LINKS)
def test_what_commonmark_takes_for_no_link_is_none(library: Open, text: str) -> None:
    assert messages(library({"one.md": f"# One\n\nText.\n\n{text}\n"})) == []


LINKS = [
    "[it](no.md)",
    "> - [it](no.md)",
    "- An item\n\n  [it](no.md)",
    "- An item\n\n    - [it](no.md)",
    "1. One\n\n   > [it](no.md)",
    "| a | b |\n| --- | --- |\n| x | [it](no.md) |",
    "Setext with [it](no.md)\n===",
    "## A heading with [it](no.md) ##",
    "*[it](no.md)* and `code`",
    "text\n    [it](no.md) as its second line",
    "[it]: no.md",
    "<a href='no.md'>it</a>",
    "<div>\n<p><a class=x href=no.md>it</a></p>\n</div>",
    "[it](<no.md>) [that](is.md)",
    "\\\\[it](no.md)",
    "[*it* `x`](no.md 'A title')",
]


@pytest.mark.parametrize("text", LINKS)
def test_a_link_is_seen_wherever_it_stands(library: Open, text: str) -> None:
    found = messages(library({"one.md": f"# One\n\nText.\n\n{text}\n", "is.md": "# Is\n\nIt is.\n"}), "L001")
    assert found == ["no article at no.md"]


def test_links_in_cells_that_hold_a_bar_are_seen(library: Open) -> None:
    rows = [
        r"| x \| y [it](one.md) | [it](two.md) |",
        r"| `p \| q` | [it](three.md) |",
        r"| [a \| b](four.md) | \| \| [it](five.md) `[it](no.md)` |",
        r"| \| | \| [it](six.md) |",
    ]
    found = library({"a.md": "# T\n\n| a | b |\n|---|---|\n" + "\n".join(rows) + "\n"})
    names = ("one", "two", "three", "four", "five", "six")
    assert messages(found) == [f"no article at {name}.md" for name in names]


def test_an_address_is_read_as_a_page_has_it(library: Open) -> None:
    text = "# One\n\n[a](snake\\_case.md) [b](a&amp;b.md) [c](#l&eacute;gal) <a href='a&amp;b.md'>d</a>\n\n## Légal\n"
    files = {"one.md": text, "snake_case.md": "# S\n\nText.\n", "a&b.md": "# AB\n\nText.\n"}
    assert messages(library(files)) == []


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("github.example/x", "github.example/x is an address without https://"),
        ("www.tea.example", "www.tea.example is an address without https://"),
        ("github.com/o/r/blob/main/README.md", "github.com/o/r/blob/main/README.md is an address without https://"),
        ("someone@tea.example", "someone@tea.example is an address without mailto:"),
        ("notes.md", "no article at notes.md"),
        ("../v1.2/notes", "no article at ../v1.2/notes"),
        ("notes.v2", "no article at notes.v2"),
    ],
)  # fmt: skip
def test_an_address_that_lacks_its_beginning_is_told_as_that(
    library: Open, address: str, message: str
) -> None:
    (finding,) = library({"one.md": f"# One\n\n[name]({address})\n"}).check(select=["L"])
    assert finding.message == message
    assert ("Write" in finding.hint) == ("without" in message)


def test_a_link_may_lead_where_a_site_puts_the_page(library: Open) -> None:
    page = "# {}\n\nText of it.\n"
    files = {
        "content/blog/one.md": "# One\n\n[a](../two) [b](two.html) [c](@/blog/two.md) [d](@/three/index.md)"
        " [e](named) [f](/articles/content/blog/two.md)\n",
        "content/blog/two.md": page.format("Two"),
        "content/three/index.md": "# Three\n\n[a](four.html) [b](three.html#three) [c](two)\n",
        "content/three/four.md": page.format("Four"),
        "content/two.md": page.format("Top two"),
        "content/last.md": "---\ntitle: Last\nslug: /guides/named\n---\n\nText.\n",
    }
    assert messages(library(files), "L001") == []
    files["content/blog/one.md"] = (
        "# One\n\n[a](../too) [b](too.html) [c](@/blog/too.md) [d](@/too/index.md)\n"
    )
    assert len(messages(library(files), "L001")) == 4


def test_one_address_that_is_no_file_is_told_once(library: Open) -> None:
    glossary = "# T\n\nA [term](g) and a [word](g).\n"
    report = library({f"{n}.md": glossary.replace("T", f"T{n}") for n in range(9)}).check(select=["L"])
    assert [one.message for one in report] == ["no article at g"]
    assert report.repeated == 17


# A heading, and what tools make of it: asked with the tools themselves (github-slugger 2.0, Hugo 0.111,
# kramdown 2.4, pandoc 2.17, Markdown 3.11, @sindresorhus/slugify 3, markdown-it-anchor 9, @mdit-vue/shared 3).
MADE = [
    ("What's new?", "whats-new github, python-markdown; what-s-new zola, blackfriday, vuepress; what's-new? anchor"),
    ("Foo & Bar", "foo--bar github, hugo; foo-bar python-markdown, gitlab, pandoc; foo-and-bar eleventy"),
    ("1. Getting started", "1-getting-started github; getting-started kramdown, pandoc; _1-getting-started vuepress"),
    ("2.5 Methods", "25-methods github; 2-5-methods zola; methods pandoc; 25-methods python-markdown"),
    ("Crème brûlée — à la carte", "crème-brûlée--à-la-carte github; creme-brulee-a-la-carte zola, python-markdown"),
    ("Ünïcode Straße", "unicode-strae python-markdown; unicode-strasse zola; uenicode-strasse eleventy"),
    ("snake_case and kebab-case", "snake_case-and-kebab-case github; snake-case-and-kebab-case zola, vuepress"),
    ("Using `code` here", "using-code-here all"),
    ("A [link](https://example.org/x) here", "a-link-here all; a-linkhttpsexampleorgx-here python-markdown-raw"),
    ("Version 1.2.3", "version-123 github; version-1.2.3 pandoc; version-1-2-3 zola"),
    ("Hello   World", "hello---world github; hello-world python-markdown, pandoc"),
    ("A -- B", "a----b github; a-b python-markdown; a--b kramdown-gfm"),
    ("100% free!", "100-free github; free pandoc, kramdown"),
    ("FooBar XMLHttpRequest", "foobar-xmlhttprequest github; foo-bar-xml-http-request eleventy"),
    ("Привет мир", "привет-мир github; section kramdown; privet-mir zola, eleventy"),
    ("Plans 🦀 and more", "plans--and-more github; plans-crab-and-more zola"),
    ("A heading {#own-id}", "own-id all"),
    ("Attributes {: #its-id .x }", "its-id python-markdown"),
]  # fmt: skip


@pytest.mark.parametrize(("heading", "made"), MADE)
def test_the_slugs_of_all_makers_are_anchors(heading: str, made: str) -> None:
    anchors = anchors_of(f"# Title\n\n## {heading}\n")
    for slug in (one.split()[0] for one in made.split("; ")):
        assert slug in anchors, slug
    assert "another-slug/" not in anchors
    assert "user-content-title" in anchors


def anchors_of(body: str) -> Anchors:
    return Anchors(read(body.encode(), id="a", path="a.md"))


def test_slugs_are_those_of_python_markdown() -> None:
    import markdown

    headings = ["What's new?", "Foo & Bar", "A_b c", "Ünï – x", "Tea", "Tea", "Tea", "2.5 x", "a -- b"]
    html = markdown.markdown("\n\n".join(f"## {one}" for one in headings), extensions=["toc"])
    ids = [part.partition('"')[0] for part in html.split('<h2 id="')[1:]]
    assert len(ids) == len(headings)
    assert set(ids) <= set(slugs([{one} for one in headings]))


def test_a_slug_that_is_there_already_gets_a_number() -> None:
    anchors = anchors_of("# One\n\n## Notes\n\n## Notes\n\n## Notes\n")
    assert all(slug in anchors for slug in ("notes", "notes-1", "notes-2", "notes_1", "notes_2"))
    assert "notes-7" not in anchors


@pytest.mark.parametrize(
    "body",
    [
        "<h2>The place</h2>",
        "<div id='the-place'></div>",
        '<a name="the-place">x</a>',
        "<Box id={'the-place'} />",
        "#The place",
        "> ## The place",
        "- ## The place",
        "The\nplace\n---",
        "The place\n: what a term is",
        "Text {#the-place}",
        "## 9.7.0 <small>March</small> { id=the-place }",
        '## A place { .wide id="the-place" }',
        "{: #the-place}",
        '{{< include "x.md" >}}',
        "{% include x.md %}",
        '--8<-- "x.md"',
        "import Part from './_part.mdx';",
        "![[another note]]",
        "## {{ title }}",
    ],
)
def test_what_else_a_page_has_anchors_from(body: str) -> None:
    assert "the-place" in anchors_of(f"# Title\n\nText.\n\n{body}\n")


@pytest.mark.parametrize(
    "body", ["{{< figure src=x.png >}}", "![[pic.png]]", "`## The place`", "**The place**"]
)
def test_what_a_page_has_no_anchors_from(body: str) -> None:
    assert "the-place" not in anchors_of(f"# Title\n\nText.\n\n{body}\n")


@pytest.mark.parametrize(
    "fragment",
    [
        "top",
        "fn:1",
        "fnref1",
        "_ftn1",
        "L10",
        "L10-L20",
        ":~:text=tea",
        "comments",
        "cite_note-1",
        "/x",
        "!x",
    ],
)
def test_some_fragments_are_nobodys_heading(library: Open, fragment: str) -> None:
    assert messages(library({"one.md": f"# One\n\n[a](#{fragment}) [b](one.md#{fragment})\n"})) == []


def test_names_that_are_not_known_stand_where_they_must() -> None:
    assert may_be_transliterated("Plans 🦀 and more", "plans-crab-and-more")
    assert may_be_transliterated("漢字", "han-zi")
    assert not may_be_transliterated("Plans 🦀 and more", "plans-crab")
    assert not may_be_transliterated("Plans 🦀 and more", "more-plans-crab-and-more")
    assert not may_be_transliterated("Plans and more", "plans-crab-and-more")
    assert not may_be_transliterated("aé漢a", "a")


# Headings of letters beyond ASCII, and their slugs with the tables of Unidecode 1.4, as Zola makes them.
SOUNDS = [
    ("安装 指南", "an-zhuang-zhi-nan"),
    ("安装 Python 指南", "an-zhuang-python-zhi-nan"),
    ("第1章 引言", "di-1zhang-yin-yan"),
    ("日本語のタイトル", "ri-ben-yu-notaitoru"),
    ("お問い合わせ", "owen-ihe-wase"),
    ("インストール", "insuto-ru"),
    ("ガイド", "gaido"),
    ("한국어 제목", "hangugeo-jemog"),
    ("Привет мир", "privet-mir"),
    ("Съёмка", "s-iomka"),
    ("Часто задаваемые вопросы", "chasto-zadavaemye-voprosy"),
    ("Γειά σου Κόσμε", "geia-sou-kosme"),
    ("Χρήση", "khrese"),
    ("مرحبا بالعالم", "mrhb-bl-lm"),
    ("שלום עולם", "shlvm-vlm"),
    ("हिन्दी शीर्षक", "hindii-shiirssk"),
    ("สวัสดี", "swasdii"),
    ("ქართული", "k-art-uli"),
    ("Հայերեն", "hayeren"),
    ("Résumé – 要約", "resume-yao-yue"),
]


@pytest.mark.parametrize(("heading", "slug"), SOUNDS)
def test_letters_of_any_script_have_their_sounds(heading: str, slug: str) -> None:
    assert slug in anchors_of(f"# Title\n\n## {heading}\n")
    assert not [dead for dead in ("nope", "a", "x") if may_be_transliterated(heading, dead)]


def test_few_slugs_sound_like_another_heading() -> None:
    others = [(heading, slug) for heading, own in SOUNDS for _, slug in SOUNDS if slug != own]
    assert sum(may_be_transliterated(*pair) for pair in others) < len(others) / 8


def test_a_heading_of_another_script_does_not_make_every_anchor_right(library: Open) -> None:
    page = "# 标题\n\n[a](#nope) [b](#zhong-wen-biao-ti) [c](#中文-标题)\n\n## 中文 标题\n"
    assert messages(library({"one.md": page})) == ["no section #nope in this article"]


def test_a_very_long_heading_is_looked_at_once() -> None:
    assert not may_be_transliterated("щ中" * 50_000, "nope-" * 50_000)


@pytest.mark.parametrize("make", MAKERS, ids=lambda make: make.__name__)
def test_no_heading_is_too_odd_for_a_maker(make: Callable[[str], str]) -> None:
    for text in ("", " ", "---", "🦀", "\t", "a", "漢字", "İ", "ﬁ", "x" * 1000, "'s", "&amp;"):
        assert isinstance(make(text), str)


def test_places_that_tokens_do_not_tell_are_found() -> None:
    body = "> - a *b* [c](d.md)\n>   e [f](g.md)\n\n| h | [i](j.md) |\n|---|---|\n| `k` | l <b>m</b> |\n"
    reading = MarkdownSpans(body)
    assert [reading.link_at(at) for at, sign in enumerate(body) if sign == "["] == ["d.md", "g.md", "j.md"]
    assert [at for at in range(len(body)) if reading.is_html(at)] == [body.index("<b>"), body.index("</b>")]
    assert reading.is_code(body.index("k`"))
    assert not reading.is_code(body.index("h "))


def test_what_a_site_may_have_from_elsewhere_and_parts_of_pages_are_left_alone(library: Open) -> None:
    files = {
        "tea.md": "# Tea\n\n[key](/certs/tea.txt) [gone](gone.md)\n",
        "_part.qmd": "[x](gone.qmd) [y](#gone)\n",
    }
    told = messages(library(files | {"_quarto.yml": "", "hugo/hugo.toml": "", "hugo/a.md": files["tea.md"]}))
    assert sorted(told) == ["no article at /certs/tea.txt", *["no article at gone.md"] * 2]
