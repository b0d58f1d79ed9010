"""Dates as people and programs write them → `PartialDate`. What may be another date as well is none.

Year first, in digits: ISO 8601 with its variants, and what comes near to it. Digits alone: compact dates
and time stamps. Chinese, Japanese and Korean. And words: months and weekdays in several languages, with
a day, a year, a time and a zone in whatever order leaves one meaning.

A zone's name (America/New_York) is its offset at that moment; one that isn't known is named beside the
date. A zone's abbreviation that no table has, or that several zones share, says nothing; a weekday is not
compared with its date, but tells 05/03 from 03/05.
"""

from __future__ import annotations

import re

from kratomcli.dates.east_asian import east_asian
from kratomcli.dates.partial_date import PartialDate
from kratomcli.dates.times import VERBOSE, Written, with_time
from kratomcli.dates.words import in_words

_LONGEST = 80  # characters: longer text is no date
_EARLIEST = 1000  # years before it are dates that were never set, but in plain ISO
_STAMPS = range(10**8, 10**10)  # seconds since 1970 that are meant as such: from 1973 to 2286


_YEAR_FIRST = re.compile(
    r"""(\d{4}) (?:
        ([-/.:\ ]) (?P<month>\d\d?) \2 (?P<day>\d\d?)
      | (?P<compact>\d{4}) (?=[T\ ]\d\d)
      | -? W (?P<week>\d\d) -? (?P<weekday>[1-7])
      | - (?P<day_of_year>\d{3})
      | [-/] (?P<only>\d\d?) | \. (?P<dotted>\d\d)
    ) (?![\d/:-])""",
    VERBOSE,
)


def read(text: str) -> Written | None:
    """The date that a text is; None for text that is none, or that may be another date as well.

    >>> str(read("Fri Mar 05 2021 10:15:00 GMT-0500 (EST)").date)
    '2021-03-05T10:15:00-05:00'
    """
    if date := PartialDate.parsed(text):
        return Written(date)
    text = _plain(text)
    if len(text) > _LONGEST:
        return None
    try:
        for form in (_digits, _year_first, east_asian, in_words):
            if written := form(text):
                return written if written.date.parts[0] >= _EARLIEST else None
    except ValueError:  # a day that no calendar has, an hour that no clock has
        pass
    return None


def _plain(text: str) -> str:
    """On one line, signs in their plain forms, without the brackets of a link or of an Org time stamp."""
    if not text.isascii():
        from unicodedata import normalize

        text = normalize("NFKC", text)
        for minus in "\u2010\u2212":
            text = text.replace(minus, "-")
    text = " ".join(text.split())
    for left, right in (("[[", "]]"), ("[", "]"), ("<", ">")):
        if text.startswith(left) and text.endswith(right):
            return text[len(left) : -len(right)].strip()
    return text


# -- digits --------------------------------------------------------------------------------------------


def _digits(text: str) -> Written | None:
    """2021, 202110, 20211005, 202110051400(00(000)), seconds or milliseconds since 1970; raises for others.

    A time stamp may have an offset behind it, as git writes it.
    """
    if with_fraction := re.fullmatch(r"(\d{9,10})\.(\d{1,9})", text, re.ASCII):
        return _stamp(int(with_fraction[1]), int(with_fraction[2][:3].ljust(3, "0")))
    stamp, _, zone = text.partition(" ")
    if not (stamp.isascii() and stamp.isdecimal()):
        return None
    if zone:
        known = re.fullmatch(r"[+-]\d{4}", zone, re.ASCII)
        return _stamp(int(stamp), 0, zone) if known and len(stamp) in (9, 10) else None
    if len(text) in (4, 8) or (len(text) == 6 and not _may_be_a_day(text)):
        return Written(PartialDate.of(_pairs(text)))
    if len(text) in (12, 14, 17) and text < "3":
        return Written(PartialDate.of(_pairs(text[:14]), text[14:]))
    if len(text) in (12, 13):
        return _stamp(int(text[:-3]), int(text[-3:]))
    if len(text) in (9, 10) and not _may_be_an_hour(text):
        return _stamp(int(text))
    raise ValueError("no date")


def _pairs(text: str) -> tuple[int, ...]:
    """Four digits, then two and two."""
    return (int(text[:4]), *(int(text[at : at + 2]) for at in range(4, len(text), 2)))


def _may_be_an_hour(text: str) -> bool:
    """Whether ten digits may be an hour of a day of these centuries, and not only seconds."""
    if len(text) != 10 or not "1900" <= text < "2100":
        return False
    try:
        return bool(PartialDate.of((*_pairs(text), 0)))
    except ValueError:
        return False


def _may_be_a_day(text: str) -> bool:
    """Whether six digits may be a day with a year of two digits, whatever its order."""
    one, two, three = (int(text[at : at + 2]) for at in (0, 2, 4))
    return any(1 <= month <= 12 and 1 <= day <= 31 for month, day in ((one, two), (two, one), (two, three)))


def _stamp(seconds: int, thousandths: int = 0, zone: str = "+0000") -> Written:
    from datetime import datetime

    if seconds not in _STAMPS:
        raise ValueError("no time stamp")
    when = datetime.fromtimestamp(seconds, datetime.strptime(zone, "%z").tzinfo)
    parts = (when.year, when.month, when.day, when.hour, when.minute, when.second)
    return Written(PartialDate.of(parts, f"{thousandths:03}", f"{zone[:3]}:{zone[3:]}"))


# -- year first ----------------------------------------------------------------------------------------


def _year_first(text: str) -> Written | None:
    found = _YEAR_FIRST.match(text)
    if found is None:
        return None
    return with_time(_day(int(found[1]), found.groupdict()), text[found.end() :])


def _day(year: int, given: dict[str, str | None]) -> tuple[int, ...]:
    from datetime import date, timedelta

    if given["week"]:
        day = date.fromisocalendar(year, int(given["week"]), int(given["weekday"] or 1))
        return day.year, day.month, day.day
    if given["day_of_year"]:
        day = date(year, 1, 1) + timedelta(int(given["day_of_year"]) - 1)
        if day.year != year:
            raise ValueError("no day of that year")
        return year, day.month, day.day
    if given["compact"]:
        return _pairs(f"{year:04}{given['compact']}")
    month = given["month"] or given["only"] or given["dotted"] or ""
    return (year, int(month), int(given["day"])) if given["day"] else (year, int(month))
