"""Front-matter values → the article's fields. Nothing is lost: what is not a field stays in `meta`."""

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
_SHOWN = 40  # characters of a value that a note quotes


class Metadata(NamedTuple):
    """`fields` are keyword arguments of an Article; the rest is as Article has it."""

    fields: dict[str, object]
    meta: dict[str, object]
    derived: dict[str, str]
    notes: list[str]


class _Use(NamedTuple):
    """What a value means for its field; `whole` is false where it says more than the field can hold."""

    value: object
    note: str = ""
    whole: bool = True


def absorb(values: dict[str, object], written: Callable[[str], str] = lambda _: "") -> Metadata:
    """Sort front-matter `values` into fields and `meta`; `written` gives a key's value as its file has it.

    Of several keys for one field the first in the field table's order wins that has a usable value;
    the others stay in `meta`, as do empty values and those that can't be used, which a note names.
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
    """Whether a key of a date says whether, not when: `published: false`."""
    return key.lower() == "published" and _flag(value) is not None


def _is_empty(value: object) -> bool:
    """Whether nothing was filled in: a template's `tags:`, be it with a lone hyphen below."""
    return (
        value is None
        or value in ("", {})
        or (isinstance(value, list) and all(item in (None, "") for item in value))
    )


def _shown(value: object, written: str) -> str:
    """A value for a note: text in quotes, anything else as written, or as JSON where that isn't known."""
    text = repr(value) if isinstance(value, str) else written or json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _line(text: str) -> str:
    """As `one_line`, for text that has been cleaned."""
    return " ".join(text.split())


def _text(value: object) -> _Use | None:
    """Text on one line; a number is its digits, as in the title "1984"."""
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
    """Tags or authors: a list of texts, or one text with commas or semicolons between.

    So "Doe, Jane" is two authors: a list says otherwise. An item may be a mapping with a name.
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
    """Each name once, as first written; capitals make no difference."""
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
    """One text, the first of a list."""
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
