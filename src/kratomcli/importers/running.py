"""Importing: sources → items → files of those that are new, and a report."""

from __future__ import annotations

import os
import re
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Literal

from kratomcli.errors import ArticleUnreadable, MissingExtra, UsageError
from kratomcli.importers.sources.source import open_source
from kratomcli.importers.sources.web import fetched, is_address
from kratomcli.importers.table import IMPORTERS, ImporterRow
from kratomcli.importers.writing.target import ImportTarget
from kratomcli.importers.writing.writer import fingerprint, title_of
from kratomcli.named_tuples import NamedTuple
from kratomcli.readers import one_article
from kratomcli.text.normalize import one_line
from kratomcli.text.wording import count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kratomcli.importers.items import Item
    from kratomcli.importers.sources.source import Failed, ImportSource

ImportStatus = Literal["written", "changed", "failed"]


NOT_RECOGNISED = "no importer knows what"
"""How the reason begins where a source was not recognised."""
_EXPORTED = (".html", ".htm", ".csv", ".json", ".xml", ".opml", ".enex", ".mbox", ".md", ".zip")
"""Suffixes of what may have articles."""
_MOST_NAMED = 3


class ImportResult(NamedTuple):
    """What became of an item of a source.

    `written` has the `path` of its file in the folder, `failed` the `reason`. `changed` is other at its
    source than when it was imported; the file is left as it is. `importer` is "" where none knows the source.
    """

    status: ImportStatus
    source: str
    importer: str
    title: str
    path: str = ""
    reason: str = ""


class ImportReport(NamedTuple):
    """The results of an import into `folder`, in the order of the sources, and what is worth knowing of it.

    `known` is the number of items that have been imported before, and are the same; they are in no result.
    """

    folder: str
    results: tuple[ImportResult, ...]
    known: int
    notes: tuple[str, ...]

    def number(self, status: ImportStatus) -> int:
        """The number of results with this status."""
        return sum(result.status == status for result in self.results)


def import_into(
    sources: Sequence[str],
    folder: str,
    *,
    importer: str = "",
    changed: bool = False,
    dry_run: bool = False,
    progress: Callable[[int], object] | None = None,
) -> ImportReport:
    """Write what is new in exports of other services to a folder, as Markdown files with front matter.

    Nothing in the folder is replaced. A hidden file in it says what has been imported, so that the same can
    be imported again and again; an import that was interrupted goes on where it ended. A source that can't
    be read is among the results, and the others go on.

    Args:
        sources: files, folders and archives.
        folder: made, unless it exists, if there is something to write.
        importer: the name of the importer to use; "" for the first that recognises a source.
        changed: write items that are other at their source than when they were imported, too, to new files.
        dry_run: write nothing; the results are what they would be.
        progress: called with the number of items so far.

    Raises:
        UsageError: no importer has this name, or the sources are no list.
        OutputError: the folder can't be written, or another process imports into it.
    """
    if isinstance(sources, str | bytes):
        raise UsageError("sources is one text", hint="Give a list, of one source if it is one.")
    rows = chosen_importers(importer)
    with _ImportRun(folder, changed, dry_run, progress) as run:
        for source in sources:
            run.add(source, rows)
        return run.report()


def chosen_importers(name: str) -> Sequence[ImporterRow]:
    """The importer of this name; all for "".

    Raises:
        UsageError: none has it.
    """
    rows = [row for row in IMPORTERS if name in ("", row.name)]
    if not rows:
        from kratomcli.text.wording import did_you_mean

        names = [row.name for row in IMPORTERS]
        hint = f"{did_you_mean(name, names)}docs/import.md lists the {len(names)} that there are."
        raise UsageError(f"no importer {name!r}", hint=hint)
    return rows


class _ImportRun:
    """One call of `import_into`: a context manager, in which sources are added."""

    def __init__(
        self, folder: str, changed: bool, dry_run: bool, progress: Callable[[int], object] | None
    ) -> None:
        self._target = ImportTarget(folder, dry_run=dry_run)
        self._changed = changed
        self._progress = progress
        self._results: list[ImportResult] = []
        self._pages = _Repeats(partial(self._target.fingerprint, "page"))
        """Of all sources: each page of a folder is one of its own, and many name their site's address."""
        self._known = 0
        self._done = 0

    def __enter__(self) -> _ImportRun:
        return self

    def __exit__(self, *_: object) -> None:
        self._target.close()

    def report(self) -> ImportReport:
        """What has become of the sources so far."""
        target = self._target
        return ImportReport(target.folder, tuple(self._results), self._known, tuple(target.notes))

    def add(self, path: str, rows: Sequence[ImporterRow]) -> None:
        """Import a source by the first importer that recognises it or its parts; a single one need not."""
        try:
            with self._opened(path) as source:
                self._source(path, source, rows)
        except ArticleUnreadable as error:
            self._failed(path, "", os.path.basename(path) or path, str(error))

    @staticmethod
    def _opened(path: str) -> AbstractContextManager[ImportSource]:
        return nullcontext(fetched(path)) if is_address(path) else open_source(path)

    def _source(self, path: str, source: ImportSource, rows: Sequence[ImporterRow]) -> None:
        if source.refused:
            said = count(source.refused, "part")
            self._target.notes.append(f"{path}: {said} left out: a link, or a name that leads out of it")
        if not source.names:
            raise ArticleUnreadable(f"{source.name} is empty")
        if row := _row_for(source, rows):
            self._items(path, source, row)
            if len(source.names) > 1 and len(rows) == len(IMPORTERS):
                self._beside(path, source, row)
            return
        before = len(self._results)
        inner = self._inner(path, source, rows)
        if inner.known:
            if inner.unknown:
                said = count(inner.unknown, "part")
                self._target.notes.append(f"{path}: {said} left out, which no importer knows")
            return
        if len(rows) < len(IMPORTERS):  # it was named
            self._items(path, source, rows[0])
        elif len(self._results) == before:  # otherwise parts of it can't be opened, which is said
            raise ArticleUnreadable(f"{NOT_RECOGNISED} {source.name} is")

    def _beside(self, path: str, source: ImportSource, row: ImporterRow) -> None:
        """Import what lies beside the parts that an importer has read, or say that it is left out."""
        if row.is_whole:
            left = [name for name in source.ending(*_EXPORTED) if name not in source.used]
        else:
            left = []
            for part in source.inner(lambda name, _: left.append(name)):
                if _recognises(row, part):
                    continue
                if other := _row_for(part, IMPORTERS):
                    self._items(path, part, other)
                elif not self._inner(path, part, IMPORTERS).known:
                    left.append(part.path.removeprefix(f"{source.path}/"))
        if left:
            more = ", ".join(left[:_MOST_NAMED]) + (" …" if len(left) > _MOST_NAMED else "")
            said = count(len(left), "part")
            self._target.notes.append(f"{path}: {said} left out, which {row.name} doesn't use: {more}")

    def _inner(self, path: str, source: ImportSource, rows: Sequence[ImporterRow]) -> _InnerParts:
        """Import the parts of a source that an importer recognises."""
        known = unknown = 0
        for part in source.inner(partial(self._failed, path, "")):
            if row := _row_for(part, rows):
                known += 1
                self._items(path, part, row)
                continue
            within = self._inner(path, part, rows)
            known, unknown = known + within.known, unknown + (within.unknown or not within.known)
        return _InnerParts(known, unknown)

    def _failed(self, path: str, importer: str, name: str, reason: str) -> None:
        reason = one_line(
            re.sub(r"(?<![.:?!])\n", ". ", reason.strip())
        )  # an error's hint is on its own line
        self._results.append(ImportResult("failed", path, importer, one_line(name), "", reason))

    def _items(self, path: str, source: ImportSource, row: ImporterRow) -> None:
        """Import the items of a source by one importer."""
        known = partial(self._target.fingerprint, row.name)
        repeats = self._pages if row.name == "page" else _Repeats(known)
        failed = partial(self._failed, path, row.name)
        doubtful: list[Item] = []
        try:
            for item in _read(source, row, failed):
                print = fingerprint(item)
                key = repeats.key(item.key or title_of(item), print)
                if key is None:
                    doubtful.append(item)
                else:
                    is_fetched = source.address and row.name == "page"
                    self._item(path, row.name, _with_time(item) if is_fetched else item, key, print)
                self._done += 1
                if self._progress is not None:
                    self._progress(self._done)
        except (ArticleUnreadable, MissingExtra) as error:
            failed(source.name, str(error))
        for item in doubtful:
            print = fingerprint(item)
            self._item(path, row.name, item, repeats.left(item.key or title_of(item), print), print)

    def _item(self, source: str, importer: str, item: Item, key: str, print: str) -> None:
        if not key:
            self._known += 1
            return
        before = self._target.fingerprint(importer, key)
        if before != print and (self._changed or not before):
            self._target.begin()
            before = self._target.fingerprint(importer, key)  # another process may have imported it by now
        title = title_of(item)
        if before == print:
            self._known += 1
        elif before and not self._changed:
            self._results.append(ImportResult("changed", source, importer, title))
        else:
            try:
                path = self._target.write(item, importer, key, print)
            except ArticleUnreadable as error:
                self._failed(source, importer, title, str(error))
            else:
                self._results.append(ImportResult("written", source, importer, title, path))


class _InnerParts(NamedTuple):
    """Numbers of parts that an importer recognises, and that none does."""

    known: int
    unknown: int


def _with_time(item: Item) -> Item:
    """A page with the time of now as that when it was saved, unless it tells one."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return replace(item, values={"saved": now, **item.values})


class _Repeats:
    """The keys of a source so far. One that has several items is told apart by their number.

    `known` gives the fingerprint under which a key was imported before, or "": an item keeps its number
    wherever it stands now.
    """

    def __init__(self, known: Callable[[str], str]) -> None:
        self._fingerprint = known
        self._prints: dict[str, set[str]] = {}
        self._taken: dict[str, set[int]] = {}
        self._first: dict[str, int] = {}
        """The first number of each key that is not taken."""

    def key(self, key: str, print: str) -> str | None:
        """The key to keep for an item; "" if the same item has been there already.

        None: it may be an imported one that has changed, or be new; `left` says it when all have been asked.
        """
        return self._found(key, print, is_left=False)

    def left(self, key: str, print: str) -> str:
        """The key to keep for an item for which `key` gave None; "" if the same has been there by now."""
        return self._found(key, print, is_left=True) or ""

    def _found(self, key: str, print: str, *, is_left: bool) -> str | None:
        prints = self._prints.setdefault(key, set())
        if print in prints:
            return ""
        number, is_other = self._number(key, print)
        if is_other and not is_left:
            return None
        prints.add(print)
        taken = self._taken.setdefault(key, set())
        taken.add(number)
        while self._first.setdefault(key, 1) in taken:
            self._first[key] += 1
        return _numbered(key, number)

    def _number(self, key: str, print: str) -> tuple[int, bool]:
        """The number for an item, and whether another was imported under it."""
        other = 0
        number = self._first.get(key, 1)
        while True:
            if number not in self._taken.get(key, ()):
                before = self._fingerprint(_numbered(key, number))
                if before in ("", print):
                    return (number, False) if before or not other else (other, True)
                other = other or number
            number += 1


def _numbered(key: str, number: int) -> str:
    return key if number == 1 else f"{key} #{number}"


def _row_for(source: ImportSource, rows: Sequence[ImporterRow]) -> ImporterRow | None:
    """The first importer that recognises a source."""
    return next((row for row in rows if _recognises(row, source)), None)


def _recognises(row: ImporterRow, source: ImportSource) -> bool:
    try:
        with one_article():
            return row.load().recognises(source)
    except ArticleUnreadable:
        return False


def _read(source: ImportSource, row: ImporterRow, failed: Failed) -> Iterator[Item]:
    """The items of a source; any error of reading them is an ArticleUnreadable or a MissingExtra."""
    with one_article():
        items = row.load().items(source, failed)
    while True:
        try:
            with one_article():
                item = next(items, None)
        except OSError as error:
            raise ArticleUnreadable(f"{source.name} can't be read: {error.strerror or error}") from error
        if item is None:
            return
        yield item
