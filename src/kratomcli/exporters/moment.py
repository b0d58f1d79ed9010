"""When an export was made: a moment that is the same for the same input."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kratomcli.partial_date import PartialDate

if TYPE_CHECKING:
    from collections.abc import Iterable

_FIRST = datetime(1980, 1, 1, tzinfo=UTC)  # the first that a zip file can hold


def moment(dates: Iterable[str]) -> datetime:
    """SOURCE_DATE_EPOCH if it is set, else the newest of these ISO dates, else the start of 1980."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given.isascii() and given.isdigit() and len(given) < 12:
        return max(datetime.fromtimestamp(int(given), UTC), _FIRST)
    known = filter(None, map(PartialDate.parsed, dates))
    return max([_FIRST, *(date.instant().replace(microsecond=0) for date in known)])


def instant(dates: Iterable[str]) -> str:
    """The same as feeds and books write it."""
    return moment(dates).strftime("%Y-%m-%dT%H:%M:%SZ")
