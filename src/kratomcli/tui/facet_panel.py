"""The panel of facets: values of fields, with the number of articles of the query that have each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from kratomcli.text.normalize import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kratomcli.search.facets import Facet

_NAMES = {"tags": "Tags", "date:year": "Years", "lang": "Languages", "authors": "Authors"}
_WIDTH = 22
"""Cells of a line, which has a value and a number."""


class FacetPanel(OptionList):
    """Values to choose from; choosing one narrows the query."""

    class Narrowed(Message):
        """A value of a facet was chosen."""

        def __init__(self, facet: str, value: str) -> None:
            super().__init__()
            self.facet = facet
            self.value = value

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._values: list[tuple[str, str]] = []

    def show(self, facets: Sequence[Facet]) -> None:
        """Show facets in place of those before."""
        self._values = []
        options: list[Option] = []
        for facet in facets:
            options.append(Option(Content.styled(_NAMES[facet.name], "bold"), disabled=True))
            self._values.append((facet.name, ""))
            for value, number in facet.values:
                options.append(Option(Content(_line(one_line(value), f"{number:,}"))))
                self._values.append((facet.name, value))
        self.clear_options()
        self.add_options(options)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Narrowed(*self._values[event.option_index]))


def _line(value: str, number: str) -> str:
    room = max(_WIDTH - cell_len(number) - 3, 1)
    shown = value if cell_len(value) <= room else set_cell_size(value, room - 1) + "…"
    return f"  {set_cell_size(shown, room)} {number}"
