"""The settings as a table: what is as it is by default stands back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kratomcli.config.origins import DEFAULT
from kratomcli.render.layout import text
from kratomcli.render.table import Grid
from kratomcli.text.wording import value_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from kratomcli.config.origins import KnownSetting


def known_settings(found: Sequence[KnownSetting]) -> RenderableType:
    """A line for each setting: its name, value and origin, with the line in the file."""
    rows = [[text("Setting"), text("Value"), text("From")]]
    for one in found:
        style = "dim" if one.origin == DEFAULT else ""
        place = f"{one.origin}, line {one.line}" if one.line else one.origin
        rows.append(
            [text(one.name, style or "header"), text(value_text(one.value), style), text(place, style)]
        )
    return Grid(rows, has_header=True)
