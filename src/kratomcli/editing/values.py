"""Values as people write them on a command line, and as notations write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite

from kratomcli.errors import UsageError
from kratomcli.model.fields import FIELDS, FRONT_MATTER, normal_key
from kratomcli.patterns import lazy_regex
from kratomcli.readers.dates import read_date
from kratomcli.text.normalize import one_line

KeyValue = None | bool | int | float | str | Sequence[str]
"""A value that can be written into front matter."""

_ISO_DATE = lazy_regex(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?")
_NUMBER = lazy_regex(r"-?(?:0|[1-9]\d{0,17})(?:\.\d+)?")
_CONSTANTS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None}
_LISTS = ("tags", "authors")


class WrittenDate(str):
    """A date as ISO 8601 text, which is written as a date where a notation has them."""

    __slots__ = ()


def typed(key: str, value: object) -> KeyValue:
    """A value for a key: text is read as the key's field needs it, and for other keys as what it looks like.

    Fields with dates need a date, those with flags true or false, tags and authors lists. For other keys,
    true, false, null, numbers, ISO dates and lists in brackets are such; text in double quotes is text.

    Raises:
        UsageError: it is not what the field needs.
    """
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return list(value)
    if value is not None and not isinstance(value, str | bool | int | float):
        raise UsageError(f"{one_line(key)} can't be {one_line(repr(value))[:60]}")
    if isinstance(value, float) and not isfinite(value):
        raise UsageError(f"{one_line(key)} must be a finite number")
    field = key.lower() if key.lower() in FIELDS else FRONT_MATTER.get(normal_key(key), "")
    if field and FIELDS[field].kind == "date":
        return _date(key, value)
    if field in _LISTS and isinstance(value, str):
        return _list(value[1:-1] if _in_brackets(value) else value)
    if field and FIELDS[field].kind == "flag":
        return _flag(key, value)
    if field or not isinstance(value, str):
        return value if not isinstance(value, str) else _unquoted(value)
    return _guessed(value)


def _date(key: str, value: object) -> WrittenDate:
    reading = read_date(value)
    if reading is None:
        raise UsageError(
            f"{one_line(key)}: {one_line(repr(value))[:60]} is no date", hint="Write it as 2021-03-05."
        )
    iso = isinstance(value, str) and _ISO_DATE.fullmatch(value.strip())
    return WrittenDate(value.strip() if iso and isinstance(value, str) else reading.iso)


def _flag(key: str, value: object) -> bool:
    flag = _CONSTANTS.get(value.strip().lower()) if isinstance(value, str) else value
    if not isinstance(flag, bool):
        raise UsageError(f"{one_line(key)} must be true or false, not {one_line(repr(value))[:60]}")
    return flag


def _guessed(text: str) -> KeyValue:
    bare = text.strip()
    if bare in _CONSTANTS:
        return _CONSTANTS[bare]
    if _NUMBER.fullmatch(bare):
        return float(bare) if "." in bare else int(bare)
    if _ISO_DATE.fullmatch(bare) and read_date(bare):
        return WrittenDate(bare)
    return _list(bare[1:-1]) if _in_brackets(bare) else _unquoted(text)


def _in_brackets(text: str) -> bool:
    return text.strip().startswith("[") and text.strip().endswith("]") and not text.strip().startswith("[[")


def _list(text: str) -> list[str]:
    return [_unquoted(name.strip()) for name in text.split(",") if name.strip()]


def _unquoted(text: str) -> str:
    is_quoted = len(text) > 1 and text[0] == text[-1] == '"'
    return text[1:-1] if is_quoted else text
