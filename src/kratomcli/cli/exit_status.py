"""What the program's exit statuses mean, and which error gives which."""

from __future__ import annotations

from enum import IntEnum

from kratomcli import errors


class ExitStatus(IntEnum):
    """Part of the contract with pipes."""

    DONE = 0
    NO_MATCH = 1
    FINDINGS = 1
    USAGE = 2
    NO_SUCH_ARTICLE = 3
    NO_ACCESS = 4
    LOCKED = 75
    INTERRUPTED = 130
    TERMINATED = 143


_STATUS_OF: dict[type[errors.KratomError], ExitStatus] = {
    errors.UsageError: ExitStatus.USAGE,
    errors.LookupFailed: ExitStatus.NO_SUCH_ARTICLE,
    errors.AccessError: ExitStatus.NO_ACCESS,
    errors.IndexLocked: ExitStatus.LOCKED,
}


def status_of(error: errors.KratomError) -> ExitStatus:
    """The exit status for an error."""
    return next(status for kind, status in _STATUS_OF.items() if isinstance(error, kind))
