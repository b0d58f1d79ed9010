"""The browser: the query, facets, results and the page of one, and what the keys do."""

from __future__ import annotations

import gc
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from kratomcli.errors import KratomError
from kratomcli.text.normalize import one_line
from kratomcli.text.wording import count
from kratomcli.tui import finding, pages
from kratomcli.tui.background import Background
from kratomcli.tui.history import History
from kratomcli.tui.reading_pane import ReadingPane
from kratomcli.tui.result_list import ResultList
from kratomcli.tui.terminal_app import TerminalApp
from kratomcli.tui.wordings import link_line, problem, summary

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from textual.app import ComposeResult
    from textual.events import Resize
    from textual.widget import Widget

    from kratomcli.desk.editors import FilePosition
    from kratomcli.desk.viewers import ViewedFile
    from kratomcli.library.library import Library
    from kratomcli.model.entry import Entry
    from kratomcli.search.facets import Facet
    from kratomcli.tui.facet_panel import FacetPanel

NARROW = 100
"""A screen with fewer columns has the list or the page, not both."""
_THEMES = {"dark": "textual-dark", "light": "textual-light", "terminal": "ansi-dark"}


_KEYS = {
    "q": "finish",
    "s": "ask",
    "escape": "leave",
    "d": "reorder",
    "f": "facets",
    "l": "links",
    "left_square_bracket,alt+left,backspace": "earlier",
    "right_square_bracket,alt+right": "later",
    "slash": "find",
    "n": "step(1)",
    "N": "step(-1)",
    "e": "edit",
    "o": "open",
    "y": "copy",
    "question_mark": "keys",
}
_ACTIONS = {action.partition("(")[0] for action in _KEYS.values()}


class ThreadAnswer(Message):
    """Something to be done where the screen is drawn, from a thread."""

    def __init__(self, tell: Callable[[], None]) -> None:
        super().__init__()
        self.tell = tell


class Browser(TerminalApp):
    """A library on the whole screen."""

    AUTO_FOCUS = "#list"
    ENABLE_COMMAND_PALETTE = False
    CSS_PATH = "browser.tcss"
    # With priority: so keys that were typed ahead go where the keys before them lead.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(keys, action, show=False, priority=True) for keys, action in _KEYS.items()
    ]

    def __init__(
        self,
        library: Library,
        query: str = "",
        *,
        theme: str = "terminal",
        colour: bool = True,
        away: Callable[[], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        super().__init__(away, ansi_color=None if colour else True)
        self.library = library
        self.theme = _THEMES[theme if colour else "terminal"]
        self._look = theme
        self._asked = query
        self._sort = ""
        self._results: finding.Results | None = None
        self._shown = ""
        self._history = History()
        self._results_thread, self._facet_thread, self._page_thread, self._action_thread = (
            Background(lambda tell: self.post_message(ThreadAnswer(tell))) for _ in range(4)
        )

    def compose(self) -> ComposeResult:
        yield Input(self._asked, placeholder="all articles; s writes a query, ? lists the keys", id="query")
        with Horizontal():
            yield ResultList(id="list")
            yield ReadingPane(id="page")
        yield Static(id="status")

    def on_mount(self) -> None:
        self.call_after_refresh(self._start)

    def _start(self) -> None:
        """After the first frame, which the threads would hold up."""
        gc.freeze()  # what the imports made stays
        gc.enable()  # other commands are too short for it
        self._ask()

    def on_unmount(self) -> None:
        for thread in (self._results_thread, self._facet_thread, self._page_thread, self._action_thread):
            thread.close()

    def on_thread_answer(self, message: ThreadAnswer) -> None:
        message.tell()

    # -- parts -------------------------------------------------------------------------------------

    @property
    def articles(self) -> ResultList:
        """The results."""
        return self.query_one(ResultList)

    @property
    def pane(self) -> ReadingPane:
        """The page of an article."""
        return self.query_one(ReadingPane)

    def _focus(self, widget: Widget) -> None:
        self.screen.set_focus(widget)  # at once, unlike `widget.focus()`: the next key may be there already

    def on_resize(self, event: Resize) -> None:
        self.set_class(event.size.width < NARROW, "narrow")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys are letters where one writes, and belong to a box that is open."""
        if action not in _ACTIONS:
            return super().check_action(action, parameters)
        is_writing = isinstance(self.focused, Input)
        return len(self.screen_stack) == 1 and (action == "leave" or not is_writing)

    def action_finish(self) -> None:
        self.exit()

    # -- the query ---------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input.id == "query" and event.value != self._asked:
            self._asked = event.value
            self._ask()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.input.id == "query":
            self.action_leave()
            return
        self.action_leave()
        number = self.pane.find(event.value)
        self.say(f"{event.value}: {count(number, 'place')}" if event.value else "")

    def _ask(self) -> None:
        question = partial(finding.find, self.library, self._asked, self._sort)
        self._results_thread.ask(question, self._answered)

    def _answered(self, results: finding.Results | KratomError) -> None:
        if isinstance(results, KratomError):
            self.say(problem(results))
            return
        self._results = results
        self.articles.show(results)
        self.say(summary(results))
        if self.has_class("with-facets"):
            self._ask_facets()
        if not results.total:
            self._page_thread.forget()

    def on_result_list_page_wanted(self, message: ResultList.PageWanted) -> None:
        if self._results is not None:
            question = partial(finding.page, self.library, self._results, message.start)
            self._results_thread.ask(question, partial(self._filled, message.start))

    def _filled(self, start: int, entries: tuple[Entry, ...] | KratomError) -> None:
        if isinstance(entries, KratomError):
            self.say(problem(entries))
        else:
            self.articles.fill(start, entries)

    def action_ask(self) -> None:
        self._focus(self.query_one("#query"))

    def action_reorder(self) -> None:
        orders = list(finding.ORDERS)
        now = self._results.sort if self._results is not None else ""
        self._sort = orders[(orders.index(now) + 1) % len(orders)]
        if not self._sort and not self._asked.strip():
            self._sort = orders[1]
        self._ask()

    # -- facets ------------------------------------------------------------------------------------

    async def action_facets(self) -> None:
        if not self.query("#facets"):
            from kratomcli.tui.facet_panel import FacetPanel

            await self.mount(FacetPanel(id="facets"), before="#list")
        self.toggle_class("with-facets")
        if self.has_class("with-facets"):
            self._focus(self.query_one("#facets"))
            self._ask_facets()
        else:
            self._focus(self.articles)

    def _ask_facets(self) -> None:
        if self._results is not None:
            question = partial(finding.facets, self.library, self._results.query)
            self._facet_thread.ask(question, self._counted)

    def _counted(self, facets: list[Facet] | KratomError) -> None:
        if isinstance(facets, KratomError):
            self.say(problem(facets))
        else:
            panel: FacetPanel = self.query_one("#facets")  # type: ignore[assignment]
            panel.show(facets)

    def on_facet_panel_narrowed(self, message: FacetPanel.Narrowed) -> None:
        asked = finding.narrowed(self._asked, message.facet, message.value)
        self.query_one("#query", Input).value = asked

    # -- one article -------------------------------------------------------------------------------

    def on_result_list_moved(self, message: ResultList.Moved) -> None:
        self._open(message.entry.id)

    def on_result_list_chosen(self, message: ResultList.Chosen) -> None:
        self._history.visit(message.entry.id)
        self._open(message.entry.id)
        self._read()

    def on_reading_pane_resized(self) -> None:
        self._open(self._shown)

    def _read(self) -> None:
        self.add_class("reading")
        self._focus(self.pane)

    def _open(self, id: str) -> None:
        self._shown = id
        query = self._results.query if self._results is not None else ""
        width = self.pane.room or self.size.width - 3
        question = partial(pages.laid_out, self.library, id, query, width, self._look)
        self._page_thread.ask(question, self._laid_out)

    def _laid_out(self, page: pages.ReadingPage | KratomError) -> None:
        if isinstance(page, KratomError):
            self.say(problem(page))
        else:
            self.pane.show(page)

    def action_leave(self) -> None:
        """From the query or the page to the list; from finding to the page."""
        is_finding = self.has_class("finding")
        self.remove_class("finding")
        if is_finding:
            self._read()
            return
        self.remove_class("reading")
        self._focus(self.articles)

    def action_earlier(self) -> None:
        self._go(self._history.back(self._shown), "this is the first article that was opened")

    def action_later(self) -> None:
        self._go(self._history.forth(), "this is the last article that was opened")

    def _go(self, id: str, otherwise: str) -> None:
        if not id:
            self.say(otherwise)
            return
        self._open(id)
        self._read()

    def action_links(self) -> None:
        if self._shown:
            question = partial(finding.linked, self.library, self._shown)
            self._action_thread.ask(question, partial(self._linked, self._shown))

    def _linked(self, source: str, links: list[tuple[str, Entry, str]] | KratomError) -> None:
        if isinstance(links, KratomError):
            self.say(problem(links))
            return
        if not links:
            self.say("no links to other articles, and none from them")
            return

        def chosen(number: int | None) -> None:
            if number is not None:
                id = links[number][1].id
                self._history.visit(id, source)
                self._open(id)
                self._read()

        from kratomcli.tui.dialogs import Choice

        self.push_screen(Choice("Links → to others, ← from them", list(map(link_line, links))), chosen)

    # -- within the page ---------------------------------------------------------------------------

    async def action_find(self) -> None:
        if not self.query("#find"):
            await self.mount(Input(placeholder="find in the page", id="find"), before="#status")
        self._read()
        self.add_class("finding")
        self.query_one("#find", Input).value = ""
        self._focus(self.query_one("#find"))

    def action_step(self, by: int) -> None:
        at, of = self.pane.step(by)
        self.say(f"{at:,} of {count(of, 'place')}" if of else "nothing is marked: / finds a text")

    # -- other programs ----------------------------------------------------------------------------

    def action_edit(self) -> None:
        if self._shown:
            query = self._results.query if self._results is not None else ""
            self._action_thread.ask(partial(self.library.position, self._shown, query), self._edit)

    def _edit(self, position: FilePosition | KratomError) -> None:
        from kratomcli.desk.editors import edit

        if isinstance(position, KratomError):
            self.say(problem(position))
        elif self.leave_screen_to(partial(edit, position)):
            self._action_thread.ask(self.library.sync, self._synced)

    def _synced(self, report: object) -> None:
        if isinstance(report, KratomError):
            self.say(problem(report))
            return
        self._open(self._shown)
        self._ask()

    def action_open(self) -> None:
        if self._shown:
            self._action_thread.ask(partial(self.library.viewed, self._shown), self._view)

    def _view(self, file: ViewedFile | KratomError) -> None:
        from kratomcli.desk.viewers import view

        if isinstance(file, KratomError):
            self.say(problem(file))
        elif self.leave_screen_to(partial(view, file)):
            self.say(f"opened: {file.path}")

    def action_copy(self) -> None:
        from kratomcli.export.citations.bibtex import bibtex
        from kratomcli.tui.dialogs import Choice

        page = self.pane.page
        if page is None:
            return
        kinds = {"id": page.article.id, "link": page.article.source, "file": page.article.path}
        kinds["citation"] = bibtex(page.article)
        known = [(name, value) for name, value in kinds.items() if value]

        def chosen(number: int | None) -> None:
            if number is not None:
                self.copy_to_clipboard(known[number][1])
                self.say(f"copied: {known[number][1]}")

        self.push_screen(Choice("Copy", [f"{name}: {one_line(value)}" for name, value in known]), chosen)

    def action_keys(self) -> None:
        from kratomcli.tui.dialogs import KeyHelp

        self.push_screen(KeyHelp())
