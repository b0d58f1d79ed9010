"""Consoles of a fixed width, and values to show on them."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from rich.console import Console

from kratomcli.model.article import Article
from kratomcli.model.entry import Section
from kratomcli.render.theme import theme

if TYPE_CHECKING:
    from rich.console import RenderableType


def console(width: int = 80, *, color: bool = False) -> Console:
    """A terminal of this width that writes into memory."""
    return Console(
        file=io.StringIO(),
        width=width,
        height=100,
        theme=theme("terminal"),
        force_terminal=color,
        color_system="standard" if color else None,
        legacy_windows=False,
        highlight=False,
        emoji=False,
        markup=False,
        _environ={},
    )


def printed(renderable: RenderableType, width: int = 80, *, color: bool = False) -> str:
    """What appears on such a terminal; the numbers of links, made up by chance, are left out."""
    target = console(width, color=color)
    target.print(renderable)
    assert isinstance(target.file, io.StringIO)
    return re.sub(r"\x1b\]8;id=[\d-]+;", "\x1b]8;;", target.file.getvalue())


def article(body: str = "", **values: Any) -> Article:
    """A Markdown article with little in it but what the test says."""
    given = {"id": "one", "path": "/library/one.md", "title": "One", "markup": "markdown", **values}
    return Article(body=body, **given)


def section(body: str, title: str, level: int = 1, end: int | None = None) -> Section:
    """The section whose heading is `title`."""
    start = body.index(title)
    slug = title.lower().replace(" ", "-")
    line = body.count("\n", 0, start) + 1
    return Section(slug, title, level, line, start, len(body) if end is None else end)
