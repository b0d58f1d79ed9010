"""Validation of the arguments of `Library`'s methods, by parameter name: a name means the same in all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import wraps
from typing import TYPE_CHECKING

from kratomcli.config import DIALECTS
from kratomcli.conventions.table import CONVENTIONS
from kratomcli.errors import UsageError
from kratomcli.text.normalize import is_text, one_line

if TYPE_CHECKING:
    from typing import Concatenate, ParamSpec, TypeVar

    P = ParamSpec("P")
    T = TypeVar("T")
    S = TypeVar("S")

_MOST = 2**63 - 1  # the largest integer of SQLite and of the engine
_MOST_FIELDS = 60  # SQLite's functions take at most 127 arguments, and json_object two for each field
_SHOWN = 60  # characters of a wrong value in a message


def _is_whole(value: object, least: int = 0) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= _MOST


def _is_query(value: object) -> bool:
    if is_text(value):
        return True
    from kratomcli.query.ast import NODES

    return isinstance(value, NODES)


def _are_texts(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes) and all(map(is_text, value))


def _is_place(value: object) -> bool:
    """Whether it is a path that the operating system could accept."""
    path = os.fspath(value) if isinstance(value, os.PathLike) else value
    try:
        return isinstance(path, str) and b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:  # an unpaired surrogate
        return False


def _is_day(value: object) -> bool:
    from kratomcli.query.dates import span

    try:
        return isinstance(value, str) and (not value or (len(value) == 10 and span(value)[0] > 0))
    except ValueError:
        return False


def _are_kinds(value: object) -> bool:
    if value is None or not _are_texts(value):
        return value is None
    from kratomcli.reuse.groups import KINDS

    return bool(value) and {*value} <= {*KINDS}  # type: ignore[misc]


def _are_queries(value: object) -> bool:
    return isinstance(value, Mapping) and _are_texts([*value, *value.values()])


def _are_changes(value: object) -> bool:
    from kratomcli.editing.changes import FrontMatterChanges

    return isinstance(value, FrontMatterChanges)


_ANYTHING = (lambda _: True, "")  # for parameters without a rule
_FLAG = (lambda value: isinstance(value, bool), "True or False")
_MOST_PARTS = 10_000
_TEXT = (is_text, "text")
_NUMBER = (_is_whole, "a whole number, 0 or more")
_COUNT = (lambda value: _is_whole(value, 1), "a whole number, 1 or more")
_NUMBER_OR_NONE = (lambda value: value is None or _is_whole(value), "a whole number, 0 or more, or None")


def _is_scheme(value: object) -> bool:
    if not isinstance(value, str):
        return False
    is_number = value.isascii() and value.isdecimal() and len(value) <= len(str(_MOST_PARTS))
    return value == "folders" or (is_number and 0 < int(value) <= _MOST_PARTS)


def _are_engine_settings(value: object) -> bool:
    if value is None:
        return True
    from kratomcli.config.engine import EngineSettings

    return isinstance(value, EngineSettings)


_TEXTS = (_are_texts, "a list of texts")
_CALLABLE = (lambda value: value is None or callable(value), "something to call, or None")

RULES: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "query": (_is_query, "text or a query's node"),
    "sort": (lambda value: value is None or is_text(value), 'text such as "date:desc", or None'),
    "limit": _NUMBER_OR_NONE,
    "offset": _NUMBER,
    "snippets": _NUMBER,
    "width": _COUNT,
    "least": _COUNT,
    "most": _NUMBER,
    "debounce": _NUMBER,
    "max_file_size": _COUNT,
    "any": _FLAG,
    "fuzzy": _FLAG,
    "explain": _FLAG,
    "unique": _FLAG,
    "meaning": (lambda value: value is None or isinstance(value, bool), "True, False or None"),
    "embedder": _TEXT,
    "engine": (_are_engine_settings, "EngineSettings, or None"),
    "rebuild": _FLAG,
    "partitions": (_is_scheme, '"folders", or the number of partitions as text'),
    "compare": _FLAG,
    "gitignore": _FLAG,
    "source": _FLAG,
    "reference": _TEXT,
    "name": _TEXT,
    "title": _TEXT,
    "tags": _TEXTS,
    "into": _TEXT,
    "file": _TEXT,
    "template": (_is_place, "a file's path"),
    "place": (_is_place, "a file's path"),
    "force": _FLAG,
    "within": (_is_place, "a folder's path"),
    "field": _TEXT,
    "start": _TEXT,
    "since": _TEXT,
    "origin": _TEXT,
    "language": _TEXT,
    "style": _TEXT,
    "locale": _TEXT,
    "dialect": (lambda value: value in (None, *DIALECTS), '"commonmark", "python-markdown", or None'),
    "convention": (
        lambda value: value in (None, "none", *CONVENTIONS),
        f'one of {", ".join(CONVENTIONS)}, "none", or None',
    ),
    "today": (_is_day, 'a day such as "2021-03-05", or ""'),
    "ids": _TEXTS,
    "only": (lambda value: value is None or _are_texts(value), "a list of texts, or None"),
    "changes": (_are_changes, "FrontMatterChanges"),
    "select": _TEXTS,
    "ignore": _TEXTS,
    "ignored": _TEXTS,
    "fields": (
        lambda value: _are_texts(value) and len(value) <= _MOST_FIELDS,  # type: ignore[arg-type]
        f"a list of at most {_MOST_FIELDS} names",
    ),
    "shape": (lambda value: value in ("tsv", "json"), '"tsv" or "json"'),
    "kinds": (_are_kinds, 'some of "copy", "quotation" and "recurring", or None'),
    "directions": (
        lambda value: _are_texts(value) and {*value} <= {"out", "in"},  # type: ignore[misc]
        'some of "out" and "in"',
    ),
    "refresh": (lambda value: value in ("auto", "always", "never"), '"auto", "always" or "never"'),
    "cache": (lambda value: value is None or _is_place(value), "a folder's path, or None"),
    "folder": (_is_place, "a folder's path"),
    "queries": (lambda value: value is None or _are_queries(value), "texts by name, or None"),
    "progress": _CALLABLE,
    "stop": (lambda value: value is None or hasattr(value, "is_set"), "a threading.Event, or None"),
    "wait": (
        lambda value: isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < _MOST,
        "seconds, 0 or more",
    ),
}
"""Parameter name → a test for its values, and the values it accepts, in words for the message."""


def required(annotations: Mapping[str, object]) -> Set[str]:
    """Names of the parameters that don't accept None, from a function's annotations."""
    return {name for name, kind in annotations.items() if "None" not in str(kind)}


def check(names: Iterable[str], values: Iterable[object], needed: Set[str] = frozenset()) -> None:
    """Check values by the rules of their names; None is refused for names in `needed`.

    Raises:
        UsageError: a value is of a wrong type or out of range.
    """
    for name, value in zip(names, values, strict=False):
        fits, wanted = RULES.get(name, _ANYTHING)
        is_missing = value is None and name in needed
        if is_missing or not fits(value):
            wanted = wanted.removesuffix(", or None") if is_missing else wanted
            shown = one_line(ascii(value))
            shown = shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 1]}…"
            raise UsageError(f"{name} must be {wanted}, not {shown}")


def require_fields(fields: Sequence[str]) -> None:
    """Raise UsageError if there are no fields."""
    if not fields:
        raise UsageError("no fields were given", hint='Name some, such as ["id", "title"].')


def checked(method: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """Decorate a method so that it checks its arguments when called, before any iteration starts."""
    code, needed = method.__code__, required(method.__annotations__)
    names = code.co_varnames[1 : code.co_argcount]

    @wraps(method)
    def asked(self: S, /, *args: P.args, **options: P.kwargs) -> T:
        check(names, args, needed)
        check(options, options.values(), needed)
        return method(self, *args, **options)

    return asked
