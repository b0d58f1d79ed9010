"""Replacing a file that was read by a changed one, if it is still what it was: nothing is lost."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress

from kratomcli.files.reading import FileUnreadable, read_file
from kratomcli.files.writing import Temporary, temporary_file, write_all


class ChangedMeanwhile(OSError):
    """A file is no longer what it was when it was read, or is one that can't be replaced."""


def exchange_file(path: bytes, old: bytes, new: bytes) -> None:
    """Replace a file that has the content `old` by `new`, atomically, with its permissions and attributes.

    Raises:
        ChangedMeanwhile: it has another content, or is another kind of file, or has several names.
        OSError: it is read-only, or can't be written.
    """
    folder, name = os.path.split(os.fsdecode(path))
    with temporary_file(folder, name, private=True) as made:
        write_all(made.descriptor, new)
        _take_over(path, made)
        os.fsync(made.descriptor)
        require_replaceable(path)
        if _content(path, len(old)) != old:
            raise ChangedMeanwhile("it changed meanwhile")
        made.become(os.fsdecode(path), replace=True)


def require_replaceable(path: bytes) -> None:
    """Raise OSError unless a file can be replaced without changing others: see `exchange_file`."""
    found = os.lstat(path)
    if not stat.S_ISREG(found.st_mode):
        raise ChangedMeanwhile("a symbolic link" if stat.S_ISLNK(found.st_mode) else "not a regular file")
    if os.path.realpath(path) != path:
        raise ChangedMeanwhile("it lies behind a symbolic link")
    if found.st_nlink > 1:
        raise ChangedMeanwhile(f"it has {found.st_nlink} names (hard links), which would part")
    if not found.st_mode & 0o222 or not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, "it is read-only")
    if not os.access(os.path.dirname(path), os.W_OK):
        raise PermissionError(errno.EACCES, "its folder is read-only")


def _content(path: bytes, size: int) -> bytes | None:
    try:
        return read_file(path, limit=size)
    except FileUnreadable:  # longer by now, or gone
        return None


def _take_over(path: bytes, made: Temporary) -> None:
    """Give a new file the owner, permissions and extended attributes of the one that it will replace."""
    if os.name == "nt":
        return
    found, own = os.stat(path), os.fstat(made.descriptor)
    if (own.st_uid, own.st_gid) != (found.st_uid, found.st_gid):
        os.fchown(made.descriptor, found.st_uid, found.st_gid)
    if hasattr(os, "listxattr"):
        with suppress(OSError):  # a file system without them
            for name in os.listxattr(path):
                os.setxattr(made.descriptor, name, os.getxattr(path, name))
    os.fchmod(made.descriptor, stat.S_IMODE(found.st_mode))
