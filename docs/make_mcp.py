"""Write the part of docs/mcp.md that describes the tools, from the tools; with --check only compare.

python docs/make_mcp.py [--check]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kratomcli.tool_server.answers import MOST_BYTES
from kratomcli.tool_server.resources import PER_PAGE, TEMPLATE
from kratomcli.tool_server.tools import TOOLS, writing
from kratomcli.tool_server.tools.tool import PAGED, QUERY_SYNTAX, Tool

if TYPE_CHECKING:
    from kratomcli.tool_server.arguments import ToolArgument

PAGE = Path(__file__).with_name("mcp.md")
BEGIN, END = "<!-- made by docs/make_mcp.py -->", "<!-- end -->"


def part() -> str:
    """What is made: each tool with what it takes and gives."""
    lines = [f"One answer has at most {MOST_BYTES:,} bytes of items.", ""]
    for tool in (*TOOLS, *writing.TOOLS):
        lines += [*_tool(tool), ""]
    lines += [f"Articles are resources as well: `{TEMPLATE}`, listed {PER_PAGE} at a time."]
    return "\n".join(lines)


def _tool(tool: Tool) -> list[str]:
    own = [key for key in tool.gives if key not in PAGED]
    return [
        f"### {tool.name}",
        "",
        tool.about,
        "",
        "| takes | | |",
        "| --- | --- | --- |",
        *(_row(argument) for argument in tool.arguments),
        "",
        f"Gives {', '.join(f'`{key}`' for key in own)}.",
    ]


def _row(argument: ToolArgument) -> str:
    bounds = f", {argument.least} to {argument.most}" if argument.kind == "number" else ""
    choices = f": {', '.join(argument.choices)}" if argument.choices else ""
    default = "required" if argument.is_required else f"`{json.dumps(argument.default, ensure_ascii=False)}`"
    about = argument.about.removesuffix(QUERY_SYNTAX).strip().replace("|", "\\|")
    return f"| `{argument.name}` | {argument.kind}{bounds}{choices}; {default} | {about} |"


def main() -> None:
    old = PAGE.read_text()
    before, rest = old.split(BEGIN)
    after = rest.split(END)[1]
    fresh = f"{before}{BEGIN}\n{part()}\n{END}{after}"
    if "--check" not in sys.argv:
        PAGE.write_text(fresh)
    elif old != fresh:
        sys.exit("docs/mcp.md is not what the tools say: run python docs/make_mcp.py")


if __name__ == "__main__":
    main()
