"""Assigning front-matter values to fields. Other values are kept in `meta`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from kratomcli.conventions.table import NONE, Convention, convention_of
from kratomcli.model.fields import FIELDS, normal_key
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex
from kratomcli.readers import drafts
from kratomcli.readers.dates import read_date
from kratomcli.readers.names import names_in, without_brackets

_FLAGS = {
    **dict.fromkeys(("true", "yes", "on", "y", "1"), True),
    **dict.fromkeys(("false", "no", "off", "n", "0"), False),
}
_LANG = lazy_regex(r"[A-Za-z]{2,20}(?:[-_][A-Za-z0-9]{1,8})*")
_SHOWN = 40  # characters of a value quoted in a note

_TABLES = ("taxonomies", "extra")
_IN_TABLES = ("tags", "authors", "date", "updated")
"""The tables of front matter in which there are keys of fields, and the fields of which there are (Zola)."""
_IN_DATES = ("date", "created", "updated")
"""The keys of a mapping in place of a date: `last_update: {date: …}`, `date: {created: …, updated: …}`."""
OF_CREATION = frozenset(("created", "createdat", "createddate", "datecreated", "creationdate"))
"""Keys of the day on which the file was made, which says less than a date in the file's name."""
_MAYBE_FLAGS = ("published", "lastupdated")
"""Keys of dates that may have a truth value: `published: false`."""


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


class _Given(NamedTuple):
    """A value for a field: the rank of its key, the key as written, and the key's normal form.

    The key of a value in a table has the table's before it, as in "extra.date".
    """

    rank: int
    key: str
    normal: str
    value: object


_FieldsOfKeys = dict[str, list[tuple[str, int]]]


@cache
def _keys(convention: str) -> _FieldsOfKeys:
    """Normal form of each key → its fields, and its rank among the keys of each."""
    own = convention_of(convention).keys
    keys: _FieldsOfKeys = {}
    for field in FIELDS.values():
        for rank, key in enumerate(own.get(field.name, field.keys)):
            keys.setdefault(normal_key(key), []).append((field.name, rank))
    return keys


def absorb(
    values: dict[str, object],
    written: Callable[[str], str] = lambda _: "",
    convention: Convention = NONE,
    *,
    is_dated: Callable[[], bool] = lambda: False,
) -> Metadata:
    """Assign front-matter `values` to fields and `meta`; `written` returns a key's value as text of the file.

    Of several keys for a field, the first one in the order of the field table with a usable value is used.
    The others are kept in `meta`, as are empty values, and unusable ones, for which a note is added.
    `is_dated` returns whether the file's name has a date; it is asked only if that matters.
    """
    found = Metadata({}, dict(values), {}, [])
    for name, candidates in _candidates(values, convention).items():
        if len(candidates) > 1:
            candidates.sort(key=lambda one: one.rank)
        for one in candidates:
            if _is_empty(one.value) or (name == "date" and one.normal in OF_CREATION and is_dated()):
                continue
            use = _USES[name](one, convention)
            if use is None:
                if one.key in values and not _says_nothing(one, convention):
                    found.notes.append(f"{one.key} {_shown(one.value, written(one.key))} not understood")
                continue
            found.fields[name] = use.value
            found.derived[name] = f"front matter: {one.key}"
            if use.note:
                found.notes.append(f"{one.key} {_shown(one.value, written(one.key))} {use.note}")
            if use.whole:
                found.meta.pop(one.key, None)
            break
    if hiding := drafts.hiding_key(values):
        found.fields["draft"], found.derived["draft"] = True, f"front matter: {hiding}"
    return found


def _candidates(values: dict[str, object], convention: Convention) -> dict[str, list[_Given]]:
    """The values for each field."""
    keys = _keys(convention.name)
    candidates: dict[str, list[_Given]] = {}
    for key, value in values.items():
        normal = normal_key(key)
        for name, rank in keys.get(normal, ()):
            candidates.setdefault(name, []).append(_Given(rank, key, normal, value))
        if isinstance(value, dict):
            for name, one in _inside(key, normal, value, keys):
                candidates.setdefault(name, []).append(one)
    return candidates


def _inside(
    key: str, normal: str, table: dict[str, object], keys: _FieldsOfKeys
) -> Iterator[tuple[str, _Given]]:
    """The fields for which there are values in a table, and the values."""
    if normal in _TABLES:
        for inner, value in table.items():
            for name, rank in keys.get(normal_key(inner), ()):
                if name in _IN_TABLES:
                    yield name, _Given(rank + len(keys), f"{key}.{inner}", normal_key(inner), value)
    elif normal == "date" and "updated" in table:
        yield "updated", _Given(len(keys), f"{key}.updated", "updated", table["updated"])


def _says_nothing(one: _Given, convention: Convention) -> bool:
    """Whether a value that is no date is none on purpose: `published: false`, `date: last-modified`."""
    is_flag = one.normal in _MAYBE_FLAGS and _flag_of(one.value) is not None
    return is_flag or _is_left_to_the_tool(one.value, convention)


def _is_left_to_the_tool(value: object, convention: Convention) -> bool:
    return isinstance(value, str) and value in convention.undated


def _is_empty(value: object) -> bool:
    """Whether a value is empty: `tags:` of a template, or a list with one empty item."""
    return (
        value is None
        or value in ("", {})
        or (isinstance(value, list) and all(item in (None, "") for item in value))
    )


def _shown(value: object, written: str) -> str:
    """A value as quoted in a note: text in quotes, others as written, or as JSON if that isn't known."""
    text = repr(value) if isinstance(value, str) else written or _as_json(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _as_json(value: object) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)


def _line(text: str) -> str:
    """As `one_line`, for text that was cleaned already."""
    return " ".join(text.split())


def _text(one: _Given, convention: Convention) -> _Use | None:
    """Text on one line; a number becomes its digits, as for the title "1984"."""
    value = one.value
    if isinstance(value, bool):
        value = "true" if value else "false"
    if isinstance(value, list | dict):
        return None
    text = _line(without_brackets(str(value), convention))
    return _Use(text, whole=text == _line(str(value))) if text else None


def _date(one: _Given, convention: Convention) -> _Use | None:
    value, whole = one.value, True
    if isinstance(value, dict):
        value, whole = next((value[key] for key in _IN_DATES if key in value), None), False
    reading = None if _is_left_to_the_tool(value, convention) else read_date(value)
    return _Use(reading.iso, reading.note, whole) if reading else None


def _tags(one: _Given, convention: Convention) -> _Use | None:
    how = "whole" if one.normal in convention.whole_tags else convention.tags_text
    names, whole = names_in(one.value, how, convention)
    if convention.inline_tags:
        names = [name.lstrip("#") for name in names]
    return _distinct(names, whole=whole)


def _authors(one: _Given, convention: Convention) -> _Use | None:
    has_semicolons = convention.tags_text == "semicolons"
    names, whole = names_in(one.value, "semicolons" if has_semicolons else "people", convention)
    return _distinct(names, whole=whole)


def _distinct(names: Iterable[str], *, whole: bool) -> _Use | None:
    """The names without duplicates, ignoring case, as first written."""
    distinct: dict[str, str] = {}
    for name in names:
        if name := _line(name):
            distinct.setdefault(name.casefold(), name)
    return _Use(tuple(distinct.values()), whole=whole) if distinct else None


def _flag(one: _Given, _: Convention) -> _Use | None:
    flag = _flag_of(one.value)
    return None if flag is None else _Use(flag)


def _flag_of(value: object) -> bool | None:
    if not isinstance(value, bool | int | str):
        return None
    return _FLAGS.get(str(value).strip().lower())


def _source(one: _Given, convention: Convention) -> _Use | None:
    """A text, or the first one of a list."""
    value = one.value
    if isinstance(value, list):
        first = next((item for item in value if isinstance(item, str) and item.strip()), None)
        if first is None:
            return None
        return _Use(_line(without_brackets(first, convention)), whole=len(value) == 1)
    return _text(one, convention) if isinstance(value, str) else None


def _lang(one: _Given, _: Convention) -> _Use | None:
    """A language tag in lower case with hyphens: en_US is "en-us"."""
    value = one.value
    if not isinstance(value, str) or not _LANG.fullmatch(value.strip()):
        return None
    return _Use(value.strip().lower().replace("_", "-"))


_USES: dict[str, Callable[[_Given, Convention], _Use | None]] = {
    "title": _text,
    "date": _date,
    "updated": _date,
    "tags": _tags,
    "summary": _text,
    "authors": _authors,
    "draft": _flag,
    "source": _source,
    "lang": _lang,
}
