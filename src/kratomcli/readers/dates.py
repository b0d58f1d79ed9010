"""Dates in any form that people write → ISO 8601 text, as precise as they were written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime, tzinfo


class Reading(NamedTuple):
    """A date understood: ISO 8601 text, and how it was read where another reading is possible."""

    iso: str
    note: str = ""


# Year first, as most articles have it: no library is needed for these.
_YEAR_FIRST = re.compile(
    r"(\d{4})(?:([-/.])(\d\d?)(?:\2(\d\d?)"
    r"(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?"
    r"[ \t]*(Z|z|UTC|GMT|[+-]\d\d?(?::?\d\d)?)?"
    r")?)?)?"
)
_CJK = re.compile(r"(\d{4})[年년] ?(?:(\d\d?)[月월] ?(?:(\d\d?)[日일])?)?")
_DAY_OR_MONTH_FIRST = re.compile(r"(?<!\d)(\d\d?)([/.-])(\d\d?)\2(?:\d{4}|\d\d)(?!\d)")

_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LONGEST = 80  # characters: longer text is no date
_SMALLEST_TIMESTAMP = 10**8  # 1973; below it a number is a year, a compact date or nothing

_ZONES = {  # hours from UTC of the abbreviations that dates carry; dateutil knows none but UTC
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "AKST": -9, "AKDT": -8, "HST": -10, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11,
}  # fmt: skip


def read_date(value: object) -> Reading | None:
    """The date that a front-matter value states, or None: text, a year, or seconds since 1970.

    It needs a year; a time of day without one, a weekday or an impossible day is no date.
    """
    if isinstance(value, str):
        return _of_text(value.strip())
    if isinstance(value, float) and _SMALLEST_TIMESTAMP <= value < float("inf"):
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1000:
        return _of_digits(str(value))
    return None


def _of_text(text: str) -> Reading | None:
    if found := _YEAR_FIRST.fullmatch(text):
        year, _, month, day, hour, minute, second, fraction, zone = found.groups()
        return _reading(year, month, day, hour, minute, second, fraction, zone)
    if len(text) > _LONGEST or not any(map(str.isdecimal, text)):
        return None
    if text.isdecimal():
        return _of_digits(text)
    if found := _CJK.fullmatch(text):
        return _reading(*found.groups())
    return _by_dateutil(text)


def _reading(
    year: str,
    month: str | None = None,
    day: str | None = None,
    hour: str | None = None,
    minute: str | None = None,
    second: str | None = None,
    fraction: str | None = None,
    zone: str | None = None,
) -> Reading | None:
    """The parts as ISO 8601, or None where one is out of its range."""
    y = int(year)
    if not y:
        return None
    iso = f"{y:04}"
    if month is None:
        return Reading(iso)
    m = int(month)
    if not 1 <= m <= 12:
        return None
    iso = f"{iso}-{m:02}"
    if day is None:
        return Reading(iso)
    d = int(day)
    if not 1 <= d <= _DAYS[m - 1] or (m == 2 and d == 29 and (y % 4 or (y % 100 == 0 and y % 400))):
        return None
    iso = f"{iso}-{d:02}"
    if hour is None or minute is None:
        return Reading(iso)
    if int(hour) > 23 or int(minute) > 59:
        return None
    iso = f"{iso}T{int(hour):02}:{int(minute):02}"
    if second is not None:
        if int(second) > 59:
            return None
        iso = f"{iso}:{int(second):02}"
        if fraction and (digits := fraction[:6].rstrip("0")):
            iso = f"{iso}.{digits}"
    offset = _offset(zone) if zone else ""
    return None if offset is None else Reading(iso + offset)


def _offset(zone: str) -> str | None:
    """An offset from UTC as "+hh:mm"."""
    if zone[0] not in "+-":
        return "+00:00"
    digits = zone[1:].replace(":", "")
    hours, minutes = (digits, "0") if len(digits) < 3 else (digits[:-2], digits[-2:])
    if int(hours) > 23 or int(minutes) > 59:
        return None
    return f"{zone[0]}{int(hours):02}:{int(minutes):02}"


def _of_digits(text: str) -> Reading | None:
    """2021, 202110, 20211005, 202110051400(00), or seconds or milliseconds since 1970."""
    if len(text) in (4, 6, 8):
        return _reading(text[:4], text[4:6] or None, text[6:] or None)
    if len(text) in (12, 14) and text < "3":
        return _reading(text[:4], *(text[i : i + 2] for i in range(4, len(text), 2)))
    if 9 <= len(text) <= 13 and int(text) >= _SMALLEST_TIMESTAMP:
        from datetime import UTC, datetime

        seconds = int(text) // (1000 if len(text) > 11 else 1)
        try:
            return Reading(datetime.fromtimestamp(seconds, UTC).isoformat())
        except (ValueError, OverflowError, OSError):
            return None
    return None


def _by_dateutil(text: str) -> Reading | None:
    """Everything else. What was written is what two parses with different defaults agree on."""
    from datetime import datetime

    from dateutil import parser

    numbers = _DAY_OR_MONTH_FIRST.search(text)
    day_first = numbers is not None and numbers[2] == "."  # 03.04.2021 is how day-first countries write
    # Leap years, for 29 February; days so far apart that no weekday falls on the same one.
    defaults = (datetime(1904, 1, 1, 0, 0, 0, 0), datetime(1908, 2, 15, 1, 1, 1, 1))
    try:
        one, other = (
            parser.parse(text, default=default, dayfirst=day_first, tzinfos=_zone) for default in defaults
        )
        written = _written(one, other)
    except Exception:  # ParserError as a rule, but not for every text that is no date
        return None
    if not written:
        return None
    if numbers and numbers[1] != numbers[3] and int(numbers[1]) <= 12 and int(numbers[3]) <= 12:
        return Reading(written, f"read as {'day' if day_first else 'month'} first")
    return Reading(written)


def _written(one: datetime, other: datetime) -> str:
    if one.year != other.year:
        return ""
    if one.month != other.month:
        return f"{one.year:04}"
    if one.day != other.day:
        return f"{one.year:04}-{one.month:02}"
    if one.hour != other.hour:
        return f"{one.year:04}-{one.month:02}-{one.day:02}"
    if one.microsecond and one.microsecond == other.microsecond:
        return one.isoformat()
    return one.isoformat(timespec="seconds" if one.second == other.second else "minutes")


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    """What dateutil makes of a zone. Left to itself it would look at this computer's own zone."""
    from datetime import timedelta, timezone

    if offset is None:
        hours = _ZONES.get(name or "")
        return None if hours is None else timezone(timedelta(hours=hours))
    return timezone(timedelta(seconds=offset))
