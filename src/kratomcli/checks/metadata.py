"""What every article should say of itself, and what no two should say alike."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from kratomcli.census import displaced, namesakes
from kratomcli.checks.finding import Spot
from kratomcli.checks.registry import library_rule, rule

if TYPE_CHECKING:
    from kratomcli.checks.scope import Scope, Subject

_FULL = (
    "---\ntitle: Tea\ndate: 2021-03-05\ntags: [drinks]\nsource: https://example.org/tea\n---\n"
    "\nTea is a drink.\n"
)


@rule(
    "M001",
    "missing-title",
    "warning",
    "an article without a title of its own",
    explanation="Neither front matter nor a heading nor a first line names it: its first sentence or"
    " its file's name stands in.",
    hint="Give it title: in front matter, or a first # heading.",
    fires={"2021.md": "Tea is a drink. It is made of leaves.\n"},
    passes={"2021.md": "# Tea\n\nTea is a drink. It is made of leaves.\n"},
)
def missing_title(subject: Subject, scope: Scope) -> Iterator[Spot]:
    origin = subject.article.derived.get("title", "")
    if origin in ("first sentence", "file name"):
        yield Spot(1, 1, f"no title; its {origin} stands in")


@rule(
    "M002",
    "missing-date",
    "info",
    "an article without a date",
    explanation="Neither front matter nor the file's name tells when it was written, so it is last in"
    " every order by date and in no range.",
    hint="Give it date: in front matter.",
    fires="---\ntitle: Tea\n---\n\nTea is a drink.\n",
    passes=_FULL,
)
def missing_date(subject: Subject, scope: Scope) -> Iterator[Spot]:
    if not subject.article.date and not any(_is_date(note) for note in subject.article.notes):
        yield Spot(1, 1, "no date")


def _is_date(note: str) -> bool:
    """Whether D001 says it already."""
    from kratomcli.checks.dates import unclear_date

    return unclear_date(note) is not None


@rule(
    "M003",
    "missing-source",
    "info",
    "an article that doesn't say where it came from",
    explanation="Not looked for unless it is selected: what you wrote yourself has no source.",
    hint="Give it source: with an address in front matter.",
    fires="---\ntitle: Tea\n---\n\nTea is a drink.\n",
    passes=_FULL,
    default=False,
)
def missing_source(subject: Subject, scope: Scope) -> Iterator[Spot]:
    if not subject.article.source:
        yield Spot(1, 1, "no source")


@rule(
    "M004",
    "missing-tags",
    "info",
    "an article without tags",
    explanation="Not looked for unless it is selected: many libraries have no tags at all.",
    hint="Give it tags: in front matter.",
    fires="---\ntitle: Tea\n---\n\nTea is a drink.\n",
    passes=_FULL,
    default=False,
)
def missing_tags(subject: Subject, scope: Scope) -> Iterator[Spot]:
    if not subject.article.tags:
        yield Spot(1, 1, "no tags")


@rule(
    "M005",
    "empty-article",
    "warning",
    "an article without text",
    explanation="There is nothing below the front matter.",
    hint="Write it, or take the file away.",
    fires="---\ntitle: Tea\n---\n",
    passes=_FULL,
)
def empty_article(subject: Subject, scope: Scope) -> Iterator[Spot]:
    if not subject.article.words:
        yield Spot(1, 1, "no text")


@library_rule(
    "M010",
    "duplicate-title",
    "warning",
    "several articles with the same title",
    explanation="In a listing nobody can tell them apart, and one is often a copy of the other. Case"
    " makes no difference. Titles that were made up, of a first sentence or a file’s name, don’t count.",
    hint="Rename one, or take away the copy.",
    fires={"one.md": "# All about tea\n\nGreen.\n", "two.md": "# All About Tea\n\nBlack.\n"},
    passes={"one.md": "# All about green tea\n\nGreen.\n", "two.md": "# All about black tea\n\nBlack.\n"},
)
def duplicate_title(scope: Scope) -> Iterator[tuple[str, str, Spot]]:
    for _, rows in groupby(namesakes(scope.index.catalog), lambda row: row[0].lower()):
        group = list(rows)
        for _, id, path in group:
            others = [other for _, other, _ in group if other != id]
            more = f" and {len(others) - 1:,} more" if len(others) > 1 else ""
            yield path, id, Spot(1, 1, f"“{group[0][0]}” is also the title of {others[0]}{more}")


@library_rule(
    "M011",
    "duplicate-id",
    "warning",
    "two files for one id",
    explanation="An id is the path without the suffix, so a.md and a.txt claim the same one. The first"
    " has it, and the other's id is its whole path, which changes when the first goes away.",
    hint="Rename one of them.",
    fires={"tea.md": "# Green tea\n\nGreen.\n", "tea.txt": "Black tea\n\nBlack.\n"},
    passes={"green.md": "# Green tea\n\nGreen.\n", "black.txt": "Black tea\n\nBlack.\n"},
)
def duplicate_id(scope: Scope) -> Iterator[tuple[str, str, Spot]]:
    for base, id, path in displaced(scope.index.catalog):
        yield path, id, Spot(1, 1, f"another file has the id {base}; this one's is {os.path.basename(id)}")
