"""WordPress's exports: what each field becomes, and the text as WordPress would show it."""

from __future__ import annotations

import re
import time
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from import_making import bring, fields, files

from kratomcli.importers.blogs import wordpress
from kratomcli.importers.blogs.wordpress_html import ReferredMedia, html_of
from kratomcli.importers.html.paragraphs import paragraphs
from kratomcli.importers.items import Item
from kratomcli.importers.sources.source import open_source
from kratomcli.readers.html.markdown import markdown_of

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- generator="WordPress/6.4" created="2024-05-02 10:00" -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Teas</title><link>https://tea.example</link>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_login><![CDATA[ann]]></wp:author_login>
<wp:author_display_name><![CDATA[Ann O&#039;Tea]]></wp:author_display_name></wp:author>
"""
TAIL = "</channel></rss>"


def item(number: int, content: str = "", more: str = "", **fields: str) -> str:
    """An item as WordPress 6 writes it; `fields` are those of `wp:`, and title, link, guid, creator, excerpt."""
    given = {
        **{"post_type": "post", "status": "publish", "post_name": "", "post_parent": "0", "is_sticky": "0"},
        **{"post_date": "2024-05-01 12:00:00", "post_date_gmt": "2024-05-01 10:00:00", "post_password": ""},
        **fields,
    }
    title, link = given.pop("title", f"Tea {number}"), given.pop("link", f"https://tea.example/{number}/")
    guid, creator = given.pop("guid", f"https://tea.example/?p={number}"), given.pop("creator", "ann")
    excerpt = given.pop("excerpt", "")
    lines = "".join(f"<wp:{name}><![CDATA[{text}]]></wp:{name}>\n" for name, text in given.items())
    return f"""<item><title><![CDATA[{title}]]></title><link>{escape(link)}</link>
<pubDate>Wed, 01 May 2024 10:00:00 +0000</pubDate><dc:creator><![CDATA[{creator}]]></dc:creator>
<guid isPermaLink="false">{escape(guid)}</guid><description></description>
<content:encoded><![CDATA[{content}]]></content:encoded><excerpt:encoded><![CDATA[{excerpt}]]></excerpt:encoded>
<wp:post_id>{number}</wp:post_id>
{lines}{more}</item>
"""


def term(domain: str, slug: str, name: str) -> str:
    return f'<category domain="{domain}" nicename="{slug}"><![CDATA[{name}]]></category>\n'


def meta(key: str, value: str) -> str:
    return (
        f"<wp:postmeta><wp:meta_key><![CDATA[{key}]]></wp:meta_key>"
        f"<wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>\n"
    )


def imported(path: Path, *items: str) -> list[Item]:
    path.write_text(HEAD + "".join(items) + TAIL, encoding="utf-8")
    failures: list[tuple[str, str]] = []
    with open_source(str(path)) as source:
        assert wordpress.recognises(source)
        found = list(wordpress.items(source, lambda name, reason: failures.append((name, reason))))
    assert not failures
    return found


def test_what_becomes_of_the_fields(tmp_path: Path) -> None:
    more = (
        term("category", "green-tea", "Green &amp; white")
        + term("category", "uncategorized", "Uncategorized")
        + term("post_tag", "by-hand", "by hand")
        + term("post_tag", "green-tea", "Green &amp; white")
        + term("post_format", "post-format-aside", "Aside")
        + term("series", "leaves", "Leaves")
        + term("language", "en", "English")
        + meta("_thumbnail_id", "9")
        + meta("_yoast_wpseo_metadesc", "For search engines")
        + meta("_yoast_wpseo_title", "%%title%% %%sep%% Teas")
        + meta("enclosure", "https://tea.example/1.mp3\n1234\naudio/mpeg\n")
    )
    (found,) = imported(
        tmp_path / "teas.xml",
        item(
            *(1, "Words.", more),
            title="Tea &amp; <em>cake</em>",
            post_name="tea-%e8%8c%b6",
            is_sticky="1",
            post_modified="2024-05-02 08:00:00",
            post_modified_gmt="2024-05-02 06:00:00",
        ),
        item(9, post_type="attachment", status="inherit", attachment_url="https://tea.example/pot.jpg"),
    )
    assert (found.key, found.name, found.folder, found.body) == (
        *("https://tea.example/?p=1", "tea-茶", "", "Words."),
    )
    assert found.values == {
        "title": "Tea & cake",
        "date": "2024-05-01T12:00:00+02:00",
        "updated": "2024-05-02T08:00:00+02:00",
        "authors": ["Ann O'Tea"],
        "tags": ["Green & white", "by hand"],
        "categories": ["Green & white"],
        "summary": "For search engines",
        "source": "https://tea.example/1/",
        "image": "https://tea.example/pot.jpg",
        "featured": True,
        "enclosure": "https://tea.example/1.mp3",
        "format": "aside",
        "series": ["Leaves"],
        "language": "en",
    }


@pytest.mark.parametrize(
    ("local", "utc", "date"),
    [
        ("2024-05-01 12:00:00", "2024-05-01 10:00:00", "2024-05-01T12:00:00+02:00"),
        ("2024-05-01 00:30:00", "2024-05-01 07:30:00", "2024-05-01T00:30:00-07:00"),
        ("2024-05-01 15:15:00", "2024-05-01 09:30:00", "2024-05-01T15:15:00+05:45"),
        ("2024-05-01 12:00:00", "0000-00-00 00:00:00", "2024-05-01T12:00:00"),
        ("2024-05-01 12:00:00", "2023-05-01 12:00:00", "2024-05-01T12:00:00"),
        ("0000-00-00 00:00:00", "2024-05-01 10:00:00", "2024-05-01T10:00:00Z"),
        ("2024-05-01T12:00:00", "2024-05-01T10:00:00", "2024-05-01T12:00:00+02:00"),
        ("0000-00-00 00:00:00", "0000-00-00 00:00:00", "Wed, 01 May 2024 10:00:00 +0000"),
    ],
)
def test_the_local_time_counts_and_both_times_give_the_zone(
    tmp_path: Path, local: str, utc: str, date: str
) -> None:
    (found,) = imported(tmp_path / "teas.xml", item(1, "Words.", post_date=local, post_date_gmt=utc))
    assert found.values["date"] == date


def test_the_year_before_the_first_is_no_date(tmp_path: Path) -> None:
    nothing = item(1, "Words.", status="draft", post_date="", post_date_gmt="0000-00-00 00:00:00")
    nothing = nothing.replace("Wed, 01 May 2024 10:00:00", "Mon, 30 Nov -0001 00:00:00")
    (found,) = imported(tmp_path / "teas.xml", nothing)
    assert "date" not in found.values


@pytest.mark.parametrize(
    ("status", "password", "values"),
    [
        ("publish", "", {"source": "https://tea.example/1/"}),
        ("draft", "", {"draft": True, "status": "draft"}),
        ("pending", "", {"draft": True, "status": "pending"}),
        ("private", "", {"draft": True, "status": "private", "source": "https://tea.example/1/"}),
        ("future", "", {"draft": True, "status": "future", "source": "https://tea.example/1/"}),
        ("publish", "secret", {"draft": True, "visibility": "password", "source": "https://tea.example/1/"}),
    ],
)
def test_what_is_not_public_is_a_draft(
    tmp_path: Path, status: str, password: str, values: dict[str, object]
) -> None:
    (found,) = imported(tmp_path / "teas.xml", item(1, "Words.", status=status, post_password=password))
    of_status = ("draft", "status", "visibility", "source")
    assert {name: value for name, value in found.values.items() if name in of_status} == values
    assert "secret" not in str(found)


def test_pages_and_other_types_have_folders_and_what_is_no_article_is_left_out(tmp_path: Path) -> None:
    found = imported(
        tmp_path / "teas.xml",
        item(1, "Words.", post_type="page"),
        item(2, "Words.", post_type="recipe"),
        *(
            item(3 + at, "Words.", post_type=kind)
            for at, kind in enumerate(("nav_menu_item", "revision", "wp_template", "custom_css"))
        ),
        item(8, "Words.", status="trash"),
        item(9, "Words.", status="auto-draft"),
        item(10, "", title=""),
    )
    assert [(one.key[-1], one.folder, one.values["type"]) for one in found] == [
        ("1", "pages", "page"),
        ("2", "recipe", "recipe"),
    ]


def test_several_authors_and_an_author_that_is_not_in_the_list(tmp_path: Path) -> None:
    several = (
        term("author", "ann", "Ann O'Tea") + term("author", "bo", "Bo Li") + term("author", "bo", "Bo Li")
    )
    first, second = imported(
        tmp_path / "teas.xml", item(1, "Words.", several), item(2, "Words.", creator="stranger")
    )
    assert (first.values["authors"], second.values["authors"]) == (["Ann O'Tea", "Bo Li"], ["stranger"])


def test_categories_of_the_first_version_come_once(tmp_path: Path) -> None:
    """It wrote each term twice, without and with a domain, and called tags "tag"."""
    more = (
        "<category><![CDATA[News]]></category>\n"
        + term("category", "news", "News")
        + '<category domain="tag"><![CDATA[roar]]></category>\n'
        + term("tag", "roar", "roar")
        + "<category><![CDATA[Uncategorized]]></category>\n"
    )
    (found,) = imported(tmp_path / "teas.xml", item(1, "Words.", more))
    assert (found.values["tags"], found.values["categories"]) == (["News", "roar"], ["News"])


def test_two_items_of_one_guid_have_keys_of_their_own(tmp_path: Path) -> None:
    same = "https://tea.example/copied"
    found = imported(tmp_path / "teas.xml", item(1, "A.", guid=same), item(2, "B.", guid=same))
    assert [one.key for one in found] == [same, f"{same} 2"]


# -- the text ----------------------------------------------------------------------------------------

MEDIA = ReferredMedia(
    {"1": ("https://tea.example/1.jpg", "One"), "2": ("https://tea.example/2.jpg", "")},
    {"7": ["1"]},
    {"3": "<!-- wp:paragraph -->\n<p>Shared words.</p>\n<!-- /wp:paragraph -->"},
)


def text(content: str) -> str:
    return markdown_of(html_of(content, MEDIA, "7"))


@pytest.mark.parametrize(
    ("content", "markdown"),
    [
        ("One\n\nTwo\r\n\r\nThree", "One\n\nTwo\n\nThree"),
        ("One\ntwo<br />\nthree", "One\\\ntwo\\\nthree"),
        ("<p>One</p>\nTwo\n\n<p>Three\n\nFour</p>", "One\n\nTwo\n\nThree\n\nFour"),
        ("<blockquote>One\n\nTwo</blockquote>\nAfter", "> One\n>\n> Two\n\nAfter"),
        ("<ul>\n<li>One</li>\n<li>Two</li>\n</ul>", "- One\n- Two"),
        ("<pre>a\n\nb</pre>\nAfter", "```\na\n\nb\n```\n\nAfter"),
        ("<h2>Head\n</h2>\nText", "## Head\n\nText"),
        ("One <!--more-->\n\nTwo", "One\n\nTwo"),
    ],
)
def test_blank_lines_make_paragraphs(content: str, markdown: str) -> None:
    assert text(content) == markdown


@pytest.mark.parametrize(
    ("content", "markdown"),
    [
        (
            '[caption id="attachment_1" width="3"]<a href="/big"><img src="/a.jpg" alt="A"></a> Words <em>here</em>[/caption]',
            "[![A](/a.jpg)](/big)\n\nWords *here*",
        ),
        ('[caption caption="Old &amp; good"]<img src="/a.jpg">[/caption]', "![](/a.jpg)\n\nOld & good"),
        (
            'Before [gallery ids="1,2,99"] after',
            "Before\n\n![One](https://tea.example/1.jpg)\n\n![](https://tea.example/2.jpg)\n\nafter",
        ),
        ("[gallery]", "![One](https://tea.example/1.jpg)"),
        (
            '[code language="php"]\nif (a &lt; b && c > d) {\n\n  x;\n}\n[/code]',
            "```php\nif (a < b && c > d) {\n\n  x;\n}\n```",
        ),
        ("[code]a &amp;lt;&amp;lt; b &amp;amp;&amp;amp; c[/code]", "```\na << b && c\n```"),
        ("[code]a &lt; '&amp;lt;'[/code]", "```\na < '&lt;'\n```"),
        ("[sourcecode lang='python']a = 1[/sourcecode]", "```python\na = 1\n```"),
        ("[ccnLe_PHP]\n$a &lt; 1;\n[/ccnLe_PHP]", "```php\n$a < 1;\n```"),
        ('[cc lang="html"]&amp;lt;\n\nb[/cc]', "```html\n&amp;lt;\n\nb\n```"),
        ("See [cci_c]*a[/cci_c] and [cci]b[/cci], [ccs] or [cc_c].", "See `*a` and `b`, [ccs] or [cc_c]."),
        ("[python]a = 1[/python]", "```python\na = 1\n```"),
        ('<pre class="brush: ruby; title: x">a\n\nb</pre>', "```ruby\na\n\nb\n```"),
        ('[vc_row][vc_column width="1/2"]Inner[/vc_column][/vc_row]', "Inner"),
        (
            "[[gallery]] and [sic] and [text] stay, [1] too",
            "[gallery] and [sic] and [text] stay, [1] too",
        ),
        ("[code] without an end", "[code] without an end"),
    ],
)
def test_shortcodes(content: str, markdown: str) -> None:
    assert text(content).replace("\\[", "[") == markdown


@pytest.mark.parametrize(
    ("content", "address"),
    [
        ("[embed width=300]https://v.example/1?a=1&amp;b=2[/embed]", "https://v.example/1?a=1&b=2"),
        ("One\n\nhttps://v.example/1\n\nTwo", "https://v.example/1"),
        ("[youtube http://v.example/watch?v=abc&amp;w=320]", "http://v.example/watch?v=abc&w=320"),
        ("[youtube id=abc-1]", "https://youtu.be/abc-1"),
        ("[vimeo 123]", "https://vimeo.com/123"),
        ('[audio src="https://v.example/a.mp3"][/audio]', "https://v.example/a.mp3"),
        (
            '<!-- wp:embed {"url":"https://v.example/1"} -->\n<figure class="wp-block-embed"><div '
            'class="wp-block-embed__wrapper">\nhttps://v.example/1\n</div></figure>\n<!-- /wp:embed -->',
            "https://v.example/1",
        ),
    ],
)
def test_what_is_embedded_becomes_a_link(content: str, address: str) -> None:
    found = text(content)
    assert re.search(rf"\]\({re.escape(address)}\)|<{re.escape(address)}>", found), found


def test_blocks(tmp_path: Path) -> None:
    content = """<!-- wp:paragraph {"dropCap":true} -->
<p>One line
goes on.</p>
<!-- /wp:paragraph -->

<!-- wp:block {"ref":3} /-->

<!-- wp:code -->
<pre class="wp-block-code"><code lang="python" class="language-python">a = 1

b = 2</code></pre>
<!-- /wp:code -->

<!-- wp:freeform -->
Old

words
<!-- /wp:freeform -->"""
    assert text(content) == (
        "One line goes on.\n\nShared words.\n\n```python\na = 1\n\nb = 2\n```\n\nOld\n\nwords"
    )


def test_a_shared_block_within_itself_ends(tmp_path: Path) -> None:
    media = ReferredMedia(blocks={"3": '<p>x</p><!-- wp:block {"ref":3} /--><!-- wp:block {"ref":3} /-->'})
    assert len(html_of('<!-- wp:block {"ref":3} /-->', media)) < 10_000


def test_footnotes_of_the_block_editor(tmp_path: Path) -> None:
    content = (
        '<!-- wp:paragraph -->\n<p>Tea<sup data-fn="ab-1" class="fn"><a href="#ab-1" id="ab-1-link">1</a></sup> '
        "and cake.</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:footnotes /-->"
    )
    notes = meta("footnotes", '[{"id":"ab-1","content":"A <b>hot</b> drink."}]')
    (found,) = imported(tmp_path / "teas.xml", item(1, content, notes))
    assert found.body == "Tea[^1] and cake.\n\n[^1]: A **hot** drink."


@pytest.mark.parametrize(
    "piece",
    ["[code]", "[caption]<img>", "[gallery ids='1", "<!-- wp:x ", "<p>", "<pre>", "<div>\n\n", "[[a] <"],
)
def test_time_is_in_proportion(piece: str) -> None:
    def seconds(times: int) -> float:
        start = time.process_time()
        html_of(piece * times, MEDIA)
        return time.process_time() - start

    seconds(1000)
    assert min(seconds(8000) for _ in range(3)) < 30 * max(min(seconds(1000) for _ in range(3)), 0.001)


def test_paragraphs_keep_all_words() -> None:
    html = "<div>a\n\nb<p>c</div>d\n\n</p><li>e\n\nf</blockquote>g<h2>h\n\ni</h2>"
    assert re.findall(r"[a-z]", re.sub(r"<[^>]*>", "", paragraphs(html))) == list("abcdefghi")


# -- whole files -------------------------------------------------------------------------------------


def test_a_round_trip_gives_the_counts_dates_and_tags_of_the_source(tmp_path: Path) -> None:
    more = term("category", "green", "Green") + term("post_tag", "hand", "by hand")
    source = tmp_path / "teas.xml"
    items = [item(number, f"Words {number}.", more, post_name=f"tea-{number}") for number in range(1, 6)]
    draft = item(6, "Draft.", status="draft", title="", post_date_gmt="0000-00-00 00:00:00")
    source.write_text(HEAD + "".join(items) + draft + TAIL, encoding="utf-8")
    report = bring(source, tmp_path / "new")
    assert (report.number("written"), report.number("failed")) == (6, 0)
    found = fields(tmp_path / "new", "date", "tags", "authors", "draft", "imported")
    assert (
        found.count(("2024-05-01T12:00:00+02:00", ("Green", "by hand"), ("Ann O'Tea",), False, "wordpress"))
        == 5
    )
    assert ("2024-05-01T12:00:00", (), ("Ann O'Tea",), True, "wordpress") in found
    assert "tea-1.md" in files(tmp_path / "new")
    again = bring(source, tmp_path / "new")
    assert (again.results, again.known) == ((), 6)


def test_several_files_of_one_export_know_each_other(tmp_path: Path) -> None:
    source = tmp_path / "teas.zip"
    with zipfile.ZipFile(source, "w") as archive:
        picture = item(9, post_type="attachment", attachment_url="https://tea.example/pot.jpg")
        archive.writestr("teas/2.xml", HEAD + picture + TAIL)
        archive.writestr("teas/1.xml", HEAD + item(1, "Words.", meta("_thumbnail_id", "9")) + TAIL)
        archive.writestr("teas/other.xml", "<feed/>")
    bring(source, tmp_path / "new")
    assert fields(tmp_path / "new", "image") == [("https://tea.example/pot.jpg",)]


def test_an_export_that_ends_too_early_gives_what_it_has_and_says_so(tmp_path: Path) -> None:
    source = tmp_path / "teas.xml"
    source.write_text(HEAD + item(1, "Words.") + "<item><title>Cut o", encoding="utf-8")
    report = bring(source, tmp_path / "new")
    assert [one.status for one in report.results] == ["written", "failed"]
    assert "no complete XML" in report.results[1].reason


def test_other_xml_is_not_wordpress(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text('<rss version="2.0"><channel><title>About wordpress.org/export</title></channel></rss>')
    with open_source(str(path)) as source:
        assert not wordpress.recognises(source)
