"""The one way to open a file for reading: a regular file, of bounded size, within its library.

What lies in a folder is not trusted: a pipe would be waited for for ever, a device may act when it is
opened, a symbolic link may lead to anything that the user can read, and another program may put one
thing in the place of another at any moment. So a file is opened without waiting, and what is asked
about it (its kind, its size, where it really is) is asked of the open file, not of its name.

A link that stays within the library is followed, as the scan follows it; one that leads out is not.
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


class FileUnreadable(AccessError):
    """A file that can't be read; `reason` says why, without its name."""

    def __init__(self, path: StrOrBytesPath, reason: str, *, hint: str = "") -> None:
        super().__init__(f"{os.fsdecode(path)} can't be read: {reason}", hint=hint)
        self.args = (os.fsdecode(path), reason)  # what it is made of anew, in another process
        self.reason = reason


class FileMissing(FileUnreadable):
    """There is no such file."""


class FileOutside(FileUnreadable):
    """A link that leads out of the folders that a file has to be in."""


class FileTooLarge(FileUnreadable):
    """A file of more bytes than are read."""


class FileChanging(FileUnreadable):
    """A file that was written to each time it was read."""


class FileReader:
    """Reads the files of one library: those below `roots` (real paths), of at most `limit` bytes."""

    def __init__(self, roots: Sequence[str], limit: int) -> None:
        self._roots = tuple(os.fsencode(root) for root in roots)
        self.limit = limit

    def read(self, path: StrOrBytesPath) -> bytes:
        """A file's bytes.

        Raises:
            FileUnreadable: it is gone, closed to us, no regular file, too large, or out of the library.
        """
        return read_file(path, limit=self.limit, within=self._roots)

    def read_steadily(self, path: StrOrBytesPath) -> tuple[bytes, os.stat_result]:
        """A file's bytes and the state they belong to: read again if it changed meanwhile.

        Raises:
            FileChanging: it changed each time.
            FileUnreadable: as for `read`.
        """
        for _ in range(_TRIES):
            handle = _opened(path, self._roots)
            try:
                before = os.fstat(handle)
                data = _all(handle, path, before.st_size, self.limit)
                after = os.fstat(handle)
            finally:
                os.close(handle)
            is_same = (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size)
            if is_same and len(data) == after.st_size:
                return data, after
        raise FileChanging(path, "changed each time it was read", hint="Try again once it is complete.")

    def read_unchanged(self, path: StrOrBytesPath, size: int, mtime: int) -> bytes | None:
        """A file's bytes if it has this size and time stamp (nanoseconds); None if it is another by now.

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
    """When a file was last written to, in nanoseconds; what 64 bits can't hold is the last that they can."""
    return max(-(1 << 63), min(state.st_mtime_ns, (1 << 63) - 1))


def read_file(path: StrOrBytesPath, *, limit: int, within: Sequence[bytes] = ()) -> bytes:
    """A file's bytes, at most `limit`; `within` holds the real folders that it must be in one of.

    Raises:
        FileUnreadable: it is gone, closed to us, no regular file, too large, or not within.
    """
    handle = _opened(path, within)
    try:
        return _all(handle, path, os.fstat(handle).st_size, limit)
    finally:
        os.close(handle)


def read_text(path: StrOrBytesPath, *, limit: int = 1 << 24, within: Sequence[bytes] = ()) -> str:
    """A file's text, which must be UTF-8; a byte order mark is left out; `within` as for `read_file`.

    Raises:
        FileUnreadable: as for `read_file`, or it is not UTF-8.
    """
    try:
        return read_file(path, limit=limit, within=within).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileUnreadable(path, "it is not UTF-8") from error


def open_file(path: StrOrBytesPath) -> BinaryIO:
    """A regular file as a stream of bytes, for what is too large to hold at once.

    Raises:
        FileUnreadable: as for `read_file`.
    """
    return open(_opened(path, ()), "rb")


def _opened(path: StrOrBytesPath, within: Sequence[bytes]) -> int:
    """The descriptor of a regular file that is within one of some real folders (none: anywhere)."""
    try:
        _require_regular(path, os.stat(path))  # a device must not even be opened
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
    """Whether an open file really is below one of some folders, whatever its name leads to by now."""
    try:
        if _is_below(os.readlink(b"/proc/self/fd/%d" % handle), within):
            return True
    except OSError:
        pass  # a system without it
    real = os.path.realpath(os.fsencode(path))
    return _is_below(real, within) and os.path.samestat(os.fstat(handle), os.lstat(real))


def _is_below(real: bytes, folders: Sequence[bytes]) -> bool:
    return any(real.startswith(folder.rstrip(_SEPARATOR) + _SEPARATOR) for folder in folders)


_SEPARATOR = os.fsencode(os.sep)


def _all(handle: int, path: StrOrBytesPath, size: int, limit: int) -> bytes:
    """All bytes of an open file of about `size`, which may have grown since."""
    if size > limit:
        raise FileTooLarge(path, f"{size:,} bytes, more than the {limit:,} that are read")
    data = b""
    while chunk := os.read(handle, max(size + 1 - len(data), 1 << 16)):
        data = data + chunk if data else chunk
        if len(data) > limit:
            raise FileTooLarge(path, f"more than the {limit:,} bytes that are read")
    return data
