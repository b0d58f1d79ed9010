"""Dates in front matter, converted to ISO 8601 text at the precision in which they are written."""

from __future__ import annotations

from kratomcli.dates.partial_date import PartialDate
from kratomcli.named_tuples import NamedTuple


class ParsedDate(NamedTuple):
    """A parsed date as ISO 8601 text, with a remark if part of the value was ignored or ambiguous."""

    iso: str
    note: str = ""


_EARLIEST = 1000  # a smaller number alone may be a two-digit year, or not a year
_NEVER = (1, 1, 1)  # the day that Go, .NET and others write for a date that was never set


def read_date(value: object) -> ParsedDate | None:
    """The date in a front-matter value (text, a year, or seconds since 1970), or None.

    A time of day, a weekday, a day without a year or an impossible day is not a date.
    """
    match value:
        case bool():
            return None
        case str():
            return _of_text(value.strip())
        case int() if value >= _EARLIEST:
            return _of_text(str(value)) if value < 10**20 else None
        case float() if 10**8 <= value < 10**13:
            return _of_text(repr(value).removesuffix(".0") if value < 10**10 else str(int(value)))
        case float() if _EARLIEST <= value < 10_000:  # 2021.03
            return _of_text(repr(value))
        case [[str() as text]]:  # [[2021-03-05]], a link to the page of a day
            return _of_text(text.strip())
        case _:
            return None


def _of_text(text: str) -> ParsedDate | None:
    date = PartialDate.parsed(text)
    order = unknown = ""
    if date is None:
        from kratomcli.dates.parser import read

        written = read(text)
        if written is None:
            return None
        date, order, unknown = written
    if (date.has_time and date.parts[:3] == _NEVER) or (len(date.parts) < 3 and date.parts[0] < _EARLIEST):
        return None
    notes = [f"read without its zone {unknown}, which is not known"] if unknown else []
    notes += [f"read as {order} first"] if order else []
    return ParsedDate(str(date), "; ".join(notes))
