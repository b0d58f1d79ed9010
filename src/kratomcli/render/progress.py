"""The progress bar for work that takes a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Column
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Task

_WIDE = 64
"""The width in cells from which speed and remaining time are shown."""
_BAR = 40


def progress(console: Console) -> Progress:
    """A progress display: task, bar, amount done, speed, remaining time; removed at the end."""
    columns: list[ProgressColumn] = [
        TextColumn("{task.description}", style="progress.description", markup=False),
        BarColumn(bar_width=_BAR if console.width >= _WIDE + _BAR else None),
        _Done(table_column=Column(no_wrap=True)),
    ]
    if console.width >= _WIDE:
        columns += [_Speed(), TimeRemainingColumn(compact=True)]
    return Progress(*columns, console=console, transient=True)


class _Done(ProgressColumn):
    """The amount done and the total: "1,234 / 100,000"."""

    def render(self, task: Task) -> Text:
        done = f"{int(task.completed):,}"
        if task.total is None:
            return Text(done, style="progress.download")
        total = f"{int(task.total):,}"
        return Text(f"{done.rjust(len(total))} / {total}", style="progress.download")


class _Speed(ProgressColumn):
    """The speed, as soon as it is known: "12,345/s"."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f}/s" if speed else "", style="progress.data.speed")
