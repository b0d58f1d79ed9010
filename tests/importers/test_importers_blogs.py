"""Blogger, DEV, Hashnode, Write.as, Bear Blog, Movable Type, LiveJournal; and who recognises what."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from import_making import bring, fields

from kratomcli.importers.items import Item
from kratomcli.importers.sources.source import open_source
from kratomcli.importers.table import IMPORTERS

BLOGGER_CLASSIC = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns='http://www.w3.org/2005/Atom' xmlns:app='http://purl.org/atom/app#'><id>tag:blogger.com,1999:blog-1.archive</id>
<entry><id>tag:blogger.com,1999:blog-1.layout</id><category scheme='http://schemas.google.com/g/2005#kind'
 term='http://schemas.google.com/blogger/2008/kind#template'/><title>Template</title><content>x</content></entry>
<entry><id>tag:blogger.com,1999:blog-1.post-11</id><published>2012-05-01T10:00:00.000+02:00</published>
<updated>2012-05-02T10:00:00.000+02:00</updated><category scheme='http://schemas.google.com/g/2005#kind'
 term='http://schemas.google.com/blogger/2008/kind#post'/><category scheme='http://www.blogger.com/atom/ns#' term='Green tea'/>
<title type='text'>All about tea &amp;amp; cake</title><content type='html'>&lt;p&gt;Words &lt;b&gt;here&lt;/b&gt;.&lt;/p&gt;</content>
<link rel='self' href='https://www.blogger.com/feeds/1'/><link rel='alternate' type='text/html'
 href='http://teas.blogspot.com/2012/05/all-about.html'/><author><name>Ann</name></author></entry>
<entry><id>tag:blogger.com,1999:blog-1.post-12</id><published>2012-05-03T10:00:00.000+02:00</published><category
 scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#post'/><app:control
 xmlns:app='http://purl.org/atom/app#'><app:draft>yes</app:draft></app:control><title>Next</title><content>Soon</content></entry>
<entry><id>tag:blogger.com,1999:blog-1.post-13</id><category scheme='http://schemas.google.com/g/2005#kind'
 term='http://schemas.google.com/blogger/2008/kind#comment'/><title>No post</title><content>Hi</content></entry></feed>"""

BLOGGER_TAKEOUT = """<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns='http://www.w3.org/2005/Atom' xmlns:blogger='http://schemas.google.com/blogger/2018'>
<id>tag:blogger.com,1999:blog-1</id><title>Teas</title>
<entry><id>tag:blogger.com,1999:blog-1.post-21</id><blogger:type>POST</blogger:type><blogger:status>LIVE</blogger:status>
<author><name>Ann</name></author><title>Tea</title><content type='html'>&lt;p&gt;Words.&lt;/p&gt;</content>
<blogger:metaDescription>In short</blogger:metaDescription><published>2026-06-18T01:45:55.218Z</published>
<updated>2026-06-18T01:45:55.218Z</updated><category scheme='tag:blogger.com,1999:blog-1' term='Green'/>
<blogger:filename>/2026/06/tea.html</blogger:filename><link/><blogger:trashed/></entry>
<entry><id>tag:blogger.com,1999:blog-1.page-22</id><blogger:type>PAGE</blogger:type><blogger:status>DRAFT</blogger:status>
<title>About</title><content type='html'>Us</content><blogger:filename>/p/about.html</blogger:filename></entry>
<entry><id>tag:blogger.com,1999:blog-1.post-23</id><blogger:type>POST</blogger:type><blogger:status>LIVE</blogger:status>
<title>Gone</title><content>x</content><blogger:trashed>2026-01-01T00:00:00Z</blogger:trashed></entry>
<entry><id>tag:blogger.com,1999:blog-1.post-24</id><blogger:type>COMMENT</blogger:type><content>Hi</content></entry></feed>"""

DEV_TO = [
    {
        **{
            "body_markdown": "---\ntitle: Tea\npublished: true\n---\n\nSome *words*.\n",
            "cached_tag_list": "tea, cake",
        },
        **{
            "cached_user_name": "Ann",
            "published_at": "2024-05-01T10:00:00.000Z",
            "slug": "tea-1a2b",
            "title": "Tea",
        },
        **{"path": "/ann/tea-1a2b", "published": True, "description": "In short", "canonical_url": None},
        **{"main_image": "https://m.example/1.jpg", "created_at": "2024-04-01T10:00:00.000Z"},
    },
    {
        **{
            "body_markdown": "Soon",
            "cached_tag_list": "",
            "published_at": None,
            "slug": "next-temp",
            "title": "Next",
        },
        **{"published": False, "created_at": "2024-05-02T10:00:00.000Z", "path": "/ann/next-temp"},
    },
]

HASHNODE = {
    "posts": [
        {
            **{
                "_id": "65a",
                "cuid": "clr1",
                "slug": "tea",
                "title": "Tea",
                "dateAdded": "2024-01-15T10:00:00.000Z",
            },
            **{
                "updatedAt": "2024-01-16T10:00:00.000Z",
                "contentMarkdown": "Some *words*.",
                "content": "<p>x</p>",
            },
            **{
                "brief": "In short",
                "coverImage": "https://m.example/1.jpg",
                "tags": [{"name": "Tea"}, "56744721958ef13879b94ae7"],
            },
            **{"isActive": True, "author": "65b"},
        },
        {
            "_id": "65c",
            "cuid": "clr2",
            "slug": "next",
            "title": "Next",
            "content": "<p>Only <b>HTML</b></p>",
            "isActive": False,
        },
    ]
}

WRITE_AS = {
    "username": "ann",
    "collections": [
        {
            **{"alias": "teas", "title": "Teas", "url": "https://write.as/teas/"},
            "posts": [
                {
                    **{
                        "id": "abc",
                        "slug": "tea",
                        "title": "Tea",
                        "created": "2024-05-01T10:00:00Z",
                        "language": "en",
                    },
                    **{"updated": "2024-05-02T10:00:00Z", "body": "Some *words* #tea", "tags": ["tea"]},
                }
            ],
        }
    ],
    "posts": [{"id": "def", "slug": None, "title": "", "created": "2024-05-03T10:00:00Z", "body": "Soon"}],
}


def table(*rows: dict[str, str]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


WRITE_AS_TABLE = table(
    {
        **{"id": "abc", "slug": "tea", "blog": "teas", "url": "https://write.as/teas/tea"},
        **{"created": "2024-05-01T10:00:00Z", "title": "Tea", "body": "One\\n\\nTwo"},
    }
)
BEAR_BLOG = table(
    {
        **{
            "uid": "u1",
            "title": "Tea",
            "slug": "tea",
            "published date": "2024-05-01 10:00:00+00:00",
            "all tags": "['tea', 'cake']",
        },
        **{
            "publish": "True",
            "is page": "False",
            "content": "Some *words*.",
            "meta description": "In short",
            "lang": "en",
        },
    },
    {
        **{"uid": "u2", "title": "About", "slug": "about", "published date": "", "all tags": "[]"},
        **{"publish": "False", "is page": "True", "content": "Us", "meta description": "", "lang": ""},
    },
)
MOVABLE_TYPE = """AUTHOR: Ann
TITLE: All about tea
BASENAME: all-about
STATUS: Publish
ALLOW COMMENTS: 1
CONVERT BREAKS: 1
DATE: 04/22/2017 08:41:58 PM
PRIMARY CATEGORY: Green
CATEGORY: Green
CATEGORY: Black tea
TAGS: hand,"two words"
-----
BODY:
One *plain*

Two
-----
EXTENDED BODY:
<b>Three</b>
-----
EXCERPT:
In short
-----
KEYWORDS:

-----
COMMENT:
AUTHOR: Bo
DATE: 04/23/2017 09:00:00
Nice
-----


--------
TITLE: Next
STATUS: Draft
CONVERT BREAKS: markdown
DATE: 12/31/2017 12:05:00 AM
-----
BODY:
Some *words*
-----
--------
"""
LIVEJOURNAL = """<?xml version="1.0" encoding="UTF-8"?>
<livejournal><entry><itemid>7</itemid><eventtime>2005-01-15 14:30:00</eventtime><logtime>2005-01-15 19:30:00</logtime>
<subject>Tea</subject><event>One by &lt;lj user="bo"&gt;

Two &lt;lj-cut text="more"&gt;&lt;b&gt;three&lt;/b&gt;&lt;/lj-cut&gt;</event><security>friends</security>
<current_mood>happy</current_mood><taglist>tea, cake</taglist></entry></livejournal>"""

EXAMPLES: dict[str, dict[str, str]] = {
    "blogger": {"blog-05-01-2012.xml": BLOGGER_CLASSIC},
    "blogger takeout": {"feed.atom": BLOGGER_TAKEOUT},
    "dev-to": {"articles.json": json.dumps(DEV_TO), "comments.json": "[]"},
    "hashnode": {"export.json": json.dumps(HASHNODE)},
    "write-as": {"ann.json": json.dumps(WRITE_AS)},
    "write-as table": {"ann.csv": WRITE_AS_TABLE},
    "bear-blog": {"post_export.csv": BEAR_BLOG},
    "movable-type": {"export.txt": MOVABLE_TYPE},
    "livejournal": {"2005-01.xml": LIVEJOURNAL},
    "wordpress": {"teas.xml": '<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel></channel></rss>'},
    "ghost": {"teas.json": '{"db":[{"meta":{"exported_on":1},"data":{"posts":[]}}]}'},
    "medium": {
        "posts/2018_Tea-0123456789ab.html": '<article class="h-entry"><h1 class="p-name">Tea</h1><section class="e-content"></section></article>'
    },
    "substack": {
        "posts.csv": "post_id,post_date,is_published,type,title\n1.tea,,true,newsletter,Tea\n",
        "posts/1.tea.html": "x",
    },
    "tumblr": {"posts/html/1.html": '<body>x<div id="footer"></div></body>', "media/1.jpg": "x"},
    "tumblr table": {"posts/posts.xml": '<tumblr version="1.0"><posts></posts></tumblr>'},
    "tumblr answer": {
        "posts.json": '{"response": {"posts": [{"type": "text", "blog_name": "teas", "post_url": "https://teas.tumblr.com/1"}]}}'
    },
}


def written(path: Path, parts: dict[str, str]) -> Path:
    if len(parts) == 1 and "/" not in next(iter(parts)):
        path = path / next(iter(parts))
        path.write_text(parts[path.name], encoding="utf-8")
        return path
    with zipfile.ZipFile(path / "export.zip", "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path / "export.zip"


@pytest.mark.parametrize("example", EXAMPLES)
def test_exactly_one_importer_recognises_an_export(tmp_path: Path, example: str) -> None:
    with open_source(str(written(tmp_path, EXAMPLES[example]))) as source:
        knowing = [row.name for row in IMPORTERS if row.load().recognises(source)]
    first, *others = knowing
    assert first == example.partition(" ")[0]
    assert set(others) <= {"feed", "page"}, "only those of anything that is alike, which are asked last"


def imported(tmp_path: Path, example: str) -> list[Item]:
    failures: list[tuple[str, str]] = []
    row = next(row for row in IMPORTERS if row.name == example.partition(" ")[0])
    module = row.load()
    with open_source(str(written(tmp_path, EXAMPLES[example]))) as source:
        found = list(module.items(source, lambda name, reason: failures.append((name, reason))))
    assert not failures
    return found


@pytest.mark.parametrize(
    ("example", "count"),
    [
        *(("blogger", 2), ("blogger takeout", 2), ("dev-to", 2), ("hashnode", 2), ("write-as", 2)),
        *(("write-as table", 1), ("bear-blog", 2), ("movable-type", 2), ("livejournal", 1)),
    ],
)
def test_round_trips(tmp_path: Path, example: str, count: int) -> None:
    source = written(tmp_path, EXAMPLES[example])
    report = bring(source, tmp_path / "new")
    assert (report.number("written"), report.number("failed")) == (count, 0)
    expected = {str(one.values.get("title", "")) for one in imported(tmp_path, example)}
    titles = {str(title) for (title,) in fields(tmp_path / "new", "title")}
    assert expected - {""} <= titles
    again = bring(source, tmp_path / "new")
    assert (again.results, again.known) == ((), count)


def test_blogger(tmp_path: Path) -> None:
    first, draft = imported(tmp_path, "blogger")
    assert (first.key, first.name, first.body) == (
        "tag:blogger.com,1999:blog-1.post-11",
        "all-about",
        "Words **here**.",
    )
    assert first.values == {
        "title": "All about tea & cake",
        "date": "2012-05-01T10:00:00.000+02:00",
        "updated": "2012-05-02T10:00:00.000+02:00",
        "authors": ["Ann"],
        "tags": ["Green tea"],
        "source": "http://teas.blogspot.com/2012/05/all-about.html",
    }
    assert (draft.values["draft"], draft.body) == (True, "Soon")


def test_blogger_of_google_takeout(tmp_path: Path) -> None:
    post, page = imported(tmp_path, "blogger takeout")
    assert (post.name, post.body, post.values["summary"], post.values["tags"]) == (
        "tea",
        "Words.",
        "In short",
        ["Green"],
    )
    assert post.values["path"] == "/2026/06/tea.html"
    assert (page.folder, page.name, page.values["draft"], page.values["type"]) == (
        "pages",
        "about",
        True,
        "page",
    )


def test_dev_to(tmp_path: Path) -> None:
    post, draft = imported(tmp_path, "dev-to")
    assert (post.key, post.name, post.body) == ("tea-1a2b", "tea-1a2b", "Some *words*.\n")
    assert post.values == {
        "title": "Tea",
        "date": "2024-05-01T10:00:00.000Z",
        "authors": ["Ann"],
        "tags": ["tea", "cake"],
        "summary": "In short",
        "source": "https://dev.to/ann/tea-1a2b",
        "image": "https://m.example/1.jpg",
    }
    assert draft.values["draft"] is True
    assert "source" not in draft.values


def test_hashnode(tmp_path: Path) -> None:
    post, draft = imported(tmp_path, "hashnode")
    assert (post.key, post.name, post.body, post.values["tags"]) == ("clr1", "tea", "Some *words*.", ["Tea"])
    assert (draft.body, draft.values["draft"]) == ("Only **HTML**", True)


def test_write_as(tmp_path: Path) -> None:
    post, draft = imported(tmp_path, "write-as")
    assert (post.key, post.name, post.folder, post.body) == ("abc", "tea", "teas", "Some *words* #tea")
    assert post.values == {
        "title": "Tea",
        "date": "2024-05-01T10:00:00Z",
        "updated": "2024-05-02T10:00:00Z",
        "tags": ["tea"],
        "language": "en",
        "source": "https://write.as/teas/tea",
    }
    assert (draft.values["draft"], draft.name) == (True, "def")


def test_line_ends_in_a_table_of_write_as(tmp_path: Path) -> None:
    (post,) = imported(tmp_path, "write-as table")
    assert (post.body, post.folder) == ("One\n\nTwo", "teas")


def test_bear_blog(tmp_path: Path) -> None:
    post, page = imported(tmp_path, "bear-blog")
    assert (post.key, post.body, post.values["tags"], post.values["language"]) == (
        "u1",
        "Some *words*.",
        ["tea", "cake"],
        "en",
    )
    assert (page.folder, page.values) == ("pages", {"title": "About", "draft": True, "type": "page"})


def test_movable_type(tmp_path: Path) -> None:
    post, draft = imported(tmp_path, "movable-type")
    assert (post.key, post.name) == ("all-about", "all-about")
    assert post.body.replace("\\*", "*") == "One *plain*\n\nTwo\n\n**Three**"
    assert post.values == {
        "title": "All about tea",
        "date": "2017-04-22T20:41:58",
        "authors": ["Ann"],
        "tags": ["Green", "Black tea", "hand", "two words"],
        "categories": ["Green", "Black tea"],
        "summary": "In short",
    }
    assert (draft.body, draft.values) == (
        "Some *words*",
        {"title": "Next", "date": "2017-12-31T00:05:00", "draft": True},
    )


def test_livejournal(tmp_path: Path) -> None:
    (entry,) = imported(tmp_path, "livejournal")
    assert entry.body == "One by [bo](https://bo.livejournal.com/)\n\nTwo **three**"
    assert entry.values == {
        "title": "Tea",
        "date": "2005-01-15T14:30:00",
        "tags": ["tea", "cake"],
        "draft": True,
        "visibility": "friends",
        "mood": "happy",
    }
