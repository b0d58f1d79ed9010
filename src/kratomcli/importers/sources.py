"""What is imported from: a file, a folder or an archive, whose parts are read by name and in bounds.

Nothing of an archive is written to the disk. Names of parts that are absolute or lead out of it, and parts
that are no plain files, are not offered.
"""

from __future__ import annotations

import os
import tarfile
import zipfile
from contextlib import ExitStack, contextmanager
from functools import partial
from io import BytesIO
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING

from kratomcli.errors import ArticleUnreadable
from kratomcli.files.reading import open_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

MOST_PARTS = 500_000
MOST_BYTES = 200_000_000
"""Of one part that is read whole."""


class ImportSource:
    """Parts by name: (path within it, with "/") → content; a single file is its own only part.

    `path` is where it was found, `name` the last part of that.
    """

    def __init__(self, path: str, parts: Mapping[str, Callable[[], IO[bytes]]], refused: int = 0) -> None:
        self.path = path
        self.name = os.path.basename(os.path.abspath(path))
        self._parts = parts
        self.refused = refused
        """Number of parts that are not offered."""

    @property
    def names(self) -> list[str]:
        """The names of the parts, in order."""
        return sorted(self._parts)

    def inner(self) -> Iterator[ImportSource]:
        """Each part as a source of its own, for what lies in a folder or an archive beside other things."""
        if len(self._parts) > 1 or self.names != [self.name]:
            for name in self.names:
                yield ImportSource(f"{self.path}/{name}", {name.rpartition("/")[2]: self._parts[name]})

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def ending(self, *suffixes: str) -> list[str]:
        """The names that end in one of these, in lower or upper case."""
        return [name for name in self.names if name.lower().endswith(suffixes)]

    def stream(self, name: str) -> IO[bytes]:
        """A part as a stream of bytes, which the caller closes.

        Raises:
            ArticleUnreadable: there is no such part, or it can't be read.
        """
        if name not in self._parts:
            raise ArticleUnreadable(f"{self.name} has no part {name!r}")
        try:
            return self._parts[name]()
        except _BROKEN as error:
            raise ArticleUnreadable(f"{name} in {self.name} can't be read: {error}") from error

    def read(self, name: str, most: int = MOST_BYTES) -> bytes:
        """The content of a part, at most `most` bytes.

        Raises:
            ArticleUnreadable: there is no such part, it can't be read, or it is larger.
        """
        data = self.start(name, most + 1)
        if len(data) > most:
            raise ArticleUnreadable(f"{name} in {self.name} is larger than {most:,} bytes")
        return data

    def start(self, name: str, size: int = 4096) -> bytes:
        """The first bytes of a part."""
        with self.stream(name) as stream:
            try:
                return stream.read(size)
            except _BROKEN as error:
                raise ArticleUnreadable(f"{name} in {self.name} can't be read: {error}") from error


_BROKEN = (
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    zipfile.BadZipFile,
    tarfile.TarError,
)


@contextmanager
def open_source(path: str) -> Iterator[ImportSource]:
    """The source at `path`: a folder, a zip or tar archive by its content, or else the file itself.

    Raises:
        ArticleUnreadable: there is nothing, or it is a broken archive.
    """
    with ExitStack() as stack:
        try:
            yield _opened(os.path.abspath(path), stack)
        except _BROKEN as error:
            raise ArticleUnreadable(f"{path} can't be read: {error}") from error


def _opened(path: str, stack: ExitStack) -> ImportSource:
    if os.path.isdir(path):
        return _folder(path)
    if not os.path.isfile(path):
        raise ArticleUnreadable(f"{path} is no file or folder")
    if zipfile.is_zipfile(path) and not path.lower().endswith((".epub", ".docx", ".odt")):
        return _zip(path, stack.enter_context(zipfile.ZipFile(path)))
    if tarfile.is_tarfile(path):
        return _tar(path, stack.enter_context(tarfile.TarFile.open(path)))
    return ImportSource(path, {os.path.basename(path): partial(open_file, path)})


def _folder(top: str) -> ImportSource:
    parts: dict[str, Callable[[], IO[bytes]]] = {}
    refused = 0
    for folder, _, names in os.walk(top):
        for name in names:
            place = os.path.join(folder, name)
            if os.path.islink(place) or not os.path.isfile(place) or len(parts) >= MOST_PARTS:
                refused += 1
                continue
            parts[os.path.relpath(place, top).replace(os.sep, "/")] = partial(open_file, place)
    return ImportSource(top, parts, refused)


def _zip(path: str, archive: zipfile.ZipFile) -> ImportSource:
    return ImportSource(path, *plain_members(archive, MOST_PARTS))


def plain_members(archive: zipfile.ZipFile, most: int) -> tuple[dict[str, Callable[[], IO[bytes]]], int]:
    """The members of a zip that may be read, at most `most`, and the number of the others."""
    parts: dict[str, Callable[[], IO[bytes]]] = {}
    refused = 0
    for info in archive.infolist():
        if info.is_dir():
            continue
        is_link = (info.external_attr >> 16) & 0o170000 == 0o120000
        if is_link or not _is_inside(info.filename) or len(parts) >= most:
            refused += 1
            continue
        parts[info.filename] = partial(archive.open, info)
    return parts, refused


def _tar(path: str, archive: tarfile.TarFile) -> ImportSource:
    parts: dict[str, Callable[[], IO[bytes]]] = {}
    refused = 0
    for member in archive:
        if member.isdir():
            continue
        name = member.name.removeprefix("./")
        if not member.isreg() or not _is_inside(name) or len(parts) >= MOST_PARTS:
            refused += 1
            continue
        parts[name] = partial(_member, archive, member)
    return ImportSource(path, parts, refused)


def _member(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    return archive.extractfile(member) or BytesIO()  # a regular file has a stream


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and ":" not in path.parts[0]
