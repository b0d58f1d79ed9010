"""The bar for long work."""

from __future__ import annotations

import io

import pytest
from render_making import console, printed

from kratomcli.render.progress import progress


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_it_says_what_and_how_much_on_one_line(width: int) -> None:
    bar = progress(console(width))
    bar.add_task("indexing [x]", total=1200, completed=300)
    shown = printed(bar.get_renderable(), width)
    assert shown.count("\n") == 1
    assert len(shown.rstrip("\n")) <= width
    if width >= 40:
        assert shown.startswith("indexing [x] ")
        assert "  300 / 1,200" in shown


def test_without_a_total_it_counts() -> None:
    bar = progress(console(80))
    bar.add_task("reading", total=None, completed=1300)
    shown = printed(bar.get_renderable(), 80)
    assert "1,300" in shown
    assert " / " not in shown


def test_wide_terminals_also_get_speed_and_time_left() -> None:
    bar = progress(console(100))
    bar.get_time = iter(range(1000)).__next__  # type: ignore[assignment]
    task = bar.add_task("indexing", total=1000)
    for _ in range(5):
        bar.advance(task, 100)
    shown = printed(bar.get_renderable(), 100)
    assert "/s" in shown
    assert "00:" in shown


def test_it_is_gone_when_it_ends() -> None:
    target = console(80, color=True)
    with progress(target) as bar:
        bar.add_task("indexing", total=2, completed=2)
    assert isinstance(target.file, io.StringIO)
    assert target.file.getvalue().endswith("\x1b[2K")
