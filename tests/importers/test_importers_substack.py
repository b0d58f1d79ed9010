"""Substack's exports: a table of posts, and a file with the text of each."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from html import escape
from pathlib import Path

import pytest
from import_making import bring, fields, files

from kratomcli.importers.blogs import substack
from kratomcli.importers.items import Item
from kratomcli.importers.sources.source import open_source

COLUMNS = (
    *("post_id", "post_date", "is_published", "email_sent_at", "inbox_sent_at", "type", "audience", "title"),
    *("subtitle", "podcast_url"),
)
ROW = {"post_id": "11.tea", "post_date": "2024-05-01T10:00:00.000Z", "is_published": "true", "title": "Tea"}


def archive(path: Path, rows: list[dict[str, str]], **texts: str) -> Path:
    table = io.StringIO()
    writer = csv.DictWriter(table, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("posts.csv", table.getvalue())
        made.writestr("email_list.teas.csv", "email,plan\nsomebody@example.com,free\n")
        made.writestr("posts/11.tea.opens.csv", "post_id,email\n")
        for name, text in texts.items():
            made.writestr(f"posts/{name}.html", text)
    return path


def imported(path: Path) -> tuple[list[Item], list[tuple[str, str]]]:
    failures: list[tuple[str, str]] = []
    with open_source(str(path)) as source:
        assert substack.recognises(source)
        return list(substack.items(source, lambda name, why: failures.append((name, why)))), failures


def body(tmp_path: Path, html: str) -> str:
    ((found,), _) = imported(archive(tmp_path / "s.zip", [ROW], **{"11.tea": html}))
    return found.body


def card(kind: str, text: str = "", /, **attributes: object) -> str:
    return f'<div class="{kind}" data-attrs="{escape(json.dumps(attributes))}">{text}</div>'


def test_what_becomes_of_a_row(tmp_path: Path) -> None:
    rows = [
        ROW
        | {"email_sent_at": "2024-05-01T11:00:00.000Z", "type": "podcast", "audience": "only_paid"}
        | {"subtitle": "“It’s &#x201C;hot&#x201D;”", "podcast_url": "https://api.example/a.mp3"},
        {
            "post_id": "12.about",
            "is_published": "TRUE",
            "type": "page",
            "audience": "everyone",
            "title": "About",
        },
        {"post_id": "13.next", "is_published": "false", "type": "newsletter", "title": ""},
        {
            "post_id": "14",
            "post_date": "2024-05-02",
            "is_published": "true",
            "type": "thread",
            "title": "Talk",
        },
        {"post_id": "15.empty", "is_published": "false", "title": ""},
    ]
    texts = {"11.tea": "<p>Words.</p>", "12.about": "<p>Us.</p>", "13.next": "<p>Soon.</p>"}
    items, failures = imported(archive(tmp_path / "s.zip", rows, **texts))
    assert [(one.key, one.name, one.folder, one.body) for one in items] == [
        ("11", "tea", "", "[Podcast](https://api.example/a.mp3)\n\nWords."),
        ("12", "about", "pages", "Us."),
        ("13", "next", "", "Soon."),
        ("14", "", "threads", ""),
    ]
    assert items[0].values == {
        "title": "Tea",
        "date": "2024-05-01T10:00:00.000Z",
        "summary": "“It’s “hot””",
        "type": "podcast",
        "audience": "only_paid",
        "email_sent_at": "2024-05-01T11:00:00.000Z",
        "enclosure": "https://api.example/a.mp3",
    }
    assert items[2].values == {"draft": True}
    assert failures == [("15.empty", "it has neither a title nor a text")]


@pytest.mark.parametrize(
    "widget",
    [
        card(
            "subscription-widget-wrap-editor",
            '<div class="subscription-widget"><p>Sign up!</p></div>',
            url="u",
        ),
        '<div class="subscription-widget-wrap"><p>Sign up!</p><form><input></form></div>',
        '<p class="button-wrapper"><a class="button" href="https://t.substack.com/subscribe?"><span>Go</span></a></p>',
        '<p class="button-wrapper"><a class="button" href="%%share_url%%"><span>Share</span></a></p>',
        '<p class="button-wrapper"><a class="button" href="https://t.substack.com/p/tea/comments">Say</a></p>',
        '<div class="poll-embed" data-attrs="{}"><p>Vote</p></div>',
        '<div class="paywall-jump" data-component-name="PaywallToDOM"></div>',
    ],
)
def test_what_asks_readers_for_something_is_left_out(tmp_path: Path, widget: str) -> None:
    assert body(tmp_path, f"<p>Before.</p>{widget}<p>After.</p>") == "Before.\n\nAfter."


def test_other_buttons_stay_links(tmp_path: Path) -> None:
    button = (
        '<p class="button-wrapper"><a class="button" href="https://b.example/buy"><span>Buy</span></a></p>'
    )
    assert body(tmp_path, button) == "[Buy](https://b.example/buy)"


SIZED = "https://substackcdn.com/image/fetch/w_1456,c_limit,f_auto,q_auto:good/https%3A%2F%2Fm.example%2Fpublic%2Fimages%2Fa_2x1.jpeg"


@pytest.mark.parametrize(
    ("target", "start"),
    [
        (SIZED.replace("w_1456,", ""), "![Pot](https://m.example/public/images/a_2x1.jpeg)"),
        ("https://b.example", "[![Pot]("),
    ],
)
def test_pictures_have_their_own_address_and_caption(tmp_path: Path, target: str, start: str) -> None:
    html = f"""<div class="captioned-image-container"><figure><a class="image-link image2" href="{target}"
 data-component-name="Image2ToDOM"><div class="image2-inset"><picture><source type="image/webp" srcset="{SIZED} 1456w">
<img src="{SIZED}" class="sizing-normal" alt="Pot"></picture><div class="image-link-expand"><button>Expand</button></div>
</div></a><figcaption class="image-caption">The <em>pot</em></figcaption></figure></div>"""
    found = body(tmp_path, html)
    assert found.startswith(start)
    assert "The *pot*" in found
    assert "Expand" not in found
    assert found.count("m.example") == 1


def test_notes(tmp_path: Path) -> None:
    html = """<p>Tea<a class="footnote-anchor" data-component-name="FootnoteAnchorToDOM" id="footnote-anchor-1"
 href="#footnote-1" target="_self">1</a> and cake<a class="footnote-anchor" id="footnote-anchor-2" href="#footnote-2">2</a>.</p>
<p>More.</p><div class="footnote" data-component-name="FootnoteToDOM"><a id="footnote-1" href="#footnote-anchor-1"
 class="footnote-number" contenteditable="false">1</a><div class="footnote-content"><p>A <b>hot</b> drink.</p><p>Or iced.</p></div></div>
<div class="footnote"><a id="footnote-2" class="footnote-number">2</a><div class="footnote-content"><p>Sweet.</p></div></div>"""
    assert body(tmp_path, html) == (
        "Tea[^1] and cake[^2].\n\nMore.\n\n[^1]: A **hot** drink.\n\n    Or iced.\n\n[^2]: Sweet."
    )


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        (
            card("tweet", "chrome", url="https://t.example/1", full_text="So <span>good</span>", name="Ann"),
            "> So good\n\n[Ann](https://t.example/1)",
        ),
        (
            card("embedded-post-wrap", "<p>Read more</p>", url="https://t.example/p", title="Bees"),
            "[Bees](https://t.example/p)",
        ),
        (
            card("digest-post-embed", canonical_url="https://t.example/p", title="Bees", caption="About"),
            "[Bees](https://t.example/p)\n\nAbout",
        ),
        (card("vimeo-wrap", videoId="42"), "[https://vimeo.com/42](https://vimeo.com/42)"),
        (
            card(
                "image-gallery-embed",
                gallery={"images": [{"src": "/1.jpg"}, {"src": "/2.jpg"}], "caption": "Two"},
            ),
            "![](/1.jpg)\n\n![](/2.jpg)\n\nTwo",
        ),
        (card("latex-rendered", persistentExpression="a_1 < \\log b"), "```math\na_1 < \\log b\n```"),
        ('<div class="pullquote"><p>Said</p></div>', "> Said"),
        (f"<p>By {card('mention-wrap', name='Ann').replace('div', 'span')}.</p>", "By Ann."),
        ('<div class="tweet" data-attrs="no json">x</div>', ""),
    ],
)
def test_cards(tmp_path: Path, html: str, markdown: str) -> None:
    assert (
        body(tmp_path, html).replace("<https://vimeo.com/42>", "[https://vimeo.com/42](https://vimeo.com/42)")
        == markdown
    )


def test_a_round_trip(tmp_path: Path) -> None:
    rows = [ROW | {"post_id": f"{number}.tea-{number}", "title": f"Tea {number}"} for number in range(5)]
    rows.append({"post_id": "9.next", "is_published": "false", "title": "Next"})
    texts = {row["post_id"]: f"<p>Words of {row['title']}.</p>" for row in rows}
    source = archive(tmp_path / "s.zip", rows, **texts)
    report = bring(source, tmp_path / "new")
    assert (report.number("written"), report.number("failed")) == (6, 0)
    assert fields(tmp_path / "new", "date", "draft").count(("2024-05-01T10:00:00+00:00", False)) == 5
    assert [one.importer for one in report.results] == ["substack"] * 6
    assert "somebody@example.com" not in str(files(tmp_path / "new"))
    again = bring(source, tmp_path / "new")
    assert (again.results, again.known) == ((), 6)


def test_another_table_of_posts_is_not_substack(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text("id,title\n1,Tea\n")
    with open_source(str(path)) as source:
        assert not substack.recognises(source)
