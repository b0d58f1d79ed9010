"""Draw docs/terminal.svg: what `kratomcli search` shows in a terminal.

python docs/make_picture.py
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from rich.console import Console, Group
from rich.text import Text

from kratomcli import Library
from kratomcli.config.places import sample_library
from kratomcli.render.hits import hits
from kratomcli.render.theme import theme

QUERY = "withdrawal cravings"


def main() -> None:
    with tempfile.TemporaryDirectory() as cache, Library.open(sample_library(), cache=cache) as library:
        found = library.search(QUERY, limit=3, snippets=1)
        page = hits(found, total=library.count(QUERY), query=QUERY)
    console = Console(
        record=True,
        width=96,
        file=io.StringIO(),
        theme=theme("terminal"),
        force_terminal=True,
        color_system="truecolor",
    )
    console.print(Group(Text.assemble(("$ ", "dim"), f"kratomcli search {QUERY} -n 3 --snippets 1"), page))
    svg = console.export_svg(title="kratomcli", unique_id="kratomcli")
    Path(__file__).with_name("terminal.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
