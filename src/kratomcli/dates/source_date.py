"""SOURCE_DATE_EPOCH, the environment variable that fixes the date in reproducible builds."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from kratomcli.errors import UsageError

_NAME = "SOURCE_DATE_EPOCH"
_LAST = 253_402_300_799  # the end of the year 9999


def source_date() -> datetime | None:
    """The value of the variable; None if it is not set.

    Raises:
        UsageError: it is not a number of seconds since 1970.
    """
    given = os.environ.get(_NAME, "")
    if not given:
        return None
    is_number = given.isascii() and given.isdigit() and len(given) <= len(str(_LAST))
    if not is_number or int(given) > _LAST:
        shown = ascii(given) if len(given) <= 60 else "a long text"
        raise UsageError(
            f"{_NAME} must be whole seconds since 1970, not {shown}", hint="Such as 1714521600, or unset it."
        )
    return datetime.fromtimestamp(int(given), UTC)
