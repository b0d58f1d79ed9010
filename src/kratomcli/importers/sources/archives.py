"""Archives as parts by name, none of which is ever written to a file of its name.

What an archive may hold in all is bounded by its size, the number of its parts by `MOST_PARTS`. Parts that
are no plain files, and names that are absolute or lead out of the archive, are refused.
"""

from __future__ import annotations

import io
import lzma
import shutil
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, Any, BinaryIO, cast

from kratomcli.errors import ArticleUnreadable
from kratomcli.files.writing import spooled_bytes
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from contextlib import ExitStack


MOST_PARTS = 200_000
"""Of one archive."""
_MOST_DIRECTORY = 150 * MOST_PARTS
"""Bytes of a zip archive's directory, which is read whole: 150 are an entry with a long name."""
_RATIO, _AT_LEAST = 200, 100_000_000
"""Bytes that an archive may give for each of its own, and in any case: text is compressed to a twentieth."""
_IN_MEMORY = 10_000_000
_DRIVE = lazy_regex("[A-Za-z]:")
"""How a name begins that leads to a drive of Windows; ":" elsewhere is a letter like others."""

BROKEN = (
    *(OSError, EOFError, ValueError, RuntimeError, NotImplementedError, AttributeError),
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, struct.error),
)
"""What reading an archive raises that is damaged, encrypted or made to deceive."""


class ArchiveParts(NamedTuple):
    """The parts of an archive by name, and the number of those that are refused."""

    openers: Mapping[str, Callable[[], IO[bytes]]]
    refused: int = 0


class Allowance:
    """What may still be read of an archive, in bytes."""

    def __init__(self, size: int) -> None:
        self._left = _AT_LEAST + _RATIO * size

    def take(self, size: int) -> None:
        """Take some of it.

        Raises:
            ArticleUnreadable: there is not so much left.
        """
        self._left -= size
        if self._left < 0:
            raise ArticleUnreadable(
                f"it holds more than {_RATIO} times its own size",
                hint="Unpack it, if you trust it, and import the folder.",
            )


class PartStream(io.RawIOBase):
    """A part as it is read: errors of the archive are ArticleUnreadable, and what is read is counted."""

    def __init__(self, stream: IO[bytes], name: str, allowance: Allowance | None) -> None:
        self._stream = stream
        self._name = name
        self._allowance = allowance

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._stream.seekable()

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer)
        data = cast("bytes", self._tried(self._stream.read, len(view)))
        if self._allowance is not None:
            self._allowance.take(len(data))
        view[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return cast("int", self._tried(self._stream.seek, offset, whence))

    def tell(self) -> int:
        return self._stream.tell()

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
        super().close()

    def _tried(self, call: Callable[..., object], *args: int) -> object:
        try:
            return call(*args)
        except BROKEN as error:
            raise broken(self._name, error) from error


def broken(name: str, error: Exception) -> ArticleUnreadable:
    """The error to raise for one of `BROKEN`."""
    why = (error.strerror if isinstance(error, OSError) else "") or str(error) or type(error).__name__
    return ArticleUnreadable(f"{name} can't be read: {why}")


def kind_of(stream: BinaryIO) -> str:
    """ "zip", "tar", or the compression of what may be a tar ("gz", "bz2", "xz"), by the first bytes; or "".

    Not by the end, as `zipfile` does it: a web archive may end in a zip file that it holds.
    """
    stream.seek(0)
    start = stream.read(512)
    stream.seek(0)
    if start[:4] in (b"PK\3\4", b"PK\5\6"):
        return "zip"
    if start[257:262] == b"ustar":
        return "tar"
    signs = {b"\x1f\x8b": "gz", b"BZh": "bz2", b"\xfd7zXZ\0": "xz"}
    return next((kind for sign, kind in signs.items() if start.startswith(sign)), "")


def parts_of(stream: BinaryIO, allowance: Allowance, stack: ExitStack) -> ArchiveParts | None:
    """The parts of an archive, which `stack` closes; None if it is none.

    Raises:
        ArticleUnreadable: it has too many parts, or more than it may hold.
        Exception: one of `BROKEN`.
    """
    kind = kind_of(stream)
    if kind == "zip":
        return _zip(stream, stack)
    if kind not in ("", "tar"):
        unpacked = _unpacked(stream, kind, allowance, stack)
        if unpacked is None:
            return None
        stream = unpacked
    return _tar(stream, stack) if kind else None


def _unpacked(stream: BinaryIO, kind: str, allowance: Allowance, stack: ExitStack) -> BinaryIO | None:
    """The tar archive in a compressed file, in which one can go to and fro; None if it holds none."""
    inner = stack.enter_context(_decompressed(stream, kind))
    if inner.read(512)[257:262] != b"ustar":
        stream.seek(0)
        return None
    inner.seek(0)
    whole = stack.enter_context(spooled_bytes(_IN_MEMORY))
    counted = PartStream(inner, "the archive", allowance)
    shutil.copyfileobj(counted, whole, 1 << 20)
    whole.seek(0)
    return whole


def _decompressed(stream: BinaryIO, kind: str) -> BinaryIO:
    import bz2
    import gzip

    if kind == "gz":
        return cast("BinaryIO", gzip.GzipFile(fileobj=stream))
    return cast("BinaryIO", bz2.BZ2File(stream) if kind == "bz2" else lzma.LZMAFile(stream))


def _zip(stream: BinaryIO, stack: ExitStack) -> ArchiveParts:
    _require_small_directory(stream)
    archive = stack.enter_context(zipfile.ZipFile(stream))
    found: dict[str, Callable[[], IO[bytes]]] = {}
    refused = 0
    for info in archive.infolist():
        is_link = (info.external_attr >> 16) & 0o170000 == 0o120000
        if info.is_dir() or _is_noise(info.filename):
            continue
        if is_link or not _is_inside(info.filename):
            refused += 1
            continue
        found[info.filename] = partial(archive.open, info)
    return ArchiveParts(found, refused + _require_few(len(found) + refused))


def _require_small_directory(stream: BinaryIO) -> None:
    """Refuse a zip archive with a large directory before `zipfile` makes objects of all its entries."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - 66_000))
    tail = stream.read()
    at = tail.find(b"PK\5\6")
    while at >= 0:
        long = _long_size(stream, tail[max(0, at - 20) : at])
        if max(int.from_bytes(tail[at + 12 : at + 16], "little") % 0xFFFFFFFF, long) > _MOST_DIRECTORY:
            _require_few(MOST_PARTS + 1)
        at = tail.find(b"PK\5\6", at + 1)
    stream.seek(0)


def _long_size(stream: BinaryIO, locator: bytes) -> int:
    """The size of the directory of an archive beyond 4 GB, whose record `locator` names; 0 if it doesn't."""
    if locator[:4] != b"PK\6\7":
        return 0
    stream.seek(int.from_bytes(locator[8:16], "little") % (1 << 62))
    return int.from_bytes(stream.read(56)[40:48], "little")


def _tar(stream: BinaryIO, stack: ExitStack) -> ArchiveParts:
    archive = stack.enter_context(tarfile.TarFile.open(fileobj=stream, mode="r:"))
    found: dict[str, Callable[[], IO[bytes]]] = {}
    refused = 0
    for member in archive:
        name = member.name.removeprefix("./")
        if member.isdir() or _is_noise(name):
            continue
        if not member.isreg() or not _is_inside(name):
            refused += 1
        else:
            found[name] = partial(_member, archive, member)
        _require_few(len(found) + refused)
    return ArchiveParts(found, refused)


def _member(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    return archive.extractfile(member) or io.BytesIO()  # a regular file has a stream


def _require_few(number: int) -> int:
    if number > MOST_PARTS:
        raise ArticleUnreadable(
            f"it has more than {MOST_PARTS:,} parts",
            hint="Unpack it, if you trust it, and import the folder.",
        )
    return 0


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    is_relative = bool(path.parts) and not path.is_absolute() and ".." not in path.parts
    return is_relative and not _DRIVE.match(path.parts[0]) and "\0" not in name


def _is_noise(name: str) -> bool:
    """Whether a part is what macOS keeps of a file beside it, and no part of an export."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2] in (".DS_Store", "Thumbs.db")
