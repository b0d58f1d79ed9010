"""Error handling around every command: a message and an exit status, never a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from kratomcli.cli.exit_status import ExitStatus, hint_for, status_of
from kratomcli.cli.streams import mute
from kratomcli.errors import KratomError, OutputError

_WIDEST = 65535
"""The largest width or height of a terminal, which are 16-bit numbers."""


@contextmanager
def guarded() -> Iterator[None]:
    """Turn errors of the library, of the terminal and of pipes into a message and an exit status."""
    _forget_nonsense()
    try:
        try:
            yield
        except SystemExit:
            sys.stdout.flush()
            raise
        except KratomError as error:
            sys.stdout.flush()
            report(error)
            raise SystemExit(status_of(error)) from None
        sys.stdout.flush()
    except BrokenPipeError:
        mute(1)
        raise SystemExit(ExitStatus.DONE) from None
    except KeyboardInterrupt:
        raise SystemExit(ExitStatus.INTERRUPTED) from None
    except OSError as error:
        # Nearly all OSErrors are translated where they happen; this one is from standard output.
        mute(1)
        where = f"'{error.filename}'" if error.filename else "standard output"
        report(OutputError(f"can't write to {where}: {error.strerror or error}"))
        raise SystemExit(ExitStatus.NO_ACCESS) from None


def _forget_nonsense() -> None:
    """Remove meaningless variables from the environment: empty ones for colour, impossible sizes.

    With COLUMNS=0, Rich and the pager would show nothing.
    """
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE"):
        if not os.environ.get(name):
            os.environ.pop(name, None)
    for name in ("COLUMNS", "LINES"):
        size = os.environ.get(name, "").strip()
        is_size = size.isascii() and size.isdecimal() and len(size) < 7 and 0 < int(size) <= _WIDEST
        if not is_size:
            os.environ.pop(name, None)


def report(error: KratomError) -> None:
    """Print an error on standard error."""
    from kratomcli.cli.terminal import console
    from kratomcli.render.errors import problem

    console(sys.stderr, "auto").print(problem(error, hint_for(error)), soft_wrap=True)
