"""Files and folders that appear whole or not at all.

Both ways write beside the target under a name that begins with a dot and move what they wrote into
place at the very end. Whatever goes wrong before that, an interrupt included, leaves what was there
as it was and nothing else behind. An OSError of the disk becomes an OutputError here; errors raised
by the code that produces the text pass through as they are.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import stat
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, Literal, TextIO, cast, overload

from kratomcli.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _typeshed import ReadableBuffer

_DESCRIPTORS = re.compile(r"/dev/std(?:in|out|err)|/dev/fd/\d+|/proc/[^/]+/fd/\d+")

FORCE_HINT = "Use --force to replace it."


@overload
def atomic(
    path: str | os.PathLike[str], *, force: bool = ..., mode: Literal["w"] = ...
) -> AbstractContextManager[TextIO]: ...
@overload
def atomic(
    path: str | os.PathLike[str], *, force: bool = ..., mode: Literal["wb"]
) -> AbstractContextManager[BinaryIO]: ...
def atomic(
    path: str | os.PathLike[str], *, force: bool = False, mode: Literal["w", "wb"] = "w"
) -> AbstractContextManager[TextIO] | AbstractContextManager[BinaryIO]:
    """A context that gives a stream whose text (UTF-8) or bytes become the file `path` at its end.

    An existing file is refused without `force`, also one that appears meanwhile; with it, the new
    file gets the old one's permissions. A symbolic link is followed. A device, a pipe or
    /dev/stdout is written straight into. Parent folders are not made. Raises OutputError.
    """
    return cast("AbstractContextManager[TextIO]", _atomic(Path(path), force, mode))


@contextmanager
def _atomic(path: Path, force: bool, mode: Literal["w", "wb"]) -> Iterator[IO[str] | IO[bytes]]:
    there = _stat(path)
    if there is not None and stat.S_ISDIR(there.st_mode):
        raise OutputError(f"{path} is a folder", hint="Name a file in it.")
    if there is not None and (not stat.S_ISREG(there.st_mode) or _is_descriptor(path)):
        with _straight(path, mode) as stream:
            yield stream
        return
    if there is not None and not force:
        raise OutputError(f"{path} is there already", hint=FORCE_HINT)
    target = Path(os.path.realpath(path))
    _require_folder(target.parent, path)
    temporary, descriptor = _create(target, path)
    try:
        stream = _open(descriptor, path, mode)
        try:
            yield stream
            stream.flush()
            with _translated(path):
                if there is not None:
                    temporary.chmod(stat.S_IMODE(there.st_mode))
                os.fsync(descriptor)
        except BaseException:
            with suppress(Exception):  # what was to be flushed is thrown away all the same
                stream.close()
            raise
        stream.close()
        with _translated(path):
            _place(temporary, target, path, force)
    finally:
        with suppress(OSError):
            temporary.unlink()  # gone already when it was moved into place


@contextmanager
def folder(path: str | os.PathLike[str], *, force: bool = False) -> Iterator[Path]:
    """A context that gives an empty folder whose files are below `path` at its end.

    A new folder is built beside `path` and renamed: it appears whole. One that is there is built in
    from within, its files moved over one by one; if it is not empty that takes `force`, and only
    files of the same name are replaced: nothing else is touched. Raises OutputError.
    """
    path = Path(path)
    there = _stat(path)
    if there is not None and not stat.S_ISDIR(there.st_mode):
        raise OutputError(f"{path} is a file, not a folder", hint="Name another folder.")
    target = Path(os.path.realpath(path))
    with _translated(path):
        if there is not None and not force and any(target.iterdir()):
            raise OutputError(f"{path} is not empty", hint="Use --force to replace files of the same name.")
    if there is None:
        _require_folder(target.parent, path)
    with _translated(path):
        # Within a folder that is there, for it may be a disk of its own, or its parent closed to us.
        temporary = _beside(target / target.name if there else target)
        temporary.mkdir()
    try:
        yield temporary
        with _translated(path):
            if there is None:
                temporary.rename(target)
            else:
                _merge(temporary, target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _merge(source: Path, target: Path) -> None:
    """Move every file of `source` to the same place below `target`; nothing moves if one can't."""
    moves: list[tuple[Path, Path]] = []
    folders: list[Path] = []
    for here, folders_here, files in os.walk(source):
        below = target / Path(here).relative_to(source)
        for name in sorted(folders_here):
            # A link in the place of a folder would lead the files out of the target.
            if os.path.lexists(below / name) and ((below / name).is_symlink() or not (below / name).is_dir()):
                raise OutputError(f"{below / name} is in the way: not a folder", hint="Move it away.")
            folders.append(below / name)
        for name in sorted(files):
            if (below / name).is_dir() and not (below / name).is_symlink():
                raise OutputError(f"{below / name} is in the way: a folder", hint="Move it away.")
            moves.append((Path(here) / name, below / name))
    for place in folders:
        place.mkdir(exist_ok=True)
    for old, new in moves:
        old.replace(new)


@contextmanager
def atomic_path(path: str | os.PathLike[str], *, force: bool = False) -> Iterator[Path]:
    """As `atomic`, for what writes a file by its name: gives a path that nothing is at yet."""
    path = Path(path)
    with atomic(path, force=force, mode="wb") as stream, temporary_path(path.name) as made:
        yield made
        with _translated(path), made.open("rb") as file:
            shutil.copyfileobj(file, stream, 1 << 20)


@contextmanager
def temporary_path(name: str) -> Iterator[Path]:
    """A path in a folder of its own that is gone at the end."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="kratomcli-") as folder:
        yield Path(folder, f"export{Path(name).suffix}")


class _Raw(io.FileIO):
    """The file below a stream: its errors, a full disk say, are the output's and no one else's."""

    def __init__(self, descriptor: int, path: Path) -> None:
        super().__init__(descriptor, "wb")
        self._path = path

    def write(self, data: ReadableBuffer, /) -> int | None:  # type: ignore[override]  # as in io
        with _translated(self._path):
            return super().write(data)


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """OSError → OutputError, but for a reader that went away, which is no error of ours."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"can't write {path}: {error.strerror or error}") from error


def _open(descriptor: int, path: Path, mode: Literal["w", "wb"]) -> IO[str] | IO[bytes]:
    binary = io.BufferedWriter(_Raw(descriptor, path), 1 << 16)
    if mode == "wb":
        return binary
    # Lone surrogates, from file names that are not UTF-8, become "?".
    return io.TextIOWrapper(binary, encoding="utf-8", errors="replace", newline="")


@contextmanager
def _straight(path: Path, mode: Literal["w", "wb"]) -> Iterator[IO[str] | IO[bytes]]:
    with _translated(path):
        # Appending: /dev/stdout may be a file with text in it.
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | getattr(os, "O_CLOEXEC", 0))
    with _open(descriptor, path, mode) as stream:
        yield stream


def _stat(path: Path) -> os.stat_result | None:
    """What is at the end of the links; None for nothing."""
    try:
        with _translated(path):
            return path.stat()
    except OutputError as error:
        if isinstance(error.__cause__, (FileNotFoundError, NotADirectoryError)):
            return None
        raise
    except ValueError as error:  # a NUL in the name
        raise OutputError(f"{str(path)!r} can't be a file's name: {error}") from error


def _is_descriptor(path: Path) -> bool:
    """A name for an open descriptor, whose file, if it is one, belongs to whoever opened it."""
    return _DESCRIPTORS.fullmatch(str(path)) is not None


def _require_folder(parent: Path, path: Path) -> None:
    if not parent.is_dir():
        raise OutputError(f"can't write {path}: there is no folder {parent}", hint="Make the folder first.")


def _beside(target: Path) -> Path:
    # Cut well below the 255 bytes that a name may have, whatever alphabet it is in.
    return target.with_name(f".{target.name[:40]}.{os.urandom(6).hex()}.tmp")


def _create(target: Path, path: Path) -> tuple[Path, int]:
    temporary = _beside(target)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    with _translated(path):
        return temporary, os.open(temporary, flags, 0o666)  # less the umask


def _place(temporary: Path, target: Path, path: Path, force: bool) -> None:
    """Give the finished file its name; without `force` never over a file that appeared meanwhile."""
    if force:
        temporary.replace(target)
        return
    try:
        os.link(temporary, target)
    except FileExistsError as error:
        raise OutputError(f"{path} appeared meanwhile", hint=FORCE_HINT) from error
    except OSError as error:  # a disk without links
        if os.path.lexists(target):
            raise OutputError(f"{path} appeared meanwhile", hint=FORCE_HINT) from error
        temporary.replace(target)
