"""Helpers for the tests of rendering: in-memory consoles, and articles and sections to print."""

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
    """A Rich console `width` columns wide that writes into a StringIO, with ANSI codes only if `color`."""
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
    """The output of printing `renderable` on such a console.

    Rich gives each hyperlink (OSC 8) a random id; it is removed, so that outputs can be compared.
    """
    target = console(width, color=color)
    target.print(renderable)
    assert isinstance(target.file, io.StringIO)
    return re.sub(r"\x1b\]8;id=[\d-]+;", "\x1b]8;;", target.file.getvalue())


def article(body: str = "", **values: Any) -> Article:
    """A Markdown article with the given values; every other field has a fixed minimal value."""
    given = {"id": "one", "path": "/library/one.md", "title": "One", "markup": "markdown", **values}
    return Article(body=body, **given)


def section(body: str, title: str, level: int = 1, end: int | None = None) -> Section:
    """The section of `body` from the first occurrence of `title` to `end`, by default the end of the body.

    Offsets are in characters, and lines count from 1. Raises ValueError if `title` is not in `body`.
    """
    start = body.index(title)
    slug = title.lower().replace(" ", "-")
    line = body.count("\n", 0, start) + 1
    return Section(slug, title, level, line, start, len(body) if end is None else end)
