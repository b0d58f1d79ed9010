"""Parsing dates as people and programs write them. An ambiguous text is not a date.

Supported are: ISO 8601 and similar forms with the year first; compact dates and time stamps of digits alone;
Chinese, Japanese and Korean dates; and dates in words, with months and weekdays in several languages, and
day, year, time and zone in any unambiguous order.

The name of a zone (America/New_York) becomes its offset at that moment; an unknown name is reported beside
the date. An unknown or ambiguous abbreviation of a zone is ignored. A weekday is not checked against its
date, but is used to decide between 05/03 and 03/05.
"""

from __future__ import annotations

import re

from kratomcli.dates.east_asian import east_asian
from kratomcli.dates.partial_date import PartialDate
from kratomcli.dates.times import VERBOSE, Written, with_time
from kratomcli.dates.words import in_words
from kratomcli.patterns import lazy_regex

_LONGEST = 80  # characters; longer text is not a date
_EARLIEST = 1000  # earlier years are taken for a date that was never set, unless in ISO form
_STAMPS = range(10**8, 10**10)  # range of plausible time stamps in seconds: 1973 to 2286


_YEAR_FIRST = lazy_regex(
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
    """Parse a date; None if the text is not a date, or is ambiguous.

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
    except ValueError:  # an impossible day or hour
        pass
    return None


def _plain(text: str) -> str:
    """On one line, with plain punctuation, without the brackets of a link or of an Org time stamp."""
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
    """Parse 2021, 202110, 20211005, 202110051400(00(000)), or (milli)seconds since 1970; raises ValueError.

    A time stamp may be followed by an offset, as git writes it.
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
    """Split digits into the first four and then pairs."""
    return (int(text[:4]), *(int(text[at : at + 2]) for at in range(4, len(text), 2)))


def _may_be_an_hour(text: str) -> bool:
    """Whether ten digits may be a day and hour (YYYYMMDDHH) rather than seconds."""
    if len(text) != 10 or not "1900" <= text < "2100":
        return False
    try:
        return bool(PartialDate.of((*_pairs(text), 0)))
    except ValueError:
        return False


def _may_be_a_day(text: str) -> bool:
    """Whether six digits may be a day with a two-digit year in any order."""
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
