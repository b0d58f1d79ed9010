"""Reading files that are not trusted: regular files only, of limited size, within given folders.

Reading a pipe might never return, opening a device may have effects, a symbolic link may lead to any file
that the user can read, and another program may replace a file at any moment. So files are opened without
blocking, and type, size and real path are taken from the open file, not from its name.

Symbolic links within the library are followed, as in `index.scan`; links that lead out of it are refused.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from typing import BinaryIO

from kratomcli.errors import AccessError

StrOrBytesPath = str | bytes | os.PathLike[str]

_FLAGS = os.O_RDONLY
for _name in ("O_BINARY", "O_CLOEXEC", "O_NOCTTY", "O_NONBLOCK"):
    _FLAGS |= getattr(os, _name, 0)
_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
_TRIES = 3
_SECRET = 10_000  # bytes; more than a name and password have
CONVERTED_TIMES = 10
"""How many times as large as text a file of another kind may be: it holds pictures and fonts."""


class FileUnreadable(AccessError):
    """A file can't be read; `reason` says why, without the file's name."""

    def __init__(self, path: StrOrBytesPath, reason: str, *, hint: str = "") -> None:
        super().__init__(f"{os.fsdecode(path)} can't be read: {reason}", hint=hint)
        self.args = (os.fsdecode(path), reason)  # the arguments when it is unpickled
        self.reason = reason


class FileMissing(FileUnreadable):
    """The file does not exist."""


class FileOutside(FileUnreadable):
    """The file is outside of the folders that it must be in, by a symbolic link."""


class FileTooLarge(FileUnreadable):
    """The file is larger than the limit."""


class FileChanging(FileUnreadable):
    """The file was changed during each attempt to read it."""


class FileReader:
    """Reads files of one library: those below `roots` (real paths), of at most `limit` bytes."""

    def __init__(self, roots: Sequence[str], limit: int) -> None:
        self._roots = tuple(os.fsencode(root) for root in roots)
        self.limit = limit

    def read(self, path: StrOrBytesPath, *, is_converted: bool = False) -> bytes:
        """The content of a file; one that is converted may be `CONVERTED_TIMES` as large.

        Raises:
            FileUnreadable: it is missing, not permitted, not a regular file, too large, or outside of the
                library.
        """
        return read_file(path, limit=self._limit(is_converted), within=self._roots)

    def _limit(self, is_converted: bool) -> int:
        return self.limit * CONVERTED_TIMES if is_converted else self.limit

    def read_steadily(
        self, path: StrOrBytesPath, *, is_converted: bool = False
    ) -> tuple[bytes, os.stat_result]:
        """As `read`, with the file's status at that time; it is read again if it changes meanwhile.

        Raises:
            FileChanging: it changed during each attempt.
            FileUnreadable: as for `read`.
        """
        for _ in range(_TRIES):
            handle = _opened(path, self._roots)
            try:
                before = os.fstat(handle)
                data = _all(handle, path, before.st_size, self._limit(is_converted))
                after = os.fstat(handle)
            finally:
                os.close(handle)
            is_same = (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size)
            if is_same and len(data) == after.st_size:
                return data, after
        raise FileChanging(path, "changed each time it was read", hint="Try again once it is complete.")

    def is_unchanged(self, path: StrOrBytesPath, size: int, mtime: int) -> bool:
        """Whether a file still has this size in bytes and this mtime in nanoseconds; it is not read.

        Raises:
            FileUnreadable: as for `read`.
        """
        handle = _opened(path, self._roots)
        try:
            now = os.fstat(handle)
            return (now.st_size, time_stamp(now)) == (size, mtime)
        finally:
            os.close(handle)

    def read_unchanged(self, path: StrOrBytesPath, size: int, mtime: int) -> bytes | None:
        """The content of a file if it still has this size in bytes and this mtime in nanoseconds, else None.

        Raises:
            FileUnreadable: as for `read`.
        """
        handle = _opened(path, self._roots)
        try:
            now = os.fstat(handle)
            if (now.st_size, time_stamp(now)) != (size, mtime):
                return None
            return _all(handle, path, size, max(size, self.limit))
        finally:
            os.close(handle)


def time_stamp(state: os.stat_result) -> int:
    """The mtime of a file in nanoseconds, limited to the range of 64-bit integers, for SQLite."""
    return max(-(1 << 63), min(state.st_mtime_ns, (1 << 63) - 1))


def read_file(path: StrOrBytesPath, *, limit: int, within: Sequence[bytes] = ()) -> bytes:
    """The content of a file.

    Args:
        limit: maximum size in bytes.
        within: real paths of folders; the file must be in one of them, unless there are none.

    Raises:
        FileUnreadable: it is missing, not permitted, not a regular file, too large, or outside of `within`.
    """
    handle = _opened(path, within)
    try:
        return _all(handle, path, os.fstat(handle).st_size, limit)
    finally:
        os.close(handle)


def read_text(path: StrOrBytesPath, *, limit: int = 1 << 24, within: Sequence[bytes] = ()) -> str:
    """The content of a UTF-8 file as text, without its byte order mark; `within` as for `read_file`.

    Raises:
        FileUnreadable: as for `read_file`, or it is not UTF-8.
    """
    try:
        return read_file(path, limit=limit, within=within).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileUnreadable(path, "it is not UTF-8") from error


def read_secret(path: str) -> str:
    """The text of a small UTF-8 file that only its owner can read, and that no link takes elsewhere.

    Raises:
        FileUnreadable: as for `read_text`, or others may read or write it.
    """
    handle = _opened(path, [os.fsencode(os.path.realpath(os.path.dirname(path)))])
    try:
        if os.fstat(handle).st_mode & 0o077:
            hint = f"Make it the owner's alone: chmod 600 {path}"
            raise FileUnreadable(path, "others may read or write it", hint=hint)
        return _all(handle, path, 0, _SECRET).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileUnreadable(path, "it is not UTF-8") from error
    finally:
        os.close(handle)


def open_file(path: StrOrBytesPath) -> BinaryIO:
    """Open a regular file as a binary stream, for files that are too large to read at once.

    Raises:
        FileUnreadable: as for `read_file`.
    """
    return open(_opened(path, ()), "rb")


def terminal_input() -> BinaryIO | None:
    """The terminal of this process, for reading keys where standard input is something else; None if none."""
    try:
        return open(os.open("/dev/tty", os.O_RDONLY | getattr(os, "O_CLOEXEC", 0)), "rb", buffering=0)
    except OSError:
        return None


def _opened(path: StrOrBytesPath, within: Sequence[bytes]) -> int:
    """Open a regular file and return its descriptor; `within` as for `read_file`."""
    try:
        _require_regular(path, os.stat(path))  # before opening it, which can have effects on a device
        handle = os.open(path, _FLAGS)
        try:
            _require_regular(path, os.fstat(handle))
            if within and not _is_within(handle, path, within):
                raise FileOutside(
                    path, "a link that leaves the library", hint="Put the file itself into the library."
                )
        except BaseException:
            os.close(handle)
            raise
    except FileNotFoundError as error:
        raise FileMissing(path, "no such file") from error
    except OSError as error:
        raise FileUnreadable(path, error.strerror or str(error)) from error
    except ValueError as error:  # a NUL in the name
        raise FileUnreadable(path, str(error)) from error
    return handle


def _require_regular(path: StrOrBytesPath, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        kind = _KINDS.get(stat.S_IFMT(found.st_mode), "something else")
        raise FileUnreadable(path, f"{kind}, not a file", hint="Only regular files are read.")


def _is_within(handle: int, path: StrOrBytesPath, within: Sequence[bytes]) -> bool:
    """Whether an open file is below one of some real folders, even if its path leads elsewhere by now."""
    try:
        if _is_below(os.readlink(b"/proc/self/fd/%d" % handle), within):
            return True
    except OSError:
        pass  # a system without /proc
    real = os.path.realpath(os.fsencode(path))
    return _is_below(real, within) and os.path.samestat(os.fstat(handle), os.lstat(real))


def _is_below(real: bytes, folders: Sequence[bytes]) -> bool:
    return any(real.startswith(folder.rstrip(_SEPARATOR) + _SEPARATOR) for folder in folders)


_SEPARATOR = os.fsencode(os.sep)


def _all(handle: int, path: StrOrBytesPath, size: int, limit: int) -> bytes:
    """The content of an open file; `size` is its last known size, since when it may have grown."""
    if size > limit:
        raise FileTooLarge(path, f"{size:,} bytes, more than the {limit:,} that are read")
    data = b""
    while chunk := os.read(handle, max(size + 1 - len(data), 1 << 16)):
        data = data + chunk if data else chunk
        if len(data) > limit:
            raise FileTooLarge(path, f"more than the {limit:,} bytes that are read")
    return data
