"""How many articles there are for each period of a library's years."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kratomcli.catalog.catalog import Catalog

TimelineUnit = Literal["month", "year", "decade", "century"]

_YEARS_BY_MONTH = 3
"""The most years that are counted by the month."""
_LENGTHS: tuple[tuple[TimelineUnit, int], ...] = (("year", 1), ("decade", 10), ("century", 100))
_MOST = 60
"""The most periods, if they can be longer."""


class Timeline(NamedTuple):
    """Articles by date, in periods of one length, the shortest of which there are not too many.

    `counts` is (period, articles) for each period from the first to the last, also if there are none.
    A period is written as a query takes it after `date:`: 2021-03, 2021, 2020..2029, 1900..1999. Where months
    are counted, only the year is known of `imprecise` articles; `undated` have no date.
    """

    unit: TimelineUnit
    counts: tuple[tuple[str, int], ...]
    imprecise: int
    undated: int


def timeline(catalog: Catalog, years: Sequence[tuple[str, int]], undated: int) -> Timeline:
    """The timeline of a catalog; `years` is (year, number of articles) of each year that has any."""
    counts = {int(year): number for year, number in years}
    if not counts:
        return Timeline("year", (), 0, undated)
    first, last = min(counts), max(counts)
    if last - first < _YEARS_BY_MONTH:
        values, _ = catalog.tally("date", len("2021-03"))
        months = {value: number for value, number in values if "-" in value}
        imprecise = sum(number for value, number in values if "-" not in value)
        if imprecise < sum(months.values()):
            filled = tuple((month, months.get(month, 0)) for month in _months(min(months), max(months)))
            return Timeline("month", filled, imprecise, undated)
    unit, length = next((one for one in _LENGTHS if last // one[1] - first // one[1] < _MOST), _LENGTHS[-1])
    return Timeline(unit, tuple(_periods(counts, length)), 0, undated)


def _months(first: str, last: str) -> Iterator[str]:
    """All months from one to another, as text such as "2021-03"."""
    start, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    for month in range(start, end + 1):
        yield f"{month // 12:04}-{month % 12 + 1:02}"


def _periods(counts: Mapping[int, int], length: int) -> Iterator[tuple[str, int]]:
    """(period, number of articles) of all periods of so many years, which begin with multiples of that."""
    numbers: dict[int, int] = {}
    for year, number in counts.items():
        numbers[year // length] = numbers.get(year // length, 0) + number
    for period in range(min(numbers), max(numbers) + 1):
        first, last = period * length, period * length + length - 1
        name = f"{first:04}" if length == 1 else f"{max(first, 1):04}..{last:04}"
        yield name, numbers.get(period, 0)
