"""Dates, ages, counts, sizes and durations in English words, independent of the locale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

WORDS_A_MINUTE = 230
"""Reading speed for prose."""

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_WEEK, _MONTH, _YEAR = 7 * _DAY, 30.44 * _DAY, 365.25 * _DAY


def date_text(iso: str, *, short: bool = False) -> str:
    """An ISO date in words: "2021", "March 2021", "5 October 2021", "5 October 2021, 14:00".

    `short` gives "Mar 2021" and "5 Oct 2021" without the time. Midnight is not shown, since it is how
    software writes a day. Text that is no ISO date is returned unchanged.
    """
    from kratomcli.dates.partial_date import PartialDate

    date = PartialDate.parsed(iso)
    if date is None:
        return iso
    year, *rest = date.parts
    text = f"{year:04}"
    if rest:
        month = MONTHS[rest[0] - 1]
        text = f"{month[:3] if short else month} {text}"
    if len(rest) > 1:
        text = f"{rest[1]} {text}"
    if not short and (any(rest[2:]) or date.fraction):
        text = f"{text}, {rest[2]:02}:{rest[3]:02}"
    return text


def age(seconds: float) -> str:
    """How long ago: "just now", "5 minutes ago", "3 days ago", "5 weeks ago", "2 years ago"."""
    for unit, noun, least in (
        (_YEAR, "year", 2 * _YEAR),
        (_MONTH, "month", 2 * _MONTH),
        (_WEEK, "week", 2 * _WEEK),
        (_DAY, "day", _DAY),
        (_HOUR, "hour", _HOUR),
        (_MINUTE, "minute", _MINUTE),
    ):
        if seconds >= least:
            return f"{count(int(seconds // unit), noun)} ago"
    return "just now"


def count(n: int, noun: str) -> str:
    """A number of things: "1 article", "1,234 articles", "2 entries", "0 matches"."""
    if n == 1:
        return f"1 {noun}"
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        plural = noun + "es"
    elif noun.endswith("y") and noun[-2:-1] not in "aeiou":
        plural = noun[:-1] + "ies"
    else:
        plural = noun + "s"
    return f"{n:,} {plural}"


def kinds(numbers: Mapping[str, int], most: int = 3) -> str:
    """Numbers of files by suffix, most frequent first: "2,569 .mdx, 40 .png and 12 others".

    Args:
        numbers: suffix without its dot → number; "" for files without one.
        most: how many suffixes are named.
    """
    ordered = sorted(numbers.items(), key=lambda one: (-one[1], one[0]))
    parts = [
        f"{number:,} .{kind}" if kind else f"{number:,} without a suffix" for kind, number in ordered[:most]
    ]
    if rest := sum(number for _, number in ordered[most:]):
        parts.append(count(rest, "other"))
    return and_list(parts)


def number_range(least: int, most: int | None) -> str:
    """Numbers from one to another: "100–249", "100,000 or more"."""
    return f"{least:,} or more" if most is None else f"{least:,}–{most:,}"


def size(bytes: int) -> str:
    """An amount of data in decimal units: "512 bytes", "3.4 MB", "12 GB"."""
    if bytes < 1000:
        return count(bytes, "byte")
    units = ("kB", "MB", "GB", "TB")
    power = 1
    while power < len(units) and round(bytes / 1000**power) >= 1000:
        power += 1
    value = bytes / 1000**power
    return f"{value:.1f} {units[power - 1]}" if round(value, 1) < 10 else f"{value:,.0f} {units[power - 1]}"


def duration(seconds: float) -> str:
    """A length of time: "under 1 ms", "40 ms", "0.3 s", "12 s", "2 min 5 s", "1 h 3 min"."""
    seconds = max(seconds, 0.0)
    if seconds < 0.0005:
        return "under 1 ms"
    if seconds < 0.0995:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < _MINUTE:
        return f"{whole} s"
    if whole < _HOUR:
        minutes, rest, units = whole // _MINUTE, whole % _MINUTE, ("min", "s")
    else:
        minutes, rest, units = whole // _HOUR, whole % _HOUR // _MINUTE, ("h", "min")
    return f"{minutes:,} {units[0]} {rest} {units[1]}" if rest else f"{minutes:,} {units[0]}"


def reading_time(words: int) -> str:
    """The time to read this many words: "3 min read"; at least a minute."""
    return f"{max(1, round(words / WORDS_A_MINUTE)):,} min read"


def and_list(items: Sequence[str]) -> str:
    """Items as in a sentence: "a", "a and b", "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def did_you_mean(name: str, names: Iterable[str], most: int = 3, *, sign: str = "") -> str:
    """A question with the nearest names: "Did you mean tags or title? "; "" if none is near.

    `sign` is written before each name but not compared, since it would make all of them similar.
    """
    from difflib import get_close_matches  # needed only after a mistake

    spelled = {known.lower(): known for known in names}
    near = [sign + spelled[match] for match in get_close_matches(name.lower(), spelled, most)]
    return f"Did you mean {' or '.join(near)}? " if near else ""


def value_text(value: object) -> str:
    """A setting's value for people: parts of a list with commas, true or false, nothing for None."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
