"""Dates of limited precision: a year, a month, a day or a moment, with a zone if it is known.

Articles, the catalog and the JSON contract hold dates as ISO 8601 text; this type gives their parts, their
order and their instants. `dates.parser` reads other notations.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from datetime import datetime

_ISO = lazy_regex(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)"
    r"(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?"
    r"(?:(Z)|([+-]\d\d):?(\d\d)?(?::\d\d(?:\.\d+)?)?)?"
    r")?)?)?",
    re.ASCII,
)
_FIRST = (1, 1, 1, 0, 0, 0)
_LAST = (9999, 12, 31, 23, 59, 59)
_DAY = 3  # number of parts of a day: year, month, day

CHARACTERS = {"year": 4, "month": 7, "day": 10}
"""Length of a date's ISO text for each precision."""


class PartialDate(NamedTuple):
    """Year, month, day, hour, minute and second, as far as they are known; years 1 to 9999.

    `parts` has as many of these as are known. `fraction` is the decimal digits of the second without trailing
    zeros; `zone` is "+hh:mm" (east of UTC), or "" if unknown. The calendar is the Gregorian one.
    """

    parts: tuple[int, ...]
    fraction: str = ""
    zone: str = ""

    @classmethod
    def of(cls, parts: tuple[int, ...], fraction: str = "", zone: str = "") -> PartialDate:
        """A date from its parts. Raises ValueError for an impossible date or time."""
        for place, part in enumerate(parts):
            if not _FIRST[place] <= part <= _last(parts, place):
                raise ValueError("not in the calendar")
        if zone and (int(zone[1:3]) > 23 or int(zone[4:6]) > 59):
            raise ValueError("not an offset from UTC")
        return cls(parts, fraction[:6].rstrip("0"), "+00:00" if zone == "-00:00" else zone)

    @classmethod
    def parse(cls, iso: str) -> PartialDate:
        """Parse the ISO text of an article (`Entry.date`), with T or a space; raises ValueError otherwise.

        >>> PartialDate.parse("2021-03-05T10:00:30.5-05:00").zone
        '-05:00'
        """
        found = _ISO.fullmatch(iso)
        if found is None:
            raise ValueError("not an ISO date")
        *digits, fraction, utc, hours, minutes = found.groups()
        zone = "+00:00" if utc else f"{hours}:{minutes or '00'}" if hours else ""
        return cls.of(tuple(int(part) for part in digits if part is not None), fraction or "", zone)

    @classmethod
    def parsed(cls, iso: str) -> PartialDate | None:
        """As `parse`, but None for text that is not a date."""
        try:
            return cls.parse(iso)
        except ValueError:
            return None

    def __str__(self) -> str:
        """ISO 8601 text, which sorts as the dates do.

        >>> str(PartialDate((2021, 3)))
        '2021-03'
        """
        return _text(self.parts) + (f".{self.fraction}" if self.fraction else "") + self.zone

    @property
    def year(self) -> str:
        return _text(self.parts[:1])

    @property
    def day(self) -> PartialDate:
        """The date without its time."""
        return PartialDate(self.parts[:_DAY])

    @property
    def has_time(self) -> bool:
        return len(self.parts) > _DAY

    @property
    def as_written(self) -> PartialDate:
        """Date and time to the second as written, without regard to the zone."""
        return PartialDate(self.parts)

    def first(self) -> int:
        """Its first moment as the number YYYYMMDDhhmmss, without regard to the zone.

        >>> PartialDate((2021, 3)).first()
        20210301000000
        """
        return _number(self.parts)

    def after(self) -> int:
        """The first moment after it, as the same kind of number.

        >>> PartialDate((2021, 3)).after()
        20210401000000
        """
        after = [*self.parts[:-1], self.parts[-1] + 1]
        for place in range(len(after) - 1, 0, -1):
            if after[place] > _last(after, place):
                after[place] = _FIRST[place]
                after[place - 1] += 1
        return _number(after)

    def is_after(self, other: PartialDate) -> bool:
        """Whether its day is later, at the lower precision of both: May is not later than 1 May."""
        known = min(len(self.parts), len(other.parts), _DAY)
        return self.parts[:known] > other.parts[:known]

    def rfc3339(self) -> str:
        """Its first moment in the form of RFC 3339; an unknown zone is taken to be UTC."""
        fraction = f".{self.fraction}" if self.fraction else ""
        return f"{_text(_whole(self.parts))}{fraction}{self.zone or 'Z'}"

    def instant(self) -> datetime:
        """Its first moment in UTC; an unknown zone is taken to be UTC."""
        from datetime import UTC, datetime

        local = datetime.fromisoformat(self.rfc3339())
        try:
            return local.astimezone(UTC)
        except OverflowError:  # the offset leads out of the years 1 to 9999
            return local.replace(tzinfo=UTC)


def _whole(parts: tuple[int, ...] | list[int]) -> tuple[int, ...]:
    """The parts to the second, unknown ones with their lowest value."""
    return (*parts, *_FIRST[len(parts) :])


def _number(parts: tuple[int, ...] | list[int]) -> int:
    number = 0
    for part in _whole(parts):
        number = number * 100 + part
    return number


def _text(parts: tuple[int, ...]) -> str:
    day = "-".join(f"{part:0{width}}" for part, width in zip(parts, (4, 2, 2), strict=False))
    time = ":".join(f"{part:02}" for part in parts[_DAY:])
    return f"{day}T{time}" if time else day


def _last(parts: tuple[int, ...] | list[int], place: int) -> int:
    """The highest value of the part at `place`; for days it depends on month and year."""
    if place != _DAY - 1:
        return _LAST[place]
    year, month = parts[0], parts[1]
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31
