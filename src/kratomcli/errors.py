"""Everything that kratomcli raises on purpose, as one tree.

    KratomError                 base of all; never raised itself
    ├── UsageError              options or settings that make no sense together
    │   ├── ConfigError         a settings file that can't be understood
    │   ├── LibraryClosed       a library that is asked something after it was closed
    │   └── QueryError          a query that can't be parsed (holds the query and the place)
    ├── LookupFailed            no single article for what was asked
    │   ├── ArticleNotFound     no such id
    │   └── AmbiguousId         several articles fit (holds their ids)
    ├── AccessError             something that can't be read or written
    │   ├── LibraryUnreadable   the library's folder is gone or closed to us
    │   ├── ArticleUnreadable   one article's file can't be read as an article (holds the line)
    │   ├── IndexDamaged        the index is missing, damaged or of another version
    │   │   └── IndexMissing    the index, or a part of it, was never made
    │   ├── IndexUnwritable     the index can't be written: a full disk, a read-only place
    │   ├── IndexRefusal        the index is whole, but can't do what was asked of it
    │   ├── OutputError         an output that can't be written, or is there already
    │   └── MissingExtra        an optional package that is not installed
    └── IndexLocked             another process is writing the index; try again

Each holds a message that says what was wrong and where, and a hint that says what to do. An
exception of another library is translated once, where that library is called.
"""

from __future__ import annotations


class KratomError(Exception):
    """Base of every error: `message` says what was wrong and where, `hint` what to do (or "")."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class UsageError(KratomError):
    """Options or settings that make no sense together."""


class ConfigError(UsageError):
    """A settings file that can't be understood."""


class LibraryClosed(UsageError):
    """A library that is asked something after it was closed."""


class QueryError(UsageError):
    """A query that can't be parsed.

    `query` is the text as given and `span` the place of the mistake in it: character offsets
    (start, end), end exclusive; start == end at the end of the text.
    """

    def __init__(self, message: str, query: str, span: tuple[int, int], *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.query = query
        self.span = span


class LookupFailed(KratomError):
    """No single article for what was asked."""


class ArticleNotFound(LookupFailed):
    """No article has this id, nor a part of its id that begins so."""


class AmbiguousId(LookupFailed):
    """Several articles fit a shortened id; `candidates` holds their ids, sorted."""

    def __init__(self, message: str, candidates: list[str], *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.candidates = candidates


class AccessError(KratomError):
    """Something that can't be read or written."""


class LibraryUnreadable(AccessError):
    """The library's folder is not there or can't be listed."""


class ArticleUnreadable(AccessError):
    """A file that can't be read as an article; `line` counts from 1, 0 where no line is known."""

    def __init__(self, message: str, *, line: int = 0, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.line = line


class IndexDamaged(AccessError):
    """The index is missing, damaged, or was made by another version."""


class IndexMissing(IndexDamaged):
    """The index, or a part of it, was never made."""


class IndexUnwritable(AccessError):
    """The index can't be written: a full disk, a place that is read-only."""

    HINT = "Free some space, or name another place in KRATOMCLI_CACHE."


class IndexRefusal(AccessError):
    """The index can't do what was asked of it, and is left as it is: a value too large for it, say."""


class OutputError(AccessError):
    """An output that can't be written, or that is there already."""


class MissingExtra(AccessError):
    """An optional package is not installed; the hint says how to install it."""


class IndexLocked(KratomError):
    """Another process is writing the index; trying again later will do."""
