"""JSON as services export it, whose values may be of any type where a text, a list or an object is wanted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kratomcli.errors import ArticleUnreadable

if TYPE_CHECKING:
    from kratomcli.importers.sources.source import ImportSource

JsonObject = Mapping[str, object]


def read_json(source: ImportSource, name: str) -> object:
    """The value of a part.

    Raises:
        ArticleUnreadable: it can't be read, or is no JSON.
    """
    try:
        return json.loads(source.read(name).decode("utf-8-sig", errors="replace"))
    except (ValueError, RecursionError) as error:
        raise ArticleUnreadable(f"{name} is no JSON: {error}") from error


def read_object(source: ImportSource, name: str) -> JsonObject:
    """The object that a part is; {} if it is something else.

    Raises:
        ArticleUnreadable: it can't be read, or is no JSON.
    """
    return object_in(read_json(source, name))


def object_in(value: object) -> dict[str, object]:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def objects_in(value: object) -> Iterator[dict[str, object]]:
    """The objects in a list; none if it is no list."""
    if isinstance(value, list):
        yield from (each for each in value if isinstance(each, dict))


def text_in(value: object) -> str:
    """The value if it is a text, else ""."""
    return value if isinstance(value, str) else ""


def texts_in(value: object) -> list[str]:
    """The texts in a list that aren't empty."""
    return [each for each in value if isinstance(each, str) and each] if isinstance(value, list) else []


def known(values: dict[str, object]) -> dict[str, object]:
    """The values that say something: no empty texts and lists, no None and False."""
    return {key: value for key, value in values.items() if value not in ("", [], None, False)}


def text(value: object) -> str:
    """A value as text without white space around it; "" for none, and for a list or an object."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def texts(value: object, *keys: str) -> tuple[str, ...]:
    """The texts of a list, and of its objects the first of these keys that they have."""
    found = []
    for each in value if isinstance(value, list) else ():
        if isinstance(each, dict):
            each = next((each[key] for key in keys if key in each), "")
        found.append(text(each))
    return tuple(filter(None, found))


def is_true(value: object) -> bool:
    """Whether a value says yes: true, 1, "1", "true", "yes"."""
    return text(value).lower() in ("1", "true", "yes") or value is True
