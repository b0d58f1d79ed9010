"""The commands, and the modules that they are in."""

from __future__ import annotations

from importlib import import_module
from typing import Any

COMMANDS = (
    *("list", "show", "search", "browse", "open", "edit", "new", "set", "export"),
    *("quotes", "links", "similar", "reuse", "changed", "check"),
    *("stats", "queries", "import", "index", "config", "mcp"),
)
"""The commands in the order of the reference; see `module_of`."""


def module_of(name: str) -> Any:
    """The module of a command, which has a function `command`: its name, or `import_`, which Python wants.

    Its `EPILOG` ends the command's help, and with a true `NEEDS_ARGUMENTS` a call without any shows it.
    """
    return import_module(f"kratomcli.cli.{'import_' if name == 'import' else name}")
