"""What is drawn of a library's statistics: each figure with its bars, in words and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from kratomcli.named_tuples import NamedTuple
from kratomcli.text.normalize import one_line
from kratomcli.text.safe_output import for_xml
from kratomcli.text.wording import MONTHS, count, number_range

if TYPE_CHECKING:
    from kratomcli.search.statistics import LengthClass, Statistics
    from kratomcli.search.timeline import Timeline

_UNITS = {"month": "month", "year": "year", "decade": "ten years", "century": "hundred years"}


class Bar(NamedTuple):
    """A number of articles, and what they have in common; if `is_apart` only that others don't have it."""

    label: str
    number: int
    is_apart: bool = False


class Figure(NamedTuple):
    """One chart. `whole` is the number of all articles if bars are parts of it, else 0."""

    name: str
    kind: Literal["columns", "bars"]
    title: str
    summary: str
    heading: str
    bars: tuple[Bar, ...]
    whole: int = 0

    @property
    def most(self) -> int:
        """The largest number of a bar that doesn't stand apart."""
        return max((bar.number for bar in self.bars if not bar.is_apart), default=0)

    def value(self, bar: Bar) -> str:
        """The number of a bar for people, with its share of the whole if there is one."""
        if not self.whole:
            return f"{bar.number:,}"
        return f"{bar.number:,} · {share(bar.number, self.whole)}"

    def described(self) -> str:
        """All that the figure says, as text."""
        listed = "; ".join(f"{bar.label}: {self.value(bar)}" for bar in self.bars)
        return f"{self.summary} {listed}." if listed else self.summary


def share(part: int, whole: int) -> str:
    """A part in percent: 0 % and 100 % only for nothing and all of it."""
    percent = round(100 * part / whole)
    if part and percent == 0:
        return "< 1 %"
    return "> 99 %" if percent == 100 and part < whole else f"{percent} %"


def figures(found: Statistics) -> list[Figure]:
    """The figures of statistics: over time, by tag, by length, and the fields that are filled."""
    return [
        _over_time(found.timeline),
        _by_tag(found),
        _by_length(found.lengths),
        _coverage(found),
    ]


def _over_time(timeline: Timeline) -> Figure:
    unit = _UNITS[timeline.unit]
    bars = [Bar(_period(value), number) for value, number in timeline.counts]
    dated = sum(number for _, number in timeline.counts) + timeline.imprecise
    if timeline.imprecise:
        bars.append(Bar("year only", timeline.imprecise, is_apart=True))
    if timeline.undated:
        bars.append(Bar("undated", timeline.undated, is_apart=True))
    summary = f"{count(dated, 'article')} by date, one column for each {unit}." if dated else ""
    if timeline.imprecise:
        summary += f" Of {timeline.imprecise:,} only the year is known."
    if timeline.undated:
        summary += f" {count(timeline.undated, 'article')} without a date."
    return Figure("time", "columns", "Articles over time", summary.strip(), unit.capitalize(), tuple(bars))


def _period(value: str) -> str:
    """A period as it is written below a column: "Mar 2021", "2021", "1990–1999"."""
    if "-" in value:
        year, month = value.split("-")
        return f"{MONTHS[int(month) - 1][:3]} {year}"
    return value.replace("..", "–")


def _by_tag(found: Statistics) -> Figure:
    tags = found.tags
    bars = [Bar(label(value), number) for value, number in tags.values]
    if tags.other:
        bars.append(
            Bar(
                f"any of {tags.other:,} other{'' if tags.other == 1 else 's'}",
                found.other_tags,
                is_apart=True,
            )
        )
    if tags.missing and bars:
        bars.append(Bar("no tag", tags.missing, is_apart=True))
    shown, all_tags = len(tags.values), len(tags.values) + tags.other
    if not shown:
        summary = "No article has a tag." if found.articles else ""
    elif tags.other:
        summary = f"The {shown:,} commonest of {count(all_tags, 'tag')}; an article may have several."
    else:
        summary = f"{count(all_tags, 'tag')}; an article may have several."
    return Figure("tags", "bars", "Articles by tag", summary, "Tag", tuple(bars))


def label(value: str) -> str:
    """A stranger's text as a label: on one line, and nothing in it that a page or a picture can't hold."""
    return for_xml(one_line(value))


def _by_length(lengths: tuple[LengthClass, ...]) -> Figure:
    bars = tuple(Bar(number_range(one.least, one.most), one.articles) for one in lengths)
    summary = "Words of an article; the classes are of growing width." if bars else ""
    return Figure("lengths", "bars", "Articles by length", summary, "Words", bars)


def _coverage(found: Statistics) -> Figure:
    bars = tuple(Bar(field, number) for field, number in found.coverage) if found.articles else ()
    summary = f"How many of {count(found.articles, 'article')} have each field." if bars else ""
    return Figure("fields", "bars", "Fields that are filled", summary, "Field", bars, found.articles)
