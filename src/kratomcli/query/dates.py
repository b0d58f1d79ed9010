"""Dates as 14-digit integers, YYYYMMDDhhmmss, and the period that a date of lower precision covers.

Dates are compared as written: zone offsets are ignored and nothing is converted to UTC. A reader who
sees "2021-03-05" on an article must find it with `date:2021-03-05`, in whichever zone; most dates have
no zone, so they are no instants anyway. Integers instead of datetime, because every engine can compare
them, and because the end of the year 9999 is beyond what datetime can hold.
"""

from __future__ import annotations

from kratomcli.dates.partial_date import PartialDate


def span(text: str) -> tuple[int, int]:
    """The period of an ISO date of any precision as (start, end), end exclusive.

    `text` is YYYY, YYYY-MM, YYYY-MM-DD, YYYY-MM-DDThh:mm or YYYY-MM-DDThh:mm:ss, years 0001 to 9999.

    Raises:
        ValueError: `text` has another form, or the calendar has no such day.

    >>> span("2021-03")
    (20210301000000, 20210401000000)
    """
    date = PartialDate.parse(text)
    if str(date.as_written) != text:  # with a zone, a fraction, a space for the T
        raise ValueError("not an ISO date")
    return date.first(), date.after()


def moment(iso: str) -> int:
    """The start of a date as stored with articles (`Entry.date`).

    Fractions of a second and the zone offset are ignored, a missing month or day counts as 01 and a
    missing time as midnight; a space may stand for the T.

    Raises:
        ValueError: `iso` is not a date; "" is none.

    >>> moment("2021-03-05T10:00:00.5-05:00")
    20210305100000
    """
    return PartialDate.parse(iso).first()


def end(iso: str) -> int:
    """The end, exclusive, of the period of a date as stored with articles; same forms as in `moment`.

    Raises:
        ValueError: `iso` is not a date.

    >>> end("2021-03-05T10:00-05:00")
    20210305100100
    """
    return PartialDate.parse(iso).after()


def asked(text: str) -> str:
    """A date in a query, in any form that front matter may have, as ISO text for `span`.

    Raises:
        ValueError: it is no date, or is ambiguous, such as 03/04/2021.

    >>> asked("20171117"), asked("2018-11-20T16:33+01:00")
    ('2017-11-17', '2018-11-20T16:33')
    """
    date = PartialDate.parsed(text)
    if date is None:
        from kratomcli.dates.parser import read

        written = read(text)
        if written is None:
            raise ValueError("not a date")
        if written.order:
            raise ValueError("a date that may be read in two ways")
        date = written.date
    return str(date.as_written)
