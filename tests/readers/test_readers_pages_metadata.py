"""What a page tells of its text, in the many ways in which pages do."""

from __future__ import annotations

import json

import pytest

from kratomcli.readers.conversion import Converted
from kratomcli.readers.formats.html import read

TEXT = (
    "<p>Water that has just boiled is too hot for green leaves, which turn bitter above eighty degrees.</p>"
)


def page(head: str = "", body: str = "", *, root: str = "") -> Converted:
    return read(f"<!doctype html><html {root}><head>{head}</head><body>{body}{TEXT}".encode(), "a.html")


def data(**values: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "BlogPosting", **values})}</script>'


TITLES = {
    "the site behind a dash": ("<title>Green tea - Leaves</title><meta property=og:site_name content=Leaves>", "", "Green tea"),
    "the site before a bar": ("<title>Leaves | Green tea</title><meta property=og:site_name content=Leaves>", "", "Green tea"),
    "a title with a dash itself": ("<title>Tea – a history</title>", "", "Tea – a history"),
    "a dash in the title and one before the site": ("<title>Tea – a history – Leaves</title><meta property=og:site_name content=Leaves>", "", "Tea – a history"),
    "a colon in the title": ("<title>Tea: a history | Leaves</title>" + data(publisher={"name": "Leaves"}), "", "Tea: a history"),
    "the site known by its address": ("<title>Green tea · leaves.example</title><link rel=canonical href=https://www.leaves.example/a>", "", "Green tea"),
    "the site's heading above the page's": ("<title>Green tea | Leaves and Cups</title>", "<h1>Leaves and Cups</h1><h1>Green tea</h1>", "Green tea"),
    "a heading that the title begins with": ("<title>Green tea – Brewing – Some Paper</title>", "<h1>Green tea</h1>", "Green tea"),
    "what is told beats the element": ("<title>Some Paper</title><meta property=og:title content='Green tea'>", "", "Green tea"),
    "a headline in data": ("<title>x</title>" + data(headline="Green &amp; white tea"), "", "Green & white tea"),
    "the heading alone": ("", "<h1>Green <em>tea</em></h1>", "Green tea"),
    "the heading as it is written": ("<title>green tea</title><meta property=og:title content='GREEN TEA'>", "<h1>Green tea</h1>", "Green tea"),
    "a title that is the site's name": ("<title>Leaves</title><meta property=og:site_name content=Leaves>", "", "Leaves"),
    "a paper's": ("<title>x</title><meta name=citation_title content='On green tea'>", "", "On green tea"),
}  # fmt: skip


@pytest.mark.parametrize("kind", TITLES)
def test_the_title_is_without_the_sites_name_and_never_cut_itself(kind: str) -> None:
    head, body, title = TITLES[kind]
    assert page(head, body).values["title"] == title


AUTHORS = {
    "a person": ("<meta name=author content='Jane Doe'>", "", ["Jane Doe"]),
    "a family name first is one": ("<meta name=author content='Doe, Jane'>", "", ["Doe, Jane"]),
    "two with commas": ("<meta name=author content='Jane Doe, Ann Roe'>", "", ["Jane Doe", "Ann Roe"]),
    "three with and": ("<meta name=author content='Jane Doe, Ann Roe and Tom van Poe'>", "", ["Jane Doe", "Ann Roe", "Tom van Poe"]),
    "a company": ("<meta name=author content='Bank of Tea'>", "", ["Bank of Tea"]),
    "a company with and": (data(author={"@type": "Organization", "name": "Leaves of Tea and Cups of Clay"}), "", ["Leaves of Tea and Cups of Clay"]),
    "papers have one each": ("<meta name=citation_author content='Doe, Jane'><meta name=citation_author content='Roe, Ann'>", "", ["Doe, Jane", "Roe, Ann"]),
    "data": (data(author=[{"@type": "Person", "name": "Jane Doe"}, {"@type": "Person", "name": "Ann Roe"}]), "", ["Jane Doe", "Ann Roe"]),
    "data by reference": (
        '<script type="application/ld+json">{"@graph": [{"@type": "Article", "author": {"@id": "#j"}}, {"@type": "Person", "@id": "#j", "name": "Jane Doe"}]}</script>',
        "", ["Jane Doe"],
    ),
    "an address is no name": ("<meta property=article:author content=https://network.example/jane><meta name=byl content='By Jane Doe'>", "", ["Jane Doe"]),
    "a line of the page": ("", "<div class=byline>By <a href=/jane rel=author>Jane Doe</a></div>", ["Jane Doe"]),
    "a line in German": ("", "<span class=author>Von Jane Doe</span>", ["Jane Doe"]),
    "Dublin Core": ("<meta name=DC.creator content='Doe, Jane'>", "", ["Doe, Jane"]),
    "nobody": ("", "", None),
}  # fmt: skip


@pytest.mark.parametrize("kind", AUTHORS)
def test_authors(kind: str) -> None:
    head, body, authors = AUTHORS[kind]
    assert page(head, body).values.get("authors") == authors


DATES = {
    "data": (data(datePublished="2021-03-05T08:00:00+01:00"), "", "2021-03-05T08:00:00+01:00"),
    "a property": ("<meta property=article:published_time content=2021-03-05T08:00:00Z>", "", "2021-03-05T08:00:00Z"),
    "an element": ("", "<time datetime=2021-03-05>Friday</time>", "2021-03-05"),
    "an element read by people": ("", "<time>5 March 2021</time>", "5 March 2021"),
    "a paper's, of a month": ("<meta name=citation_publication_date content=2021/03>", "", "2021/03"),
    "Dublin Core, of a year": ("<meta name=DC.date content=2021>", "", "2021"),
    "what is no date is passed over": ("<meta name=date content=soon>" + data(datePublished=""), "<time datetime=2021-03-05>x</time>", "2021-03-05"),
    "a line": ("", "<p class=post-meta>Jane Doe | 5 March 2021</p>", "5 March 2021"),
    "a line in German": ("", "<div class=artikel-datum>Veröffentlicht am 5. März 2021 um 8 Uhr</div>", "5. März 2021"),
    "a line with numbers": ("", "<span class=PostDate>Stand: 05.03.2021, 08:00</span>", "05.03.2021"),
    "the page's address": ("<link rel=canonical href=https://tea.example/2021/03/05/pots>", "", "2021-03-05"),
    "an address with a number": ("<link rel=canonical href=https://tea.example/2021/77/05/pots>", "", None),
    "none": ("", "", None),
}  # fmt: skip


@pytest.mark.parametrize("kind", DATES)
def test_dates_keep_their_zone_and_are_as_precise_as_they_are_told(kind: str) -> None:
    head, body, date = DATES[kind]
    assert page(head, body).values.get("date") == date


def test_the_day_of_a_change_is_told_if_it_is_another() -> None:
    day = "<meta property=article:published_time content=2021-03-05>"
    assert (
        page(day + "<meta property=article:modified_time content=2022-01-01>").values["updated"]
        == "2022-01-01"
    )
    assert "updated" not in page(day + "<meta property=article:modified_time content=2021-03-05>").values


@pytest.mark.parametrize(
    ("head", "body", "tags"),
    [
        ("<meta property=article:tag content=tea><meta property=article:tag content='hot, water'>", "", ["tea", "hot, water"]),
        ("<meta name=keywords content='tea, &quot;, –, , |, C++, 🍵, 茶'>", "", ["tea", "C++", "🍵", "茶"]),
        ("<meta name=keywords content='tea, hot water; cups, tea'>", "", ["tea", "hot water", "cups"]),
        (data(keywords=["tea", "cups"]), "", ["tea", "cups"]),
        (data(keywords="tea,cups"), "", ["tea", "cups"]),
        ("", "<a rel=tag href=/t>#tea</a> <a rel='tag nofollow' href=/c>cups</a>", ["tea", "cups"]),
    ],
)  # fmt: skip
def test_tags(head: str, body: str, tags: list[str]) -> None:
    assert page(head, body).values["tags"] == tags


def test_language_summary_and_site() -> None:
    head = "<meta property=og:description content='All of &amp;amp; it'><meta property=og:site_name content=Leaves>"
    values = page(head, root="lang=pt-BR").values
    assert (values["lang"], values["summary"], values["site"]) == ("pt-BR", "All of & it", "Leaves")
    assert page("<meta http-equiv=content-language content=de>").values["lang"] == "de"
    assert "lang" not in page(root="lang='?'").values


ORIGINS = {
    "SingleFile": (
        "<!--\n Page saved with SingleFile \n url: https://leaves.example/a?b=1 \n saved date: Fri Mar 05 2021 08:00:00 GMT+0100 (Central European Standard Time)\n-->",
        "", "https://leaves.example/a?b=1", "2021-03-05T08:00:00+01:00",
    ),
    "a browser": ("<!-- saved from url=(0027)https://leaves.example/a.htm -->", "", "https://leaves.example/a.htm", None),
    "its own word": ("", "<link rel=canonical href=https://leaves.example/a>", "https://leaves.example/a", None),
    "its own word, which is shorter": ("<!-- saved from url=(0027)https://leaves.example/a?x=1 -->", "<link rel=canonical href=/a>", "https://leaves.example/a", None),
    "a site that calls each page its first": ("<!-- saved from url=(0027)https://leaves.example/a -->", "<link rel=canonical href=https://leaves.example/>", "https://leaves.example/a", None),
    "a file of somebody's": ("<!-- saved from url=(0014)about:internet -->", "", None, None),
    "a network's": ("", "<meta property=og:url content=https://leaves.example/a>", "https://leaves.example/a", None),
}  # fmt: skip


@pytest.mark.parametrize("kind", ORIGINS)
def test_where_a_page_was(kind: str) -> None:
    remark, head, source, saved = ORIGINS[kind]
    found = read(f"<!DOCTYPE html> {remark}<html><head>{head}</head><body>{TEXT}".encode(), "a.html")
    assert (found.values.get("source"), found.values.get("saved")) == (source, saved)


def test_a_page_of_the_wayback_machine_is_as_it_was() -> None:
    archive = "https://web.archive.org/web/20210305080910"
    found = read(
        f"""<!DOCTYPE html><html><head><script src="https://web-static.archive.org/_static/js/wombat.js"></script>
        <link rel=canonical href="{archive}/https://leaves.example/a"></head><body>
        <!-- BEGIN WAYBACK TOOLBAR INSERT --><div id=wm-ipp-base>12 captures of this page</div><!-- END WAYBACK TOOLBAR INSERT -->
        <article>{TEXT}<p>More words on <a href="/web/20210305080910/https://leaves.example/b">cups</a>, with a picture
        <img alt=cup src="{archive}im_/https://leaves.example/cup.png"></p></article></body></html>
        <!-- FILE ARCHIVED ON 08:09:10 Mar 05, 2021 AND RETRIEVED FROM THE INTERNET ARCHIVE ON 01:00:00 Jan 01, 2024. -->""".encode(),
        "a.html",
    )
    assert found.values["source"] == "https://leaves.example/a"
    assert found.values["saved"] == "2021-03-05T08:09:10Z"
    assert "[cups](https://leaves.example/b)" in found.body
    assert "![cup](https://leaves.example/cup.png)" in found.body
    assert "captures" not in found.body


def test_an_article_about_the_archive_keeps_its_links() -> None:
    link = "https://web.archive.org/web/20210305080910/https://leaves.example/b"
    assert f"[b]({link})" in page(body=f"<p>See <a href={link}>b</a> as it was.</p>").body


def test_pictures_within_a_page_are_not_carried_along() -> None:
    picture = "data:image/png;base64," + "iVBORw0KGgo" * 50_000
    found = page(
        body=f"<style>b {{ background: url({picture}) }}</style><p><img alt='A cup' src='{picture}'></p>"
    )
    assert len(found.body) < 300
    assert "A cup" in found.body
