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
from typing import NamedTuple

from kratomcli.dates.partial_date import PartialDate

Order = str
"""How numbers were read that may be read in two ways: "day" or "month" first; "" for certain ones."""


class Written(NamedTuple):
    """A date, and the order its numbers were taken for where another is possible.

    `unknown` is the name of a zone that the date was written with and has not, as nobody knows it here.
    """

    date: PartialDate
    order: Order = ""
    unknown: str = ""


_LONGEST = 80  # characters: longer text is no date
_EARLIEST = 1000  # years before it are dates that were never set, but in plain ISO
_STAMPS = range(10**8, 10**10)  # seconds since 1970 that are meant as such: from 1973 to 2286

_MONTHS = (
    "jan january januar januari jänner janvier enero gennaio janeiro",
    "feb february februar februari février fevrier febrero febbraio fevereiro",
    "mar march märz maerz mars marzo março marco maart marts",
    "apr april avril abril aprile",
    "may mai mayo maggio maio mei maj",
    "jun june juni juin junio giugno junho",
    "jul july juli juillet julio luglio julho",
    "aug august août aout agosto augustus augusti",
    "sep sept september septembre septiembre setiembre settembre setembro",
    "oct october oktober octobre octubre ottobre outubro",
    "nov november novembre noviembre novembro",
    "dec december dezember décembre decembre diciembre dicembre dezembro desember",
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_WEEKDAYS = (
    "mon monday montag lundi lunes lunedì segunda maandag mandag",
    "tue tues tuesday dienstag mardi martes martedì terça dinsdag tirsdag",
    "wed wednesday mittwoch mercredi miércoles mercoledì quarta woensdag onsdag",
    "thu thur thurs thursday donnerstag jeudi jueves giovedì quinta donderdag torsdag",
    "fri friday freitag vendredi viernes venerdì sexta vrijdag fredag",
    "sat saturday samstag sonnabend samedi sábado sabato zaterdag lørdag",
    "sun sunday sonntag dimanche domingo domenica zondag søndag",
)
_WEEKDAY = {name: number for number, names in enumerate(_WEEKDAYS) for name in names.split()}
_FILLING = frozenset(["of", "the", "on", "den", "der", "le", "il", "de", "del", "feira"])

_ZONES = {  # hours from UTC of abbreviations that mean one thing to mail and to most readers
    "UTC": 0, "GMT": 0, "UT": 0, "Z": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2,
    "EET": 2, "EEST": 3, "MSK": 3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6,
    "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "JST": 9, "KST": 9, "HKT": 8, "SGT": 8,
    "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip

_X = re.VERBOSE | re.ASCII
_YEAR_FIRST = re.compile(
    r"""(\d{4}) (?:
        ([-/.:\ ]) (?P<month>\d\d?) \2 (?P<day>\d\d?)
      | (?P<compact>\d{4}) (?=[T\ ]\d\d)
      | -? W (?P<week>\d\d) -? (?P<weekday>[1-7])
      | - (?P<day_of_year>\d{3})
      | [-/] (?P<only>\d\d?) | \. (?P<dotted>\d\d)
    ) (?![\d/:-])""",
    _X,
)
_TIME = re.compile(
    r"""(?: (?<=\d)[Tt:] | [,\ ]*\ (?:(?:at|à|um|om|kl\.?|alle)\ |@\ ?)? | \A )
    (\d\d?) (?:
        [:h] (\d\d) (?: : (\d\d) (?: [.,] (\d+) )? )? (?: \ ?([AaPp])\.?[Mm](?=Z?\b)\.? | \ [Uu]hr\b )?
      | \ ?([AaPp])\.?[Mm](?=Z?\b)\.?
    ) (?![:\d])""",
    _X,
)
_COMPACT_TIME = re.compile(r"[Tt](\d\d)(?:(\d\d)(\d\d(?:[.,]\d+)?)?)?(?![\d:])", re.ASCII)
# An offset, with a name before or behind it that says no more; or a name alone. What parentheses hold is
# a comment.
_ZONE = re.compile(
    r"""\ ? (?:
        (?:UTC|GMT|Z)? \ ? ([+-])(\d\d?)(?::?(\d\d))?
        (?: \ ?\[[\w/+-]+\] | \ [A-Z_]+(?:/[A-Z_+-]+\d*)+ | \ [A-Z]{1,5} | \ [+-]\d\d(?:\d\d)? )?
      | [(\[]? ([A-Z_]+ (?:/[A-Z_+-]+\d*)*) [)\]]? (?:\[[\w/+-]+\])?
      |
    ) (?: \ ? \( [^()]+ \) )?""",
    _X | re.IGNORECASE,
)
_WEEKDAY_BEHIND = re.compile(r",? ?\(?([^\W\d_]{2,})\)?\.?,?(?= |\Z)")
_TOKEN = re.compile(
    r"""(?P<numbers> (?<![^\W\d_][-/.]) ([0-9]{1,4})([-/.])([0-9]{1,4})(?:\3([0-9]{1,4}))? (?![-/.]?[0-9]) )
      | (?P<number> [0-9]{1,4}) (?P<ordinal>st|nd|rd|th)? (?![^\W_])
      | (?P<word> [^\W\d_]+)""",
    re.VERBOSE,
)
_SIGNED = re.compile(r"(?<![^ ])[-+][0-9]")

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}  # the year before the first
_LAST_DAYS = {"昭和": (1989, 1, 7), "平成": (2019, 4, 30)}
_CJK = re.compile(
    rf"""({"|".join(_ERAS)})? \ ? (\d{{1,4}}|元) (?:
        \ ?[年년] (?: \ ?(\d\d?) \ ?[月월] (?: \ ?(\d\d?) \ ?[日일号號] )? )?
      | \. \ (\d\d?) \. \ (\d\d?) \.?
    )""",
    _X,
)
_CJK_WEEKDAY = re.compile(
    r"\ ?\(? (?: (?:星期|周|週)[一二三四五六日天] | [日月火水木金土]曜日? | [일월화수목금토]요일"
    r" | (?<=\()[日月火水木金土일월화수목금토] ) \)?",
    _X,
)
_CJK_TIME = re.compile(
    r"\ ?(?: (上午|午前|오전)|(下午|午後|오후) )? \ ?(\d\d?) \ ?[:時时点點시] (?: \ ?(\d\d?)[分분]? )?"
    r" (?: (?:[:\ ]|(?<=[分분]))(\d\d?)[秒초]? )?",
    _X,
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
        for form in (_digits, _year_first, _east_asian, _words):
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
    return _with_time(_day(int(found[1]), found.groupdict()), text[found.end() :])


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


def _with_time(parts: tuple[int, ...], rest: str) -> Written | None:
    """A day and what stands behind it: a weekday, a time, a zone, or nothing."""
    behind = _WEEKDAY_BEHIND.match(rest)
    if behind and behind[1].casefold() in _WEEKDAY:
        rest = rest[behind.end() :]
    if not rest:
        return Written(PartialDate.of(parts))
    if compact := _COMPACT_TIME.match(rest):
        hour, minute, second = compact.groups()
        rest = f" {hour}:{minute or '00'}{':' + second if second else ''}{rest[compact.end() :]}"
    found = _TIME.match("0" + rest, 1)  # it may follow a digit
    if found is None or len(parts) < 3:
        return None
    zone = _zone(rest[found.end() - 1 :])
    return None if zone is None else _moment(parts, found, zone)


def _moment(parts: tuple[int, ...], time: re.Match[str], zone: str, order: Order = "") -> Written:
    """A day with its time; `zone` as `_zone` gives it."""
    hour, minute, second, fraction, half, half_alone = time.groups()
    clock = (_hour(int(hour), half or half_alone), int(minute or 0), *([int(second)] if second else []))
    offset = _offset((*parts, *clock), zone) if "/" in zone else zone
    unknown = zone if zone and not offset else ""
    return Written(PartialDate.of((*parts, *clock), fraction or "", offset), order, unknown)


def _offset(moment: tuple[int, ...], name: str) -> str:
    """The offset from UTC at a moment in a zone of the tz database, to the minute; "" where it isn't known.

    Of an hour that comes twice when clocks are set back it is the first's.
    """
    from datetime import datetime, timedelta, tzinfo
    from zoneinfo import ZoneInfo

    when = datetime(*moment)  # type: ignore[arg-type]
    try:
        zone: tzinfo = ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # there is none, or no data; a folder of them
        return ""
    minutes = round((zone.utcoffset(when) or timedelta()) / timedelta(minutes=1))
    hours, minute = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{minute:02}"


def _hour(hour: int, half: str | None) -> int:
    """Of 24; `half` begins with "a" before noon and with "p" after it."""
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError("no hour of half a day")
    return hour % 12 + (12 if half in "pP" else 0)


def _zone(text: str) -> str | None:
    """An offset as "+hh:mm", or a name with a slash; "" for an abbreviation that says nothing and where
    there is none, None for what is no zone.
    """
    found = _ZONE.fullmatch(text)
    if found is None:
        return None
    sign, hours, minutes, name = found.groups()
    if sign:
        if hours == "0" and minutes:  # +050: who knows
            return None
        return f"{sign}{int(hours):02}:{minutes or '00'}"
    if not name:
        return ""
    offset = _ZONES.get(name.upper())
    if offset is not None:
        return f"{offset:+03}:00"
    if "/" in name:
        return name
    return "" if name.isupper() and 3 <= len(name) <= 5 else None


# -- Chinese, Japanese, Korean -------------------------------------------------------------------------


def _east_asian(text: str) -> Written | None:
    """2021年3月5日(金) 15時30分, 令和3年3月5日, 2021년 3월 5일 오후 3:30, 2021. 3. 5."""
    found = _CJK.match(text)
    if found is None:
        return None
    era, year, *given = found.groups()
    if not era and len(year) != 4:
        return None
    number = 1 if year == "元" else int(year)
    parts = (number + _ERAS.get(era, 0), *(int(part) for part in given if part))
    if era in _LAST_DAYS and parts > _LAST_DAYS[era][: len(parts)]:
        raise ValueError("no such day in this era")
    rest = text[found.end() :]
    if weekday := _CJK_WEEKDAY.match(rest):
        rest = rest[weekday.end() :]
    time = _CJK_TIME.fullmatch(rest)
    if time is None or len(parts) < 3:
        return _with_time(parts, rest)
    before, after, hour, minute, second = time.groups()
    clock = (_hour(int(hour), "a" if before else "p" if after else None), int(minute or 0))
    return Written(PartialDate.of((*parts, *clock, *([int(second)] if second else []))))


# -- words ---------------------------------------------------------------------------------------------


def _words(text: str) -> Written | None:
    """A day in words or numbers, with a time before, behind or within it, or none."""
    time = _TIME.search(text)
    if time is None:
        return _day_in_words(text)
    zone, behind = _zone_within(text[time.end() :])
    written = _day_in_words(f"{text[: time.start()]} {behind}")
    if written is None or len(written.date.parts) < 3:
        return None
    return _moment(written.date.parts, time, zone, written.order)


def _zone_within(text: str) -> tuple[str, str]:
    """The zone in what stands behind a time, and what is left: a year, or the whole day."""
    zone = _zone(text)
    if zone is not None:
        return zone, ""
    # Unix and Ruby write the zone before the year, git behind it.
    if year := re.fullmatch(r"(.*) (\d{4})( .*)?", text, re.ASCII):
        zones = [_zone(part) for part in (year[1], year[3] or "")]
        if "" in zones and None not in zones:
            return zones[0] or zones[1] or "", year[2]
    first, _, rest = text.strip(" ,").partition(" ")
    zone = None if first.casefold() in _MONTH or first.casefold() in _WEEKDAY else _zone(first.strip(","))
    return ("", text) if zone is None else (zone, rest)


class _Found(NamedTuple):
    """The tokens of a day: numbers and the month in their order, what stands for each in `shape`."""

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


def _tokens(text: str) -> _Found | None:
    if _TOKEN.sub("", text).strip(" ,./-") or _SIGNED.search(text):
        return None
    shape, numbers, months, weekdays, groups = "", [], [], [], []
    for token in _TOKEN.finditer(text):
        if token["numbers"]:
            groups.append((token[2], token[3], token[4], token[5]))
        elif number := token["number"]:
            shape += "y" if len(number) == 4 and not token["ordinal"] else "d" if len(number) < 3 else "?"
            numbers.append(number)
        elif (word := token["word"].casefold()) in _MONTH:
            shape += "m"
            months.append(_MONTH[word])
        elif word in _WEEKDAY:
            weekdays.append(_WEEKDAY[word])
        elif word not in _FILLING:
            return None
    if len(months) > 1 or len(weekdays) > 1:
        return None
    return _Found(shape, numbers, sum(months), next(iter(weekdays), None), groups)


def _with_month(found: _Found) -> Written | None:
    """A month by its name with a year, and perhaps a day."""
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
    """As mail has it; what may be of either century is none."""
    if 50 <= two_digits < 70:
        raise ValueError("a year of two digits")
    return two_digits + (2000 if two_digits < 50 else 1900)


def _in_numbers(one: str, sign: str, two: str, three: str | None, weekday: int | None) -> Written | None:
    """10/2021, 13/04/2021, 31.12.99, with a weekday perhaps."""
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
    # 03.04.2021 is how countries write that put the day first.
    readings = _possible((c, b, a), (c, a, b)) if sign == "." else _possible((c, a, b), (c, b, a))
    if weekday is not None and len(readings) == 2:
        readings = [date for date in readings if date.instant().weekday() == weekday] or readings
    if not readings:
        return None
    order = ("day" if sign == "." else "month") if len(readings) == 2 else ""
    return Written(readings[0], order)


def _of_two(year: int) -> int:
    """As `_year`; 0, which no date has, where the century can't be told."""
    return 0 if 50 <= year < 70 else _year(year)


def _possible(*readings: tuple[int, int, int]) -> list[PartialDate]:
    """Those that the calendar has, each once."""
    found: dict[PartialDate, None] = {}
    for parts in readings:
        try:
            found[PartialDate.of(parts)] = None
        except ValueError:
            continue
    return list(found)
