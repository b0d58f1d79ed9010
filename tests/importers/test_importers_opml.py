"""OPML: lists of feeds, and the documents of outliners."""

from __future__ import annotations

from pathlib import Path

from import_making import bring, fields, files

HEAD = "<title>My outline</title><dateCreated>Tue, 05 Mar 2024 10:00:00 GMT</dateCreated><ownerName>Ann</ownerName>"


def opml(path: Path, body: str, head: str = HEAD) -> Path:
    path.write_text(
        f'<?xml version="1.0"?>\n<opml version="2.0"><head>{head}</head><body>{body}</body></opml>'
    )
    return path


def test_feeds_are_items_in_folders(tmp_path: Path) -> None:
    body = (
        '<outline text="Tea/pots"><outline type="rss" text="A &amp; B" xmlUrl="https://a.example/feed" htmlUrl="https://a.example/"'
        ' category="/green,black" description="About *it*"/></outline><outline text="C" xmlUrl="https://c.example/feed"/>'
    )
    report = bring(opml(tmp_path / "feeds.opml", body), tmp_path / "new")
    assert [one.path for one in report.results] == ["Tea-pots/A & B.md", "C.md"]
    assert fields(tmp_path / "new", "title", "source", "feed", "tags") == [
        ("C", "https://c.example/feed", "https://c.example/feed", ()),
        ("A & B", "https://a.example/", "https://a.example/feed", ("green", "black")),
    ]
    assert files(tmp_path / "new")["Tea-pots/A & B.md"].endswith("\n\nAbout \\*it\\*\n")


def test_an_outline_is_an_article_with_sections_and_lists(tmp_path: Path) -> None:
    body = (
        '<outline text="Kinds" _note="Of *tea*&#10;all"><outline text="Green"><outline text="Sencha"/></outline>'
        '<outline text="1. Black" _note="With milk"/></outline><outline text="Alone"/>'
        '<outline text="Buy" _complete="true"/><outline text="Drink" _status="unchecked"/>'
        '<outline type="link" text="A [page]" url="https://a.example/"/>'
    )
    report = bring(opml(tmp_path / "workflowy.opml", body), tmp_path / "new")
    assert [one.path for one in report.results] == ["My outline.md"]
    assert files(tmp_path / "new")["My outline.md"].partition("---\n\n")[2] == (
        "## Kinds\n\nOf \\*tea\\*\\\nall\n\n- Green\n  - Sencha\n- 1\\. Black\\\n  With milk\n\n"
        "- Alone\n- [x] Buy\n- [ ] Drink\n- [A \\[page\\]](<https://a.example/>)\n"
    )
    assert fields(tmp_path / "new", "title", "date", "authors") == [
        ("My outline", "2024-03-05T10:00:00+00:00", ("Ann",))
    ]
    assert bring(tmp_path / "workflowy.opml", tmp_path / "new").results == ()


def test_what_workflowy_writes_as_html_is_read_as_that(tmp_path: Path) -> None:
    body = (
        '<outline text="A &lt;b&gt;bold&lt;/b&gt; word, 1 &amp;lt; 2"><outline text="&lt;a href=&quot;https://a.example/&quot;&gt;'
        'a page&lt;/a&gt;"/></outline>'
    )
    bring(opml(tmp_path / "a.opml", body), tmp_path / "new")
    text = files(tmp_path / "new")["My outline.md"]
    assert text.endswith("## A **bold** word, 1 < 2\n\n- [a page](https://a.example/)\n")


def test_deep_outlines_cost_no_more_than_others(tmp_path: Path) -> None:
    depth = 150
    body = '<outline text="x">' * depth + "</outline>" * depth
    bring(opml(tmp_path / "a.opml", body), tmp_path / "new")
    assert files(tmp_path / "new")["My outline.md"].count("- x") == depth - 1
    (failed,) = bring(
        opml(tmp_path / "b.opml", body * 2 + '<outline text="y">' * 500), tmp_path / "b"
    ).results[-1:]
    assert failed.status in ("failed", "written")


def test_a_file_that_ends_too_early_gives_what_it_has(tmp_path: Path) -> None:
    (tmp_path / "a.opml").write_text(
        '<opml><body><outline text="A" xmlUrl="https://a.example/"/><outline text="B"'
    )
    report = bring(tmp_path / "a.opml", tmp_path / "new")
    assert [one.status for one in report.results] == ["failed", "written"]
