"""Parsing a settings file (TOML) that is not trusted; every error is one message, with the line if known."""

from __future__ import annotations

import os
from collections.abc import Sequence

from kratomcli.errors import ConfigError
from kratomcli.files.reading import FileMissing, FileOutside, FileUnreadable, read_text
from kratomcli.patterns import lazy_regex
from kratomcli.text.normalize import one_line

_LARGEST = 200_000  # bytes
_DEEPEST = 100  # maximum depth of nested tables and lists, and of dotted keys
_DIGITS = lazy_regex(r"[\d_]{400,}|0[xob][\da-fA-F_]{400,}")
_OPENINGS = lazy_regex(r"[\[\]{}\n]")
_SHOWN = 60
_TRIED = 20  # lines with a key's name, and lines of its value, that are tried as its place


def load(path: str, within: str = "") -> dict[str, object]:
    """The top-level table of a settings file.

    Args:
        within: a folder; the real path of the file must be in it. "" for no restriction.

    Raises:
        ConfigError: the file can't be read, is not TOML, or is nested too deeply.
    """
    import tomllib

    text = _text(path, within)
    for number, line in enumerate(text.split("\n"), 1):
        # tomllib takes quadratic time for a dotted key.
        if any(part.count(".") > _DEEPEST for part in line.split("=")):
            raise _refused(path, number, "nested too deeply")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(one_line(f"{path}: {error}"), hint="It has to be TOML.") from error
    except RecursionError as error:
        raise _refused(path, _line(text, _deep(text)), "nested too deeply") from error
    except ValueError as error:  # Python has a limit on the digits of a number
        found = _DIGITS.search(text)
        raise _refused(path, _line(text, found.start() if found else 0), "a number too large") from error


def fault(path: str | None, message: str, *keys: str, hint: str = "") -> ConfigError:
    """The error about the setting to which `keys` lead, with its line where that is known."""
    return ConfigError(f"{path}: {message}{at_line(path, *keys) if path else ''}", hint=hint)


def at_line(path: str, *keys: str) -> str:
    """ " (at line 3)" for the line of a settings file where a key begins; "" where that isn't certain."""
    line = line_of(path, *keys)
    return f" (at line {line})" if line else ""


def line_of(path: str, *keys: str) -> int:
    """The line of a settings file where a key begins, from 1; 0 where that isn't certain.

    `keys` lead to it: ("check", "select"). tomllib tells no places, so it is asked which lines first give
    it that key: the line must hold the key's name, and what is above it must be TOML without it.
    """
    import tomllib

    try:
        lines = read_text(path, limit=_LARGEST).split("\n")
    except FileUnreadable:
        return 0
    candidates = [number for number, line in enumerate(lines) if keys[-1] in line]
    for number in candidates[:_TRIED]:
        for end in range(number + 1, min(number + 1 + _TRIED, len(lines) + 1)):
            try:
                has = _has(tomllib.loads("\n".join(lines[:end])), keys)
                if has and not _has(tomllib.loads("\n".join(lines[:number])), keys):
                    return number + 1
            except (ValueError, RecursionError):
                continue  # the value goes on in the next line
            break
    return 0


def _has(table: object, keys: Sequence[str]) -> bool:
    for key in keys:
        if not isinstance(table, dict) or key not in table:
            return False
        table = table[key]
    return True


def _text(path: str, within: str) -> str:
    try:
        return read_text(path, limit=_LARGEST, within=[os.fsencode(within)] if within else ())
    except FileOutside:
        reason, hint = (
            "a link out of its folder",
            f"If you trust it, add {within!r} to trusted in your config.toml.",
        )
    except FileMissing as error:
        reason, hint = "a link to nothing" if os.path.islink(path) else error.reason, "Remove or repair it."
    except FileUnreadable as error:
        reason, hint = error.reason, error.hint
    raise ConfigError(one_line(f"the settings file {path} can't be read: {reason}"), hint=hint)


def shown(value: object) -> str:
    """A value for a message: on one line, and shortened if it is long."""
    try:
        text = one_line(repr(value))
    except (RecursionError, ValueError):  # a number in hexadecimal may have any length
        return f"a {type(value).__name__}"
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _refused(path: str, line: int, what: str) -> ConfigError:
    return ConfigError(f"{path}: {what} (at line {line})", hint="Settings are a few plain values.")


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def _deep(text: str) -> int:
    """The approximate offset where brackets are nested too deeply; those in strings are counted as well."""
    depth = 0
    for sign in _OPENINGS.finditer(text):
        depth += {"[": 1, "{": 1, "\n": 0}.get(sign[0], -1)
        if depth > _DEEPEST:
            return sign.start()
    return 0
