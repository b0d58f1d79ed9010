"""The tools: those that look for articles, the one that reads, those for what lies between articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.tool_server.tools import between, looking, reading

if TYPE_CHECKING:
    from kratomcli.tool_server.tools.tool import Tool

TOOLS: tuple[Tool, ...] = (*looking.TOOLS, *reading.TOOLS, *between.TOOLS)
"""The tools that only read, in the order in which they are listed."""
