"""Splices in JSON front matter, at places that the decoder of the standard library finds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kratomcli.editing.splices import CannotEdit, KeyPath, Splice, TextSpan, with_item, without_item
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from kratomcli.editing.values import KeyValue

_SPACE = lazy_regex(r"[ \t\n\r]*")


class _Member(NamedTuple):
    """A key of an object: where the key and its value are."""

    key: TextSpan
    value: TextSpan


class JsonBlock:
    """The JSON object from offset `start` to `end` of a text."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text = text
        self._object = (start, end)
        self._decoder = json.JSONDecoder(strict=False)

    def put(self, path: KeyPath, value: KeyValue) -> list[Splice]:
        """The splices that give a key a value, in place of the one it has, or as a new key at the end."""
        place, members = self._members(path[:-1])
        found = members.get(path[-1])
        written = json.dumps(value, ensure_ascii=False)
        if found is not None:
            return [Splice(*found.value, written)]
        last = list(members.values())[-1] if members else None
        colon = self._text[last.key[1] : last.value[0]] if last else ": "
        entry = f"{json.dumps(path[-1], ensure_ascii=False)}{colon}{written}"
        spans = [(one.key[0], one.value[1]) for one in members.values()]
        return [with_item(self._text, spans, (place[0] + 1, place[1] - 1), entry)]

    def drop(self, path: KeyPath) -> list[Splice]:
        """The splices that take a key away."""
        place, members = self._members(path[:-1])
        spans = [(one.key[0], one.value[1]) for one in members.values()]
        return [without_item(self._text, spans, (place[0] + 1, place[1] - 1), list(members).index(path[-1]))]

    def add_item(self, path: KeyPath, name: str) -> list[Splice]:
        """The splices that add a name to the end of an array."""
        inside, items = self._array(path)
        return [with_item(self._text, items, inside, json.dumps(name, ensure_ascii=False))]

    def drop_item(self, path: KeyPath, index: int) -> list[Splice]:
        """The splices that take one item from an array."""
        inside, items = self._array(path)
        return [without_item(self._text, items, inside, index)]

    def rename_item(self, path: KeyPath, index: int, name: str) -> list[Splice]:
        """The splices that replace one item of an array."""
        return [Splice(*self._array(path)[1][index], json.dumps(name, ensure_ascii=False))]

    def _members(self, path: KeyPath) -> tuple[TextSpan, dict[str, _Member]]:
        """Where the object is to which keys lead, and its members."""
        place = self._object
        for key in path:
            found = self._scanned(place).get(key)
            if found is None or self._text[found.value[0]] != "{":
                raise CannotEdit(f"{key} is no object")
            place = found.value
        return place, self._scanned(place)

    def _scanned(self, place: TextSpan) -> dict[str, _Member]:
        members: dict[str, _Member] = {}
        at = self._skip(place[0] + 1)
        while self._text[at] != "}":
            key, key_end = self._decoder.raw_decode(self._text, at)
            start = self._skip(self._skip(key_end) + 1)
            end = self._decoder.raw_decode(self._text, start)[1]
            if key in members:
                raise CannotEdit(f"{key} is there twice")
            members[key] = _Member((at, key_end), (start, end))
            at = self._skip(end)
            at = self._skip(at + 1) if self._text[at] == "," else at
        return members

    def _array(self, path: KeyPath) -> tuple[TextSpan, list[TextSpan]]:
        """What is inside of the brackets of an array, and its items."""
        start, end = self._members(path[:-1])[1][path[-1]].value
        items: list[TextSpan] = []
        at = self._skip(start + 1)
        while self._text[at] != "]":
            items.append((at, self._decoder.raw_decode(self._text, at)[1]))
            at = self._skip(items[-1][1])
            at = self._skip(at + 1) if self._text[at] == "," else at
        return (start + 1, end - 1), items

    def _skip(self, at: int) -> int:
        found = _SPACE.match(self._text, at)
        return found.end() if found else at
