"""Driving the browser in tests: what the screen shows as text, and waiting for what is to come."""

from __future__ import annotations

import asyncio
import html
import re
import time
from collections.abc import Awaitable, Callable

from textual.pilot import Pilot

from conftest import PATIENCE
from kratomcli import Library
from kratomcli.tui.app import Browser

Steps = Callable[[Browser, Pilot[None]], Awaitable[None]]
_TEXT = re.compile(r'<text class="[^"]*" x="([\d.]+)" y="([\d.]+)"[^>]*>(.*?)</text>', re.DOTALL)


def drive(
    library: Library, steps: Steps, query: str = "", *, size: tuple[int, int] = (120, 40), theme: str = "dark"
) -> None:
    """Run the browser without a terminal, and `steps` in it."""

    async def run() -> None:
        app = Browser(library, query, theme=theme)
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: app.said)
            await steps(app, pilot)

    asyncio.run(run())


async def until(pilot: Pilot[None], condition: Callable[[], object]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, shown(pilot.app)  # type: ignore[arg-type]
        await pilot.pause(0.01)
    await pilot.pause()


def shown(app: Browser) -> str:
    """What the screen shows, as lines of text without spaces at their ends."""
    cells: dict[int, dict[int, str]] = {}
    for x, y, text in _TEXT.findall(app.export_screenshot()):
        row = cells.setdefault(round(float(y) / 24.4), {})
        for at, char in enumerate(html.unescape(text)):
            row[round(float(x) / 12.2) + at] = char.replace("\xa0", " ")
    lines = []
    for number in sorted(cells):
        row = cells[number]
        lines.append("".join(row.get(at, " ") for at in range(max(row) + 1)).rstrip())
    return "\n".join(lines)
