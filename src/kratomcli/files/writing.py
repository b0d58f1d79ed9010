"""Writing files atomically: under an unpredictable temporary name, never through a symbolic link.

A file or folder is written beside its target, as `.NAME.HEX.kratomcli` with 16 random hexadecimal digits,
and renamed when it is complete. While it is written, the process holds a lock on it, which the system
releases when the process ends. So the next process that writes the same target recognises the temporary
files of killed processes, and removes them. Private files and folders (the cache) have permissions for the
user only.

Which targets are allowed for an export is decided in `export.output`.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO, TextIO, cast

from kratomcli.patterns import lazy_regex

StrPath = str | os.PathLike[str]

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_LOCK = os.O_RDWR | os.O_CREAT
_LOOK = os.O_RDONLY
for _flag in ("O_BINARY", "O_CLOEXEC", "O_NOFOLLOW"):
    _NEW |= getattr(os, _flag, 0)
    _LOCK |= getattr(os, _flag, 0)
    _LOOK |= getattr(os, _flag, 0)
_LOOK |= getattr(os, "O_NONBLOCK", 0)
_STEM = 40  # characters of the target's name in a temporary one, so that it is below 255 bytes in any script
_OURS = lazy_regex(r"(?s)\.(.*)\.[0-9a-f]{16}\.kratomcli")
_SCRATCH = "kratomcli"
"""The stem of temporary folders without a target."""


class Temporary:
    """A temporary file or folder: its `path` and open `descriptor`, for files open for writing."""

    def __init__(self, path: str, descriptor: int) -> None:
        self.path = path
        self.descriptor = descriptor

    def become(self, target: StrPath, *, replace: bool) -> None:
        """Rename a file to its target.

        Raises:
            FileExistsError: the target exists, even as a link, and `replace` is False.
        """
        if os.name == "nt":  # where open files can't be renamed
            self.close()
        if replace:
            os.replace(self.path, target)
            return
        try:
            os.link(self.path, target)
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links
            if os.path.lexists(target):
                raise FileExistsError(str(target)) from None
            os.replace(self.path, target)

    def close(self) -> None:
        """Close the descriptor, which releases the lock."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1

    def become_folder(self, target: StrPath) -> None:
        """Rename a folder to its target, which must not exist or be an empty folder."""
        os.rename(self.path, target)


@contextmanager
def temporary_file(
    folder: StrPath, stem: str, *, private: bool = False, sweep: bool = True
) -> Iterator[Temporary]:
    """Create a temporary file, which is deleted at the end of the `with` block unless it was renamed.

    Args:
        folder: where to create it.
        stem: the name of its target.
        private: give permissions to the user only.
        sweep: first remove temporary files that killed processes left for the same target.

    Raises:
        OSError: it can't be created.
    """
    if sweep:
        remove_leftovers(folder, stem)
    path, descriptor = _locked_file(os.fspath(folder), stem, 0o600 if private else 0o666)
    made = Temporary(path, descriptor)
    try:
        yield made
    finally:
        with suppress(OSError):
            os.unlink(path)
        made.close()


@contextmanager
def temporary_folder(folder: StrPath, stem: str, *, private: bool = False) -> Iterator[Temporary]:
    """As `temporary_file`, but create an empty folder."""
    import shutil

    remove_leftovers(folder, stem)
    path, descriptor = _locked_folder(os.fspath(folder), stem, 0o700 if private else 0o777)
    made = Temporary(path, descriptor)
    try:
        yield made
    finally:
        shutil.rmtree(path, ignore_errors=True)  # this does not follow symbolic links
        made.close()


@contextmanager
def scratch_folder() -> Iterator[str]:
    """Create an empty private folder among the system's temporary files; it is deleted at the end."""
    from tempfile import gettempdir

    with temporary_folder(gettempdir(), _SCRATCH, private=True) as made:
        yield made.path


def spooled_bytes(size: int) -> BinaryIO:
    """A stream to write and read again, kept in memory up to `size` bytes, then in an unnamed file."""
    from tempfile import SpooledTemporaryFile

    return cast("BinaryIO", SpooledTemporaryFile(size))


def spooled(size: int) -> TextIO:
    """As `spooled_bytes`, for text."""
    from tempfile import SpooledTemporaryFile

    return cast("TextIO", SpooledTemporaryFile(size, "w+", encoding="utf-8", errors="replace", newline=""))


def replace_file(path: StrPath, data: bytes, *, private: bool = False, durable: bool = True) -> None:
    """Write a file atomically; a file or link that exists there is replaced.

    Args:
        private: give permissions to the user only.
        durable: flush the content to the disk before the file is renamed.

    Raises:
        OSError: the file can't be written.
    """
    folder, name = os.path.split(os.fspath(path))
    with temporary_file(folder or os.curdir, name, private=private) as made:
        write_all(made.descriptor, data)
        if durable:
            os.fsync(made.descriptor)
        made.become(path, replace=True)


def write_new(path: StrPath, data: bytes, *, private: bool = False) -> None:
    """Write a new file, not atomically; for files in a temporary folder.

    Raises:
        OSError: the file exists, or can't be written.
    """
    descriptor = os.open(path, _NEW, 0o600 if private else 0o666)
    try:
        write_all(descriptor, data)
    finally:
        os.close(descriptor)


def create_file(path: StrPath, *, private: bool = False) -> BinaryIO:
    """As `write_new`, but return the file opened for writing."""
    return open(os.open(path, _NEW, 0o600 if private else 0o666), "wb")


def open_straight(path: StrPath) -> int:
    """Open a device, a pipe or a name such as /dev/stdout for writing, without a temporary file.

    It is opened for appending, since /dev/stdout may be a file with content. Returns the descriptor.
    """
    return os.open(path, os.O_WRONLY | os.O_APPEND | getattr(os, "O_CLOEXEC", 0))


def move_over(old: StrPath, new: StrPath) -> None:
    """Rename a file; a file or link that exists at the new name is replaced.

    Raises:
        OSError: it can't be renamed.
    """
    os.replace(old, new)


def make_folder(path: StrPath) -> None:
    """Create a folder unless it exists.

    Raises:
        FileExistsError: the name belongs to something else; a symbolic link to a folder is refused, too.
    """
    try:
        os.mkdir(path)
    except FileExistsError:
        if os.path.islink(path) or not os.path.isdir(path):
            raise


def make_folders(root: StrPath, path: str) -> None:
    """Create the folders of a relative path, with "/" as separator, below an existing folder.

    Raises:
        OSError: a folder can't be created, or its name belongs to a link or a file.
    """
    place = os.fspath(root)
    for part in filter(None, path.split("/")):
        place = os.path.join(place, part)
        make_folder(place)


def make_private_folder(path: str) -> None:
    """Create a folder, and its parents, with permissions for the user only.

    If the folder exists with permissions for others, these are taken away, from the files in it as well.

    Raises:
        OSError: it can't be created.
    """
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path) or os.curdir, 0o700, exist_ok=True)
        with suppress(FileExistsError):  # created by another process meanwhile
            os.mkdir(path, 0o700)
        return
    if mode & 0o077 and os.name != "nt":
        with suppress(PermissionError):  # it belongs to another user
            os.chmod(path, stat.S_IMODE(mode) & 0o700)
            make_files_private(path)


def make_private_file(path: StrPath) -> None:
    """Create an empty file with permissions for the user only, unless it exists.

    This is for files that are then written by other software, such as SQLite.

    Raises:
        OSError: it can't be created.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, _NEW, 0o600))


def make_files_private(folder: str) -> None:
    """Restrict permissions of the files in a folder to the user; for files that other software wrote."""
    if os.name == "nt":
        return
    with suppress(FileNotFoundError, PermissionError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):  # it was deleted meanwhile, or belongs to another user
                mode = entry.stat(follow_symlinks=False).st_mode
                if stat.S_ISREG(mode) and mode & 0o077:
                    os.chmod(entry.path, stat.S_IMODE(mode) & 0o700)


def open_lock(path: str) -> int:
    """Open a file for locking, or create it with permissions for the user only; returns the descriptor.

    Raises:
        OSError: it can't be opened.
    """
    return os.open(path, _LOCK, 0o600)


def rewrite(descriptor: int, data: bytes) -> None:
    """Replace the content of an open file."""
    os.ftruncate(descriptor, 0)
    write_all(descriptor, data)


# -- leftovers of killed processes ------------------------------------------------------------------


def is_temporary(name: str) -> bool:
    """Whether this is the name of a temporary file or folder of this module."""
    return _OURS.fullmatch(name) is not None


def remove_leftovers(folder: StrPath, stem: str) -> None:
    """Remove temporary files and folders that killed processes left in a folder for the target `stem`.

    Only those that belong to the user, and on which no process holds a lock, are removed.
    """
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            match = _OURS.fullmatch(entry.name)
            if match and match[1] == stem[:_STEM] and not entry.is_symlink():
                with suppress(OSError):
                    _remove_leftover(entry.path)


def _remove_leftover(path: str) -> None:
    if os.name == "nt":  # where open files can't be removed, and folders are not removed here
        os.unlink(path)
        return
    descriptor = os.open(path, _LOOK)
    try:
        found = os.fstat(descriptor)
        if found.st_uid != os.geteuid() or not try_lock(descriptor) or not _is_at(descriptor, path):
            return
        if stat.S_ISDIR(found.st_mode):
            import shutil

            shutil.rmtree(path, ignore_errors=True)
        elif stat.S_ISREG(found.st_mode):
            os.unlink(path)
    finally:
        os.close(descriptor)


def _name(folder: str, stem: str) -> str:
    return os.path.join(folder, f".{stem[:_STEM]}.{os.urandom(8).hex()}.kratomcli")


def _locked_file(folder: str, stem: str, mode: int) -> tuple[str, int]:
    """Create a new file and lock it; returns its path and descriptor."""
    while True:
        path = _name(folder, stem)
        descriptor = os.open(path, _NEW, mode)
        if _is_held(descriptor, path):
            return path, descriptor
        os.close(descriptor)  # another process removed it as a leftover before it was locked


def _locked_folder(folder: str, stem: str, mode: int) -> tuple[str, int]:
    """Create a new folder and lock it; returns its path and descriptor (-1 on Windows)."""
    while True:
        path = _name(folder, stem)
        os.mkdir(path, mode)
        if os.name == "nt":
            return path, -1
        try:
            descriptor = os.open(path, _LOOK)
        except FileNotFoundError:
            continue
        if _is_held(descriptor, path):
            return path, descriptor
        os.close(descriptor)


def _is_held(descriptor: int, path: str) -> bool:
    """Lock a new file or folder; whether it is locked and still exists."""
    if os.name == "nt":
        return True
    try:
        return try_lock(descriptor) and _is_at(descriptor, path)
    except OSError:  # a file system without locks, on which no leftovers are ever removed
        return True


def _is_at(descriptor: int, path: str) -> bool:
    """Whether a path still names the open file."""
    try:
        return os.path.samestat(os.fstat(descriptor), os.lstat(path))
    except FileNotFoundError:
        return False


def write_all(descriptor: int, data: bytes) -> None:
    """Write all data to an open file, with as many calls of `os.write` as that takes."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


if sys.platform == "win32":
    import msvcrt

    def try_lock(descriptor: int) -> bool:
        """Try to lock an open file; the lock is released when the file is closed or the process ends."""
        os.lseek(descriptor, 1 << 20, os.SEEK_SET)  # a byte that no process reads
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        os.lseek(descriptor, 0, os.SEEK_SET)
        return True

else:

    def try_lock(descriptor: int) -> bool:
        """Try to lock an open file; the lock is released when the file is closed or the process ends."""
        import fcntl

        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
