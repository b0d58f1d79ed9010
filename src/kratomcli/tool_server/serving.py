"""Making the server, where the SDK is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.errors import KratomError, MissingExtra

if TYPE_CHECKING:
    from collections.abc import Callable

    from kratomcli.library.library import Library
    from kratomcli.tool_server.server import ToolServer


def tool_server(
    library: Library, hint_for: Callable[[KratomError], str], *, writes: bool = False
) -> ToolServer:
    """A server for this library, whose `serve` answers messages; `hint_for` says what to do about errors.

    With `writes` it has the tools that change articles as well.

    Raises:
        MissingExtra: the package mcp is not installed.
    """
    try:
        from kratomcli.tool_server.server import ToolServer
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in ("mcp", "mcp_types"):
            raise
        raise MissingExtra(
            "the tool server needs the package mcp", hint="Install it: pip install 'kratomcli[mcp]'"
        ) from error
    from kratomcli.tool_server.tools import TOOLS, writing

    return ToolServer(library, hint_for, (*TOOLS, *writing.TOOLS) if writes else TOOLS)
