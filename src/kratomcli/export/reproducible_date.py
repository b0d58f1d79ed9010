"""When an export was made: a moment that is the same for the same input."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kratomcli.dates.partial_date import PartialDate
from kratomcli.dates.source_date import source_date

if TYPE_CHECKING:
    from collections.abc import Iterable

_FIRST = datetime(1980, 1, 1, tzinfo=UTC)  # the first that a zip file can hold


def moment(dates: Iterable[str]) -> datetime:
    """SOURCE_DATE_EPOCH if it is set, else the newest of these ISO dates, else the start of 1980."""
    if given := source_date():
        return max(given, _FIRST)
    known = filter(None, map(PartialDate.parsed, dates))
    return max([_FIRST, *(date.instant().replace(microsecond=0) for date in known)])


def instant(dates: Iterable[str]) -> str:
    """The same as feeds and books write it."""
    return moment(dates).strftime("%Y-%m-%dT%H:%M:%SZ")
