"""Dates as numbers: what span of time a date means."""

from __future__ import annotations

import calendar
import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kratomcli.query.dates import moment, span

DAY = datetime.timedelta(days=1)


def digits(when: datetime.datetime) -> int:
    number = when.year
    for part in (when.month, when.day, when.hour, when.minute, when.second):
        number = number * 100 + part
    return number


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("2021", 20210101000000, 20220101000000),
        ("2021-03", 20210301000000, 20210401000000),
        ("2021-12", 20211201000000, 20220101000000),
        ("2021-03-05", 20210305000000, 20210306000000),
        ("2021-04-30", 20210430000000, 20210501000000),
        ("2021-12-31", 20211231000000, 20220101000000),
        ("2020-02-28", 20200228000000, 20200229000000),
        ("2020-02-29", 20200229000000, 20200301000000),
        ("2021-02-28", 20210228000000, 20210301000000),
        ("1900-02-28", 19000228000000, 19000301000000),
        ("2000-02-29", 20000229000000, 20000301000000),
        ("2021-03-05T10:00", 20210305100000, 20210305100100),
        ("2021-03-05T10:59", 20210305105900, 20210305110000),
        ("2021-12-31T23:59", 20211231235900, 20220101000000),
        ("2021-03-05T10:00:07", 20210305100007, 20210305100008),
        ("2020-02-28T23:59:59", 20200228235959, 20200229000000),
        ("0001", 10101000000, 20101000000),
        ("9999", 99990101000000, 100000101000000),
        ("9999-12-31T23:59:59", 99991231235959, 100000101000000),
    ],
)
def test_a_span_runs_from_its_first_moment_to_the_first_after_it(text: str, first: int, after: int) -> None:
    assert span(text) == (first, after)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "21",
        "0000",
        "20210305",
        "2021-3",
        "2021-00",
        "2021-13",
        "2021-02-29",
        "1900-02-29",
        "2021-04-31",
        "2021-01-00",
        "2021-01-32",
        "2021T10:00",
        "2021-03-05T10",
        "2021-03-05T24:00",
        "2021-03-05T10:60",
        "2021-03-05T10:00:60",
        "2021-03-05 10:00",
        "2021-03-05T10:00Z",
        "2021-03-05T10:00:00.5",
        "2021-",
        "2021-03-",
        " 2021",
        "2021\n",
        "２０２１",
        "+2021",
        "-2021",
        "10000",
        "today",
    ],
)
def test_what_is_no_date_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match="not"):
        span(text)


@pytest.mark.parametrize(
    ("iso", "number"),
    [
        ("2021", 20210101000000),
        ("2021-03", 20210301000000),
        ("2021-03-05", 20210305000000),
        ("2021-03-05T10:20", 20210305102000),
        ("2021-03-05T10:20Z", 20210305102000),
        ("2021-03-05T10:20:30", 20210305102030),
        ("2021-03-05 10:20:30", 20210305102030),
        ("2021-03-05T10:20:30.123456", 20210305102030),
        ("2021-03-05T10:20:30,5", 20210305102030),
        ("2021-03-05T10:20:30Z", 20210305102030),
        ("2021-03-05T23:20:30-05:00", 20210305232030),
        ("2021-03-05T01:20:30+0530", 20210305012030),
        ("2021-03-05T10:20:30.5+05:30:15.25", 20210305102030),
        ("9999-12-31T23:59:59+00:00", 99991231235959),
    ],
)
def test_a_moment_is_the_first_one_as_the_article_wrote_it(iso: str, number: int) -> None:
    assert moment(iso) == number


@pytest.mark.parametrize(
    "iso",
    ["", "2021-3-5", "2021-03-05Z", "2021-03-05T10", "2021+01:00", "2021-03-05T10:00 CET", "5 May 2021"],
)
def test_a_moment_of_no_date_is_a_value_error(iso: str) -> None:
    with pytest.raises(ValueError, match="not"):
        moment(iso)


@settings(deadline=None)
@given(st.datetimes(max_value=datetime.datetime(9999, 12, 30)))
def test_spans_agree_with_the_calendar(when: datetime.datetime) -> None:
    second = when.replace(microsecond=0)
    minute = second.replace(second=0)
    day = minute.replace(hour=0, minute=0)
    month = day.replace(day=1)
    in_month = DAY * calendar.monthrange(day.year, day.month)[1]
    assert span(second.isoformat()) == (digits(second), digits(second + datetime.timedelta(seconds=1)))
    assert span(minute.isoformat()[:16]) == (digits(minute), digits(minute + datetime.timedelta(minutes=1)))
    assert span(day.isoformat()[:10]) == (digits(day), digits(day + DAY))
    first, after = span(month.isoformat()[:7])
    assert first == digits(month)
    if month.year < 9999:
        assert after == digits(month + in_month)


@settings(deadline=None)
@given(
    st.datetimes(timezones=st.timezones() | st.none()),
    st.sampled_from([4, 7, 10, 16, 19, None]),
)
def test_a_moment_lies_in_the_span_of_the_same_date(when: datetime.datetime, precision: int | None) -> None:
    iso = when.isoformat()
    first, after = span(iso[:precision] if precision else iso[:19])
    assert first <= moment(iso) < after
    assert first <= moment(iso[:precision]) < after


@settings(deadline=None)
@given(st.text() | st.text("0123456789-T:Z+. "))
def test_no_text_raises_anything_but_value_error(text: str) -> None:
    for read in (span, moment):
        try:
            read(text)
        except ValueError as error:
            assert str(error)  # noqa: PT017  (either outcome is right; only other errors are not)
