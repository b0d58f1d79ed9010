"""A page with the matches of a query highlighted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
    from rich.style import StyleType


class Marked:
    """A renderable with matches highlighted in each line as it is rendered.

    `find` returns the offsets of matches in a line. After rendering, `words` are the highlighted words as
    they are on the page, for a pager to search for.
    """

    def __init__(
        self, content: RenderableType, find: Callable[[str], Sequence[tuple[int, int]]], style: str = "match"
    ) -> None:
        self.content = content
        self.words: dict[str, None] = {}
        self._find = find
        self._style = style

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in console.render_lines(self.content, options, pad=False):
            plain = "".join(segment.text for segment in line)
            marks = self._find(plain)
            if not marks:
                yield from line
                yield Segment.line()
                continue
            self.words.update((plain[start:end], None) for start, end in marks)
            shown = marked_line(line, [(*mark, self._style) for mark in marks])
            yield from shown.render(console, end="\n")


def marked_line(line: Iterable[Segment], marks: Iterable[tuple[int, int, StyleType]]) -> Text:
    """A line with each (start, end, style) of it in that style, over its own."""
    shown = Text(end="")
    for segment in line:
        shown.append(segment.text, segment.style)
    for start, end, style in marks:
        shown.stylize(style, start, end)
    return shown
