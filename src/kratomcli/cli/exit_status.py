"""Errors on the command line: the exit status of each, and the command or option that would help."""

from __future__ import annotations

from enum import IntEnum

from kratomcli import errors


class ExitStatus(IntEnum):
    """The exit statuses, on which scripts rely: they don't change."""

    DONE = 0
    NO_MATCH = 1
    FINDINGS = 1
    USAGE = 2
    NO_SUCH_ARTICLE = 3
    NO_ACCESS = 4
    LOCKED = 75
    UNREACHABLE = 75
    INTERRUPTED = 130
    TERMINATED = 143


_STATUS_OF: dict[type[errors.KratomError], ExitStatus] = {
    errors.UsageError: ExitStatus.USAGE,
    errors.LookupFailed: ExitStatus.NO_SUCH_ARTICLE,
    errors.AccessError: ExitStatus.NO_ACCESS,
    errors.IndexLocked: ExitStatus.LOCKED,
    errors.EngineUnreachable: ExitStatus.UNREACHABLE,
}

_HELP_FOR: dict[type[errors.KratomError], str] = {
    errors.IndexMissing: "Run 'kratomcli index'.",
    errors.IndexDamaged: "Run 'kratomcli index --rebuild'.",
    errors.IndexRefusal: "The index is left as it is; 'kratomcli index --verify' says whether it is whole.",
    errors.LibraryUnmounted: "If it is meant to be empty, run 'kratomcli index --rebuild'.",
    errors.OutputFolderExists: "Use --force to write into it; that replaces files of the same name.",
    errors.OutputExists: "Use --force to replace it.",
    errors.ArticleNotText: "'kratomcli open ID --source' shows it in the program for such files.",
    errors.EngineUnreachable: "Try again; 'kratomcli index --status' says how the cluster is.",
    errors.ArticleNotFound: "'kratomcli list -f ids' prints every id; the beginning of a part will do.",
}
"""Hints for errors that have none, with commands, which the library doesn't know. Subclasses come first."""

_MORE_HELP_FOR: dict[type[errors.KratomError], str] = {
    errors.ArticleNotSeen: "'kratomcli index' looks at the folders now.",
    errors.FormatUnknown: "That is --to FORMAT.",
    errors.SettingsUntrusted: "Or name the folder with --library.",
}
"""The same for errors whose own hint, or the one above, is not all."""


def status_of(error: errors.KratomError) -> ExitStatus:
    """The exit status for an error."""
    return next(status for kind, status in _STATUS_OF.items() if isinstance(error, kind))


def hint_for(error: errors.KratomError) -> str:
    """The hint to show: the error's own, and the command or option that would help; "" if there is none."""
    hint = error.hint or _first(_HELP_FOR, error)
    return " ".join(filter(None, (hint, _first(_MORE_HELP_FOR, error))))


def _first(table: dict[type[errors.KratomError], str], error: errors.KratomError) -> str:
    return next((help for kind, help in table.items() if isinstance(error, kind)), "")
