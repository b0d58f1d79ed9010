"""Lists and mappings as JSON text in the catalog's rows, and back.

The json module is imported only when needed: importing it takes as long as looking up an article.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


class Later(Mapping[str, Any]):
    """A read-only mapping that parses its JSON text when it is first accessed, which is seldom."""

    __slots__ = ("_text", "_values")

    def __init__(self, text: str) -> None:
        self._text = text
        self._values: dict[str, Any] | None = None

    def _parsed(self) -> dict[str, Any]:
        if self._values is None:
            import json

            self._values = json.loads(self._text)
        return self._values

    def __getitem__(self, name: str) -> Any:
        return self._parsed()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parsed())

    def __len__(self) -> int:
        return len(self._parsed())

    def __repr__(self) -> str:
        return repr(self._parsed())


def texts(array: str | None) -> tuple[str, ...]:
    """The items of a JSON array of strings; () for None."""
    if array is None:
        return ()
    if "\\" in array:  # without a backslash in the text, '","' only occurs between two items
        import json

        return tuple(json.loads(array))
    return tuple(array[2:-2].split('","'))


def compact(value: object) -> str | None:
    """A value as JSON text without spaces; None for an empty value. Tuples become lists."""
    if not value:
        return None
    import json

    if isinstance(value, tuple):
        value = list(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
