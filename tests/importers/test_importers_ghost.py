"""Ghost's exports, from its first version to its sixth."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from import_making import bring, fields, files

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.blogs import ghost
from kratomcli.importers.blogs.ghost_html import document, of_lexical, of_mobiledoc, without_cards
from kratomcli.importers.items import Item
from kratomcli.importers.sources.source import open_source
from kratomcli.readers.html.markdown import markdown_of


def export(path: Path, *posts: dict[str, Any], wrapped: bool = True, **tables: list[dict[str, Any]]) -> Path:
    found = {"meta": {"exported_on": 1700000000000, "version": "5.75.0"}, "data": {"posts": posts, **tables}}
    path.write_text(json.dumps({"db": [found]} if wrapped else found), encoding="utf-8")
    return path


def imported(path: Path) -> tuple[list[Item], list[tuple[str, str]]]:
    failures: list[tuple[str, str]] = []
    with open_source(str(path)) as source:
        assert ghost.recognises(source)
        return list(ghost.items(source, lambda name, why: failures.append((name, why)))), failures


TABLES: dict[str, list[dict[str, Any]]] = {
    "tags": [
        {"id": "t1", "name": "Green tea"},
        {"id": "t2", "name": "#hidden"},
        {"id": "t3", "name": "Cake"},
    ],
    "posts_tags": [
        {"post_id": "p1", "tag_id": "t3", "sort_order": 1},
        {"post_id": "p1", "tag_id": "t1", "sort_order": 0},
        {"post_id": "p1", "tag_id": "t2", "sort_order": 2},
    ],
    "users": [{"id": "u1", "name": "Ann"}, {"id": "u2", "name": "Bo"}],
    "posts_authors": [
        {"post_id": "p1", "author_id": "u2", "sort_order": 0},
        {"post_id": "p1", "author_id": "u1", "sort_order": 1},
    ],
    "posts_meta": [{"post_id": "p1", "meta_description": "For engines", "email_subject": "Tea today"}],
}


def test_what_becomes_of_the_fields_of_version_5(tmp_path: Path) -> None:
    post = {
        **{"id": "p1", "uuid": "1-2-3", "title": "Tea & cake", "slug": "tea", "type": "post"},
        **{"html": "<p>Words.</p>", "lexical": None, "mobiledoc": None, "status": "published"},
        **{"visibility": "members", "featured": 1, "feature_image": "__GHOST_URL__/content/images/a.jpg"},
        **{"published_at": "2024-05-01T10:00:00.000Z", "updated_at": "2024-05-02T10:00:00.000Z"},
        **{"canonical_url": "https://tea.example/tea/", "custom_excerpt": None},
    }
    ((found,), failures) = imported(export(tmp_path / "teas.json", post, **TABLES))
    assert (found.key, found.name, found.folder, found.body, failures) == ("1-2-3", "tea", "", "Words.", [])
    assert found.values == {
        "title": "Tea & cake",
        "date": "2024-05-01T10:00:00.000Z",
        "updated": "2024-05-02T10:00:00.000Z",
        "authors": ["Bo", "Ann"],
        "tags": ["Green tea", "Cake"],
        "internal_tags": ["hidden"],
        "summary": "For engines",
        "source": "https://tea.example/tea/",
        "visibility": "members",
        "featured": True,
        "email_subject": "Tea today",
        "image": "/content/images/a.jpg",
    }


def test_the_first_version_has_numbers_and_markdown(tmp_path: Path) -> None:
    posts = (
        {
            **{"id": 1, "title": "Tea", "slug": "tea", "markdown": "Some *words*.\n", "html": "<p>Other</p>"},
            **{"page": 0, "status": "published", "published_at": 1408552443891, "author_id": 1},
        },
        {"id": 2, "title": "About", "slug": "about", "markdown": "Us", "page": 1, "status": "draft"},
    )
    users = [{"id": 1, "name": "Ann"}]
    path = export(tmp_path / "teas.json", *posts, wrapped=False, users=users)
    bring(path, tmp_path / "new")
    assert fields(tmp_path / "new", "id", "date", "authors", "draft", "type") == [
        ("pages/about", "", (), True, "page"),
        ("tea", "2014-08-20T16:34:03.891+00:00", ("Ann",), False, None),
    ]
    assert files(tmp_path / "new")["tea.md"].endswith("---\n\nSome *words*.\n")


@pytest.mark.parametrize(
    ("status", "values"),
    [
        ("published", {}),
        ("draft", {"draft": True}),
        ("scheduled", {"draft": True, "status": "scheduled"}),
        ("sent", {"status": "sent"}),
    ],
)
def test_statuses(tmp_path: Path, status: str, values: dict[str, object]) -> None:
    ((found,), _) = imported(export(tmp_path / "a.json", {"id": "1", "title": "Tea", "status": status}))
    assert {key: value for key, value in found.values.items() if key != "title"} == values


MOBILEDOC = {
    "version": "0.3.1",
    "markups": [["strong"], ["a", ["href", "https://tea.example/?a=1&b=2"]]],
    "atoms": [["soft-return", "", {}]],
    "cards": [
        ["image", {"src": "/a.jpg", "alt": "Pot", "caption": "A <em>pot</em>"}],
        ["markdown", {"markdown": "* as\n* written"}],
        ["code", {"code": "a < b", "language": "c"}],
        ["bookmark", {"url": "https://b.example", "metadata": {"title": "B", "description": "About b"}}],
        ["email-cta", {"html": "<p>Only mail</p>", "buttonText": "Buy", "buttonUrl": "https://buy.example"}],
        ["hr", {}],
    ],
    "sections": [
        [1, "h2", [[0, [], 0, "Head"]]],
        [
            1,
            "p",
            [
                [0, [], 0, "Tea is "],
                [0, [0, 1], 1, "very"],
                [0, [], 1, " good"],
                [1, [], 0, 0],
                [0, [], 0, "1 < 2"],
            ],
        ],
        [3, "ul", [[[0, [], 0, "one"]], [[0, [0], 1, "two"]]]],
        *([10, number] for number in range(6)),
        [2, "/old.jpg"],
        [1, "p", []],
    ],
}


def test_a_document_of_the_older_editor() -> None:
    pieces = list(of_mobiledoc(MOBILEDOC))
    assert [piece.text for piece in pieces if piece.is_markdown] == ["* as\n* written"]
    html = "".join(piece.text for piece in pieces if not piece.is_markdown)
    assert markdown_of(html).split("\n\n") == [
        *("## Head", "Tea is **[very](https://tea.example/?a=1&b=2) good**\\\n1 < 2", "- one\n- **two**"),
        *("![Pot](/a.jpg)", "A *pot*", "```c\na < b\n```", "[B](https://b.example)", "About b"),
        *("Only mail", "[Buy](https://buy.example)", "***", "![](/old.jpg)"),
    ]


def lexical(*nodes: dict[str, Any]) -> str:
    pieces = of_lexical({"root": {"children": list(nodes), "type": "root"}})
    return "\n\n".join(piece.text if piece.is_markdown else markdown_of(piece.text) for piece in pieces)


def words(text: str, format: int = 0) -> dict[str, Any]:
    return {"type": "extended-text", "text": text, "format": format}


@pytest.mark.parametrize(
    ("node", "markdown"),
    [
        ({"type": "paragraph", "children": [words("a <b> "), words("c", 3)]}, "a &lt;b> ***c***"),
        ({"type": "paragraph", "children": [words("a"), {"type": "linebreak"}, words("b")]}, "a\\\nb"),
        ({"type": "extended-heading", "tag": "h3", "children": [words("Head")]}, "### Head"),
        ({"type": "extended-quote", "children": [words("Said")]}, "> Said"),
        ({"type": "aside", "children": [words("Said")]}, "> Said"),
        (
            {
                "type": "list",
                "tag": "ol",
                "children": [
                    {"type": "listitem", "children": [words("one")]},
                    {"type": "listitem", "children": [words("two", 16)]},
                ],
            },
            "1. one\n2. `two`",
        ),
        (
            {
                "type": "paragraph",
                "children": [{"type": "link", "url": "https://a.example", "children": [words("A")]}],
            },
            "[A](https://a.example)",
        ),
        ({"type": "codeblock", "code": "a\n\nb", "language": "python"}, "```python\na\n\nb\n```"),
        ({"type": "markdown", "markdown": "1) as *written*"}, "1) as *written*"),
        ({"type": "html", "html": "<p>Raw <b>html</b></p>"}, "Raw **html**"),
        ({"type": "callout", "calloutEmoji": "💡", "calloutText": "<p>Note</p>"}, "> 💡\n>\n> Note"),
        ({"type": "toggle", "heading": "Why", "content": "<p>So</p>"}, "**Why**\n\nSo"),
        (
            {"type": "button", "buttonText": "Buy", "buttonUrl": "https://a.example"},
            "[Buy](https://a.example)",
        ),
        (
            {"type": "video", "src": "https://a.example/v.mp4", "caption": "A film"},
            "[https://a.example/v.mp4](https://a.example/v.mp4)\n\nA film",
        ),
        (
            {"type": "file", "src": "https://a.example/f.pdf", "fileTitle": "List"},
            "[List](https://a.example/f.pdf)",
        ),
        (
            {"type": "gallery", "images": [{"src": "/1.jpg"}, {"src": "/2.jpg"}], "caption": "Two"},
            "![](/1.jpg)\n\n![](/2.jpg)\n\nTwo",
        ),
        ({"type": "paywall"}, ""),
        ({"type": "signup", "header": "Subscribe!"}, ""),
    ],
)
def test_nodes_of_the_newer_editor(node: dict[str, Any], markdown: str) -> None:
    found = lexical(node).replace(
        "<https://a.example/v.mp4>", "[https://a.example/v.mp4](https://a.example/v.mp4)"
    )
    assert found == markdown


def test_a_document_that_is_none_costs_its_post(tmp_path: Path) -> None:
    posts = [
        {"id": "2", "title": "Torn", "lexical": "{"},
        {"id": "3", "title": "Odd", "mobiledoc": '{"sections": [[10, 5]]}'},
        {"id": "4", "title": "Good", "html": "<p>Good</p>"},
    ]
    items, failures = imported(export(tmp_path / "a.json", *posts))
    assert [item.values["title"] for item in items] == ["Good"]
    assert [name for name, _ in failures] == ["Torn", "Odd"]
    with pytest.raises(ArticleUnreadable, match="no JSON"):
        document("[" * 100_000)


def test_players_and_cards_in_html_become_links() -> None:
    html = """<p>Before</p>
<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" href="https://b.example"><div
 class="kg-bookmark-content"><div class="kg-bookmark-title">Bees</div><div class="kg-bookmark-description">About
 bees</div><div class="kg-bookmark-metadata"><span class="kg-bookmark-author">Ann</span></div></div></a></figure>
<div class="kg-card kg-audio-card"><div class="kg-audio-player-container"><audio src="https://b.example/a.mp3">
</audio><div class="kg-audio-title">Song</div><div class="kg-audio-player"><span>0:00</span><button>1×</button>
</div></div></div>
<div class="kg-card kg-toggle-card"><div class="kg-toggle-heading"><h4 class="kg-toggle-heading-text">Why</h4>
<button></button></div><div class="kg-toggle-content"><p>So.</p></div></div>
<div class="kg-card kg-signup-card"><h2>Subscribe!</h2></div>
<div class="kg-card kg-button-card"><a href="https://b.example/buy" class="kg-btn">Buy</a></div><p>After</p>"""
    assert markdown_of(without_cards(html)) == (
        "Before\n\n[Bees](https://b.example)\n\nAbout bees\n\n[Song](https://b.example/a.mp3)\n\n**Why**\n\nSo.\n\n"
        "[Buy](https://b.example/buy)\n\nAfter"
    )


def test_pictures_that_lie_in_the_zip_come_along(tmp_path: Path) -> None:
    picture = b"GIF89a not really"
    post = {
        **{"id": "1", "title": "Tea", "slug": "tea", "feature_image": "__GHOST_URL__/content/images/pot.gif"},
        "html": '<p><img src="__GHOST_URL__/content/images/2024/05/a.gif"> <img src="__GHOST_URL__/content/images/b.gif"> '
        '<a href="__GHOST_URL__/about/">About</a></p>',
    }
    export(tmp_path / "teas.json", post)
    with zipfile.ZipFile(tmp_path / "teas.zip", "w") as archive:
        archive.write(tmp_path / "teas.json", "export/teas.json")
        archive.writestr("export/content/images/2024/05/a.gif", picture)
        archive.writestr("export/content/images/pot.gif", picture)
    report = bring(tmp_path / "teas.zip", tmp_path / "new")
    assert report.number("written") == 1
    text = (tmp_path / "new" / "tea.md").read_text()
    assert "](content/images/2024/05/a.gif) ![](/content/images/b.gif) [About](/about/)" in text
    assert (tmp_path / "new" / "content" / "images" / "2024" / "05" / "a.gif").read_bytes() == picture
    assert fields(tmp_path / "new", "image") == [("content/images/pot.gif",)]
    again = bring(tmp_path / "teas.zip", tmp_path / "new")
    assert (again.results, again.known) == ((), 1)


def test_a_post_of_one_markdown_card_stays_as_it_was_written(tmp_path: Path) -> None:
    card = {"cards": [["card-markdown", {"cardName": "card-markdown", "markdown": "# Head\n\n1) one"}]]}
    post = {
        **{"id": "1", "title": "Tea", "html": "<h1>Head</h1><ol><li>one</li></ol>"},
        "mobiledoc": json.dumps({**card, "sections": [[10, 0], [1, "p", []]]}),
    }
    ((found,), _) = imported(export(tmp_path / "a.json", post))
    assert found.body == "# Head\n\n1) one"


@pytest.mark.parametrize(
    "text",
    ['{"data": {"posts": []}}', '{"version": "https://jsonfeed.org/version/1"}', "[1]", '{"database": 1}'],
)
def test_other_json_is_not_ghost(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    with open_source(str(path)) as source:
        assert not ghost.recognises(source)


def test_an_export_without_posts_is_refused_with_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"db": [{"meta": {}, "data": {"tags": []}}]}')
    report = bring(path, tmp_path / "new")
    assert [(one.status, "no export of Ghost" in one.reason) for one in report.results] == [("failed", True)]
