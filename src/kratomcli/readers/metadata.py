"""Assigning front-matter values to fields. Other values are kept in `meta`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from kratomcli.model.fields import FIELDS, FRONT_MATTER
from kratomcli.readers.dates import read_date

_RANK = {key.lower(): rank for field in FIELDS.values() for rank, key in enumerate(field.keys)}

_FLAGS = {
    **dict.fromkeys(("true", "yes", "on", "y", "1"), True),
    **dict.fromkeys(("false", "no", "off", "n", "0"), False),
}
_LANG = re.compile(r"[A-Za-z]{2,20}(?:[-_][A-Za-z0-9]{1,8})*")
_SHOWN = 40  # characters of a value quoted in a note


class Metadata(NamedTuple):
    """The result: `fields` are keyword arguments of `Article`, the others are attributes of it."""

    fields: dict[str, object]
    meta: dict[str, object]
    derived: dict[str, str]
    notes: list[str]


class _Use(NamedTuple):
    """A value converted for its field; `whole` is false if the field can't hold all of it."""

    value: object
    note: str = ""
    whole: bool = True


def absorb(values: dict[str, object], written: Callable[[str], str] = lambda _: "") -> Metadata:
    """Assign front-matter `values` to fields and `meta`; `written` returns a key's value as text of the file.

    Of several keys for a field, the first one in the order of the field table with a usable value is used.
    The others are kept in `meta`, as are empty values, and unusable ones, for which a note is added.
    """
    found = Metadata({}, dict(values), {}, [])
    candidates: dict[str, list[str]] = {}
    for key in values:
        name = FRONT_MATTER.get(key.lower())
        if name is not None:
            candidates.setdefault(name, []).append(key)
    for name, keys in candidates.items():
        keys.sort(key=lambda key: _RANK[key.lower()])
        for key in keys:
            value = values[key]
            if _is_empty(value):
                continue
            use = _USES[name](value)
            if use is None:
                if not _is_flag(key, value):
                    found.notes.append(f"{key} {_shown(value, written(key))} not understood")
                continue
            found.fields[name] = use.value
            found.derived[name] = f"front matter: {key}"
            if use.note:
                found.notes.append(f"{key} {_shown(value, written(key))} {use.note}")
            if use.whole:
                del found.meta[key]
            break
    return found


def _is_flag(key: str, value: object) -> bool:
    """Whether a date's key has a truth value: `published: false`."""
    return key.lower() == "published" and _flag(value) is not None


def _is_empty(value: object) -> bool:
    """Whether a value is empty: `tags:` of a template, or a list with one empty item."""
    return (
        value is None
        or value in ("", {})
        or (isinstance(value, list) and all(item in (None, "") for item in value))
    )


def _shown(value: object, written: str) -> str:
    """A value as quoted in a note: text in quotes, others as written, or as JSON if that isn't known."""
    text = repr(value) if isinstance(value, str) else written or json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _line(text: str) -> str:
    """As `one_line`, for text that was cleaned already."""
    return " ".join(text.split())


def _text(value: object) -> _Use | None:
    """Text on one line; a number becomes its digits, as for the title "1984"."""
    if isinstance(value, bool):
        value = "true" if value else "false"
    if isinstance(value, list | dict):
        return None
    text = _line(str(value))
    return _Use(text) if text else None


def _date(value: object) -> _Use | None:
    reading = read_date(value)
    return _Use(reading.iso, reading.note) if reading else None


def _names(value: object) -> _Use | None:
    """Tags or authors: from a list, or from a text separated by commas or semicolons.

    So "Doe, Jane" is two authors, unless it is in a list. An item of a list may be a mapping with a name.
    """
    if isinstance(value, str):
        return _distinct(re.split(r"[,;]", value), whole=True)
    items: list[str] = []
    whole = True
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            whole = whole and item.keys() == {"name"}
            item = item.get("name")
        if isinstance(item, str):
            items.append(item)
        elif item is not None and (used := _text(item)):
            items.append(str(used.value))
        elif item:
            whole = False
    return _distinct(items, whole=whole)


def _distinct(names: Iterable[str], *, whole: bool) -> _Use | None:
    """The names without duplicates, ignoring case, as first written."""
    distinct: dict[str, str] = {}
    for name in names:
        if name := _line(name):
            distinct.setdefault(name.casefold(), name)
    return _Use(tuple(distinct.values()), whole=whole) if distinct else None


def _flag(value: object) -> _Use | None:
    if not isinstance(value, bool | int | str):
        return None
    flag = _FLAGS.get(str(value).strip().lower())
    return None if flag is None else _Use(flag)


def _source(value: object) -> _Use | None:
    """A text, or the first one of a list."""
    if isinstance(value, list):
        first = next((item for item in value if isinstance(item, str) and item.strip()), None)
        return None if first is None else _Use(_line(first), whole=len(value) == 1)
    return _text(value) if isinstance(value, str) else None


def _lang(value: object) -> _Use | None:
    """A language tag in lower case with hyphens: en_US is "en-us"."""
    if not isinstance(value, str) or not _LANG.fullmatch(value.strip()):
        return None
    return _Use(value.strip().lower().replace("_", "-"))


_USES: dict[str, Callable[[object], _Use | None]] = {
    "title": _text,
    "date": _date,
    "updated": _date,
    "tags": _names,
    "summary": _text,
    "authors": _names,
    "draft": _flag,
    "source": _source,
    "lang": _lang,
}
