"""Running the rules: article after article, in the order of their paths."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING

from kratomcli.batches import batches
from kratomcli.catalog.schema import CONVERTED
from kratomcli.checks.finding import Finding, Spot
from kratomcli.checks.scope import Scope, Subject
from kratomcli.conventions.table import NONE, Convention
from kratomcli.errors import ArticleUnreadable, KratomError
from kratomcli.files.reading import FileUnreadable, time_stamp
from kratomcli.index.texts import Texts
from kratomcli.model.paths import shown_path
from kratomcli.named_tuples import NamedTuple
from kratomcli.readers import BodyLocation, read, reason, recalled
from kratomcli.text.normalize import one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from kratomcli.catalog.schema import BodyFormat, TextLocation
    from kratomcli.checks.registry import Rule
    from kratomcli.index.index_files import OpenIndex
    from kratomcli.model.entry import Entry

_BATCH = 200
_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)


class Report:
    """An iterator over findings, by path, line and column, with counts of what was checked so far.

    `files` are the files that were checked, `problems` the findings, `faulty` the files that have any, and
    `repeated` the findings left out because the same rule had found the same text before.
    """

    def __init__(self, look: Callable[[Report], Iterator[Finding]]) -> None:
        """`look` yields the findings, and updates the counts of the report that it is given."""
        self.files = self.repeated = self.problems = self.faulty = 0
        self._findings = self._counted(look(self))

    def __iter__(self) -> Iterator[Finding]:
        return self._findings

    def _counted(self, findings: Iterator[Finding]) -> Iterator[Finding]:
        last = ""
        for one in findings:
            self.problems += 1
            self.faulty += one.path != last
            last = one.path
            yield one


class _Found(NamedTuple):
    """A finding, and the text by which its repetitions are recognised; see `Spot.text`."""

    finding: Finding
    text: str


class _CheckedFile(NamedTuple):
    """A file of the library: `order` sorts as in the catalog; `id` is "" if it is no readable article."""

    order: tuple[str, str]
    id: str
    path: str
    file: bytes
    convention: Convention = NONE
    location: TextLocation | None = None
    format: BodyFormat | None = None
    entry: Entry | None = None


def run(
    index: OpenIndex,
    keys: Iterable[int],
    rules: Sequence[Rule],
    steps: Callable[[Generator[Finding, None, None]], Iterator[Finding]],
    *,
    today: str = "",
    failures: bool = True,
) -> Report:
    """Run the rules on the articles with these keys, lazily: as the report is iterated over.

    Args:
        index: the open index.
        keys: the catalog's keys of the articles, in order of path.
        rules: the rules to run.
        steps: wraps the generator of findings, to keep the index open during each of its steps.
        today: ISO 8601 date after which dates are in the future; "" for the current one.
        failures: whether files that could not be read as articles are reported, too.
    """
    scope = Scope(index, today or _today())
    return Report(lambda report: steps(_findings(scope, keys, rules, report, failures)))


def _findings(
    scope: Scope, keys: Iterable[int], rules: Sequence[Rule], report: Report, failures: bool
) -> Generator[Finding, None, None]:
    waiting: dict[str, list[_Found]] = {}
    for rule in rules:
        for found in _in_library(rule, scope):
            waiting.setdefault(found.finding.path, []).append(found)
    for folder in scope.roots:
        yield from (found.finding for found in waiting.pop(folder, ()))
    articles = _articles(scope.index, keys)
    others = _failures(scope.index) if failures else iter(())
    seen: set[int] = set()
    for file in heapq.merge(articles, others):
        report.files += 1
        rows = waiting.pop(file.path, [])
        if subject := _subject(file, scope.index):
            for rule in rules:
                rows += _in_article(rule, file, subject, scope)
        yield from _first_of_each(sorted(rows), seen, report)


def _in_library(rule: Rule, scope: Scope) -> Iterator[_Found]:
    """What a library rule finds; if the rule itself fails, one finding for the first library folder."""
    try:
        for one in rule.library(scope) if rule.library else ():
            yield _finding(rule, *one)
    except (KratomError, ImportError):  # not the rule's fault
        raise
    except Exception as error:
        yield _failure(rule, scope.roots[0], "", error)


def _in_article(rule: Rule, file: _CheckedFile, subject: Subject, scope: Scope) -> Iterator[_Found]:
    """What a rule finds in an article; if the rule itself fails there, a finding says so."""
    try:
        for spot in rule.article(subject, scope) if rule.article else ():
            yield _finding(rule, file.path, file.id, spot)
    except (KratomError, ImportError):
        raise
    except Exception as error:
        yield _failure(rule, file.path, file.id, error)


def _failure(rule: Rule, path: str, id: str, error: Exception) -> _Found:
    """A finding that says that a rule ended with an unexpected error."""
    message = f"could not be looked for: {reason(error)}"
    hint = "This is a fault of kratomcli, please report it; all other checks were made."
    return _finding(rule._replace(severity="error"), path, id, Spot(1, 1, message, hint))


def _first_of_each(found: Iterable[_Found], seen: set[int], report: Report) -> Iterator[Finding]:
    """`found` without repetitions of a rule and text; `seen` holds hashes of those, across articles."""
    for finding, text in found:
        mark = hash((finding.code, text))
        if text and mark in seen:
            report.repeated += 1
            continue
        if text:
            seen.add(mark)
        yield finding


def _finding(rule: Rule, path: str, id: str, spot: Spot) -> _Found:
    """The finding that a spot makes."""
    found = Finding(
        path,
        max(spot.line, 1),
        max(spot.column, 1),
        rule.code,
        rule.severity,
        one_line(spot.message),
        spot.hint or rule.hint,
        id,
    )
    return _Found(found, spot.text)


def _subject(file: _CheckedFile, index: OpenIndex) -> Subject | None:
    """The article as its file is now; None if it was unreadable when indexed, or is now.

    Of a file that is converted, its text is what is looked at.
    """
    location = file.location
    if location is None or file.format is None or file.entry is None:
        return None
    try:
        if location.encoding == CONVERTED:
            article = Texts(index).article(file.id, file.path, location)
            return Subject(article, article.body.encode())
        data, state = index.files.read_steadily(file.file)
        if (state.st_size, time_stamp(state)) == (location.size, location.mtime):
            place = BodyLocation(location.encoding, location.start)
            return Subject(recalled(data, file.entry, place, file.format, file.convention), data)
        return Subject(read(data, id=file.id, path=file.path, convention=file.convention), data)
    except (FileUnreadable, ArticleUnreadable):
        return None


def _articles(index: OpenIndex, keys: Iterable[int]) -> Iterator[_CheckedFile]:
    for batch in batches(keys, _BATCH):
        entries, locations = index.catalog.entries(batch), index.catalog.locations(batch)
        formats = index.catalog.body_formats(batch)
        for key in filter(entries.__contains__, batch):
            entry, location = entries[key], locations[key]
            place = location.file or location.path.encode()
            convention = index.conventions.of(place)
            order = _order(entry.path)
            file = index.file(place)
            yield _CheckedFile(order, entry.id, entry.path, file, convention, location, formats[key], entry)


def _failures(index: OpenIndex) -> Iterator[_CheckedFile]:
    files = [
        _CheckedFile(_order(path), "", path, b"")
        for failure in index.catalog.failures()
        for path in [shown_path(index.file(failure.path.encode()))[0]]
    ]
    return iter(sorted(files))


def _order(path: str) -> tuple[str, str]:
    """A sort key that orders paths as the catalog does: without regard to the case of A to Z."""
    return path.translate(_LOWER), path


def _today() -> str:
    """The day of SOURCE_DATE_EPOCH if that is set, else the latest current date in any time zone."""
    from datetime import UTC, datetime, timedelta

    from kratomcli.dates.source_date import source_date

    if given := source_date():
        return given.date().isoformat()
    return (datetime.now(UTC) + timedelta(hours=14)).date().isoformat()
