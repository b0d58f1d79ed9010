"""Files and folders that appear whole or not at all.

Both are written next to the target under a temporary name that begins with a dot, and renamed at the
end. An error or interrupt before that leaves the target unchanged and removes the temporary file;
what a killed process left is removed by the next one that writes to the same target. An OSError of
the target becomes an OutputError; errors raised by the code that produces the content pass through.
"""

from __future__ import annotations

import io
import os
import shutil
import stat
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, Literal, TextIO, cast, overload

from kratomcli.errors import OutputError, OutputExists, OutputFolderExists
from kratomcli.files.reading import open_file
from kratomcli.files.writing import (
    Temporary,
    is_temporary,
    make_folder,
    move_over,
    open_straight,
    scratch_folder,
    temporary_file,
    temporary_folder,
)
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _typeshed import ReadableBuffer

_DESCRIPTORS = lazy_regex(r"/dev/std(?:in|out|err)|/dev/fd/\d+|/proc/[^/]+/fd/\d+")


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
    """A context manager that returns a stream, whose text (UTF-8) or bytes become the file `path` on exit.

    An existing file is refused without `force`, even if it appears meanwhile; with `force` the new file
    gets the old one's permissions. A symbolic link is refused, because in somebody else's folder it may
    lead anywhere. Devices, pipes and /dev/stdout are written directly. Parent folders are not created.

    Raises:
        OutputError: the file exists, is a link or can't be written.
    """
    return cast("AbstractContextManager[TextIO]", _atomic(Path(path), force, mode))


@contextmanager
def _atomic(path: Path, force: bool, mode: Literal["w", "wb"]) -> Iterator[IO[str] | IO[bytes]]:
    there = _stat(path)
    if there is not None and stat.S_ISDIR(there.st_mode):
        raise OutputError(f"{path} is a folder", hint="Name a file in it.")
    if not _is_descriptor(path):
        refuse_link(path)
    if _is_descriptor(path) or (there is not None and not stat.S_ISREG(there.st_mode)):
        with _straight(path, mode) as stream:
            yield stream
        return
    if there is not None and not force:
        raise OutputExists(f"{path} is there already")
    _require_folder(path.parent, path)
    with _making(temporary_file(path.parent, path.name), path) as made:
        stream = _open(os.dup(made.descriptor), path, mode)  # the other one holds the lock until it is moved
        try:
            yield stream
            stream.flush()
            with _translated(path):
                if there is not None:
                    Path(made.path).chmod(stat.S_IMODE(there.st_mode))
                os.fsync(made.descriptor)
        except BaseException:
            with suppress(Exception):  # what was to be flushed is thrown away all the same
                stream.close()
            raise
        stream.close()
        with _translated(path):
            _place(made, path, force)


@contextmanager
def folder(path: str | os.PathLike[str], *, force: bool = False) -> Iterator[Path]:
    """A context manager that returns an empty folder, whose files are moved below `path` on exit.

    A new folder is made next to `path` and renamed, so that it appears whole. For an existing folder, the
    files are made in a temporary folder within it and then moved one by one. If it is not empty, that
    needs `force`, and only files of the same name are replaced.

    Raises:
        OutputError: the folder exists and is not empty, is a link or can't be written.
    """
    path = Path(path)
    there = _stat(path)
    if there is not None and not stat.S_ISDIR(there.st_mode):
        raise OutputError(f"{path} is a file, not a folder", hint="Name another folder.")
    refuse_link(path)
    path = path.absolute()  # "." has a name, too
    with _translated(path):
        if there is not None and not force and any(not is_temporary(file.name) for file in path.iterdir()):
            raise OutputFolderExists(f"{path} is not empty")
    if there is None:
        _require_folder(path.parent, path)
    # Within the existing folder: it may be a mount point, or its parent may not be writable.
    with _making(temporary_folder(path if there else path.parent, path.name), path) as made:
        yield Path(made.path)
        with _translated(path):
            if there is None:
                made.become_folder(path)
            else:
                _merge(Path(made.path), path)


@contextmanager
def _making(made: AbstractContextManager[Temporary], path: Path) -> Iterator[Temporary]:
    """Enter `made`; only errors of creating it are translated, not those of the code that uses it."""
    with ExitStack() as stack:
        with _translated(path):
            temporary = stack.enter_context(made)
        yield temporary


def refuse_link(path: Path) -> None:
    """Raise OutputError if `path` is a symbolic link: in somebody else's folder it may lead anywhere."""
    if path.is_symlink():
        raise OutputError(
            f"{path} is a link to {path.readlink()}", hint="Links are not followed: name that place itself."
        )


def _merge(source: Path, target: Path) -> None:
    """Move every file of `source` to the same relative path in `target`; if one can't be, none is."""
    moves: list[tuple[Path, Path]] = []
    folders: list[Path] = []
    for here, folders_here, files in os.walk(source):
        below = target / Path(here).relative_to(source)
        for name in sorted(folders_here):
            # A symbolic link instead of a folder would lead the files out of the target.
            if os.path.lexists(below / name) and ((below / name).is_symlink() or not (below / name).is_dir()):
                raise OutputError(f"{below / name} is in the way: not a folder", hint="Move it away.")
            folders.append(below / name)
        for name in sorted(files):
            if (below / name).is_dir() and not (below / name).is_symlink():
                raise OutputError(f"{below / name} is in the way: a folder", hint="Move it away.")
            moves.append((Path(here) / name, below / name))
    for place in folders:
        make_folder(place)
    for old, new in moves:
        move_over(old, new)


@contextmanager
def atomic_path(path: str | os.PathLike[str], *, force: bool = False) -> Iterator[Path]:
    """As `atomic`, for code that needs a path to write to: returns one at which nothing exists yet."""
    path = Path(path)
    with atomic(path, force=force, mode="wb") as stream, temporary_path(path.name) as made:
        yield made
        copy(made, stream)


@contextmanager
def temporary_path(name: str) -> Iterator[Path]:
    """A context manager that returns a path in a temporary folder, which is removed on exit."""
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(scratch_folder())
        except OSError as error:
            raise OutputError(f"can't make a temporary folder: {error.strerror}") from error
        yield Path(folder, f"export{Path(name).suffix}")


def copy(made: Path, stream: BinaryIO) -> None:
    """Copy the finished file `made` to a stream."""
    with open_file(made) as file:
        shutil.copyfileobj(file, stream, 1 << 20)


class _Raw(io.FileIO):
    """The raw file of an output stream: its OSErrors, such as a full disk, become OutputErrors."""

    def __init__(self, descriptor: int, path: Path) -> None:
        super().__init__(descriptor, "wb")
        self._path = path

    def write(self, data: ReadableBuffer, /) -> int | None:  # type: ignore[override]  # as in io
        with _translated(self._path):
            return super().write(data)


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    """OSError → OutputError; a broken pipe passes through, because the reader ended it on purpose."""
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
        descriptor = open_straight(path)
    with _open(descriptor, path, mode) as stream:
        yield stream


def _stat(path: Path) -> os.stat_result | None:
    """The stat result of `path`, following links; None if nothing exists there."""
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
    """Whether `path` names an open descriptor, as /dev/stdout does: its file is the opener's to replace."""
    return _DESCRIPTORS.fullmatch(str(path)) is not None


def _require_folder(parent: Path, path: Path) -> None:
    if not parent.is_dir():
        raise OutputError(f"can't write {path}: there is no folder {parent}", hint="Make the folder first.")


def _place(made: Temporary, path: Path, force: bool) -> None:
    """Rename the finished file to `path`; without `force` fail if a file has appeared there meanwhile."""
    try:
        made.become(path, replace=force)
    except FileExistsError as error:
        raise OutputExists(f"{path} appeared meanwhile") from error
