"""Proposed changes of many articles: shown, then written, then undone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal

from kratomcli.editing.article import ArticleFile, changed
from kratomcli.editing.diffs import Cut, cut_of, unified
from kratomcli.editing.splices import CannotEdit
from kratomcli.editing.undo_log import LoggedChange, UndoLog, fingerprint
from kratomcli.files.exchange import ChangedMeanwhile, exchange_file, require_replaceable
from kratomcli.files.reading import FileReader, FileUnreadable
from kratomcli.files.writing import remove_leftovers
from kratomcli.model.paths import shown_path
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kratomcli.editing.changes import FrontMatterChanges
    from kratomcli.editing.values import KeyValue

ChangeStatus = Literal["proposed", "written", "undone", "refused"]


class ChangedArticle(NamedTuple):
    """What becomes, or became, of the front matter of one article.

    `path` is that within the library, for people. `diff` is a unified diff with the bytes of the file, from
    `offset` on `old` is replaced by `new`. `reason` says why a change was refused; it then is all there is.
    """

    id: str
    path: str
    status: ChangeStatus
    reason: str = ""
    diff: bytes = b""
    offset: int = 0
    old: bytes = b""
    new: bytes = b""


class FileToChange(NamedTuple):
    """An article's file: its absolute path, and its path within the library as bytes."""

    article: ArticleFile
    file: bytes
    place: bytes


class ProposedChanges:
    """Changes of articles that were worked out, not written; iterating gives one `ChangedArticle` each.

    `unchanged` is the number of articles that are as they would be already.
    """

    def __init__(self, files: FileReader, log: UndoLog) -> None:
        self._files = files
        self._log = log
        self._logged: list[LoggedChange] = []
        self.proposed: list[ChangedArticle] = []
        self.refused: list[ChangedArticle] = []
        self.unchanged = 0

    def __iter__(self) -> Iterator[ChangedArticle]:
        return iter(self.proposed)

    def __len__(self) -> int:
        return len(self.proposed)

    @property
    def fingerprint(self) -> str:
        """What these changes are recognised by: others, or of other contents, have another one."""
        changes = (part for one in self._logged for part in (one.file, one.before, one.after))
        return fingerprint(b"\0".join(changes)).hex()

    @classmethod
    def of(
        cls,
        found: Iterable[FileToChange],
        changes: FrontMatterChanges,
        files: FileReader,
        log: UndoLog,
    ) -> ProposedChanges:
        """Work out the changes of these articles.

        Raises:
            UsageError: the changes are not meant well.
        """
        made = cls(files, log)
        values = changes.checked()
        for one in found:
            made._propose(one, changes, values)
        return made

    def _propose(
        self, one: FileToChange, changes: FrontMatterChanges, values: Mapping[str, KeyValue]
    ) -> None:
        id, path, _ = one.article
        try:
            data = self._read(one)
            new = changed(data, one.article, changes, values)
        except (CannotEdit, FileUnreadable, OSError) as error:
            self.refused.append(ChangedArticle(id, path, "refused", _reason(error)))
            return
        if new == data:
            self.unchanged += 1
            return
        cut = cut_of(data, new)
        self.proposed.append(ChangedArticle(id, path, "proposed", "", unified(one.place, data, cut), *cut))
        self._logged.append(LoggedChange(id, one.file, cut, fingerprint(data), fingerprint(new)))

    def _read(self, one: FileToChange) -> bytes:
        data = self._files.read_steadily(one.file, is_converted=True)[0]
        require_replaceable(one.file)
        return data

    def write(self) -> list[ChangedArticle]:
        """Replace the files; each is either changed or as it was, at any moment.

        Returns what became of each article, also of those that were refused before.

        Raises:
            IndexLocked: another process is changing articles of this library.
            OutputError: what is needed to undo can't be kept; then nothing was changed.
        """
        if not self._logged:
            return [*self.refused]
        with self._log.held():
            run = self._log.add(self._logged)
            pairs = zip(self.proposed, self._logged, strict=True)
            done = [_replaced(self._files, one, logged, "written") for one, logged in pairs]
            if counted(done, "written") < len(done):
                pairs = zip(done, self._logged, strict=True)
                self._log.keep(run, [logged for one, logged in pairs if one.status == "written"])
        return [*done, *self.refused]


def undo(log: UndoLog, files: FileReader, within: Callable[[bytes], bytes]) -> list[ChangedArticle] | None:
    """Undo the last run: the articles as they were; None if there is nothing to undo.

    An article that was changed since is left, and named. What a killed process left beside one is removed.
    `within` gives a file's path within the library.

    Raises:
        IndexLocked: another process is changing articles of this library.
        OutputError: the log can't be read or written.
    """
    with log.held():
        last = log.last()
        if last is None:
            return None
        name, changes = last
        done: list[ChangedArticle] = []
        left: list[LoggedChange] = []
        for change in changes:
            cut = Cut(change.cut.offset, change.cut.new, change.cut.old)
            remove_leftovers(*os.path.split(os.fsdecode(change.file)))
            back = LoggedChange(change.id, change.file, cut, change.after, change.before)
            place = within(change.file)
            shown = ChangedArticle(change.id, shown_path(place)[0], "proposed", "", place, *cut)
            one = _replaced(files, shown, back, "undone")
            if one.status == "undone" or one.reason:
                done.append(one)
            if one.status == "refused" and one.reason not in _GIVEN_UP:
                left.append(change)
        log.keep(name, left)
    return done


_CHANGED = "it changed meanwhile"
_GIVEN_UP = (_CHANGED, "no such file")


def _replaced(
    files: FileReader, one: ChangedArticle, log: LoggedChange, status: ChangeStatus
) -> ChangedArticle:
    """Replace one file; an article that has its new content already is passed over, without a reason.

    What is undone comes with its path as `diff`, and the diff is made here.
    """
    try:
        data = files.read_steadily(log.file, is_converted=True)[0]
        known = fingerprint(data)
        if known == log.after:
            return one._replace(status="refused", diff=b"")
        if known != log.before:
            raise ChangedMeanwhile(_CHANGED)
        start, old, new = log.cut
        exchange_file(log.file, data, data[:start] + new + data[start + len(old) :])
        diff = one.diff if status == "written" else unified(one.diff, data, log.cut)
    except (FileUnreadable, OSError) as error:
        return one._replace(status="refused", reason=_reason(error), diff=b"")
    return one._replace(status=status, diff=diff)


def _reason(error: Exception) -> str:
    if isinstance(error, FileUnreadable):
        return error.reason
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return str(error)


def counted(found: Sequence[ChangedArticle], status: ChangeStatus) -> int:
    """Number of articles of which this became."""
    return sum(one.status == status for one in found)
