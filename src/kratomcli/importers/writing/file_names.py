"""Titles → names of files and folders that every system can hold, and that nothing else has yet."""

from __future__ import annotations

import os

from kratomcli.export.names import folded
from kratomcli.named_tuples import NamedTuple
from kratomcli.text.file_names import safe_name

DEEPEST = 12
"""Folders below one another; what is deeper is put into the last of them."""


class _FolderNames(NamedTuple):
    """What a folder holds: names as file systems compare them → names; and the last number of each."""

    names: dict[str, str]
    numbers: dict[str, int]


class FreeNames:
    """Gives names below a folder that neither a file there nor an earlier call has.

    Names that differ only in case or in the form of their letters are the same on many file systems: the
    second gets "-2" at its end.
    """

    def __init__(self, root: str) -> None:
        self._root = root
        self._folders: dict[str, _FolderNames] = {}
        self._subfolders: dict[tuple[str, str], str] = {}

    def folder(self, path: str) -> str:
        """A folder below the root for a path with "/": its parts made safe, and spelled as they are there."""
        place = ""
        for part in [part for part in path.split("/") if part.strip(" .")][:DEEPEST]:
            place = self._subfolder(place, safe_name(part))
        return place

    def _subfolder(self, place: str, name: str) -> str:
        wanted = place, folded(name)
        if wanted not in self._subfolders:
            self._subfolders[wanted] = self._found_or_new(place, name)
        return self._subfolders[wanted]

    def _found_or_new(self, place: str, name: str) -> str:
        there = self._content(place).names.get(folded(name))
        if there is not None and self._is_folder(_below(place, there)):
            return _below(place, there)
        made = self.file(place, name, "")
        self._folders[made] = _FolderNames({}, {})
        return made

    def _is_folder(self, path: str) -> bool:
        if path in self._folders:
            return True
        real = os.path.join(self._root, path)
        return os.path.isdir(real) and not os.path.islink(real)

    def file(self, folder: str, stem: str, suffix: str) -> str:
        """The path of a new file in a folder that `folder` gave."""
        names, numbers = self._content(folder)
        start = folded(stem + suffix)
        number = numbers.get(start, 0) + 1
        name = stem + suffix if number == 1 else f"{stem}-{number}{suffix}"
        while folded(name) in names:
            number += 1
            name = f"{stem}-{number}{suffix}"
        numbers[start] = number
        names[folded(name)] = name
        return _below(folder, name)

    def there(self, folder: str, name: str) -> str:
        """The path of what has this name in a folder; "" if nothing has."""
        found = self._content(folder).names.get(folded(name))
        return _below(folder, found) if found is not None else ""

    def _content(self, folder: str) -> _FolderNames:
        if folder not in self._folders:
            try:
                names = os.listdir(os.path.join(self._root, folder))
            except FileNotFoundError:
                names = []
            self._folders[folder] = _FolderNames({folded(name): name for name in names}, {})
        return self._folders[folder]


def _below(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
