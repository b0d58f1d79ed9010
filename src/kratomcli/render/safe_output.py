"""The last safeguard: replaces control characters in all text just before Rich draws it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import RenderHook
from rich.segment import Segment

from kratomcli.text.safe_output import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console, ConsoleOptions, ConsoleRenderable


class Harmless(RenderHook):
    """A Rich render hook that replaces control characters in everything that a console prints."""

    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        return [_Gated(one) for one in renderables]


class _Gated:
    def __init__(self, content: ConsoleRenderable) -> None:
        self._content = content

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterable[Segment]:
        for segment in console.render(self._content, options):
            yield segment if segment.control else harmless_segment(segment)


def harmless_segment(segment: Segment) -> Segment:
    """A segment without control characters in its text and its link."""
    text, style, control = segment
    if style is not None and style.link and not style.link.isprintable():
        style = style.update_link(None)
    return Segment(harmless(text), style, control)
