"""The front matter of one text while it is changed: each step is made of splices, and proven."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Protocol

from kratomcli.editing.splices import CannotEdit, KeyPath, Splice
from kratomcli.editing.values import KeyValue, WrittenDate
from kratomcli.errors import ArticleUnreadable
from kratomcli.model.paths import MARKDOWN_SUFFIXES, suffix_of
from kratomcli.readers.dates import read_date
from kratomcli.readers.front_matter import FrontMatter, place_of, split
from kratomcli.readers.headers import front_matter_of, header

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kratomcli.conventions.table import Convention
    from kratomcli.editing.encoded_text import EncodedText

_EMPTY = FrontMatter({}, 0)
_NEW = {"zola": "+++\n+++\n", "logseq": "", "pelican": ""}
"""Tool → the empty front matter that it wants; others have YAML."""


class KeyBlock(Protocol):
    """Front matter in one notation: each method gives the splices for a change."""

    def put(self, path: KeyPath, value: KeyValue) -> list[Splice]: ...

    def drop(self, path: KeyPath) -> list[Splice]: ...

    def add_item(self, path: KeyPath, name: str, /) -> list[Splice]: ...

    def drop_item(self, path: KeyPath, index: int, /) -> list[Splice]: ...

    def rename_item(self, path: KeyPath, index: int, name: str, /) -> list[Splice]: ...


class EditedFrontMatter:
    """The front matter of a text, with its `values` as readers see them."""

    def __init__(self, source: EncodedText, path: str, convention: Convention) -> None:
        self._source = source
        self._is_markdown = suffix_of(path) in MARKDOWN_SUFFIXES
        self._convention = convention
        self._front = self._read()

    @property
    def values(self) -> dict[str, object]:
        """Key → value."""
        return self._front.values

    @property
    def written(self) -> str:
        """The text of the front matter, with its boundaries."""
        return self._source.text[: self._front.end]

    @property
    def is_header(self) -> bool:
        """Whether values are text on lines of their own, without lists."""
        return self._front.end > 0 and split(self._source.text) is None

    def value(self, path: KeyPath) -> object:
        """The value at a path, None if there is none."""
        table: object = self.values
        for key in path:
            table = table.get(key) if isinstance(table, dict) else None
        return table

    def has(self, path: KeyPath) -> bool:
        """Whether there is such a key."""
        table = self.value(path[:-1]) if path[1:] else self.values
        return isinstance(table, dict) and path[-1] in table

    # -- steps -----------------------------------------------------------------------------------

    def put(self, path: KeyPath, value: KeyValue) -> None:
        """Give a key a value."""
        if not self.has(path):
            self._require_some()
        self._step(path, lambda block: block.put(path, value), lambda new: _is_written(new, value))

    def drop(self, path: KeyPath) -> None:
        """Remove a key."""
        self._step(path, lambda block: block.drop(path), lambda new: new is _NOTHING)

    def add_item(self, path: KeyPath, name: str) -> None:
        """Add a name to the end of a list."""
        wanted = [*self._list(path), name]
        self._step(path, lambda block: block.add_item(path, name), lambda new: new == wanted)

    def drop_item(self, path: KeyPath, index: int) -> None:
        """Remove an item from a list."""
        wanted = self._list(path)
        del wanted[index]
        self._step(path, lambda block: block.drop_item(path, index), lambda new: new == wanted)

    def rename_item(self, path: KeyPath, index: int, name: str) -> None:
        """Replace an item of a list."""
        wanted = self._list(path)
        wanted[index] = name
        self._step(path, lambda block: block.rename_item(path, index, name), lambda new: new == wanted)

    def _list(self, path: KeyPath) -> list[object]:
        value = self.value(path)
        return [*value] if isinstance(value, list) else []

    def _step(
        self,
        path: KeyPath,
        change: Callable[[KeyBlock], Sequence[Splice]],
        is_right: Callable[[object], bool],
    ) -> None:
        """Make a change, and prove that only what is at the path differs, and is as it should be."""
        before, text = self._front, self._source.text
        shape = self._shape()
        self._source.apply(change(self._block(path)))
        self._front = after = self._read()
        if not after.end:
            raise CannotEdit("what is left would not be taken for front matter")
        new = self.value(path) if self.has(path) else _NOTHING
        if not is_right(new) or _without(before.values, path) != _without(after.values, path):
            raise CannotEdit(f"the way in which {path[-1]} is written allows no change that is proven")
        if text[before.end :].lstrip("\n") != self._source.text[after.end :].lstrip("\n"):
            raise CannotEdit("the text below would change")
        if _without(shape, path[:1]) != _without(self._shape(), path[:1]):
            raise CannotEdit("other keys would change for stricter readers")

    def _shape(self) -> dict[str, object]:
        """What PyYAML sees in YAML, beside our own reader; {} for other notations."""
        if split(self._source.text) is None:
            return {}
        place = place_of(self._source.text)
        if place.kind != "-":
            return {}
        from kratomcli.editing.yaml_block import shape

        return shape(self._source.text[place.start : place.end])

    # -- notations -------------------------------------------------------------------------------

    def _read(self) -> FrontMatter:
        text = self._source.text
        try:
            if self._is_markdown:
                return front_matter_of(text, self._convention) or _EMPTY
            return split(text) or header(text, self._convention) or _EMPTY
        except ArticleUnreadable as error:
            raise CannotEdit(error.message) from error

    def _block(self, path: KeyPath) -> KeyBlock:
        """The notation in which a key is, or would be."""
        from kratomcli.editing.header_block import HeaderBlock

        text = self._source.text
        own = split(text)
        if own is not None and (path[0] in own.values or path[0] not in self.values):
            return self._bounded(text)
        if own is not None:
            return HeaderBlock(text, own.end, self._front.end, "properties")
        is_header = header(text, self._convention) is not None
        kind = "org" if text.startswith("#+") else "header" if is_header else "properties"
        if self._front.end == 0:
            kind = "properties" if self._convention.name == "logseq" else "header"
        start = len(text) - len(text.lstrip("\n")) if self._front.end else 0
        return HeaderBlock(text, start, self._front.end, kind)

    def _bounded(self, text: str) -> KeyBlock:
        kind, start, end = place_of(text)
        if kind == "-":
            from kratomcli.editing.yaml_block import YamlBlock

            is_notes = self._convention.name == "obsidian"
            return YamlBlock(text, start, end, lists_are_blocks=is_notes)
        if kind == "+":
            from kratomcli.editing.toml_block import TomlBlock

            return TomlBlock(text, start, end)
        from kratomcli.editing.json_block import JsonBlock

        return JsonBlock(text, start, end)

    def _require_some(self) -> None:
        """Begin a text without front matter with an empty one, in the notation of its tool."""
        text = self._source.text
        if self._front.end or split(text) is not None:
            return
        if not self._is_markdown:
            raise CannotEdit("a text file without front matter, which is read as Markdown if it has some")
        empty = _NEW.get(self._convention.name, "---\n---\n")
        below = "" if not text or text.startswith("\n") else "\n"
        self._source.apply([Splice(0, 0, empty + below)])
        self._front = self._read()
        if self._front.values or text.lstrip("\n") != self._source.text[self._front.end :].lstrip("\n"):
            raise CannotEdit("its text begins as front matter would")


_NOTHING = object()


def _without(values: dict[str, object], path: KeyPath) -> list[tuple[str, object]]:
    """The other values, in order; a table without others is none."""
    if len(path) > 1 and isinstance(values.get(path[0]), dict):
        rest = deepcopy(values[path[0]])
        assert isinstance(rest, dict)  # noqa: S101 - for mypy
        rest.pop(path[1], None)
        return [
            (key, rest if key == path[0] else value)
            for key, value in values.items()
            if key != path[0] or rest
        ]
    return [(key, value) for key, value in values.items() if key != path[0]]


def _is_written(new: object, value: KeyValue) -> bool:
    """Whether what is read is the value that was to be written; in headers, all is text."""
    if isinstance(value, WrittenDate):
        return is_same_date(new, value)
    if isinstance(value, bool) or value is None:
        return new is value or (isinstance(new, str) and new == ("" if value is None else str(value).lower()))
    if isinstance(value, list):
        return new == value or new == ", ".join(value)
    return (new == value and not isinstance(new, bool)) or new == str(value)


def is_same_date(old: object, new: object) -> bool:
    """Whether two values are the same date."""
    first, second = read_date(old), read_date(new)
    return first is not None and second is not None and first.iso == second.iso
