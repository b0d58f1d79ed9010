"""Rules about dates: invalid or in the future, or contradicting other dates of the article."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kratomcli.checks.registry import rule
from kratomcli.dates.partial_date import PartialDate
from kratomcli.markup.links import inner_parts, names_an_article, places
from kratomcli.model.fields import FIELDS, FRONT_MATTER, normal_key
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from kratomcli.checks.finding import Spot
    from kratomcli.checks.scope import Scope, Subject

_BODY = "---\n\nTea is a drink.\n"
# A date in a URL: /2019/05/12/, /2019/05/ or 2019-05-12.
_IN_ADDRESS = lazy_regex(
    r"(?<=/)((?:19|20)\d\d)/(0[1-9]|1[0-2])(?:/(0[1-9]|[12]\d|3[01]))?(?=/)"
    r"|(?<![\d-])((?:19|20)\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![\d-])"
)
_ANNOUNCED = 62  # days by which a link's target may be later than the article: events are announced
_SIGNS = lazy_regex(r"\W+")
# A citation: (Smith, 2019), (Smith & Doe 2019a), Smith et al. (2019); not (May, 2019) or (Windows 2000).
_CITED = lazy_regex(
    r"\((?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b)"
    r"(?:[A-Z][\w’'-]+,|[A-Z][\w’'-]+(?: et al\.?| (?:and|&) [A-Z][\w’'-]+),?) ((?:19|20)\d\d)[a-z]?\)"
    r"|[A-Z][\w’'-]+ et al\.? \(((?:19|20)\d\d)[a-z]?\)"
)
_CLOSED_YEAR = lazy_regex(r"(?:19|20)\d\d[a-z]?\)")
"""What every citation ends in: a fast pre-check."""


def key_of(note: str) -> str:
    """The front-matter key that a reader's note begins with; keys such as "date created" have two words."""
    one, two = note.split(" ")[0], " ".join(note.split(" ")[:2])
    return two if normal_key(two) in FRONT_MATTER else one


def unclear_date(note: str) -> str | None:
    """The front-matter key of which a reader's note says that its date can't be understood, or None."""
    key = key_of(note)
    field = FRONT_MATTER.get(normal_key(key), "")
    is_date = bool(field) and FIELDS[field].kind == "date"
    return key if is_date and note.endswith(" not understood") else None


@rule(
    "D001",
    "impossible-date",
    "error",
    "a date that is none",
    explanation="No calendar has it, or it isn't written as a date. The article counts as undated.",
    hint="Write it as 2021-03-05.",
    fires="---\ntitle: Tea\ndate: 2021-02-30\n" + _BODY,
    passes="---\ntitle: Tea\ndate: 2020-02-29\n" + _BODY,
)
def impossible_date(subject: Subject, scope: Scope) -> Iterator[Spot]:
    for note in subject.article.notes:
        if key := unclear_date(note):
            yield subject.at_key(key, note)


@rule(
    "D002",
    "future-date",
    "warning",
    "a date in the future",
    explanation="Later than today, wherever on Earth you are; drafts may be so. What today is can be set"
    " with SOURCE_DATE_EPOCH.",
    hint="Correct the date, or mark the article as a draft.",
    fires="---\ntitle: Tea\ndate: 2999-01-01\n" + _BODY,
    passes="---\ntitle: Tea\ndate: 2999-01-01\ndraft: true\n" + _BODY,
)
def future_date(subject: Subject, scope: Scope) -> Iterator[Spot]:
    article = subject.article
    for field, value in (("date", article.date), ("updated", article.updated)):
        if not article.draft and _later(value, scope.today):
            yield subject.at_field(field, f"{field} {value} is in the future")


@rule(
    "D003",
    "updated-before-date",
    "warning",
    "changed before it was published",
    explanation="What front matter has as its last change is earlier than its date.",
    hint="One of the two is wrong.",
    fires="---\ntitle: Tea\ndate: 2021-03-05\nupdated: 2020-03-05\n" + _BODY,
    passes="---\ntitle: Tea\ndate: 2021-03-05\nupdated: 2021-03\n" + _BODY,
)
def updated_before_date(subject: Subject, scope: Scope) -> Iterator[Spot]:
    article = subject.article
    if article.updated and _later(article.date, article.updated):
        yield subject.at_field("updated", f"updated {article.updated} is before date {article.date}")


@rule(
    "D004",
    "older-than-its-sources",
    "warning",
    "a date before that of something it draws on",
    explanation="It cites or links to something that is dated later than itself: an address with a date"
    " in it (/2019/05/), a citation such as (Smith, 2019), or another article of the library. A later"
    " date under updated: makes it right. A link may be two months ahead: it announces something.",
    hint="Correct the date, or say under updated: when it was changed.",
    fires="---\ntitle: Tea\ndate: 2018-01-01\n---\n\nIt calms (Smith et al., 2019).\n",
    passes="---\ntitle: Tea\ndate: 2018-01-01\nupdated: 2020-01-01\n---\n\nIt calms (Smith et al., 2019).\n",
)
def older_than_its_sources(subject: Subject, scope: Scope) -> Iterator[Spot]:
    article = subject.article
    known = max(article.date, article.updated)
    if not article.date:
        return
    found = _IN_ADDRESS.search(article.source + "/")
    if found and _later(dated := _joined(found), known):
        yield subject.at_field("source", f"its source is of {dated}, later than its date {known}")
    later = [(dated, offset) for dated, offset in _links_with_dates(subject, scope, _grace(known))]
    if later:
        dated, offset = max(later, key=lambda one: one[0])
        more = f", and to {len(later) - 1:,} more" if len(later) > 1 else ""
        yield subject.in_body(offset, f"links to something of {dated}, later than its date {known}{more}")
    for found in _CITED.finditer(subject.prose) if _CLOSED_YEAR.search(subject.prose) else ():
        year = found[1] or found[2]
        if _later(year, known) and not _later(year, scope.today):
            yield subject.in_body(found.start(), f"cites something of {year}, later than its date {known}")


def _links_with_dates(subject: Subject, scope: Scope, known: str) -> Iterator[tuple[str, int]]:
    """(date, offset in the body) of each link to something dated later than `known`."""
    path = subject.article.path
    for offset, href in subject.hrefs:
        dated = _dated(href, path, scope)
        if _later(dated, known) and subject.address(offset, href) and not _is_itself(href, path):
            yield dated, offset


def _grace(date: str) -> str:
    """The last date that an article dated `date` may link to: it may announce what is to come."""
    from datetime import date as day
    from datetime import timedelta

    known = PartialDate.parsed(date)
    if known is None or len(known.day.parts) < 3:  # only a month or a year is known
        return date
    try:
        return (day(*known.day.parts) + timedelta(days=_ANNOUNCED)).isoformat()
    except OverflowError:  # after the year 9999
        return date


def _dated(href: str, path: str, scope: Scope) -> str:
    """The date of a link's target: of the article it leads to, or as its URL has it; "" if unknown."""
    if found := _IN_ADDRESS.search(href):
        return _joined(found)
    inner = inner_parts(href)
    if inner and names_an_article(inner[0]):
        for place in places(path, inner[0], scope.roots):
            if target := scope.article_at(place):
                return target.date
    return ""


def _is_itself(href: str, path: str) -> bool:
    """Whether an address contains the article's own file name, as links to its source or page do."""
    folder, name = os.path.split(os.path.splitext(path)[0])
    own = _SIGNS.sub("-", os.path.basename(folder) if name.lower() in ("index", "_index") else name)
    return len(own) > 5 and own.lower() in _SIGNS.sub("-", unquote(href)).lower()


def _joined(found: re.Match[str]) -> str:
    return "-".join(part for part in found.groups() if part)


def _later(one: str, other: str) -> bool:
    """Whether `one` is later than `other` at their common precision: May is not later than 1 May."""
    first, second = PartialDate.parsed(one), PartialDate.parsed(other)
    return first is not None and second is not None and first.is_after(second)


@rule(
    "D005",
    "ambiguous-date",
    "info",
    "a date that may be read in two ways",
    explanation="03/04/2021 is March in one country and April in another. The message says how it was read.",
    hint="Write it as 2021-03-05.",
    fires="---\ntitle: Tea\ndate: 03/04/2021\n" + _BODY,
    passes="---\ntitle: Tea\ndate: 13/04/2021\n" + _BODY,
)
def ambiguous_date(subject: Subject, scope: Scope) -> Iterator[Spot]:
    for note in subject.article.notes:
        if note.endswith((" read as day first", " read as month first")):
            yield subject.at_key(note.partition(" ")[0], note)
