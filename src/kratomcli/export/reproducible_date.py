"""The timestamp of an export, which is the same for the same input: for reproducible files."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kratomcli.dates.partial_date import PartialDate
from kratomcli.dates.source_date import source_date

if TYPE_CHECKING:
    from collections.abc import Iterable

_FIRST = datetime(1980, 1, 1, tzinfo=UTC)  # the first that a zip file can hold


def moment(dates: Iterable[str]) -> datetime:
    """SOURCE_DATE_EPOCH if it is set, else the latest of these ISO dates, else 1980-01-01, in UTC."""
    if given := source_date():
        return max(given, _FIRST)
    known = filter(None, map(PartialDate.parsed, dates))
    return max([_FIRST, *(date.instant().replace(microsecond=0) for date in known)])


def instant(dates: Iterable[str]) -> str:
    """`moment(dates)` as ISO 8601 text, in the form that feeds and EPUB use."""
    return moment(dates).strftime("%Y-%m-%dT%H:%M:%SZ")
