"""Dates as every tool writes them: through the reader, the index, queries and a site's feed and sitemap.

A row of WRITTEN is what stands behind `date:` in YAML, or a whole head of front matter, and the ISO 8601
text that it is. REFUSED can't be known, or is no date.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zoneinfo
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kratomcli import Library
from kratomcli.dates.parser import read
from kratomcli.dates.partial_date import PartialDate
from kratomcli.errors import QueryError, UsageError
from kratomcli.export import ExportOptions
from kratomcli.export.site import Shelf, build, search
from kratomcli.readers.dates import read_date
from kratomcli.search.changes import Since

WRITTEN: dict[str, tuple[tuple[str, str], ...]] = {
    "Jekyll": (
        ("2019-07-04", "2019-07-04"),
        ("2019-07-04 18:05:09", "2019-07-04T18:05:09"),
        ("2019-07-04 18:05:09 +0200", "2019-07-04T18:05:09+02:00"),
        ("2019-07-04 18:05 +0200", "2019-07-04T18:05+02:00"),
        ("2019-07-04 18:05:09 -0330", "2019-07-04T18:05:09-03:30"),
        ("2019-07-04 18:05:09 UTC", "2019-07-04T18:05:09+00:00"),
        ("2019-07-04 18:05:09 EST", "2019-07-04T18:05:09-05:00"),
        ("2019-07-04 18:05:09 America/New_York", "2019-07-04T18:05:09-04:00"),
        ("2019-7-4", "2019-07-04"),
        ("2019-07-04 8:05", "2019-07-04T08:05"),
    ),
    "Hugo": (
        ("2019-07-04T18:05:09+02:00", "2019-07-04T18:05:09+02:00"),
        ("2019-07-04T18:05:09Z", "2019-07-04T18:05:09+00:00"),
        ("2019-07-04T18:05:09.123456789Z", "2019-07-04T18:05:09.123456+00:00"),
        ("+++\ndate = 2019-07-04T18:05:09+02:00\n+++", "2019-07-04T18:05:09+02:00"),
        ("+++\ndate = 2019-07-04 18:05:09Z\n+++", "2019-07-04T18:05:09+00:00"),
        ("+++\ndate = 2019-07-04T18:05:09.120\n+++", "2019-07-04T18:05:09.12"),
        ("+++\ndate = 2019-07-04\n+++", "2019-07-04"),
        ('+++\ndate = "2019-07-04"\n+++', "2019-07-04"),
        ('+++\ndate = "2019-07-04T18:05+02:00"\n+++', "2019-07-04T18:05+02:00"),
        ('+++\ndate = "July 4, 2019"\n+++', "2019-07-04"),
        ("+++\ndate = 2019\n+++", "2019"),
        ('{"date": "2019-07-04T18:05:09-07:00"}', "2019-07-04T18:05:09-07:00"),
        ('{"date": 20190704}', "2019-07-04"),
        ('{"date": 1562263509}', "2019-07-04T18:05:09+00:00"),
    ),
    "Pelican": (
        ("2019-07-04 18:05", "2019-07-04T18:05"),
        ("2019/07/04 18:05", "2019-07-04T18:05"),
        ("Thu, 4 July 2019", "2019-07-04"),
    ),
    "Hexo, Docusaurus, Eleventy, Astro": (
        ("2019/07/04 18:05:09", "2019-07-04T18:05:09"),
        ("2019/7/4", "2019-07-04"),
        ("2019-07-04T18:05", "2019-07-04T18:05"),
        ("Jul 04 2019", "2019-07-04"),
        ("'2019-07-04'", "2019-07-04"),
        ('"Jul 4, 2019"', "2019-07-04"),
    ),
    "Obsidian, Logseq, Org, Denote, Zettelkasten, TiddlyWiki": (
        ("2019-07-04T18:05:09", "2019-07-04T18:05:09"),
        ("'[[2019-07-04]]'", "2019-07-04"),
        ("[[2019-07-04]]", "2019-07-04"),
        ("'[[Jul 4th, 2019]]'", "2019-07-04"),
        ("Thursday, July 4th 2019, 6:05:09 pm", "2019-07-04T18:05:09"),
        ("<2019-07-04 Thu 18:05>", "2019-07-04T18:05"),
        ("'[2019-07-04 Thu]'", "2019-07-04"),
        ("20190704T180509", "2019-07-04T18:05:09"),
        ("201907041805", "2019-07-04T18:05"),
        ("20190704180509", "2019-07-04T18:05:09"),
        ("20190704180509123", "2019-07-04T18:05:09.123"),
        ("20190704T1805", "2019-07-04T18:05"),
        ("20190704 18:05", "2019-07-04T18:05"),
    ),
    "Notion, WordPress, Ghost, Medium, Evernote": (
        ("July 4, 2019 6:05 PM", "2019-07-04T18:05"),
        ("July 4, 2019", "2019-07-04"),
        ("July 4, 2019, 6:05 pm", "2019-07-04T18:05"),
        ("2019-07-04T18:05:09.000Z", "2019-07-04T18:05:09+00:00"),
        ("2019-07-04T18:05:09.250-04:00", "2019-07-04T18:05:09.25-04:00"),
        ("20190704T180509Z", "2019-07-04T18:05:09+00:00"),
        ("Thu, 04 Jul 2019 18:05:09 +0000", "2019-07-04T18:05:09+00:00"),
        ("Jul 4, 2019", "2019-07-04"),
    ),
    "JavaScript": (
        ("Thu Jul 04 2019 18:05:09 GMT-0500 (Central Daylight Time)", "2019-07-04T18:05:09-05:00"),
        ("Thu Jul 04 2019 18:05:09 GMT+0200 (CEST)", "2019-07-04T18:05:09+02:00"),
        ("Thu Jul 04 2019 18:05:09 GMT+0200", "2019-07-04T18:05:09+02:00"),
        ("Thu Jul 04 2019", "2019-07-04"),
        ("Thu, 04 Jul 2019 18:05:09 GMT", "2019-07-04T18:05:09+00:00"),
        ("7/24/2019, 6:05:09 PM", "2019-07-24T18:05:09"),
        ("7/24/2019", "2019-07-24"),
        ("24.7.2019, 18:05:09", "2019-07-24T18:05:09"),
        ("24/07/2019 18:05:09", "2019-07-24T18:05:09"),
        ("1562263509123", "2019-07-04T18:05:09.123+00:00"),
        ("2019-07-04T18:05:09+02:00[Europe/Berlin]", "2019-07-04T18:05:09+02:00"),
    ),
    "Go, Python, Java, C, PHP": (
        ("2019-07-04 18:05:09.5 +0200 CEST", "2019-07-04T18:05:09.5+02:00"),
        ("2019-07-04 18:05:09 +0000 UTC", "2019-07-04T18:05:09+00:00"),
        ("2019-07-04 18:05:09 -0300 -03", "2019-07-04T18:05:09-03:00"),
        ("Thu Jul  4 18:05:09 2019", "2019-07-04T18:05:09"),
        ("Thu Jul  4 18:05:09 CEST 2019", "2019-07-04T18:05:09+02:00"),
        ("Thu Jul 04 18:05:09 +0200 2019", "2019-07-04T18:05:09+02:00"),
        ("04 Jul 19 18:05 MST", "2019-07-04T18:05-07:00"),
        ("04 Jul 19 18:05 -0700", "2019-07-04T18:05-07:00"),
        ("Thursday, 04-Jul-19 18:05:09 PDT", "2019-07-04T18:05:09-07:00"),
        ("2019-07-04 18:05:09.123456", "2019-07-04T18:05:09.123456"),
        ("2019-07-04 18:05:09,123", "2019-07-04T18:05:09.123"),
        ("2019-07-04T18:05Z[UTC]", "2019-07-04T18:05+00:00"),
        ("Thu 04 Jul 2019 06:05:09 PM CEST", "2019-07-04T18:05:09+02:00"),
        ("2019:07:04 18:05:09", "2019-07-04T18:05:09"),
        ("04/Jul/2019:18:05:09 +0200", "2019-07-04T18:05:09+02:00"),
    ),
    "git": (
        ("Thu Jul 4 18:05:09 2019 +0200", "2019-07-04T18:05:09+02:00"),
        ("Thu, 4 Jul 2019 18:05:09 +0200", "2019-07-04T18:05:09+02:00"),
        ("1562256309 +0200", "2019-07-04T18:05:09+02:00"),
        ("1562263509", "2019-07-04T18:05:09+00:00"),
        ("946684799", "1999-12-31T23:59:59+00:00"),
        ("946684799000", "1999-12-31T23:59:59+00:00"),
    ),
    "RFC 2822": (
        ("Thu, 04 Jul 2019 18:05:09 -0700 (PDT)", "2019-07-04T18:05:09-07:00"),
        ("4 Jul 2019 18:05 EST", "2019-07-04T18:05-05:00"),
        ("Thu, 04 Jul 2019 18:05 GMT", "2019-07-04T18:05+00:00"),
        ("Thu, 04 Jul 19 18:05:09 UT", "2019-07-04T18:05:09+00:00"),
        ("Thu, 04 Jul 2019 18:05:09 -0000", "2019-07-04T18:05:09+00:00"),
        ("Thu, 04 Jul 99 18:05:09 GMT", "1999-07-04T18:05:09+00:00"),
    ),
    "ISO 8601": (
        ("2019", "2019"),
        ("2019-07", "2019-07"),
        ("2019-07-04T18:05+02", "2019-07-04T18:05+02:00"),
        ("2019-07-04T18+02", "2019-07-04T18:00+02:00"),
        ("2019-07-04T18Z", "2019-07-04T18:00+00:00"),
        ("2019-07-04T18", "2019-07-04T18:00"),
        ("2019-07-04T18:05:09,5Z", "2019-07-04T18:05:09.5+00:00"),
        ("2019-07-04t18:05:09z", "2019-07-04T18:05:09+00:00"),
        ("2019-W27-4", "2019-07-04"),
        ("2019W274", "2019-07-04"),
        ("2020-W53-7", "2021-01-03"),
        ("2019-W27-4T18:05Z", "2019-07-04T18:05+00:00"),
        ("2019-185", "2019-07-04"),
        ("2020-366", "2020-12-31"),
        ("2019-185T18:05:09+02:00", "2019-07-04T18:05:09+02:00"),
        ("20190704T180509+0200", "2019-07-04T18:05:09+02:00"),
        ("20190704T180509.25Z", "2019-07-04T18:05:09.25+00:00"),
        ("20190704", "2019-07-04"),
        ("2000-02-29", "2000-02-29"),
        ("9999-12-31", "9999-12-31"),
    ),
    "zones": (
        ("2019-07-04 18:05 UTC+02:00", "2019-07-04T18:05+02:00"),
        ("2019-07-04 18:05 UTC+5:30", "2019-07-04T18:05+05:30"),
        ("2019-07-04 18:05 UTC-3", "2019-07-04T18:05-03:00"),
        ("2019-07-04 18:05 GMT +0200", "2019-07-04T18:05+02:00"),
        ("2019-07-04 18:05 GMT-0500", "2019-07-04T18:05-05:00"),
        ("July 4, 2019 18:05 GMT +0200", "2019-07-04T18:05+02:00"),
        ("July 4, 2019 6:05 PM UTC+5:45", "2019-07-04T18:05+05:45"),
        ("July 4, 2019 6:05 PM PST", "2019-07-04T18:05-08:00"),
        ("2019-07-04 18:05 CEST", "2019-07-04T18:05+02:00"),
        ("2019-07-04 18:05 JST", "2019-07-04T18:05+09:00"),
        ("2019-07-04 18:05 AEST", "2019-07-04T18:05+10:00"),
        ("2019-07-04 18:05 (UTC)", "2019-07-04T18:05+00:00"),
        ("2019-07-04 18:05 IST", "2019-07-04T18:05"),  # of India, Israel and Ireland
        ("2019-07-04 18:05:09 \u22120500", "2019-07-04T18:05:09-05:00"),
        ("2019-07-04 18:05:09 -5", "2019-07-04T18:05:09-05:00"),
        ("2019-07-04 18:05:09 Z", "2019-07-04T18:05:09+00:00"),
        ("2019-01-04 18:05:09 America/New_York", "2019-01-04T18:05:09-05:00"),
        ("2019-07-04T18:05 Asia/Kolkata", "2019-07-04T18:05+05:30"),
        ("2019-07-04 18:05 America/Argentina/Buenos_Aires", "2019-07-04T18:05-03:00"),
        ("2019-07-04 18:05 America/Port-au-Prince", "2019-07-04T18:05-04:00"),
        ("2019-07-04 18:05 Etc/GMT+5", "2019-07-04T18:05-05:00"),
        ("2019-07-04 18:05 (Europe/Berlin)", "2019-07-04T18:05+02:00"),
        ("2019-07-04T18:05:09[Europe/Berlin]", "2019-07-04T18:05:09+02:00"),
        ("2019-07-04 18:05 +0200 Europe/Berlin", "2019-07-04T18:05+02:00"),
        ("July 4, 2019 6:05 PM Australia/Lord_Howe", "2019-07-04T18:05+10:30"),
        ("Thu Jul  4 18:05:09 Europe/Paris 2019", "2019-07-04T18:05:09+02:00"),
        ("18:05 Europe/Paris, 4 July 2019", "2019-07-04T18:05+02:00"),
        ("2019年7月4日 18:05 Asia/Tokyo", "2019-07-04T18:05+09:00"),
        ("2019-10-27 02:30 Europe/Berlin", "2019-10-27T02:30+02:00"),  # comes twice: the first
        ("2019-03-31 02:30 Europe/Berlin", "2019-03-31T02:30+01:00"),  # never came
        ("1850-07-04 18:05 America/New_York", "1850-07-04T18:05-04:56"),  # the sun's, -04:56:02
        ("9999-12-31 23:59 America/New_York", "9999-12-31T23:59-05:00"),
    ),
    "words and numbers": (
        ("July 2019", "2019-07"),
        ("2019 July", "2019-07"),
        ("Jul-2019", "2019-07"),
        ("07/2019", "2019-07"),
        ("4 July 2019", "2019-07-04"),
        ("the 4th of July, 2019", "2019-07-04"),
        ("Thursday 4 July 2019", "2019-07-04"),
        ("04-JUL-2019", "2019-07-04"),
        ("04-Jul-19", "2019-07-04"),
        ("2019-Jul-04", "2019-07-04"),
        ("Sept. 4, 2019", "2019-09-04"),
        ("July 4, 2019 at 6:05 p.m.", "2019-07-04T18:05"),
        ("July 4, 2019 at 6\u202fPM", "2019-07-04T18:00"),
        ("18:05, 4 July 2019", "2019-07-04T18:05"),
        ("12:30 am, 4 July 2019", "2019-07-04T00:30"),
        ("12:30 pm, 4 July 2019", "2019-07-04T12:30"),
        ("24/12/2019", "2019-12-24"),
        ("24.12.2019", "2019-12-24"),
        ("24-12-2019", "2019-12-24"),
        ("12/24/2019", "2019-12-24"),
        ("24.12.99", "1999-12-24"),
        ("12/24/19", "2019-12-24"),
        ("Fri 05/07/2019", "2019-07-05"),  # the 7th of May was a Tuesday
        ("Tue 05/07/2019", "2019-05-07"),
        ("2019.07.04", "2019-07-04"),
        ("2019.07", "2019-07"),
        ("2019.10", "2019-10"),
        ("2019 07 04", "2019-07-04"),
    ),
    "other languages": (
        ("4. Juli 2019", "2019-07-04"),
        ("Donnerstag, 4. Juli 2019, 18:05 Uhr", "2019-07-04T18:05"),
        ("jeudi 4 juillet 2019 à 18h05", "2019-07-04T18:05"),
        ("4 de julio de 2019", "2019-07-04"),
        ("quinta-feira, 4 de julho de 2019", "2019-07-04"),
        ("giovedì 4 luglio 2019", "2019-07-04"),
        ("4 juli 2019", "2019-07-04"),
        ("1 août 2019", "2019-08-01"),
        ("2019年7月4日", "2019-07-04"),
        ("2019年7月", "2019-07"),
        ("2019年", "2019"),
        ("2019年7月4日 18:05", "2019-07-04T18:05"),
        ("2019年7月4日（木）18時05分", "2019-07-04T18:05"),
        ("2019年7月4日 星期四", "2019-07-04"),
        ("2019年7月4日 下午6:05", "2019-07-04T18:05"),
        ("2019年07月04日 午前9時05分30秒", "2019-07-04T09:05:30"),
        ("令和元年7月4日", "2019-07-04"),
        ("平成30年7月4日", "2018-07-04"),
        ("昭和64年1月7日", "1989-01-07"),
        ("1562263530.25", "2019-07-04T18:05:30.25+00:00"),
        ("2019년 7월 4일", "2019-07-04"),
        ("2019년 7월 4일 목요일 오후 6:05", "2019-07-04T18:05"),
        ("2019. 7. 4.", "2019-07-04"),
        ("２０１９－０７－０４", "2019-07-04"),
        ("2019\u00a0年\u00a07\u00a0月\u00a04\u00a0日", "2019-07-04"),
    ),
}

REFUSED = (
    "Mon, 30 Nov -0001 00:00:00 +0000",
    "-0001-11-30T00:00:00+00:00",
    "0001-01-01T00:00:00Z",
    "0001-01-01 00:00:00 +0000 UTC",
    "+++\ndate = 0001-01-01T00:00:00Z\n+++",
    "01/01/0001 00:00:00",
    "0000-00-00 00:00:00",
    "0000-00-00",
    "2021030510",
    "昭和64年2月1日",
    "平成31年5月1日",
    "200305",
    "150412",
    "210305",
    "991231",
    "'010203'",
    "2021,03,05",
    "2021, 03, 05",
    "2021,03",
    "2021.3",
    "03/04/21",
    "21-03-05",
    "13/04/21",
    "24.12.65",
    "5.6.",
    "2021064",
    "2021-W05",
    "2021-W54-1",
    "2021-366",
    "2021-02-30",
    "2021-13-01",
    "2021-06-31T10:00Z",
    "2021-03-05T25:00",
    "2021-03-05T10:60",
    "2021-03-05 14:00 pm",
    "2021-03-05T10:00+25:00",
    "2021-03-05 10:00 +050",
    "March 32, 2021",
    "March - April 2021",
    "March 5-6, 2021",
    "2021-03-05 to 2021-03-07",
    "2021-03-05/2021-03-07",
    "July 4, 2019 \u2192 July 5, 2019",
    "Spring 2021",
    "2021-Q1",
    "2021?",
    "c. 2021",
    "Issue 5, March 2021",
    "May 5",
    "18:05",
    "Friday",
    "tomorrow",
    "{{date}}",
    "{{ date }}",
    "'{{date:YYYY-MM-DD}}'",
    "<% tp.date.now() %>",
    "\u06f1\u06f3\u06f9\u06f9-\u06f1\u06f2-\u06f1\u06f5",  # of a calendar that nobody named
    "16149573001",
    "12345",
    "-1614957300",
    ".nan",
    "1e99",
    "[2021, 3, 5]",
    "{year: 2021}",
    "9" * 400,
)

ROWS = [row for rows in WRITTEN.values() for row in rows]


def _head(written: str) -> str:
    if written.startswith("+++"):
        return written
    if written.startswith("{") and written.endswith("}") and '"' in written:
        return written
    return f"---\ndate: {written}\n---"


def _instant(iso: str) -> str:
    """What a feed has of a date, worked out from its text alone."""
    day, _, time = iso.partition("T")
    day = (day + "-01-01")[:10] if len(day) == 4 else (day + "-01")[:10]
    clock, zone = re.fullmatch(r"([\d:.]*)(.*)", time).groups()  # type: ignore[union-attr]
    return f"{day}T{clock or '00:00'}{':00' if len(clock) < 6 else ''}{zone or 'Z'}"


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library with an article for each row of both tables."""
    place = tmp_path_factory.mktemp("dates")
    for number, (written, _) in enumerate(ROWS):
        (place / f"w{number:03}.md").write_text(f"{_head(written)}\n\nDated.\n")
    for number, written in enumerate(REFUSED):
        (place / f"x{number:03}.md").write_text(f"{_head(written)}\n\nNot dated.\n")
    with Library.open(place, cache=tmp_path_factory.mktemp("cache")) as library:
        library.sync()
        yield library


def test_there_are_many_forms() -> None:
    assert len(ROWS) >= 150
    assert len(set(ROWS)) == len(ROWS)


def test_each_form_has_its_value_in_the_index(dated: Library) -> None:
    found = {entry.id: entry for entry in dated.articles()}
    assert len(found) == len(ROWS) + len(REFUSED)
    assert [failure.reason for failure in dated.status().failures] == []
    wrong = {
        written: (iso, found[f"w{number:03}"].date)
        for number, (written, iso) in enumerate(ROWS)
        if found[f"w{number:03}"].date != iso
    }
    assert wrong == {}
    assert {entry.notes for entry in found.values() if entry.date} == {()}


@pytest.mark.parametrize(
    "zone", ["Mars/Base", "America/Argentina", "Europe/berlin_wall", "a/a", "America/New_York/x"]
)
def test_a_zone_that_is_not_known_is_left_out_and_named(zone: str) -> None:
    iso, note = read_date(f"2019-07-04 18:05 {zone}") or ("", "")
    assert (iso, note) == ("2019-07-04T18:05", f"read without its zone {zone}, which is not known")
    iso, note = read_date(f"03/04/2019 18:05 {zone}") or ("", "")
    assert iso == "2019-03-04T18:05"
    assert note.startswith("read without its zone")
    assert note.endswith(" read as month first")
    with pytest.raises(UsageError, match="no moment that is known"):
        Since.parse(f"2019-07-04 18:05 {zone}", 0)


def test_where_no_zone_is_known_dates_are(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(key: str) -> None:
        raise zoneinfo.ZoneInfoNotFoundError(key)

    monkeypatch.setattr(zoneinfo, "ZoneInfo", none)
    written = read("2019-07-04 18:05 Europe/Berlin")
    assert written is not None
    assert (str(written.date), written.unknown) == ("2019-07-04T18:05", "Europe/Berlin")


def test_zones_are_looked_up_only_for_their_names() -> None:
    code = (
        "import sys; from kratomcli.dates.parser import read; read('2019-07-04 18:05 EST'); "
        "before = 'zoneinfo' in sys.modules; read('2019-07-04 18:05 Europe/Berlin'); "
        "print(before, 'zoneinfo' in sys.modules)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == "False True\n"


def test_since_knows_zones_by_name() -> None:
    assert Since.parse("2019-07-04 18:05 Europe/Berlin", 0) == Since.parse("2019-07-04T16:05Z", 0)


def test_what_can_not_be_known_is_no_date_and_d001(dated: Library) -> None:
    found = {entry.id: entry for entry in dated.articles()}
    refused = {f"x{number:03}": written for number, written in enumerate(REFUSED)}
    assert {refused[id]: found[id].date for id in refused if found[id].date} == {}
    said = {finding.id: finding.message for finding in dated.check(select=["D001"])}
    assert said.keys() == refused.keys()
    for id, written in refused.items():
        if not written.startswith(("+++", "'")):
            assert written[:30] in said[id], said[id]


def test_a_query_finds_each_by_its_value_and_by_what_was_written(dated: Library) -> None:
    for number, (written, iso) in enumerate(ROWS):
        id = f"w{number:03}"
        assert id in {entry.id for entry in dated.articles(f"date:{iso}")}, written
        if PartialDate.parse(iso).has_time or len(iso) == 10:
            assert id in {entry.id for entry in dated.articles(f"date:{iso[:7]}..{iso[:10]}")}, written
        if "\n" not in written and not written.startswith(("'", "[[", "{", '"')):
            asked = json.dumps(written, ensure_ascii=False)
            assert id in {entry.id for entry in dated.articles(f"date:{asked}")}, written


@pytest.mark.parametrize("written", ["200305", "2021,03,05", "soon", "03/04/2021", "{{date}}", "2021-W05"])
def test_a_query_for_what_can_not_be_known_is_a_mistake(dated: Library, written: str) -> None:
    with pytest.raises(QueryError, match="date"):
        dated.count(f'date:"{written}"')


def test_the_feed_and_the_sitemap_have_each_moment(
    dated: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "is_installed", lambda: False)
    monkeypatch.setattr("kratomcli.export.site.lists._IN_FEED", 10_000)
    shelf = Shelf(dated.revisions(), dated.read, dated.status().folders)
    build(shelf, tmp_path / "site", options=ExportOptions(url="https://example.org/"))
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ElementTree.fromstring((tmp_path / "site" / "feed.xml").read_bytes())  # noqa: S314 - our own
    published = {
        entry.findtext(f"{atom}id", ""): entry.findtext(f"{atom}published", "")
        for entry in feed.iter(f"{atom}entry")
    }
    sitemap = ElementTree.fromstring((tmp_path / "site" / "sitemap.xml").read_bytes())  # noqa: S314
    map_of = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    changed = {url.findtext(f"{map_of}loc"): url.findtext(f"{map_of}lastmod") for url in sitemap}
    for number, (written, iso) in enumerate(ROWS):
        url = f"https://example.org/articles/w{number:03}.html"
        assert published[url] == _instant(iso), written
        assert changed[url] == iso.partition("T")[0], written
    assert len(published) == len(ROWS)  # what has no date is in no feed


@settings(deadline=None)
@given(st.text() | st.text("0123456789-/.,:T Z+amp年月日Jul "))
def test_no_text_is_anything_but_a_date_or_none(text: str) -> None:
    written = read(text)
    if written is not None:
        iso = str(written.date)
        assert PartialDate.parse(iso) == written.date
        assert written.date.first() < written.date.after()
        assert read(iso) == (written.date, "", "")
        assert written.date.instant().tzinfo is not None


@settings(deadline=None)
@given(
    st.datetimes().filter(lambda when: when.year > 1000),
    st.sampled_from(
        ["%d %B %Y %H:%M:%S", "%A, %B %d, %Y %I:%M:%S %p", "%a %b %d %H:%M:%S %Y", "%Y%m%dT%H%M%S"]
    ),
)
def test_a_moment_comes_back_from_words(when: datetime, form: str) -> None:
    moment = when.replace(microsecond=0)
    written = read(moment.strftime(form))
    assert written is not None
    assert str(written.date) == moment.isoformat()
