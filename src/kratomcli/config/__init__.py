"""Settings: where the library is, from the environment and from kratomcli.toml.

The nearest kratomcli.toml in the current folder or a parent is used; without one, the user's own file
in the configuration folder. Keys:

    library = "articles"            # or a list; relative to this file; default: the folder of this file
    max-file-size = 10_000_000      # bytes; larger files are skipped and reported (ten times for PDF …)
    language = "de"                 # of articles whose front matter has no `lang`; default: English
    convention = "obsidian"         # the tool it is of, or "none"; default: recognised (a .obsidian, say)
    dialect = "python-markdown"     # of Markdown, or "commonmark"; default: that of the tool
    ignore = ["drafts/", "!LICENSE.txt"]  # files that are no articles, as in a .gitignore beside the articles
    gitignore = true                # whether to ignore what files .gitignore name; default: no
    meaning = true                  # whether `search` goes by meaning, too; default: no
    theme = "light"                 # or "dark", "terminal" (its sixteen colours), "auto" (the default)

    [queries]                       # used as @name in any query
    recent = "date:2024.. -is:draft"

    [new]                           # how `new` makes an article: folder, pattern of its name, template
    folder = "inbox"
    file = "{{ date }} {{ title }}.md"
    template = "templates/note.md"  # relative to this file, in or below its folder

    [embedder]                      # which model says what texts mean
    model = "minilm"                # "light" (the default), "multilingual", or the folder of another

    [engine]                        # a cluster in place of the embedded engine: see engine.py
    kind = "opensearch"

    [check]                         # which rules `check` runs, by code or prefix of a code
    select = ["F", "L", "P"]
    ignore = ["L002"]

A settings file found in the current folder or a parent may be part of something downloaded. So its
`library` may name only folders below its own, and the file itself may not be a symbolic link to a place
outside its folder, unless the user's own file lists that folder, or a parent, as trusted:

    trusted = ["~/work"]            # only in the user's own file
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from kratomcli.config.places import config_home, sample_library
from kratomcli.errors import ConfigError, LibraryUnreadable
from kratomcli.named_tuples import NamedTuple
from kratomcli.patterns import lazy_regex

if TYPE_CHECKING:
    from kratomcli.config.engine import EngineSettings
    from kratomcli.model.article import Dialect

FILE_NAME = "kratomcli.toml"
_MOST = 2**63  # bytes; the limit of max-file-size, above any real file's size
_LANGUAGE = lazy_regex(r"(?:[A-Za-z]{2,20}(?:[-_][A-Za-z0-9]{1,8})*)?")
MAX_FILE_SIZE = 10_000_000
SAMPLES = "the sample library"
"""`Settings.origin` where no library was named, so that the sample articles are used."""
KEYS = (
    *("library", "max-file-size", "language", "convention", "dialect", "ignore", "gitignore"),
    *("meaning", "theme", "queries", "check", "embedder", "engine", "new", "trusted"),
)
DIALECTS = ("commonmark", "python-markdown")
THEMES = ("auto", "dark", "light", "terminal")


class Settings(NamedTuple):
    """The settings in effect.

    `libraries` are absolute paths of folders, none for those that a cluster knows; `origin` says for
    messages where they were named. `max_file_size` is in bytes. `language` is a language tag or "".
    `queries` are saved queries by name in lower case. `select` and `ignore` are codes of checks, or starts.
    """

    libraries: tuple[str, ...]
    origin: str
    max_file_size: int = MAX_FILE_SIZE
    language: str = ""
    queries: Mapping[str, str] = {}
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    theme: str = "auto"
    dialect: Dialect | None = None
    """None where no setting names one: it is then that of the convention."""
    convention: str | None = None
    """None where no setting names one: it is then recognised by the files in the libraries."""
    ignored: tuple[str, ...] = ()
    """Patterns of files that are no articles."""
    gitignore: bool = False
    """Whether files .gitignore are honoured."""
    new: Mapping[str, str] = {}
    """How new articles are made: folder, file, template (an absolute path), as far as they are named.

    `within` is there, too, if the template has to be in that folder.
    """
    meaning: bool = False
    """Whether searches go by meaning, too."""
    embedder: str = ""
    """The model of meaning, by its name or as an absolute path; "" for the default."""
    engine: EngineSettings | None = None
    """The cluster that the library is on; None for the embedded engine."""


def settings(libraries: Sequence[str] = (), environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings for `libraries`, or, if that is empty, for those that a variable or settings file names.

    Raises:
        ConfigError: a settings file is invalid or may not name the folders that it names.
        LibraryUnreadable: a library that is not a folder.
    """
    own = os.path.join(config_home(environ), "config.toml")
    found_path, table = settings_table(environ)
    path = found_path or None
    if unknown := next((key for key in table if key not in KEYS), ""):
        raise _unknown(path, unknown)
    found, origin = tuple(libraries), "--library"
    if not found:
        named = environ.get("KRATOMCLI_LIBRARY", "")
        found, origin = tuple(part for part in named.split(os.pathsep) if part), "KRATOMCLI_LIBRARY"
    if not found and path and _names_library(path, table):
        found, origin = _named_in(path, table), path
        if path != own:
            from kratomcli.config.trust import refuse_strangers

            refuse_strangers(path, found, own)
    if not found:
        found, origin = (sample_library(),), SAMPLES
    folders = tuple(os.path.realpath(os.path.expanduser(folder)) for folder in found)
    for folder, given in zip(folders, found, strict=True):
        if not os.path.isdir(folder):
            what = "is not a folder" if os.path.exists(folder) else "does not exist"
            raise LibraryUnreadable(
                f"the library {_shown(given)} {what}",
                hint=f"It was named by {origin}: name a folder of articles.",
            )
    engine = _engine(path, table, own, environ, folders, is_named=origin == path)
    folders, origin = ((), str(path)) if engine and origin == SAMPLES else (folders, origin)
    size = table.get("max-file-size", MAX_FILE_SIZE)
    if not isinstance(size, int) or isinstance(size, bool) or not 1 <= size < _MOST:
        raise _wrong(path, f"max-file-size must be a number of bytes, not {_shown(size)}", "max-file-size")
    return Settings(
        tuple(dict.fromkeys(folders)),
        origin,
        size,
        _language(path, table),
        _queries(path, table),
        *_checks(path, table),
        _theme(path, table, environ),
        _dialect(path, table),
        _convention(path, table),
        _ignored(path, table),
        _flag(path, table, "gitignore"),
        _new(path, table, own),
        _flag(path, table, "meaning"),
        _embedder(path, table, own),
        engine,
    )


def settings_table(environ: Mapping[str, str] = os.environ) -> tuple[str, dict[str, object]]:
    """The path of the settings file in effect, and its table; "" and an empty one if there is none.

    Raises:
        ConfigError: it can't be read.
    """
    own = os.path.join(config_home(environ), "config.toml")
    path = _nearest() or (own if os.path.lexists(own) else "")
    return (path, _table(path, own)) if path else ("", {})


def _unknown(path: str | None, key: str) -> ConfigError:
    from difflib import get_close_matches

    near = get_close_matches(key, KEYS, 1)
    hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(KEYS)}."
    return _wrong(path, f"no setting {_shown(key)}", key, hint=hint)


def _wrong(path: str | None, message: str, *keys: str, hint: str = "") -> ConfigError:
    """The error about the setting to which `keys` lead, with its line where that is known."""
    from kratomcli.files.settings import fault

    return fault(path, message, *keys, hint=hint)


def _shown(value: object) -> str:
    from kratomcli.files.settings import shown

    return shown(value)


def _theme(path: str | None, table: Mapping[str, object], environ: Mapping[str, str]) -> str:
    named = environ.get("KRATOMCLI_THEME", "")
    theme = named or table.get("theme", "auto")
    if theme not in THEMES:
        fault = f"must be one of {', '.join(THEMES)}, not {_shown(theme)}"
        raise ConfigError(f"KRATOMCLI_THEME {fault}") if named else _wrong(path, f"theme {fault}", "theme")
    return str(theme)


def _language(path: str | None, table: Mapping[str, object]) -> str:
    language = table.get("language", "")
    if not isinstance(language, str) or not _LANGUAGE.fullmatch(language):
        raise _wrong(path, f'language must be a tag such as "en", not {_shown(language)}', "language")
    return language


def _dialect(path: str | None, table: Mapping[str, object]) -> Dialect | None:
    dialect = table.get("dialect")
    if "dialect" in table and dialect not in DIALECTS:
        raise _wrong(path, f"dialect must be {' or '.join(DIALECTS)}, not {_shown(dialect)}", "dialect")
    return cast("Dialect | None", dialect)


def _convention(path: str | None, table: Mapping[str, object]) -> str | None:
    if "convention" not in table:
        return None
    from kratomcli.conventions.table import CONVENTIONS

    name = table["convention"]
    if name not in (*CONVENTIONS, "none"):
        known = ", ".join(CONVENTIONS)
        raise _wrong(path, f"convention must be one of {known}, or none, not {_shown(name)}", "convention")
    return str(name)


def _ignored(path: str | None, table: Mapping[str, object]) -> tuple[str, ...]:
    found: Any = table.get("ignore", [])
    if not isinstance(found, list) or not all(isinstance(pattern, str) for pattern in found):
        raise ConfigError(
            f"{path}: ignore must be a list of patterns, not {_shown(found)}",
            hint='Write it as ["drafts/", "*.txt"].',
        )
    return tuple(found)


def _flag(path: str | None, table: Mapping[str, object], name: str) -> bool:
    found = table.get(name, False)
    if not isinstance(found, bool):
        raise ConfigError(f"{path}: {name} must be true or false, not {_shown(found)}")
    return found


def _queries(path: str | None, table: Mapping[str, object]) -> Mapping[str, str]:
    """The saved queries, by name in lower case."""
    found: Any = table.get("queries", {})
    if not isinstance(found, dict):
        fault = "queries must be a table of names and queries"
        raise _wrong(path, fault, "queries", hint="Begin it with [queries].")
    for name, query in found.items():
        if not isinstance(query, str):
            fault = f"the query {_shown(name)} must be text, not {_shown(query)}"
            raise _wrong(path, fault, "queries", name, hint="Put it in quotes.")
        if not name or not all(char.isalnum() or char in "_-" for char in name):
            fault = f"{_shown(name)} can't name a query"
            raise _wrong(path, fault, "queries", name, hint="Use letters, digits, - and _.")
    return {name.lower(): query for name, query in found.items()}


def _checks(path: str | None, table: Mapping[str, object]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(select, ignore) of the table [check]: codes of checks, or prefixes of codes."""
    found: Any = table.get("check", {})
    if not isinstance(found, dict) or set(found) - {"select", "ignore"}:
        fault = "check must be a table of select and ignore"
        raise _wrong(path, fault, "check", hint="Begin it with [check].")
    for name, codes in found.items():
        if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
            fault = f'check.{name} must be a list of codes such as ["L", "P001"], not {_shown(codes)}'
            raise _wrong(path, fault, "check", name)
    return tuple(found.get("select", ())), tuple(found.get("ignore", ()))


def _new(path: str | None, table: Mapping[str, object], own: str) -> Mapping[str, str]:
    """The table [new]."""
    found: Any = table.get("new", {})
    if not isinstance(found, dict) or set(found) - {"folder", "file", "template"}:
        fault = "new must be a table of folder, file and template"
        raise _wrong(path, fault, "new", hint="Begin it with [new].")
    for name, value in found.items():
        if not isinstance(value, str) or not value or "\0" in value:
            raise _wrong(path, f"new.{name} must be text, not {_shown(value)}", "new", name)
    if path is None or "template" not in found:
        return found
    here = os.path.dirname(path)
    template = os.path.abspath(os.path.join(here, os.path.expanduser(found["template"])))
    from kratomcli.config.trust import is_trusted, refuse_strangers

    if is_trusted(path, own):
        return {**found, "template": template}
    refuse_strangers(path, [template], own)
    return {**found, "template": template, "within": os.path.realpath(here)}


def _embedder(path: str | None, table: Mapping[str, object], own: str) -> str:
    """The model of the table [embedder]; a folder, which has a / in it, is relative to the settings file."""
    found: Any = table.get("embedder", {})
    if not isinstance(found, dict):
        raise _wrong(path, "embedder must be a table of model", "embedder", hint="Begin it with [embedder].")
    if unknown := next((key for key in found if key != "model"), ""):
        raise _wrong(path, "embedder must be a table of model alone", "embedder", unknown)
    model = found.get("model", "")
    if not isinstance(model, str) or "\0" in model:
        raise _wrong(path, f"embedder.model must be text, not {_shown(model)}", "embedder", "model")
    if path is None or not {"/", ":", os.sep} & {*model}:
        return model
    from kratomcli.config.trust import how_to_trust, is_trusted

    if not is_trusted(path, own):
        fault = f"embedder.model is {_shown(model)}: only files that you trust choose what is run or fetched"
        raise _wrong(path, fault, "embedder", "model", hint=how_to_trust(path, own))
    if model.startswith("fastembed:"):
        return model
    return os.path.abspath(os.path.join(os.path.dirname(path), os.path.expanduser(model)))


def _engine(
    path: str | None,
    table: Mapping[str, object],
    own: str,
    environ: Mapping[str, str],
    folders: Sequence[str],
    *,
    is_named: bool,
) -> EngineSettings | None:
    """The cluster of the table [engine], which is of the library that the file names, if it names one."""
    if path is None or "engine" not in table:
        return None
    if not is_named and _names_library(path, table):
        its = {os.path.realpath(folder) for folder in _named_in(path, table)}
        if its != {*folders}:
            return None
    from kratomcli.config.engine import engine_settings

    return engine_settings(path, table, own, environ, is_asked=is_named)


def _names_library(path: str, table: Mapping[str, object]) -> bool:
    return "library" in table or os.path.basename(path) == FILE_NAME


def is_passed_over(found: Settings) -> bool:
    """Whether the samples are used although the current folder holds articles: worth a hint to the user."""
    from kratomcli.model.paths import ALL_SUFFIXES

    if found.origin != SAMPLES:
        return False
    try:
        with os.scandir() as entries:
            named = (one for one in entries if one.name.lower().endswith(ALL_SUFFIXES) and one.name[0] != ".")
            holds = any(one.is_file() for one in named)
        return holds and os.path.realpath(".") not in found.libraries
    except OSError:
        return False


def _nearest() -> str | None:
    try:
        folder = os.getcwd()
    except FileNotFoundError:
        return None
    while True:
        path = os.path.join(folder, FILE_NAME)
        if os.path.lexists(path):  # even a folder or dead link: reading that reports the mistake
            return path
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def _table(path: str, own: str) -> dict[str, object]:
    """The top-level table of the settings file at `path`.

    A file found by walking up may not be a symbolic link to outside its folder, unless that folder is
    trusted. The user's own file (`own`) may: people link to such files from one place.
    """
    from kratomcli.files.settings import load

    if path == own:
        return load(path)
    if os.path.islink(path):
        from kratomcli.config.trust import is_trusted

        if is_trusted(path, own):
            return load(path)
    return load(path, os.path.realpath(os.path.dirname(path)))


def _named_in(path: str, table: Mapping[str, object]) -> tuple[str, ...]:
    named = table.get("library", ".")
    folders: list[Any] = named if isinstance(named, list) else [named]
    if not folders or not all(isinstance(folder, str) for folder in folders):
        fault = f"library must be a folder or a list of folders, not {_shown(named)}"
        raise _wrong(path, fault, "library")
    if any("\0" in folder for folder in folders):
        raise _wrong(path, f"a folder's name holds a NUL: {_shown(named)}", "library")
    return tuple(os.path.join(os.path.dirname(path), os.path.expanduser(folder)) for folder in folders)
