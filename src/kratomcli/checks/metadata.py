"""Rules about metadata: missing or duplicate titles, ids and other fields, and articles without text."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from kratomcli.catalog.queries import Namesake, displaced, namesakes
from kratomcli.checks.finding import ArticleSpot, Spot
from kratomcli.checks.registry import library_rule, rule
from kratomcli.conventions.table import convention_of
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from kratomcli.checks.scope import Scope, Subject

_FULL = (
    "---\ntitle: Tea\ndate: 2021-03-05\ntags: [drinks]\nsource: https://example.org/tea\n---\n"
    "\nTea is a drink.\n"
)


# Partials that other pages include, by their usual names in Hugo, Jekyll, Docusaurus and MkDocs.
_PIECE = lazy_regex(
    r"[/\\](?:_[^/\\]*|_?(?:common|includes?|partials?|snippets?|shared)[/\\].*"
    r"|(?:licen[sc]e|copying|notice|robots|humans|requirements)[^/\\]*)$",
    re.IGNORECASE,
)
_NO_PROSE = lazy_regex(r"\s*(?:///|:::|!!!|%%|\{[{%]|import |<)")
"""Beginnings of files without prose: an admonition, a comment, a template tag or a component."""
_PLACE = lazy_regex(r"(?:_index|index)(?:[._-][a-z]{2}(?:[-_][a-zA-Z]{2,4})?)?\.\w+")
# Front-matter keys of pages whose content comes from elsewhere: a template, a data file, a redirect.
_MADE_OF = (
    *("layout", "template", "page_template", "redirect", "redirect_to", "redirectto", "redirect_from"),
    *("aliases", "alias", "permalink", "type", "cascade", "external_url", "externallink"),
)


_DATED = lazy_regex(r"(?<!\d)(?:19|20)\d\d[-/](?:0?[1-9]|1[0-2])[-/](?:0?[1-9]|[12]\d|3[01])(?!\d)")
_FEWEST = 5  # words from which on a text should have a title
_LIKE_TAGS = ("categories", "category", "keywords", "taxonomies", "topics", "tag")
_DATA = 2  # unknown front-matter keys from which on the front matter is the page's content


def _holds_a_place(subject: Subject) -> bool:
    """Whether a page may be without text: a section's index, a redirect, or one that a template fills."""
    article = subject.article
    if article.words or article.body_line < 2:
        return False
    named = _PLACE.fullmatch(os.path.basename(article.path)) is not None
    filled = bool(article.summary) or len(article.meta) >= _DATA
    return named or filled or any(key.lower() in _MADE_OF for key in article.meta)


@rule(
    "M001",
    "missing-title",
    "warning",
    "an article without a title of its own",
    explanation="Neither front matter nor a heading nor a first line names it: its first sentence or"
    " its file's name stands in. Pieces that other pages include (_name.md, or in a folder of includes)"
    " and pages of front matter only need none.",
    hint="Give it title: in front matter, or a first # heading.",
    fires={"2021.md": "Tea is a drink. It is made of leaves.\n"},
    passes={"2021.md": "# Tea\n\nTea is a drink. It is made of leaves.\n", "_water.md": "Water it well.\n"},
)
def missing_title(subject: Subject, scope: Scope) -> Iterator[Spot]:
    origin = subject.article.derived.get("title", "")
    article = subject.article
    is_list = article.markup == "text" and article.words < _FEWEST  # requirements.txt, a version's number
    if (
        origin in ("first sentence", "file name")
        and not (origin == "file name" and convention_of(article.convention).name_title != "readable")
        and not is_list
        and not _PIECE.search(article.path)
        and not _NO_PROSE.match(article.body)
        and not _holds_a_place(subject)
    ):
        yield Spot(1, 1, f"no title; its {origin} stands in")


@rule(
    "M002",
    "missing-date",
    "info",
    "an article without a date",
    explanation="Neither front matter nor the file's name tells when it was written, so it is last in"
    " every order by date and in no range. Left alone are pages of sections, pieces that others include, and"
    " articles whose front matter holds a date elsewhere (path: 2014/12/12/tea).",
    hint="Give it date: in front matter.",
    fires="---\ntitle: Tea\n---\n\nTea is a drink.\n",
    passes=_FULL,
)
def missing_date(subject: Subject, scope: Scope) -> Iterator[Spot]:
    article = subject.article
    if article.date or any(_is_date(note) for note in article.notes):
        return
    told = any(isinstance(value, str) and _DATED.search(value) for value in article.meta.values())
    if not told and not _PIECE.search(article.path) and not _holds_a_place(subject):
        yield Spot(1, 1, "no date")


def _is_date(note: str) -> bool:
    """Whether a reader's note is about a date, which rule D001 reports."""
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
    explanation="Not looked for unless it is selected: many libraries have no tags at all. Categories and"
    " keywords are as good.",
    hint="Give it tags: in front matter.",
    fires="---\ntitle: Tea\n---\n\nTea is a drink.\n",
    passes=_FULL,
    default=False,
)
def missing_tags(subject: Subject, scope: Scope) -> Iterator[Spot]:
    article = subject.article
    if not article.tags and not any(key.lower() in _LIKE_TAGS for key in article.meta):
        yield Spot(1, 1, "no tags")


@rule(
    "M005",
    "empty-article",
    "warning",
    "an article without text",
    explanation="There is nothing below the front matter. The page of a section (_index.md, index.md), and"
    " one that redirects or that a template fills (layout:, redirect_to:, a summary, or two keys or more of"
    " the site's own), need nothing but front matter.",
    hint="Write it, or take the file away.",
    fires="---\ntitle: Tea\n---\n",
    passes={"tea.md": _FULL, "_index.md": "---\ntitle: Drinks\nsort_by: date\n---\n"},
)
def empty_article(subject: Subject, scope: Scope) -> Iterator[Spot]:
    if not subject.article.words and not _holds_a_place(subject):
        yield Spot(1, 1, "no text")


@library_rule(
    "M010",
    "duplicate-title",
    "warning",
    "several articles with the same title",
    explanation="In a listing nobody can tell them apart, and one is often a copy of the other. Case"
    " makes no difference. Titles that were made up, of a first sentence or a file’s name, don’t count,"
    " nor do those of translations. A title is told once, with the others that have it.",
    hint="Rename one, or take away the copy.",
    fires={"one.md": "# All about tea\n\nGreen.\n", "two.md": "# All About Tea\n\nBlack.\n"},
    passes={"one.md": "# All about green tea\n\nGreen.\n", "two.md": "# All about black tea\n\nBlack.\n"},
)
def duplicate_title(scope: Scope) -> Iterator[ArticleSpot]:
    for title, rows in groupby(namesakes(scope.index.catalog), lambda one: one.title.lower()):
        by_language: dict[str, list[Namesake]] = {}
        for one in rows:
            by_language.setdefault(one.language or _language(one.path), []).append(one)
        for language, group in by_language.items():
            for one in group if len(group) > 1 else ():
                others = [other.id for other in group if other.id != one.id]
                more = f" and {len(others) - 1:,} more" if len(others) > 1 else ""
                message = f"“{one.title}” is also the title of {others[0]}{more}"
                yield ArticleSpot(one.path, one.id, Spot(1, 1, message, text=f"{language} {title}"))


_LANGUAGES = (
    "ar|bg|bn|ca|cs|da|de|el|en|es|et|fa|fi|fr|he|hi|hr|hu|id|it|ja|ko|lt|lv|ms|nl|no|nb|pl|pt|ro|ru|sk|sl"
    "|sr|sv|th|tr|uk|ur|vi|zh"
)
_IN_LANGUAGE = lazy_regex(rf"(?:/|\.)({_LANGUAGES})(?:[-_][A-Za-z]{{2,4}})?(?=/|\.\w+$)")


def _language(path: str) -> str:
    """The language code that a path contains, as in fr/tea.md and tea.fr.md; "" for none."""
    found = _IN_LANGUAGE.search(path)
    return found[0][1:] if found else ""


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
def duplicate_id(scope: Scope) -> Iterator[ArticleSpot]:
    for base, id, path in displaced(scope.index.catalog):
        yield ArticleSpot(
            path, id, Spot(1, 1, f"another file has the id {base}; this one's is {os.path.basename(id)}")
        )
