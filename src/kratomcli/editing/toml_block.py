"""Splices in TOML front matter: a scanner finds keys and values, and tomllib proves the result."""

from __future__ import annotations

import json
import re

from kratomcli.editing.splices import (
    CannotEdit,
    KeyPath,
    Splice,
    TextSpan,
    line_end,
    line_start,
    with_item,
    without_item,
)
from kratomcli.editing.values import KeyValue, WrittenDate
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

_BLANK = lazy_regex(r"(?:[ \t\n]|#[^\n]*)*")
_SPACE = lazy_regex(r"[ \t]*")
_HEADER = lazy_regex(r"\[\[?([^\]\n]*)\]\]?")
_KEY = lazy_regex(
    r"((?:[\w-]+|\"[^\"\n]*\"|'[^'\n]*')(?:[ \t]*\.[ \t]*(?:[\w-]+|\"[^\"\n]*\"|'[^'\n]*'))*)[ \t]*="
)
_KEY_PART = lazy_regex(r"[\w-]+|\"[^\"\n]*\"|'[^'\n]*'")
_BARE_KEY = lazy_regex(r"[A-Za-z0-9_-]+")
_TEXTS = lazy_regex(r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'', re.DOTALL)
_BARE = lazy_regex(r"[^,\n#\]}]+")
_OPEN, _CLOSE = "[{", "]}"
_DATE = lazy_regex(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?)?")


class _TomlEntry(NamedTuple):
    """A key with its tables, and where its line and its value are."""

    path: KeyPath
    key: TextSpan
    value: TextSpan


class TomlBlock:
    """The TOML from offset `start` to `end` of a text."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text = text[:end]
        self._start, self._end = start, end
        self._entries: list[_TomlEntry] = []
        self._tables: dict[KeyPath, int] = {}
        """A table, () for that without a header → the offset after the last line of what is in it."""
        self._first_header = end
        self._scan()

    def put(self, path: KeyPath, value: KeyValue) -> list[Splice]:
        """The splices that give a key a value, in place of the one it has, or as a new key."""
        if value is None:
            raise CannotEdit("TOML has no null")
        found = self._find(path)
        if found is None:
            return [self._new(path, value)]
        quote = self._text[found.value[0]]
        return [Splice(*found.value, _written(value, quote if quote in "\"'" else ""))]

    def drop(self, path: KeyPath) -> list[Splice]:
        """The splices that take a key away, with its lines."""
        found = self._required(path)
        start, end = line_start(self._text, found.key[0]), line_end(self._text, found.value[1])
        rest = self._text[found.value[1] : end].strip()
        if self._text[start : found.key[0]].strip() or (rest and not rest.startswith("#")):
            raise CannotEdit(f"{path[-1]} is not alone on its line")
        return [Splice(start, end, "")]

    def add_item(self, path: KeyPath, name: str) -> list[Splice]:
        """The splices that add a name to the end of an array."""
        inside, items = self._array(path)
        quote = self._text[items[-1][0]] if items else '"'
        return [with_item(self._text, items, inside, _written(name, quote))]

    def drop_item(self, path: KeyPath, index: int) -> list[Splice]:
        """The splices that take one item from an array."""
        inside, items = self._array(path)
        return [without_item(self._text, items, inside, index)]

    def rename_item(self, path: KeyPath, index: int, name: str) -> list[Splice]:
        """The splices that replace one item of an array."""
        _, items = self._array(path)
        return [Splice(*items[index], _written(name, self._text[items[index][0]]))]

    # -- places ----------------------------------------------------------------------------------

    def _scan(self) -> None:
        table: KeyPath = ()
        at = self._tables[()] = self._start
        while (at := self._skip(_BLANK, at)) < self._end:
            if header := _HEADER.match(self._text, at):
                table = tuple(_unquoted(part) for part in _KEY_PART.findall(header[1]))
                if self._first_header == self._end:
                    self._first_header = line_start(self._text, at)
                at = header.end()
            else:
                at = self._entry(table, at)
            self._tables[table] = line_end(self._text, at)

    def _entry(self, table: KeyPath, at: int) -> int:
        found = _KEY.match(self._text, at)
        if found is None:
            raise CannotEdit("its TOML is written in an unusual way")
        parts = tuple(_unquoted(part) for part in _KEY_PART.findall(found[1]))
        start = self._skip(_SPACE, found.end())
        end, _ = self._value(start)
        self._entries.append(_TomlEntry(table + parts, found.span(1), (start, end)))
        return end

    def _skip(self, pattern: re.Pattern[str], at: int) -> int:
        found = pattern.match(self._text, at)
        return found.end() if found else at

    def _value(self, at: int) -> tuple[int, list[TextSpan]]:
        """The offset after the value that begins at an offset, and its items if it is an array."""
        items: list[TextSpan] = []
        if self._text[at : at + 1] not in ("[", "{"):
            found = _TEXTS.match(self._text, at) or _BARE.match(self._text, at)
            if found is None:
                raise CannotEdit("its TOML is written in an unusual way")
            return at + len(found[0].rstrip()), items
        close = _CLOSE[_OPEN.index(self._text[at])]
        is_table = close == "}"
        at = self._skip(_BLANK, at + 1)
        while self._text[at : at + 1] != close:
            start = at
            if is_table and (key := _KEY.match(self._text, at)):
                at = self._skip(_SPACE, key.end())
            at, _ = self._value(at)
            items.append((start, at))
            at = self._skip(_BLANK, at)
            if self._text[at : at + 1] == ",":
                at = self._skip(_BLANK, at + 1)
            elif self._text[at : at + 1] != close:
                raise CannotEdit("its TOML is written in an unusual way")
        return at + 1, items

    def _find(self, path: KeyPath) -> _TomlEntry | None:
        return next((entry for entry in self._entries if entry.path == path), None)

    def _required(self, path: KeyPath) -> _TomlEntry:
        found = self._find(path)
        if found is None:
            raise CannotEdit(f"{path[-1]} is a table")
        return found

    def _array(self, path: KeyPath) -> tuple[TextSpan, list[TextSpan]]:
        start, end = self._required(path).value
        if self._text[start] != "[":
            raise CannotEdit(f"{path[-1]} is no array")
        return (start + 1, end - 1), self._value(start)[1]

    # -- what is written -------------------------------------------------------------------------

    def _new(self, path: KeyPath, value: KeyValue) -> Splice:
        table, key = path[:-1], path[-1]
        line = f"{key if _BARE_KEY.fullmatch(key) else json.dumps(key)} = {_written(value, '')}\n"
        at = self._tables.get(table)
        if at is None:
            before = "\n" if self._text[self._start : self._end].strip() else ""
            return Splice(self._end, self._end, f"{before}[{table[0]}]\n{line}")
        if any(entry.path[: len(path)] == path for entry in self._entries):
            raise CannotEdit(f"{key} is a table")
        own = [entry for entry in self._entries if entry.path[:-1] == table]
        start = self._text[line_start(self._text, own[-1].key[0]) : own[-1].key[0]] if own else ""
        if start.strip() or (table and self._text[at - 1 : at] != "\n"):
            raise CannotEdit("its TOML is written in an unusual way")
        return Splice(at, at, start + line)


def _unquoted(part: str) -> str:
    return part[1:-1] if part[0] in "\"'" else part


def _written(value: KeyValue, quote: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, WrittenDate) and not quote and _DATE.fullmatch(value):
        return str(value)
    if isinstance(value, str):
        if quote == "'" and "'" not in value and value.isprintable():
            return f"'{value}'"
        return json.dumps(value, ensure_ascii=not value.isprintable())
    if isinstance(value, int | float):
        return repr(value)
    return f"[{', '.join(_written(item, '') for item in value or ())}]"
