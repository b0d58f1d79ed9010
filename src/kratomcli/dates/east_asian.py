"""Dates in Chinese, Japanese and Korean."""

from __future__ import annotations

from kratomcli.dates.partial_date import PartialDate
from kratomcli.dates.times import VERBOSE, Written, hour_of, with_time
from kratomcli.patterns import lazy_regex

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}  # the year before the first
_LAST_DAYS = {"昭和": (1989, 1, 7), "平成": (2019, 4, 30)}
_CJK = lazy_regex(
    rf"""({"|".join(_ERAS)})? \ ? (\d{{1,4}}|元) (?:
        \ ?[年년] (?: \ ?(\d\d?) \ ?[月월] (?: \ ?(\d\d?) \ ?[日일号號] )? )?
      | \. \ (\d\d?) \. \ (\d\d?) \.?
    )""",
    VERBOSE,
)
_CJK_WEEKDAY = lazy_regex(
    r"\ ?\(? (?: (?:星期|周|週)[一二三四五六日天] | [日月火水木金土]曜日? | [일월화수목금토]요일"
    r" | (?<=\()[日月火水木金土일월화수목금토] ) \)?",
    VERBOSE,
)
_CJK_TIME = lazy_regex(
    r"\ ?(?: (上午|午前|오전)|(下午|午後|오후) )? \ ?(\d\d?) \ ?[:時时点點시] (?: \ ?(\d\d?)[分분]? )?"
    r" (?: (?:[:\ ]|(?<=[分분]))(\d\d?)[秒초]? )?",
    VERBOSE,
)


def east_asian(text: str) -> Written | None:
    """Parse 2021年3月5日(金) 15時30分, 令和3年3月5日, 2021년 3월 5일 오후 3:30, 2021. 3. 5."""
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
        return with_time(parts, rest)
    before, after, hour, minute, second = time.groups()
    clock = (hour_of(int(hour), "a" if before else "p" if after else None), int(minute or 0))
    return Written(PartialDate.of((*parts, *clock, *([int(second)] if second else []))))
