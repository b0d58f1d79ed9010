"""Dates as 14-digit integers, YYYYMMDDhhmmss, and the span of time that a less precise date means.

A date counts as its article wrote it: zone offsets are ignored and nothing is moved to UTC. A
reader who sees "2021-03-05" on an article must find it with `date:2021-03-05`, wherever either of
them sits; most dates carry no zone, so there is no instant to compare anyway. And integers, not
datetime: they compare in every engine, and the moment after 9999 is just a larger number.
"""

from __future__ import annotations

from kratomcli.dates.partial_date import PartialDate


def span(text: str) -> tuple[int, int]:
    """The first moment of an ISO date of any precision, and the first moment after it.

    `text` is YYYY, YYYY-MM, YYYY-MM-DD or one of those days with THH:MM or THH:MM:SS, years 0001 to
    9999; anything else, or a day that no calendar has, is a ValueError.

    >>> span("2021-03")
    (20210301000000, 20210401000000)
    """
    date = PartialDate.parse(text)
    if str(date.as_written) != text:  # with a zone, a fraction, a space for the T
        raise ValueError("not an ISO date")
    return date.first(), date.after()


def moment(iso: str) -> int:
    """The first moment of a date as articles hold it (`Entry.date`).

    Fractions of a second and the zone offset are ignored, a missing month or day counts as 01 and a
    missing time as midnight; a space may stand for the T. ValueError if `iso` is not a date, as "".

    >>> moment("2021-03-05T10:00:00.5-05:00")
    20210305100000
    """
    return PartialDate.parse(iso).first()


def end(iso: str) -> int:
    """The first moment after a date as articles hold it, as precise as it is: see `moment`.

    >>> end("2021-03-05T10:00-05:00")
    20210305100100
    """
    return PartialDate.parse(iso).after()


def asked(text: str) -> str:
    """What a query means by a date in any form that front matter may have: ISO text that `span` takes.

    Raises:
        ValueError: it is no date, or may be read in two ways.

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
