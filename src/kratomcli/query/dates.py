"""Dates as 14-digit integers, YYYYMMDDhhmmss, and the span of time that a less precise date means.

A date counts as its article wrote it: zone offsets are ignored and nothing is moved to UTC. A
reader who sees "2021-03-05" on an article must find it with `date:2021-03-05`, wherever either of
them sits; most dates carry no zone, so there is no instant to compare anyway. And integers, not
datetime: they compare in every engine, and the moment after 9999 is just a larger number.
"""

from __future__ import annotations

import re

_DATE = re.compile("([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?)?)?)?")
_IGNORED = "([.,][0-9]+)?(Z|[+-][0-9:.]+)?"  # after a time; compiled when the first one is met

_FIRST = (1, 1, 1, 0, 0, 0)
_LAST = (9999, 12, 31, 23, 59, 59)
_DAY = 2


def span(text: str) -> tuple[int, int]:
    """The first moment of an ISO date of any precision, and the first moment after it.

    `text` is YYYY, YYYY-MM, YYYY-MM-DD or one of those days with THH:MM or THH:MM:SS, years 0001 to
    9999; anything else, or a day that no calendar has, is a ValueError.

    >>> span("2021-03")
    (20210301000000, 20210401000000)
    """
    parts, rest = _parts(text)
    if rest:
        raise ValueError("not an ISO date")
    return _number(parts), _number(_after(parts))


def moment(iso: str) -> int:
    """The first moment of a date as articles hold it (`Entry.date`).

    Fractions of a second and the zone offset are ignored, a missing month or day counts as 01 and a
    missing time as midnight; a space may stand for the T. ValueError if `iso` is not a date, as "".

    >>> moment("2021-03-05T10:00:00.5-05:00")
    20210305100000
    """
    return _number(_of_article(iso))


def end(iso: str) -> int:
    """The first moment after a date as articles hold it, as precise as it is: see `moment`.

    >>> end("2021-03-05T10:00-05:00")
    20210305100100
    """
    return _number(_after(_of_article(iso)))


def _of_article(iso: str) -> list[int]:
    parts, rest = _parts(iso.replace(" ", "T", 1))
    if rest and (len(parts) <= _DAY + 1 or not re.fullmatch(_IGNORED, rest)):
        raise ValueError("not an ISO date")
    return parts


def _after(parts: list[int]) -> list[int]:
    """The first moment after, in parts of the same precision."""
    after = [*parts[:-1], parts[-1] + 1]
    for place in range(len(after) - 1, 0, -1):
        if after[place] > _last(after, place):
            after[place] = _FIRST[place]
            after[place - 1] += 1
    return after


def _parts(text: str) -> tuple[list[int], str]:
    """Year, month, day, hour, minute, second, as far as `text` gives them, and the text after."""
    found = _DATE.match(text)
    if found is None:
        raise ValueError("not an ISO date")
    parts = [int(digits) for digits in found.groups() if digits is not None]
    for place, part in enumerate(parts):
        if not _FIRST[place] <= part <= _last(parts, place):
            raise ValueError("not in the calendar")
    return parts, text[found.end() :]


def _last(parts: list[int], place: int) -> int:
    """The highest value that can stand at `place`; only for days do the parts before it matter."""
    if place != _DAY:
        return _LAST[place]
    year, month = parts[0], parts[1]
    if month == 2:
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return 29 if leap else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _number(parts: list[int]) -> int:
    number = parts[0]
    for part in (*parts[1:], *_FIRST[len(parts) :]):
        number = number * 100 + part
    return number
