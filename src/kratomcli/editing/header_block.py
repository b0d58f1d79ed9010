"""Splices in front matter without boundaries: lines `Key: value`, `#+key: value` and `key:: value`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NoReturn

from kratomcli.editing.splices import CannotEdit, KeyPath, Splice, line_end, line_start
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from kratomcli.editing.values import KeyValue

_LINES = {
    "header": lazy_regex(r"( {0,3})([A-Za-z][\w -]*?)([ \t]*:(?!:)[ \t]*)(.*)"),
    "org": lazy_regex(r"(#\+)([A-Za-z][\w-]*)(:[ \t]*)(.*)"),
    "properties": lazy_regex(r"([ \t]*(?:- )?)([^\W\d_][^:\n`\[\]()]*?)([ \t]*::[ \t]*)(.*)"),
}
_MORE = lazy_regex(r"[ \t]+\S.*")
_COLONS = {"header": ": ", "org": ": ", "properties": ":: "}


class HeaderBlock:
    """The lines with keys from offset `start` to `end` of a text; `kind` is "header", "org", "properties"."""

    def __init__(self, text: str, start: int, end: int, kind: str) -> None:
        self._text, self._kind = text, kind
        self._found: dict[str, tuple[re.Match[str], int]] = {}
        """Key → its line, and the offset after the last line of its value."""
        self._twice: set[str] = set()
        self._last = start
        at, key = start, ""
        while at < end:
            after = line_end(text, at)
            line = _LINES[kind].fullmatch(text, at, at + len(text[at:after].rstrip("\n")))
            if line is not None:
                key = line[2].strip()
                if key in self._found:
                    self._twice.add(key)
                self._found[key] = (line, after)
            elif key and _MORE.fullmatch(text[at:after].rstrip("\n")):
                self._found[key] = (self._found[key][0], after)
            else:
                break
            at = self._last = after

    def put(self, path: KeyPath, value: KeyValue) -> list[Splice]:
        """The splices that give a key a value on its line, or a line of its own."""
        written = _written(value)
        if path[-1] not in self._found:
            return [self._new(path[-1], written)]
        line, after = self._line(path[-1])
        end = after - 1 if self._text[after - 1 : after] == "\n" else after
        if self._kind != "header" and line_end(self._text, line.start()) != after:
            raise CannotEdit(f"{path[-1]} has several lines")
        space = "" if line[3][-1:].isspace() or not written else " "
        start = line.end(3) if written else line.end(2) + len(line[3].rstrip())
        return [Splice(start, end, space + written)]

    def drop(self, path: KeyPath) -> list[Splice]:
        """The splices that take a key away, with its lines."""
        line, after = self._line(path[-1])
        start = line_start(self._text, line.start())
        if line[1].strip() == "-":
            raise CannotEdit(f"{path[-1]} begins the block of the page")
        return [Splice(start, after, "")]

    def add_item(self, path: KeyPath, _name: str) -> NoReturn:
        """There are no lists in such lines."""
        raise CannotEdit(f"{path[-1]} is no list")

    def drop_item(self, path: KeyPath, _index: int) -> NoReturn:
        """There are no lists in such lines."""
        raise CannotEdit(f"{path[-1]} is no list")

    def rename_item(self, path: KeyPath, _index: int, _name: str) -> NoReturn:
        """There are no lists in such lines."""
        raise CannotEdit(f"{path[-1]} is no list")

    def _line(self, key: str) -> tuple[re.Match[str], int]:
        if key in self._twice:
            raise CannotEdit(f"{key} is there twice")
        if key not in self._found:
            raise CannotEdit(f"{key} is not on a line of its own")
        return self._found[key]

    def _new(self, key: str, written: str) -> Splice:
        lines = list(self._found.values())
        last = lines[-1][0] if lines else None
        begins = last[1].replace("-", " ") if last else "#+" if self._kind == "org" else ""
        colon = last[3] if last and last[3][-1:].isspace() else _COLONS[self._kind]
        line = f"{begins}{key}{colon}{written}"
        if self._last and self._text[self._last - 1] != "\n":
            return Splice(self._last, self._last, "\n" + line)
        return Splice(self._last, self._last, line + "\n")


def _written(value: KeyValue) -> str:
    """A value as text: there are no types in such lines."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(value)
    text = str(value)
    if "\n" in text or text != text.strip():
        raise CannotEdit("a value has several lines, or spaces at its ends")
    return text
