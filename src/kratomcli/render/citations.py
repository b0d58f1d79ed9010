"""Citations, with what their style sets in italics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.render.layout import Flow, text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from kratomcli.export.citations.styles import CitationText


def citation_page(citation: CitationText) -> RenderableType:
    """A citation, wrapped to the width of the terminal."""
    line = text(citation.text)
    for start, end in citation.italics:
        line.stylize("italic", start, end)
    return Flow(line)
