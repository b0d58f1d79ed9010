"""EPUB → Markdown: chapters, contents, notes, metadata, and what is refused."""

from __future__ import annotations

import re
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from kratomcli.errors import ArticleUnreadable, MissingExtra
from kratomcli.readers.conversion import Converted
from kratomcli.readers.formats.epub import read
from support.books import METADATA, make_epub, make_zip, nav, ncx, xhtml
from support.cost import is_linear


def book(chapters: dict[str, str | bytes], **more: Any) -> Converted:
    return read(make_epub(chapters, **more), "x.epub")


def body(text: str, **more: Any) -> str:
    """The Markdown of a book with one chapter."""
    return book({"a.xhtml": xhtml(text)}, **more).body


def headings(converted: Converted) -> list[str]:
    return re.findall(r"^#+ .*", converted.body, re.M)


# Order and contents.


def test_chapters_are_in_the_order_of_the_spine_and_have_the_titles_of_the_contents() -> None:
    found = book(
        {"b.xhtml": xhtml("<p>Milk first.</p>"), "a.xhtml": xhtml("<p>Tea second.</p>")},
        contents=nav(("Milk", "b.xhtml"), ("Tea", "a.xhtml")),
    )
    assert found.body == "## Milk\n\nMilk first.\n\n## Tea\n\nTea second."


def test_a_book_of_the_second_version_has_them_too() -> None:
    found = book(
        {"a.xhtml": xhtml("<p>Tea.</p>"), "b.xhtml": xhtml("<p>Milk.</p>")},
        contents=ncx(("On tea", "a.xhtml"), ("On milk", "b.xhtml")),
    )
    assert headings(found) == ["## On tea", "## On milk"]


@pytest.mark.parametrize(
    ("title", "heading", "expected"),
    [
        ("Loomings", "<h1>Loomings</h1>", ["## Loomings"]),
        ("Loomings", "<h1>LOOMINGS.</h1>", ["## LOOMINGS."]),
        ("Chapter 1. Loomings", "<h1>Chapter 1</h1><h2>Loomings</h2>", ["## Chapter 1. Loomings"]),
        ("1. Loomings", "<h2>Loomings</h2>", ["## 1. Loomings"]),
        ("Loomings", "<h1>1. Loomings</h1>", ["## 1. Loomings"]),
        ("Preface", "<h1>To the reader</h1>", ["## Preface", "### To the reader"]),
        ("Loomings", '<p class="title">Loomings</p>', ["## Loomings"]),
        ("Loomings", "<p>A logo</p><h1>Loomings</h1>", ["## Loomings"]),
        ("I", "<h1>Introduction</h1>", ["## I", "### Introduction"]),
        ("Loomings", '<h1><img src="l.png" alt="Loomings"/></h1>', ["## Loomings"]),
    ],
)
def test_a_title_is_not_said_twice(title: str, heading: str, expected: list[str]) -> None:
    found = book({"a.xhtml": xhtml(f"{heading}<p>Call me.</p>")}, contents=nav((title, "a.xhtml")))
    assert headings(found) == expected
    assert found.body.count("Call me.") == 1
    assert len(re.findall("loomings", found.body, re.IGNORECASE)) == (
        1 if "oomings" in title + heading else 0
    )


def test_the_levels_are_those_of_the_contents_and_go_down_a_step_at_a_time() -> None:
    chapter = "<h1>Hills</h1><p>a</p><h4>Rain</h4><p>b</p><h6>Fog</h6><p>c</p><h4>Sun</h4><p>d</p>"
    found = book(
        {
            "p.xhtml": xhtml("<h1>Part one</h1>"),
            "a.xhtml": xhtml(chapter),
            "b.xhtml": xhtml("<h1>Milk</h1><p>e</p>"),
        },
        contents=nav(("Part one", "p.xhtml", [("Hills", "a.xhtml")]), ("Milk", "b.xhtml")),
    )
    assert headings(found) == ["## Part one", "### Hills", "#### Rain", "##### Fog", "#### Sun", "## Milk"]


def test_entries_within_a_page_are_at_their_places() -> None:
    page = (
        '<h1 id="one">Hills</h1><p>a</p><h3><a id="two"></a>Rain</h3><p>b</p>'
        '<p id="three">Not in a heading</p><p>c</p><div><p>d <span id="four"/>e</p></div>'
    )
    found = book(
        {"a.xhtml": xhtml(page)},
        contents=nav(
            ("Hills", "a.xhtml#one", [("Rain", "a.xhtml#two"), ("Not in a heading", "a.xhtml#three")]),
            ("Sun", "a.xhtml#four"),
            ("Gone", "a.xhtml#nowhere"),
        ),
    )
    assert found.body == "## Hills\n\na\n\n### Rain\n\nb\n\n### Not in a heading\n\nc\n\n## Sun\n\nd e"


def test_without_contents_a_book_has_its_own_headings() -> None:
    found = book(
        {"a.xhtml": xhtml("<h1>Hills</h1><h3>Rain</h3><p>a</p>"), "b.xhtml": xhtml("<h1>Milk</h1><p>b</p>")}
    )
    assert headings(found) == ["## Hills", "### Rain", "## Milk"]


def test_what_is_not_part_of_the_reading_order_comes_last() -> None:
    found = book(
        {"x.xhtml": xhtml("<p>Answers.</p>"), "a.xhtml": xhtml("<p>Questions.</p>")}, aside=["x.xhtml"]
    )
    assert found.body == "Questions.\n\nAnswers."


def test_covers_and_contents_are_no_text() -> None:
    toc = xhtml('<section epub:type="toc"><ol><li><a href="a.xhtml">Tea</a></li></ol></section>')
    found = book(
        {
            "cover.xhtml": xhtml("<p>On tea, a novel</p>", kind="cover"),
            "toc.xhtml": toc,
            "a.xhtml": xhtml("<p>It is hot.</p>"),
        },
        contents=nav(("Cover", "cover.xhtml"), ("Tea", "a.xhtml")),
    )
    assert found.body == "## Tea\n\nIt is hot."


@pytest.mark.parametrize("name", ["two words.xhtml", "été.xhtml", "A.xhtml", "x/../a%20b.xhtml"])
def test_addresses_and_names_are_matched_as_others_do(name: str) -> None:
    from urllib.parse import quote

    written = {
        "two words.xhtml": "two%20words.xhtml",
        "A.xhtml": "a.XHTML",
        "x/../a%20b.xhtml": "x/../a%20b.xhtml",
    }
    stored = {"x/../a%20b.xhtml": "a b.xhtml"}.get(name, name)
    href = written.get(name, quote(name))
    data = make_epub({href: ""}, more={f"OEBPS/{stored}": xhtml("<p>Tea.</p>")})
    parts = {
        info: zipfile.ZipFile(BytesIO(data)).read(info) for info in zipfile.ZipFile(BytesIO(data)).namelist()
    }
    del parts[f"OEBPS/{href}"]
    assert read(make_zip(parts), "x.epub").body == "Tea."


def test_a_chapter_that_is_not_there_is_told() -> None:
    data = make_epub({"a.xhtml": xhtml("<p>Tea.</p>"), "b.xhtml": "x"})
    with zipfile.ZipFile(BytesIO(data)) as file:
        parts = {name: file.read(name) for name in file.namelist() if name != "OEBPS/b.xhtml"}
    found = read(make_zip(parts), "x.epub")
    assert found.body == "Tea."
    assert found.notes == ("1 chapter not in the file: OEBPS/b.xhtml",)


# Text.


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('<p><a id="x"/>Tea <b/>and <script/>milk<title/>.</p>', "Tea and milk."),
        ("<p>Tea&nbsp;time&hellip; <![CDATA[<b> & co]]></p>", "Tea\xa0time… &lt;b> & co"),
        ('<p>Tea<span epub:type="pagebreak" title="7">7</span> time</p>', "Tea time"),
        (
            '<p>A <a href="b.xhtml#x">link</a>, <a href="https://example.org/">another</a></p>',
            "A link, [another](https://example.org/)",
        ),
        ('<p>A cup: <img src="cup.png" alt="a cup"/><img src="x.png"/></p>', "A cup: a cup"),
        ("<svg><text>Tea</text><text>time</text></svg>", "Tea time"),
        ("<p>Tea.</p><svg><text>a label</text></svg>", "Tea."),
        ("<p># no *heading*</p>", "\\# no \\*heading\\*"),
    ],
)
def test_text(text: str, expected: str) -> None:
    assert body(text) == expected


def test_encodings() -> None:
    for encoding in ("utf-8", "utf-16", "iso-8859-1", "windows-1252"):
        page = xhtml("<p>Thé à dix heures</p>").replace("utf-8", encoding).encode(encoding)
        assert book({"a.xhtml": page}).body == "Thé à dix heures"


def test_notes_are_notes_wherever_they_stand() -> None:
    one = (
        '<p>Tea<a epub:type="noteref" href="#n1" id="r1">1</a> and milk<sup><a epub:type="noteref" '
        'href="notes.xhtml#n2" id="r2">2</a></sup>, tea<a role="doc-noteref" href="#n1">1</a>.</p>'
        '<aside epub:type="footnote" id="n1"><p>Of the hills.</p><p>Not the valleys. <a href="#r1">↩</a></p></aside>'
    )
    two = '<h1>Notes</h1><ol><li epub:type="endnote" id="n2"><a href="a.xhtml#r2">2.</a> Of cows.</li></ol>'
    found = book({"a.xhtml": xhtml(one), "notes.xhtml": xhtml(two)})
    assert found.body == (
        "Tea[^1] and milk[^2], tea[^1].\n\n[^1]: Of the hills.\n    \n    Not the valleys.\n\n"
        "[^2]: Of cows.\n\n## Notes"
    )


def test_a_note_that_is_not_there_stays_a_number() -> None:
    assert body('<p>Tea<a epub:type="noteref" href="#gone">1</a>.</p>') == "Tea1."


# Metadata.


def values(metadata: str) -> dict[str, object]:
    return dict(book({"a.xhtml": xhtml("<p>Tea.</p>")}, metadata=metadata).values)


def test_metadata_of_the_third_version() -> None:
    assert values(
        '<dc:identifier id="id">urn:isbn:978-3-16-148410-0</dc:identifier><dc:source>https://example.org/tea</dc:source>'
        '<dc:title id="s">A history</dc:title><meta refines="#s" property="title-type">subtitle</meta>'
        '<dc:title id="t">On tea</dc:title><meta refines="#t" property="title-type">main</meta>'
        '<dc:creator id="b">Bob Sample</dc:creator><meta refines="#b" property="display-seq">2</meta>'
        '<dc:creator id="a">Ann Example</dc:creator><meta refines="#a" property="role">aut</meta>'
        '<dc:creator id="e">Ed Third</dc:creator><meta refines="#e" property="role">edt</meta>'
        '<dc:contributor id="k">Kit Maker</dc:contributor><meta refines="#k" property="role">bkp</meta>'
        '<dc:contributor id="l">Lou Fourth</dc:contributor><meta refines="#l" property="role">trl</meta>'
        "<dc:subject>tea</dc:subject><dc:subject>hills &amp; rain</dc:subject><dc:subject>tea</dc:subject>"
        "<dc:description>&lt;p&gt;All &lt;b&gt;about&lt;/b&gt; it&lt;/p&gt;</dc:description>"
        "<dc:publisher>Leaf &amp; Co</dc:publisher><dc:language>en-GB</dc:language><dc:date>2024-01-02</dc:date>"
        '<meta property="dcterms:modified">2024-02-03T04:05:06Z</meta>'
        '<meta property="belongs-to-collection">Drinks</meta>'
    ) == {
        "title": "On tea",
        "subtitle": "A history",
        "authors": ["Ann Example", "Bob Sample"],
        "editors": ["Ed Third"],
        "translators": ["Lou Fourth"],
        "tags": ["tea", "hills & rain"],
        "summary": "All about it",
        "publisher": "Leaf & Co",
        "language": "en-GB",
        "date": "2024-01-02",
        "updated": "2024-02-03T04:05:06Z",
        "isbn": "9783161484100",
        "source": "https://example.org/tea",
        "series": "Drinks",
    }


def test_metadata_of_the_second_version() -> None:
    assert values(
        '<dc:identifier opf:scheme="ISBN">0-306-40615-2</dc:identifier><dc:identifier>1234567890</dc:identifier>'
        '<dc:title>On tea</dc:title><dc:creator opf:role="aut" opf:file-as="Example, Ann">Ann Example</dc:creator>'
        '<dc:date opf:event="modification">2011</dc:date><dc:date opf:event="publication">2010-05</dc:date>'
        '<dc:language>de</dc:language><meta name="calibre:series" content="Drinks"/>'
    ) == {
        "title": "On tea",
        "authors": ["Ann Example"],
        "date": "2010-05",
        "updated": "2011",
        "language": "de",
        "isbn": "0306406152",
        "series": "Drinks",
    }


def test_a_date_that_stands_for_none_is_none() -> None:
    assert "date" not in values(METADATA + "<dc:date>0101-01-01T00:00:00+00:00</dc:date>")


def test_creators_without_an_author_are_the_authors() -> None:
    found = values(METADATA + '<dc:creator opf:role="edt">Ed Third</dc:creator>')
    assert found["authors"] == found["editors"] == ["Ed Third"]


# What is refused.


def refusal(data: bytes) -> str:
    with pytest.raises(ArticleUnreadable) as caught:
        read(data, "x.epub")
    return caught.value.message


def test_what_is_no_book_is_refused_with_its_reason() -> None:
    assert refusal(b"") == "the file is empty"
    assert refusal(b"Dear reader") == "no EPUB: it is no zip archive"
    assert refusal(make_zip({"a.txt": "tea"})) == "the file is no EPUB: it has no package document"
    assert "no text" in refusal(make_epub({"a.xhtml": xhtml('<img src="a.png"/>')}))
    assert "no text" in refusal(make_epub({}))


def encryption(method: str, part: str) -> dict[str, str | bytes]:
    return {
        "META-INF/encryption.xml": '<encryption xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
        f'<enc:EncryptionMethod Algorithm="{method}"/><enc:CipherData><enc:CipherReference URI="{part}"/>'
        "</enc:CipherData></enc:EncryptedData></encryption>"
    }


def test_encrypted_text_is_refused_and_encrypted_fonts_are_not() -> None:
    chapters: dict[str, str | bytes] = {"a.xhtml": xhtml("<p>Tea.</p>")}
    aes = "http://www.w3.org/2001/04/xmlenc#aes128-cbc"
    locked = encryption(aes, "OEBPS/a.xhtml")
    assert refusal(make_epub(chapters, more=locked)) == "the text of the EPUB is encrypted"
    lcp = {**locked, "META-INF/license.lcpl": "{}"}
    assert "by Readium LCP's rights management" in refusal(make_epub(chapters, more=lcp))
    for method, part in [("http://www.idpf.org/2008/embedding", "OEBPS/f.otf"), (aes, "OEBPS/cover.png")]:
        assert book(chapters, more=encryption(method, part)).body == "Tea."


def test_a_book_without_its_mimetype_or_container_is_read() -> None:
    data = make_epub({"a.xhtml": xhtml("<p>Tea.</p>")}, more={"META-INF/container.xml": "<broken"})
    assert read(data, "x.epub").body == "Tea."


def test_a_package_that_is_not_quite_xml_is_read() -> None:
    found = values("<dc:title>Tea & milk &mdash; a story</dc:title><dc:creator>Ann</dc:creator>")
    assert "Tea" in str(found["title"])
    assert "— a story" in str(found["title"])
    assert found["authors"] == ["Ann"]


def test_parts_beyond_all_measure_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from kratomcli.readers.epub import archive

    monkeypatch.setattr(archive, "_LARGEST_PART", 10_000)
    monkeypatch.setattr(archive, "_LARGEST", 25_000)
    monkeypatch.setattr(archive, "_MOST_PARTS", 40)
    large = xhtml("<p>Tea.</p>" + " " * 20_000)
    assert "enormous EPUB: OEBPS/a.xhtml" in refusal(make_epub({"a.xhtml": large}))
    many: dict[str, str | bytes] = {f"{at}.xhtml": xhtml("<p>Tea.</p>" + " " * 8_000) for at in range(4)}
    assert "enormous" in refusal(make_epub(many))
    assert "45 parts; 40 are read" in refusal(make_epub({}, more={f"p/{at}": "" for at in range(43)}))
    assert book({"a.xhtml": xhtml("<p>Tea.</p>")}, more={"OEBPS/film.mp4": bytes(900_000)}).body == "Tea."


def test_a_declared_size_is_not_believed() -> None:
    data = make_epub({"a.xhtml": xhtml("<p>Tea.</p>" + "x" * 5000)})
    with zipfile.ZipFile(BytesIO(data)) as file:
        size = file.getinfo("OEBPS/a.xhtml").file_size
    assert "damaged" in refusal(data.replace(size.to_bytes(4, "little"), (9).to_bytes(4, "little")))


def test_entities_of_a_file_are_not_read() -> None:
    package = (
        '<!DOCTYPE package [<!ENTITY tea SYSTEM "file:///etc/hostname"><!ENTITY a "&b;&b;"><!ENTITY b "bb">]>'
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:title>On &tea;&a;tea</dc:title></metadata><manifest><item id='a' href='a.xhtml' "
        "media-type='application/xhtml+xml'/></manifest><spine><itemref idref='a'/></spine></package>"
    )
    found = book({"a.xhtml": xhtml("<p>Tea.</p>")}, more={"OEBPS/book.opf": package})
    assert str(found.values["title"]).replace(" ", "").startswith("On")
    assert "bb" not in str(found.values["title"])


REFERENCE = '<a epub:type="noteref" href="#n{0}">{0}</a>'
BOOKS: dict[str, Callable[[int], bytes]] = {
    "headings": lambda n: make_epub(
        {"a.xhtml": xhtml("".join(f'<h2 id="h{at}">Head {at}</h2><p>Text</p>' for at in range(n)))},
        contents=nav(*((f"Head {at}", f"a.xhtml#h{at}") for at in range(n))),
    ),
    "entries of one place": lambda n: make_epub(
        {"a.xhtml": xhtml("<h1>One</h1><p>Text</p>" * n)},
        contents=nav(*((f"Head {at}", "a.xhtml") for at in range(n))),
    ),
    "a late title": lambda n: make_epub(
        {"a.xhtml": xhtml("<p>Text</p>" * n + "<h1>Last</h1>")}, contents=nav(("Last", "a.xhtml"))
    ),
    "notes": lambda n: make_epub(
        {
            "a.xhtml": xhtml(
                "".join(REFERENCE.format(at) + f'<aside id="n{at}">Note</aside>' for at in range(n))
            )
        }
    ),
    "notes in one": lambda n: make_epub(
        {
            "a.xhtml": xhtml(
                "".join(map(REFERENCE.format, range(n)))
                + "<div>"
                + "".join(f'<i id="n{at}">Note</i>' for at in range(n))
                + "</div>"
            )
        }
    ),
    "elements in each other": lambda n: make_epub(
        {"a.xhtml": xhtml("".join(f'<div id="d{at}">' for at in range(n)) + "Text")},
        contents=nav(*((f"Head {at}", f"a.xhtml#d{at}") for at in range(n))),
    ),
    "headings in each other": lambda n: make_epub({"a.xhtml": xhtml("<h1><span>Text" * n)}),
    "sections without an end": lambda n: make_epub({"a.xhtml": xhtml("<p>Text</p>" + "<![CDATA[" * n)}),
    "chapters": lambda n: make_epub({f"{at}.xhtml": xhtml("<h1>Head</h1><p>Text</p>") for at in range(n)}),
}


@pytest.mark.parametrize("what", BOOKS)
def test_time_is_linear(what: str) -> None:
    made = {size: BOOKS[what](size) for size in (750, 3000)}
    assert is_linear(lambda size: read(made[size], "x.epub"), 750)


def test_words_at_the_top_of_a_page_without_any_element_are_read() -> None:
    assert book({"a.xhtml": xhtml("Tea")}, contents=nav(("Tea", "a.xhtml"))).body == "## Tea\n\nTea"


def test_without_its_package_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lxml", None)
    with pytest.raises(MissingExtra, match="needs the package lxml") as caught:
        read(make_epub({"a.xhtml": xhtml("<p>Tea.</p>")}), "x.epub")
    assert "kratomcli[documents]" in caught.value.hint
