"""The files that differ between two listings of a folder (`scan.Listed`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kratomcli.model.paths import shown_path
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from kratomcli.index.scan import Folder


class FileChange(NamedTuple):
    """One file that differs: its name in a folder, its line in the listing now (None if it is gone).

    `file` is its path within the library as the system has it, `path` the same as shown, and `exact` the
    bytes of it where the two differ. `is_new` is whether the last listing had no such name.
    """

    folder: Folder
    name: bytes
    now: bytes | None
    is_new: bool
    file: bytes
    path: str
    exact: bytes | None


def file_changes(folders: Iterable[Folder]) -> Iterator[FileChange]:
    """The changed files of some folders, by name."""
    for folder in folders:
        for name, now, is_new in _different(folder):
            file = _path_of(folder.path, name)
            yield FileChange(folder, name, now, is_new, file, *shown_path(file))


def _different(folder: Folder) -> Iterator[tuple[bytes, bytes | None, bool]]:
    """Name, line now (None if there is none), and whether the name is new, where the two listings differ."""
    listed_before, listed_now = set(_split(folder.before)), set(_split(folder.now))
    before, now = _by_name(listed_before - listed_now), _by_name(listed_now - listed_before)
    for name in sorted(before.keys() | now.keys()):
        yield name, now.get(name), name not in before


def _path_of(folder: bytes, name: bytes) -> bytes:
    """Of a file in a folder; without a name, of the folder itself, which can't be listed."""
    if not name:
        return folder.rstrip(b"/")
    return folder + b"/" + name if folder else name


def count_changes(folder: Folder) -> int:
    """How many names differ, without going through a folder that is new or gone."""
    if folder.before and folder.now:
        return sum(1 for _ in _different(folder))
    return (folder.before + folder.now).count(b"\0") + 1


def lines_of(listing: bytes) -> dict[bytes, bytes]:
    """The lines of a listing: name → the rest of the line."""
    return _by_name(_split(listing))


def _split(listing: bytes) -> list[bytes]:
    return listing.split(b"\0") if listing else []


def _by_name(lines: Iterable[bytes]) -> dict[bytes, bytes]:
    names: dict[bytes, bytes] = {}
    for line in lines:
        name, _, rest = line.partition(b"/")
        names[name] = rest
    return names


def as_listing(names: dict[bytes, bytes]) -> bytes:
    """The listing with these lines: name → the rest of the line."""
    return b"\0".join(name + b"/" + rest for name, rest in sorted(names.items()))
