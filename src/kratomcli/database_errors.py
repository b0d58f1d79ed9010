"""SQLite's errors as ours."""

from __future__ import annotations

import sqlite3

from kratomcli.errors import IndexDamaged, IndexLocked, IndexUnwritable, KratomError, LibraryClosed

_UNWRITABLE = (
    "SQLITE_FULL",
    "SQLITE_READONLY",
    "SQLITE_CANTOPEN",
    "SQLITE_IOERR_WRITE",
    "SQLITE_IOERR_FSYNC",
    "SQLITE_IOERR_TRUNCATE",
    "SQLITE_IOERR_SHM",
)


def translated(error: sqlite3.Error) -> KratomError:
    """What an error of the catalog's file means."""
    if isinstance(error, sqlite3.ProgrammingError) and "closed" in str(error):
        return LibraryClosed("the library is closed", hint="Open it again with Library.open.")
    name = getattr(error, "sqlite_errorname", "")
    if "locked" in str(error):
        return IndexLocked("another process is writing the index", hint="Try again in a moment.")
    if name.startswith(_UNWRITABLE) and name != "SQLITE_READONLY_DBMOVED":
        return IndexUnwritable(f"the index can't be written: {error}", hint=IndexUnwritable.HINT)
    return damage(f"the catalog can't be used: {error}")


def damage(message: str) -> IndexDamaged:
    """The error for something in the index that is not what was written."""
    return IndexDamaged(message, hint="Run 'kratomcli index --rebuild'.")
