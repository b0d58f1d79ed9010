"""Moments that exports have as numbers, or as text without a zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kratomcli.patterns import lazy_regex

_START = datetime(1970, 1, 1, tzinfo=UTC)
_WINDOWS = 11_644_473_600
"""Seconds from the start of 1601, from which Chromium counts microseconds, to that of 1970."""

_BARE = lazy_regex(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(?: (?:UTC|GMT))?")


def as_utc(text: str) -> str:
    """A date as written, for services that write times of UTC: with "Z" behind a time that has no zone."""
    text = text.strip()
    found = _BARE.fullmatch(text)
    return f"{found[1]}T{found[2]}Z" if found else text


def time_of(number: object) -> datetime | None:
    """The moment of a count of seconds, milliseconds or microseconds since 1970, in UTC, by its size.

    Microseconds since 1601 are known by theirs, too. None for 0, for what is no number, and for a moment
    that no calendar has.
    """
    if isinstance(number, bool) or not isinstance(number, str | int | float):
        return None
    try:
        value = float(number)
    except ValueError:
        return None
    if value > 11e15:
        value -= _WINDOWS * 1e6
    # In seconds 1e11 is the year 5138, in milliseconds 1e14.
    value /= 1e6 if abs(value) >= 1e14 else 1e3 if abs(value) >= 1e11 else 1
    try:
        return _START + timedelta(microseconds=round(value * 1e6)) if value else None
    except (OverflowError, ValueError):
        return None
