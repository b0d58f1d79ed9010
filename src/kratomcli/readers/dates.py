"""The date that a front-matter value states → ISO 8601 text, as precise as it was written."""

from __future__ import annotations

from typing import NamedTuple

from kratomcli.dates.partial_date import PartialDate


class ParsedDate(NamedTuple):
    """A date understood: ISO 8601 text, and how it was read where that is not all, or may be otherwise."""

    iso: str
    note: str = ""


_EARLIEST = 1000  # a year alone that is smaller may be one of two digits, or a number
_NEVER = (1, 1, 1)  # at some time of this day: what Go, .NET and others write for a date that was never set


def read_date(value: object) -> ParsedDate | None:
    """The date that a front-matter value states, or None: text, a year, or seconds since 1970.

    It needs a year; a time of day without one, a weekday or an impossible day is no date.
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
        case [[str() as text]]:  # [[2021-03-05]], a link to a journal's page
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
