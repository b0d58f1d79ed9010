"""Feeds as files: what each dialect says arrives as it was said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from import_making import bring, fields, files

from kratomcli.importers.formats.feeds import items
from kratomcli.importers.items import Item
from kratomcli.importers.sources.source import open_source

RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Tea &amp; more</title><link>https://tea.example/</link>
<item><title>Oolong &amp; others: 1 &lt; 2</title><link>https://tea.example/1</link><guid isPermaLink="false">tag:1</guid>
  <description>In short</description>
  <content:encoded><![CDATA[<p>Long, with <a href="/pot">a pot</a> and 1 &lt; 2.</p>]]></content:encoded>
  <pubDate>Tue, 05 Mar 2024 10:00:00 +0200</pubDate><dc:creator>Ann</dc:creator><dc:creator>Bob</dc:creator>
  <category>green</category><category>black tea</category>
  <enclosure url="https://tea.example/a.mp3" length="3" type="audio/mpeg"/></item>
<item><title>It&amp;#8217;s tea</title><guid>https://tea.example/2</guid><description>&lt;p&gt;All of it.&lt;/p&gt;</description>
  <author>ann@tea.example (Ann Bee)</author><pubDate>Tue, 05 Mar 2024 10:00:00 EST</pubDate></item>
</channel></rss>"""

ATOM = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://tea.example/blog/"><title>Tea</title>
<author><name>Ann</name></author>
<entry><title>The &lt;main&gt; tag</title><id>urn:1</id>
  <link rel="alternate" href="1.html"/><link rel="alternate" type="application/json" href="1.json"/>
  <published>2024-01-01T05:00:00-05:00</published><updated>2024-02-01T05:00:00-05:00</updated>
  <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Of <em>tea</em></p></div></content>
  <category term="c1" label="Green tea"/></entry>
<entry><title type="html">A &amp;amp; &lt;i&gt;B&lt;/i&gt;</title><id>urn:2</id><updated>2024-02-01T05:00:00Z</updated>
  <content type="text">1 &lt; 2 plain *words*</content></entry>
</feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://tea.example/"><title>Tea</title></channel>
<item rdf:about="https://tea.example/1"><title>Pots</title><link>https://tea.example/1</link>
<description>Of clay</description><dc:date>2024-03-05</dc:date><dc:subject>clay</dc:subject></item></rdf:RDF>"""

JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Tea",
    "language": "en",
    "authors": [{"name": "Ann"}],
    "items": [
        {"id": "1", "url": "https://tea.example/1", "title": "Pots", "content_html": "<p>Of <b>clay</b></p>",
         "date_published": "2024-03-05T10:00:00+02:00", "tags": ["clay"], "summary": "Short"},
        {"id": 2, "content_text": "No *title*\n\nhere", "author": {"name": "Bob"}},
    ],
}  # fmt: skip


def read(path: Path, text: str) -> list[Item]:
    path.write_text(text, encoding="utf-8")
    failed: list[str] = []
    with open_source(str(path)) as source:
        found = list(items(source, lambda name, reason: failed.append(name + reason)))
    assert not failed
    return found


def test_rss(tmp_path: Path) -> None:
    one, two = read(tmp_path / "feed.xml", RSS)
    assert (one.key, one.body) == ("tag:1", "Long, with [a pot](https://tea.example/pot) and 1 < 2.")
    assert one.values == {
        "title": "Oolong & others: 1 < 2",
        "date": "Tue, 05 Mar 2024 10:00:00 +0200",
        "updated": "",
        "authors": ["Ann", "Bob"],
        "tags": ["green", "black tea"],
        "source": "https://tea.example/1",
        "summary": "In short",
        "feed": "Tea & more",
        "enclosures": ["https://tea.example/a.mp3"],
    }
    assert (two.key, two.body, two.values["title"]) == ("https://tea.example/2", "All of it.", "It’s tea")
    assert (two.values["authors"], two.values["source"]) == (["Ann Bee"], "https://tea.example/2")


def test_atom(tmp_path: Path) -> None:
    one, two = read(tmp_path / "feed.atom", ATOM)
    assert (one.key, one.body, one.values["title"]) == ("urn:1", "Of *tea*", "The <main> tag")
    assert (one.values["source"], one.values["tags"]) == ("https://tea.example/blog/1.html", ["Green tea"])
    assert (one.values["date"], one.values["updated"]) == (
        "2024-01-01T05:00:00-05:00",
        "2024-02-01T05:00:00-05:00",
    )
    assert (two.body, two.values["title"], two.values["source"]) == (r"1 < 2 plain \*words\*", "A & B", "")
    assert two.values["authors"] == ["Ann"]


def test_rdf(tmp_path: Path) -> None:
    (one,) = read(tmp_path / "feed.rdf", RDF)
    assert (one.key, one.body) == ("https://tea.example/1", "Of clay")
    assert (one.values["date"], one.values["tags"]) == ("2024-03-05", ["clay"])


def test_json_feed(tmp_path: Path) -> None:
    one, two = read(tmp_path / "feed.json", json.dumps(JSON))
    assert (one.key, one.body, one.values["lang"]) == ("1", "Of **clay**", "en")
    assert (one.values["authors"], one.values["tags"], one.values["summary"]) == (["Ann"], ["clay"], "Short")
    assert (two.key, two.body, two.values["authors"]) == ("2", "No \\*title\\*\n\nhere", ["Bob"])


@pytest.mark.parametrize(
    ("name", "text", "dates"),
    [
        ("feed.xml", RSS, ["2024-03-05T10:00:00+02:00", "2024-03-05T10:00:00-05:00"]),
        ("feed.atom", ATOM, ["2024-01-01T05:00:00-05:00", "2024-02-01T05:00:00+00:00"]),
        ("feed.rdf", RDF, ["2024-03-05"]),
        ("feed.json", json.dumps(JSON), ["", "2024-03-05T10:00:00+02:00"]),
    ],
)
def test_they_arrive_with_their_zones_and_once(
    tmp_path: Path, name: str, text: str, dates: list[str]
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    report = bring(tmp_path / name, tmp_path / "new")
    assert {one.importer for one in report.results} == {"feed"}
    assert sorted(date for (date,) in fields(tmp_path / "new", "date")) == dates
    again = bring(tmp_path / name, tmp_path / "new")
    assert (again.results, again.known) == ((), len(dates))
    assert len(files(tmp_path / "new")) == len(dates)


def test_what_is_no_feed_is_a_failure_with_its_reason(tmp_path: Path) -> None:
    for name, text in (
        ("a.xml", "<rss><channel><item"),
        ("a.json", '{"version": "https://jsonfeed.org/version/1", '),
    ):
        (tmp_path / name).write_text(text)
        (failed,) = bring(tmp_path / name, tmp_path / "new", importer="feed").results
        assert failed.status == "failed"
        assert failed.reason


def test_a_file_is_never_fetched_or_opened_by_its_content(tmp_path: Path) -> None:
    (tmp_path / "secret.xml").write_text(RSS)
    (tmp_path / "a.xml").write_text(str(tmp_path / "secret.xml"))
    (failed,) = bring(tmp_path / "a.xml", tmp_path / "new", importer="feed").results
    assert failed.status == "failed"
