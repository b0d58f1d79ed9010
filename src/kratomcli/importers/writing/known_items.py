"""What has been imported into a folder: a hidden file in it, to which a line is added for each item.

So an item is known wherever its file has been moved to and whatever it is called now, and a file that was
deleted doesn't come back. A line is written before the item's file: if a killed process left a last line
without a file, that item was not imported.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager

from kratomcli.errors import OutputError
from kratomcli.files.reading import FileMissing, FileUnreadable, read_file
from kratomcli.files.writing import open_lock, try_lock, write_all
from kratomcli.named_tuples import NamedTuple

NAME = ".kratomcli-import.jsonl"
_LARGEST = 1 << 31
_LONGEST_KEY = 500
_END = {"ended": True}
"""The last line of an import that was not killed."""


class _ImportLine(NamedTuple):
    """A line of the file; a `fingerprint` of "" says that the item was not imported after all."""

    importer: str
    key: str
    fingerprint: str
    path: str


class KnownItems:
    """The items of a folder, by importer and key. `write_to` is an open file; None: nothing is written."""

    def __init__(self, lines: Iterator[_ImportLine], write_to: int | None) -> None:
        self._known = {(line.importer, line.key): line.fingerprint for line in lines}
        self._write_to = write_to
        self._wrote = False
        self._pending: _ImportLine | None = None
        self._before = ""
        """The fingerprint of the pending item when it was imported before."""

    def fingerprint(self, importer: str, key: str) -> str:
        """That of the item when it was imported; "" if it never was."""
        return self._known.get((importer, _short(key)), "")

    def begin(self, importer: str, key: str, fingerprint: str, path: str) -> None:
        """Note an item before its file is written.

        Raises:
            OSError: it can't be written.
        """
        self._pending = _ImportLine(importer, _short(key), fingerprint, path)
        self._before = self._known.get((importer, self._pending.key), "")
        self._append(self._pending)
        self._known[importer, self._pending.key] = fingerprint

    def finish(self) -> None:
        """The file of the last item has been written."""
        self._pending = None

    def undo(self) -> None:
        """The file of the last item can't be written."""
        if self._pending is not None:
            line = _taken_back(self._pending, self._before)
            self._append(line)
            self._known[line.importer, line.key] = line.fingerprint
        self._pending = None

    def end(self) -> None:
        """The import is over, though perhaps before its end."""
        if self._wrote and self._pending is None and self._write_to is not None:
            write_all(self._write_to, _coded(_END))
            os.fsync(self._write_to)

    def _append(self, line: _ImportLine) -> None:
        self._wrote = True
        if self._write_to is not None:
            write_all(self._write_to, _coded(line._asdict()))


@contextmanager
def known_items(folder: str, *, write: bool) -> Iterator[KnownItems]:
    """What has been imported into a folder, which exists if `write`; until the end no other process may.

    Raises:
        OutputError: the file of it can't be read or written, is damaged, or another process has it.
    """
    path = os.path.join(folder, NAME)
    if not write:
        yield KnownItems(_lines(path, folder), None)
        return
    descriptor = _locked(path)
    try:
        known = KnownItems(_lines(path, folder), _repaired(descriptor, path, folder))
        try:
            yield known
        finally:
            known.end()
    finally:
        os.close(descriptor)


def _locked(path: str) -> int:
    try:
        descriptor = open_lock(path)
    except OSError as error:
        raise OutputError(f"can't write {path}: {error.strerror or error}") from error
    if not try_lock(descriptor):
        os.close(descriptor)
        raise OutputError(
            f"another process imports into {os.path.dirname(path)}", hint="Try again when it is done."
        )
    return descriptor


def _repaired(descriptor: int, path: str, folder: str) -> int:
    """The open file, ready for more lines: half a line at its end is gone, an item without file undone."""
    data = _content(path)
    whole = data.rfind(b"\n") + 1
    os.ftruncate(descriptor, whole)
    os.lseek(descriptor, 0, os.SEEK_END)
    if (line := _in_place_of_last(data[:whole], path, folder)) is not None:
        write_all(descriptor, _coded(line._asdict()))
    return descriptor


def _lines(path: str, folder: str) -> Iterator[_ImportLine]:
    data = _content(path)
    data = data[: data.rfind(b"\n") + 1]
    for number, line in enumerate(data.splitlines(), 1):
        if (found := _parsed(line, path, number)) is not None:
            yield found
    if (instead := _in_place_of_last(data, path, folder)) is not None:
        yield instead


def _in_place_of_last(data: bytes, path: str, folder: str) -> _ImportLine | None:
    """The line that takes the last one back, whose file was never written; None if there is no such."""
    last = _last(data, path)
    if last is None or _is_there(folder, last):
        return None
    before = ""
    for number, line in enumerate(data.splitlines()[:-1], 1):
        found = _parsed(line, path, number)
        if found is not None and (found.importer, found.key) == (last.importer, last.key):
            before = found.fingerprint
    return _taken_back(last, before)


def _taken_back(line: _ImportLine, before: str) -> _ImportLine:
    """The line that says what was known of an item before this one; it names no file to look for."""
    return line._replace(fingerprint=before, path="")


def _last(data: bytes, path: str) -> _ImportLine | None:
    """The item of the last line, in doubt; None if the import came to its end."""
    lines = data[data.rfind(b"\n", 0, -1) + 1 :].splitlines()
    return _parsed(lines[0], path, data.count(b"\n")) if lines else None


def _is_there(folder: str, line: _ImportLine) -> bool:
    return not line.fingerprint or os.path.lexists(os.path.join(folder, line.path))


def _content(path: str) -> bytes:
    try:
        return read_file(path, limit=_LARGEST)
    except FileMissing:
        return b""
    except FileUnreadable as error:
        raise OutputError(error.message, hint=error.hint) from error


def _parsed(line: bytes, path: str, number: int) -> _ImportLine | None:
    """The item of a line; None for the end of an import."""
    try:
        value = json.loads(line)
        if value == _END:
            return None
        found = _ImportLine(*(value[name] for name in _ImportLine._fields))
        if all(isinstance(part, str) for part in found):
            return found
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise OutputError(
        f"line {number} of {path} is none of ours, so what was imported before is not known",
        hint="Remove the line, and that item is imported again.",
    )


def _coded(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"


def _short(key: str) -> str:
    """A key as it is kept: with a checksum in place of its end if it is long."""
    key = key.encode("utf-8", "replace").decode()
    if len(key) <= _LONGEST_KEY:
        return key
    return f"{key[:_LONGEST_KEY]}…{hashlib.blake2b(key.encode(), digest_size=8).hexdigest()}"
