"""A settings file → its table, whoever wrote it: one line says what can't be understood, and where."""

from __future__ import annotations

import os
import re

from kratomcli.errors import ConfigError
from kratomcli.files.reading import FileMissing, FileOutside, FileUnreadable, read_text
from kratomcli.text.normalize import one_line

_LARGEST = 200_000  # bytes
_DEEPEST = 100  # tables and lists within each other, names in a dotted one
_DIGITS = re.compile(r"[\d_]{400,}|0[xob][\da-fA-F_]{400,}")
_OPENINGS = re.compile(r"[\[\]{}\n]")
_SHOWN = 60


def load(path: str, within: str = "") -> dict[str, object]:
    """The table in a file, which must really be in the folder `within` if one is given.

    Raises:
        ConfigError: it can't be read, is no TOML, or holds what no settings are.
    """
    import tomllib

    text = _text(path, within)
    for number, line in enumerate(text.split("\n"), 1):
        # The parser's time goes with the square of a dotted name.
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


def _text(path: str, within: str) -> str:
    try:
        return read_text(path, limit=_LARGEST, within=[os.fsencode(within)] if within else ())
    except FileOutside:
        reason, hint = (
            "a link out of its folder",
            f"If you trust it, add {within!r} to trusted in your config.toml.",
        )
    except FileMissing as error:
        reason, hint = "a link to nothing" if os.path.islink(path) else error.reason, "Remove it, or mend it."
    except FileUnreadable as error:
        reason, hint = error.reason, error.hint
    raise ConfigError(one_line(f"the settings file {path} can't be read: {reason}"), hint=hint)


def shown(value: object) -> str:
    """A value as a message may hold it: on one line, and not long."""
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
    """Where brackets within brackets become too many, about: those in texts count as well."""
    depth = 0
    for sign in _OPENINGS.finditer(text):
        depth += {"[": 1, "{": 1, "\n": 0}.get(sign[0], -1)
        if depth > _DEEPEST:
            return sign.start()
    return 0
