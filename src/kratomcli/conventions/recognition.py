"""Recognising the tool of each folder by the marker files that lie in it, or in a folder around it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Set
from typing import TYPE_CHECKING

from kratomcli.conventions.table import CONVENTIONS, Convention, Marker, convention_of
from kratomcli.named_tuples import NamedTuple

if TYPE_CHECKING:
    from kratomcli.model.article import Dialect

MARKER_NAMES = frozenset(
    os.fsencode(name) for tool in CONVENTIONS.values() for marker in tool.markers for name in marker.names
)
"""The names that are looked for while folders are listed."""

_ABOVE = 3
"""How many folders around a library are examined: articles are in content/, or up to two folders below."""
_MOST = 1_000_000  # bytes of a marker file whose text is looked into


class Recognised(NamedTuple):
    """The tool of a folder: its name in `CONVENTIONS`, and how it is known, for people.

    `is_weak` is whether a tool of a folder around it counts more.
    """

    name: str
    why: str
    is_weak: bool = False


def recognised(folder: bytes, names: Set[bytes]) -> Recognised | None:
    """The tool of the absolute path `folder`, in which `names` lie; None if they are no tool's markers."""
    weak = None
    for tool in CONVENTIONS.values() if names else ():
        for marker in tool.markers:
            if all(os.fsencode(name) in names for name in marker.names) and _holds(folder, marker):
                found = Recognised(tool.name, " and ".join(marker.names), marker.is_weak)
                if not marker.is_weak:
                    return found
                weak = weak or found
    return weak


def _holds(folder: bytes, marker: Marker) -> bool:
    if not marker.holds:
        return True
    from kratomcli.files.reading import FileUnreadable, read_file

    try:
        data = read_file(os.path.join(folder, os.fsencode(marker.names[0])), limit=_MOST, within=[folder])
    except FileUnreadable:
        return False
    return re.search(marker.holds, data.decode(errors="replace"), re.MULTILINE) is not None


def recognised_above(folder: bytes) -> Recognised | None:
    """The tool of the nearest folder around `folder` that has one, up to the top of its repository."""
    home = os.fsencode(os.path.expanduser("~"))
    for _ in range(_ABOVE):
        if os.path.lexists(os.path.join(folder, b".git")):
            return None
        folder, child = os.path.dirname(folder), folder
        if folder in (child, home):
            return None
        names = {name for name in MARKER_NAMES if os.path.lexists(os.path.join(folder, name))}
        found = recognised(folder, names)
        if found is not None and not found.is_weak:
            return found._replace(why=f"{found.why} in {os.fsdecode(folder)}")
    return None


class Conventions:
    """The tools of a library's folders; a folder without one has that of the nearest folder around it."""

    def __init__(self, folders: Mapping[str, Recognised], dialect: Dialect | None = None) -> None:
        """`folders`: path within the library ("" is all of it) → its tool; `dialect` replaces the tools'."""
        self.folders = folders
        self._found = {
            os.fsencode(path): _in(dialect, convention_of(tool.name)) for path, tool in folders.items()
        }
        self._whole = self._found.get(b"", _in(dialect, convention_of("")))
        self._is_one = not self._found.keys() - {b""}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Conventions) and self.folders == other.folders

    __hash__ = None  # type: ignore[assignment]

    def of(self, path: bytes) -> Convention:
        """The convention of the file at a path within the library."""
        if self._is_one:
            return self._whole
        while path:
            path = path.rpartition(b"/")[0]
            if (found := self._found.get(path)) is not None:
                return found
        return self._whole

    def as_fact(self) -> str:
        """The text in which the catalog keeps them."""
        import json

        return json.dumps({path: tool[:2] for path, tool in self.folders.items()})

    @classmethod
    def from_fact(cls, text: str, dialect: Dialect | None = None) -> Conventions:
        """As they were when `as_fact` was called; none for ""."""
        if text in ("", "{}"):
            return cls({}, dialect)
        import json

        return cls({path: Recognised(*tool) for path, tool in json.loads(text).items()}, dialect)


def _in(dialect: Dialect | None, convention: Convention) -> Convention:
    return convention if dialect is None else convention._replace(dialect=dialect)


def named(name: str) -> Conventions:
    """The conventions of a library for all of which the settings name a tool, or none with "none"."""
    return Conventions({"": Recognised("" if name == "none" else name, "named in the settings")})


def settled(found: Iterable[tuple[str, Recognised]]) -> Conventions:
    """The conventions of a library, in whose folders these tools were found, the outer before the inner."""
    folders: dict[str, Recognised] = {}
    for path, tool in found:
        if not (tool.is_weak and (path in folders or _around(path, folders))):
            folders[path] = tool._replace(is_weak=False)
    return Conventions(folders)


def _around(path: str, folders: Mapping[str, Recognised]) -> bool:
    """Whether a folder around `path` is among `folders`."""
    while path:
        path = path.rpartition("/")[0]
        if path in folders:
            return True
    return False
