"""Lists of objects as JSON, which are read one object at a time, however long they are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TextIO

from kratomcli.errors import ArticleUnreadable
from kratomcli.importers.sources.parts import salvaged, text_stream

if TYPE_CHECKING:
    from kratomcli.importers.sources.json_values import JsonObject
    from kratomcli.importers.sources.source import Failed, ImportSource

_CHUNK = 1 << 16
_LARGEST = 100_000_000
"""Characters of one object."""
_LARGEST_FIRST = 1 << 22
"""Characters of the first object of a list by which the list is recognised."""
_SPACE = " \t\r\n,"


def listed_objects(source: ImportSource, names: list[str]) -> Callable[[Failed], Iterator[JsonObject]]:
    """A function that reads the objects of several lists, as often as it is called.

    What is no object is passed over; what follows damage is passed to `failed`.
    """

    def read(failed: Failed) -> Iterator[JsonObject]:
        for name in names:
            yield from salvaged(_objects(source, name), name, failed)

    return read


def _objects(source: ImportSource, name: str) -> Iterator[JsonObject]:
    with text_stream(source, name) as text:
        for value in _values(text, name, _LARGEST):
            if isinstance(value, dict):
                yield value


def first_object(source: ImportSource, name: str) -> JsonObject:
    """The first object of a list; {} if there is none, or no list."""
    if not source.start(name, 64).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        return {}
    try:
        with text_stream(source, name) as text:
            value = next(_values(text, name, _LARGEST_FIRST), None)
    except ArticleUnreadable:
        return {}
    return value if isinstance(value, dict) else {}


def starts_with(source: ImportSource, name: str, *keys: str) -> bool:
    """Whether a part begins as an object, near whose beginning are all of these keys."""
    start = source.start(name, 1 << 13).lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(b"{") and all(f'"{key}"'.encode() in start for key in keys)


def json_parts(source: ImportSource) -> list[str]:
    """The parts that may be JSON; a source's only part has any suffix."""
    names = source.names
    return names if len(names) == 1 else source.ending(".json")[:50]


def _values(stream: TextIO, name: str, largest: int) -> Iterator[object]:
    decoder = json.JSONDecoder()
    buffer = _JsonBuffer(stream)
    if buffer.next_sign() != "[":
        raise ArticleUnreadable(f"{name} is no list as JSON")
    buffer.at += 1
    number = 0
    while (sign := buffer.next_sign()) != "]":
        number += 1
        while True:
            try:
                value, end = decoder.raw_decode(buffer.text, buffer.at)
                break
            except (ValueError, RecursionError) as error:
                too_long = len(buffer.text) - buffer.at > largest
                if isinstance(error, RecursionError) or too_long or not sign or not buffer.grow():
                    raise ArticleUnreadable(
                        f"{name} is no JSON from its item {number} on: {error}"
                    ) from error
        buffer.at = end
        yield value


class _JsonBuffer:
    """The text of a stream from the item that is read now to wherever it has been read."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.text = ""
        self.at = 0

    def grow(self) -> bool:
        """Read as much again, so that a long item is tried few times; false at the end."""
        self.text, self.at = self.text[self.at :], 0
        more = self._stream.read(max(_CHUNK, len(self.text)))
        self.text += more
        return bool(more)

    def next_sign(self) -> str:
        """The next character that begins something; "" at the end."""
        while True:
            while self.at < len(self.text) and self.text[self.at] in _SPACE:
                self.at += 1
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.grow():
                return ""
