"""Layout of blocks of text: wrapped, indented, stacked. Lines never end in spaces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from kratomcli.text.normalize import clean

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType, RenderResult

LINKED = ("http://", "https://", "mailto:")
"""Beginnings of URLs that become hyperlinks: a terminal passes these to other programs."""

_GLUE = "\ufdd0"
"""A Unicode noncharacter that stands for a space at which lines are not broken; no text contains it."""

_NARROWEST = 12
"""Cells that must remain for text; indents that leave fewer are not drawn."""

_LONGEST_NAME = 20
"""The longest name, in cells, whose value is beside it; the value of a longer name is below it."""


def text(value: str, style: str = "") -> Text:
    """`value` as Text, without markup being parsed, and with control characters replaced."""
    return Text(clean(value), style=style)


def whole(value: str, style: str = "") -> Text:
    """As `text`, for an id or a date: it is not broken if it fits on one line."""
    return text(glued(value), style)


def glued(value: str) -> str:
    """`value` with its spaces made unbreakable, for `wrapped`."""
    return value.replace(" ", _GLUE)


def wrapped(content: Text, console: Console, width: int) -> list[Text]:
    """The lines of `content`, each at most `width` cells wide."""
    lines = list(content.wrap(console, width, overflow="fold"))
    for line in lines:
        if _GLUE in line.plain:
            line.plain = line.plain.replace(_GLUE, " ")
    return lines


def link_to(url: str) -> Style | None:
    """A style that makes text a terminal hyperlink; None for a URL that is not safe."""
    url = url.strip()
    if not url.lower().startswith(LINKED) or not url.isprintable() or " " in url:
        return None
    return Style(link=quote(url, safe="!#$%&'()*+,/:;=?@[]~"))


def joined(parts: Iterable[Text], separator: str = " · ") -> Text:
    """The non-empty parts on one line, with `separator` between them."""
    line = Text()
    for part in parts:
        if part.plain:
            line.append(separator if line.plain else "", "dim").append_text(part)
    return line


def segments(console: Console, line: Text) -> Iterable[Segment]:
    """One line as segments, with its own style and without trailing spaces."""
    line.rstrip()
    line.stylize_before(line.style)  # Text.render leaves it out where there are no spans
    return line.render(console, end="\n")


class Flow:
    """Text wrapped to the available width."""

    def __init__(self, content: Text) -> None:
        self.content = content

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in wrapped(self.content, console, max(options.max_width, 1)):
            yield from segments(console, line)


class HeadingFlow(Flow):
    """A heading; those of lower levels have no empty line below them."""

    def __init__(self, level: int, content: Text) -> None:
        super().__init__(content)
        self.is_low = level > 2
        content.style = "heading.low" if self.is_low else "heading"


class Indented:
    """A renderable with a mark before its first line, and another before the lines that follow."""

    def __init__(
        self, content: RenderableType, first: str, rest: str | None = None, *, mark: str = ""
    ) -> None:
        """`rest` is spaces unless given; `mark` is the style of both."""
        self.content = content
        self.first = first
        self.rest = " " * cell_len(first) if rest is None else rest
        self.mark = mark

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = options.max_width - max(cell_len(self.first), cell_len(self.rest))
        if width < _NARROWEST:
            if not self.rest.strip():
                yield Flow(Text(self.first.strip(), style=self.mark))
            yield self.content
            return
        lines = console.render_lines(self.content, options.update(width=width), pad=False)
        mark = console.get_style(self.mark, default="")
        for number, line in enumerate(lines):
            before = self.rest if number else self.first
            if not any(segment.text for segment in line):
                before = before.rstrip()
            if before:
                yield Segment(before, mark)
            yield from line
            yield Segment.line()


class Stack:
    """Blocks one below the other, with an empty line between them unless `tight`."""

    def __init__(self, blocks: Sequence[RenderableType], *, tight: bool = False) -> None:
        self.blocks = blocks
        self.tight = tight

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for block in self.pieces():
            yield Segment.line() if block is _EMPTY_LINE else block

    def pieces(self) -> Iterator[RenderableType]:
        """The blocks and the empty lines between them: printed one by one, they are the whole."""
        for number, block in enumerate(self.blocks):
            if number and not self.tight and not _belongs(block, self.blocks[number - 1]):
                yield _EMPTY_LINE
            yield block


_EMPTY_LINE = Text()


def pieces(page: RenderableType) -> Iterator[RenderableType]:
    """What can be printed in place of a page, one after the other, as it is drawn."""
    return page.pieces() if isinstance(page, Stack) else iter([page])


def _belongs(block: RenderableType, above: RenderableType) -> bool:
    """Whether there is no empty line between a block and the one above it."""
    return isinstance(above, HeadingFlow) and above.is_low and not isinstance(block, HeadingFlow)


def labelled(rows: Sequence[tuple[str, Text]]) -> Stack:
    """Names and values in two columns; rows with an empty value are left out."""
    known = [(clean(name), value) for name, value in rows if value.plain]
    widths = [cell_len(name) for name, _ in known]
    width = max((width for width in widths if width <= _LONGEST_NAME), default=0) + 2
    blocks: list[RenderableType] = []
    for (name, value), length in zip(known, widths, strict=True):
        if length > _LONGEST_NAME:
            blocks += [Flow(Text(name, style="label")), Indented(Flow(value), " " * width)]
        else:
            blocks.append(Indented(Flow(value), name + " " * (width - length), mark="label"))
    return Stack(blocks, tight=True)


class Centred:
    """A centred column of at most `width` cells."""

    def __init__(self, content: RenderableType, width: int) -> None:
        self.content = content
        self.width = width

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        room = max(options.max_width - self.width, 0) // 2
        yield Indented(self.content, " " * room) if room else self.content


class HorizontalRule:
    """A thin line as wide as the column."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Segment("─" * options.max_width, console.get_style("rule", default=""))
        yield Segment.line()
