"""What is asked or told in a box above the screen: a choice from a list, and the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

KEYS = (
    ("s", "write a query; Enter goes to the list"),
    ("Tab", "the next pane: query, facets, list, page"),
    ("Enter", "open the article; Escape or ← goes back to the list"),
    ("d", "another order: relevance, newest, oldest, title"),
    ("f", "facets: choose one to narrow the query, again to take it back"),
    ("l", "links of the article, and those to it"),
    ("[ and ]", "the article before, and forth again"),
    ("/", "find in the page; n and N go to the next and the last"),
    ("e", "edit the article, at the first match; o opens it in a viewer"),
    ("y", "copy its id, its address, its file or a citation"),
    ("q", "quit; Ctrl-Q quits from anywhere"),
)
"""Keys, and what they do."""


class Choice(ModalScreen[int | None]):
    """A list of texts, none read as markup, of which one is chosen by its number from 0."""

    AUTO_FOCUS = "OptionList"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(None)", show=False),
        Binding("j", "cursor(1)", show=False),
        Binding("k", "cursor(-1)", show=False),
    ]

    def __init__(self, title: str, options: Sequence[str]) -> None:
        super().__init__()
        self._title = title
        self._options = options

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(Content(self._title), classes="title")
            yield OptionList(*(Option(Content(text)) for text in self._options))

    def action_cursor(self, by: int) -> None:
        chosen = self.query_one(OptionList)
        chosen.action_cursor_down() if by > 0 else chosen.action_cursor_up()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option_index)


class KeyHelp(ModalScreen[None]):
    """The keys, until one is pressed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,enter,space", "dismiss(None)", show=False)
    ]

    def compose(self) -> ComposeResult:
        lines = "\n".join(f"{key:<9}{what}" for key, what in KEYS)
        with Vertical(classes="dialog"):
            yield Static(Content(f"Keys\n\n{lines}"))
