"""Every setting with its value, and where that came from."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from kratomcli.config import Settings, settings, settings_table
from kratomcli.config.places import cache_home, config_home
from kratomcli.named_tuples import NamedTuple

Value = str | int | bool | list[str] | None
DEFAULT = "default"
_VARIABLES = {
    "theme": ("KRATOMCLI_THEME",),
    "cache": ("KRATOMCLI_CACHE", "XDG_CACHE_HOME"),
    "config": ("XDG_CONFIG_HOME",),
}
"""Setting → the variables that name it, first the one that counts most."""


class KnownSetting(NamedTuple):
    """A setting: its name as in the settings file, its value, and what named it.

    `origin` is the path of a settings file, the name of a variable or option, or "default"; `line` is that
    in the file, from 1, 0 where it is not known.
    """

    name: str
    value: Value
    origin: str
    line: int = 0


def known_settings(
    libraries: Sequence[str] = (), environ: Mapping[str, str] = os.environ
) -> list[KnownSetting]:
    """Every setting in effect, as `settings` has them.

    Raises:
        ConfigError, LibraryUnreadable: as for `settings`.
    """
    found = settings(libraries, environ)
    path, table = settings_table(environ)
    return [
        _placed(name, value, path, table, found, environ) for name, value in _values(found, table, environ)
    ]


def _values(
    found: Settings, table: Mapping[str, object], environ: Mapping[str, str]
) -> Iterator[tuple[str, Value]]:
    yield "library", list(found.libraries)
    yield "max-file-size", found.max_file_size
    yield "language", found.language
    yield "convention", found.convention
    yield "dialect", found.dialect
    yield "ignore", list(found.ignored)
    yield "gitignore", found.gitignore
    yield "meaning", found.meaning
    yield "theme", found.theme
    yield "check.select", list(found.select)
    yield "check.ignore", list(found.ignore)
    yield "embedder.model", found.embedder
    yield from _of_engine(found, table)
    yield from ((f"new.{name}", found.new.get(name)) for name in ("folder", "file", "template"))
    yield from ((f"queries.{name}", query) for name, query in found.queries.items())
    yield "cache", cache_home(environ)
    yield "config", os.path.join(config_home(environ), "config.toml")


def _of_engine(found: Settings, table: Mapping[str, object]) -> Iterator[tuple[str, Value]]:
    """The engine; of credentials, where they are."""
    engine = found.engine
    yield "engine.kind", engine.kind if engine else "tantivy"
    if not engine:
        return
    yield "engine.urls", list(engine.urls)
    yield "engine.index", engine.library
    named = cast("Mapping[str, str]", table["engine"])
    yield from ((f"engine.{key}", named[key]) for key in ("auth-env", "auth-file") if key in named)
    yield "engine.ca-file", engine.ca_file
    yield "engine.shards", engine.shards
    yield "engine.replicas", engine.replicas
    yield "engine.bodies", engine.bodies


def _placed(
    name: str,
    value: Value,
    path: str,
    table: Mapping[str, object],
    found: Settings,
    environ: Mapping[str, str],
) -> KnownSetting:
    keys = _keys(name, table)
    is_passed_over = name == "engine.kind" and found.engine is None and keys
    if found.origin != path and (name == "library" or is_passed_over):
        return KnownSetting(name, value, found.origin)
    variable = next((one for one in _VARIABLES.get(name, ()) if environ.get(one)), "")
    if variable:
        return KnownSetting(name, value, variable)
    if not keys:
        return KnownSetting(name, value, path if name == "library" else DEFAULT)
    from kratomcli.files.settings import line_of

    return KnownSetting(name, value, path, line_of(path, *keys))


def _keys(name: str, table: Mapping[str, object]) -> tuple[str, ...]:
    """The keys that lead to a setting in the file, in the case that it has there; () if it is not there."""
    first, _, rest = name.partition(".")
    inner = table.get(first)
    if not rest:
        return (first,) if first in table else ()
    named = inner if isinstance(inner, dict) else {}
    return next(((first, key) for key in named if key.lower() == rest), ())
