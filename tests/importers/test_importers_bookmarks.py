"""Bookmarks as HTML, in the dialects of those who write them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from import_making import bring, fields, files

from kratomcli.importers.formats.bookmarks import items
from kratomcli.importers.items import Item
from kratomcli.importers.sources.source import open_source
from kratomcli.importers.sources.times import time_of

HEAD = "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE>\n<H1>Bookmarks</H1>\n"

FIREFOX = f"""{HEAD}<DL><p>
    <DT><A HREF="place:sort=8&maxResults=10">Most visited</A>
    <DT><H3 ADD_DATE="1600000000" PERSONAL_TOOLBAR_FOLDER="true">Bookmarks Toolbar</H3>
    <DD>Add bookmarks to this folder
    <DL><p>
        <DT><H3 ADD_DATE="1600000000">Green / black</H3>
        <DL><p>
            <DT><A HREF="https://a.example/" ADD_DATE="1600000000" LAST_MODIFIED="1600000060" SHORTCUTURL="pot"
              ICON="data:image/png;base64,AAAA" TAGS="tea,pots and pans">Pots &amp; <b>pans</b></A>
            <DD>First line
            <HR>
            <DT><A HREF="https://b.example/"></A>
        </DL><p>
    </DL><p>
    <DT><A HREF="https://c.example/">Last</A>
</DL>
"""
SAFARI = f"""{HEAD}<DT><H3 FOLDED>Favorites</H3>
<DL><p>
    <DT><A HREF="https://a.example/">A</A>
</DL><p>
<DT><H3 FOLDED ID="com.apple.ReadingList">Reading List</H3>
<DL><p>
    <DT><A HREF="https://b.example/">B</A>
</DL><p>
"""
LINKDING = (
    f'{HEAD}<DL><p>\n\r<DT><A HREF="https://a.example/" ADD_DATE="1600000000" LAST_MODIFIED="1600000060" PRIVATE="1"'
    ' TOREAD="1" TAGS="tea">A</A>\n\r<DD>About [it][linkding-notes]Line *one*\nline two[/linkding-notes]\n\r'
    '<DT><A HREF="https://b.example/" ADD_DATE="1" PRIVATE="0" TOREAD="0" TAGS="x,linkding:bookmarks.archived">B</A>\n\r</DL><p>'
)
POCKET = """<!DOCTYPE html>
<html><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8" /><title>Pocket Export</title></head>
<body><h1>Unread</h1><ul>
<li><a href="https://a.example/" time_added="1600000000" tags="tea,pots">A</a></li>
</ul><h1>Read Archive</h1><ul>
<li><a href="https://b.example/" time_added="1600000001" tags="">B</a></li>
</ul></body></html>"""


def read(path: Path, text: str) -> list[Item]:
    path.write_text(text, encoding="utf-8", newline="")
    with open_source(str(path)) as source:
        return list(items(source, lambda name, reason: pytest.fail(f"{name}: {reason}")))


def test_firefox(tmp_path: Path) -> None:
    one, two, three = read(tmp_path / "bookmarks.html", FIREFOX)
    assert (one.key, one.folder, one.body) == ("https://a.example/", "Green - black", "First line")
    assert (one.values["title"], one.values["tags"]) == ("Pots & pans", ["tea", "pots and pans"])
    assert one.values["date"] == datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)
    assert one.values["updated"] == datetime(2020, 9, 13, 12, 27, 40, tzinfo=UTC)
    assert one.values["keyword"] == "pot"
    assert (two.values["title"], two.folder, two.body) == ("https://b.example/", "Green - black", "")
    assert (three.values["title"], three.folder) == ("Last", "")


def test_safari(tmp_path: Path) -> None:
    assert [(one.key, one.folder) for one in read(tmp_path / "Safari Bookmarks.html", SAFARI)] == [
        ("https://a.example/", ""),
        ("https://b.example/", "Reading List"),
    ]


def test_linkding(tmp_path: Path) -> None:
    one, two = read(tmp_path / "bookmarks.html", LINKDING)
    assert one.body == "About [it]\n\nLine *one*\nline two"
    assert (one.values["private"], one.values["status"]) == (True, "unread")
    assert (two.values["private"], two.values["status"], two.values["tags"]) == (None, "archived", ["x"])


def test_pocket(tmp_path: Path) -> None:
    one, two = read(tmp_path / "ril_export.html", POCKET)
    assert (one.key, one.values["status"], one.values["tags"], one.folder) == (
        "https://a.example/",
        "unread",
        ["tea", "pots"],
        "",
    )
    assert (two.key, two.values["status"], two.values["tags"]) == ("https://b.example/", "archived", [])
    assert bring(tmp_path / "ril_export.html", tmp_path / "new").results[0].importer == "bookmarks"


@pytest.mark.parametrize(
    "number", ["1600000000", "1600000000000", "1600000000000000", "13244473600000000", 1.6e9]
)
def test_moments_are_known_by_their_size(number: str | float) -> None:
    assert time_of(number) == datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)


@pytest.mark.parametrize("number", ["", "0", "tea", "nan", "inf", "-inf", "1e300", "-1e18", 0])
def test_what_is_no_moment_is_none(number: str | float) -> None:
    assert time_of(number) is None


def test_the_same_address_twice_loses_nothing(tmp_path: Path) -> None:
    """The same bookmark twice is one; another title or description makes it another."""
    links = ['<DT><A HREF="https://a.example/">A</A>'] * 2 + ['<DT><A HREF="https://a.example/">B</A>']
    (tmp_path / "a.html").write_text(HEAD + "<DL><p>" + "\n".join(links) + "</DL>")
    report = bring(tmp_path / "a.html", tmp_path / "new")
    assert ([one.path for one in report.results], report.known) == (["A.md", "B.md"], 1)
    again = bring(tmp_path / "a.html", tmp_path / "new")
    assert (again.results, again.known) == ((), 3)


def test_many_come_with_all_that_they_have(tmp_path: Path) -> None:
    links = [
        f'<DT><A HREF="https://x.example/{n}" ADD_DATE="{1600000000 + n * 86400}" TAGS="t{n % 7}">Tea {n % 50}</A>\n<DD>No. {n}'
        for n in range(500)
    ]
    (tmp_path / "a.html").write_text(HEAD + "<DL><p>\n" + "\n".join(links) + "\n</DL><p>")
    assert bring(tmp_path / "a.html", tmp_path / "new").number("written") == 500
    found = sorted(fields(tmp_path / "new", "source", "date", "tags", "title"))
    expected = sorted(
        (
            f"https://x.example/{n}",
            time_of(1600000000 + n * 86400).isoformat(),
            (f"t{n % 7}",),
            f"Tea {n % 50}",
        )  # type: ignore[union-attr]
        for n in range(500)
    )
    assert found == expected
    assert all("No. " in text for text in files(tmp_path / "new").values())


def test_the_heading_of_the_page_is_no_folder(tmp_path: Path) -> None:
    source = tmp_path / "a.html"
    link = '<DT><A HREF="https://a.example/">A</A>'
    source.write_text(
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<H1>My own links</H1>\n"
        f"<DL><p><DT><H3>Tea</H3><DL><p>{link}</DL><p></DL>"
    )
    bring(source, tmp_path / "new")
    assert list(files(tmp_path / "new")) == ["Tea/A.md"]
