"""SQLite's errors as ours.

Only what says that a file is not what was written to it is damage: an index that is damaged is thrown
away, and with it the history of changes. Whatever else SQLite refuses, a value too large for it say, is
an error of its own, and costs the index nothing.
"""

from __future__ import annotations

import re
import sqlite3

from kratomcli.errors import (
    IndexDamaged,
    IndexLocked,
    IndexRefusal,
    IndexUnwritable,
    KratomError,
    LibraryClosed,
)

_LOCKED = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL")
_UNWRITABLE = (
    "SQLITE_FULL",
    "SQLITE_READONLY",
    "SQLITE_CANTOPEN",
    "SQLITE_IOERR_WRITE",
    "SQLITE_IOERR_FSYNC",
    "SQLITE_IOERR_TRUNCATE",
    "SQLITE_IOERR_SHM",
)
_GONE = "SQLITE_READONLY_DBMOVED"
_DAMAGED = (
    *("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_FORMAT", _GONE),
    *("SQLITE_IOERR_SHORT_READ", "SQLITE_IOERR_CORRUPTFS", "SQLITE_IOERR_DATA"),
)
# What SQLite says, with no code of its own, of tables and rows that are others than those we wrote.
_OTHER_TABLES = (
    r"(?:error in \w+ \S+: )?(?:no such (?:table|column|index|trigger)\b"
    r"|table \S+ has (?:no column named|\d+ columns)|(?:table|index|trigger) \S+ already exists"
    r"|unsupported file format|malformed JSON|could not decode to UTF-8)"
)


def translated(error: sqlite3.Error, what: str = "the index") -> KratomError:
    """What an error of `what`, which SQLite keeps, means."""
    if isinstance(error, sqlite3.ProgrammingError) and "closed" in str(error):
        return LibraryClosed("the library is closed", hint="Open it again with Library.open.")
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(_LOCKED):
        return IndexLocked(f"another process is writing {what}", hint="Try again in a moment.")
    if name.startswith(_UNWRITABLE) and name != _GONE:
        return IndexUnwritable(f"{what} can't be written: {error}", hint=IndexUnwritable.HINT)
    if is_damage(error):
        return damage(f"{what} can't be used: {error}")
    return IndexRefusal(f"{what} can't be used for this: {error}")


def is_damage(error: sqlite3.Error) -> bool:
    """Whether an error says that a file, its tables or its rows are not what was written."""
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(_DAMAGED):
        return True
    is_vague = isinstance(error, sqlite3.OperationalError) and name in ("", "SQLITE_ERROR")
    return is_vague and re.match(_OTHER_TABLES, str(error), re.IGNORECASE) is not None


def damage(message: str) -> IndexDamaged:
    """The error for something in the index that is not what was written."""
    return IndexDamaged(message)
