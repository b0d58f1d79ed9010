"""Unified diffs as pages for the terminal."""

from __future__ import annotations

from rich.text import Text

_STYLES = {"+": "code.inserted", "-": "code.deleted", "@": "label"}


def diff(part: bytes) -> Text:
    """The diff of a file, coloured by line."""
    page = Text(no_wrap=True, end="")
    for line in part.decode(errors="replace").splitlines():
        style = "strong" if line.startswith(("--- ", "+++ ")) else _STYLES.get(line[:1], "")
        page.append(line + "\n", style)
    return page
