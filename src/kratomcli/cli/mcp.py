"""`kratomcli mcp`."""

# Without the annotations import: what declares the parameters is looked at at every start.

import gc
import os
import signal
import sys
from typing import TYPE_CHECKING, Annotated

from kratomcli.cli import options, streams
from kratomcli.cli.exit_status import ExitStatus, hint_for
from kratomcli.cli.notes import note
from kratomcli.cli.opening import opened

if TYPE_CHECKING:
    from kratomcli.tool_server.server import ToolServer

EPILOG = "Example: kratomcli mcp -L ~/articles"
NEEDS_ARGUMENTS = False

_STATUS_OF: dict[int, ExitStatus] = {
    signal.SIGTERM: ExitStatus.TERMINATED,
    signal.SIGINT: ExitStatus.INTERRUPTED,
}


def command(
    library: options.Libraries = None,
    write: Annotated[
        bool, options.Option("--write", help="Offer the tool that changes front matter, too.")
    ] = False,
    refresh: options.RefreshOption = "auto",
    quiet: options.Quiet = False,
) -> None:
    """Answer an agent's questions: a tool server (Model Context Protocol) on standard input and output.

    It never writes articles, unless --write allows it. docs/mcp.md says how clients are set up.
    """
    from kratomcli.tool_server.serving import tool_server

    if sys.stdin.isatty() and not quiet:
        note("this is for programs: it waits for messages of the protocol, and ends with Ctrl-D")
    with opened(library, refresh, quiet=quiet) as lib:
        server = tool_server(lib, hint_for, writes=write)
        status = _served(server)
        if not server.is_idle:  # a call that nobody waits for any more
            os._exit(status)
    raise SystemExit(status)


def _served(server: "ToolServer") -> int:
    """Serve until the input ends, or until the program is told to end; the status for that."""
    gc.freeze()  # what the imports made stays
    gc.enable()  # other commands are too short for it
    wanted = [number for number in _STATUS_OF if signal.getsignal(number) is not signal.SIG_IGN]
    number = server.serve(*streams.taken(), signals=wanted)
    return _STATUS_OF.get(number, ExitStatus.DONE)
