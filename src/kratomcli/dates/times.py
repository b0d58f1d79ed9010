"""Times of day and time zones, and what follows a day in a written date."""

from __future__ import annotations

import re

from kratomcli.dates.names import WEEKDAY, ZONES
from kratomcli.dates.partial_date import PartialDate
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

Order = str
"""How ambiguous numbers were read: "day" or "month" first; "" if they are not ambiguous."""


class Written(NamedTuple):
    """A parsed date, and how ambiguous numbers in it were read.

    `unknown` is the name of a zone in the text that is not known, so that the date has no zone.
    """

    date: PartialDate
    order: Order = ""
    unknown: str = ""


VERBOSE = re.VERBOSE | re.ASCII
TIME = lazy_regex(
    r"""(?: (?<=\d)[Tt:] | [,\ ]*\ (?:(?:at|à|um|om|kl\.?|alle)\ |@\ ?)? | \A )
    (\d\d?) (?:
        [:h] (\d\d) (?: : (\d\d) (?: [.,] (\d+) )? )? (?: \ ?([AaPp])\.?[Mm](?=Z?\b)\.? | \ [Uu]hr\b )?
      | \ ?([AaPp])\.?[Mm](?=Z?\b)\.?
    ) (?![:\d])""",
    VERBOSE,
)
_COMPACT = lazy_regex(r"[Tt](\d\d)(?:(\d\d)(\d\d(?:[.,]\d+)?)?)?(?![\d:])", re.ASCII)
# An offset, with an optional name before or after it that adds nothing; or a name alone. Text in
# parentheses is a comment.
_ZONE = lazy_regex(
    r"""\ ? (?:
        (?:UTC|GMT|Z)? \ ? ([+-])(\d\d?)(?::?(\d\d))?
        (?: \ ?\[[\w/+-]+\] | \ [A-Z_]+(?:/[A-Z_+-]+\d*)+ | \ [A-Z]{1,5} | \ [+-]\d\d(?:\d\d)? )?
      | [(\[]? ([A-Z_]+ (?:/[A-Z_+-]+\d*)*) [)\]]? (?:\[[\w/+-]+\])?
      |
    ) (?: \ ? \( [^()]+ \) )?""",
    VERBOSE | re.IGNORECASE,
)
_WEEKDAY_BEHIND = lazy_regex(r",? ?\(?([^\W\d_]{2,})\)?\.?,?(?= |\Z)")


def with_time(parts: tuple[int, ...], rest: str) -> Written | None:
    """A day and what follows it: a weekday, a time, a zone, or nothing."""
    behind = _WEEKDAY_BEHIND.match(rest)
    if behind and behind[1].casefold() in WEEKDAY:
        rest = rest[behind.end() :]
    if not rest:
        return Written(PartialDate.of(parts))
    if compact := _COMPACT.match(rest):
        hour, minute, second = compact.groups()
        rest = f" {hour}:{minute or '00'}{':' + second if second else ''}{rest[compact.end() :]}"
    found = TIME.match("0" + rest, 1)  # it may directly follow a digit
    if found is None or len(parts) < 3:
        return None
    zone = zone_of(rest[found.end() - 1 :])
    return None if zone is None else moment(parts, found, zone)


def moment(parts: tuple[int, ...], time: re.Match[str], zone: str, order: Order = "") -> Written:
    """A day with its time; `zone` is a result of `zone_of`."""
    hour, minute, second, fraction, half, half_alone = time.groups()
    clock = (hour_of(int(hour), half or half_alone), int(minute or 0), *([int(second)] if second else []))
    offset = _offset((*parts, *clock), zone) if "/" in zone else zone
    unknown = zone if zone and not offset else ""
    return Written(PartialDate.of((*parts, *clock), fraction or "", offset), order, unknown)


def _offset(moment: tuple[int, ...], name: str) -> str:
    """The offset from UTC, to the minute, of a zone of the tz database at a moment; "" if it is unknown.

    For an hour that occurs twice because clocks are set back, the first one counts.
    """
    from datetime import datetime, timedelta, tzinfo
    from zoneinfo import ZoneInfo

    when = datetime(*moment)  # type: ignore[arg-type]
    try:
        zone: tzinfo = ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, no data, or a folder of zones
        return ""
    minutes = round((zone.utcoffset(when) or timedelta()) / timedelta(minutes=1))
    hours, minute = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{minute:02}"


def hour_of(hour: int, half: str | None) -> int:
    """The hour on a 24-hour clock; `half` begins with "a" (before noon) or "p"."""
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError("no hour of half a day")
    return hour % 12 + (12 if half in "pP" else 0)


def zone_of(text: str) -> str | None:
    """An offset as "+hh:mm", or a name with a slash; "" for an abbreviation that says nothing and where
    there is none, None for what is no zone.
    """
    found = _ZONE.fullmatch(text)
    if found is None:
        return None
    sign, hours, minutes, name = found.groups()
    if sign:
        if hours == "0" and minutes:  # +050 is ambiguous
            return None
        return f"{sign}{int(hours):02}:{minutes or '00'}"
    if not name:
        return ""
    offset = ZONES.get(name.upper())
    if offset is not None:
        return f"{offset:+03}:00"
    if "/" in name:
        return name
    return "" if name.isupper() and 3 <= len(name) <= 5 else None
