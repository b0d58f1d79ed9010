"""Dates in words, with months and weekdays in several languages, and dates of numbers in unclear order."""

from __future__ import annotations

import re

from kratomcli.dates.names import FILLING, MONTH, WEEKDAY
from kratomcli.dates.partial_date import PartialDate
from kratomcli.dates.times import TIME, Written, moment, zone_of
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

_TOKEN = lazy_regex(
    r"""(?P<numbers> (?<![^\W\d_][-/.]) ([0-9]{1,4})([-/.])([0-9]{1,4})(?:\3([0-9]{1,4}))? (?![-/.]?[0-9]) )
      | (?P<number> [0-9]{1,4}) (?P<ordinal>st|nd|rd|th)? (?![^\W_])
      | (?P<word> [^\W\d_]+)""",
    re.VERBOSE,
)
_SIGNED = lazy_regex(r"(?<![^ ])[-+][0-9]")


def in_words(text: str) -> Written | None:
    """Parse a day in words or numbers, with or without a time before, after or within it."""
    time = TIME.search(text)
    if time is None:
        return _day_in_words(text)
    zone, behind = _zone_within(text[time.end() :])
    written = _day_in_words(f"{text[: time.start()]} {behind}")
    if written is None or len(written.date.parts) < 3:
        return None
    return moment(written.date.parts, time, zone, written.order)


def _zone_within(text: str) -> tuple[str, str]:
    """The zone in the text after a time, and the rest of that text: a year, or the whole day."""
    zone = zone_of(text)
    if zone is not None:
        return zone, ""
    # Unix and Ruby write the zone before the year, git after it.
    if year := re.fullmatch(r"(.*) (\d{4})( .*)?", text, re.ASCII):
        zones = [zone_of(part) for part in (year[1], year[3] or "")]
        if "" in zones and None not in zones:
            return zones[0] or zones[1] or "", year[2]
    first, _, rest = text.strip(" ,").partition(" ")
    zone = None if first.casefold() in MONTH or first.casefold() in WEEKDAY else zone_of(first.strip(","))
    return ("", text) if zone is None else (zone, rest)


class _DayTokens(NamedTuple):
    """The tokens of a day: numbers and the month in their order, with the type of each in `shape`."""

    shape: str
    numbers: list[str]
    month: int
    weekday: int | None
    groups: list[tuple[str, str, str, str | None]]


def _day_in_words(text: str) -> Written | None:
    found = _tokens(text)
    if found is None:
        return None
    if not found.month:
        alone = len(found.groups) == 1 and not found.shape
        return _in_numbers(*found.groups[0], found.weekday) if alone else None
    return None if found.groups else _with_month(found)


def _tokens(text: str) -> _DayTokens | None:
    if _TOKEN.sub("", text).strip(" ,./-") or _SIGNED.search(text):
        return None
    shape, numbers, months, weekdays, groups = "", [], [], [], []
    for token in _TOKEN.finditer(text):
        if token["numbers"]:
            groups.append((token[2], token[3], token[4], token[5]))
        elif number := token["number"]:
            shape += "y" if len(number) == 4 and not token["ordinal"] else "d" if len(number) < 3 else "?"
            numbers.append(number)
        elif (word := token["word"].casefold()) in MONTH:
            shape += "m"
            months.append(MONTH[word])
        elif word in WEEKDAY:
            weekdays.append(WEEKDAY[word])
        elif word not in FILLING:
            return None
    if len(months) > 1 or len(weekdays) > 1:
        return None
    return _DayTokens(shape, numbers, sum(months), next(iter(weekdays), None), groups)


def _with_month(found: _DayTokens) -> Written | None:
    """A named month with a year, and optionally a day."""
    numbers = [int(number) for number in found.numbers]
    match found.shape:
        case "my" | "ym":
            parts: tuple[int, ...] = (numbers[0], found.month)
        case "dmy" | "mdy":
            parts = (numbers[1], found.month, numbers[0])
        case "ymd" | "ydm":
            parts = (numbers[0], found.month, numbers[1])
        case "dmd" if len(found.numbers[1]) == 2:
            parts = (_year(numbers[1]), found.month, numbers[0])
        case _:
            return None
    return Written(PartialDate.of(parts))


def _year(two_digits: int) -> int:
    """A two-digit year as in mail; raises ValueError if its century is ambiguous."""
    if 50 <= two_digits < 70:
        raise ValueError("a year of two digits")
    return two_digits + (2000 if two_digits < 50 else 1900)


def _in_numbers(one: str, sign: str, two: str, three: str | None, weekday: int | None) -> Written | None:
    """Parse 10/2021, 13/04/2021, 31.12.99, optionally with a weekday."""
    if three is None:
        return Written(PartialDate.of((int(two), int(one)))) if len(two) == 4 and len(one) < 3 else None
    if len(one) == 4 and len(three) < 3:
        return Written(PartialDate.of((int(one), int(two), int(three))))
    if max(len(one), len(two)) > 2 or len(three) not in (2, 4):
        return None
    a, b, c = int(one), int(two), int(three)
    if len(three) == 2:
        readings = _possible((_of_two(c), b, a), (_of_two(c), a, b), (_of_two(a), b, c))
        return Written(readings[0]) if len(readings) == 1 else None
    # With dots, the day is first in all countries.
    readings = _possible((c, b, a), (c, a, b)) if sign == "." else _possible((c, a, b), (c, b, a))
    if weekday is not None and len(readings) == 2:
        readings = [date for date in readings if date.instant().weekday() == weekday] or readings
    if not readings:
        return None
    order = ("day" if sign == "." else "month") if len(readings) == 2 else ""
    return Written(readings[0], order)


def _of_two(year: int) -> int:
    """As `_year`, but 0, which is no valid year, if the century is ambiguous."""
    return 0 if 50 <= year < 70 else _year(year)


def _possible(*readings: tuple[int, int, int]) -> list[PartialDate]:
    """The possible dates among them, without duplicates."""
    found: dict[PartialDate, None] = {}
    for parts in readings:
        try:
            found[PartialDate.of(parts)] = None
        except ValueError:
            continue
    return list(found)
