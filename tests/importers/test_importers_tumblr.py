"""Tumblr's exports: pages, a table of posts, and answers of its API."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from import_making import bring, fields

from kratomcli.importers.blogs import tumblr
from kratomcli.importers.blogs.tumblr_posts import html_of_post, title_of_post
from kratomcli.importers.items import Item
from kratomcli.importers.sources.source import open_source
from kratomcli.readers.html.markdown import markdown_of


def page(
    content: str, *, time: str = "January 1st, 2020 12:05pm", tags: tuple[str, ...] = ("tea", "cake")
) -> str:
    names = "".join(f'<span class="tag">{tag}</span>' for tag in tags)
    return (
        '<!DOCTYPE HTML><html><head><link rel="stylesheet" href="../style.css"/></head><body>'
        f'{content}<div id="footer"><span id="timestamp"> {time} </span>{names}</div></body></html>'
    )


def imported(path: Path) -> list[Item]:
    failures: list[tuple[str, str]] = []
    with open_source(str(path)) as source:
        assert tumblr.recognises(source)
        found = list(tumblr.items(source, lambda name, reason: failures.append((name, reason))))
    assert not failures
    return found


PHOTO = b"not really a picture"


def archive(path: Path, *, nested: bool) -> Path:
    """An export, whose pages lie in a zip within the zip, as they come, or beside the media."""
    repeated = f"<blockquote>{page('<p>First words.</p>', time='March 1st, 2019 8:00am', tags=('old',))}</blockquote>"
    pages = {
        "html/11.html": page("<h1>A title</h1><p>Words.</p>"),
        "html/12.html": page('<img src="../../media/12.jpg"/><div class="caption"><p>A pot</p></div>'),
        "html/13.html": page(repeated + "<p>My words.</p>", time="December 12th, 2021 9:30pm", tags=("new",)),
    }
    with zipfile.ZipFile(path, "w") as outer:
        outer.writestr("media/12.jpg", PHOTO)
        outer.writestr("payload-0.json", '[{"data": {"email": "x@example.com"}}]')
        if nested:
            inner = io.BytesIO()
            with zipfile.ZipFile(inner, "w") as made:
                for name, text in pages.items():
                    made.writestr(name, text)
            outer.writestr("posts.zip", inner.getvalue())
        else:
            for name, text in pages.items():
                outer.writestr(f"posts/{name}", text)
    return path


@pytest.mark.parametrize("nested", [True, False])
def test_pages_with_their_media(tmp_path: Path, nested: bool) -> None:
    source = archive(tmp_path / "t.zip", nested=nested)
    report = bring(source, tmp_path / "new")
    assert (report.number("written"), report.number("failed")) == (3, 0)
    assert fields(tmp_path / "new", "id", "date", "tags", "imported") == [
        ("11", "2020-01-01T12:05:00", ("tea", "cake"), "tumblr"),
        ("12", "2020-01-01T12:05:00", ("tea", "cake"), "tumblr"),
        ("13", "2021-12-12T21:30:00", ("new",), "tumblr"),
    ]
    text = (tmp_path / "new" / "12.md").read_text()
    assert "![](media/12.jpg)\n\nA pot" in text
    assert (tmp_path / "new" / "media" / "12.jpg").read_bytes() == PHOTO
    again = bring(source, tmp_path / "new")
    assert (again.results, again.known) == ((), 3)


def test_the_last_footer_counts(tmp_path: Path) -> None:
    found = imported(archive(tmp_path / "t.zip", nested=False))
    assert [(one.values.get("title"), one.values["date"], one.values["tags"]) for one in found] == [
        ("A title", "2020-01-01T12:05:00", ["tea", "cake"]),
        (None, "2020-01-01T12:05:00", ["tea", "cake"]),
        (None, "2021-12-12T21:30:00", ["new"]),
    ]
    assert found[0].body == "Words."
    assert found[2].body == "> First words.\n\nMy words."


XML = """<?xml version="1.0" encoding="UTF-8"?>
<tumblr version="1.0"><tumblelog name="teas" timezone="US/Eastern"/><posts start="0" total="5">
<post id="21" url="https://teas.example/post/21" url-with-slug="https://teas.example/post/21/all-about" type="Regular"
 date-gmt="2021-05-06 07:25:29 GMT" date="Thu, 06 May 2021 03:25:29" unix-timestamp="1620285929" slug="all-about">
<tumblelog name="teas"/><regular-title>All &amp; more</regular-title>
<regular-body>&lt;p&gt;Words &lt;b&gt;here&lt;/b&gt;.&lt;/p&gt;</regular-body><tag>tea</tag><tag>two words</tag></post>
<post id="22" type="photo" date="January 1st, 2020 12:00pm" state="draft"><photo-caption><p>As <b>elements</b></p></photo-caption>
<photo-url max-width="1280">https://m.example/1280.jpg</photo-url><photo-url max-width="75">https://m.example/75.jpg</photo-url></post>
<post id="23" type="quote" unix-timestamp="1620285929" private="true"><quote-text>Said</quote-text><quote-source>&lt;a href="https://w.example"&gt;Who&lt;/a&gt;</quote-source></post>
<post id="24" type="conversation" unix-timestamp="1620285929"><conversation-title>Two</conversation-title><conversation>
<line name="Ann" label="Ann:">Tea?</line><line name="Bo" label="Bo:">Yes</line></conversation></post>
<post id="25" type="answer" unix-timestamp="1620285929"><question>Why?</question><answer>&lt;p&gt;So.&lt;/p&gt;</answer></post>
</posts></tumblr>"""


def test_a_table_of_posts(tmp_path: Path) -> None:
    (tmp_path / "t" / "posts").mkdir(parents=True)
    (tmp_path / "t" / "media").mkdir()
    (tmp_path / "t" / "posts" / "posts.xml").write_text(XML)
    (tmp_path / "t" / "media" / "22.png").write_bytes(PHOTO)
    found = imported(tmp_path / "t")
    assert [one.body for one in found] == [
        "Words **here**.",
        "![](media/22.png)\n\nAs **elements**",
        "> Said\n\n[Who](https://w.example)",
        "**Ann:** Tea?\n\n**Bo:** Yes",
        "> Why?\n\nSo.",
    ]
    assert {**found[0].values, "date": str(found[0].values["date"])} == {
        "title": "All & more",
        "date": "2021-05-06 07:25:29+00:00",
        "authors": ["teas"],
        "tags": ["tea", "two words"],
        "source": "https://teas.example/post/21/all-about",
    }
    assert found[0].name == "all-about"
    assert found[1].values == {
        "date": "2020-01-01T12:00:00",
        "draft": True,
        "status": "draft",
        "type": "photo",
    }
    assert list(found[1].attachments) == ["media/22.png"]
    assert (found[2].values["draft"], found[2].values["status"]) == (True, "private")


# -- the API -----------------------------------------------------------------------------------------


def post(**more: Any) -> dict[str, Any]:
    return {
        **{"blog_name": "teas", "id": 706888475865137200, "id_string": "706888475865137152", "type": "text"},
        **{
            "post_url": "https://teas.tumblr.com/post/706888475865137152/tea",
            "slug": "tea",
            "state": "published",
        },
        **{"date": "2023-01-19 15:16:23 GMT", "timestamp": 1674141383, "tags": ["tea"]},
        **more,
    }


@pytest.mark.parametrize("shape", ["answer", "list", "one"])
def test_answers_of_the_api(tmp_path: Path, shape: str) -> None:
    made = post(title="Tea", body="<p>Words.</p>", state="queued", reblogged_from_url="https://b.example/1")
    answer = {"meta": {"status": 200}, "response": {"blog": {"name": "teas"}, "posts": [made]}}
    path = tmp_path / "t.json"
    path.write_text(json.dumps({"answer": answer, "list": [made], "one": made}[shape]))
    (found,) = imported(path)
    assert (found.key, found.name, found.body) == ("706888475865137152", "tea", "Words.")
    assert {**found.values, "date": str(found.values["date"])} == {
        "title": "Tea",
        "date": "2023-01-19 15:16:23+00:00",
        "authors": ["teas"],
        "tags": ["tea"],
        "draft": True,
        "status": "queued",
        "source": "https://teas.tumblr.com/post/706888475865137152/tea",
        "reblogged_from": "https://b.example/1",
    }


@pytest.mark.parametrize(
    ("fields", "markdown"),
    [
        (
            {"type": "photo", "photos": [{"original_size": {"url": "/1.jpg"}}], "caption": "<p>Pot</p>"},
            "![](/1.jpg)\n\nPot",
        ),
        ({"type": "quote", "text": "Said", "source": "Who"}, "> Said\n\nWho"),
        (
            {"type": "link", "url": "https://a.example", "title": "A", "description": "<p>About</p>"},
            "[A](https://a.example)\n\nAbout",
        ),
        ({"type": "chat", "dialogue": [{"label": "Ann:", "phrase": "Tea?"}]}, "**Ann:** Tea?"),
        (
            {"type": "answer", "asking_name": "bo", "question": "Why?", "answer": "<p>So.</p>"},
            "**bo**\n\n> Why?\n\nSo.",
        ),
    ],
)
def test_kinds_of_posts(fields: dict[str, Any], markdown: str) -> None:
    assert markdown_of(html_of_post(post(**fields))) == markdown


def words(text: str, subtype: str = "", **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": text, **({"subtype": subtype} if subtype else {}), **more}


@pytest.mark.parametrize(
    ("content", "markdown"),
    [
        ([words("One"), words("Two", "heading2"), words("Three", "quote")], "One\n\n### Two\n\n> Three"),
        (
            [
                words("a", "ordered-list-item"),
                words("a1", "unordered-list-item", indent_level=1),
                words("b", "ordered-list-item"),
                words("after"),
                words("c", "unordered-list-item"),
            ],
            "1. a\n   - a1\n2. b\n\nafter\n\n- c",
        ),
        ([words("q", "indented"), words("qq", "indented", indent_level=1)], "> q\n>\n> > qq"),
        (
            [
                words(
                    "ab 👨‍👩 cd e",
                    formatting=[
                        {"type": "bold", "start": 3, "end": 6},
                        {"type": "link", "start": 7, "end": 9, "url": "https://a.example"},
                    ],
                )
            ],
            "ab **👨‍👩** [cd](https://a.example) e",
        ),
        (
            [
                words(
                    "bold all",
                    formatting=[
                        {"type": "bold", "start": 0, "end": 8},
                        {"type": "italic", "start": 5, "end": 8},
                    ],
                )
            ],
            "**bold *all***",
        ),
        (
            [
                {
                    "type": "image",
                    "media": [{"url": "/s.jpg", "width": 75}, {"url": "/l.jpg", "width": 640}],
                    "alt_text": "Pot",
                    "caption": "A < b",
                }
            ],
            "![Pot](/l.jpg)\n\nA < b",
        ),
        (
            [{"type": "link", "url": "https://a.example", "title": "A", "description": "About"}],
            "[A](https://a.example)\n\nAbout",
        ),
        (
            [{"type": "video", "media": {"url": "https://a.example/v.mp4"}, "title": "Film"}],
            "[Film](https://a.example/v.mp4)",
        ),
        (
            [
                {
                    "type": "poll",
                    "question": "Tea?",
                    "answers": [{"answer_text": "Yes"}, {"answer_text": "No"}],
                }
            ],
            "Tea?\n\n- Yes\n- No",
        ),
        ([{"type": "unknown"}, words("after")], "after"),
    ],
)
def test_blocks(content: list[dict[str, Any]], markdown: str) -> None:
    assert markdown_of(html_of_post(post(content=content))) == markdown


def test_what_is_repeated_and_asked_are_quotes() -> None:
    made = post(
        content=[words("Why?"), words("So.")],
        layout=[{"type": "ask", "blocks": [0], "attribution": {"blog": {"name": "bo"}}}],
        trail=[
            {"blog": {"name": "ann"}, "content": [words("First.")]},
            {"broken_blog_name": "gone", "content": [words("Second.")]},
        ],
    )
    assert markdown_of(html_of_post(made)) == (
        "**ann**\n\n> First.\n\n**gone**\n\n> Second.\n\n**bo**\n\n> Why?\n\nSo."
    )


def test_a_heading_that_blocks_begin_with_is_the_title() -> None:
    made = post(content=[words("All about", "heading1"), words("Words.")])
    assert title_of_post(made) == "All about"
    assert markdown_of(html_of_post(made)) == "Words."


@pytest.mark.parametrize(
    "formatting",
    [
        [{"type": "bold", "start": 5, "end": 900}],
        [{"type": "bold", "start": "x"}],
        [{"start": -1, "end": 2}],
        "x",
    ],
)
def test_odd_ranges_cost_no_words(formatting: object) -> None:
    assert (
        "".join(
            markdown_of(html_of_post(post(content=[words("some words", formatting=formatting)]))).split("*")
        )
        == "some words"
    )


def test_other_folders_are_not_tumblr(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "11.html").write_text(page("<p>x</p>"))
    (tmp_path / "a.json").write_text('{"type": "feed", "blog_name": "x"}')
    with open_source(str(tmp_path)) as source:
        assert not tumblr.recognises(source)
