"""Translation of SQLite's errors to `KratomError`.

Only errors which show that the file is not as it was written become IndexDamaged, because a damaged index is
deleted, and the log of changes with it. Anything else that SQLite refuses, such as a value that is too large,
becomes an error that leaves the index as it is.
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
from kratomcli.patterns import lazy_regex

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
# Messages for tables and rows that are not as they were written; SQLite has no specific code for these.
_OTHER_TABLES = lazy_regex(
    r"(?:error in \w+ \S+: )?(?:no such (?:table|column|index|trigger)\b"
    r"|table \S+ has (?:no column named|\d+ columns)|(?:table|index|trigger) \S+ already exists"
    r"|unsupported file format|malformed JSON|could not decode to UTF-8)",
    re.IGNORECASE,
)


def translated(error: sqlite3.Error, what: str = "the index") -> KratomError:
    """The error to raise in place of SQLite's; `what` names the database in the message."""
    if isinstance(error, sqlite3.ProgrammingError) and "closed" in str(error):
        return LibraryClosed("the library is closed", hint="Open it again with Library.open.")
    name = getattr(error, "sqlite_errorname", "")
    if is_locked(error):
        return IndexLocked(f"another process is writing {what}", hint="Try again in a moment.")
    if name.startswith(_UNWRITABLE) and name != _GONE:
        return IndexUnwritable(f"{what} can't be written: {error}", hint=IndexUnwritable.HINT)
    if is_damage(error):
        return damage(f"{what} can't be used: {error}")
    return IndexRefusal(f"{what} can't be used for this: {error}")


def is_damage(error: sqlite3.Error) -> bool:
    """Whether an error shows that the file, its tables or its rows are not as they were written."""
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(_DAMAGED):
        return True
    is_vague = isinstance(error, sqlite3.OperationalError) and name in ("", "SQLITE_ERROR")
    return is_vague and _OTHER_TABLES.match(str(error)) is not None


def is_locked(error: sqlite3.Error) -> bool:
    """Whether an error says that another process is writing."""
    return str(getattr(error, "sqlite_errorname", "")).startswith(_LOCKED)


def damage(message: str) -> IndexDamaged:
    """The error to raise for damage that was found in the index."""
    return IndexDamaged(message)
