"""The report of an import: how much was written, and by name what was not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from kratomcli.render.layout import Flow, Indented, Stack, labelled, text, whole

if TYPE_CHECKING:
    from rich.console import RenderableType

    from kratomcli.importers.running import ImportReport, ImportResult

_MOST = 20
"""The most items of a kind that are listed by name."""


def imports(report: ImportReport) -> RenderableType:
    """Numbers, then the first of what is written, has changed at its source, or failed."""
    failed = report.number("failed")
    rows = [
        ("folder", text(report.folder, "id")),
        ("written", text(f"{report.number('written'):,}", "header")),
        ("known", text(f"{report.known:,}")),
        ("changed", text(f"{report.number('changed'):,}")),
        ("failed", text(f"{failed:,}", "warning" if failed else "")),
    ]
    blocks: list[RenderableType] = [labelled(rows)]
    for status in ("written", "changed", "failed"):
        if found := [one for one in report.results if one.status == status]:
            blocks.append(_listed(status, found))
    return Stack(blocks)


def _listed(status: str, found: list[ImportResult]) -> RenderableType:
    lines: list[RenderableType] = [Flow(text(status, "warning" if status == "failed" else "header"))]
    for one in found[:_MOST]:
        line = whole(one.path, "id") if one.path else text(one.title)
        if one.reason:
            line = Text.assemble(line, "  ", text(one.reason))
        lines.append(Indented(Flow(line), "  "))
    if len(found) > _MOST:
        lines.append(Indented(Flow(text(f"and {len(found) - _MOST:,} more", "dim")), "  "))
    return Stack(lines, tight=True)
