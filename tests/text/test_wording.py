"""How people write things."""

from __future__ import annotations

import pytest

from kratomcli.text.wording import age, and_list, count, date_text, duration, kinds, reading_time, size


@pytest.mark.parametrize(
    ("iso", "long", "short"),
    [
        ("", "", ""),
        ("2021", "2021", "2021"),
        ("2021-03", "March 2021", "Mar 2021"),
        ("2021-10-05", "5 October 2021", "5 Oct 2021"),
        ("2021-10-05T14:00", "5 October 2021, 14:00", "5 Oct 2021"),
        ("2021-10-05T14:00:00-05:00", "5 October 2021, 14:00", "5 Oct 2021"),
        ("2021-10-05 14:07:30.5Z", "5 October 2021, 14:07", "5 Oct 2021"),
        ("2021-10-05T00:00:00Z", "5 October 2021", "5 Oct 2021"),
        ("2021-10-05T00:00:30", "5 October 2021, 00:00", "5 Oct 2021"),
        ("last spring", "last spring", "last spring"),
        ("2021-13-05", "2021-13-05", "2021-13-05"),
        ("٢٠٢١", "٢٠٢١", "٢٠٢١"),
    ],
)
def test_a_date_is_as_precise_as_it_was(iso: str, long: str, short: str) -> None:
    assert date_text(iso) == long
    assert date_text(iso, short=True) == short


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-5, "just now"),
        (0, "just now"),
        (59.9, "just now"),
        (60, "1 minute ago"),
        (5 * 60, "5 minutes ago"),
        (3599, "59 minutes ago"),
        (2 * 3600, "2 hours ago"),
        (3 * 86400, "3 days ago"),
        (13 * 86400, "13 days ago"),
        (35 * 86400, "5 weeks ago"),
        (70 * 86400, "2 months ago"),
        (800 * 86400, "2 years ago"),
    ],
)
def test_an_age_is_told_in_one_unit(seconds: float, text: str) -> None:
    assert age(seconds) == text


@pytest.mark.parametrize(
    ("number", "noun", "text"),
    [
        (0, "article", "0 articles"),
        (1, "article", "1 article"),
        (1234, "article", "1,234 articles"),
        (2, "entry", "2 entries"),
        (2, "day", "2 days"),
        (2, "match", "2 matches"),
    ],
)
def test_a_count_agrees_with_its_noun(number: int, noun: str, text: str) -> None:
    assert count(number, noun) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (9960, "10 kB"),
        (999_499, "999 kB"),
        (999_600, "1.0 MB"),
        (3_400_000, "3.4 MB"),
        (12_345_000_000, "12 GB"),
        (5 * 10**15, "5,000 TB"),
    ],
)
def test_a_size_has_two_or_three_digits(amount: int, text: str) -> None:
    assert size(amount) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-1, "under 1 ms"),
        (0.0001, "under 1 ms"),
        (0.04, "40 ms"),
        (0.0994, "99 ms"),
        (0.0999, "0.1 s"),
        (0.3, "0.3 s"),
        (9.94, "9.9 s"),
        (9.96, "10 s"),
        (59.4, "59 s"),
        (59.6, "1 min"),
        (125, "2 min 5 s"),
        (3780, "1 h 3 min"),
        (7200, "2 h"),
    ],
)
def test_a_duration_has_one_or_two_units(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("words", "text"),
    [(0, "1 min read"), (10, "1 min read"), (690, "3 min read"), (460_000, "2,000 min read")],
)
def test_reading_takes_at_least_a_minute(words: int, text: str) -> None:
    assert reading_time(words) == text


def test_kinds_are_counted_the_commonest_first() -> None:
    assert kinds({}) == ""
    assert kinds({"rst": 1}) == "1 .rst"
    assert kinds({"a": 2, "c": 2569, "": 2, "b": 3}) == "2,569 .c, 3 .b, 2 without a suffix and 2 others"
    assert kinds({"a": 2, "c": 3, "b": 1}, most=2) == "3 .c, 2 .a and 1 other"


def test_a_list_reads_as_in_a_sentence() -> None:
    assert and_list([]) == ""
    assert and_list(["Ann"]) == "Ann"
    assert and_list(["Ann", "Bob"]) == "Ann and Bob"
    assert and_list(("Ann", "Bob", "Cy")) == "Ann, Bob and Cy"
