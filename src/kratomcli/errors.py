"""Everything that kratomcli raises on purpose, as one tree.

    KratomError                 base of all; never raised itself
    ├── UsageError              invalid arguments, options or settings
    │   ├── ConfigError         a settings file that is invalid
    │   │   └── SettingsUntrusted   it names a folder outside its own or a cluster, and nobody trusts it
    │   ├── FormatUnknown       a file whose suffix stands for no format
    │   ├── LibraryClosed       a method of a Library called after close()
    │   └── QueryError          a query that can't be parsed (holds the query and the place)
    ├── LookupFailed            an id that does not name exactly one article
    │   ├── ArticleNotFound     no such id
    │   │   └── ArticleNotSeen  no such id in an index that may lack the newest changes
    │   └── AmbiguousId         the beginning of several ids (holds those ids)
    ├── AccessError             a file, index or package that can't be read, written or loaded
    │   ├── LibraryUnreadable   the library's folder does not exist or can't be listed
    │   │   └── LibraryUnmounted    it is empty and another folder than the one that was indexed
    │   ├── ArticleUnreadable   one article's file can't be read as an article (holds the line)
    │   │   └── NotAnArticle    it holds something else, such as the template of a page
    │   ├── IndexDamaged        the index is missing, damaged or of another version
    │   │   └── IndexMissing    the index, or a part of it, was never made
    │   ├── IndexUnwritable     the index can't be written: a full disk, a read-only place
    │   ├── IndexRefusal        the index is intact, but a limit of the engine or database was reached
    │   ├── OutputError         an output that can't be written
    │   │   └── OutputExists    it exists already, and nobody asked to replace it
    │   │       └── OutputFolderExists    it is a folder that is not empty
    │   ├── MissingExtra        an optional package that is not installed
    │   ├── ArticleNotText      an article whose file an editor of texts can't change
    │   └── ProgramFailed       an editor or viewer that is missing, or that failed
    ├── IndexLocked             another process is writing the index; try again
    └── EngineUnreachable       no node of the cluster answers, or it can't write now; try again
        └── PartialAnswer       some of its shards did not answer: what the others said is not handed out

Each has a `message` that says what was wrong and where, and a `hint` that says what to do. Exceptions
of dependencies are translated into these where the dependency is called.
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
    """Arguments, options or settings that are invalid, or that exclude each other."""


class ConfigError(UsageError):
    """A settings file that is invalid: not TOML, an unknown key, or a value of the wrong type."""


class SettingsUntrusted(ConfigError):
    """A settings file that was found, not named, names a cluster or a folder outside, and is not trusted."""


class FormatUnknown(UsageError):
    """A file to be written has a suffix that stands for no format, and the format was not named."""


class LibraryClosed(UsageError):
    """A method of a `Library` was called after its `close()`."""


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
    """An id that does not name exactly one article."""


class ArticleNotFound(LookupFailed):
    """No article's id is the one given, or begins with it."""


class ArticleNotSeen(ArticleNotFound):
    """No article has that id in the index, which may lack the newest changes: the message says why."""


class AmbiguousId(LookupFailed):
    """A shortened id that several articles' ids begin with; `candidates` holds those ids, sorted."""

    def __init__(self, message: str, candidates: list[str], *, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.candidates = candidates


class AccessError(KratomError):
    """A file, index or package that can't be read, written or loaded."""


class LibraryUnreadable(AccessError):
    """The library's folder does not exist or can't be listed."""


class LibraryUnmounted(LibraryUnreadable):
    """A library's folder is empty and not the one that was indexed, as where a disk is not mounted."""


class ArticleUnreadable(AccessError):
    """A file that can't be read as an article; `line` is 1-based, 0 where no line is known."""

    def __init__(self, message: str, *, line: int = 0, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.line = line


class NotAnArticle(ArticleUnreadable):
    """A file with the suffix of articles that holds something else; it is passed over, not told."""


class IndexDamaged(AccessError):
    """The index is missing, damaged, or was made by another version."""


class IndexMissing(IndexDamaged):
    """The index, or a part of it, was never made."""


class IndexUnwritable(AccessError):
    """The index can't be written: the disk is full or read-only, or permission is missing."""

    HINT = "Free some space, or name another place in KRATOMCLI_CACHE."


class IndexRefusal(AccessError):
    """The index is intact, but can't store or answer this: a value beyond the database's limits, say."""


class OutputError(AccessError):
    """An output that can't be written."""


class OutputExists(OutputError):
    """An output exists already; it is replaced only with `force`."""


class OutputFolderExists(OutputExists):
    """A folder to write into is not empty; with `force`, files of the same name in it are replaced."""


class MissingExtra(AccessError):
    """An optional package is not installed; the hint says how to install it."""


class ArticleNotText(AccessError):
    """An article's file is no text, such as a PDF: an editor of texts can't change it."""


class ProgramFailed(AccessError):
    """A program of the user's, such as an editor or a viewer, is missing, or ended with a failure."""


class IndexLocked(KratomError):
    """Another process is writing the index; the same call can succeed later."""


class EngineUnreachable(KratomError):
    """No node of the search cluster answers, or it can't do this now; the same call can succeed later."""


class PartialAnswer(EngineUnreachable):
    """A part of the search cluster did not answer; what the rest found is not handed out as the answer."""
