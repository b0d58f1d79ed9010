"""The one way to write a file: where nothing is yet, under a name that nobody can guess, through no link.

A file or folder is made beside its place (`.NAME.16 hexadecimal digits.kratomcli`) and moved there
when it is whole. While it is made its maker holds a lock on it, which the system frees when the maker
dies: so whoever writes to the same place next can tell what a killed process left behind, and removes
it. What is for the user alone (the cache) has permissions for the user alone.

Nothing here says what an output may be or where: `exporters.output` does.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO, TextIO, cast

StrPath = str | os.PathLike[str]

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_LOCK = os.O_RDWR | os.O_CREAT
_LOOK = os.O_RDONLY
for _flag in ("O_BINARY", "O_CLOEXEC", "O_NOFOLLOW"):
    _NEW |= getattr(os, _flag, 0)
    _LOCK |= getattr(os, _flag, 0)
    _LOOK |= getattr(os, _flag, 0)
_LOOK |= getattr(os, "O_NONBLOCK", 0)
_STEM = 40  # characters of a target's name: well below 255 bytes in any alphabet
_OURS = r"(?s)\.(.*)\.[0-9a-f]{16}\.kratomcli"
_SCRATCH = "kratomcli"
"""What folders outside of any target are named for."""


class Temporary:
    """A file or folder in the making: its `path`, and its `descriptor`; a file's is open for writing."""

    def __init__(self, path: str, descriptor: int) -> None:
        self.path = path
        self.descriptor = descriptor

    def become(self, target: StrPath, *, replace: bool) -> None:
        """Give it its name at last; what is there is replaced or, a link included, in the way.

        Raises:
            FileExistsError: something is there.
        """
        if os.name == "nt":  # what is open can't be moved there
            self.close()
        if replace:
            os.replace(self.path, target)
            return
        try:
            os.link(self.path, target)
        except FileExistsError:
            raise
        except OSError:  # a disk without links
            if os.path.lexists(target):
                raise FileExistsError(str(target)) from None
            os.replace(self.path, target)

    def close(self) -> None:
        """Let go of it, and of the lock."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1

    def become_folder(self, target: StrPath) -> None:
        """Give a folder its name, where there is nothing or an empty folder."""
        os.rename(self.path, target)


@contextmanager
def temporary_file(
    folder: StrPath, stem: str, *, private: bool = False, sweep: bool = True
) -> Iterator[Temporary]:
    """A new file in a folder, gone at the end unless it was moved.

    `sweep`: whether to remove what was left there before.

    Raises:
        OSError: it can't be made.
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
    """As `temporary_file`, with an empty folder."""
    import shutil

    remove_leftovers(folder, stem)
    path, descriptor = _locked_folder(os.fspath(folder), stem, 0o700 if private else 0o777)
    made = Temporary(path, descriptor)
    try:
        yield made
    finally:
        shutil.rmtree(path, ignore_errors=True)  # not through links
        made.close()


@contextmanager
def scratch_folder() -> Iterator[str]:
    """An empty folder for the user alone, outside of everything, gone at the end."""
    from tempfile import gettempdir

    with temporary_folder(gettempdir(), _SCRATCH, private=True) as made:
        yield made.path


def spooled(size: int) -> TextIO:
    """A text without a name, in memory up to so many bytes, to be written and read again."""
    from tempfile import SpooledTemporaryFile

    return cast("TextIO", SpooledTemporaryFile(size, "w+", encoding="utf-8", errors="replace", newline=""))


def replace_file(path: StrPath, data: bytes, *, private: bool = False, durable: bool = True) -> None:
    """Write a whole file in the place of whatever file or link is there.

    Args:
        durable: whether it must be on the disk before it has its name.

    Raises:
        OSError: it can't be written.
    """
    folder, name = os.path.split(os.fspath(path))
    with temporary_file(folder or os.curdir, name, private=private) as made:
        write_all(made.descriptor, data)
        if durable:
            os.fsync(made.descriptor)
        made.become(path, replace=True)


def write_new(path: StrPath, data: bytes, *, private: bool = False) -> None:
    """Write a file where nothing is; for folders in the making, which nobody else sees.

    Raises:
        OSError: it can't be written, or something is there.
    """
    descriptor = os.open(path, _NEW, 0o600 if private else 0o666)
    try:
        write_all(descriptor, data)
    finally:
        os.close(descriptor)


def create_file(path: StrPath, *, private: bool = False) -> BinaryIO:
    """As `write_new`, for data that comes bit by bit."""
    return open(os.open(path, _NEW, 0o600 if private else 0o666), "wb")


def open_straight(path: StrPath) -> int:
    """The descriptor of a device, a pipe or an open descriptor's name, to be written into as it is.

    It is appended to: /dev/stdout may be a file with text in it.
    """
    return os.open(path, os.O_WRONLY | os.O_APPEND | getattr(os, "O_CLOEXEC", 0))


def move_over(old: StrPath, new: StrPath) -> None:
    """Move a finished file to its place, over whatever file or link is there.

    Raises:
        OSError: it can't be moved.
    """
    os.replace(old, new)


def make_folder(path: StrPath) -> None:
    """Make a folder where none is; a link in its place, wherever it leads, is none.

    Raises:
        FileExistsError: something else is there.
    """
    try:
        os.mkdir(path)
    except FileExistsError:
        if os.path.islink(path) or not os.path.isdir(path):
            raise


def make_folders(root: StrPath, path: str) -> None:
    """Make the folders of a relative path, parts by /, below a folder that is there.

    Raises:
        OSError: one can't be made, or a link or a file is in its place.
    """
    place = os.fspath(root)
    for part in filter(None, path.split("/")):
        place = os.path.join(place, part)
        make_folder(place)


def make_private_folder(path: str) -> None:
    """Make a folder for the user alone, and those above it; one that is there becomes private.

    Files in one that was open to others are made private, too.

    Raises:
        OSError: it can't be made.
    """
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path) or os.curdir, 0o700, exist_ok=True)
        with suppress(FileExistsError):  # another process was faster
            os.mkdir(path, 0o700)
        return
    if mode & 0o077 and os.name != "nt":
        with suppress(PermissionError):  # somebody else's, who has given it to us
            os.chmod(path, stat.S_IMODE(mode) & 0o700)
            make_files_private(path)


def make_private_file(path: StrPath) -> None:
    """Make an empty file for the user alone, if nothing is there: for what another library writes.

    Raises:
        OSError: it can't be made.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, _NEW, 0o600))


def make_files_private(folder: str) -> None:
    """Take the files in a folder from everybody but the user: those that another library has made."""
    if os.name == "nt":
        return
    with suppress(FileNotFoundError, PermissionError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):  # merged away meanwhile, or somebody else's
                mode = entry.stat(follow_symlinks=False).st_mode
                if stat.S_ISREG(mode) and mode & 0o077:
                    os.chmod(entry.path, stat.S_IMODE(mode) & 0o700)


def open_lock(path: str) -> int:
    """The descriptor of a file that a lock is on, made if it isn't there; for the user alone.

    Raises:
        OSError: it can't be made.
    """
    return os.open(path, _LOCK, 0o600)


def rewrite(descriptor: int, data: bytes) -> None:
    """Replace what an open file holds."""
    os.ftruncate(descriptor, 0)
    write_all(descriptor, data)


# -- left-overs -------------------------------------------------------------------------------------


def is_temporary(name: str) -> bool:
    """Whether a file of this name is one in the making, or left of one."""
    return re.fullmatch(_OURS, name) is not None


def remove_leftovers(folder: StrPath, stem: str) -> None:
    """Remove what killed processes left of the making of `stem` in a folder.

    Only what has a name of ours, is the user's own, and what nobody holds the lock on.
    """
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            match = re.fullmatch(_OURS, entry.name)
            if match and match[1] == stem[:_STEM] and not entry.is_symlink():
                with suppress(OSError):
                    _remove_leftover(entry.path)


def _remove_leftover(path: str) -> None:
    if os.name == "nt":  # a file that is open can't be removed there; folders are left
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
    """A new file that this process holds the lock on."""
    while True:
        path = _name(folder, stem)
        descriptor = os.open(path, _NEW, mode)
        if _is_held(descriptor, path):
            return path, descriptor
        os.close(descriptor)  # taken for a left-over at its very birth


def _locked_folder(folder: str, stem: str, mode: int) -> tuple[str, int]:
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
    if os.name == "nt":
        return True
    try:
        return try_lock(descriptor) and _is_at(descriptor, path)
    except OSError:  # a disk without locks: nothing that lies on it is ever taken for a left-over
        return True


def _is_at(descriptor: int, path: str) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), os.lstat(path))
    except FileNotFoundError:
        return False


def write_all(descriptor: int, data: bytes) -> None:
    """Write to an open file, however often that takes."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


if sys.platform == "win32":
    import msvcrt

    def try_lock(descriptor: int) -> bool:
        """Lock an open file, if nobody else has; the lock ends when it is closed, or its process."""
        os.lseek(descriptor, 1 << 20, os.SEEK_SET)  # far behind what others read
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        os.lseek(descriptor, 0, os.SEEK_SET)
        return True

else:

    def try_lock(descriptor: int) -> bool:
        """Lock an open file, if nobody else has; the lock ends when it is closed, or its process."""
        import fcntl

        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
