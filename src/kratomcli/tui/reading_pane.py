"""The reading pane: the page of one article, of which only the lines on the screen are drawn."""

from __future__ import annotations

from bisect import bisect_left
from operator import itemgetter
from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from kratomcli.render.highlights import marked_line
from kratomcli.tui.pages import places

if TYPE_CHECKING:
    from kratomcli.tui.pages import PagePlace, ReadingPage

_FOUND = Style(reverse=True)
_CURRENT = Style(reverse=True, bold=True, underline=True)


class ReadingPane(ScrollView, can_focus=True):
    """An article's page; `find` marks a text in it, and `step` goes from one place to the next."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", show=False),
        Binding("k", "scroll_up", show=False),
        Binding("space", "page_down", show=False),
        Binding("g", "scroll_home", show=False),
        Binding("G", "scroll_end", show=False),
        Binding("left", "app.leave", show=False),
    ]

    class Resized(Message):
        """The page is to be laid out for another width."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.page: ReadingPage | None = None
        self.wanted = ""
        self._places: list[PagePlace] = []
        self._at = -1

    @property
    def room(self) -> int:
        """Columns for text."""
        return self.scrollable_content_region.width

    def show(self, page: ReadingPage) -> None:
        """Show a page; from its start unless it is of the same article."""
        is_same = self.page is not None and self.page.article.id == page.article.id
        self.page = page
        self.virtual_size = Size(self.size.width, len(page.lines))
        if not is_same:
            self.wanted = ""
            self.scroll_to(0, 0, animate=False)
        self._places, self._at = places(page, self.wanted) if self.wanted else page.matches, -1
        self.refresh()

    def find(self, text: str) -> int:
        """Mark a text wherever it is, and show the first place from here on; how many there are.

        Without a text, the words of the query are marked again.
        """
        if self.page is None:
            return 0
        self.wanted = text
        self._places = places(self.page, text) if text else self.page.matches
        first = self._first(int(self.scroll_offset.y))
        self._at = (first if first < len(self._places) else 0) - 1
        self.step(1)
        return len(self._places)

    def step(self, by: int) -> tuple[int, int]:
        """Go to the next place, or back; its number from 1, and how many there are: (0, 0) if none."""
        if not self._places:
            self.refresh()
            return 0, 0
        first = 0 if by > 0 else -1
        self._at = first % len(self._places) if self._at < 0 else (self._at + by) % len(self._places)
        line = self._places[self._at][0]
        top, height = int(self.scroll_offset.y), self.size.height
        if not top <= line < top + height:
            self.scroll_to(0, max(line - height // 3, 0), animate=False)
        self.refresh()
        return self._at + 1, len(self._places)

    def on_resize(self) -> None:
        if self.page is not None and self.page.width != self.room:
            self.post_message(self.Resized())

    def render_line(self, y: int) -> Strip:
        number = int(self.scroll_offset.y) + y
        width = self.room
        if self.page is None or number >= len(self.page.lines):
            return Strip.blank(width, self.rich_style)
        segments = self.page.lines[number]
        if marks := self._marks(number):
            segments = list(marked_line(segments, marks).render(self.app.console))
        return Strip(segments).adjust_cell_length(width).apply_style(self.rich_style)

    def _marks(self, number: int) -> list[tuple[int, int, Style]]:
        """What is marked in a line: the place one is at, and with a text that is looked for every other."""
        marks = []
        for at in range(self._first(number), self._first(number + 1)):
            _, start, end = self._places[at]
            if self.wanted or at == self._at:
                marks.append((start, end, _CURRENT if at == self._at else _FOUND))
        return marks

    def _first(self, number: int) -> int:
        """The index of the first place on a line or below it; how many there are if there is none."""
        return bisect_left(self._places, number, key=itemgetter(0))
