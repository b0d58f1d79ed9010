"""Where the files of items will lie, known before they are written, so that one can link to another."""

from __future__ import annotations

from collections.abc import Callable
from posixpath import relpath, splitext
from urllib.parse import quote

from kratomcli.export.names import folded
from kratomcli.named_tuples import NamedTuple
from kratomcli.text.file_names import safe_name


def address(path: str) -> str:
    """A relative path as a link's address."""
    return quote(path, safe="/!$&'*+,;=@~")


class ItemPlace(NamedTuple):
    """A file below the target: its folder, "" for the target itself, and its name without suffix."""

    folder: str
    name: str


class Places:
    """Gives each item of a source a place of its own, and the addresses of links between them."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._places: dict[str, ItemPlace] = {}

    def add(self, key: str, title: str, folder: str = "") -> ItemPlace:
        """The place for a title in a folder; the second of the same name gets "-2" at its end."""
        stem = name = safe_name(title)
        number = 1
        while (taken := folded(f"{folder}/{name}")) in self._taken:
            number += 1
            name = f"{stem}-{number}"
        self._taken.add(taken)
        self._places[key] = place = ItemPlace(folder, name)
        return place

    def __getitem__(self, key: str) -> ItemPlace:
        return self._places[key]

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def between(self, source: str, target: str) -> str:
        """The address of a link from one item to another, by their keys."""
        folder, name = self._places[target]
        path = relpath(f"/{folder}/{name}.md", f"/{self._places[source].folder}")
        return address(path)


class AttachedFiles:
    """The files of one item, in a folder beside its own: `files` as `Item.attachments` has them."""

    def __init__(self, name: str) -> None:
        self._folder = f"{name}_files"
        self._taken: set[str] = set()
        self._addresses: dict[str, str] = {}
        self.files: dict[str, Callable[[], bytes]] = {}

    def add(self, key: str, name: str, content: Callable[[], bytes]) -> str:
        """The address of a link to a file of this name, whose suffix is kept; a key stands for one file."""
        if key not in self._addresses:
            self._addresses[key] = self._new(name, content)
        return self._addresses[key]

    def _new(self, name: str, content: Callable[[], bytes]) -> str:
        stem, suffix = splitext(name.replace("\\", "/").rpartition("/")[2])
        stem, suffix = safe_name(stem), suffix and f".{safe_name(suffix)}"
        path = f"{self._folder}/{stem}{suffix}"
        number = 1
        while folded(path) in self._taken:
            number += 1
            path = f"{self._folder}/{stem}-{number}{suffix}"
        self._taken.add(folded(path))
        self.files[path] = content
        return address(path)
