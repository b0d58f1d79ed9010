"""Findings of `check`, grouped by file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from rich.text import Text

from kratomcli.export.findings import shown_path
from kratomcli.render.layout import Flow, Indented, Stack, text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from kratomcli.checks import Finding

_STYLES = {"error": "error", "warning": "warning", "info": "dim"}


def pages(findings: Iterable[Finding], folder: str) -> Iterator[RenderableType]:
    """A block for each file: its path relative to `folder`, and its findings with line and column."""
    for path, group in groupby(findings, lambda one: one.path):
        lines: list[RenderableType] = [Flow(text(shown_path(path, folder), "id"))]
        for one in group:
            place = f"{one.line}:{one.column}"
            mark = f"{place:>7}  {one.code}  "
            lines.append(Indented(Flow(text(one.message)), mark, mark=_STYLES[one.severity]))
            lines.append(Indented(Flow(text(one.hint, "hint")), " " * 15))
        yield Stack([*lines, Text("")], tight=True)
