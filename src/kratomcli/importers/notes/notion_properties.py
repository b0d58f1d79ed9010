"""The properties of Notion's pages as values of front matter."""

from __future__ import annotations

from kratomcli.dates.parser import read
from kratomcli.named_tuples import NamedTuple

_DATES = {
    "created": "date",
    "created time": "date",
    "created at": "date",
    "date created": "date",
    "date": "date",
    "published": "date",
    "last edited": "updated",
    "last edited time": "updated",
    "last updated": "updated",
    "updated": "updated",
    "modified": "updated",
}
_ADDRESSES = frozenset(("url", "link", "source"))
_AUTHORS = frozenset(("author", "authors", "created by"))
_TYPES = {"created_time": "date", "last_edited_time": "updated"}


class Property(NamedTuple):
    """A property as an export says it: its type and its single values only an export as HTML has."""

    name: str
    text: str
    kind: str = ""
    chosen: tuple[str, ...] = ()


def values_of(properties: list[Property]) -> dict[str, object]:
    """Values of front matter; a property that has no usual key keeps its own name."""
    values: dict[str, object] = {}
    for property in properties:
        key, value = _value(property)
        if value not in ("", []) and key not in values and key.casefold() != "title":
            values[key] = value
    return values


def _value(property: Property) -> tuple[str, object]:
    name = property.name.casefold().strip()
    key = _TYPES.get(property.kind) or _DATES.get(name, "")
    if key and (date := _date(property.text)):
        return key, date
    if name in ("tags", "tag"):
        return "tags", _listed(property)
    if name in _ADDRESSES and property.text.startswith(("http://", "https://")):
        return "source", property.text
    if name in _AUTHORS:
        return "authors", _listed(property)
    if property.kind in ("date", "created_time", "last_edited_time"):
        return property.name, _date(property.text) or property.text
    return property.name, list(property.chosen) or property.text


def _listed(property: Property) -> list[str]:
    return list(property.chosen) or [part.strip() for part in property.text.split(",") if part.strip()]


def _date(text: str) -> str:
    """The first of a range, as ISO 8601, "" for what is no date; Notion says no zone."""
    written = read(text.partition("→")[0].strip().removeprefix("@"))
    return str(written.date) if written else ""
