"""What is imported from: a file, a folder or an archive, whose parts are read by name and in bounds."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import IO, TYPE_CHECKING, BinaryIO

from kratomcli.errors import ArticleUnreadable
from kratomcli.files.reading import FileUnreadable, open_file
from kratomcli.files.writing import spooled_bytes
from kratomcli.importers.sources.archives import (
    BROKEN,
    Allowance,
    ArchiveParts,
    PartStream,
    broken,
    kind_of,
    parts_of,
)
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Failed = Callable[[str, str], None]
"""What is called with the name of something in a source that can't be read, and the reason."""

MOST_BYTES = 200_000_000
"""Of one part that is read whole."""
_START = 4096
_STARTS = 1000
_IN_MEMORY = 10_000_000
_DEEPEST = 2
"""Archives within one another."""
_ARCHIVES = (".zip", ".tar", ".tgz", ".tar.gz", ".jex")
_DOCUMENTS = (".epub", ".docx", ".odt")
"""Zip archives that are one document."""


class SourcePlace(NamedTuple):
    """Where a source is from, if that is more than its path: see `ImportSource`."""

    name: str = ""
    folder: str = ""
    address: str = ""


class _SourceBounds(NamedTuple):
    """What may still be read of an archive, and the number of archives that a source is in."""

    allowance: Allowance | None = None
    depth: int = 0


_NO_PLACE, _NO_BOUNDS = SourcePlace(), _SourceBounds()


class _Unpacked(NamedTuple):
    parts: Mapping[str, Callable[[], IO[bytes]]]
    refused: int
    bounds: _SourceBounds


class ImportSource:
    """Parts by name: (path within it, with "/") → content; a single file is its own only part.

    `path` is where it was found, `name` the last part of that. `folder` is the folder that a part, which is a
    source now, was in; `address` is where a page was fetched from. `refused` is the number of parts that are
    not offered: links, and names that lead out of it.
    """

    def __init__(
        self,
        path: str,
        parts: Mapping[str, Callable[[], IO[bytes]]],
        refused: int = 0,
        bounds: _SourceBounds = _NO_BOUNDS,
        place: SourcePlace = _NO_PLACE,
    ) -> None:
        self.path = path
        self.name = place.name or os.path.basename(path.rstrip("/" + os.sep))
        self.folder = place.folder
        self.address = place.address
        self.refused = refused
        self._parts = parts
        self._names: list[str] = []
        self._bounds = bounds
        self._starts: dict[str, bytes] = {}
        self.used: set[str] = set()
        """The names of the parts of which more than the start has been read."""

    @property
    def names(self) -> list[str]:
        """The names of the parts, in order."""
        if len(self._names) != len(self._parts):
            self._names = sorted(self._parts)
        return self._names

    @property
    def only(self) -> str:
        """The name of the only part.

        Raises:
            ArticleUnreadable: there are several, or none.
        """
        if len(self._parts) != 1:
            raise ArticleUnreadable(f"{self.name} is no single file")
        return self.names[0]

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def ending(self, *suffixes: str) -> list[str]:
        """The names that end in one of these, in lower or upper case."""
        return [name for name in self.names if name.lower().endswith(suffixes)]

    def stream(self, name: str) -> BinaryIO:
        """A part as a stream of bytes, which the caller closes; reading it may raise ArticleUnreadable.

        Raises:
            ArticleUnreadable: there is no such part, or it can't be read.
        """
        self.used.add(name)
        return io.BufferedReader(self._opened(name, self._bounds.allowance), 1 << 16)

    def _opened(self, name: str, allowance: Allowance | None) -> PartStream:
        if name not in self._parts:
            raise ArticleUnreadable(f"{self.name} has no part {name!r}")
        shown = self.name if name == self.name else f"{name} in {self.name}"
        try:
            return PartStream(self._parts[name](), shown, allowance)
        except FileUnreadable as error:
            raise ArticleUnreadable(f"{shown} can't be read: {error.reason}") from error
        except BROKEN as error:
            raise broken(shown, error) from error

    def read(self, name: str, most: int = MOST_BYTES) -> bytes:
        """The content of a part, at most `most` bytes.

        Raises:
            ArticleUnreadable: there is no such part, it can't be read, or it is larger.
        """
        with self.stream(name) as stream:
            data = stream.read(most + 1)
        if len(data) > most:
            raise ArticleUnreadable(f"{name} in {self.name} is larger than {most:,} bytes")
        return data

    def start(self, name: str, size: int = _START) -> bytes:
        """The first bytes of a part, which are kept, since each importer asks for them.

        Raises:
            ArticleUnreadable: there is no such part, or it can't be read.
        """
        if size > _START:
            return self._start(name, size)
        if name not in self._starts:
            if len(self._starts) >= _STARTS:
                self._starts.clear()
            self._starts[name] = self._start(name, _START)
        return self._starts[name][:size]

    def _start(self, name: str, size: int) -> bytes:
        with io.BufferedReader(self._opened(name, None), size) as stream:
            return stream.read(size)

    def inner(self, failed: Failed) -> Iterator[ImportSource]:
        """Each part as a source of its own, archives opened: for what lies beside other things.

        `failed` is told of those that can't be opened: their names, and why.
        """
        if self.names == [self.name]:
            return
        for name in self.names:
            if self._is_beside_a_page(name):
                continue
            try:
                with self.part(name) as source:
                    yield source
            except ArticleUnreadable as error:
                failed(name, str(error))

    def _is_beside_a_page(self, name: str) -> bool:
        """Whether a browser saved a part with a page: what "Tea.html" shows lies in "Tea_files"."""
        folder = name.partition("_files/")[0] if "_files/" in name else name.partition(".files/")[0]
        return folder != name and any(folder + end in self._parts for end in (".html", ".htm"))

    @contextmanager
    def part(self, name: str) -> Iterator[ImportSource]:
        """A part as a source, an archive as one with parts of its own.

        Raises:
            ArticleUnreadable: there is no such part, it can't be read, or archives are too deep in another.
        """
        path = f"{self.path}/{name}"
        with ExitStack() as stack:
            if name.lower().endswith(_ARCHIVES) and (found := self._unpacked(name, stack)) is not None:
                yield ImportSource(path, *found)
                return
            folder, _, last = name.rpartition("/")
            parts = {last: self._parts[name]}
            yield ImportSource(path, parts, 0, self._bounds, SourcePlace(last, folder))

    @contextmanager
    def with_inner(self, names: Iterable[str]) -> Iterator[ImportSource]:
        """A source that has the parts of the archives `names` in place of these, for exports cut in pieces.

        Raises:
            ArticleUnreadable: as for `part`, or one is no archive.
        """
        parts = {name: opener for name, opener in self._parts.items() if name not in {*names}}
        refused = self.refused
        with ExitStack() as stack:
            for name in names:
                if (found := self._unpacked(name, stack)) is None:
                    raise ArticleUnreadable(f"{name} in {self.name} is no archive")
                parts |= found.parts
                refused += found.refused
            bounds = self._bounds._replace(depth=self._bounds.depth + 1)
            whole = ImportSource(self.path, parts, refused, bounds)
            whole.used = self.used
            yield whole

    def _unpacked(self, name: str, stack: ExitStack) -> _Unpacked | None:
        """The parts of a part that is an archive; None if it is none."""
        path = f"{self.path}/{name}"
        if self._bounds.depth >= _DEEPEST:
            raise ArticleUnreadable(f"{path}: archives are nested too deeply")
        whole = self._whole(name, stack)
        allowance = self._bounds.allowance or Allowance(whole.seek(0, os.SEEK_END))
        parts = _parts(path, whole, allowance, stack)
        return None if parts is None else _Unpacked(*parts, _SourceBounds(allowance, self._bounds.depth + 1))

    def _whole(self, name: str, stack: ExitStack) -> BinaryIO:
        """A part as a stream in which one can go to and fro."""
        whole = stack.enter_context(spooled_bytes(_IN_MEMORY))
        with self.stream(name) as stream:
            while data := stream.read(1 << 20):
                whole.write(data)
        return whole


@contextmanager
def open_source(path: str) -> Iterator[ImportSource]:
    """The source at `path`: a folder, a zip or tar archive by its content, or else the file itself.

    Raises:
        ArticleUnreadable: there is nothing, or it is a broken archive.
    """
    with ExitStack() as stack:
        try:
            source = _source(os.path.abspath(path), stack)
        except FileUnreadable as error:
            raise ArticleUnreadable(error.message, hint=error.hint) from error
        except BROKEN as error:
            raise broken(path, error) from error
        yield source


def _source(path: str, stack: ExitStack) -> ImportSource:
    if os.path.isdir(path):
        return ImportSource(path, *_folder(path))
    stream = stack.enter_context(open_file(path))
    if not path.lower().endswith(_DOCUMENTS) and kind_of(stream):
        allowance = Allowance(os.fstat(stream.fileno()).st_size)
        if (parts := _parts(path, stream, allowance, stack)) is not None:
            return ImportSource(path, *parts, _SourceBounds(allowance))
    return ImportSource(path, {os.path.basename(path): partial(open_file, path)})


def _parts(path: str, stream: BinaryIO, allowance: Allowance, stack: ExitStack) -> ArchiveParts | None:
    """The parts of an archive; None if it is none. Errors name its path."""
    try:
        return parts_of(stream, allowance, stack)
    except ArticleUnreadable as error:
        raise ArticleUnreadable(f"{path}: {error.message}", hint=error.hint) from error
    except BROKEN as error:
        raise broken(path, error) from error


def _folder(top: str) -> ArchiveParts:
    found: dict[str, Callable[[], IO[bytes]]] = {}
    refused = 0
    for folder, _, names in os.walk(top):
        for name in names:
            place = os.path.join(folder, name)
            if os.path.islink(place) or not os.path.isfile(place):
                refused += 1
                continue
            found[os.path.relpath(place, top).replace(os.sep, "/")] = partial(open_file, place)
    return ArchiveParts(found, refused)
