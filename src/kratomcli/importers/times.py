"""Moments that exports have as numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_START = datetime(1970, 1, 1, tzinfo=UTC)
_WINDOWS = 11_644_473_600
"""Seconds from the start of 1601, from which Chromium counts microseconds, to that of 1970."""


def time_of(number: str | float) -> datetime | None:
    """The moment of a count of seconds, milliseconds or microseconds since 1970, in UTC, by its size.

    Microseconds since 1601 are known by theirs, too. None for 0, for what is no number, and for a moment
    that no calendar has.
    """
    try:
        value = float(number)
    except ValueError:
        return None
    if value > 11e15:
        value -= _WINDOWS * 1e6
    for unit in (1e6, 1e3):
        if abs(value) >= 1e8 * unit:  # in seconds that is the year 5138 or later
            value /= unit
    try:
        return _START + timedelta(microseconds=round(value * 1e6)) if value else None
    except (OverflowError, ValueError):
        return None
