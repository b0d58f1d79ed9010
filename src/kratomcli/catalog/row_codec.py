"""Lists and mappings as JSON text in the catalog's rows, and back; without the json module where possible.

Loading json takes as long as a whole look-up, and few who ask for an article look into its mappings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


class Later(Mapping[str, Any]):
    """A mapping in JSON that is not parsed before someone looks into it: few do, and json is slow to load."""

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
    """The texts of a JSON array. Without a backslash in it, "," can only be between two of them."""
    if array is None:
        return ()
    if "\\" in array:
        import json

        return tuple(json.loads(array))
    return tuple(array[2:-2].split('","'))


def compact(value: object) -> str | None:
    """JSON text, or None where there is nothing in it."""
    if not value:
        return None
    import json

    if isinstance(value, tuple):
        value = list(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
