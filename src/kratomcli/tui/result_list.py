"""The list of results: as long as there are articles, of which only those on the screen are fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from kratomcli.text.normalize import one_line
from kratomcli.text.wording import date_text
from kratomcli.tui.finding import PAGE

if TYPE_CHECKING:
    from textual.events import Click

    from kratomcli.model.entry import Entry
    from kratomcli.tui.finding import Results

_ROWS = 2
"""Lines of an article: its title; its date and tags."""
_KEPT = 50
"""Pages that are kept; those fetched longest ago are fetched again when needed."""


class ResultList(ScrollView, can_focus=True):
    """Articles by number; pages that are missing are asked for by messages, and given with `fill`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown,space", "page(1)", show=False),
        Binding("home,g", "move_to_start", show=False),
        Binding("end,G", "move_to_end", show=False),
        Binding("enter,right", "choose", show=False),
    ]

    class PageWanted(Message):
        """A page of articles is needed, from the number `start`."""

        def __init__(self, start: int) -> None:
            super().__init__()
            self.start = start

    class Moved(Message):
        """The cursor is on another article."""

        def __init__(self, entry: Entry) -> None:
            super().__init__()
            self.entry = entry

    class Chosen(Message):
        """An article is to be opened."""

        def __init__(self, entry: Entry) -> None:
            super().__init__()
            self.entry = entry

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.cursor = 0
        self._count = 0
        self._pages: dict[int, tuple[Entry, ...]] = {}
        self._wanted = -1
        self._told = ""

    # -- articles ----------------------------------------------------------------------------------

    def show(self, results: Results) -> None:
        """Show the results of another query, from the first on."""
        self._count = results.shown
        self._pages = {0: results.first}
        self._wanted = -1
        self.cursor = 0
        self.virtual_size = Size(0, self._count * _ROWS)
        self.scroll_to(0, 0, animate=False)
        self._tell()
        self.refresh()

    def fill(self, start: int, entries: tuple[Entry, ...]) -> None:
        """Add a page that was asked for; where it is empty, the articles are gone meanwhile."""
        self._wanted = -1
        self._pages[start // PAGE] = entries
        while len(self._pages) > _KEPT:
            del self._pages[next(iter(self._pages))]
        self._tell()
        self.refresh()

    def entry_at(self, number: int) -> Entry | None:
        """The article with a number from 0; None if it is not there, or not yet."""
        some = self._pages.get(number // PAGE)
        at = number % PAGE
        return some[at] if some is not None and at < len(some) else None

    @property
    def current(self) -> Entry | None:
        """The article under the cursor."""
        return self.entry_at(self.cursor)

    # -- moving ------------------------------------------------------------------------------------

    def move_to(self, number: int) -> None:
        """Put the cursor on an article, the first or last if there is none with that number."""
        self.cursor = max(0, min(number, self._count - 1))
        row = Region(0, self.cursor * _ROWS, 1, _ROWS)
        self.scroll_to_region(row, animate=False, force=True, x_axis=False)
        self._tell()
        self.refresh()

    def action_move(self, by: int) -> None:
        self.move_to(self.cursor + by)

    def action_page(self, by: int) -> None:
        self.move_to(self.cursor + by * max(self.size.height // _ROWS - 1, 1))

    def action_move_to_start(self) -> None:
        self.move_to(0)

    def action_move_to_end(self) -> None:
        self.move_to(self._count - 1)

    def action_choose(self) -> None:
        if self.current is not None:
            self.post_message(self.Chosen(self.current))

    def on_click(self, event: Click) -> None:
        number = (int(self.scroll_offset.y) + event.y) // _ROWS
        if number < self._count:
            self.move_to(number)
            if event.chain > 1:
                self.action_choose()

    def _tell(self) -> None:
        """Say that another article is under the cursor."""
        entry = self.current
        if entry is not None and entry.id != self._told:
            self._told = entry.id
            self.post_message(self.Moved(entry))

    # -- drawing -----------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        number, row = divmod(int(self.scroll_offset.y) + y, _ROWS)
        if number >= self._count:
            return Strip.blank(width, self.rich_style)
        entry = self.entry_at(number)
        if entry is None:
            self._want(number)
        text = _line(entry, row)
        is_current = number == self.cursor
        mark = "▸ " if is_current and row == 0 else "  "
        style = self.rich_style
        if row == 0:
            style += Style(bold=True)
        if is_current and self.has_focus:
            style += Style(reverse=True)
        shown = set_cell_size(mark + text, width) if cell_len(text) + 2 <= width else _cut(mark + text, width)
        return Strip([Segment(shown, style)], width)

    def _want(self, number: int) -> None:
        start = number // PAGE * PAGE
        if start // PAGE not in self._pages and start != self._wanted:
            self._wanted = start
            # Later: what is made while the screen draws is taken for its own, and goes no further than there.
            self.call_later(self._ask_for, start)

    def _ask_for(self, start: int) -> None:
        self.post_message(self.PageWanted(start))


def _line(entry: Entry | None, row: int) -> str:
    """The first or second line of an article in the list."""
    if entry is None:
        return "…" if row == 0 else ""
    if row == 0:
        return one_line(entry.title or entry.id)
    known = (date_text(entry.date[:10]), ", ".join(entry.tags))
    return one_line(" · ".join(part for part in known if part))


def _cut(text: str, width: int) -> str:
    return set_cell_size(set_cell_size(text, max(width - 1, 0)) + "…", width)
