"""The page: self-contained, accessible, and the same each time."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kratomcli.export import ExportOptions, write
from kratomcli.export.html import page
from support.articles import article, articles, markdown

if TYPE_CHECKING:
    from kratomcli.model.article import Article

CSS = Path(page.__file__).with_name("page.css").read_text(encoding="utf-8")
VOID = {"br", "col", "hr", "img", "meta", "wbr"}


def page(*given: Article, **options: object) -> str:
    stream = io.StringIO()
    assert write(iter(given), "html", stream, options=ExportOptions(**options)) == len(given)
    return stream.getvalue()


class Outline(HTMLParser):
    """What a reader that hears the page has to go by."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open
        assert len(set(self.ids)) == len(self.ids)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        values = dict(attrs)
        assert not any(name.startswith("on") for name in values)
        if "id" in values:
            self.ids.append(values["id"] or "")
        if "href" in values:
            self.links.append(values["href"] or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    @property
    def headings(self) -> str:
        return "".join(tag[1] for tag in self.tags if re.fullmatch(r"h\d", tag))


def test_one_article_is_the_page_itself() -> None:
    one = article(
        "# One & all\n\nText, with much to say.\n\n## More\n\nEnd.",
        title="One & all",
        date="2021-10-05",
        updated="2022-01",
        tags=("a<b", "c"),
        summary="In short.",
        authors=("Ann", "Bob"),
        draft=True,
        source="https://www.example.org/x?a=1&b=2",
        lang="pt-br",
        words=1234,
    )
    html = page(one)
    before, after = html.split("<style>")[0], html.split("</style>")[1]
    assert before.startswith('<!doctype html>\n<html lang="pt-br">\n<head>\n<meta charset="utf-8">\n')
    assert "<title>One &amp; all</title>" in before
    assert after == (
        "\n</head>\n<body>\n<main>\n"
        '<article dir="auto">\n<header>\n<h1>One &amp; all</h1>\n'
        '<p class="summary">In short.</p>\n'
        '<p class="about"><span class="draft">Draft</span><span class="authors">Ann, Bob</span>'
        '<span><time datetime="2021-10-05">2021-10-05</time></span>'
        '<span>updated <time datetime="2022-01">2022-01</time></span><span>1,234 words</span>'
        '<span><a href="https://www.example.org/x?a=1&amp;b=2" rel="noopener nofollow">example.org</a></span>'
        "</p>\n"
        '<ul class="tags" aria-label="Tags"><li>a&lt;b</li><li>c</li></ul>\n'
        "</header>\n"
        '<div class="body">\n<p>Text, with much to say.</p>\n<h2>More</h2>\n<p>End.</p>\n</div>\n'
        "</article>\n</main>\n</body>\n</html>\n"
    )


def test_several_articles_have_contents_before_them() -> None:
    two = markdown(
        "---\ntitle: Two\ndate: 2021-03\nlang: de\n---\n## S\n\nT[^1]\n\n### S2\n\n[^1]: N.", "x/Zwei!"
    )
    html = page(
        markdown("# One\n\n## S\n\n[to](#s)", "one"), two, markdown("Hi.", "contents"), title="All <of> it"
    )
    seen = Outline(html)
    assert "<h1>All &lt;of&gt; it</h1>" in html
    assert '<p class="count">3 articles</p>' in html
    assert '<li><a href="#x-zwei" lang="de">Two</a><time datetime="2021-03">March 2021</time></li>' in html
    assert '<article id="x-zwei" lang="de" dir="auto">' in html
    assert [i for i in seen.ids if ":" not in i] == ["contents", "one", "x-zwei", "contents-2"]
    assert {link[1:] for link in seen.links if link[0] == "#"} <= set(seen.ids)
    assert seen.headings == "12" + "23" + "234" + "2"
    assert seen.tags.count("main") == seen.tags.count("nav") == 1


def test_no_articles_are_a_page_all_the_same() -> None:
    html = page(title="None")
    assert '<h1>None</h1>\n<p class="count">No articles</p>' in html
    assert "nav" not in Outline(html).tags


@given(st.lists(articles() | articles("text"), max_size=3))
def test_any_articles_make_a_well_formed_page(given: list[Article]) -> None:
    html = page(*given)
    Outline(html)
    html.encode()
    assert page(*given) == html


def test_the_page_loads_nothing_and_lets_nothing_run() -> None:
    html = page(article("<script>x</script><style>y</style>![a](b.png)"))
    assert not re.search(r"<(script|link|iframe|object|embed|base)\b", html)
    assert html.count("<style>") == 1
    assert not re.search(r"url\(|@import|expression", CSS)
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'; img-src data: http: https:;" in html


@pytest.mark.parametrize(
    ("date", "shown"),
    [
        ("2021", '<time datetime="2021">2021</time>'),
        ("2021-03", '<time datetime="2021-03">March 2021</time>'),
        ("2021-03-05", '<time datetime="2021-03-05">5 March 2021</time>'),
        ("2021-12-31T10:00:00-05:00", '<time datetime="2021-12-31T10:00:00-05:00">31 December 2021</time>'),
        ("2021-13", '<time datetime="2021-13">2021-13</time>'),
        ("<soon>", "&lt;soon&gt;"),
    ],
)
def test_dates_are_written_for_people_and_for_machines(date: str, shown: str) -> None:
    assert f"<span>{shown}</span>" in page(article(date=date))


@pytest.mark.parametrize(
    "source", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "http://[", "a book"]
)
def test_a_source_that_is_no_web_address_is_no_link(source: str) -> None:
    html = page(article(source=source))
    assert "<a " not in html
    assert f"<span>{source}</span>" in html


def test_a_summary_is_shown_where_it_tells_more_than_the_body() -> None:
    assert 'class="summary"' not in page(article("First *words*. More.", summary="First words."))
    assert 'class="summary"' not in page(article("B", summary="S", derived={"summary": "first sentence"}))
    assert 'class="summary"' in page(article("B", summary="S", derived={"summary": "front matter: excerpt"}))


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_text_colour_can_be_read_on_every_ground() -> None:
    schemes = re.findall(r":root \{([^}]*--paper[^}]*)\}", CSS)
    assert len(schemes) == 3  # light, dark, print
    for scheme in schemes:
        colours = dict(re.findall(r"--(\w+): (#\w+)", scheme))
        for ground in ("paper", "raised"):
            for ink in ("ink", "soft", "link", "mark", "good", "key", "bad"):
                light, dark = sorted((luminance(colours[ground]), luminance(colours[ink])), reverse=True)
                assert (light + 0.05) / (dark + 0.05) >= 4.5, (ground, ink, scheme)
    assert set(re.findall(r"(?:(?<!-)color|--tone): (\S+?);", CSS)) <= {
        f"var(--{name})" for name in ("ink", "soft", "link", "mark", "good", "key", "bad", "tone")
    }


def test_words_in_elements_that_are_named_as_those_of_drawings_stay() -> None:
    from kratomcli.export.html.sanitise import clean

    kept = clean(
        '<p>Give it a <path> and <card title="a > b">the rest</card> of <text>it</text>.</p><p>End</p>'
    )
    assert " ".join(kept.split()) == "<p>Give it a and the rest of it.</p><p>End</p>"
    assert clean("<p>a<svg><text>gone</text></svg><scr<card>ipt>x</script>b</p>") == "<p>ab</p>"


def test_a_tag_in_an_attribute_is_text_whatever_version_of_nh3_wrote_it() -> None:
    from kratomcli.export.html.sanitise import IMAGES, clean

    html = clean("<p title='<img src=1>'>a</p><img src='b.png' alt='1 < 2 \"x\"'>")
    assert html.count(IMAGES) == 1
    assert html.startswith('<p title="&lt;img src=1&gt;">a</p><img ')
