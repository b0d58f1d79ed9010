"""What was changed, kept until it is undone: a file for each run, written before the first article is.

It lies in the user's folder for state, not in the cache: an index can be made anew, an article as it was
before can't. Each run's file has a line for each article: where its bytes differ, what was there and what
came in its place, and fingerprints of both contents. So it doesn't matter at which article a run was killed:
an article has the new content and is changed back, or it has the old one.
"""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import blake2b

from kratomcli.editing.diffs import Cut
from kratomcli.errors import IndexLocked, OutputError
from kratomcli.files.reading import FileUnreadable, read_file
from kratomcli.files.writing import make_private_folder, open_lock, replace_file, try_lock
from kratomcli.named_tuples import NamedTuple

_MOST = 100
"""Runs that are kept; older ones can't be undone any more."""
_LONGEST = 1 << 32  # bytes of a run's file
_SUFFIX = ".jsonl"


class LoggedChange(NamedTuple):
    """A change of one article: `file` is its absolute path; both contents by their fingerprints."""

    id: str
    file: bytes
    cut: Cut
    before: bytes
    after: bytes


def fingerprint(data: bytes) -> bytes:
    """What a content is recognised by."""
    return blake2b(data, digest_size=16).digest()


class UndoLog:
    """The runs of one library, in a folder of their own below `home`."""

    def __init__(self, home: str, folders: Sequence[str]) -> None:
        name = blake2b(b"\0".join(map(os.fsencode, folders)), digest_size=8).hexdigest()
        base = "".join(char if char.isalnum() else "-" for char in os.path.basename(folders[0]))[:40]
        self._folder = os.path.join(home, "undo", f"{base or 'root'}-{name}")

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep other processes from changing articles of this library, or undoing that, meanwhile.

        Raises:
            IndexLocked: one does that now.
            OutputError: the folder can't be written.
        """
        try:
            make_private_folder(self._folder)
            lock = open_lock(os.path.join(self._folder, "lock"))
        except OSError as error:
            raise OutputError(
                f"what is needed to undo can't be kept in {self._folder}: {error.strerror}",
                hint="Name another folder in XDG_STATE_HOME.",
            ) from error
        try:
            if not try_lock(lock):
                raise IndexLocked("another process is changing articles", hint="Try again in a moment.")
            yield
        finally:
            os.close(lock)

    def add(self, changes: Sequence[LoggedChange]) -> str:
        """Keep a run, and return its name; it is on the disk by then.

        Raises:
            OutputError: it can't be written.
        """
        runs = self._runs()
        number = int(runs[-1].removesuffix(_SUFFIX)) + 1 if runs else 1
        name = f"{number:08d}{_SUFFIX}"
        self._write(name, changes)
        for old in runs[: max(0, len(runs) + 1 - _MOST)]:
            self._remove(old)
        return name

    def last(self) -> tuple[str, list[LoggedChange]] | None:
        """The name of the last run and its changes; None if there is nothing to undo.

        Raises:
            OutputError: it can't be read.
        """
        runs = self._runs()
        if not runs:
            return None
        path = os.path.join(self._folder, runs[-1])
        try:
            return runs[-1], [_logged(line) for line in read_file(path, limit=_LONGEST).splitlines()]
        except (FileUnreadable, ValueError, KeyError, TypeError) as error:
            raise OutputError(f"{path} can't be read: {error}") from error

    def keep(self, name: str, left: Sequence[LoggedChange]) -> None:
        """Keep only these changes of a run, none of them with its file.

        Raises:
            OutputError: it can't be written.
        """
        if left:
            self._write(name, left)
        else:
            self._remove(name)

    def _runs(self) -> list[str]:
        try:
            names = os.listdir(self._folder)
        except OSError:
            return []
        return sorted(name for name in names if name.endswith(_SUFFIX) and name[:-6].isdecimal())

    def _write(self, name: str, changes: Sequence[LoggedChange]) -> None:
        data = b"".join(_line(change) for change in changes)
        path = os.path.join(self._folder, name)
        try:
            replace_file(path, data, private=True)
        except OSError as error:
            raise OutputError(f"{path} can't be written: {error.strerror}") from error

    def _remove(self, name: str) -> None:
        with suppress(FileNotFoundError):
            os.unlink(os.path.join(self._folder, name))


def _line(change: LoggedChange) -> bytes:
    kept = {
        "id": change.id,
        "file": _coded(change.file),
        "offset": change.cut.offset,
        "old": _coded(change.cut.old),
        "new": _coded(change.cut.new),
        "before": change.before.hex(),
        "after": change.after.hex(),
    }
    return json.dumps(kept).encode() + b"\n"


def _coded(data: bytes) -> str:
    return b64encode(data).decode()


def _logged(line: bytes) -> LoggedChange:
    kept = json.loads(line)
    cut = Cut(int(kept["offset"]), b64decode(kept["old"]), b64decode(kept["new"]))
    before, after = bytes.fromhex(kept["before"]), bytes.fromhex(kept["after"])
    return LoggedChange(str(kept["id"]), b64decode(kept["file"]), cut, before, after)
